import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createTableWriter, createVacancyReader, loadPayRules, loadPlaces } from '../../adapters/intake/index.ts';
import type { Database } from '../../adapters/storage/database.ts';
import { createHistoryStore } from '../../adapters/storage/history-store.ts';
import { createFeedStore } from '../../adapters/storage/feed-store.ts';
import { createLinkStore } from '../../adapters/storage/link-store.ts';
import { createVacancyStore } from '../../adapters/storage/vacancy-store.ts';
import { createHistory } from '../../core/history/history.ts';
import { createVacancies, type PayRules, type VacancyDependencies } from '../../core/vacancies/index.ts';
import { scratchDatabase, someone } from '../adapters/storage/support.ts';

export const root = path.resolve(import.meta.dirname, '../..');
/** Beside the repository, or beside the folder of its work trees. */
export const realFiles =
  ['../shared/data', '../../shared/data'].map((place) => path.resolve(root, place)).find((place) => existsSync(place)) ??
  path.resolve(root, '../shared/data');
export const context = someone;
export const clientId = '01890000-0000-7000-8000-0000000000c1';

export interface DeskOptions {
  readonly country?: string;
  readonly currency?: string;
  readonly workerUrl?: URL;
  /** True from the n-th question on: as a person who presses cancel. */
  readonly cancelAfter?: number;
  readonly payRules?: PayRules;
  readonly applicants?: () => ReadonlyMap<string, number>;
  readonly onSettled?: VacancyDependencies['importSettled'];
}

const spanish: Record<string, string> = JSON.parse(readFileSync(path.join(root, 'resources/locales/es/import.json'), 'utf8'));

/** The whole road from bytes to the encrypted file, with one client and everything real but the screens. */
export function vacancyDesk(options: DeskOptions = {}) {
  const scratch = scratchDatabase();
  const { clock, ids, unitOfWork, auditLog, changeLog, writer } = scratch;
  const database: Database = scratch.database;
  const country = options.country ?? 'CO';
  const currency = options.currency ?? 'COP';
  database
    .prepare(
      'INSERT INTO client (id, name, folded_name, country, currency, time_zone, monthly_cap_micros, approvals_needed, created_at) VALUES (?, ?, ?, ?, ?, ?, NULL, 0, ?)',
    )
    .run(clientId, 'Industrias Ejemplo', 'industrias ejemplo', country, currency, 'America/Bogota', clock.nowIso());
  const store = createVacancyStore(database);
  const places = loadPlaces(path.join(root, 'resources/places'));
  let asked = 0;
  const moved: string[] = [];
  const stages = new Set<string>();
  const topics = {
    moved: (...names: readonly string[]) => void moved.push(...names),
    progress: (_task: string | null, stage: string) => void stages.add(stage),
    cancelled: () => options.cancelAfter !== undefined && (asked += 1) > options.cancelAfter,
  };
  const vacancies = createVacancies({
    store,
    places,
    payRules: options.payRules ?? loadPayRules(path.join(root, 'resources/pay')),
    reader: createVacancyReader({ workerUrl: options.workerUrl ?? null, workerFromBytes: 0 }),
    writer: createTableWriter(),
    clock,
    ids,
    unitOfWork,
    changeLog,
    audit: auditLog,
    topics,
    clientFacts: (id) => (id === clientId ? { name: 'Industrias Ejemplo', country, currency, timeZone: 'America/Bogota' } : null),
    say: (_language, key, values) =>
      (spanish[key] ?? key).replace(/\{(\w+)\}/g, (_whole, name: string) => {
        const value = values[name];
        return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
      }),
    adCounts: () => new Map(),
    deadLinks: (urls) => createLinkStore(database).dead(urls),
    applicants: () => options.applicants?.() ?? new Map(),
    importSettled: (origin, columns) => options.onSettled?.(origin, columns),
  });
  const history = createHistory({
    store: createHistoryStore(database, writer),
    unitOfWork,
    audit: auditLog,
    topics,
    undoables: [vacancies.undoable],
    topicsOf: () => ['vacancies'],
  });

  /** Every stored byte of the vacancies, in a fixed order. */
  function dump(): string {
    const rows = database
      .prepare('SELECT v.*, t.description, t.requirements FROM vacancy v JOIN vacancy_text t USING (number) ORDER BY v.id')
      .all();
    return JSON.stringify(rows.map((row) => ({ ...(row as object), number: 0 })));
  }
  async function open(source: string | Buffer, more: { closeMissing?: boolean; name?: string } = {}) {
    const given =
      Buffer.isBuffer(source) || source.includes('\n')
        ? { name: more.name ?? 'prueba.csv', base64: Buffer.from(source).toString('base64') }
        : { path: source };
    return vacancies.openImport({ clientId, source: given, closeMissing: more.closeMissing ?? false }, context);
  }
  /** Opens and commits; throws when either is refused. */
  async function load(source: string | Buffer, more: { closeMissing?: boolean; acceptShrink?: boolean } = {}) {
    const opened = await open(source, more);
    if (!opened.ok) throw new Error(opened.error.code);
    const done = await vacancies.commitImport({ importId: opened.value.importId, acceptShrink: more.acceptShrink ?? false }, context);
    if (!done.ok) throw new Error(done.error.code);
    return done.value;
  }
  async function rowsOf(importId: string, kind: 'new' | 'changed' | 'closed' | 'unchanged' | 'duplicate' | 'rejected' | null = null) {
    const answer = await vacancies.importRows({ importId, kind, offset: 0, limit: 1000 }, context);
    if (!answer.ok) throw new Error(answer.error.code);
    return answer.value.rows;
  }
  const everything = { clientId: null, text: '', states: [], roleFamilies: [], places: [] as string[] };
  function records() {
    return [...vacancies.matching(everything)];
  }
  /** Scratch files of imports, and rows of the change log: none after a cancel. */
  function leftovers(): number {
    const logged = database.prepare<[], number>('SELECT count(*) FROM change_log').pluck().get() ?? 0;
    return readdirSync(scratch.folder).filter((name) => name.includes('-import-')).length + logged;
  }
  function indexes(): unknown[] {
    return database.prepare("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'vacancy' ORDER BY name").all();
  }
  return {
    clock,
    context,
    ids,
    audit: auditLog,
    topics,
    folder: scratch.folder,
    feeds: createFeedStore(database),
    links: createLinkStore(database),
    unitOfWork,
    leftovers,
    indexes,
    store,
    places,
    vacancies,
    history,
    moved,
    stages,
    dump,
    open,
    load,
    rowsOf,
    records,
    everything,
  };
}
