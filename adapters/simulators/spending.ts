import { draw } from './draw.ts';
import type { Span } from './spans.ts';

/** Daily amounts in force, `[since, amount]`, oldest first, and the part of one that this day takes. */
export interface DayBudget {
  readonly amounts: readonly (readonly [number, number])[];
  readonly ratio: number;
}

/** Ads that live on one budget, each with the stretches of the day in which it was on. */
export interface Pool extends DayBudget {
  readonly ads: readonly { readonly id: string; readonly on: readonly Span[] }[];
}

/**
 * What each ad of each pool spends in a day, or in the part of it that has passed. Money runs evenly over the day, and at every
 * moment the ads that are on share it, the stronger ones taking more. What was spent is therefore never taken back: another ad
 * that starts, a pause or a new budget changes the hours after it and none before. `cap` is a budget over all pools together.
 */
export function spendOfDay(
  seed: number,
  dayMs: number,
  pools: readonly Pool[],
  cap: DayBudget | null = null,
): readonly (readonly number[])[] {
  const edges: { readonly at: number; readonly pool: number; readonly ad: number; readonly starts: boolean }[] = [];
  pools.forEach(({ ads }, pool) =>
    ads.forEach(({ on }, ad) => {
      for (const [from, to] of on) edges.push({ at: from, pool, ad, starts: true }, { at: to, pool, ad, starts: false });
    }),
  );
  const moments = [
    ...edges,
    ...[cap, ...pools].flatMap((budget) => (budget?.amounts ?? []).map(([at]) => ({ at, pool: -1, ad: -1, starts: false }))),
  ].toSorted((left, right) => left.at - right.at);
  const weights = pools.map(({ ads }) => ads.map(({ id }) => 0.4 + draw(seed, 'weight', id)));
  const spent = pools.map(({ ads }) => ads.map(() => 0));
  /** Money that one unit of weight has had in each pool so far; an ad's own is what that grew by while it was on. */
  const perWeight = pools.map(() => 0);
  const running = pools.map(() => ({ count: 0, weight: 0 }));
  let before = Number.NEGATIVE_INFINITY;
  for (const { at, pool, ad, starts } of moments) {
    if (at > before && running.some(({ count }) => count > 0)) {
      const rates = pools.map((budget, index) => (running[index]!.count === 0 ? 0 : rateAt(budget, before)));
      const wished = rates.reduce((left, right) => left + right, 0);
      const scale = cap === null || wished === 0 ? 1 : Math.min(1, rateAt(cap, before) / wished);
      rates.forEach((rate, index) => {
        if (rate > 0) perWeight[index]! += (scale * rate * ((at - before) / dayMs)) / running[index]!.weight;
      });
    }
    before = at;
    const state = running[pool];
    if (state === undefined) continue;
    const weight = weights[pool]![ad]!;
    state.count += starts ? 1 : -1;
    state.weight = state.count === 0 ? 0 : state.weight + (starts ? weight : -weight);
    spent[pool]![ad]! += (starts ? -1 : 1) * perWeight[pool]! * weight;
  }
  return spent.map((ads) => ads.map((amount) => Math.max(0, amount)));
}

function rateAt({ amounts, ratio }: DayBudget, atMs: number): number {
  return (amounts.findLast(([sinceMs]) => sinceMs <= atMs)?.[1] ?? 0) * ratio;
}
