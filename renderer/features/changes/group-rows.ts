import type { ChangeRow } from '../../../core/contract/index.ts';
import { addMoney, type Money } from '../../../core/kernel/index.ts';

export type Line =
  | { readonly kind: 'client'; readonly key: string; readonly name: string; readonly rows: number; readonly daily: readonly Money[] }
  | { readonly kind: 'campaign'; readonly key: string; readonly name: string; readonly network: string; readonly ids: readonly string[] }
  | { readonly kind: 'row'; readonly key: string; readonly row: ChangeRow };

/** Client, then network and campaign, then rows, in the order in which the list gives them. */
export function groupRows(rows: readonly ChangeRow[]): readonly Line[] {
  const clients = grouped(rows, (row) => row.clientName);
  return [...clients].flatMap(([name, own]) => {
    const head: Line = { kind: 'client', key: `client:${name}`, name, rows: own.length, daily: totals(own) };
    const campaigns = grouped(own, (row) => `${row.network}:${row.campaignName}`);
    const lines = [...campaigns].flatMap(([key, members]): readonly Line[] => {
      const first = members[0];
      if (first === undefined) return [];
      const campaign: Line = {
        kind: 'campaign',
        key: `${name}:${key}`,
        name: first.campaignName,
        network: first.network,
        ids: members.map(({ objectId }) => objectId),
      };
      return [campaign, ...members.map((row): Line => ({ kind: 'row', key: row.objectId, row }))];
    });
    return [head, ...lines];
  });
}

/** One total a currency; pesos and dollars are never added. */
export function totals(rows: readonly Pick<ChangeRow, 'dailyDelta'>[]): readonly Money[] {
  const byCurrency = new Map<string, Money>();
  for (const { dailyDelta } of rows) {
    if (dailyDelta === null) continue;
    const before = byCurrency.get(dailyDelta.currency);
    byCurrency.set(dailyDelta.currency, before === undefined ? dailyDelta : addMoney(before, dailyDelta));
  }
  return [...byCurrency.values()];
}

function grouped(rows: readonly ChangeRow[], keyOf: (row: ChangeRow) => string): ReadonlyMap<string, readonly ChangeRow[]> {
  const groups = new Map<string, ChangeRow[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}
