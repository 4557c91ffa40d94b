// Takes the lock and keeps it until it is killed. Argument: folder.
import { acquireLock } from '../../../../adapters/storage/lock.ts';

const lock = acquireLock(process.argv[2] ?? '');
process.stdout.write(lock === null ? 'refused\n' : 'held\n');
setInterval(() => lock?.assertHeld(), 1_000);
