import { describe, expect, test } from 'vitest';
import { scratchDatabase, someone } from './support.ts';

function withNotes() {
  const scratch = scratchDatabase();
  scratch.database.exec('CREATE TABLE note (text TEXT NOT NULL) STRICT');
  const insert = scratch.database.prepare('INSERT INTO note (text) VALUES (?)');
  return {
    ...scratch,
    write: (text: string) => insert.run(text),
    notes: () => scratch.database.prepare('SELECT text FROM note ORDER BY rowid').pluck().all(),
  };
}

describe('unit of work', () => {
  test('keeps nothing of a transaction that throws', () => {
    const { unitOfWork, write, notes } = withNotes();
    expect(() =>
      unitOfWork.transaction(() => {
        write('a');
        throw new Error('stop');
      }),
    ).toThrow('stop');
    expect(notes()).toEqual([]);
  });

  test('rolls back only the inner part when an inner failure is caught', () => {
    const { unitOfWork, write, notes } = withNotes();
    unitOfWork.transaction(() => {
      write('outer');
      expect(() =>
        unitOfWork.transaction(() => {
          write('inner');
          throw new Error('stop');
        }),
      ).toThrow('stop');
      unitOfWork.transaction(() => write('second'));
    });
    expect(notes()).toEqual(['outer', 'second']);
  });

  test('syncs inside durable and is back to normal after it, also when it throws', () => {
    const { unitOfWork, database, write } = withNotes();
    const level = () => database.pragma('synchronous', { simple: true });
    expect(unitOfWork.durable(() => level())).toBe(2);
    expect(() =>
      unitOfWork.durable(() => {
        throw new Error('stop');
      }),
    ).toThrow('stop');
    expect(level()).toBe(1);
    unitOfWork.durable(() => unitOfWork.durable(() => write('x')));
  });

  test('refuses durable inside an ordinary transaction, which could not keep its promise', () => {
    const { unitOfWork, write, notes } = withNotes();
    expect(() => unitOfWork.transaction(() => unitOfWork.durable(() => write('x')))).toThrow(/durable/);
    expect(notes()).toEqual([]);
  });

  test('refuses work that returns a promise and keeps nothing of it', () => {
    const { unitOfWork, write, notes } = withNotes();
    expect(() => unitOfWork.transaction(async () => write('x'))).toThrow(/synchronous/);
    expect(notes()).toEqual([]);
  });

  test('refuses change and audit rows outside a transaction', () => {
    const { changeLog, auditLog } = withNotes();
    expect(() => changeLog.begin(someone, 'history.x')).toThrow(/transaction/);
    expect(() => auditLog.append(someone, 'a.b', null, {})).toThrow(/transaction/);
  });
});
