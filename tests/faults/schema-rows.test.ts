import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { expect, test } from 'vitest';
import { isDiskFull, openDatabase, type Database } from '../../adapters/storage/database.ts';
import { migrations } from '../../adapters/storage/migrations/index.ts';
import { migrate, MigrationProblem, schemaVersion } from '../../adapters/storage/migrations/runner.ts';
import { fixedClock, scratchFolder } from '../adapters/storage/support.ts';
import { createRandom } from '../support/publishing-random.ts';

const NIGHTLY = process.env['ALTAVOZ_NIGHTLY'] === '1';
const KEY = '3c'.repeat(32);
const child = path.join(import.meta.dirname, '../adapters/storage/children/migrate-program.ts');
const walk = (db: Database, steps = migrations): readonly number[] => migrate(db, steps, { clock: fixedClock(), backup: () => undefined });

/** Every table, index and trigger as it was written. */
function shape(db: Database): string {
  return JSON.stringify(db.prepare('SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name').raw().all());
}

/** The schema after each step of the program, walked without a disturbance, and a file of each that a test may copy. */
function history(folder: string): { readonly shapes: ReadonlyMap<number, string>; readonly files: readonly string[] } {
  const shapes = new Map<number, string>();
  const files: string[] = [];
  const whole = path.join(folder, 'whole.db');
  for (let count = 0; count <= migrations.length; count += 1) {
    const db = openDatabase({ file: whole, keyHex: KEY });
    if (count > 0) walk(db, migrations.slice(0, count));
    shapes.set(schemaVersion(db), shape(db));
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
    const file = path.join(folder, `step-${count}.db`);
    copyFileSync(whole, file);
    files.push(file);
  }
  return { shapes, files };
}

test('FM-33: a disk that is full at any page of any schema change leaves the old schema or the new one, and the walk goes on from there', () => {
  const folder = scratchFolder();
  const { shapes, files } = history(folder);
  const newest = shapes.get(migrations.at(-1)?.version ?? 0);
  const random = createRandom(33);
  let full = 0;
  for (let round = 0; round < (NIGHTLY ? 1_000 : 16); round += 1) {
    const file = path.join(folder, `full-${round}.db`);
    copyFileSync(files[random.int(files.length)]!, file); // one of them
    const db = openDatabase({ file, keyHex: KEY });
    const from = schemaVersion(db);
    const pages = Number(db.pragma('page_count', { simple: true }));
    db.pragma(`max_page_count=${pages + random.int(60)}`);
    try {
      walk(db);
    } catch (cause) {
      if (!(cause instanceof MigrationProblem) || !isDiskFull(cause.cause)) throw cause;
      full += 1;
    }
    const version = schemaVersion(db);
    expect({ round, from, version, whole: shape(db) === shapes.get(version) }).toEqual({ round, from, version, whole: true });
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    db.pragma('max_page_count=1073741823');
    walk(db);
    expect({ round, whole: shape(db) === newest }).toEqual({ round, whole: true });
    db.close();
  }
  expect(full).toBeGreaterThan(3);
});

test('FM-33: a program that is killed at a random moment of its schema changes, from any earlier schema, leaves the old one or the new one', async () => {
  const folder = scratchFolder();
  const { shapes, files } = history(folder);
  const random = createRandom(3_333);
  const newest = migrations.at(-1)?.version ?? 0;
  const start = (file: string) => spawn(process.execPath, [child, file, KEY], { stdio: ['ignore', 'pipe', 'inherit'] });
  // How long the whole walk takes here, so that kills fall across all of it.
  const calm = path.join(folder, 'calm.db');
  copyFileSync(files[0]!, calm); // the empty one
  const undisturbed = start(calm);
  await once(undisturbed.stdout, 'data');
  const began = performance.now();
  await once(undisturbed, 'exit');
  const span = performance.now() - began;
  const found = new Set<string>();
  for (let round = 0; round < (NIGHTLY ? 200 : 5); round += 1) {
    const file = path.join(folder, `killed-${round}.db`);
    // Half of them walk all the way, the others from where some earlier program stopped.
    copyFileSync(files[random.chance(0.5) ? 0 : random.int(files.length)]!, file); // one of them
    const walking = start(file);
    const ended = once(walking, 'exit');
    await once(walking.stdout, 'data');
    const timer = setTimeout(() => walking.kill('SIGKILL'), random.int(Math.max(1, Math.ceil(span))));
    await ended;
    clearTimeout(timer);
    const db = openDatabase({ file, keyHex: KEY, check: true });
    const version = schemaVersion(db);
    expect({ round, version, whole: shape(db) === shapes.get(version) }).toEqual({ round, version, whole: true });
    found.add(version === newest ? 'the end' : version === 0 ? 'the beginning' : 'on the way');
    walk(db);
    expect({ round, whole: shape(db) === shapes.get(newest) }).toEqual({ round, whole: true });
    db.close();
  }
  expect(found.has('on the way') || found.has('the beginning')).toBe(true);
}, 600_000);
