import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { createBackend, type Backend } from '../../electron/backend/backend.ts';

const root = path.resolve(import.meta.dirname, '../..');
const NIGHTLY = process.env['ALTAVOZ_NIGHTLY'] !== undefined;
/** The promise is 100 of 100; a push looks at enough to notice a break. */
const TIMES = NIGHTLY ? 100 : 6;
/** People in the file who ask for nothing. */
const OTHERS = 20;
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

/** Made people, each with identifiers of their own. */
function identifiersOf(index: number): { readonly [K in (typeof KINDS)[number]]: string } {
  const six = String(index).padStart(6, '0');
  return { email: `prueba.${index}@pajarera.example`, phone: `+57 318 7${six}`, document: `1020${six}` };
}

function fileOf(people: number): string {
  const rows = Array.from({ length: people }, (_, index) => {
    const { email, phone, document } = identifiersOf(index);
    return `K${index},${email},${phone},CC ${document},Bogotá,${index % 7},sí`;
  });
  return `codigo,correo,celular,cedula,ciudad,experiencia,autorizacion\n${rows.join('\n')}\n`;
}

test(
  `keeps a forgotten person forgotten when last week's backup is put back, ${TIMES} of ${TIMES}`,
  { timeout: NIGHTLY ? 3_600_000 : 300_000 },
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
      source: { name: 'todos.csv', base64: Buffer.from(fileOf(TIMES + OTHERS)).toString('base64') },
      declaration: { source: 'Prueba', purpose: 'job_offers', consent: 'granted' },
    });
    await ask(backend, 'candidates.commitImport', { importId: opened.importId });
    const total = async () => (await ask<{ people: number }>(backend, 'privacy.overview', { clientId: null })).people;
    const find = (index: number, kind: (typeof KINDS)[number]) =>
      ask<{ forgotten: boolean; people: unknown[] }>(backend, 'privacy.find', {
        person: { kind, value: identifiersOf(index)[kind], country: 'CO' },
      });
    expect(await total()).toBe(TIMES + OTHERS);
    const backup = await ask<{ name: string }>(backend, 'backup.create', {});
    let absent = 0;
    for (let index = 0; index < TIMES; index++) {
      const kind = KINDS[index % KINDS.length] ?? 'email';
      expect(await find(index, kind)).toMatchObject({ forgotten: false, people: [{}] });
      await ask(backend, 'privacy.forget', { person: { kind, value: identifiersOf(index)[kind], country: 'CO' } });
      await ask(backend, 'backup.restore', { name: backup.name });
      // By the identifier that was typed, and by those that only the file knew.
      const found = [];
      for (const each of KINDS) found.push(await find(index, each));
      if (found.every(({ people }) => people.length === 0) && found[KINDS.indexOf(kind)]?.forgotten === true) absent += 1;
      // Now and then the whole program ends in between, as it does in life.
      if (index % 5 === 4) {
        await backend.close();
        backend = await openBackend(folder);
      }
    }
    console.log(`forgotten: ${absent} of ${TIMES} absent after the backup was put back`);
    expect(absent).toBe(TIMES);
    // Those who did not ask are all back, and nobody else: the restore restores.
    expect(await total()).toBe(OTHERS);
    await backend.close();
  },
);
