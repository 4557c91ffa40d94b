import { acquireLock } from '../../../../adapters/storage/lock.ts';

// Opens, as far as the lock knows, and ends: by itself, or by a kill.
const [, , folder, how] = process.argv;
const lock = acquireLock(folder ?? '');
lock?.keepsLog(true);
if (how === 'killed') process.kill(process.pid, 'SIGKILL');
process.exit(lock === null ? 1 : 0);
