import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { networkModules } from '../../adapters/networks/registry.ts';
import { openSession } from '../../electron/cli/session.ts';
import { withoutKeyStore } from '../support/road.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'altavoz-sign-in-'));
const restore = withoutKeyStore(folder);
afterAll(() => {
  restore();
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

/** Every file below, but the books of the simulators: those are the network's side, which gave the tokens out. */
function filesBelow(root: string): readonly string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !file.includes(`${path.sep}simulators${path.sep}`));
}
/** Each secret as UTF-8, UTF-16 and base64 may hold it. */
function forms(secret: string): readonly Buffer[] {
  return [Buffer.from(secret), Buffer.from(secret, 'utf16le'), Buffer.from(Buffer.from(secret).toString('base64').slice(4, -4))];
}

test('a sign-in of the whole program leaves its secrets in no file, answer, audit, event or log, and its account works', async () => {
  const { api, backend } = await openSession({ workspace: path.join(folder, 'workspace') });
  const seen: string[] = [];
  const stop = backend.subscribe((event) => void seen.push(JSON.stringify(event)));
  const secrets: string[] = [];
  try {
    await api.workspace.create({ kind: 'simulated', personName: 'Persona de prueba', passphrase: null, withSample: false });
    const fields = { name: 'Cliente', country: 'CO', currency: 'COP', timeZone: 'America/Bogota', monthlyCap: null, approvalsNeeded: 0 };
    const { id: clientId } = await api.clients.create({ fields });
    for (const network of ['meta', 'snapchat']) {
      const app = networkModules.find((module) => module.id === network)?.simulatedApp;
      if (app === null || app === undefined) throw new Error('No practice app');
      secrets.push(app.secret);
      // A wrong secret first: failures are where secrets like to leak.
      const wrong = await api.connections.begin({
        network,
        method: 'own_app_copy_code',
        app: { id: app.id, secret: 'canario-equivocado-77' },
      });
      const browse = async (url: string | null): Promise<string> =>
        (await fetch(url ?? '', { redirect: 'manual' })).headers.get('location') ?? '';
      const spoilt = await api.connections.answer({ attemptId: wrong.id, pasted: await browse(wrong.url) });
      expect(spoilt).toMatchObject({ state: 'waiting', problem: { code: 'connections.refused' } });
      const begun = await api.connections.begin({ network, method: 'own_app_copy_code', app: { id: app.id, secret: app.secret } });
      const pasted = await browse(begun.url);
      const code = new URL(pasted).searchParams.get('code');
      if (code === null) throw new Error('The person came back without a code');
      secrets.push(code, 'canario-equivocado-77');
      const done = await api.connections.answer({ attemptId: begun.id, pasted });
      const [found] = done.found ?? [];
      if (found === undefined || done.secretName === null) throw new Error(JSON.stringify(done));
      const seed = networkModules.flatMap((module) => module.simulatedAccounts).find((one) => one.remoteId === found.remoteId);
      const account = await api.accounts.connect({
        clientId,
        network,
        ...found,
        secretName: done.secretName,
        settings: seed?.settings ?? {},
      });
      expect(account).toMatchObject({ connection: 'connected' });
      await api.connections.cancel({ attemptId: begun.id });
      // What is connected outlives its sign-in.
      expect((await api.accounts.test({ accountIds: [account.id] })).accounts.find(({ id }) => id === account.id)?.connection).toBe(
        'connected',
      );
      seen.push(JSON.stringify([spoilt, begun.id, { ...done, url: null }]));
    }
    const books = filesOfSimulators();
    for (const token of books.match(/EAAsim-given-[\w-]+|s[ar]\.[\w-]{43}/g) ?? []) secrets.push(token);
    expect(secrets.length).toBeGreaterThan(8);
    const audit = await api.audit.list({ text: '', action: null, offset: 0, limit: 200 });
    expect(audit.entries.map((entry) => entry.action)).toContain('connections.signed_in');
    seen.push(JSON.stringify(audit));
    await api.backup.create({});
  } finally {
    stop();
    await backend.close();
  }
  const files = filesBelow(folder);
  expect(files.some((file) => file.endsWith('vault.json'))).toBe(true);
  const everything = [...files.map((file) => readFileSync(file)), Buffer.from(seen.join('\n'))];
  const betrayed = secrets.filter((secret) => forms(secret).some((bytes) => everything.some((content) => content.includes(bytes))));
  expect(betrayed).toEqual([]);
}, 60_000);

function filesOfSimulators(): string {
  const root = path.join(folder, 'workspace', 'simulators');
  return readdirSync(root)
    .map((name) => readFileSync(path.join(root, name), 'utf8'))
    .join('\n');
}
