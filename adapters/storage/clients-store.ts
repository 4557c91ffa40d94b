import { z } from 'zod';
import type { AccountRecord, AccountStore, ClientRecord, ClientStore } from '../../core/clients/client-store.ts';
import { AdAccount, ScopeReport } from '../../core/contract/clients.ts';
import { fold } from '../../core/kernel/text.ts';
import { money } from '../../core/kernel/money.ts';
import type { Database } from './database.ts';

interface ClientRow {
  readonly id: string;
  readonly name: string;
  readonly country: string;
  readonly currency: string;
  readonly time_zone: string;
  readonly monthly_cap_micros: bigint | null;
  readonly approvals_needed: bigint;
  readonly created_at: string;
}

interface AccountRow {
  readonly id: string;
  readonly client_id: string;
  readonly network: string;
  readonly remote_id: string;
  readonly name: string;
  readonly currency: string;
  readonly time_zone: string;
  readonly secret_name: string;
  readonly settings: string;
  readonly connection: string;
  readonly scopes: string;
  readonly expires_at: string | null;
  readonly last_success_at: string | null;
  readonly last_tested_at: string | null;
  readonly created_at: string;
}

const CLIENT = 'id, name, country, currency, time_zone, monthly_cap_micros, approvals_needed, created_at';
const ACCOUNT =
  'id, client_id, network, remote_id, name, currency, time_zone, secret_name, settings, connection, scopes, expires_at, last_success_at, last_tested_at, created_at';
const Settings = z.record(z.string(), z.string());
const Scopes = z.array(ScopeReport);

export function createClientStore(db: Database): ClientStore {
  // Micros pass what a JavaScript number holds exactly, so these statements answer in bigint.
  const all = db.prepare<[], ClientRow>(`SELECT ${CLIENT} FROM client ORDER BY folded_name`).safeIntegers();
  const one = db.prepare<[string], ClientRow>(`SELECT ${CLIENT} FROM client WHERE id = ?`).safeIntegers();
  const alike = db.prepare<[string], ClientRow>(`SELECT ${CLIENT} FROM client WHERE folded_name = ?`).safeIntegers();
  const insert = db.prepare(`INSERT INTO client (${CLIENT}, folded_name) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const update = db.prepare(
    'UPDATE client SET name = ?, country = ?, currency = ?, time_zone = ?, monthly_cap_micros = ?, approvals_needed = ?, folded_name = ? WHERE id = ?',
  );
  const remove = db.prepare('DELETE FROM client WHERE id = ?');
  return {
    list: () => all.all().map(toClient),
    get: (id) => orNull(one.get(id), toClient),
    namedLike: (name) => orNull(alike.get(fold(name)), toClient),
    insert({ id, fields, createdAt }) {
      insert.run(
        id,
        fields.name,
        fields.country,
        fields.currency,
        fields.timeZone,
        fields.monthlyCap?.amountMicros ?? null,
        fields.approvalsNeeded,
        createdAt,
        fold(fields.name),
      );
    },
    update(id, fields) {
      update.run(
        fields.name,
        fields.country,
        fields.currency,
        fields.timeZone,
        fields.monthlyCap?.amountMicros ?? null,
        fields.approvalsNeeded,
        fold(fields.name),
        id,
      );
    },
    remove: (id) => void remove.run(id),
  };
}

export function createAccountStore(db: Database): AccountStore {
  const all = db.prepare<[string | null, string | null], AccountRow>(
    `SELECT ${ACCOUNT} FROM account WHERE ? IS NULL OR client_id = ? ORDER BY network, name, id`,
  );
  const one = db.prepare<[string], AccountRow>(`SELECT ${ACCOUNT} FROM account WHERE id = ?`);
  const byRemote = db.prepare<[string, string], AccountRow>(`SELECT ${ACCOUNT} FROM account WHERE network = ? AND remote_id = ?`);
  const countOf = db.prepare<[string], number>('SELECT count(*) FROM account WHERE client_id = ?').pluck();
  const countBySecret = db.prepare<[string], number>('SELECT count(*) FROM account WHERE secret_name = ?').pluck();
  const save = db.prepare(`INSERT INTO account (${ACCOUNT}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, currency = excluded.currency, time_zone = excluded.time_zone, secret_name = excluded.secret_name, settings = excluded.settings,
    connection = excluded.connection, scopes = excluded.scopes, expires_at = excluded.expires_at, last_success_at = excluded.last_success_at, last_tested_at = excluded.last_tested_at`);
  return {
    list: (clientId) => all.all(clientId, clientId).map(toAccount),
    get: (id) => orNull(one.get(id), toAccount),
    byRemote: (network, remoteId) => orNull(byRemote.get(network, remoteId), toAccount),
    countOf: (clientId) => countOf.get(clientId) ?? 0,
    countBySecret: (secretName) => countBySecret.get(secretName) ?? 0,
    save(record) {
      save.run(
        record.id,
        record.clientId,
        record.network,
        record.remoteId,
        record.name,
        record.currency,
        record.timeZone,
        record.secretName,
        JSON.stringify(record.settings),
        record.connection,
        JSON.stringify(record.scopes),
        record.expiresAt,
        record.lastSuccessAt,
        record.lastTestedAt,
        record.createdAt,
      );
    },
  };
}

function toClient(row: ClientRow): ClientRecord {
  const monthlyCap = row.monthly_cap_micros === null ? null : money(row.monthly_cap_micros, row.currency);
  return {
    id: row.id,
    fields: {
      name: row.name,
      country: row.country,
      currency: row.currency,
      timeZone: row.time_zone,
      monthlyCap,
      approvalsNeeded: Number(row.approvals_needed),
    },
    createdAt: row.created_at,
  };
}

function toAccount(row: AccountRow): AccountRecord {
  return {
    id: row.id,
    clientId: row.client_id,
    network: row.network,
    remoteId: row.remote_id,
    name: row.name,
    currency: row.currency,
    timeZone: row.time_zone,
    secretName: row.secret_name,
    settings: Settings.parse(JSON.parse(row.settings)),
    connection: AdAccount.shape.connection.parse(row.connection),
    scopes: Scopes.parse(JSON.parse(row.scopes)),
    expiresAt: row.expires_at,
    lastSuccessAt: row.last_success_at,
    lastTestedAt: row.last_tested_at,
    createdAt: row.created_at,
  };
}

function orNull<R, T>(row: R | undefined, map: (row: R) => T): T | null {
  return row === undefined ? null : map(row);
}
