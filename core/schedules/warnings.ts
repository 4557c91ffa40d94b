import type { ScheduleAction, ScheduleWarning } from '../contract/schedules.ts';
import type { Actor } from '../ports/change-log.ts';

/** A warning that a person accepted for one schedule; it holds each time that the schedule comes. */
export interface ExplainedWarning {
  readonly objectId: string;
  readonly code: string;
  readonly reason: string;
  /** Who gave the reason: it is written down in their name when the time comes. */
  readonly actor: Actor;
}

type Named = Pick<ScheduleWarning, 'objectId' | 'code'>;

/** The same warning about two fields of an object is one thing to explain. */
function warningKey({ objectId, code }: Named): string {
  return `${objectId} ${code}`;
}

/** Earlier reasons with the new one laid over them. */
export function explainedWith(
  before: readonly ExplainedWarning[],
  warnings: readonly Named[],
  reason: string,
  actor: Actor,
): readonly ExplainedWarning[] {
  const all = new Map(before.map((one) => [warningKey(one), one]));
  for (const { objectId, code } of warnings) all.set(warningKey({ objectId, code }), { objectId, code, reason, actor });
  return [...all.values()];
}

/** Reasons were given for one action: another amount, or other objects, is explained anew. */
export function sameAction(left: ScheduleAction, right: ScheduleAction): boolean {
  if (left.kind === 'budget' && right.kind === 'budget')
    return (
      left.campaignId === right.campaignId &&
      left.dailyBudget.amountMicros === right.dailyBudget.amountMicros &&
      left.dailyBudget.currency === right.dailyBudget.currency
    );
  if (left.kind === 'status' && right.kind === 'status')
    return left.status === right.status && left.objectIds.join() === right.objectIds.join();
  return left.kind === 'publish' && right.kind === 'publish' && left.objectIds.join() === right.objectIds.join();
}
