import { z } from 'zod';
import { CurrencyCode } from '../kernel/money.ts';
import { RATE_SHAPE } from '../kernel/exchange.ts';
import { command, Done, Id, Instant, Nothing, query } from './define.ts';
import { Day } from './plan-model.ts';

/** One unit of `from` is worth `rate` units of `to` from `day` on, until a later rate of the same pair. */
export const RateFields = z.strictObject({
  from: CurrencyCode,
  to: CurrencyCode,
  rate: z.string().regex(RATE_SHAPE),
  day: Day,
  /** Where a person took it from. */
  source: z.string().trim().max(120),
});
export type RateFields = z.infer<typeof RateFields>;
export const ExchangeRate = z.object({ id: Id, ...RateFields.shape, recordedAt: Instant });
export type ExchangeRate = z.infer<typeof ExchangeRate>;

export const exchange = {
  /** Newest day first. */
  list: query({ input: Nothing, output: z.object({ rates: z.array(ExchangeRate) }) }),
  /** A second rate of the same pair and day takes the place of the first. */
  set: command({ input: z.strictObject({ fields: RateFields }), output: ExchangeRate }),
  remove: command({ input: z.strictObject({ rateId: Id }), output: Done }),
};
export const exchangeErrors = ['exchange.not_found', 'exchange.same_currency', 'exchange.rate_missing'] as const;
