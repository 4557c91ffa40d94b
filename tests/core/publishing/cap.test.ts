import { expect, test } from 'vitest';
import { bookBudget, type ActivationDeps } from '../../../core/publishing/activation.ts';
import { exchange, money, type Money } from '../../../core/kernel/index.ts';

const rate = { from: 'USD', to: 'COP', rate: '4000', day: '2026-11-01', source: '' };

/** Books as a client has them: dollars on one network, pesos on another, under one cap in pesos. */
function desk(booked: readonly Money[], cap: Money, known: boolean) {
  const written: Money[] = [];
  // Only what booking asks; everything else of the dependencies is never touched.
  const deps = {
    clock: { nowIso: () => '2026-11-20T00:00:00.000Z' },
    facts: {
      monthlyCap: () => cap,
      inCurrency: (amount: Money, currency: string) =>
        amount.currency === currency ? amount : known ? exchange(amount, rate, 'up') : null,
    },
    store: { booking: () => null, bookedByClient: () => booked, book: ({ next }: { next: Money }) => void written.push(next) },
  } as unknown as ActivationDeps;
  const book = (next: Money): string | null =>
    bookBudget(
      deps,
      { id: 'step' } as Parameters<typeof bookBudget>[1],
      { id: 'c', clientId: 'k', accountId: 'a' } as Parameters<typeof bookBudget>[2],
      next,
    )?.code ?? null; // booking reads no more of them
  return { book, written };
}

test('a cap in pesos counts what is booked in dollars, by the recorded rate', () => {
  // 30.4 days: 100 USD and 600,000 COP a day are 1,000,000 COP a day, 30.4 million a month.
  const cap = money(30_400_000_000_000n, 'COP');
  const { book, written } = desk([money(100_000_000n, 'USD')], cap, true);
  expect(book(money(600_000_000_000n, 'COP'))).toBeNull();
  expect(book(money(600_001_000_000n, 'COP'))).toBe('publishing.cap_exceeded');
  expect(book(money(150_000_001n, 'USD'))).toBe('publishing.cap_exceeded');
  expect(book(money(150_000_000n, 'USD'))).toBeNull();
  expect(written).toHaveLength(2);
});

test('without a rate nothing is booked: an amount that cannot be compared is never taken for a small one', () => {
  const { book, written } = desk([money(1n, 'USD')], money(1_000_000_000_000n, 'COP'), false);
  expect(book(money(1_000_000n, 'COP'))).toBe('publishing.rate_missing');
  expect(written).toEqual([]);
});
