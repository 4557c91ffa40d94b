import { useMemo } from 'react';
import { ScheduleWarning, type Schedule } from '../../../core/contract/index.ts';
import { useText } from '../../i18n/index.ts';
import { RpcError } from '../../rpc/index.ts';
import type { StatusIcon, Tone } from '../../ui/index.ts';

export const STATES: Readonly<Record<Schedule['state'], readonly [Tone, StatusIcon]>> = {
  waiting: ['info', 'clock'],
  asking: ['warn', 'alert'],
  paused: ['quiet', 'pause'],
  done: ['good', 'check'],
  ended: ['quiet', 'check'],
  cancelled: ['quiet', 'ban'],
};

/** The contract asks for as much. */
export const SHORTEST_REASON = 3;

/** It may still happen, or be asked about. */
export function isComing({ state }: Schedule): boolean {
  return state === 'waiting' || state === 'asking' || state === 'paused';
}

/** What a schedule does, and moments as its own zone writes them. */
export function useScheduleWords(): {
  readonly what: (schedule: Schedule) => string;
  readonly moment: (at: string, timeZone: string) => string;
  /** Why it could not be done: only the code was kept, so sentences that need figures have a plain form here. */
  readonly outcome: (code: string) => string;
} {
  const { t, tag, number, money, say, has } = useText();
  return useMemo(() => {
    const formats = new Map<string, Intl.DateTimeFormat>();
    return {
      what({ action, subject }) {
        const name = subject ?? t('schedulesScreen.gone');
        switch (action.kind) {
          case 'publish':
            return t('schedulesScreen.what.publish', { count: action.objectIds.length, shown: number(action.objectIds.length) });
          case 'status':
            return t(action.status === 'paused' ? 'schedulesScreen.what.pause' : 'schedulesScreen.what.start', {
              name,
              more: action.objectIds.length - 1,
            });
          case 'budget':
            return t('schedulesScreen.what.budget', { name, amount: money(action.dailyBudget, { code: true }) });
        }
      },
      outcome: (code) =>
        has(`schedulesScreen.outcome.${code}`) ? say(`schedulesScreen.outcome.${code}`) : say(`errors.${code}.what`, {}, code),
      moment(at, timeZone) {
        const format =
          formats.get(timeZone) ??
          new Intl.DateTimeFormat(tag, { timeZone, weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
        formats.set(timeZone, format);
        return format.format(new Date(at));
      },
    };
  }, [t, tag, number, money, say, has]);
}

/** The warnings that a refusal to keep a schedule carries; empty for any other error. */
export function warningsIn(error: Error | null): readonly ScheduleWarning[] {
  if (!(error instanceof RpcError) || error.code !== 'schedules.warnings_unexplained') return [];
  const read = ScheduleWarning.array().safeParse(error.details['warnings']);
  return read.success ? read.data : [];
}
