import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { readTable } from '../../adapters/intake/table-file.ts';
import { createBackend } from '../../electron/backend/backend.ts';
import { benchFolder, homeEnvironment } from './place.ts';
import { limited, plain, type BenchOptions, type Row } from './row.ts';

const root = path.resolve(import.meta.dirname, '../..');
const MEMORY_GOAL_MB = 700;
const CITIES = ['Bogotá', 'Medellín', 'Cali', 'Barranquilla', 'Bucaramanga', 'Pereira', 'Manizales', 'Cúcuta'];
const JOBS = [
  'Vendedor',
  'Auxiliar de bodega',
  'Enfermera',
  'Desarrollador backend',
  'Cajera',
  'Conductor',
  'Contador',
  'Operario de producción',
];
const LEVELS = ['Bachillerato', 'Técnico', 'Tecnólogo', 'Profesional', 'Especialización', ''];

/** Made people, every one with an id, an e-mail and a telephone, in the columns that job boards export. */
export function writeCandidateFile(file: string, rows: number): void {
  const handle = openSync(file, 'w');
  try {
    writeSync(
      handle,
      'codigo,nombre,correo,celular,ciudad,cargo,nivel educativo,años de experiencia,aspiracion salarial,modalidad,disponibilidad,ultima actividad,autorizacion,finalidad,fuente\n',
    );
    const pick = (list: readonly string[], index: number): string => list[index % list.length] ?? '';
    for (let from = 0; from < rows; from += 5_000) {
      let text = '';
      for (let index = from; index < Math.min(rows, from + 5_000); index++)
        text += `C${index},Nombre ${index},persona${index}@candidatos.example,+57 3${String(index).padStart(9, '0')},${pick(CITIES, index)},${pick(JOBS, index * 7)},${pick(LEVELS, index * 5)},${index % 23},$ ${1 + (index % 9)}.${String(index % 10)}00.000,Presencial,15 días,2026-0${1 + (index % 9)}-1${index % 10},sí,Ofertas de empleo,Portal\n`;
      writeSync(handle, text);
    }
  } finally {
    closeSync(handle);
  }
}

export interface CandidateRun {
  readonly readMs: number;
  readonly commitMs: number;
  /** Of all threads, for reading and commit together. */
  readonly processorMs: number;
  readonly again: number;
  readonly peakMb: number;
  readonly firstPageMs: number;
  readonly undoMs: number;
}

/** Through the whole backend: worker, hashing, difference, one transaction, a page of the grid, the same file again, and undo. */
export async function importCandidates(rows: number, say: (text: string) => void): Promise<CandidateRun> {
  mkdirSync(benchFolder, { recursive: true });
  const folder = mkdtempSync(path.join(benchFolder, 'candidates-'));
  const kept = { ...process.env };
  process.env = homeEnvironment();
  const file = path.join(folder, 'candidatos.csv');
  writeCandidateFile(file, rows);
  const backend = await createBackend({
    directory: path.join(folder, 'workspace'),
    carrier: 'test',
    simulatorsUrl: null,
    version: '0.0.0',
    resourcesRoot: path.join(root, 'resources'),
    readerWorker: pathToFileURL(path.join(root, 'adapters/intake/reader-worker.ts')),
    clusterWorker: pathToFileURL(path.join(root, 'adapters/segmentation/cluster-worker.ts')),
    passphrase: null,
    recoveryKey: null,
    scheduler: false,
    shell: null,
  });
  try {
    const call = async <T>(name: string, input: unknown): Promise<T> => {
      const reply = await backend.call(name, input, null);
      if (!reply.ok) throw new Error(`${name}: ${JSON.stringify(reply.error)}`);
      return reply.value as T; // each caller names what it reads
    };
    const timed = async <T>(work: () => Promise<T>): Promise<readonly [T, number]> => {
      const began = performance.now();
      return [await work(), performance.now() - began];
    };
    await call('workspace.create', { kind: 'simulated', personName: 'Prueba', passphrase: null, withSample: false });
    const fields = { name: 'Grande', country: 'CO', currency: 'COP', timeZone: 'America/Bogota', monthlyCap: null, approvalsNeeded: 0 };
    const { id: clientId } = await call<{ id: string }>('clients.create', { fields });
    const open = () =>
      call<{ importId: string; counts: { new: number; unchanged: number } }>('candidates.openImport', {
        clientId,
        source: { path: file },
        declaration: null,
      });
    say(`reading and hashing ${rows} people`);
    const processor = process.cpuUsage();
    const [opened, readMs] = await timed(open);
    if (opened.counts.new !== rows) throw new Error(`${opened.counts.new} of ${rows} people were new`);
    const [, commitMs] = await timed(() => call('candidates.commitImport', { importId: opened.importId }));
    const used = process.cpuUsage(processor);
    const processorMs = (used.user + used.system) / 1000;
    const filter = { clientId, roleFamilies: ['sales'], educations: [], modalities: [], consents: [], places: [] };
    const page = () =>
      call<{ total: number }>('candidates.list', { filter, sort: { by: 'importedAt', direction: 'desc' }, offset: 0, limit: 100 });
    const [, firstPageMs] = await timed(page);
    say('reading the same file again');
    const again = await open();
    await call('candidates.discardImport', { importId: again.importId });
    const [, undoMs] = await timed(() => call('history.undo', {}));
    const peakMb = process.resourceUsage().maxRSS / 1024;
    return { readMs, commitMs, processorMs, firstPageMs, undoMs, again: again.counts.unchanged, peakMb };
  } finally {
    await backend.close();
    process.env = kept;
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A hundred thousand candidates (a million with --full) into the encrypted database, beside bare reading of the same file. */
export async function candidatesBench({ full, say }: BenchOptions): Promise<readonly Row[]> {
  const rows = full ? 1_000_000 : 100_000;
  mkdirSync(benchFolder, { recursive: true });
  const folder = mkdtempSync(path.join(benchFolder, 'candidate-file-'));
  const file = path.join(folder, 'candidatos.csv');
  writeCandidateFile(file, rows);
  const began = performance.now();
  const reading = readTable({ path: file });
  while (reading.next().done !== true) continue;
  const bareMs = performance.now() - began;
  rmSync(folder, { recursive: true, force: true });
  const run = await importCandidates(rows, say);
  const whole = run.readMs + run.commitMs;
  return [
    plain('candidates: imported', 'rows/s', (rows * 1000) / whole),
    {
      name: `candidates: ${rows} rows, whole import`,
      unit: 'ms',
      value: whole,
      peer: `bare reading: ${Math.round(bareMs)} ms`,
      ratio: whole / bareMs,
      spread: null,
    },
    plain('candidates: of it the one transaction', 'ms', run.commitMs),
    plain('candidates: processor time of all threads', 'ms', run.processorMs),
    limited('candidates: first page with a filter', 'ms', [run.firstPageMs], 400),
    plain('candidates: undo of it all', 'ms', run.undoMs),
    limited('candidates: peak memory of the process', 'MB', [run.peakMb], MEMORY_GOAL_MB),
  ];
}
