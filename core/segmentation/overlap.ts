export interface Overlap {
  readonly first: number;
  readonly second: number;
  readonly shared: number;
  /** Distinct people of both together. */
  readonly unique: number;
  /** Shared people over the smaller list; null when one is empty. */
  readonly overlapRatio: number | null;
  /** Distinct people over the sum of both lists: what part of a double effort reaches someone new. */
  readonly efficiencyRatio: number | null;
  /** Below seven tenths, one list for both is the better audience. */
  readonly suggestsUnified: boolean;
}

const UNIFY_BELOW = 0.7;

/** Exact, because both lists are ours. What a network holds nobody here can count: such an overlap is unknown, never a guess. */
export function overlapOf(first: Iterable<string>, second: Iterable<string>): Overlap {
  const one = new Set(first);
  const two = new Set(second);
  let shared = 0;
  for (const id of one) if (two.has(id)) shared += 1;
  const unique = one.size + two.size - shared;
  const smaller = Math.min(one.size, two.size);
  const efficiency = one.size + two.size === 0 ? null : unique / (one.size + two.size);
  return {
    first: one.size,
    second: two.size,
    shared,
    unique,
    overlapRatio: smaller === 0 ? null : shared / smaller,
    efficiencyRatio: efficiency,
    suggestsUnified: efficiency !== null && efficiency < UNIFY_BELOW,
  };
}
