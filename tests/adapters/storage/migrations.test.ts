import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { describe, expect, test } from 'vitest';
import { openDatabase } from '../../../adapters/storage/database.ts';
import { migrations, type Migration } from '../../../adapters/storage/migrations/index.ts';
import { migrate, migrationHash, MigrationProblem, schemaVersion } from '../../../adapters/storage/migrations/runner.ts';
import { killSteps } from './children/steps.ts';
import { fixedClock, scratchFolder } from './support.ts';

const child = path.join(import.meta.dirname, 'children', 'migrate.ts');
const one: Migration = { version: 10, name: 'one', up: (db) => db.exec('CREATE TABLE a (x TEXT) STRICT') };
const two: Migration = { version: 20, name: 'two', up: (db) => db.exec('CREATE TABLE b (x TEXT) STRICT') };

function scratch() {
  const keyHex = randomBytes(32).toString('hex');
  const file = path.join(scratchFolder(), 'altavoz.db');
  const calls: string[] = [];
  return {
    file,
    keyHex,
    calls,
    run: (steps: readonly Migration[]) => {
      const db = openDatabase({ file, keyHex });
      try {
        return migrate(db, steps, { clock: fixedClock(), backup: () => void calls.push('backup') });
      } finally {
        db.close();
      }
    },
  };
}

function problem(work: () => unknown): string {
  try {
    work();
    return 'none';
  } catch (error) {
    return error instanceof MigrationProblem ? `${error.kind} ${error.version}` : String(error);
  }
}

describe('schema steps', () => {
  test('apply once, in order, with a backup only before a file that holds data', () => {
    const { run, calls } = scratch();
    expect(run([one])).toEqual([10]);
    expect(calls).toEqual([]);
    expect(run([one, two])).toEqual([20]);
    expect(calls).toEqual(['backup']);
    expect(run([one, two])).toEqual([]);
    expect(calls).toEqual(['backup']);
  });

  test('stop when the backup cannot be made', () => {
    const { run, file, keyHex } = scratch();
    run([one]);
    const db = openDatabase({ file, keyHex });
    const full = () => {
      throw new Error('disk full');
    };
    expect(() => migrate(db, [one, two], { clock: fixedClock(), backup: full })).toThrow('disk full');
    expect(schemaVersion(db)).toBe(10);
    db.close();
  });

  test('FM-33: refuse a file of a newer program and leave its bytes alone', () => {
    const { run, file } = scratch();
    run([one, two]);
    const before = readFileSync(file);
    expect(problem(() => run([one]))).toBe('newer 20');
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test('refuse a shipped step that was edited, and not one that was only laid out anew', () => {
    const { run } = scratch();
    run([one]);
    expect(problem(() => run([{ ...one, up: (db) => db.exec('CREATE TABLE  a\n  (x TEXT) STRICT ') }]))).toBe('none');
    expect(problem(() => run([{ ...one, up: (db) => db.exec('CREATE TABLE a (y TEXT) STRICT') }]))).toBe('edited 10');
  });

  test('refuse a list that is out of order', () => {
    const { run } = scratch();
    expect(problem(() => run([two, one]))).toMatch(/must come before/);
  });

  test('of the program itself have different versions and build a sound file', () => {
    const { run, file, keyHex } = scratch();
    expect(run(migrations)).toHaveLength(migrations.length);
    expect(new Set(migrations.map(migrationHash)).size).toBe(migrations.length);
    openDatabase({ file, keyHex, check: true }).close();
  });

  test('FM-33: leave the old or the new state, never one between, when the process is killed at any moment', async () => {
    // One undisturbed run says how long the walk takes, so that the kills fall across all of it.
    const whole = scratch();
    const started = performance.now();
    await once(spawn(process.execPath, [child, whole.file, whole.keyHex], { stdio: 'ignore' }), 'exit');
    const span = performance.now() - started;
    const versions = new Set<number>();
    for (let round = 0; round < 20; round += 1) {
      const { file, keyHex } = scratch();
      const process_ = spawn(process.execPath, [child, file, keyHex], { stdio: ['ignore', 'pipe', 'inherit'] });
      const exit = once(process_, 'exit');
      await once(process_.stdout, 'data');
      const timer = setTimeout(() => process_.kill('SIGKILL'), (span * round) / 30);
      await exit;
      clearTimeout(timer);
      const db = openDatabase({ file, keyHex, check: true });
      const version = schemaVersion(db);
      versions.add(version);
      const steps = version / 10;
      const tables = db
        .prepare<[], string>("SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'schema_step' ORDER BY name")
        .pluck()
        .all();
      expect(tables).toHaveLength(steps * 2);
      for (let step = 0; step < steps; step += 1) {
        expect(db.prepare(`SELECT count(*) FROM left_${step} JOIN right_${step} USING (n, text)`).pluck().get()).toBe(4_000);
      }
      // And the walk goes on from there.
      expect(migrate(db, killSteps, { clock: fixedClock(), backup: () => undefined })).toHaveLength(12 - steps);
      db.close();
    }
    expect(versions.size).toBeGreaterThan(2);
  }, 120_000);
});
