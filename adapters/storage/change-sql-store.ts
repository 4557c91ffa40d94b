import type { ChangeStore, ListedChange, PendingCounts } from '../../core/changes/change-store.ts';
import type { Database } from './database.ts';
import { createOrderCache } from './plan-order-cache.ts';
import { wireOf } from './plan-rows.ts';

interface CountRow {
  readonly network: string;
  readonly level: string;
  readonly mark: string;
  readonly approval: string;
  readonly currency: string;
  readonly objects: number;
  readonly changes: number;
  readonly delta: string;
  readonly errors: number;
  readonly warnings: number;
}
interface Row {
  readonly id: string;
  readonly level: ListedChange['level'];
  readonly network: string;
  readonly clientName: string;
  readonly campaignName: string;
  readonly name: string;
  readonly mark: ListedChange['mark'];
  readonly fields: number;
  readonly delta: string;
  readonly currency: string;
  readonly errors: number;
  readonly warnings: number;
  readonly approval: ListedChange['approval'];
  readonly draft: string;
  readonly base: string | null;
  readonly theirs: string;
}

const QUICK: Readonly<Record<string, string>> = {
  with_errors: 'o.errors > 0',
  with_warnings: 'o.warnings > 0',
  money: 'o.daily_delta_micros <> 0',
  conflicts: "o.mark = 'conflict'",
  awaiting_approval: "o.approval = 'requested'",
  incoming: 'o.incoming_fields > 0',
};
const COLUMNS = `o.id, o.level, o.network, c.name AS clientName, m.name AS campaignName, o.name, o.mark, o.changed_fields + o.incoming_fields AS fields, CAST(o.daily_delta_micros AS TEXT) AS delta, o.currency,
  o.errors, o.warnings, o.approval, x.draft, x.base, x.theirs`;
const JOINS = 'JOIN plan_content x ON x.n = o.n JOIN client c ON c.id = o.client_id JOIN plan_object m ON m.id = o.campaign_id';

export function createChangeStore(db: Database): ChangeStore {
  const counters = db.prepare<[string | null, string | null], CountRow>(
    "SELECT network, level, mark, approval, currency, objects, changes, CAST(daily_delta_micros AS TEXT) AS delta, errors, warnings FROM plan_count WHERE objects > 0 AND mark <> 'none' AND (? IS NULL OR client_id = ?)",
  );
  const page = db.prepare<[string], Row>(
    `SELECT ${COLUMNS} FROM json_each(?) j JOIN plan_object o ON o.n = j.value ${JOINS} ORDER BY j.key`,
  );
  const one = db.prepare<[string], Row>(`SELECT ${COLUMNS} FROM plan_object o ${JOINS} WHERE o.id = ?`);
  const cached = createOrderCache<readonly number[]>(db);

  return {
    counts: (clientId) => sum(counters.all(clientId, clientId)),
    list(input) {
      const order = cached(JSON.stringify([input.clientId, input.networks, input.quick]), () => {
        const where = ["o.mark <> 'none'"];
        if (input.clientId !== null) where.push('o.client_id = @clientId');
        if (input.networks.length > 0) where.push('o.network IN (SELECT value FROM json_each(@networks))');
        if (input.quick !== null) where.push(QUICK[input.quick] ?? 'TRUE');
        return db
          .prepare<unknown[], number>(
            `SELECT o.n FROM plan_object o JOIN client c ON c.id = o.client_id JOIN plan_object m ON m.id = o.campaign_id WHERE ${where.join(' AND ')}
             ORDER BY c.folded_name, o.network, m.folded_name, o.campaign_id, CASE o.level WHEN 'campaign' THEN 0 WHEN 'ad_group' THEN 1 ELSE 2 END, o.n`,
          )
          .pluck()
          .all({
            ...(input.clientId === null ? {} : { clientId: input.clientId }),
            ...(input.networks.length === 0 ? {} : { networks: JSON.stringify(input.networks) }),
          });
      });
      return { rows: page.all(JSON.stringify(order.slice(input.offset, input.offset + input.limit))).map(changeOf), total: order.length };
    },
    one(objectId) {
      const row = one.get(objectId);
      return row === undefined ? null : changeOf(row);
    },
  };
}

function changeOf(row: Row): ListedChange {
  return {
    objectId: row.id,
    level: row.level,
    network: row.network,
    clientName: row.clientName,
    campaignName: row.campaignName,
    name: row.name,
    mark: row.mark,
    fields: row.fields,
    dailyDelta: row.level !== 'campaign' || row.delta === '0' ? null : { amountMicros: BigInt(row.delta), currency: row.currency },
    errors: row.errors,
    warnings: row.warnings,
    approval: row.approval,
    draft: wireOf(row.draft),
    base: row.base === null ? null : wireOf(row.base),
    theirs: wireOf(row.theirs),
  };
}

function sum(rows: readonly CountRow[]): PendingCounts {
  const own = rows.filter((row) => row.mark !== 'incoming');
  const total = (pick: (row: CountRow) => number, keep: (row: CountRow) => boolean = () => true): number =>
    own.filter(keep).reduce((sum, row) => sum + pick(row), 0);
  const daily = new Map<string, bigint>();
  for (const row of own)
    if (row.level === 'campaign' && row.currency !== '') daily.set(row.currency, (daily.get(row.currency) ?? 0n) + BigInt(row.delta));
  const fresh = (network: string, level: string): number =>
    total(
      (row) => row.objects,
      (row) => row.network === network && row.level === level && row.mark === 'new',
    );
  return {
    changes: total((row) => row.changes),
    objects: total((row) => row.objects),
    ads: total(
      (row) => row.objects,
      (row) => row.level === 'ad',
    ),
    daily: [...daily].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([currency, amountMicros]) => ({ amountMicros, currency })),
    errors: total((row) => row.errors),
    warnings: total((row) => row.warnings),
    conflicts: total(
      (row) => row.objects,
      (row) => row.mark === 'conflict',
    ),
    approved: total(
      (row) => row.objects,
      (row) => row.approval === 'approved',
    ),
    awaitingApproval: total(
      (row) => row.objects,
      (row) => row.approval === 'requested',
    ),
    networks: [...new Set(own.map((row) => row.network))].toSorted().map((network) => ({
      network,
      newCampaigns: fresh(network, 'campaign'),
      newAdGroups: fresh(network, 'ad_group'),
      newAds: fresh(network, 'ad'),
      edits: total(
        (row) => row.objects,
        (row) => row.network === network && row.mark !== 'new',
      ),
    })),
  };
}
