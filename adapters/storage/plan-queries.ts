import type { HeadFilter, PlanRepository } from '../../core/plans/plan-repository.ts';
import type { Database } from './database.ts';
import { FULL_COLUMNS, HEAD_COLUMNS, headOf, recordOf, wireOf, type FullRow, type HeadRow } from './plan-rows.ts';

type Queries = Pick<
  PlanRepository,
  | 'get'
  | 'getMany'
  | 'children'
  | 'tree'
  | 'published'
  | 'byMarker'
  | 'snapshot'
  | 'heads'
  | 'clientName'
  | 'advertised'
  | 'adTexts'
  | 'publishedAdIds'
  | 'setFigures'
>;

const FROM = 'FROM plan_object o JOIN plan_content x USING (n)';
/** Parents before children, in the order in which they were made. */
const PARENTS_FIRST = "ORDER BY CASE o.level WHEN 'campaign' THEN 0 WHEN 'ad_group' THEN 1 ELSE 2 END, o.n";
/** Ids handed to one statement as a JSON array. */
const SLICE = 5_000;

export function createPlanQueries(db: Database): Queries {
  const byId = db.prepare<[string], FullRow>(`SELECT ${FULL_COLUMNS} ${FROM} WHERE o.id = ?`);
  const byIds = db.prepare<[string], FullRow>(
    `SELECT ${FULL_COLUMNS} FROM json_each(?) j JOIN plan_object o ON o.id = j.value JOIN plan_content x USING (n)`,
  );
  const byParent = db.prepare<[string], FullRow>(`SELECT ${FULL_COLUMNS} ${FROM} WHERE o.parent_id = ? ORDER BY o.n`);
  const byCampaign = db.prepare<[string], FullRow>(`SELECT ${FULL_COLUMNS} ${FROM} WHERE o.campaign_id = ? ${PARENTS_FIRST}`);
  const byAccount = db.prepare<[string], FullRow>(
    `SELECT ${FULL_COLUMNS} ${FROM} WHERE o.account_id = ? AND o.remote_id IS NOT NULL ${PARENTS_FIRST}`,
  );
  const byMarker = db.prepare<[string], FullRow>(`SELECT ${FULL_COLUMNS} ${FROM} WHERE o.marker = ?`);
  const snapshot = db.prepare<[string], { readonly [column: string]: string | null }>(
    'SELECT o.level, o.parent_id AS parentId, o.client_id AS clientId, o.account_id AS accountId, o.network, o.vacancy_id AS vacancyId, o.flow_id AS flowId, o.flow_key AS flowKey, o.marker, x.draft FROM plan_object o JOIN plan_content x USING (n) WHERE o.id = ?',
  );
  const clientName = db.prepare<[string], string>('SELECT name FROM client WHERE id = ?').pluck();
  const advertised = db.prepare<[string, string], { vacancy_id: string; flow_id: string | null }>(
    "SELECT vacancy_id, flow_id FROM plan_object WHERE vacancy_id IS NOT NULL AND network = ? AND client_id = ? AND level = 'ad' AND status <> 'archived' AND lifecycle <> 'archived'",
  );
  const adTexts = db.prepare<[string], { id: string; account_id: string; name: string; text: string | null; fresh: number }>(
    `SELECT o.id, o.account_id, o.name, x.draft ->> '$.primaryText' AS text, o.remote_id IS NULL OR x.base ->> '$.primaryText' IS NOT x.draft ->> '$.primaryText' AS fresh
     ${FROM} WHERE o.level = 'ad' AND o.network = ? AND o.status <> 'archived' AND o.lifecycle <> 'archived' ORDER BY o.n`,
  );
  const publishedAds = db.prepare<[], string>("SELECT id FROM plan_object WHERE level = 'ad' AND remote_id IS NOT NULL").pluck();
  const clearFigures = db.prepare('DELETE FROM plan_figure');
  const adFigure = db.prepare('INSERT INTO plan_figure SELECT n, ?, ?, ?, ?, ? FROM plan_object WHERE id = ?');
  // Parents show the sum of their ads; a campaign has one account, so one currency.
  const sumInto = ['parent_id', 'campaign_id'].map((column) =>
    db.prepare(`INSERT INTO plan_figure
      SELECT p.n, sum(f.impressions), sum(f.clicks), sum(f.conversions), sum(f.spend_micros), max(f.currency)
      FROM plan_figure f JOIN plan_object a ON a.n = f.n JOIN plan_object p ON p.id = a.${column} WHERE a.level = 'ad' GROUP BY p.n`),
  );

  /** By their condition: one object is asked for at every activation, and preparing costs more than reading it. */
  const headStatements = new Map<string, ReturnType<typeof db.prepare<unknown[], HeadRow>>>();

  function getMany(ids: readonly string[]) {
    const rows: FullRow[] = [];
    for (let from = 0; from < ids.length; from += SLICE)
      for (const row of byIds.iterate(JSON.stringify(ids.slice(from, from + SLICE)))) rows.push(row);
    return rows.map(recordOf);
  }

  return {
    get(id) {
      const row = byId.get(id);
      return row === undefined ? null : recordOf(row);
    },
    getMany,
    children: (parentId) => byParent.all(parentId).map(recordOf),
    tree: (campaignId) => byCampaign.all(campaignId).map(recordOf),
    published: (accountId) => byAccount.all(accountId).map(recordOf),
    byMarker(marker) {
      const row = byMarker.get(marker);
      return row === undefined ? null : recordOf(row);
    },
    snapshot(id) {
      const row = snapshot.get(id);
      return row === undefined ? null : { ...row, draft: wireOf(row['draft'] ?? '{}') };
    },
    heads(filter) {
      const { where, values } = headWhere(filter);
      let statement = headStatements.get(where);
      if (statement === undefined)
        headStatements.set(where, (statement = db.prepare(`SELECT ${HEAD_COLUMNS} FROM plan_object o ${where} ${PARENTS_FIRST}`)));
      return statement.all(...values).map(headOf);
    },
    clientName: (clientId) => clientName.get(clientId) ?? '',
    advertised: (network, clientId) => new Map(advertised.all(network, clientId).map((row) => [row.vacancy_id, row.flow_id])),
    adTexts: (network) =>
      adTexts.all(network).map((row) => ({
        id: row.id,
        accountId: row.account_id,
        name: row.name,
        primaryText: row.text ?? '',
        fresh: row.fresh === 1,
      })),
    publishedAdIds: () => publishedAds.all(),
    setFigures(rows) {
      clearFigures.run();
      for (const row of rows) adFigure.run(row.impressions, row.clicks, row.conversions, row.spendMicros, row.currency, row.adId);
      for (const sum of sumInto) sum.run();
    },
  };
}

function headWhere(filter: HeadFilter): { readonly where: string; readonly values: readonly unknown[] } {
  const parts: string[] = [];
  const values: unknown[] = [];
  if (filter.clientId !== undefined && filter.clientId !== null) {
    parts.push('o.client_id = ?');
    values.push(filter.clientId);
  }
  if (filter.flowId !== undefined) {
    parts.push('o.flow_id = ?');
    values.push(filter.flowId);
  }
  if (filter.ids !== undefined) {
    parts.push('o.id IN (SELECT value FROM json_each(?))');
    values.push(JSON.stringify(filter.ids));
  }
  if (filter.campaignIds !== undefined) {
    parts.push('o.campaign_id IN (SELECT value FROM json_each(?))');
    values.push(JSON.stringify(filter.campaignIds));
  }
  if (filter.pendingOnly === true) parts.push("o.mark <> 'none' AND o.mark <> 'incoming'");
  return { where: parts.length === 0 ? '' : `WHERE ${parts.join(' AND ')}`, values };
}
