import { existsSync } from 'node:fs';
import path from 'node:path';
import { createVacancyReader, loadPlaces } from '../../adapters/intake/index.ts';
import { createIdentifierHasher } from '../../adapters/keystore/identifier-hasher.ts';
import { createAudienceStore } from '../../adapters/storage/audience-sql-store.ts';
import { createCandidateStore } from '../../adapters/storage/candidate-store.ts';
import { createForgottenList } from '../../adapters/storage/forgotten-list.ts';
import { createHistoryStore } from '../../adapters/storage/history-store.ts';
import { createPrivacyLedger, createPrivacyStore } from '../../adapters/storage/privacy-sql-store.ts';
import { createAudiences } from '../../core/audiences/index.ts';
import { createCandidates } from '../../core/candidates/index.ts';
import { createHistory } from '../../core/history/history.ts';
import { createPrivacy, type PersonTraces } from '../../core/privacy/index.ts';
import { fakeAudienceNetwork } from './fake-audience-network.ts';
import { scratchDatabase, someone } from '../adapters/storage/support.ts';

export const root = path.resolve(import.meta.dirname, '../..');
/** One folder up from the project, or two. */
export const realFiles =
  [path.resolve(root, '../shared/data'), path.resolve(root, '../../shared/data')].find((folder) => existsSync(folder)) ?? '';
export const context = someone;
export const clientId = '01890000-0000-7000-8000-0000000000c1';
export const otherClient = '01890000-0000-7000-8000-0000000000c2';
export const declared = { source: 'Prueba', purpose: 'job_offers', consent: 'granted' } as const;

export interface CandidateDeskOptions {
  readonly country?: string;
  /** True from the n-th question on: as a person who presses cancel. */
  readonly cancelAfter?: number;
  /** Of an earlier desk, to come back to. */
  readonly folder?: string;
  readonly network?: ReturnType<typeof fakeAudienceNetwork>;
}

/** The ad account of a client at the fake network. */
export const accountOf = (client: string): string => client.replace(/0000000000c/, '0000000000a');
const account = {
  accountId: accountOf(clientId),
  remoteId: '1',
  currency: 'COP',
  timeZone: 'America/Bogota',
  country: 'CO',
  secretName: 'x',
  settings: {},
};

/** The whole road from bytes to the encrypted file, with two clients and everything real but the screens. */
export function candidateDesk(options: CandidateDeskOptions = {}) {
  const scratch = scratchDatabase({ keyHex: 'ab'.repeat(32), ...(options.folder === undefined ? {} : { folder: options.folder }) });
  const { clock, ids, unitOfWork, auditLog, changeLog, writer, database } = scratch;
  const country = options.country ?? 'CO';
  for (const [id, name] of [
    [clientId, 'Industrias Ejemplo'],
    [otherClient, 'Otra Empresa'],
  ] as const)
    database
      .prepare(
        'INSERT OR IGNORE INTO client (id, name, folded_name, country, currency, time_zone, monthly_cap_micros, approvals_needed, created_at) VALUES (?, ?, ?, ?, ?, ?, NULL, 0, ?)',
      )
      .run(id, name, name.toLowerCase(), country, 'COP', 'America/Bogota', clock.nowIso());
  const store = createCandidateStore(database);
  const hasher = createIdentifierHasher(Buffer.alloc(32, 7));
  const forgotten = createForgottenList(scratch.folder, database, hasher, false);
  const ledger = createPrivacyLedger(database, clock, auditLog);
  let asked = 0;
  const moved: string[] = [];
  const topics = {
    moved: (...names: readonly string[]) => void moved.push(...names),
    progress: () => undefined,
    cancelled: () => options.cancelAfter !== undefined && (asked += 1) > options.cancelAfter,
  };
  const clientFacts = (id: string) =>
    id === clientId || id === otherClient
      ? { name: id === clientId ? 'Industrias Ejemplo' : 'Otra Empresa', country, currency: 'COP', timeZone: 'America/Bogota' }
      : null;
  const fake = options.network ?? fakeAudienceNetwork();
  const gate = { open: true };
  const audiences = createAudiences({
    store: createAudienceStore(database),
    unitOfWork,
    ledger,
    clock,
    ids,
    topics,
    clientFacts,
    segmentMembers: () => null,
    network: (id) => (id === 'fake' ? { audiences: fake.network, listingLagMs: 1000 } : null),
    networkIds: ['fake'],
    account: (accountId) =>
      accountId === accountOf(clientId) || accountId === accountOf(otherClient)
        ? { ref: account, network: 'fake', clientId: accountId === accountOf(clientId) ? clientId : otherClient }
        : null,
    maySend: () => gate.open,
  });
  const candidates = createCandidates({
    store,
    places: loadPlaces(path.join(root, 'resources/places')),
    reader: createVacancyReader({ workerUrl: null }),
    hasher,
    clock,
    ids,
    unitOfWork,
    changeLog,
    audit: auditLog,
    ledger,
    topics,
    clientFacts,
    forgotten,
    isOnLists: (importId) => audiences.holdsImport(importId),
  });
  const traces: PersonTraces[] = [];
  const privacy = createPrivacy({
    store: createPrivacyStore(database),
    forgotten,
    hasher,
    lists: audiences.lists,
    traces,
    ledger,
    unitOfWork,
    clock,
    ids,
    topics,
    clientFacts,
    retention: (id) => store.retention(id),
    sendRemovals: (given) => audiences.sendRemovals(given),
  });
  const history = createHistory({
    store: createHistoryStore(database, writer),
    unitOfWork,
    audit: auditLog,
    topics,
    undoables: [candidates.undoable],
    topicsOf: () => ['candidates'],
  });

  async function open(source: string | Buffer, more: { client?: string; declaration?: typeof declared | null } = {}) {
    const given =
      Buffer.isBuffer(source) || source.includes('\n')
        ? { name: 'prueba.csv', base64: Buffer.from(source).toString('base64') }
        : { path: source };
    return candidates.openImport(
      { clientId: more.client ?? clientId, source: given, declaration: more.declaration === undefined ? declared : more.declaration },
      context,
    );
  }
  /** Opens and commits; throws when either is refused. */
  async function load(source: string | Buffer, more: { client?: string } = {}) {
    const opened = await open(source, more);
    if (!opened.ok) throw new Error(opened.error.code);
    const done = await candidates.commitImport({ importId: opened.value.importId }, context);
    if (!done.ok) throw new Error(done.error.code);
    return { ...done.value, importId: opened.value.importId };
  }
  /** Every stored byte of the candidates, in a fixed order. */
  function dump(): string {
    return JSON.stringify(database.prepare('SELECT * FROM candidate ORDER BY number').all());
  }
  function leftovers(): unknown {
    return database
      .prepare(
        'SELECT (SELECT count(*) FROM candidate_stage) + (SELECT count(*) FROM candidate_kept) + (SELECT count(*) FROM candidate) + (SELECT count(*) FROM change_log)',
      )
      .pluck()
      .get();
  }
  return {
    ...scratch,
    store,
    hasher,
    forgotten,
    /** Other places that keep something of people: a test adds its own. */
    traces,
    clientFacts,
    ledger,
    fake,
    gate,
    audiences,
    candidates,
    privacy,
    history,
    moved,
    open,
    load,
    dump,
    leftovers,
    topics,
  };
}
