import { canonicalJson, type Json } from '../kernel/index.ts';
import { textOf, type Mark, type WireFields } from './wire.ts';

export type DifferenceKind = 'unchanged' | 'mine' | 'theirs' | 'both_same' | 'conflict';

export interface FieldDelta {
  readonly field: string;
  /** Null where the field was never confirmed. */
  readonly base: Json;
  readonly mine: Json;
  readonly theirs: Json;
  readonly kind: DifferenceKind;
}

/**
 * Compares one object three ways. `theirs` holds only the fields in which the network differs from `base`;
 * a field that it does not name is taken to stand as in `base`.
 */
export function compareThreeWays(mine: WireFields, base: WireFields | null, theirs: WireFields): readonly FieldDelta[] {
  return [...new Set([...Object.keys(mine), ...Object.keys(base ?? {}), ...Object.keys(theirs)])].map((field) => {
    const was = base?.[field] ?? null;
    const ours = mine[field] ?? null;
    const now = Object.hasOwn(theirs, field) ? (theirs[field] ?? null) : was;
    return { field, base: was, mine: ours, theirs: now, kind: kindOf(was, ours, now) };
  });
}

function kindOf(base: Json, mine: Json, theirs: Json): DifferenceKind {
  const wanted = same(mine, base);
  const stands = same(theirs, base);
  if (wanted && stands) return 'unchanged';
  if (same(mine, theirs)) return 'both_same';
  if (stands) return 'mine';
  return wanted ? 'theirs' : 'conflict';
}

/** Most fields are texts, or the very same value: only lists and objects are written out to be compared. */
function same(left: Json, right: Json): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  return canonicalJson(left) === canonicalJson(right);
}

export interface ChangeState {
  readonly mark: Mark;
  /** What the change bar counts: a new or removed object is one change, an edited one as many as its fields. */
  readonly changes: number;
  /** Fields in which mine differs from what was confirmed. */
  readonly fields: number;
  readonly incoming: number;
}

const NOTHING: ChangeState = { mark: 'none', changes: 0, fields: 0, incoming: 0 };

export function changeState(mine: WireFields, base: WireFields | null, theirs: WireFields): ChangeState {
  if (base === null) {
    // An archived draft was never anywhere: there is nothing to tell the network.
    if (mine['status'] === 'archived') return NOTHING;
    return { mark: 'new', changes: 1, fields: Object.keys(mine).length, incoming: 0 };
  }
  const deltas = compareThreeWays(mine, base, theirs);
  const own = deltas.filter((delta) => delta.kind === 'mine' || delta.kind === 'conflict');
  const conflicts = deltas.filter((delta) => delta.kind === 'conflict').length;
  const incoming = deltas.filter((delta) => delta.kind === 'theirs').length;
  const removed = own.some((delta) => delta.field === 'status' && delta.mine === 'archived');
  if (conflicts > 0) return { mark: 'conflict', changes: own.length, fields: own.length, incoming };
  if (removed) return { mark: 'removed', changes: 1, fields: own.length, incoming };
  if (own.length > 0) return { mark: 'edited', changes: own.length, fields: own.length, incoming };
  return incoming > 0 ? { mark: 'incoming', changes: 0, fields: 0, incoming } : NOTHING;
}

/** Active daily budget that the object would allow after publishing minus before, in micros; zero for anything but a campaign. */
export function dailyDeltaMicros(mine: WireFields, base: WireFields | null): bigint {
  return activeMicros(mine) - (base === null ? 0n : activeMicros(base));
}

function activeMicros(fields: WireFields): bigint {
  const budget = fields['dailyBudget'];
  if (fields['status'] !== 'active' || typeof budget !== 'object' || budget === null || !('amountMicros' in budget)) return 0n;
  return BigInt(textOf(budget['amountMicros']));
}
