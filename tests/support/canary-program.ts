// The whole program with fifty canaries going through it; ends by SIGKILL in the middle of an import, or in order when asked again.
// Usage: canary-program.ts first|again WORKSPACE FILE
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createBackend } from '../../electron/backend/backend.ts';
import { canaries, canaryFile } from './canaries.ts';
import { openCanaryForms } from './canary-forms.ts';

const [mode = '', workspace = '', file = ''] = process.argv.slice(2);
const root = path.resolve(import.meta.dirname, '../..');
const forms = await openCanaryForms();
const backend = await createBackend({
  directory: workspace,
  carrier: 'cli',
  simulatorsUrl: forms.controlUrl,
  version: '0.0.0',
  resourcesRoot: path.join(root, 'resources'),
  readerWorker: pathToFileURL(path.join(root, 'adapters/intake/reader-worker.ts')),
  clusterWorker: pathToFileURL(path.join(root, 'adapters/segmentation/cluster-worker.ts')),
  passphrase: process.env['ALTAVOZ_PASSPHRASE'] ?? null,
  recoveryKey: null,
  scheduler: true,
  shell: null,
});

/** The answer's value, or its refusal: both are part of the road. */
async function call<T>(name: string, input: unknown): Promise<T> {
  const reply = await backend.call(name, input, `task ${name}`);
  return (reply.ok ? reply.value : reply.error) as T; // each caller names what it reads
}
const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');
const declaration = { source: 'Canarios', purpose: 'job_offers', consent: 'granted' };
const person = (kind: string, value: string) => ({ person: { kind, value, country: 'CO' } });

if (mode === 'first') {
  const made = await call<{ keyProtection?: string; code?: string }>('workspace.create', {
    kind: 'simulated',
    personName: 'Prueba',
    passphrase: process.env['ALTAVOZ_PASSPHRASE'] ?? null,
    withSample: false,
  });
  process.stderr.write(`${JSON.stringify(made)}\n`);
}
const listed = await call<{ clients: { id: string }[] }>('clients.list', {});
const client =
  listed.clients[0] ??
  (await call<{ id: string }>('clients.create', {
    fields: { name: 'Pajarera', country: 'CO', currency: 'COP', timeZone: 'America/Bogota', monthlyCap: null, approvalsNeeded: 0 },
  }));
const clientId = client.id;

for (const source of [{ path: file }, { name: `${canaries[0]?.email}.csv`, base64: base64(canaryFile()) }]) {
  const opened = await call<{ importId: string }>('candidates.openImport', { clientId, source, declaration });
  const { importId } = opened;
  await call('candidates.getImport', { importId });
  await call('candidates.importRows', { importId, kind: null, offset: 0, limit: 100 });
  // A free text taken for a category, a name taken for a city: what looks personal must not get through.
  const columns = [
    { column: 7, target: 'sector' },
    { column: 4, target: 'companyType' },
  ];
  await call('candidates.setImportMapping', { importId, columns, answers: [], declaration });
  await call('candidates.setImportMapping', { importId, columns: [{ column: 4, target: 'document' }], answers: [], declaration });
  await call('candidates.commitImport', { importId });
}
await call('candidates.list', {
  filter: { clientId, roleFamilies: [], educations: [], modalities: [], consents: [], places: [] },
  sort: { by: 'importedAt', direction: 'asc' },
  offset: 0,
  limit: 100,
});
await call('history.undo', {});
await call('history.redo', {});

// Everything that can go wrong with a person in hand.
const [first, second, third, fourth] = canaries;
await call('candidates.openImport', { clientId, source: { name: first?.email, base64: first?.phone }, declaration: first });
await call('candidates.openImport', { clientId, source: { name: 'x.csv', base64: base64(`"${first?.email}`) }, declaration });
await call('candidates.openImport', { clientId, source: { path: `/no/${first?.email}` }, declaration });
await call(`candidates.${first?.email}`, { person: first });
await call('privacy.forget', { person: { kind: first?.email, value: first?.phone } });
await call('privacy.find', person('document', first?.email ?? ''));
await call('privacy.openRequest', { clientId, law: 'gdpr', receivedOn: '2026-11-20', reference: first?.email });
await call('privacy.find', person('email', second?.email ?? ''));
await call('privacy.forget', person('email', second?.email ?? ''));
await call('privacy.forget', person('phone', third?.phone ?? ''));
await call('privacy.forget', person('document', fourth?.document ?? ''));
await call('audiences.create', {
  clientId,
  name: 'Todos',
  definition: { kind: 'filter', filter: { clientId, roleFamilies: [], educations: [], modalities: [], consents: [], places: [] } },
});
// Outcomes of the same people, looked at, kept and mistaken; and one by hand.
const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
const outcomes = `fecha;resultado;nombre;correo;celular;cedula;url\n${canaries
  .map((one) => `${yesterday};Postulado;${one.name};${one.email};${one.phone};${one.document};https://empleos.example/?correo=${one.email}`)
  .join('\n')}\n`;
for (const commit of [false, true])
  await call('conversions.importFile', {
    clientId,
    source: { name: `${first?.email}.csv`, base64: base64(outcomes) },
    declaration: { kind: null, consent: 'granted', source: 'Canarios' },
    columns: null,
    dateOrder: null,
    commit,
  });
await call('conversions.record', {
  clientId,
  vacancy: first?.email,
  kind: 'hired',
  occurredOn: yesterday,
  click: null,
  person: [{ kind: 'email', value: first?.email, country: 'CO' }],
  consent: 'granted',
  source: 'Prueba',
});
await call('conversions.list', { clientId, kind: null, state: null, offset: 0, limit: 100 });
await call('conversions.send', { clientId, accountId: null });

// The same people answer a lead form: fetched, looked at, handed over, taken back, handed over again, and one not wanted.
const { remoteId, name, currency, timeZone, settings, secret } = forms.account;
await backend.keepSecret('meta/canaries', secret);
const account = { network: 'meta', remoteId, name, currency, timeZone, secretName: 'meta/canaries', settings };
await call('accounts.connect', { clientId, ...account });
await call('leads.retrieve', { clientId, accountId: null });
const fresh = await call<{ rows: { id: string }[] }>('leads.list', { clientId, state: 'new', offset: 0, limit: 100 });
await call('leads.prepare', { clientId });
await call('leads.discard', { leadIds: fresh.rows.slice(0, 1).map(({ id }) => id) });
await call('leads.take', { clientId, declaration });
await call('history.undo', {});
await call('history.redo', {});
await call('conversions.send', { clientId, accountId: null });
const backup = await call<{ name: string }>('backup.create', {});
await call('backup.restore', { name: backup.name });
await call('privacy.ledger', { clientId: null, offset: 0, limit: 100 });
await call('audit.export', {});
await call('health.doctor', {});

if (mode === 'again') {
  await backend.close();
  process.stdout.write('{"done":true}\n');
  process.exit(0);
}
process.stderr.write('importing\n');
for (let round = 2; ; round++) {
  const opened = await call<{ importId: string }>('candidates.openImport', {
    clientId,
    source: { name: 'grande.csv', base64: base64(canaryFile(12 + round)) },
    declaration,
  });
  await call('candidates.commitImport', { importId: opened.importId });
}
