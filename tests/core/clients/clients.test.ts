import { describe, expect, test } from 'vitest';
import { createAccountStore, createClientStore } from '../../../adapters/storage/clients-store.ts';
import { createHistoryStore } from '../../../adapters/storage/history-store.ts';
import { isTimeZone } from '../../../adapters/system/clock.ts';
import { createAccounts, createPendingCredentials, createClients, createClientUndoable } from '../../../core/clients/index.ts';
import type { ClientFields } from '../../../core/contract/clients.ts';
import { createHistory } from '../../../core/history/index.ts';
import { money } from '../../../core/kernel/money.ts';
import { err, ok, type Result } from '../../../core/kernel/result.ts';
import type { AdNetwork, ConnectionReport, NetworkFailure, RemoteAccount, Secrets } from '../../../core/ports/index.ts';
import { scratchDatabase, someone } from '../../adapters/storage/support.ts';

const quiet = { moved: () => undefined, progress: () => undefined, cancelled: () => false };
const acme: ClientFields = {
  name: 'Acme Bogotá',
  country: 'CO',
  currency: 'COP',
  timeZone: 'America/Bogota',
  monthlyCap: money(9_007_199_254_740_993_000n, 'COP'),
  approvalsNeeded: 1,
};
const report: ConnectionReport = {
  scopes: [{ name: 'ads_management', granted: true, disables: [] }],
  expiresAt: null,
  accountStatus: 'ok',
  currency: 'COP',
  timeZone: 'America/Bogota',
};
const raw = { status: null, code: null, message: 'no', body: null };

function setUp() {
  const scratch = scratchDatabase();
  const store = createClientStore(scratch.database);
  const accountStore = createAccountStore(scratch.database);
  const vacancies = { countAll: () => 0, countOpen: () => 0 };
  const kept = new Map<string, string>();
  const answers: { list: Result<readonly RemoteAccount[], NetworkFailure>; test: Result<ConnectionReport, NetworkFailure> } = {
    list: ok([{ remoteId: '17', name: 'Cuenta', currency: 'COP', timeZone: 'America/Bogota' }]),
    test: ok(report),
  };
  // The two methods that connecting uses.
  const network = { id: 'meta', listAccounts: async () => answers.list, test: async () => answers.test } as unknown as AdNetwork;
  const shared = { unitOfWork: scratch.unitOfWork, changeLog: scratch.changeLog, topics: quiet, clock: scratch.clock, ids: scratch.ids };
  const clients = createClients({ ...shared, store, accounts: accountStore, vacancies, isTimeZone });
  const secrets: Secrets = {
    get: async (name) => kept.get(name) ?? null,
    set: async (name, value) => void kept.set(name, value),
    delete: async (name) => kept.delete(name),
  };
  const accounts = createAccounts({
    ...shared,
    audit: scratch.auditLog,
    store: accountStore,
    clients: store,
    networks: new Map([
      ['meta', network],
      ['google', network],
    ]),
    credentialFields: () => [{ name: 'accessToken', secret: true, required: true }],
    secrets,
    pending: createPendingCredentials(secrets, (name) => accountStore.countBySecret(name)),
    mayConnect: (id) => id !== 'google',
  });
  const history = createHistory({
    store: createHistoryStore(scratch.database, scratch.writer),
    unitOfWork: scratch.unitOfWork,
    audit: scratch.auditLog,
    topics: quiet,
    undoables: [createClientUndoable({ store, accounts: accountStore, vacancies })],
    topicsOf: () => ['clients'],
  });
  return { ...scratch, clients, accounts, history, kept, answers };
}

