// Tries to become the writer until it succeeds, writes its turn to a log, and lets go. Arguments: folder, turns.
import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { acquireLock } from '../../../../adapters/storage/lock.ts';

const [folder, turns] = process.argv.slice(2);
if (folder === undefined) throw new Error('Usage: write-when-held.ts FOLDER TURNS');
for (let turn = 0; turn < Number(turns); turn += 1) {
  let lock = acquireLock(folder);
  while (lock === null) {
    await wait(1);
    lock = acquireLock(folder);
  }
  appendFileSync(path.join(folder, 'turns.log'), `in ${process.pid}\n`);
  await wait(1);
  lock.assertHeld();
  appendFileSync(path.join(folder, 'turns.log'), `out ${process.pid}\n`);
  lock.release();
}
