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
