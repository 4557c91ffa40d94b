import { describe, expect, test } from 'vitest';
import { createExchange } from '../../../core/exchange/index.ts';
import { money } from '../../../core/kernel/index.ts';
import { createExchangeStore } from '../../../adapters/storage/exchange-store.ts';
import { someone as person } from '../../support/planning.ts';
import { scratchDatabase } from '../../adapters/storage/support.ts';

function open() {
  const { database, ...scratch } = scratchDatabase();
  return createExchange({
    ...scratch,
    store: createExchangeStore(database),
    topics: { moved: () => undefined, progress: () => undefined, cancelled: () => false },
  });
}
const fields = { from: 'USD', to: 'COP', rate: '4000', day: '2026-11-01', source: 'Banco' };

describe('exchange rates', () => {
  test('the newest rate that is not of the future is the one that counts, in either direction', async () => {
    const { handlers, rates } = open();
    await handlers.set({ fields }, person);
    await handlers.set({ fields: { ...fields, day: '2026-11-10', rate: '4100' } }, person);
    await handlers.set({ fields: { ...fields, day: '2099-01-01', rate: '9999' } }, person);
    expect(rates.inCurrency(money(41_000_000_000n, 'COP'), 'USD', 'down')).toEqual(money(10_000_000n, 'USD'));
    expect(rates.rateBetween('COP', 'USD')).toMatchObject({ rate: '4100', day: '2026-11-10' });
    expect(rates.inCurrency(money(5n, 'COP'), 'COP', 'up')).toEqual(money(5n, 'COP'));
    expect(rates.inCurrency(money(5n, 'COP'), 'EUR', 'up')).toBeNull();
  });

  test('a second rate of the same day replaces the first, and a pair needs two currencies', async () => {
    const { handlers } = open();
    await handlers.set({ fields }, person);
    await handlers.set({ fields: { ...fields, rate: '4001' } }, person);
    const listed = await handlers.list({}, person);
    expect(listed.ok && listed.value.rates.map(({ rate }) => rate)).toEqual(['4001']);
    expect(await handlers.set({ fields: { ...fields, to: 'USD' } }, person)).toMatchObject({ error: { code: 'exchange.same_currency' } });
  });

  test('what was recorded or removed can be put back', async () => {
    const { handlers, undoable } = open();
    const set = await handlers.set({ fields }, person);
    if (!set.ok) throw new Error(set.error.code);
    await handlers.remove({ rateId: set.value.id }, person);
    undoable.restore([{ objectId: set.value.id, field: '*', value: set.value }]);
    const listed = await handlers.list({}, person);
    expect(listed.ok && listed.value.rates).toEqual([set.value]);
    undoable.restore([{ objectId: set.value.id, field: '*', value: null }]);
    expect(await handlers.remove({ rateId: set.value.id }, person)).toMatchObject({ error: { code: 'exchange.not_found' } });
  });
});
