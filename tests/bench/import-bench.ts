import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse';
import { readTable } from '../../adapters/intake/table-file.ts';
import { benchImport } from './import.ts';
import { writeVacancyFile } from './import-file.ts';
import { compared, limited, plain, type BenchOptions, type Row } from './row.ts';

const PARSE_ROUNDS = 3;
/** Of the whole program, with this much going on. */
const MEMORY_GOAL_MB = 700;

/** A file of 100,000 vacancies (a million with --full) into the encrypted database, and bare parsing of the same rows beside csv-parse. */
export async function importBench({ full, say }: BenchOptions): Promise<readonly Row[]> {
  if (spawnSync('sqlite3', ['-version']).status !== 0)
    say(
      'the sqlite3 shell is not installed: nothing stands beside the import. Install it (Debian: apt-get install sqlite3) and run again.',
    );
  const size = full ? 1_000_000 : 100_000;
  const parsing = await parsers(full ? 1_000_000 : 100_000, say);
  say(`importing ${size} rows`);
  const whole = await benchImport({ rows: size });
  const rows = whole.map((row): Row => ({ ...row, spread: null }));
  return [
    ...parsing,
    ...rows,
    limited('import: peak memory of the process', 'MB', [process.resourceUsage().maxRSS / 1024], MEMORY_GOAL_MB),
  ];
}

async function parsers(rows: number, say: (text: string) => void): Promise<readonly Row[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'altavoz-bench-'));
  try {
    const file = path.join(folder, 'vacantes.csv');
    writeVacancyFile(file, rows);
    const rounds: { ours: number; theirs: number }[] = [];
    for (let round = 0; round < PARSE_ROUNDS; round++) {
      say(`parsing, round ${round + 1} of ${PARSE_ROUNDS}`);
      rounds.push({ ours: await timed(() => readOurs(file, rows)), theirs: await timed(() => readWithCsvParse(file, rows)) });
    }
    return [
      compared(`parse ${rows} rows`, 'ms', 'csv-parse', rounds),
      plain('parse: rows', 'rows/s', (rows * 1000) / (rounds[0]?.ours ?? 1)),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function timed(work: () => Promise<void> | void): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

function readOurs(file: string, expected: number): void {
  const reading = readTable({ path: file });
  let rows = 0;
  for (let batch = reading.next(); batch.done !== true; batch = reading.next()) if ('rows' in batch.value) rows += batch.value.rows.length;
  // The header is a row of the file.
  if (rows !== expected + 1) throw new Error(`Our reader found ${rows} rows instead of ${expected + 1}`);
}

async function readWithCsvParse(file: string, expected: number): Promise<void> {
  let rows = 0;
  for await (const _row of createReadStream(file).pipe(parse())) rows += 1;
  if (rows !== expected + 1) throw new Error(`csv-parse found ${rows} rows instead of ${expected + 1}`);
}
