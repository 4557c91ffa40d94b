import { z } from 'zod';
import type { VacancyFields } from '../contract/vacancies.ts';

const Weight = z.enum(['error', 'warning', 'none']);

/** What one country says of the pay in a job ad. Amounts are of the legal minimum for full time, in whole major units. */
export const PayRules = z.object({
  countries: z.array(
    z.object({
      country: z.string().length(2),
      currency: z.string().length(3),
      /** A vacancy that tells no pay. */
      missing: Weight,
      /** A vacancy that tells less than the minimum. */
      belowMinimum: Weight,
      minimums: z.array(
        z.object({
          from: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
          amount: z.number().int().positive(),
          period: z.enum(['hour', 'day', 'week', 'month', 'year']),
          source: z.string().min(1),
          read: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
        }),
      ),
    }),
  ),
});
export type PayRules = z.infer<typeof PayRules>;

export interface PayProblem {
  readonly kind: 'pay_missing' | 'pay_below_minimum';
  readonly weight: 'error' | 'warning';
  readonly details: { readonly [name: string]: string | number };
}

/** How many of a period are in a month of full time; hours by the usual legal week are too different between countries to compare. */
const IN_A_MONTH: Readonly<Record<'day' | 'week' | 'month' | 'year', number>> = { day: 30, week: 52 / 12, month: 1, year: 1 / 12 };
const PART_TIME =
  /medio tiempo|parcial|part[- ]?time|por horas|pr[aá]ctica|pasant|aprendi|intern|freelance|prestaci[oó]n de servicios|temporal por d[ií]as/i;

export function payProblem(
  fields: Pick<Partial<VacancyFields>, 'salaryMin' | 'salaryMax' | 'salaryPeriod' | 'contractType' | 'title'>,
  country: string,
  today: string,
  rules: PayRules,
): PayProblem | null {
  const rule = rules.countries.find((one) => one.country === country);
  if (rule === undefined) return null;
  const told = fields.salaryMin ?? fields.salaryMax ?? null;
  if (told === null) return rule.missing === 'none' ? null : { kind: 'pay_missing', weight: rule.missing, details: { country } };
  let minimum: (typeof rule.minimums)[number] | undefined;
  for (const one of rule.minimums) if (one.from <= today && (minimum === undefined || one.from > minimum.from)) minimum = one;
  if (rule.belowMinimum === 'none' || minimum === undefined || told.currency !== rule.currency) return null;
  const period = fields.salaryPeriod ?? 'month';
  const comparable =
    period !== 'hour' && minimum.period !== 'hour' ? IN_A_MONTH[period] / IN_A_MONTH[minimum.period] : period === minimum.period ? 1 : null;
  if (comparable === null) return null;
  // In millionths of the minimum's period; the ratio is a small fraction, exact to six decimals.
  const offered = (told.amountMicros * BigInt(Math.round(comparable * 1_000_000))) / 1_000_000n;
  if (offered >= BigInt(minimum.amount) * 1_000_000n) return null;
  // Part of a day's work may be paid part of the minimum.
  if (PART_TIME.test(`${fields.contractType ?? ''} ${fields.title ?? ''}`)) return null;
  return {
    kind: 'pay_below_minimum',
    weight: rule.belowMinimum,
    details: { country, minimum: minimum.amount, currency: rule.currency, from: minimum.from, source: minimum.source },
  };
}
