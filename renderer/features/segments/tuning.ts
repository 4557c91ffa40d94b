import type { Segment, SegmentDetail } from '../../../core/contract/index.ts';
import type { InputOf, OutputOf } from '../../rpc/index.ts';

type Key = SegmentDetail['features'][number]['key'];
/** What a person may turn before the next version is built. */
export interface Tuning {
  /** 1 is as much as any other feature, 0 leaves it out. */
  readonly weights: Readonly<Record<string, number>>;
  /** Null: two of a hundred, and at least 30. */
  readonly minimumSize: number | null;
  readonly seed: number;
}
export type Rules = OutputOf<'segments.features'>;

/** As the version was made; before the first one, as the program would by itself. */
export function tuningOf(version: SegmentDetail | null, rules: Rules): Tuning {
  const made = new Map(version?.features.map(({ key, weight }) => [key, weight]));
  const weights = Object.fromEntries(
    rules.available.map(({ key, byDefault }) => [key, version === null ? (byDefault ? 1 : 0) : (made.get(key) ?? 0)]),
  );
  return { weights, minimumSize: null, seed: version?.seed ?? 1 };
}

/** For `segments.build`: what weighs nothing is not named. */
export function featuresOf(tuning: Tuning): InputOf<'segments.build'>['features'] {
  return Object.entries(tuning.weights)
    .filter(([, weight]) => weight > 0)
    .map(([key, weight]) => ({ key, weight }));
}

export function isUsual({ weights }: Tuning, rules: Rules): boolean {
  return rules.available.every(({ key, byDefault }) => weights[key] === (byDefault ? 1 : 0));
}

/** For each feature, how strongly it tells the segment apart that it tells apart most; 0…1 of the strongest. */
export function influence(segments: readonly Segment[]): ReadonlyMap<Key, number> {
  const strongest = new Map<Key, number>();
  for (const { feature, strength } of segments.flatMap(({ traits }) => traits))
    strongest.set(feature, Math.max(strongest.get(feature) ?? 0, strength));
  const most = Math.max(0, ...strongest.values());
  return new Map([...strongest].map(([key, strength]) => [key, most === 0 ? 0 : strength / most]));
}
