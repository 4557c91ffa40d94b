import type { ObjectFields, RateLeft, RateState } from '../ports/ad-network.ts';
import type { JournalKind } from './journal.ts';

/** What steps of one kind come to: how many, over how many objects, and the sum of their `weightOf`. */
export interface WorkSum {
  readonly kind: JournalKind;
  readonly steps: number;
  readonly objects: number;
  readonly weight: number;
}

/** Requests, and what a network that counts operations counts of them. Never below what is really sent. */
export interface Cost {
  readonly calls: number;
  readonly operations: number;
}

export interface Finish {
  /** When sending can begin: now, or when the network lets go. */
  readonly startsAtMs: number;
  readonly finishesAtMs: number;
  /** Stretches of the network's own length that it takes; 1 when what is left is enough. */
  readonly windows: number;
  /** `quota`: the network's count decides. `pace`: only the speed of sending does, or no count is known. */
  readonly basis: 'quota' | 'pace';
}

/** Reading a campaign back takes one request a level, and one for what hangs on its groups. */
const READS_PER_VERIFY = 4;
/** One request with its answer, and the writing down of both; real ones are mostly quicker. */
const CALL_MS = 1_000;

/** Operations that make one object: itself, its budget, and each place, language or keyword (as phrase and exactly) that hangs on it. */
export function weightOf(object: ObjectFields): number {
  switch (object.level) {
    case 'campaign':
      return 2 + object.fields.countries.length;
    case 'ad_group':
      return 1 + object.fields.places.length + Math.max(1, object.fields.languages.length) + object.fields.keywords.length * 2;
    case 'ad':
      return 1;
  }
}

export function costOf(work: readonly WorkSum[]): Cost {
  const cost = { calls: 0, operations: 0 };
  for (const { kind, steps, objects, weight } of work) {
    if (kind === 'verify') {
      cost.calls += steps * READS_PER_VERIFY;
      cost.operations += steps * READS_PER_VERIFY;
      continue;
    }
    cost.calls += steps;
    // What is changed is looked up first, and what hangs on it may go and come: twice what making it takes, and the look.
    cost.operations += kind === 'set_status' ? objects : kind === 'update' || kind === 'create_targeting' ? steps + weight * 2 : weight;
  }
  return cost;
}

/**
 * When work of this cost will be done. The window slides and nobody knows when what is used was used, so it counts as used just now:
 * the estimate is never earlier than the network's count allows, and more work never ends earlier.
 */
export function finishOf(nowMs: number, cost: Cost, rate: Pick<RateState, 'blockedUntil' | 'left'> | null, concurrency: number): Finish {
  const startsAtMs = Math.max(nowMs, rate?.blockedUntil == null ? nowMs : Date.parse(rate.blockedUntil));
  const sendMs = Math.ceil((cost.calls * CALL_MS) / Math.max(1, concurrency));
  const left = rate?.left;
  const units = left === undefined ? 0 : left.unit === 'calls' ? cost.calls : cost.operations;
  const waits = left === undefined ? 0 : waitsFor(units, left);
  if (left === undefined || waits === 0) return { startsAtMs, finishesAtMs: startsAtMs + sendMs, windows: 1, basis: 'pace' };
  const early = Math.max(0, left.count) + (waits - 1) * left.limit;
  const lastShare = (units - early) / units;
  const finishesAtMs = startsAtMs + Math.max(waits * left.windowMs + Math.min(left.windowMs, Math.ceil(lastShare * sendMs)), sendMs);
  return { startsAtMs, finishesAtMs, windows: waits + (left.count > 0 ? 1 : 0), basis: 'quota' };
}

/** How many whole windows pass before the last of the units may leave. */
function waitsFor(units: number, left: RateLeft): number {
  const over = units - Math.max(0, left.count);
  return over <= 0 || left.limit <= 0 ? 0 : Math.ceil(over / left.limit);
}

/** Of the accounts of one network the one with the least left: several may share one count. */
export function tightest(states: readonly (RateState | null)[]): Pick<RateState, 'blockedUntil' | 'left'> | null {
  const known = states.filter((state) => state !== null);
  if (known.length === 0) return null;
  const counted = known.flatMap(({ left }) => (left === undefined ? [] : [left])).toSorted((one, other) => one.count - other.count);
  const blocked = known.flatMap(({ blockedUntil }) => blockedUntil ?? []).toSorted();
  const [left] = counted;
  return { blockedUntil: blocked.at(-1) ?? null, ...(left === undefined ? {} : { left }) };
}
