import type { Client, Schedule, ScheduleAction, ScheduleRule } from '../../../core/contract/index.ts';
import type { Money } from '../../../core/kernel/index.ts';

/** What the form holds while it is filled in. */
export interface Draft {
  readonly name: string;
  readonly day: string | null;
  /** As typed; `08:30` when it is a time. */
  readonly time: string;
  readonly timeZone: string;
  readonly repeat: ScheduleRule['repeat'];
  readonly until: string | null;
  readonly graceMinutes: number;
  readonly campaignId: string | null;
  readonly status: 'paused' | 'active';
  readonly dailyBudget: Money | null;
  readonly reverts: boolean;
  readonly revertDay: string | null;
  readonly revertTime: string;
}

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
const GRACE_MINUTES = 60;
const DAY_MS = 86_400_000;
export const REPEATS = ['once', 'daily', 'weekdays', 'weekly', 'monthly'] as const satisfies readonly ScheduleRule['repeat'][];

export function isTime(text: string): boolean {
  return TIME.test(text);
}

/** The fields of a schedule; for a new one tomorrow at eight, where the client is. */
export function draftOf(schedule: Schedule | null, client: Pick<Client, 'timeZone'> | undefined, nowMs: number): Draft {
  const timeZone = schedule?.rule.timeZone ?? client?.timeZone ?? 'America/Bogota';
  const tomorrow = new Intl.DateTimeFormat('en-CA', { timeZone }).format(nowMs + DAY_MS);
  const action = schedule?.action;
  const revertAt = action?.kind === 'budget' ? action.revertAt : null;
  return {
    name: schedule?.name ?? '',
    day: schedule?.rule.at.slice(0, 10) ?? tomorrow,
    time: schedule?.rule.at.slice(11) ?? '08:00',
    timeZone,
    repeat: schedule?.rule.repeat ?? 'once',
    until: schedule?.rule.until ?? null,
    graceMinutes: schedule?.rule.graceMinutes ?? GRACE_MINUTES,
    campaignId: action?.kind === 'budget' ? action.campaignId : action?.kind === 'status' ? (action.objectIds[0] ?? null) : null,
    status: action?.kind === 'status' ? action.status : 'paused',
    dailyBudget: action?.kind === 'budget' ? action.dailyBudget : null,
    reverts: revertAt !== null,
    revertDay: revertAt?.slice(0, 10) ?? null,
    revertTime: revertAt?.slice(11) ?? '08:00',
  };
}

/** Null while it is not whole. */
export function ruleOf({ day, time, timeZone, repeat, until, graceMinutes }: Draft): ScheduleRule | null {
  if (day === null || !isTime(time)) return null;
  return { at: `${day}T${time}`, timeZone, repeat, until: repeat === 'once' ? null : until, graceMinutes };
}

/** Null while it is not whole. */
export function actionOf(kind: ScheduleAction['kind'], draft: Draft, objectIds: readonly string[]): ScheduleAction | null {
  const { campaignId } = draft;
  switch (kind) {
    case 'publish':
      return objectIds.length === 0 ? null : { kind, objectIds: [...objectIds] };
    case 'status':
      return campaignId === null ? null : { kind, objectIds: [campaignId], status: draft.status };
    case 'budget': {
      if (campaignId === null || draft.dailyBudget === null) return null;
      if (draft.reverts && (draft.revertDay === null || !isTime(draft.revertTime))) return null;
      return {
        kind,
        campaignId,
        dailyBudget: draft.dailyBudget,
        revertAt: draft.reverts ? `${draft.revertDay}T${draft.revertTime}` : null,
      };
    }
  }
}
