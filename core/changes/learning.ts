import type { ChangeRow } from '../contract/changes.ts';
import { compareThreeWays, type WireFields } from '../plans/index.ts';

type Answer = ChangeRow['resetsLearning'];

/**
 * Whether publishing the change makes a network start learning again. Targeting, texts and goals do on every network that
 * says anything about it; names and end dates do not; of the rest the networks do not say enough.
 */
const BY_FIELD: Readonly<Record<string, Answer>> = {
  name: 'no',
  endDay: 'no',
  startDay: 'no',
  status: 'unknown',
  objective: 'yes',
  countries: 'yes',
  places: 'yes',
  radiusKm: 'yes',
  languages: 'yes',
  keywords: 'unknown',
  headlines: 'yes',
  descriptions: 'yes',
  primaryText: 'yes',
  finalUrl: 'yes',
  callToAction: 'yes',
};
/** A budget that moves by more than a fifth counts as a significant edit. */
const SIGNIFICANT_PERCENT = 20n;

export function resetsLearning(mine: WireFields, base: WireFields | null, theirs: WireFields): Answer {
  // A new object has nothing learned that could be lost.
  if (base === null) return 'no';
  const answers = compareThreeWays(mine, base, theirs)
    .filter((delta) => delta.kind === 'mine' || delta.kind === 'conflict')
    .map((delta) => (delta.field === 'dailyBudget' ? budgetAnswer(delta.mine, delta.base) : (BY_FIELD[delta.field] ?? 'unknown')));
  if (answers.includes('yes')) return 'yes';
  return answers.includes('unknown') ? 'unknown' : 'no';
}

function budgetAnswer(mine: unknown, base: unknown): Answer {
  const [after, before] = [microsIn(mine), microsIn(base)];
  if (after === null || before === null || before === 0n) return 'unknown';
  const moved = after > before ? after - before : before - after;
  return moved * 100n > before * SIGNIFICANT_PERCENT ? 'yes' : 'unknown';
}

function microsIn(value: unknown): bigint | null {
  return typeof value === 'object' && value !== null && 'amountMicros' in value ? BigInt(String(value.amountMicros)) : null;
}
