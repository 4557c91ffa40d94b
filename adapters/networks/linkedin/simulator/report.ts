import { addDays, dayNumber } from '../../../../core/kernel/index.ts';
import { draw, roundByChance } from '../../../simulators/draw.ts';
import { JOB_WEEKDAYS, weekdayOf } from '../../../simulators/delivery.ts';
import type { SimContext } from '../../../simulators/types.ts';
import { utcDay } from '../map.ts';
import { idOf } from '../restli.ts';
import { BORN_MS, DAILY_BUDGET, handMadeIn } from './hand-made.ts';
import { RequestProblem, wrong } from './problems.ts';
import { memberOf, parseRestli, textsIn, type Parsed } from './restli.ts';
import { accountOf } from './seeds.ts';

const DAY_MS = 86_400_000;
const KNOWN = ['impressions', 'clicks', 'costInLocalCurrency', 'externalWebsiteConversions', 'oneClickLeads', 'pivotValues', 'dateRange'];
/** Without `fields`. "Reporting" (202607; read 2026-11-20) */
const BY_DEFAULT = ['impressions', 'clicks'];
const MOST_FIELDS = 20;

/** Figures of what serves, drawn and the same again; prices are this simulation's. */
export function reportFor(query: URLSearchParams, context: SimContext): { readonly elements: readonly Record<string, unknown>[] } {
  const needed = (name: string): string => {
    const value = query.get(name);
    if (value === null) throw new RequestProblem(400, 'MISSING_FIELD', `${name} is required`);
    return value;
  };
  if (needed('q') !== 'analytics') throw wrong('q', 'analytics');
  if (needed('pivot') !== 'CREATIVE') throw wrong('pivot', 'CREATIVE');
  if (needed('timeGranularity') !== 'DAILY') throw wrong('timeGranularity', 'DAILY');
  const range = parseRestli(needed('dateRange'), 'dateRange');
  const from = dayIn(memberOf(range, 'start'));
  const to = dayIn(memberOf(range, 'end'));
  if (to < from) throw wrong('dateRange', 'in order');
  const fields = query.get('fields')?.split(',') ?? BY_DEFAULT;
  if (fields.length > MOST_FIELDS || fields.some((field) => !KNOWN.includes(field)))
    throw wrong('fields', `at most ${MOST_FIELDS} of ${KNOWN.join(', ')}`);
  const elements: Record<string, unknown>[] = [];
  for (const urnOfAccount of textsIn(parseRestli(needed('accounts'), 'accounts'), 'accounts')) {
    const account = accountOf(idOf(urnOfAccount) ?? '');
    if (account === null) throw wrong('accounts', 'URNs of accounts that the token reaches');
    if (!context.switchOn('linkedin.hand_made') || account.test || account.status !== 'ACTIVE') continue;
    for (const creative of handMadeIn(account).creatives) {
      if (creative['isServing'] !== true) continue;
      for (let day = from < utcDay(BORN_MS) ? utcDay(BORN_MS) : from; day <= to; day = addDays(day, 1)) {
        const row = rowOf(String(creative['id']), day, context);
        if (row !== null) elements.push(Object.fromEntries(Object.entries(row).filter(([name]) => fields.includes(name))));
      }
    }
  }
  return { elements };
}

function rowOf(id: string, day: string, context: SimContext): Record<string, unknown> | null {
  const passed = Math.min(1, (context.nowMs() - dayNumber(day) * DAY_MS) / DAY_MS);
  if (passed <= 0) return null;
  const chance = (what: string): number => draw(context.seed, what, id, day);
  const cost = Math.min(DAILY_BUDGET, DAILY_BUDGET * (JOB_WEEKDAYS[weekdayOf(day)] ?? 1) * (0.7 + 0.3 * chance('pace'))) * passed;
  const impressions = Math.floor((cost / (9 + 4 * chance('price'))) * 1_000);
  const clicks = roundByChance(impressions * (0.004 + 0.004 * chance('rate')), chance('click'));
  const [year, month, date] = day.split('-').map(Number);
  return {
    pivotValues: [id],
    dateRange: { start: { year, month, day: date }, end: { year, month, day: date } },
    impressions,
    clicks,
    // More decimals than money has, as reports show it.
    costInLocalCurrency: cost.toFixed(10),
    externalWebsiteConversions: roundByChance(clicks * 0.05, chance('result')),
    oneClickLeads: 0,
  };
}

function dayIn(parsed: Parsed | undefined): string {
  const part = (name: string): number => Number(memberOf(parsed, name));
  const ms = Date.UTC(part('year'), part('month') - 1, part('day'));
  if (Number.isNaN(ms)) throw wrong('dateRange', 'two dates of year, month and day');
  return utcDay(ms);
}
