import { FEATURES, type FeatureKey } from './features.ts';
import { OTHER_LEVEL, type PreparedColumn } from './prepare.ts';

/** One way in which a segment differs from everyone. */
export interface SegmentTrait {
  readonly feature: FeatureKey;
  readonly kind: 'higher' | 'lower' | 'level' | 'rarely';
  /** The level that stands out, or the ordered level nearest to the segment's mean; null for plain numbers. */
  readonly level: string | null;
  /** Share of the segment with the level, or the segment's mean in the feature's own unit. */
  readonly value: number;
  /** The same over everyone. */
  readonly overall: number;
  /** Value over overall. */
  readonly lift: number;
  /** Distance in standard deviations of everyone, so that numbers and categories can be ranked together. */
  readonly strength: number;
}

const LEAST_STRENGTH = 0.25;

/** What sets each cluster apart, strongest first. Blanks are left out of every mean and share. */
export function describeSegments(columns: readonly PreparedColumn[], labels: Uint8Array, k: number): readonly (readonly SegmentTrait[])[] {
  const traits = Array.from({ length: k }, (): SegmentTrait[] => []);
  for (const column of columns) {
    const found = column.kind === 'number' ? numberTraits(column, labels, k) : categoryTraits(column, labels, k);
    for (const [cluster, trait] of found) traits[cluster]?.push(trait);
  }
  return traits.map((list) =>
    list.filter((trait) => Math.abs(trait.strength) >= LEAST_STRENGTH).toSorted((a, b) => b.strength - a.strength),
  );
}

type Found = readonly [number, SegmentTrait][];

function numberTraits(column: Extract<PreparedColumn, { kind: 'number' }>, labels: Uint8Array, k: number): Found {
  const sums = new Float64Array(k);
  const squares = new Float64Array(k);
  const cases = new Float64Array(k);
  for (const [row, value] of column.raw.entries()) {
    if (Number.isNaN(value)) continue;
    const cluster = labels[row] ?? 0;
    sums[cluster] = (sums[cluster] ?? 0) + value;
    squares[cluster] = (squares[cluster] ?? 0) + value * value;
    cases[cluster] = (cases[cluster] ?? 0) + 1;
  }
  const total = add(cases);
  const overall = add(sums) / total;
  const spread = Math.sqrt(Math.max(1e-12, add(squares) / total - overall * overall));
  const facts = FEATURES[column.key];
  return Array.from({ length: k }, (_, cluster): Found[number] | null => {
    const many = cases[cluster] ?? 0;
    if (many === 0) return null;
    const value = (sums[cluster] ?? 0) / many;
    const away = (value - overall) / spread;
    const level = facts.kind === 'ordered' ? (facts.levels[Math.round(value)] ?? null) : null;
    const kind = away >= 0 ? 'higher' : 'lower';
    const lift = overall === 0 ? 1 : value / overall;
    return [cluster, { feature: column.key, kind, level, value, overall, lift, strength: Math.abs(away) }];
  }).filter((found) => found !== null);
}

/** The level that stands out most upwards; else the one that is most absent. `other` names nothing and is not offered. */
function categoryTraits(column: Extract<PreparedColumn, { kind: 'category' }>, labels: Uint8Array, k: number): Found {
  const wide = column.levels.length;
  const cells = new Float64Array(k * wide);
  for (const [row, code] of column.codes.entries()) {
    if (code < wide) cells[(labels[row] ?? 0) * wide + code] = (cells[(labels[row] ?? 0) * wide + code] ?? 0) + 1;
  }
  const found: [number, SegmentTrait][] = [];
  for (let cluster = 0; cluster < k; cluster++) {
    const own = cells.subarray(cluster * wide, (cluster + 1) * wide);
    const answered = add(own);
    if (answered === 0) continue;
    let pick: SegmentTrait | null = null;
    for (const [code, name] of column.levels.entries()) {
      if (name === OTHER_LEVEL) continue;
      const overall = column.shares[code] ?? 0;
      const value = (own[code] ?? 0) / answered;
      const away = (value - overall) / Math.sqrt(Math.max(1e-9, overall * (1 - overall)));
      // What is there names a segment better than what is missing.
      const strength = away >= 0 ? away : -away / 2;
      if (pick !== null && strength <= pick.strength) continue;
      const kind = away >= 0 ? 'level' : 'rarely';
      pick = { feature: column.key, kind, level: name, value, overall, lift: overall === 0 ? 1 : value / overall, strength };
    }
    if (pick !== null) found.push([cluster, pick]);
  }
  return found;
}

function add(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
