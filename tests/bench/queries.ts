import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openDatabase } from '../../adapters/storage/index.ts';
import { openSession } from '../../electron/cli/session.ts';
import { plain, quantile, shown, type BenchOptions, type Row } from './row.ts';
import { seededWorkspace } from './seed.ts';

/** A typical interaction, and a standard screen the first time that it is asked for. */
const INTERACTION_MS = 100;
const SCREEN_MS = 400;
const SAMPLES = 30;
const PAGE = 200;

interface Question {
  readonly name: string;
  readonly method: string;
  /** The n-th of a series in which no two are alike where a cache could answer. */
  readonly input: (n: number) => unknown;
  readonly limitMs?: number;
  readonly samples?: number;
}

/** The questions of the screens through the program's one door, wire to wire, beside reading one row by its key. */
export async function queriesBench({ full, say }: BenchOptions): Promise<readonly Row[]> {
  const seeded = await seededWorkspace(say);
  const session = await openSession({ workspace: seeded.directory });
  const floor = openFloor();
  const rows: Row[] = [];
  try {
    const { clients } = await session.api.clients.list({});
    const clientId = clients[0]?.id ?? null;
    for (const question of questions(clientId)) {
      const samples = (question.samples ?? SAMPLES) * (full ? 5 : 1);
      const times: number[] = [];
      const floors: number[] = [];
      let busy = 0;
      for (let n = 0; n < samples; n++) {
        const used = process.cpuUsage();
        const began = performance.now();
        const reply = await session.backend.call(question.method, question.input(n), null);
        times.push(performance.now() - began);
        const spent = process.cpuUsage(used);
        busy += (spent.user + spent.system) / 1000;
        if (!reply.ok) throw new Error(`${question.name}: ${reply.error.code} ${JSON.stringify(reply.error.details)}`);
        floors.push(floor.read(n));
      }
      rows.push(...asRows(question, times, floors), plain(`${question.name} processor time`, 'ms', busy / samples));
    }
    return rows;
  } finally {
    floor.close();
    await session.backend.close();
  }
}

function asRows({ name, limitMs = INTERACTION_MS }: Question, times: readonly number[], floors: readonly number[]): Row[] {
  const p50 = quantile(times, 0.5);
  const p95 = quantile(times, 0.95);
  const floor = quantile(floors, 0.5);
  return [
    { name: `${name} p50`, value: p50, unit: 'ms', peer: `one row by its key: ${shown(floor)} ms`, ratio: p50 / floor, spread: null },
    { name: `${name} p95`, value: p95, unit: 'ms', peer: `goal: ${limitMs} ms`, ratio: p95 / limitMs, spread: null },
  ];
}