async function value<T>(answer: Result<T, unknown> | Promise<Result<T, unknown>>): Promise<T> {
  const result = await answer;
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

describe('clients', () => {
  test('come back as they were written, to the last millionth', async () => {
    const { clients } = setUp();
    const made = await value(clients.create({ fields: acme }, someone));
    expect(await value(clients.get({ clientId: made.id }, someone))).toEqual({
      id: made.id,
      ...acme,
      vacancies: 0,
      openVacancies: 0,
      accounts: 0,
      createdAt: made.createdAt,
    });
    expect((await value(clients.list({}, someone))).clients).toHaveLength(1);
  });

  test('refuse a name spelled alike, an unknown zone and a cap in another currency', async () => {
    const { clients } = setUp();
    await value(clients.create({ fields: acme }, someone));
    expect(await clients.create({ fields: { ...acme, name: ' ACME  bogota' } }, someone)).toEqual({
      ok: false,
      error: { code: 'clients.name_taken', details: { name: 'Acme Bogotá' } },
    });
    expect(await clients.create({ fields: { ...acme, name: 'B', timeZone: 'Bogota' } }, someone)).toMatchObject({
      error: { code: 'clients.time_zone_unknown' },
    });
    expect(await clients.create({ fields: { ...acme, name: 'B', timeZone: '-05:00' } }, someone)).toMatchObject({
      error: { code: 'clients.time_zone_unknown' },
    });
    expect(await clients.create({ fields: { ...acme, name: 'B', monthlyCap: money(1n, 'USD') } }, someone)).toMatchObject({
      error: { code: 'clients.cap_currency' },
    });
    expect(await clients.update({ clientId: '01890000-0000-7000-8000-00000000ffff', fields: {} }, someone)).toMatchObject({
      error: { code: 'clients.not_found' },
    });
  });

  test('are undone and redone field by field and as a whole', async () => {
    const { clients, history } = setUp();
    const made = await value(clients.create({ fields: acme }, someone));
    await value(
      clients.update({ clientId: made.id, fields: { currency: 'USD', monthlyCap: money(5_000_000n, 'USD'), name: 'Acme' } }, someone),
    );
    await value(history.undo({}, someone));
    expect(await value(clients.get({ clientId: made.id }, someone))).toMatchObject(acme);
    await value(history.undo({}, someone));
    expect(await clients.get({ clientId: made.id }, someone)).toMatchObject({ ok: false });
    await value(history.redo({}, someone));
    await value(history.redo({}, someone));
    expect(await value(clients.get({ clientId: made.id }, someone))).toMatchObject({
      name: 'Acme',
      monthlyCap: money(5_000_000n, 'USD'),
      createdAt: made.createdAt,
    });
  });

  test('are not undone into nothing while an account leans on them', async () => {
    const { clients, accounts, history } = setUp();
    const made = await value(clients.create({ fields: acme }, someone));
    const { secretName } = await value(accounts.discover({ network: 'meta', credential: { accessToken: 'token' } }, someone));
    await value(
      accounts.connect(
        {
          clientId: made.id,
          network: 'meta',
          remoteId: '17',
          name: 'Cuenta',
          currency: 'COP',
          timeZone: 'America/Bogota',
          secretName,
          settings: {},
        },
        someone,
      ),
    );
    expect(await history.undo({}, someone)).toMatchObject({ error: { code: 'history.changed_since', details: { objectId: made.id } } });
  });
});

describe('ad accounts', () => {
  test('are found, connected, tested and disconnected, and the token goes with the last of them', async () => {
    const { clients, accounts, kept, answers, auditLog, database } = setUp();
    const made = await value(clients.create({ fields: acme }, someone));
    const { secretName, found } = await value(
      accounts.discover({ network: 'meta', credential: { accessToken: ' secreto-canario ' } }, someone),
    );
    expect(kept.get(secretName)).toBe('secreto-canario');
    expect(found).toHaveLength(1);
    const wish = {
      clientId: made.id,
      network: 'meta',
      remoteId: '17',
      name: 'Cuenta',
      currency: 'COP',
      timeZone: 'America/Bogota',
      secretName,
      settings: { pageId: '9' },
    };
    const account = await value(accounts.connect(wish, someone));
    expect(account).toMatchObject({ connection: 'connected', clientName: 'Acme Bogotá', settings: { pageId: '9' } });
    expect(account).not.toHaveProperty('secretName');
    expect(await accounts.connect(wish, someone)).toMatchObject({ error: { code: 'accounts.already_connected' } });
    answers.test = err({ kind: 'auth_expired', raw });
    expect((await value(accounts.test({ accountIds: null }, someone))).accounts[0]?.connection).toBe('reconnect');
    answers.test = ok(report);
    expect(await value(accounts.connect(wish, someone))).toMatchObject({ id: account.id, connection: 'connected' });
    expect(await value(accounts.disconnect({ accountId: account.id }, someone))).toMatchObject({ connection: 'no_secret', scopes: [] });
    expect(kept.size).toBe(0);
    expect((await value(accounts.test({ accountIds: [account.id] }, someone))).accounts[0]?.connection).toBe('no_secret');
    expect([...auditLog.all()].map((row) => row.action)).toContain('history.account_disconnected');
    const everything = JSON.stringify(
      ['audit_log', 'change_log', 'change_group', 'account'].map((table) => database.prepare(`SELECT * FROM ${table}`).all()),
    );
    expect(everything).not.toContain('secreto-canario');
  });

  test('that are pasted and not connected leave the key store; a connected one stays', async () => {
    const { clients, accounts, kept } = setUp();
    const made = await value(clients.create({ fields: acme }, someone));
    const enter = async () =>
      (await value(accounts.discover({ network: 'meta', credential: { accessToken: 'secreto' } }, someone))).secretName;
    const left = await enter();
    expect(kept.get(left)).toBe('secreto');
    await value(accounts.letGo({ secretName: left }, someone));
    expect([...kept]).toEqual([]);
    const secretName = await enter();
    const wish = { network: 'meta', remoteId: '17', name: 'Cuenta', currency: 'COP', timeZone: 'America/Bogota', settings: {} };
    await value(accounts.connect({ ...wish, clientId: made.id, secretName }, someone));
    await value(accounts.letGo({ secretName }, someone));
    expect([...kept]).toEqual([[secretName, 'secreto']]);
  });

  test('are renewed by a new credential before the old one ends, and keep the old one when the new one does not work', async () => {
    const { clients, accounts, kept, answers } = setUp();
    const made = await value(clients.create({ fields: acme }, someone));
    const other = await value(clients.create({ fields: { ...acme, name: 'Otra' } }, someone));
    const enter = async (accessToken: string) =>
      (await value(accounts.discover({ network: 'meta', credential: { accessToken } }, someone))).secretName;
    const wish = { network: 'meta', remoteId: '17', name: 'Cuenta', currency: 'COP', timeZone: 'America/Bogota', settings: {} };
    answers.test = ok({ ...report, expiresAt: '2026-11-25T00:00:00.000Z' });
    const old = await enter('viejo');
    const account = await value(accounts.connect({ ...wish, clientId: made.id, secretName: old }, someone));
    const fresh = await enter('nuevo');
    expect(await accounts.connect({ ...wish, clientId: other.id, secretName: fresh }, someone)).toMatchObject({
      error: { code: 'accounts.already_connected' },
    });
    answers.test = err({ kind: 'auth_expired', raw });
    expect(await accounts.connect({ ...wish, clientId: made.id, secretName: fresh }, someone)).toMatchObject({
      error: { code: 'accounts.credential_refused' },
    });
    expect(kept.get(old)).toBe('viejo');
    answers.test = ok({ ...report, expiresAt: '2027-01-25T00:00:00.000Z' });
    const renewed = await value(accounts.connect({ ...wish, clientId: made.id, secretName: fresh }, someone));
    expect(renewed).toMatchObject({ id: account.id, connection: 'connected', expiresAt: '2027-01-25T00:00:00.000Z' });
    expect([...kept]).toEqual([[fresh, 'nuevo']]);
  });

  test.each([
    ['auth_expired', 'accounts.credential_refused'],
    ['no_permission', 'accounts.credential_refused'],
    ['unavailable', 'accounts.network_unreachable'],
    ['outcome_unknown', 'accounts.network_unreachable'],
  ] as const)('keep no token after %s', async (kind, code) => {
    const { accounts, kept, answers } = setUp();
    answers.list = err(kind === 'no_permission' ? { kind, missing: null, raw } : { kind, raw });
    expect(await accounts.discover({ network: 'meta', credential: { accessToken: 'x' } }, someone)).toMatchObject({ error: { code } });
    expect(kept.size).toBe(0);
  });

  test('refuse networks that are unknown or real in a practice workspace, fields nobody knows and tokens of another network', async () => {
    const { accounts, clients } = setUp();
    expect(await accounts.discover({ network: 'orkut', credential: {} }, someone)).toMatchObject({
      error: { code: 'accounts.network_unknown' },
    });
    expect(await accounts.discover({ network: 'google', credential: { accessToken: 'x' } }, someone)).toMatchObject({
      error: { code: 'accounts.simulated_only' },
    });
    expect(await accounts.discover({ network: 'meta', credential: { password: 'x' } }, someone)).toMatchObject({
      error: { code: 'accounts.credential_refused' },
    });
    const made = await value(clients.create({ fields: acme }, someone));
    expect(
      await accounts.connect(
        {
          clientId: made.id,
          network: 'meta',
          remoteId: '1',
          name: 'n',
          currency: 'COP',
          timeZone: 'America/Bogota',
          secretName: 'google/abc',
          settings: {},
        },
        someone,
      ),
    ).toMatchObject({ error: { code: 'accounts.credential_refused' } });
  });
});
