import { chooseK, summarise } from './choose-k.ts';
import type { ClusterEngine, ExploreWatch, MixedTable, Trial } from './cluster-engine.ts';
import { describeSegments } from './describe.ts';
import { encode, type Encoding } from './encode.ts';
import { FEATURES, type ChosenFeature, type FeatureRow } from './features.ts';
import { prepare, type Prepared, type PreparedColumn } from './prepare.ts';
import { coordinates, principalAxes } from './principal-axes.ts';
import { sampleIndexes, seededRandom } from './random.ts';
import type { Members, VersionBody } from './segment-store.ts';

export interface BuildRequest {
  readonly features: readonly ChosenFeature[];
  readonly k: number | null;
  readonly seed: number;
  readonly minimumSize: number | null;
}

export type BuildProblem =
  | { readonly kind: 'too_few'; readonly people: number; readonly least: number }
  | { readonly kind: 'no_usable_feature' }
  | { readonly kind: 'cancelled' };

export type Built =
  | { readonly ok: true; readonly body: VersionBody; readonly members: Members }
  | { readonly ok: false; readonly problem: BuildProblem };

/** Fewer people than this are better read one by one than grouped. */
export const LEAST_PEOPLE = 60;
/** The steadiest on real people, and as good as the best by a neutral distance: docs/performance.md has the comparison. */
const ENCODING: Encoding = 'factors';
const LEAST_SEGMENT = 30;
const LEAST_SEGMENT_SHARE = 0.02;
const MAP_POINTS = 1_200;
const PROFILE_LEVELS = 8;

export async function buildVersion(
  rows: Iterable<FeatureRow>,
  request: BuildRequest,
  engine: ClusterEngine,
  watch: ExploreWatch,
): Promise<Built> {
  const prepared = prepare(rows, request.features);
  const people = prepared.ids.length;
  if (people < LEAST_PEOPLE) return { ok: false, problem: { kind: 'too_few', people, least: LEAST_PEOPLE } };
  if (prepared.columns.length === 0) return { ok: false, problem: { kind: 'no_usable_feature' } };
  const table = encode(prepared.columns, ENCODING);
  const trials = await engine.explore(explorationOf(table, request), watch);
  if (trials === null) return { ok: false, problem: { kind: 'cancelled' } };
  const minimumSize = request.minimumSize ?? Math.max(LEAST_SEGMENT, Math.ceil(people * LEAST_SEGMENT_SHARE));
  const summaries = summarise(trials, minimumSize);
  const choice = chooseK(summaries, request.k);
  const taken = trials.find((trial) => trial.k === choice.k);
  if (taken === undefined) throw new Error('The chosen k was not tried');
  return {
    ok: true,
    members: { ids: prepared.ids, labels: taken.labels },
    body: {
      seed: request.seed,
      minimumSize,
      choice,
      trials: summaries.map((summary) => ({ ...summary, sizes: [...summary.sizes] })),
      features: prepared.reports.map((report) => ({ ...report })),
      segments: segmentsOf(prepared, taken),
      map: mapOf(table, taken, request.seed),
    },
  };
}

function explorationOf(table: MixedTable, { k, seed }: BuildRequest) {
  return {
    table,
    ks: k === null ? Array.from({ length: 11 }, (_, index) => index + 2) : [k],
    // Large tables need fewer starts: what a start leaves to chance shrinks with the number of people.
    starts: table.count > 200_000 ? 4 : 10,
    seed,
    tolerance: 1e-4,
    maxIterations: 300,
    sampleRows: 4_000,
    rounds: 6,
    roundRows: 4_000,
  };
}

function segmentsOf(prepared: Prepared, trial: Trial): VersionBody['segments'] {
  const traits = describeSegments(prepared.columns, trial.labels, trial.k);
  return trial.sizes.map((size, cluster) => ({
    size,
    silhouette: trial.clusterSilhouettes[cluster] ?? 0,
    traits: [...(traits[cluster] ?? [])].slice(0, 8),
    profile: profileOf(prepared.columns, trial.labels, cluster),
  }));
}

function profileOf(columns: readonly PreparedColumn[], labels: Uint8Array, cluster: number): VersionBody['segments'][number]['profile'] {
  const profile: VersionBody['segments'][number]['profile'] = {};
  for (const column of columns) {
    if (column.kind !== 'category' || FEATURES[column.key].kind !== 'category') continue;
    const cases = new Float64Array(column.levels.length + 1);
    for (const [row, code] of column.codes.entries()) if (labels[row] === cluster) cases[code] = (cases[code] ?? 0) + 1;
    const answered = cases.subarray(0, -1).reduce((sum, one) => sum + one, 0);
    if (answered === 0) continue;
    profile[column.key] = column.levels
      .map((level, code) => ({ level, people: cases[code] ?? 0, shareRatio: (cases[code] ?? 0) / answered }))
      .filter(({ people }) => people > 0)
      .toSorted((a, b) => b.people - a.people)
      .slice(0, PROFILE_LEVELS);
  }
  return profile;
}

function mapOf(table: MixedTable, trial: Trial, seed: number): VersionBody['map'] {
  const axes = principalAxes(table, 2, seededRandom(seed, 5));
  const rows = sampleIndexes(table.count, MAP_POINTS, seededRandom(seed, 6));
  const [across, up] = coordinates(table, axes, rows);
  const round = (value: number | undefined): number => Math.round((value ?? 0) * 1000) / 1000;
  return {
    points: Array.from(rows, (row, place) => ({ x: round(across?.[place]), y: round(up?.[place]), segment: trial.labels[row] ?? 0 })),
    explained: [...axes.explained],
  };
}
