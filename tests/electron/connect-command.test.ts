import { mkdtempSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectNetwork, type Person } from '../../electron/cli/connect-command.ts';
import { openSession, type CliSession } from '../../electron/cli/session.ts';
import { withoutKeyStore } from '../support/road.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'altavoz-connect-'));
const restore = withoutKeyStore(folder);
let session: CliSession;
beforeAll(async () => {
  session = await openSession({ workspace: path.join(folder, 'workspace') });
  await session.api.workspace.create({ kind: 'simulated', personName: 'Persona de prueba', passphrase: null, withSample: false });
  const fields = { name: 'Cliente', country: 'CO', currency: 'COP', timeZone: 'America/Bogota', monthlyCap: null, approvalsNeeded: 0 };
  await session.api.clients.create({ fields });
}, 60_000);
afterAll(async () => {
  await session.backend.close();
  restore();
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

/** Where the address leads next; null where it ends. */
function leadsTo(url: string): Promise<string | null> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false }, (response) => resolve(response.resume().headers.location ?? null)).once('error', reject);
  });
}
/** Says yes in a browser: goes back where the network sends it, or copies the address at which it ended. */
function someone(): Person {
  let end: Promise<string> = Promise.resolve('');
  return {
    show(url) {
      end = leadsTo(url).then(async (back) => {
        if (back?.includes('/callback') === true) await leadsTo(back);
        return back ?? '';
      });
    },
    paste: () => end,
  };
}
const nothing = { app: null, copy: false, target: null };

test('one command goes the whole way over the browser, and only listing keeps nothing', async () => {
  const listed = await connectNetwork(session, { ...nothing, network: 'google' }, someone());
  if (!('found' in listed)) throw new Error('An account was connected');
  expect(listed.scopes?.every(({ granted }) => granted)).toBe(true);
  expect((await session.api.connections.attempt({})).attempt).toBeNull();
  expect((await session.api.accounts.list({ clientId: null })).accounts).toEqual([]);
  const account = listed.found[0]?.remoteId ?? '';
  const target = { client: 'Cliente', account, settings: { accessLevel: 'standard' } };
  expect(await connectNetwork(session, { ...nothing, network: 'google', target }, someone())).toMatchObject({
    account: { connection: 'connected', remoteId: account, settings: { accessLevel: 'standard', loginCustomerId: '9990000001' } },
  });
  // The token outlives the command's own attempt.
  expect((await session.api.accounts.test({ accountIds: null })).accounts[0]?.connection).toBe('connected');
});

test('where nothing comes back to this machine the person pastes, and a wrong client or account stops it', async () => {
  const listed = await connectNetwork(session, { ...nothing, network: 'meta' }, someone());
  expect('found' in listed && listed.found.length).toBeGreaterThan(1);
  const wish = { ...nothing, network: 'meta' };
  await expect(
    connectNetwork(session, { ...wish, target: { client: 'Nadie', account: '1', settings: {} } }, someone()),
  ).rejects.toMatchObject({ refusal: { code: 'clients.not_found' } });
  await expect(
    connectNetwork(session, { ...wish, target: { client: 'Cliente', account: 'no', settings: {} } }, someone()),
  ).rejects.toMatchObject({ refusal: { code: 'accounts.not_found' } });
  const wrong = connectNetwork(session, { ...wish, app: { id: '5001', secret: 'mal' } }, someone());
  await expect(wrong).rejects.toMatchObject({
    refusal: { code: 'connections.refused', details: { networkCode: 'meta.app_secret_wrong' } },
  });
  await expect(connectNetwork(session, { ...nothing, network: 'linkedin' }, someone())).rejects.toMatchObject({
    refusal: { code: 'connections.method_not_offered' },
  });
  expect((await session.api.connections.attempt({})).attempt).toBeNull();
});
