import { FEATURES, type ChosenFeature, type FeatureKey, type FeatureRow } from './features.ts';

/** A feature as it went in: on one scale, or as codes. */
export type PreparedColumn =
  | {
      readonly kind: 'number';
      readonly key: FeatureKey;
      readonly weight: number;
      readonly values: Float32Array;
      readonly raw: Float64Array;
    }
  | {
      readonly kind: 'category';
      readonly key: FeatureKey;
      readonly weight: number;
      /** The code `levels.length` stands for a blank. */
      readonly codes: Uint16Array;
      readonly levels: readonly string[];
      /** Share of each level among those who answered. */
      readonly shares: Float64Array;
    };

/** What was done with one feature, for a person to read. */
export interface FeatureReport {
  readonly key: FeatureKey;
  readonly weight: number;
  readonly used: boolean;
  /** Why it was left out; null when it was used. */
  readonly reason: 'left_out' | 'no_values' | 'mostly_blank' | 'all_the_same' | null;
  readonly blanks: number;
  /** Values beyond the caps, brought in to them. */
  readonly capped: number;
  /** For numbers: the caps, in the feature's own unit. */
  readonly low: number | null;
  readonly high: number | null;
  /** For categories: levels that kept a name, and people whose rare level became `other`. */
  readonly levels: number | null;
  readonly rare: number;
}

export interface Prepared {
  readonly ids: readonly string[];
  readonly columns: readonly PreparedColumn[];
  readonly reports: readonly FeatureReport[];
}

/** A feature that most people left blank would sort by who answered. */
const MOST_BLANK = 0.6;
/** Values beyond these shares of the people are brought in: one very rich column otherwise makes a cluster of its own. */
const CAP = 0.01;
const MOST_LEVELS = 40;
const LEAST_SHARE = 0.005;
export const OTHER_LEVEL = 'other';

export function prepare(rows: Iterable<FeatureRow>, chosen: readonly ChosenFeature[]): Prepared {
  const ids: string[] = [];
  const numbers = new Map<FeatureKey, number[]>();
  const texts = new Map<FeatureKey, (string | null)[]>();
  for (const { key } of chosen) {
    if (FEATURES[key].kind === 'category') texts.set(key, []);
    else numbers.set(key, []);
  }
  for (const row of rows) {
    ids.push(row.id);
    for (const [key, values] of numbers) values.push(numberOf(key, row.features[key] ?? null));
    for (const [key, values] of texts) {
      const value = row.features[key] ?? null;
      values.push(value === null || value === '' ? null : String(value));
    }
  }
  const columns: PreparedColumn[] = [];
  const reports: FeatureReport[] = [];
  for (const { key, weight } of chosen) {
    const made = numbers.has(key) ? numberColumn(key, weight, numbers.get(key) ?? []) : categoryColumn(key, weight, texts.get(key) ?? []);
    reports.push(made.report);
    if (made.column !== null) columns.push(made.column);
  }
  return { ids, columns, reports };
}

/** NaN stands for a blank. */
function numberOf(key: FeatureKey, value: number | string | null): number {
  const facts = FEATURES[key];
  if (value === null) return Number.NaN;
  if (facts.kind === 'ordered') {
    const place = facts.levels.indexOf(String(value));
    return place < 0 ? Number.NaN : place;
  }
  return typeof value === 'number' && Number.isFinite(value) ? value : Number.NaN;
}

interface Made {
  readonly column: PreparedColumn | null;
  readonly report: FeatureReport;
}

const BARE = { capped: 0, low: null, high: null, levels: null, rare: 0 } as const;

function leftOut(key: FeatureKey, weight: number, blanks: number, reason: NonNullable<FeatureReport['reason']>): Made {
  return { column: null, report: { key, weight, used: false, reason, blanks, ...BARE } };
}

function refusalOf(count: number, blanks: number, weight: number): FeatureReport['reason'] {
  if (weight === 0) return 'left_out';
  if (blanks === count) return 'no_values';
  return blanks / count > MOST_BLANK ? 'mostly_blank' : null;
}

function numberColumn(key: FeatureKey, weight: number, found: readonly number[]): Made {
  const known = found.filter((value) => !Number.isNaN(value));
  const blanks = found.length - known.length;
  const reason = refusalOf(found.length, blanks, weight);
  if (reason !== null) return leftOut(key, weight, blanks, reason);
  const sorted = Float64Array.from(known).toSorted();
  const low = quantile(sorted, CAP);
  const high = quantile(sorted, 1 - CAP);
  const facts = FEATURES[key];
  const scale =
    facts.kind === 'number' && facts.scale === 'log' ? (value: number) => Math.log1p(Math.max(0, value)) : (value: number) => value;
  let sum = 0;
  let squares = 0;
  let capped = 0;
  for (const value of known) {
    if (value < low || value > high) capped += 1;
    const scaled = scale(Math.min(high, Math.max(low, value)));
    sum += scaled;
    squares += scaled * scaled;
  }
  const mean = sum / known.length;
  const spread = Math.sqrt(Math.max(0, squares / known.length - mean * mean));
  if (spread < 1e-9) return leftOut(key, weight, blanks, 'all_the_same');
  const factor = Math.sqrt(weight) / spread;
  const values = Float32Array.from(found, (value) =>
    Number.isNaN(value) ? 0 : (scale(Math.min(high, Math.max(low, value))) - mean) * factor,
  );
  return {
    column: { kind: 'number', key, weight, values, raw: Float64Array.from(found) },
    report: { key, weight, used: true, reason: null, blanks, capped, low, high, levels: null, rare: 0 },
  };
}

function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.round(share * (sorted.length - 1))))] ?? 0;
}

function categoryColumn(key: FeatureKey, weight: number, found: readonly (string | null)[]): Made {
  const cases = new Map<string, number>();
  let blanks = 0;
  for (const value of found) {
    if (value === null) blanks += 1;
    else cases.set(value, (cases.get(value) ?? 0) + 1);
  }
  const reason = refusalOf(found.length, blanks, weight);
  if (reason !== null) return leftOut(key, weight, blanks, reason);
  const answered = found.length - blanks;
  const common = [...cases]
    .toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .filter(([name, amount], place) => name !== OTHER_LEVEL && place < MOST_LEVELS && amount / answered >= LEAST_SHARE)
    .map(([name]) => name);
  const rare = answered - common.reduce((sum, name) => sum + (cases.get(name) ?? 0), 0);
  const levels = rare > 0 ? [...common, OTHER_LEVEL] : common;
  if (levels.length < 2) return leftOut(key, weight, blanks, 'all_the_same');
  const codeOf = new Map(levels.map((name, code) => [name, code]));
  const codes = Uint16Array.from(found, (value) =>
    value === null ? levels.length : (codeOf.get(value) ?? codeOf.get(OTHER_LEVEL) ?? levels.length),
  );
  const shares = new Float64Array(levels.length);
  for (const code of codes) if (code < levels.length) shares[code] = (shares[code] ?? 0) + 1 / answered;
  return {
    column: { kind: 'category', key, weight, codes, levels, shares },
    report: { key, weight, used: true, reason: null, blanks, capped: 0, low: null, high: null, levels: levels.length, rare },
  };
}
