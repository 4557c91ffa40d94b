import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { IdentifierHasher } from '../../core/candidates/index.ts';
import { asSha256, type Sha256Hex } from '../../core/kernel/hashed.ts';
import type { ForgottenList } from '../../core/privacy/index.ts';
import { makePrivateFolder, syncFolder } from '../keystore/private-file.ts';
import type { Database } from './database.ts';

const NAME = 'forgotten.list';
const LINE = /^([0-9a-f]{64}) ([0-9a-f]{16})$/;

/**
 * Marks of forgotten people, beside the workspace's key file and in the database. A line is a keyed hash and a seal made
 * with the same key, so that a line of somebody else's, or one that a crash cut, counts for nothing. The file is only ever
 * added to; a restored backup loses the database's copy, never this one.
 */
export function createForgottenList(directory: string, db: Database, hasher: IdentifierHasher, readOnly: boolean): ForgottenList {
  const file = path.join(directory, NAME);
  const seal = (mark: string): string => hasher.keyed('forgotten list', mark).slice(0, 16);
  const outside = readList(file, seal);
  const inside = new Set(
    db
      .prepare<[], Buffer>('SELECT mark FROM forgotten')
      .pluck()
      .all()
      .map((mark) => mark.toString('hex')),
  );
  const insert = db.prepare('INSERT OR IGNORE INTO forgotten (mark) VALUES (?)');

  function append(marks: readonly string[]): void {
    const fresh = marks.filter((mark) => !outside.has(mark));
    if (fresh.length === 0) return;
    makePrivateFolder(directory);
    const isNew = !existsSync(file);
    const handle = openSync(file, 'a', 0o600);
    try {
      // A line that a crash cut short must not swallow the next one.
      writeSync(handle, `${isNew ? '' : '\n'}${fresh.map((mark) => `${mark} ${seal(mark)}`).join('\n')}\n`);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    if (isNew) syncFolder(directory);
    for (const mark of fresh) outside.add(mark);
  }

  // A workspace whose list was lost, or left behind in a move, gets it back from the database.
  if (!readOnly) append([...inside]);
  else for (const mark of inside) outside.add(mark);

  return {
    get size() {
      return outside.size;
    },
    has: (mark: Sha256Hex) => outside.has(mark),
    add: append,
    settle() {
      for (const mark of outside) {
        if (inside.has(mark)) continue;
        insert.run(Buffer.from(mark, 'hex'));
        inside.add(mark);
      }
    },
    isBehind: () => [...outside].some((mark) => !inside.has(mark)),
  };
}

function readList(file: string, seal: (mark: string) => string): Set<string> {
  if (!existsSync(file)) return new Set();
  const marks = readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      const match = LINE.exec(line);
      const mark = match === null ? null : asSha256(match[1] ?? '');
      return mark !== null && match?.[2] === seal(mark) ? [mark] : [];
    });
  return new Set(marks);
}
