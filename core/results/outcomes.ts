import type { OutcomeKind } from '../contract/conversions.ts';
import type { OutcomeFigures, results } from '../contract/results.ts';
import type { Output } from '../contract/define.ts';
import { divideHalfUp } from './figures.ts';
import type { GroupSums, OutcomeCount, OutcomeGroup } from './result-store.ts';

type Summary = Output<typeof results.summary>;
/** How often each kind happened; what is absent never did. */
export type KindCounts = Partial<Readonly<Record<OutcomeKind, number>>>;

export const NO_OUTCOMES: KindCounts = {};
const KINDS = ['application', 'qualified', 'interview', 'hired'] as const satisfies readonly OutcomeKind[];

/**
 * What each outcome cost: spend / outcomes, in whole millionths of the currency, rounded half up once; null where there is none. Only
 * outcomes that belong to the spend are counted: those of which nobody knows what brought them would make every hire look cheaper.
 */
export function outcomeFigures({ spendMicros, currency }: Pick<GroupSums, 'spendMicros' | 'currency'>, counts: KindCounts): OutcomeFigures {
  const per = (below: number): OutcomeFigures['costPerHire'] =>
    below === 0 ? null : { amountMicros: divideHalfUp(spendMicros, BigInt(below)), currency };
  const { application = 0, qualified = 0, hired = 0 } = counts;
  return {
    applications: application,
    qualified,
    hired,
    costPerApplication: per(application),
    costPerQualified: per(qualified),
    costPerHire: per(hired),
  };
}

/** An outcome belongs to the spend of a network when it carries that network's click and the client spent there in one currency only. */
export function isAttributed<T extends OutcomeCount>(count: T): count is T & { readonly network: string; readonly currency: string } {
  return count.network !== null && count.currency !== null;
}

/** By kind: how many belong to no spend, of how many. Kinds that never happened are left out. */
export function unattributedOf(counts: readonly OutcomeCount[]): Summary['unattributed'] {
  return KINDS.flatMap((kind) => {
    const own = counts.filter((one) => one.kind === kind);
    const of = total(own);
    return of === 0 ? [] : [{ kind, count: total(own.filter((one) => !isAttributed(one))), of }];
  });
}

/** Attributed outcomes of these networks (none named: all), by `keyOf`. */
export function countsBy<T extends OutcomeCount>(
  counts: readonly T[],
  networks: readonly string[],
  keyOf: (count: T & { readonly currency: string }) => string,
): ReadonlyMap<string, KindCounts> {
  const found = new Map<string, Partial<Record<OutcomeKind, number>>>();
  for (const one of counts) {
    if (!isAttributed(one) || (networks.length > 0 && !networks.includes(one.network))) continue;
    const key = keyOf(one);
    const own = found.get(key) ?? {};
    own[one.kind] = (own[one.kind] ?? 0) + one.count;
    found.set(key, own);
  }
  return found;
}

/** Rows of outcomes without any spend in the range, such as a hire of a vacancy whose ads have ended: they cost nothing in these days, and are not hidden. */
export function rowsWithoutSpend(rows: readonly GroupSums[], outcomes: readonly OutcomeGroup[], byNetwork: boolean): readonly GroupSums[] {
  const known = new Set(rows.map(rowKey));
  const missing = new Map<string, GroupSums>();
  for (const { key, label, network, currency, ...rest } of outcomes) {
    if (!isAttributed({ ...rest, network, currency }) || currency === null || known.has(rowKey({ key, currency }))) continue;
    missing.set(rowKey({ key, currency }), {
      key,
      label,
      network: byNetwork ? network : null,
      currency,
      impressions: 0,
      clicks: 0,
      conversionsMillionths: 0,
      spendMicros: 0n,
    });
  }
  return [...missing.values()];
}

export function rowKey(row: { readonly key: string; readonly currency: string }): string {
  return `${row.key}/${row.currency}`;
}

function total(counts: readonly OutcomeCount[]): number {
  return counts.reduce((sum, { count }) => sum + count, 0);
}
