import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { createTableWriter, createVacancyReader, loadPayRules, loadPlaces } from '../../adapters/intake/index.ts';
import { readTable } from '../../adapters/intake/table-file.ts';
import { createAuditLog } from '../../adapters/storage/audit-log.ts';
import { createChangeLog, createChangeWriter } from '../../adapters/storage/change-log.ts';
import { openDatabase } from '../../adapters/storage/database.ts';
import { migrations } from '../../adapters/storage/migrations/index.ts';
import { migrate } from '../../adapters/storage/migrations/runner.ts';
import { createUnitOfWork } from '../../adapters/storage/unit-of-work.ts';
import { createVacancyStore } from '../../adapters/storage/vacancy-store.ts';
import { createSystemClock } from '../../adapters/system/clock.ts';
import { createIds } from '../../adapters/system/ids.ts';
import type { CallContext } from '../../core/ports/change-log.ts';
import { createVacancies, type Vacancies } from '../../core/vacancies/index.ts';
import { writeVacancyFile } from './import-file.ts';

export interface BenchRow {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What it is held against, in the same run; null when nothing. */
  readonly peer: string | null;
  readonly ratio: number | null;
}

const root = path.resolve(import.meta.dirname, '../..');
export const context: CallContext = {
  actor: { id: '01890000-0000-7000-8000-000000000001', name: 'Medición', role: 'admin' },
  carrier: 'test',
  taskId: null,
};
export const clientId = '01890000-0000-7000-8000-0000000000c1';
const nothing = { clientId: null, text: '', states: [], roleFamilies: [], places: [] };

/** From a CSV file to the encrypted database, through the preview, with identity, comparison, change log and audit; and the grid's questions afterwards. */
export async function benchImport(options: { readonly rows: number }): Promise<BenchRow[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'altavoz-bench-'));
  try {
    const file = path.join(folder, 'vacantes.csv');
    writeVacancyFile(file, options.rows);
    const size = `${options.rows} rows, ${(statSync(file).size / 1e6).toFixed(0)} MB`;
    const parse = parseOnly(file);
    const shell = shellImport(file, folder);
    const desk = openDesk(folder);
    const memory = watchMemory();
    const processor = process.cpuUsage();
    const started = performance.now();
    const opened = await desk.vacancies.openImport({ clientId, source: { path: file }, closeMissing: false }, context);
    if (!opened.ok) throw new Error(opened.error.code);
    const previewed = performance.now();
    const done = await desk.vacancies.commitImport({ importId: opened.value.importId, acceptShrink: false }, context);
    if (!done.ok || done.value.new !== options.rows) throw new Error('The benchmark file was not imported whole');
    const finished = performance.now();
    const total = finished - started;
    const used = process.cpuUsage(processor);
    const busy = (used.user + used.system) / 1000;
    const rows: BenchRow[] = [
      {
        name: `import ${size}: file to preview`,
        value: previewed - started,
        unit: 'ms',
        peer: 'parsing alone',
        ratio: (previewed - started) / parse,
      },
      {
        name: 'import: preview to committed, with change log',
        value: finished - previewed,
        unit: 'ms',
        peer: 'limit of 20 s per 100,000 rows',
        ratio: total / ((20_000 * options.rows) / 100_000),
      },
      {
        name: 'import: whole, encrypted',
        value: total,
        unit: 'ms',
        peer: shell === null ? null : 'sqlite3 shell .import, plain, no validation',
        ratio: shell === null ? null : total / shell,
      },
      {
        name: 'import: processor time of all threads',
        value: busy,
        unit: 'ms',
        peer: 'limit of 20 s per 100,000 rows',
        ratio: busy / ((20_000 * options.rows) / 100_000),
      },
      { name: 'import: memory above the start', value: memory(), unit: 'MB', peer: 'limit of 250 MB', ratio: memory() / 250 },
    ];
    const again = performance.now();
    const second = await desk.vacancies.openImport({ clientId, source: { path: file }, closeMissing: true }, context);
    if (!second.ok || second.value.counts.unchanged !== options.rows) throw new Error('The same file again is not unchanged');
    rows.push({
      name: 'import: the same file again, to its preview',
      value: performance.now() - again,
      unit: 'ms',
      peer: 'first preview',
      ratio: (performance.now() - again) / (previewed - started),
    });
    await desk.vacancies.discardImport({ importId: second.value.importId }, context);
    rows.push(...(await gridQueries(desk.vacancies)));
    desk.close();
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A whole road from bytes to the encrypted file in a folder of its own. */
export function openDesk(folder: string, keyHex = randomBytes(32).toString('hex')): { vacancies: Vacancies; close: () => void } {
  const clock = createSystemClock();
  const ids = createIds();
  const db = openDatabase({ file: path.join(folder, 'altavoz.db'), keyHex });
  migrate(db, migrations, { clock, backup: () => undefined });
  db.prepare(
    "INSERT OR IGNORE INTO client (id, name, folded_name, country, currency, time_zone, monthly_cap_micros, approvals_needed, created_at) VALUES (?, 'Medición', 'medicion', 'CO', 'COP', 'America/Bogota', NULL, 0, ?)",
  ).run(clientId, clock.nowIso());
  const audit = createAuditLog({ db, clock, sealKey: Buffer.from(keyHex, 'hex') });
  const writer = createChangeWriter({ db, clock, ids, audit, installationId: clientId });
  const vacancies = createVacancies({
    store: createVacancyStore(db),
    places: loadPlaces(path.join(root, 'resources/places')),
    payRules: loadPayRules(path.join(root, 'resources/pay')),
    reader: createVacancyReader({ workerUrl: new URL('../../adapters/intake/reader-worker.ts', import.meta.url) }),
    writer: createTableWriter(),
    clock,
    ids,
    unitOfWork: createUnitOfWork(db),
    changeLog: createChangeLog(writer, audit),
    audit,
    topics: { moved: () => undefined, progress: () => undefined, cancelled: () => false },
    clientFacts: (id) => (id === clientId ? { name: 'Medición', country: 'CO', currency: 'COP', timeZone: 'America/Bogota' } : null),
    say: (_language, key) => key,
    adCounts: () => new Map(),
    deadLinks: (urls) => new Set(urls.slice(0, 0)),
    applicants: () => new Map(),
    importSettled: () => undefined,
  });
  return { vacancies, close: () => db.close() };
}

function parseOnly(file: string): number {
  const started = performance.now();
  const reading = readTable({ path: file });
  while (reading.next().done !== true);
  return performance.now() - started;
}

/** Null where the shell is not installed. */
function shellImport(file: string, folder: string): number | null {
  const started = performance.now();
  const done = spawnSync('sqlite3', [path.join(folder, 'shell.db'), '-cmd', '.mode csv', `.import '${file}' vacancy`], { stdio: 'ignore' });
  return done.status === 0 ? performance.now() - started : null;
}

function watchMemory(): () => number {
  const before = process.memoryUsage().rss;
  let peak = before;
  const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 50);
  timer.unref();
  return () => {
    peak = Math.max(peak, process.memoryUsage().rss);
    clearInterval(timer);
    return (peak - before) / 1e6;
  };
}

