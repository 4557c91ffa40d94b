import type { ExchangeRate } from '../../core/contract/exchange.ts';
import type { ExchangeStore } from '../../core/exchange/exchange-store.ts';
import type { Database } from './database.ts';

const COLUMNS = 'id, from_currency AS "from", to_currency AS "to", day, rate, source, recorded_at AS recordedAt';
const NEWEST = 'ORDER BY day DESC, recorded_at DESC, id DESC';

export function createExchangeStore(db: Database): ExchangeStore {
  const all = db.prepare<[], ExchangeRate>(`SELECT ${COLUMNS} FROM exchange_rate ${NEWEST}`);
  const byId = db.prepare<[string], ExchangeRate>(`SELECT ${COLUMNS} FROM exchange_rate WHERE id = ?`);
  const byDay = db.prepare<[string, string, string], ExchangeRate>(
    `SELECT ${COLUMNS} FROM exchange_rate WHERE from_currency = ? AND to_currency = ? AND day = ?`,
  );
  const newest = db.prepare<{ one: string; other: string; day: string }, ExchangeRate>(
    `SELECT ${COLUMNS} FROM exchange_rate
     WHERE ((from_currency = @one AND to_currency = @other) OR (from_currency = @other AND to_currency = @one)) AND day <= @day ${NEWEST} LIMIT 1`,
  );
  const write = db.prepare(`
    INSERT INTO exchange_rate (id, from_currency, to_currency, day, rate, source, recorded_at) VALUES (@id, @from, @to, @day, @rate, @source, @recordedAt)
    ON CONFLICT (id) DO UPDATE SET from_currency = excluded.from_currency, to_currency = excluded.to_currency, day = excluded.day,
      rate = excluded.rate, source = excluded.source, recorded_at = excluded.recorded_at`);
  const erase = db.prepare<[string]>('DELETE FROM exchange_rate WHERE id = ?');
  return {
    list: () => all.all(),
    get: (id) => byId.get(id) ?? null,
    ofDay: (from, to, day) => byDay.get(from, to, day) ?? null,
    put: (rate) => void write.run(rate),
    remove: (id) => void erase.run(id),
    latest: (one, other, day) => newest.get({ one, other, day }) ?? null,
  };
}
