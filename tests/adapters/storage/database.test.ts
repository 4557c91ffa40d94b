import { randomBytes } from 'node:crypto';
import { copyFileSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { checkDatabase, DatabaseProblem, openDatabase } from '../../../adapters/storage/database.ts';
import { scratchFolder } from './support.ts';

const secretText = 'vacante canaria: mesero en Chapinero ';

function filled() {
  const folder = scratchFolder();
  const keyHex = randomBytes(32).toString('hex');
  const file = path.join(folder, 'altavoz.db');
  const database = openDatabase({ file, keyHex });
  onTestFinished(() => void database.close());
  database.exec('CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT');
  const insert = database.prepare('INSERT INTO note (text) VALUES (?)');
  database.transaction(() => {
    for (let i = 0; i < 1_200; i += 1) insert.run(secretText + i);
  })();
  return { folder, keyHex, file, database };
}

/** Shannon entropy of the bytes, at most 8. */
function bitsPerByte(bytes: Buffer): number {
  const counts = Array.from({ length: 256 }, () => 0);
  for (const byte of bytes) counts[byte]! += 1;
  return counts.reduce((sum, count) => (count === 0 ? sum : sum - (count / bytes.length) * Math.log2(count / bytes.length)), 0);
}

function kindOf(work: () => unknown): string {
  try {
    work();
    return 'opened';
  } catch (error) {
    return error instanceof DatabaseProblem ? error.kind : `other: ${String(error)}`;
  }
}

describe('the encrypted file', () => {
  test('uses 16 KiB pages, a write-ahead log, foreign keys and secure deletion', () => {
    const { database } = filled();
    const read = (name: string) => database.pragma(name, { simple: true });
    expect([
      read('page_size'),
      read('journal_mode'),
      read('foreign_keys'),
      read('secure_delete'),
      read('temp_store'),
      read('cipher'),
      read('algorithm'),
    ]).toEqual([16_384, 'wal', 1, 1, 2, 'aegis', 'aegis-256']);
  });

  test('shows nothing of its contents in the file, the log or a backup', () => {
    const { database, file, folder } = filled();
    const copy = path.join(folder, 'copy.db');
    database.prepare('VACUUM INTO ?').run(copy);
    database.pragma('wal_checkpoint(PASSIVE)');
    for (const name of [file, `${file}-wal`, copy]) {
      const bytes = readFileSync(name);
      expect(bytes.subarray(0, 15).toString('latin1')).not.toBe('SQLite format 3');
      expect(bytes.includes('canaria')).toBe(false);
      expect(bitsPerByte(bytes)).toBeGreaterThan(7.9);
    }
  });

  test('cuts a log that starts over behind its first commit, so that no old page follows a new header', () => {
    const { database, file } = filled();
    const logBytes = (): number => statSync(`${file}-wal`).size;
    const before = logBytes();
    database.pragma('wal_checkpoint(PASSIVE)');
    database.prepare('INSERT INTO note (text) VALUES (?)').run(secretText);
    const frame = 16_384 + 24;
    expect(before).toBeGreaterThan(32 + 4 * frame);
    expect(logBytes()).toBeLessThanOrEqual(32 + 3 * frame);
  });

  test('refuses a wrong key, for the file and for a backup', () => {
    const { database, file, folder } = filled();
    const copy = path.join(folder, 'copy.db');
    database.prepare('VACUUM INTO ?').run(copy);
    database.close();
    const keyHex = randomBytes(32).toString('hex');
    for (const name of [file, copy]) expect(kindOf(() => openDatabase({ file: name, keyHex }))).toBe('unreadable');
  });

  test('is not made when it should only be read', () => {
    expect(kindOf(() => openDatabase({ file: path.join(scratchFolder(), 'x.db'), keyHex: '0'.repeat(64), readOnly: true }))).toBe(
      'missing',
    );
  });

  test('FM-23: shows every flipped byte, zeroed stretch and cut, at opening or at the check', () => {
    const { database, file, folder, keyHex } = filled();
    database.pragma('wal_checkpoint(TRUNCATE)');
    database.close();
    const whole = readFileSync(file);
    const victim = path.join(folder, 'victim.db');
    const harm = fc.oneof(
      { weight: 6, arbitrary: fc.record({ kind: fc.constant('flip' as const), at: fc.nat(whole.length - 1), bit: fc.nat(7) }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('zero' as const), at: fc.nat(whole.length - 512), bit: fc.constant(0) }) },
      {
        weight: 2,
        arbitrary: fc.record({ kind: fc.constant('cut' as const), at: fc.integer({ min: 1, max: whole.length - 1 }), bit: fc.constant(0) }),
      },
    );
    fc.assert(
      fc.property(harm, ({ kind, at, bit }) => {
        const bytes = Buffer.from(whole);
        if (kind === 'flip') bytes[at]! ^= 1 << bit;
        if (kind === 'zero') bytes.fill(0, at, at + 512);
        writeFileSync(victim, bytes);
        if (kind === 'cut') truncateSync(victim, at);
        expect(kindOf(() => openDatabase({ file: victim, keyHex, readOnly: true, check: true }).close())).toMatch(/^(unreadable|damaged)$/);
      }),
      { numRuns: 1_000 },
    );
    // The check itself does not cry wolf.
    copyFileSync(file, victim);
    expect(kindOf(() => openDatabase({ file: victim, keyHex, readOnly: true, check: true }).close())).toBe('opened');
  });

  test('finds a row that refers to nothing in the full check', () => {
    const { database } = filled();
    database.exec(
      'CREATE TABLE child (parent INTEGER REFERENCES note (id)) STRICT; PRAGMA foreign_keys=OFF; INSERT INTO child VALUES (999999); PRAGMA foreign_keys=ON',
    );
    expect(kindOf(() => checkDatabase(database, 'quick'))).toBe('opened');
    expect(kindOf(() => checkDatabase(database, 'full'))).toBe('damaged');
  });
});
