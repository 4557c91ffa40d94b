import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { expect, test } from 'vitest';
import { checkDatabase, openDatabase } from '../../adapters/storage/database.ts';
import { scratchDatabase, scratchFolder } from '../adapters/storage/support.ts';
import { createRandom } from '../support/publishing-random.ts';

const NIGHTLY = process.env['ALTAVOZ_NIGHTLY'] === '1';
const KILLS = NIGHTLY ? 100 : 2;
const ROWS = 3_200;
const root = path.join(import.meta.dirname, '..', '..');
/** As deep below the repository as its source, which finds resources from where it lies. */
const child = path.join(root, '.cache', 'import-kill', 'import-child.js');

/** One file starts several times faster than the sources, and this test starts up to 250 processes. */
function bundleChild(): void {
  buildSync({
    entryPoints: [path.join(root, 'tests', 'support', 'import-child.ts')],
    outfile: child,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
}

type Stage = 'reading' | 'writing';
/** How long each stage took by the clock. */
interface Lengths {
  readonly reading: number;
  readonly writing: number;
}

/** Ends with the process, killed or not; `kill.afterMs` counts from the beginning of its stage. */
async function run(folder: string, keyHex: string, file: string, kill: { readonly stage: Stage; readonly afterMs: number } | null) {
  const running = spawn(process.execPath, [child, folder, keyHex, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const began = new Map<string, number>();
  let said = '';
  running.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
    for (const word of ['reading', 'writing', 'written']) {
      if (began.has(word) || !said.includes(`${word}\n`)) continue;
      began.set(word, performance.now());
      if (kill?.stage === word) setTimeout(() => running.kill('SIGKILL'), kill.afterMs);
    }
  });
  await once(running, 'close');
  const at = (word: string): number => began.get(word) ?? 0;
  const lengths: Lengths = { reading: at('writing') - at('reading'), writing: at('written') - at('writing') };
  return { finished: began.has('written'), wrote: began.has('writing'), lengths };
}

function look(folder: string, keyHex: string) {
  const db = openDatabase({ file: path.join(folder, 'altavoz.db'), keyHex, existing: true });
  try {
    checkDatabase(db, 'full');
    const count = (sql: string): number => db.prepare<[], number>(sql).pluck().get() ?? 0;
    return {
      vacancies: count('SELECT count(*) FROM vacancy'),
      texts: count('SELECT count(*) FROM vacancy_text'),
      changed: count("SELECT count(*) FROM vacancy WHERE title LIKE '%editado'"),
      logged: count('SELECT count(*) FROM change_log'),
      steps: count('SELECT count(*) FROM change_group'),
      indexes: count("SELECT count(*) FROM sqlite_master WHERE type = 'index' AND tbl_name = 'vacancy'"),
    };
  } finally {
    db.close();
  }
}

test(
  'leaves the vacancies as before or as after when it is killed at any moment of an import',
  { timeout: NIGHTLY ? 3_600_000 : 300_000 },
  async () => {
    bundleChild();
    const random = createRandom(20_261_129);
    const folder = scratchFolder();
    const keyHex = randomBytes(32).toString('hex');
    const file = path.join(folder, 'vacantes.csv');
    const rows = (edited: number): string =>
      `codigo,titulo,ciudad,descripcion\n${Array.from({ length: ROWS }, (_, at) => `V-${at},Asesor ${at}${at % 4 === edited ? ' editado' : ''},Cali,${'Texto del puesto. '.repeat(20)}`).join('\n')}\n`;
    const indexes =
      scratchDatabase()
        .database.prepare<[], number>("SELECT count(*) FROM sqlite_master WHERE type = 'index' AND tbl_name = 'vacancy'")
        .pluck()
        .get() ?? 0;
    const empty = { vacancies: 0, texts: 0, changed: 0, logged: 0, steps: 0, indexes };
    const full = { vacancies: ROWS, texts: ROWS, changed: 0, logged: ROWS, steps: 1, indexes };
    const killed = { reading: 0, writing: 0 };
    let before = 0;
    let after = 0;
    writeFileSync(file, rows(-1));
    const { lengths: first } = await run(path.join(scratchFolder(), 'first'), keyHex, file, null);
    const known = { first, edited: first };
    for (let kill = 0; kill < KILLS; kill++) {
      const own = path.join(scratchFolder(), `run-${kill}`);
      writeFileSync(file, rows(-1));
      // A first import, which loads in bulk; every other time one that edits a quarter of what is there.
      const edits = kill % 2 === 1;
      if (edits) expect(await run(own, keyHex, file, null)).toMatchObject({ finished: true });
      if (edits) writeFileSync(file, rows(kill % 4));
      const kind = edits ? 'edited' : 'first';
      // Any moment of it: what the last such one took tells how long that is on this machine, now. Three of four while it writes.
      const stage: Stage = random.int(4) === 0 ? 'reading' : 'writing';
      const { finished, wrote } = await run(own, keyHex, file, { stage, afterMs: random.int(Math.ceil(known[kind][stage]) + 1) });
      if (!finished) killed[wrote ? 'writing' : 'reading'] += 1;
      const seen = look(own, keyHex);
      if (seen.steps === (edits ? 1 : 0)) before += 1;
      else after += 1;
      if (!edits) expect([empty, full]).toContainEqual(seen);
      else {
        // A changed row logs its title, its mark and its time.
        const changed = { ...full, changed: ROWS / 4, steps: 2, logged: seen.logged };
        expect([full, changed]).toContainEqual(seen);
        expect([ROWS, ROWS + (ROWS / 4) * 3]).toContain(seen.logged);
      }
      // The next start throws away what the import had laid aside, and the same import then comes through.
      const again = await run(own, keyHex, file, null);
      expect(again.finished).toBe(true);
      if (seen.steps === (edits ? 1 : 0)) known[kind] = again.lengths;
      expect(look(own, keyHex).vacancies).toBe(ROWS);
      expect(readdirSync(own).filter((name) => name.includes('-import-'))).toEqual([]);
    }
    console.log(
      `imports: of ${KILLS}, ${killed.reading} killed while reading and ${killed.writing} while writing; ${before} as before and ${after} as after`,
    );
    if (NIGHTLY) expect(killed.writing).toBeGreaterThan(KILLS / 4);
  },
);
