import { expect, test } from 'vitest';
import { createAccountStore, createClientStore } from '../../../adapters/storage/clients-store.ts';
import { createHomeStore } from '../../../adapters/storage/home-store.ts';
import type { AccountRecord } from '../../../core/clients/index.ts';
import { createScheduleStore } from '../../../adapters/storage/schedule-sql-store.ts';
import { createHome } from '../../../core/home/index.ts';
import { scratchDatabase, someone } from '../../adapters/storage/support.ts';

const DAY_MS = 86_400_000;

function desk(versionEnds: readonly string[] = []) {
  const scratch = scratchDatabase();
  const { database, clock, ids, unitOfWork } = scratch;
  const clientId = ids.next();
  const accounts = createAccountStore(database);
  const client = { name: 'Acme', country: 'CO', currency: 'COP', timeZone: 'America/Bogota', monthlyCap: null, approvalsNeeded: 0 };
  unitOfWork.transaction(() => createClientStore(database).insert({ id: clientId, fields: client, createdAt: clock.nowIso() }));
  const home = createHome({
    store: createHomeStore(database),
    clock,
    timeZone: () => 'America/Bogota',
    versionEnds: () => versionEnds,
  });
  let made = 0;
  return {
    /** An account whose credential ends so many days from now; null: never. */
    account(endsInDays: number | null, more: Partial<AccountRecord> = {}) {
      made += 1;
      const record: AccountRecord = {
        id: ids.next(),
        clientId,
        network: 'meta',
        remoteId: `act_${made}`,
        name: `Cuenta ${made}`,
        currency: 'COP',
        timeZone: 'America/Bogota',
        secretName: 'meta/token',
        settings: {},
        connection: 'connected',
        scopes: [],
        expiresAt: endsInDays === null ? null : new Date(clock.nowMs() + endsInDays * DAY_MS).toISOString(),
        lastSuccessAt: null,
        lastTestedAt: null,
        createdAt: clock.nowIso(),
        ...more,
      };
      unitOfWork.transaction(() => accounts.save(record));
    },
    schedule(state: 'waiting' | 'asking', standing: 'active' | 'paused' = 'active') {
      const rule = { at: '2026-11-20T09:00', timeZone: 'America/Bogota', repeat: 'once', until: null, graceMinutes: 0 } as const;
      unitOfWork.transaction(() =>
        createScheduleStore(database).save({
          id: ids.next(),
          clientId,
          name: 'x',
          action: { kind: 'status', objectIds: [ids.next()], status: 'active' },
          rule,
          state,
          standing,
          pendingDay: '2026-11-20',
          resumeDay: null,
          dueMs: 1,
          zoneVersion: 'test',
          contentHash: null,
          explained: [],
          warnings: [],
          author: someone.actor,
          lastRunAt: null,
          lastOutcome: null,
        }),
      );
    },
    today: clock.nowIso().slice(0, 10),
    async attention(): Promise<Readonly<Record<string, number>>> {
      const answer = await home.handlers.overview({ clientId: null }, someone);
      if (!answer.ok) throw new Error(answer.error.code);
      return Object.fromEntries(answer.value.attention.map(({ code, count }) => [code, count]));
    },
  };
}

test('a credential that ends within seven days is announced, and not one that lives longer or forever', async () => {
  const { account, attention } = desk();
  account(null);
  account(7.1);
  expect(await attention()).toEqual({});
  account(6.9);
  account(0.1);
  expect(await attention()).toEqual({ credentials_ending: 2 });
});

test('a credential that is over asks for a sign-in and is not announced any more; an account that was disconnected asks for nothing', async () => {
  const { account, attention } = desk();
  account(-1);
  account(3, { connection: 'reconnect' });
  account(-1, { secretName: '', connection: 'no_secret' });
  account(3, { secretName: '', connection: 'no_secret' });
  expect(await attention()).toEqual({ sign_in_needed: 2 });
});

test('FM-37: the last sixty days of an API version are announced, and its end is told apart', async () => {
  const { today } = desk();
  const inDays = (days: number): string => new Date(Date.parse(today) + days * DAY_MS).toISOString().slice(0, 10);
  expect(await desk([inDays(61)]).attention()).toEqual({});
  expect(await desk([inDays(60), inDays(1)]).attention()).toEqual({ versions_ending: 2 });
  expect(await desk([inDays(0), inDays(30)]).attention()).toEqual({ versions_ended: 1, versions_ending: 1 });
});

test('a schedule that waits for an answer is announced, and not one that waits for its time or is paused', async () => {
  const { schedule, attention } = desk();
  schedule('waiting');
  schedule('asking', 'paused');
  expect(await attention()).toEqual({});
  schedule('asking');
  expect(await attention()).toEqual({ schedules_asking: 1 });
});
