import { statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Refusal, Result } from '../../core/kernel/result.ts';
import type { FileFacts, FileSource, RawRow, VacancyFileReader } from '../../core/vacancies/index.ts';
import type { ReaderMessage } from './reader-worker.ts';
import { readTable } from './table-file.ts';

export interface ReaderOptions {
  /** Entry of the worker: `reader-worker.ts` from source, its bundle once built. Null reads everything in this thread. */
  readonly workerUrl: URL | null;
  /** Files of at least this many bytes are read in the worker; below it, starting one costs more than reading. */
  readonly workerFromBytes?: number;
}

const WORKER_FROM = 4 * 1024 * 1024;

export function createVacancyReader(options: ReaderOptions): VacancyFileReader {
  const from = options.workerFromBytes ?? WORKER_FROM;
  return {
    read(source, onRows, progress) {
      return options.workerUrl !== null && sizeOf(source) >= from
        ? readInWorker(options.workerUrl, source, onRows, progress)
        : readHere(source, onRows, progress);
    },
    breathe: () => new Promise((resolve) => void setImmediate(resolve)),
  };
}

function sizeOf(source: FileSource): number {
  if ('base64' in source) return source.base64.length;
  return statSync(source.path, { throwIfNoEntry: false })?.size ?? 0;
}

type Read = VacancyFileReader['read'];

async function readHere(
  source: FileSource,
  onRows: Parameters<Read>[1],
  progress: Parameters<Read>[2],
): Promise<Result<FileFacts, Refusal>> {
  const reading = readTable(source);
  for (;;) {
    const step = reading.next();
    if (step.done === true) return step.value;
    if ('rows' in step.value) {
      if (!(await onRows(step.value.rows))) {
        const stopped: Result<FileFacts, Refusal> = { ok: false, error: { code: 'vacancies.cancelled', details: {} } };
        return reading.return(stopped).value as Result<FileFacts, Refusal>; // `return` hands back what it was given
      }
    } else progress(step.value.done, step.value.total);
  }
}

/** The worker sends a batch and waits for a word before the next: two batches are alive at most. */
function readInWorker(
  workerUrl: URL,
  source: FileSource,
  onRows: Parameters<Read>[1],
  progress: Parameters<Read>[2],
): Promise<Result<FileFacts, Refusal>> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerUrl, {
      workerData: source,
      resourceLimits: { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 8 },
    });
    const finish = (settle: () => void): void => {
      worker.removeAllListeners();
      // A late error of a worker that is being ended has nobody to tell.
      worker.on('error', () => undefined);
      void worker.terminate();
      settle();
    };
    const answer = async (rows: readonly RawRow[]): Promise<void> => {
      try {
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread, not a window
        if (await onRows(rows)) worker.postMessage('next');
        else finish(() => resolve({ ok: false, error: { code: 'vacancies.cancelled', details: {} } }));
      } catch (error) {
        finish(() => reject(error instanceof Error ? error : new Error('Rows could not be taken', { cause: error })));
      }
    };
    worker.on('message', (message: ReaderMessage) => {
      if (message.kind === 'progress') progress(message.done, message.total);
      else if (message.kind === 'end') finish(() => resolve(message.result));
      else {
        void answer(message.rows);
      }
    });
    worker.once('error', (error) => finish(() => reject(error)));
    worker.once('exit', (code) => finish(() => reject(new Error(`The reader ended early with code ${code}`))));
  });
}
