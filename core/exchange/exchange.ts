import { ExchangeRate, type exchange as contract, type RateFields } from '../contract/exchange.ts';
import { exchange, type DatedRate } from '../kernel/exchange.ts';
import { ok, refuse, type Json } from '../kernel/result.ts';
import type { Money } from '../kernel/money.ts';
import type { ChangeLog, Clock, Handlers, Ids, Topics, Undoable, UnitOfWork } from '../ports/index.ts';
import type { ExchangeStore } from './exchange-store.ts';

export interface ExchangeDeps {
  readonly store: ExchangeStore;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly unitOfWork: UnitOfWork;
  readonly changeLog: ChangeLog;
  readonly topics: Topics;
}

/** Amounts in another currency by the newest rate that a person recorded. Null where nobody recorded one. */
export interface Exchange {
  inCurrency(amount: Money, currency: string, rounding: 'down' | 'up'): Money | null;
  /** The rate that `inCurrency` goes by; null for the same currency and where there is none. */
  rateBetween(one: string, other: string): DatedRate | null;
}

/** Rates are typed by people and dated: no figure of money ever depends on a service that answers differently tomorrow. */
export function createExchange(deps: ExchangeDeps): {
  readonly handlers: Handlers<typeof contract>;
  readonly undoable: Undoable;
  readonly rates: Exchange;
} {
  const { store, clock, ids, unitOfWork, changeLog, topics } = deps;

  // The latest zone on earth: a rate that somebody dates today counts today, wherever they are.
  const today = (): string => clock.today('Pacific/Kiritimati');
  const rateBetween = (one: string, other: string): DatedRate | null => (one === other ? null : store.latest(one, other, today()));

  return {
    rates: {
      rateBetween,
      inCurrency(amount, currency, rounding) {
        if (amount.currency === currency) return amount;
        const rate = rateBetween(amount.currency, currency);
        return rate === null ? null : exchange(amount, rate, rounding);
      },
    },
    handlers: {
      list: () => ok({ rates: [...store.list()] }),

      set({ fields }, context) {
        if (fields.from === fields.to) return refuse('exchange.same_currency', { currency: fields.from });
        const before = store.ofDay(fields.from, fields.to, fields.day);
        const rate: ExchangeRate = { ...fields, id: before?.id ?? ids.next(), recordedAt: clock.nowIso() };
        unitOfWork.transaction(() => {
          store.put(rate);
          const group = changeLog.begin(context, 'history.rate_set', words(fields));
          changeLog.record(group, [
            {
              objectType: 'exchange_rate',
              objectId: rate.id,
              field: '*',
              before: before === null ? null : { ...before },
              after: { ...rate },
            },
          ]);
        });
        moved();
        return ok(rate);
      },

      remove({ rateId }, context) {
        const before = store.get(rateId);
        if (before === null) return refuse('exchange.not_found');
        unitOfWork.transaction(() => {
          store.remove(rateId);
          const group = changeLog.begin(context, 'history.rate_removed', words(before));
          changeLog.record(group, [{ objectType: 'exchange_rate', objectId: rateId, field: '*', before: { ...before }, after: null }]);
        });
        moved();
        return ok({ done: true });
      },
    },
    undoable: {
      objectType: 'exchange_rate',
      restore(changes) {
        for (const { objectId, value } of changes) {
          if (value === null) store.remove(objectId);
          else store.put(ExchangeRate.parse(value));
        }
      },
    },
  };

  function moved(): void {
    topics.moved('exchange', 'flows', 'checks', 'changes');
  }
}

function words({ from, to, rate, day }: RateFields): { readonly [key: string]: Json } {
  return { from, to, rate, day };
}
