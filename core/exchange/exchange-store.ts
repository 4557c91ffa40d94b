import type { ExchangeRate } from '../contract/exchange.ts';

export interface ExchangeStore {
  /** Newest day first, then the order of recording, newest first. */
  list(): readonly ExchangeRate[];
  get(id: string): ExchangeRate | null;
  ofDay(from: string, to: string, day: string): ExchangeRate | null;
  /** Writes or replaces by id. */
  put(rate: ExchangeRate): void;
  remove(id: string): void;
  /** The newest rate of the pair, in either direction, whose day is not after `day`. */
  latest(one: string, other: string, day: string): ExchangeRate | null;
}