function questions(clientId: string | null): readonly Question[] {
  const all = { clientId: null, text: '', states: [], roleFamilies: [], places: [] };
  const ads = { clientId: null, networks: [], level: 'ad', underId: null, text: '', quick: null };
  const window = (n: number): { offset: number; limit: number } => ({ offset: (n * 7919 * PAGE) % 99_000, limit: PAGE });
  const top = { offset: 0, limit: PAGE };
  const vacancies = (name: string, sort: { by: string; direction: string }, filter: object = {}, deep = true): Question => ({
    name: `vacancies.list ${name}`,
    method: 'vacancies.list',
    input: (n) => ({ filter: { ...all, ...filter }, sort, ...(deep ? window(n) : top) }),
  });
  const plans = (name: string, sort: { by: string; direction: string }, filter: object = {}, more: Partial<Question> = {}): Question => ({
    name: `plans.list ${name}`,
    method: 'plans.list',
    input: (n) => ({ filter: { ...ads, ...filter }, sort, ...window(n) }),
    ...more,
  });
  const newest = { by: 'updatedAt', direction: 'desc' };
  const words = ['asesor', 'contable', 'medellin', 'conductor', 'empresa 12', 'zzz'];
  const range = (n: number): { fromDay: string; toDay: string } => ({ fromDay: day(-30), toDay: day(-1 - (n % 2)) });
  return [
    vacancies('as it opens, any window', newest),
    vacancies('by title, any window', { by: 'title', direction: 'asc' }),
    vacancies('by salary, any window', { by: 'salaryMin', direction: 'desc' }),
    vacancies('by client name, first window', { by: 'clientName', direction: 'asc' }, {}, false),
    vacancies('by place, first window', { by: 'place', direction: 'asc' }, {}, false),
    vacancies(
      'client, state and family',
      { by: 'title', direction: 'asc' },
      { clientId, states: ['open', 'advertised'], roleFamilies: ['sales', 'data'] },
      false,
    ),
    { ...vacancies('text', newest), input: (n) => ({ filter: { ...all, text: words[n % words.length] }, sort: newest, ...top }) },
    { name: 'vacancies.facets', method: 'vacancies.facets', input: () => ({ clientId: null }), samples: 12 },
    plans('ads as they open, any window', newest),
    plans('ads by spend, any window', { by: 'spend', direction: 'desc' }),
    // Orders are kept until something changes; going round six sorts leaves none of them ready.
    {
      name: 'plans.list ads, a sort not kept ready',
      method: 'plans.list',
      limitMs: SCREEN_MS,
      samples: 12,
      input: (n) => ({
        filter: ads,
        sort: { by: ['name', 'status', 'delivery', 'closesOn', 'clicks', 'clientName'][n % 6], direction: 'asc' },
        ...top,
      }),
    },
    {
      name: 'plans.list ads, text',
      method: 'plans.list',
      limitMs: SCREEN_MS,
      samples: 12,
      input: (n) => ({ filter: { ...ads, text: `anuncio 0${n % 10}${n % 7}` }, sort: newest, ...top }),
    },
    plans('campaigns, any window', newest, { level: 'campaign' }),
    { name: 'plans.tree of the client', method: 'plans.tree', input: () => ({ clientId: null, parent: { clientId } }) },
    { name: 'changes.summary', method: 'changes.summary', input: () => ({ clientId: null }) },
    {
      name: 'changes.list, any window',
      method: 'changes.list',
      input: (n) => ({ clientId: null, networks: [], quick: null, offset: (n * 997) % 9_000, limit: PAGE }),
    },
    { name: 'results.summary, 30 days', method: 'results.summary', input: (n) => ({ clientId: null, networks: [], ...range(n) }) },
    {
      name: 'results.rows by campaign, 30 days',
      method: 'results.rows',
      limitMs: SCREEN_MS,
      samples: 12,
      input: (n) => ({ clientId: null, networks: [], ...range(n), by: 'campaign', sort: 'spend', ...top }),
    },
    { name: 'home.overview', method: 'home.overview', limitMs: SCREEN_MS, samples: 12, input: () => ({ clientId: null }) },
    { name: 'home.search', method: 'home.search', samples: 12, input: (n) => ({ text: words[n % words.length], limit: 20 }) },
  ];
}

function day(fromToday: number): string {
  return new Date(Date.now() + fromToday * 86_400_000).toISOString().slice(0, 10);
}

/** The least that any question costs: one row by its key, from a database with the program's own settings. */
function openFloor(): { read(n: number): number; close(): void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'altavoz-bench-'));
  const db = openDatabase({ file: path.join(folder, 'floor.db'), keyHex: randomBytes(32).toString('hex') });
  db.exec('CREATE TABLE floor (id TEXT PRIMARY KEY, title TEXT NOT NULL) STRICT');
  const insert = db.prepare('INSERT INTO floor VALUES (?, ?)');
  db.transaction(() => {
    for (let n = 0; n < 100_000; n++) insert.run(`id-${n}`, `Asesor comercial ${n} `.repeat(10));
  })();
  const select = db.prepare<[string]>('SELECT * FROM floor WHERE id = ?');
  return {
    read(n) {
      const began = performance.now();
      if (select.get(`id-${(n * 7919) % 100_000}`) === undefined) throw new Error('The floor lost a row');
      return performance.now() - began;
    },
    close() {
      db.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
