export { assertNever, err, ok, refuse, type Json, type Refusal, type Result } from './result.ts';
export {
  addMoney,
  allocate,
  CurrencyCode,
  decimalText,
  nearestSteps,
  isoDecimals,
  MICROS_PER_UNIT,
  Micros,
  microsFromDecimal,
  Money,
  money,
} from './money.ts';
export { canonicalJson, contentHash, sha256Hex } from './canonical.ts';
export { exchange, RATE_SHAPE, type DatedRate } from './exchange.ts';
export { asSha256, type Sha256Hex } from './hashed.ts';
export { batchesOf } from './batches.ts';
export { cutAtWord, fold } from './text.ts';
export { addDays, addMonths, dayFromNumber, dayNumber, isDay, type Day } from './days.ts';
