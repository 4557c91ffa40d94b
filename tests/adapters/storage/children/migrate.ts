// Walks a database to the last of many steps and tells when it begins. Arguments: file, key.
import { openDatabase } from '../../../../adapters/storage/database.ts';
import { migrate } from '../../../../adapters/storage/migrations/runner.ts';
import { createSystemClock } from '../../../../adapters/system/clock.ts';
import { killSteps } from './steps.ts';

const [file, keyHex] = process.argv.slice(2);
if (file === undefined || keyHex === undefined) throw new Error('Usage: migrate.ts FILE KEY');
const db = openDatabase({ file, keyHex });
process.stdout.write('begun\n');
migrate(db, killSteps, { clock: createSystemClock(), backup: () => undefined });
process.stdout.write('done\n');
db.close();
