import type { UnitOfWork } from '../../core/ports/unit-of-work.ts';
import type { Database } from './database.ts';

/**
 * Transactions on the one write connection. Nested calls are savepoints, so a part may fail alone.
 *
 * `synchronous` can only change between transactions, hence the rule below: `durable` inside an ordinary
 * transaction would return before anything is on the disk, which is a bug in the caller and throws.
 * @see https://www.sqlite.org/pragma.html#pragma_synchronous (SQLite 3.53; read 2026-11-21)
 */
export function createUnitOfWork(db: Database): UnitOfWork {
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const rollback = db.prepare('ROLLBACK');
  let depth = 0;
  let synced = false;

  function outermost<T>(work: () => T): T {
    begin.run();
    depth = 1;
    try {
      const value = refusePromise(work());
      commit.run();
      return value;
    } catch (error) {
      // A full disk makes SQLite roll back by itself.
      if (db.inTransaction) rollback.run();
      throw error;
    } finally {
      depth = 0;
    }
  }

  function nested<T>(work: () => T): T {
    const name = `level_${depth}`;
    db.exec(`SAVEPOINT ${name}`);
    depth += 1;
    try {
      const value = refusePromise(work());
      db.exec(`RELEASE ${name}`);
      return value;
    } catch (error) {
      if (db.inTransaction) db.exec(`ROLLBACK TO ${name}; RELEASE ${name}`);
      throw error;
    } finally {
      depth -= 1;
    }
  }

  return {
    transaction(work) {
      return depth > 0 ? nested(work) : outermost(work);
    },
    durable(work) {
      if (depth > 0) {
        if (!synced) throw new Error('durable() inside transaction() would not be durable: make the outer one durable');
        return nested(work);
      }
      db.pragma('synchronous=FULL');
      synced = true;
      try {
        return outermost(work);
      } finally {
        synced = false;
        db.pragma('synchronous=NORMAL');
      }
    },
  };
}

/** A promise would run on after the commit, outside the transaction. */
function refusePromise<T>(value: T): T {
  if (value instanceof Promise) throw new Error('Work in a transaction must be synchronous');
  return value;
}
