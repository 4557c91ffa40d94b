// Imports a file into the workspace file of a folder, and says when it begins to read and to write: node … import-child.ts FOLDER KEY FILE
import { clientId, context, openDesk } from '../bench/import.ts';

const [folder = '', keyHex = '', file = ''] = process.argv.slice(2);
const desk = openDesk(folder, keyHex);
process.stdout.write('reading\n');
const opened = await desk.vacancies.openImport({ clientId, source: { path: file }, closeMissing: true }, context);
if (!opened.ok) throw new Error(opened.error.code);
process.stdout.write('writing\n');
const done = await desk.vacancies.commitImport({ importId: opened.value.importId, acceptShrink: true }, context);
if (!done.ok) throw new Error(done.error.code);
process.stdout.write('written\n');
desk.close();
