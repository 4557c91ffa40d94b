import type { Trial } from './cluster-engine.ts';

/** One line of the k chart. */
export interface TrialSummary {
  readonly k: number;
  readonly inertia: number;
  readonly silhouette: number;
  readonly sampled: Trial['sampled'];
  /** Mean adjusted Rand index over the resamplings; null when there were none. */
  readonly stability: number | null;
  readonly smallest: number;
  readonly sizes: readonly number[];
  /** Every segment reaches the least size. */
  readonly bigEnough: boolean;
  readonly stable: boolean;
}

export type Structure = 'strong' | 'reasonable' | 'weak' | 'none';

export interface Choice {
  readonly k: number;
  readonly reason: 'asked' | 'best_silhouette' | 'close_and_steadier' | 'least_unstable' | 'sizes_too_small';
  /** The k with the best silhouette of all, where another one was taken. */
  readonly passedOver: number | null;
  readonly structure: Structure;
  /** False: on another sample of the same people the segments come out differently. */
  readonly steady: boolean;
}

/** Below this agreement a resampling no longer finds the same segments. */
export const STEADY = 0.75;
/** Silhouettes closer than this say nothing about which is better: the sample alone moves them as much. */
const CLOSE = 0.01;

export function summarise(trials: readonly Trial[], leastSize: number): readonly TrialSummary[] {
  return trials.map((trial) => {
    const stability = trial.agreements.length === 0 ? null : trial.agreements.reduce((sum, one) => sum + one, 0) / trial.agreements.length;
    const smallest = Math.min(...trial.sizes);
    return {
      k: trial.k,
      inertia: trial.inertia,
      silhouette: trial.silhouette,
      sampled: trial.sampled,
      stability,
      smallest,
      sizes: trial.sizes,
      bigEnough: smallest >= leastSize,
      stable: stability === null || stability >= STEADY,
    };
  });
}

/**
 * Among the k whose segments are all big enough and come back when the people are drawn again, the one with the best exact
 * silhouette; a steadier one within a hair of it goes before. Where none qualifies the nearest is taken and it is said.
 */
export function chooseK(trials: readonly TrialSummary[], asked: number | null): Choice {
  const [first] = trials;
  if (first === undefined) throw new Error('There is nothing to choose from');
  const top = best(trials, (trial) => trial.silhouette);
  const done = (taken: TrialSummary, reason: Choice['reason']): Choice => ({
    k: taken.k,
    reason,
    passedOver: taken.k === top.k ? null : top.k,
    structure: structureOf(taken),
    steady: taken.stable,
  });
  if (asked !== null) return done(trials.find((trial) => trial.k === asked) ?? first, 'asked');
  const big = trials.filter((trial) => trial.bigEnough);
  if (big.length === 0)
    return done(
      best(trials, (trial) => trial.smallest),
      'sizes_too_small',
    );
  const steady = big.filter((trial) => trial.stable);
  if (steady.length === 0)
    return done(
      best(big, (trial) => trial.stability ?? 0),
      'least_unstable',
    );
  const leader = best(steady, (trial) => trial.silhouette);
  const near = steady.filter((trial) => trial.silhouette >= leader.silhouette - CLOSE);
  const steadiest = best(near, (trial) => trial.stability ?? 0);
  const clearly = (steadiest.stability ?? 0) - (leader.stability ?? 0) > 0.05;
  return clearly ? done(steadiest, 'close_and_steadier') : done(leader, 'best_silhouette');
}

function best(trials: readonly TrialSummary[], value: (trial: TrialSummary) => number): TrialSummary {
  return trials.reduce((a, b) => (value(b) > value(a) ? b : a));
}

/**
 * Words for the mean silhouette with plain distances.
 * @see Kaufman and Rousseeuw, "Finding Groups in Data" (1990), chapter 2: above 0.70 strong, 0.51 reasonable, 0.26 weak
 */
function structureOf(trial: TrialSummary): Structure {
  const value = trial.sampled?.silhouette ?? trial.silhouette / 2;
  if (value > 0.7) return 'strong';
  if (value > 0.5) return 'reasonable';
  return value > 0.25 ? 'weak' : 'none';
}
