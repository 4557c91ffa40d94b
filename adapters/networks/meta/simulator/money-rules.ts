import { invalid } from './problems.ts';

/** Currencies that the network counts whole; all others in hundredths. "Currency codes" (no version stated; read 2026-11-20). */
const WHOLE = new Set(['CLP', 'COP', 'CRC', 'HUF', 'ISK', 'IDR', 'JPY', 'KRW', 'PYG', 'TWD', 'VND']);

/** Least daily budget for impressions, in counting units. Figures of this simulation: Meta quotes about one dollar a day and gives the exact one per account in `minimum_budgets`. */
const LEAST: Readonly<Record<string, number>> = { COP: 4_000, USD: 100, ARS: 145_000, CLP: 950, MXN: 1_900, EUR: 100 };

export function unitsPerMajor(currency: string): number {
  return WHOLE.has(currency) ? 1 : 100;
}

export function leastDailyBudget(currency: string): number {
  return LEAST[currency] ?? unitsPerMajor(currency);
}

/** 1885272 is the documented answer to a budget below the floor: what a COP budget divided by 100 runs into. "Marketing API error codes" (v26.0; read 2026-11-20) */
export function checkDailyBudget(units: number, currency: string, field: string): void {
  const least = leastDailyBudget(currency);
  if (units >= least) return;
  throw invalid(`${field} is below the minimum of ${least}`, {
    subcode: 1885272,
    title: 'Your budget is too low',
    explanation: `The minimum daily budget is ${least} counting units of ${currency}.`,
    blame: [field],
  });
}

/** A budget for a whole run must reach the floor on each of its days. "Marketing API error codes", 1885272 (v26.0; read 2026-11-20); that days count is general product knowledge. */
export function checkLifetimeBudget(units: number, days: number, currency: string): void {
  checkDailyBudget(Math.floor(units / Math.max(1, days)), currency, 'lifetime_budget');
}

/** Takes the cap away. "Campaign" reference, `spend_cap` (v26.0; read 2026-11-20) */
const NO_CAP = 922_337_203_685_478;

/** About a hundred dollars at least; third-party report (read 2026-11-20). The floor of a day stands for a dollar. */
export function checkSpendCap(cap: unknown, currency: string): void {
  if (typeof cap !== 'number' || cap === NO_CAP) return;
  const least = leastDailyBudget(currency) * 100;
  if (cap >= least) return;
  throw invalid(`spend_cap is below the minimum of ${least}`, { title: 'Spend cap too low', blame: ['spend_cap'] });
}
