import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { existsSync, readFileSync } from 'node:fs';
import type { Api, AppContract } from '../../core/contract/index.ts';
import { apiOver } from '../backend/api.ts';
import { createBackend, type Backend } from '../backend/backend.ts';
import { defaultWorkspaceDirectory } from '../backend/directories.ts';

/** Root of the checkout or of the installed program: the folder that holds `resources`. */
export const programRoot = rootAbove(path.dirname(fileURLToPath(import.meta.url)));
export const resourcesRoot = path.join(programRoot, 'resources');
export const programVersion = (JSON.parse(readFileSync(path.join(programRoot, 'package.json'), 'utf8')) as { version: string }).version; // our own file

export interface CommonOptions {
  readonly workspace?: string;
  readonly json?: boolean;
  readonly simulators?: string;
}

export interface CliSession {
  readonly backend: Backend;
  readonly api: Api<AppContract>;
  readonly directory: string;
  /** As `api`, with progress reported on standard error. */
  withTask(taskId: string): Api<AppContract>;
}

export async function openSession(
  options: CommonOptions,
  more: { readonly scheduler?: boolean; readonly carrier?: 'cli' | 'server' } = {},
): Promise<CliSession> {
  const directory = path.resolve(options.workspace ?? defaultWorkspaceDirectory());
  const backend = await createBackend({
    directory,
    carrier: more.carrier ?? 'cli',
    simulatorsUrl: options.simulators ?? null,
    version: programVersion,
    resourcesRoot,
    readerWorker: workerOf('reader-worker', ['adapters', 'intake']),
    clusterWorker: workerOf('cluster-worker', ['adapters', 'segmentation']),
    drawingWorker: workerOf('drawing-worker', ['adapters', 'images']),
    passphrase: process.env['ALTAVOZ_PASSPHRASE'] ?? null,
    recoveryKey: process.env['ALTAVOZ_RECOVERY_KEY'] ?? null,
    scheduler: more.scheduler ?? false,
    shell: null,
  });
  const over = (taskId: string | null): Api<AppContract> => apiOver((name, input) => backend.call(name, input, taskId));
  return { backend, api: over(null), directory, withTask: over };
}

/** Built and in source alike: the bundle's pieces may lie deeper than its entry. */
function rootAbove(folder: string): string {
  const parent = path.dirname(folder);
  if (existsSync(path.join(folder, 'package.json')) || parent === folder) return folder;
  return rootAbove(parent);
}

/** The entry of a thread: beside the bundle when this is the bundle, in its source folder in a checkout. */
function workerOf(name: string, folder: readonly string[]): URL {
  const built = !import.meta.url.endsWith('.ts');
  return pathToFileURL(built ? path.join(programRoot, 'out', 'main', `${name}.js`) : path.join(programRoot, ...folder, `${name}.ts`));
}

/** Opens, runs, closes: the lock and the simulators never outlive the command. */
export async function withSession<T>(options: CommonOptions, work: (session: CliSession) => Promise<T>): Promise<T> {
  const session = await openSession(options);
  try {
    return await work(session);
  } finally {
    await session.backend.close();
  }
}
