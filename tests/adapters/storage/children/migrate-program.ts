// Walks a database of an older program to the newest schema and tells when it begins. Arguments: file, key.
import { openDatabase } from '../../../../adapters/storage/database.ts';
import { migrations } from '../../../../adapters/storage/migrations/index.ts';
import { migrate } from '../../../../adapters/storage/migrations/runner.ts';
import { createSystemClock } from '../../../../adapters/system/clock.ts';

const [file, keyHex] = process.argv.slice(2);
if (file === undefined || keyHex === undefined) throw new Error('Usage: migrate-program.ts FILE KEY');
const db = openDatabase({ file, keyHex });
process.stdout.write('begun\n');
migrate(db, migrations, { clock: createSystemClock(), backup: () => undefined });
process.stdout.write('done\n');
db.close();
