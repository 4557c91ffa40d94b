import { OutcomeKind } from '../../core/contract/conversions.ts';
import { addDays } from '../../core/kernel/days.ts';
import type { Dimension, ResultRange, ResultStore } from '../../core/results/result-store.ts';
import type { Database } from './database.ts';

const OF_VACANCY = 'LEFT JOIN vacancy v ON v.id = o.vacancy_id';
/** As the keys and labels of the sums of figures. A click names the network and not the campaign. */
const DIMENSIONS: Readonly<
  Record<Exclude<Dimension, 'campaign'>, { readonly key: string; readonly label: string; readonly join: string }>
> = {
  network: { key: 'o.click_network', label: 'o.click_network', join: '' },
  client: { key: 'o.client_id', label: 'c.name', join: 'LEFT JOIN client c ON c.id = o.client_id' },
  vacancy: { key: 'o.vacancy_id', label: 'v.title', join: OF_VACANCY },
  role_family: { key: "coalesce(v.role_family, '')", label: 'v.role_family', join: OF_VACANCY },
  city: { key: "coalesce(v.place_country || '/' || coalesce(v.place_code, v.place_name), '')", label: 'v.place_name', join: OF_VACANCY },
};
/**
 * In which currency a client spends at a network, over all days: people are hired weeks after the ad. Two currencies are none. Asked once
 * for each pair that outcomes name, and not of every day there is.
 */
const placed = (condition: string): string => `WITH
  pair AS MATERIALIZED (SELECT DISTINCT o.client_id AS client_id, o.click_network AS network FROM outcome o
    WHERE ${condition} AND o.click_network IS NOT NULL),
  bounds AS MATERIALIZED (SELECT client_id, network,
      (SELECT min(m.currency) FROM metric_client_day m WHERE m.client_id = pair.client_id AND m.network = pair.network) AS low,
      (SELECT max(m.currency) FROM metric_client_day m WHERE m.client_id = pair.client_id AND m.network = pair.network) AS high
    FROM pair),
  placed AS MATERIALIZED (SELECT client_id, network, low AS currency FROM bounds WHERE low = high)`;
const JOIN_PLACED = 'LEFT JOIN placed p ON p.client_id = o.client_id AND p.network = o.click_network';

interface CountRow {
  readonly network: string | null;
  readonly currency: string | null;
  readonly kind: string;
  readonly count: number;
}

export function createResultOutcomes(db: Database): Pick<ResultStore, 'outcomes' | 'outcomeGroups'> {
  return {
    outcomes(range) {
      const { condition, values } = conditionOf(range);
      return db
        .prepare<unknown[], CountRow>(
          `${placed(condition)} SELECT o.click_network AS network, p.currency AS currency, o.kind AS kind, count(*) AS count
           FROM outcome o ${JOIN_PLACED} WHERE ${condition} GROUP BY 1, 2, 3`,
        )
        .all(...values, ...values)
        .map((row) => ({ ...row, kind: OutcomeKind.parse(row.kind) }));
    },
    outcomeGroups(range, by) {
      if (by === 'campaign') return [];
      const { key, label, join } = DIMENSIONS[by];
      const { condition, values } = conditionOf(range);
      const where = [condition, 'o.click_network IS NOT NULL'];
      const given = [...values, ...values];
      if (join === OF_VACANCY) where.push('o.vacancy_id IS NOT NULL');
      if (range.networks.length > 0) {
        where.push('o.click_network IN (SELECT value FROM json_each(?))');
        given.push(JSON.stringify(range.networks));
      }
      return db
        .prepare<unknown[], CountRow & { readonly key: string; readonly label: string | null }>(
          `${placed(condition)} SELECT ${key} AS key, max(${label}) AS label, o.click_network AS network, p.currency AS currency, o.kind AS kind,
             count(*) AS count
           FROM outcome o ${JOIN_PLACED} ${join} WHERE ${where.join(' AND ')} GROUP BY 1, o.click_network, p.currency, o.kind`,
        )
        .all(...given)
        .map((row) => ({ ...row, label: row.label ?? '', kind: OutcomeKind.parse(row.kind) }));
    },
  };
}

function conditionOf(range: ResultRange): { readonly condition: string; readonly values: string[] } {
  // Days compare with moments as texts: the day after is later than every moment of the last day.
  const where = ['o.occurred_at >= ?', 'o.occurred_at < ?'];
  const values = [range.fromDay, addDays(range.toDay, 1)];
  if (range.clientId !== null) {
    where.push('o.client_id = ?');
    values.push(range.clientId);
  }
  return { condition: where.join(' AND '), values };
}