async function gridQueries(vacancies: Vacancies): Promise<BenchRow[]> {
  const limit = 50;
  const measure = async (name: string, ask: () => unknown): Promise<BenchRow> => {
    const times: number[] = [];
    for (let round = 0; round < 5; round++) {
      const started = performance.now();
      await ask();
      times.push(performance.now() - started);
    }
    const worst = Math.max(...times);
    return { name: `grid: ${name} (worst of 5)`, value: worst, unit: 'ms', peer: `limit of ${limit} ms`, ratio: worst / limit };
  };
  const rows: BenchRow[] = [];
  for (const by of ['title', 'company', 'place', 'state', 'roleFamily', 'closesOn', 'updatedAt', 'salaryMin', 'clientName'] as const) {
    rows.push(
      await measure(`by ${by}, first window`, () =>
        vacancies.list({ filter: nothing, sort: { by, direction: 'asc' }, offset: 0, limit: 60 }, context),
      ),
    );
  }
  const title = { by: 'title', direction: 'desc' } as const;
  rows.push(
    await measure('by title, last window', () => vacancies.list({ filter: nothing, sort: title, offset: 99_000, limit: 60 }, context)),
  );
  rows.push(
    await measure('text “contable”', () =>
      vacancies.list({ filter: { ...nothing, text: 'contable' }, sort: title, offset: 0, limit: 60 }, context),
    ),
  );
  rows.push(
    await measure('text “contable medellin 99”', () =>
      vacancies.list({ filter: { ...nothing, text: 'contable medellin 99' }, sort: title, offset: 0, limit: 60 }, context),
    ),
  );
  rows.push(
    await measure('text that is nowhere', () =>
      vacancies.list({ filter: { ...nothing, text: 'zzz' }, sort: title, offset: 0, limit: 60 }, context),
    ),
  );
  rows.push(
    await measure('client, family, place and state', () =>
      vacancies.list(
        {
          filter: { clientId, text: '', states: ['open'], roleFamilies: ['sales', 'data'], places: ['CO:11001'] },
          sort: title,
          offset: 0,
          limit: 60,
        },
        context,
      ),
    ),
  );
  rows.push(await measure('facets', () => vacancies.facets({ clientId: null }, context)));
  return rows;
}
