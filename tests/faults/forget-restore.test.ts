import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { createBackend, type Backend } from '../../electron/backend/backend.ts';
import { canaries, canaryFile, type Canary } from '../support/canaries.ts';

const root = path.resolve(import.meta.dirname, '../..');
const NIGHTLY = process.env['ALTAVOZ_NIGHTLY'] !== undefined;
/** The promise is 100 of 100; a push looks at enough to notice a break. */
const TIMES = NIGHTLY ? 100 : 6;
const KINDS = ['email', 'phone', 'document'] as const;

async function openBackend(folder: string): Promise<Backend> {
  return createBackend({
    directory: path.join(folder, 'workspace'),
    carrier: 'test',
    simulatorsUrl: null,
    version: '0.0.0',
    resourcesRoot: path.join(root, 'resources'),
    readerWorker: pathToFileURL(path.join(root, 'adapters/intake/reader-worker.ts')),
    clusterWorker: pathToFileURL(path.join(root, 'adapters/segmentation/cluster-worker.ts')),
    passphrase: null,
    recoveryKey: null,
    scheduler: false,
    shell: null,
  });
}

async function ask<T>(backend: Backend, name: string, input: unknown): Promise<T> {
  const reply = await backend.call(name, input, null);
  if (!reply.ok) throw new Error(`${name}: ${JSON.stringify(reply.error)}`);
  return reply.value as T; // each caller names what it reads
}

function personOf(one: Canary, index: number) {
  const kind = KINDS[index % KINDS.length] ?? 'email';
  return { person: { kind, value: { email: one.email, phone: one.phone, document: one.document }[kind], country: 'CO' } };
}

test(
  `keeps a forgotten person forgotten when last week's backup is put back, ${TIMES} of ${TIMES}`,
  { timeout: NIGHTLY ? 3_600_000 : 120_000 },
  async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'altavoz-forget-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
    const before = { ...process.env };
    onTestFinished(() => {
      process.env = before;
    });
    for (const name of ['HOME', 'XDG_DATA_HOME']) process.env[name] = path.join(folder, name);
    mkdirSync(path.join(folder, 'HOME'));
    delete process.env['DBUS_SESSION_BUS_ADDRESS'];
    let backend = await openBackend(folder);
    await ask(backend, 'workspace.create', { kind: 'simulated', personName: 'Prueba', passphrase: null, withSample: false });
    const client = await ask<{ id: string }>(backend, 'clients.create', {
      fields: { name: 'Pajarera', country: 'CO', currency: 'COP', timeZone: 'America/Bogota', monthlyCap: null, approvalsNeeded: 0 },
    });
    const opened = await ask<{ importId: string }>(backend, 'candidates.openImport', {
      clientId: client.id,
      source: { name: 'todos.csv', base64: Buffer.from(canaryFile(Math.ceil(TIMES / canaries.length))).toString('base64') },
      declaration: { source: 'Prueba', purpose: 'job_offers', consent: 'granted' },
    });
    await ask(backend, 'candidates.commitImport', { importId: opened.importId });
    const total = async () => (await ask<{ people: number }>(backend, 'privacy.overview', { clientId: null })).people;
    const atFirst = await total();
    const backup = await ask<{ name: string }>(backend, 'backup.create', {});
    let absent = 0;
    for (let index = 0; index < TIMES; index++) {
      const one = canaries[index % canaries.length];
      if (one === undefined) throw new Error('There are canaries');
      const person = personOf(one, index + Math.floor(index / canaries.length));
      await ask(backend, 'privacy.forget', person);
      await ask(backend, 'backup.restore', { name: backup.name });
      const found = await ask<{ forgotten: boolean; people: unknown[] }>(backend, 'privacy.find', person);
      if (found.people.length === 0 && found.forgotten) absent += 1;
      // Now and then the whole program ends in between, as it does in life.
      if (index % 5 === 4) {
        await backend.close();
        backend = await openBackend(folder);
      }
    }
    console.log(`forgotten: ${absent} of ${TIMES} absent after the backup was put back`);
    expect(absent).toBe(TIMES);
    // Those who did not ask are all back: the restore restores.
    expect(await total()).toBeLessThan(atFirst);
    expect(await total()).toBeGreaterThan(0);
    await backend.close();
  },
);
