import { addDays, dayNumber, isDay } from '../../../../core/kernel/index.ts';
import { dayAt } from '../../account-days.ts';
import { GraphProblem, invalid } from './problems.ts';
import { fromJson, isObject, scalarText } from './request.ts';
import type { SimulatedAccount } from './seeds.ts';

/** The days that a report asks for, in the account's zone. "Insights" (v26.0; read 2026-11-20) */

const LONGEST_LOOK_BACK_DAYS = 37 * 31;

const PRESET_DAYS: Readonly<Record<string, readonly [number, number]>> = {
  today: [0, 0],
  yesterday: [-1, -1],
  last_3d: [-3, -1],
  last_7d: [-7, -1],
  last_14d: [-14, -1],
  last_28d: [-28, -1],
  last_30d: [-30, -1],
  last_90d: [-90, -1],
};

export function readRange(raw: unknown, account: SimulatedAccount, nowMs: number, name: string): readonly [string, string] {
  const range = fromJson(raw);
  const { since, until, ...others } = isObject(range) ? range : {};
  if (typeof since !== 'string' || typeof until !== 'string' || !isDay(since) || !isDay(until) || since > until)
    throw invalid(`${name} needs since and until as YYYY-MM-DD, in that order`, { blame: [name] });
  const [stray] = Object.keys(others);
  if (stray !== undefined) throw invalid(`${name} has no field ${stray}`, { blame: [name] });
  if (dayNumber(dayAt(nowMs, account.timeZone)) - dayNumber(since) > LONGEST_LOOK_BACK_DAYS)
    throw new GraphProblem({
      message: 'The start date of the time range cannot be beyond 37 months from now',
      type: 'OAuthException',
      code: 3018,
    });
  return [since, until];
}

export function rangeOf(params: Readonly<Record<string, unknown>>, account: SimulatedAccount, nowMs: number): readonly [string, string] {
  const today = dayAt(nowMs, account.timeZone);
  if (params['time_range'] !== undefined) return readRange(params['time_range'], account, nowMs, 'time_range');
  const preset = scalarText(params['date_preset'] ?? 'last_30d');
  const offsets = PRESET_DAYS[preset];
  if (offsets !== undefined) return [addDays(today, offsets[0]), addDays(today, offsets[1])];
  const month = `${today.slice(0, 7)}-01`;
  if (preset === 'this_month') return [month, today];
  if (preset === 'this_year') return [`${today.slice(0, 4)}-01-01`, today];
  const lastOfBefore = addDays(month, -1);
  if (preset === 'last_month') return [`${lastOfBefore.slice(0, 7)}-01`, lastOfBefore];
  return [addDays(today, -365), today];
}

export function stretchesOf(since: string, until: string, increment: unknown): readonly (readonly [string, string])[] {
  if (increment === undefined || increment === 'all_days') return [[since, until]];
  const stretches: (readonly [string, string])[] = [];
  if (increment === 'monthly') {
    for (let day = since; day <= until;) {
      const next = addDays(`${addDays(`${day.slice(0, 7)}-28`, 7).slice(0, 7)}-01`, -1);
      stretches.push([day, next < until ? next : until]);
      day = addDays(next, 1);
    }
    return stretches;
  }
  const days = Number(increment);
  if (!Number.isInteger(days) || days < 1 || days > 90)
    throw invalid('time_increment must be 1 to 90, monthly or all_days', { blame: ['time_increment'] });
  for (let day = since; day <= until; day = addDays(day, days)) {
    const last = addDays(day, days - 1);
    stretches.push([day, last < until ? last : until]);
  }
  return stretches;
}
