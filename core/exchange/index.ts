export { createExchange, type Exchange } from './exchange.ts';
export type { ExchangeStore } from './exchange-store.ts';
