import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { checkDatabase, openDatabase } from '../../adapters/storage/database.ts';
import { scratchDatabase, scratchFolder } from '../adapters/storage/support.ts';
import { createRandom } from '../support/publishing-random.ts';

const NIGHTLY = process.env['ALTAVOZ_NIGHTLY'] === '1';
const KILLS = NIGHTLY ? 100 : 2;
const ROWS = 3_200;
const child = path.join(import.meta.dirname, '..', 'support', 'import-child.ts');

/** Ends with the process, killed or not; `killAfterMs` counts from its first written word. */
async function run(folder: string, keyHex: string, file: string, killAfterMs: number | null): Promise<boolean> {
  const running = spawn(process.execPath, [child, folder, keyHex, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  running.stdout.on('data', (chunk: Buffer) => {
    const first = said === '';
    said += chunk.toString('utf8');
    if (first && killAfterMs !== null) setTimeout(() => running.kill('SIGKILL'), killAfterMs);
  });
  await once(running, 'close');
  return said.includes('written');
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
    let killedBetween = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const own = path.join(scratchFolder(), `run-${kill}`);
      writeFileSync(file, rows(-1));
      // A first import, which loads in bulk; every other time one that edits a quarter of what is there.
      const edits = kill % 2 === 1;
      if (edits) expect(await run(own, keyHex, file, null)).toBe(true);
      if (edits) writeFileSync(file, rows(kill % 4));
      const finished = await run(own, keyHex, file, random.int(NIGHTLY ? 900 : 500));
      if (!finished) killedBetween += 1;
      const seen = look(own, keyHex);
      if (!edits) expect([empty, full]).toContainEqual(seen);
      else {
        // A changed row logs its title, its mark and its time.
        const changed = { ...full, changed: ROWS / 4, steps: 2, logged: seen.logged };
        expect([full, changed]).toContainEqual(seen);
        expect([ROWS, ROWS + (ROWS / 4) * 3]).toContain(seen.logged);
      }
      // The next start throws away what the import had laid aside, and the same import then comes through.
      expect(await run(own, keyHex, file, null)).toBe(true);
      expect(look(own, keyHex).vacancies).toBe(ROWS);
      expect(readdirSync(own).filter((name) => name.includes('-import-'))).toEqual([]);
    }
    if (NIGHTLY) expect(killedBetween).toBeGreaterThan(KILLS / 4);
  },
);
