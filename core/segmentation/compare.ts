import { adjustedRandIndex } from './rand-index.ts';

/** Who was where: ids and the segment of each, in the same order. */
export interface Membership {
  readonly ids: readonly string[];
  readonly labels: Uint8Array;
  readonly k: number;
}

export interface Comparison {
  /** People in both versions. */
  readonly both: number;
  readonly joined: number;
  readonly left: number;
  /** In both, but in a segment that does not continue their old one. */
  readonly moved: number;
  /** People from each old segment (row) in each new one (column). */
  readonly flows: readonly (readonly number[])[];
  /** For each new segment the old one that it continues; null for one that is new. */
  readonly continues: readonly (number | null)[];
  /** Adjusted Rand index over the people in both; null when nobody is. */
  readonly agreement: number | null;
  /** Shares of the new segments less those of the old ones they continue. */
  readonly drift: readonly number[];
}

export function compareVersions(before: Membership, after: Membership): Comparison {
  const oldLabel = new Map(before.ids.map((id, row) => [id, before.labels[row] ?? 0]));
  const flows = Array.from({ length: before.k }, () => Array.from({ length: after.k }, () => 0));
  const olds: number[] = [];
  const news: number[] = [];
  for (const [row, id] of after.ids.entries()) {
    const old = oldLabel.get(id);
    if (old === undefined) continue;
    const label = after.labels[row] ?? 0;
    const flow = flows[old];
    if (flow !== undefined) flow[label] = (flow[label] ?? 0) + 1;
    olds.push(old);
    news.push(label);
  }
  const continues = match(flows, after.k);
  const stayed = continues.reduce<number>((sum, old, label) => sum + (old === null ? 0 : (flows[old]?.[label] ?? 0)), 0);
  const shareOf = ({ labels }: Membership, label: number): number =>
    labels.filter((one) => one === label).length / Math.max(1, labels.length);
  return {
    both: olds.length,
    joined: after.ids.length - olds.length,
    left: before.ids.length - olds.length,
    moved: olds.length - stayed,
    flows,
    continues,
    agreement: olds.length === 0 ? null : adjustedRandIndex(olds, news),
    drift: continues.map((old, label) => shareOf(after, label) - (old === null ? 0 : shareOf(before, old))),
  };
}

/** Pairs old and new by the largest common part, one to one; greedy, because a person can follow it. */
function match(flows: readonly (readonly number[])[], k: number): readonly (number | null)[] {
  const continues: (number | null)[] = Array.from({ length: k }, () => null);
  const pairs = flows.flatMap((flow, old) => flow.map((people, label) => ({ old, label, people })));
  const taken = new Set<number>();
  for (const { old, label, people } of pairs.toSorted((a, b) => b.people - a.people)) {
    if (people === 0 || taken.has(old) || continues[label] !== null) continue;
    continues[label] = old;
    taken.add(old);
  }
  return continues;
}
