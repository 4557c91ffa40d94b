import type { PublishStore } from '../../core/publishing/publish-store.ts';
import type { Database } from './database.ts';

type BudgetBook = Pick<PublishStore, 'booking' | 'book' | 'bookedByClient' | 'bookedByAccount'>;

interface BalanceRow {
  readonly campaign_id: string;
  readonly account_id: string;
  readonly client_id: string;
  readonly currency: string;
  readonly booked_micros: bigint;
}

/** Amounts are read as bigint: a year of pesos passes the safe integers of a number. */
export function createBudgetBook(db: Database): BudgetBook {
  const readBalance = db.prepare<[string], BalanceRow>('SELECT * FROM budget_balance WHERE campaign_id = ?').safeIntegers();
  const writeBalance = db.prepare(`
    INSERT INTO budget_balance (campaign_id, account_id, client_id, currency, booked_micros) VALUES (@campaignId, @accountId, @clientId, @currency, @amount)
    ON CONFLICT (campaign_id) DO UPDATE SET booked_micros = excluded.booked_micros`);
  const nextMovement = db
    .prepare<[], number>('SELECT coalesce(max(movement), 0) + 1 FROM budget_entry WHERE ordinal = (SELECT max(ordinal) FROM budget_entry)')
    .pluck();
  const insertEntry = db.prepare(`
    INSERT INTO budget_entry (movement, side, step_id, campaign_id, account_id, client_id, currency, amount_micros, at)
    VALUES (@movement, @side, @stepId, @campaignId, @accountId, @clientId, @currency, @amount, @at)`);
  const byClient = db
    .prepare<[string], { currency: string; amountMicros: bigint }>(
      'SELECT currency, sum(booked_micros) AS amountMicros FROM budget_balance WHERE client_id = ? GROUP BY currency',
    )
    .safeIntegers();
  const byAccount = db
    .prepare<[string], { currency: string; amountMicros: bigint }>(
      'SELECT currency, sum(booked_micros) AS amountMicros FROM budget_balance WHERE account_id = ? GROUP BY currency',
    )
    .safeIntegers();

  return {
    booking(campaignId) {
      const row = readBalance.get(campaignId);
      if (row === undefined) return null;
      return {
        campaignId,
        accountId: row.account_id,
        clientId: row.client_id,
        booked: { amountMicros: row.booked_micros, currency: row.currency },
      };
    },
    book(entry) {
      const before = readBalance.get(entry.campaignId);
      const currency = entry.next.currency;
      if (before !== undefined && before.currency !== currency) throw new Error('The currency of a campaign cannot change');
      const delta = entry.next.amountMicros - (before?.booked_micros ?? 0n);
      if (delta === 0n) return;
      const common = {
        movement: nextMovement.get() ?? 1,
        stepId: entry.stepId,
        campaignId: entry.campaignId,
        accountId: entry.accountId,
        clientId: entry.clientId,
        currency,
        at: entry.at,
      };
      insertEntry.run({ ...common, side: 'booked', amount: delta });
      insertEntry.run({ ...common, side: 'free', amount: -delta });
      writeBalance.run({
        campaignId: entry.campaignId,
        accountId: entry.accountId,
        clientId: entry.clientId,
        currency,
        amount: entry.next.amountMicros,
      });
    },
    bookedByClient: (clientId) => byClient.all(clientId),
    bookedByAccount: (accountId) => byAccount.all(accountId),
  };
}
