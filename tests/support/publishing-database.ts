import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openDatabase, type Database } from '../../adapters/storage/database.ts';
import { createPublishStore } from '../../adapters/storage/publish-store.ts';
import { createUnitOfWork } from '../../adapters/storage/unit-of-work.ts';
import type { UnitOfWork } from '../../core/ports/unit-of-work.ts';
import type { PublishStore } from '../../core/publishing/index.ts';
import { publishingJournal } from '../../adapters/storage/migrations/0050-publishing-journal.ts';
import { publishingBudget } from '../../adapters/storage/migrations/0051-publishing-budget.ts';

export interface JournalDatabase {
  readonly db: Database;
  readonly store: PublishStore;
  readonly uow: UnitOfWork;
  /** Empties every table; far cheaper than a new file. */
  clear(): void;
  close(): void;
}

/** Memory where the system has a folder for it: thousands of runs would otherwise measure the disk's sync. */
function memoryFolder(): string {
  return existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
}

/** A real encrypted file with the journal's tables only. */
export function openJournalDatabase(place: string = memoryFolder()): JournalDatabase {
  const folder = mkdtempSync(path.join(place, 'altavoz-journal-'));
  const db = openDatabase({ file: path.join(folder, 'journal.db'), keyHex: '5a'.repeat(32) });
  publishingJournal.up(db);
  publishingBudget.up(db);
  // Overwriting freed pages is for people's data; here it would only cost time.
  db.pragma('secure_delete=OFF');
  // Entries cannot be removed in the product; here thousands of runs share one file. The storage test keeps the trigger.
  db.exec('DROP TRIGGER budget_entry_stays');
  return {
    db,
    store: createPublishStore(db),
    uow: createUnitOfWork(db),
    clear() {
      db.exec(`BEGIN; DELETE FROM budget_entry; DELETE FROM budget_balance; DELETE FROM publish_need; DELETE FROM publish_step;
        DELETE FROM publish_object; DELETE FROM publish_tally; DELETE FROM publish_block; DELETE FROM publish_run; COMMIT`);
    },
    close() {
      db.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
