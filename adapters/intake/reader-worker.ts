import { parentPort, workerData } from 'node:worker_threads';
import type { Refusal, Result } from '../../core/kernel/result.ts';
import type { FileFacts, FileSource, RawRow } from '../../core/vacancies/index.ts';
import { readTable } from './table-file.ts';

export type ReaderMessage =
  | { readonly kind: 'rows'; readonly rows: readonly RawRow[] }
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'end'; readonly result: Result<FileFacts, Refusal> };

/** Entry of the worker thread: reads one file, a batch each time it is asked. */
function main(): void {
  const port = parentPort;
  if (port === null) throw new Error('The reader runs in a worker thread');
  const reading = readTable(workerData as FileSource); // started only by `createVacancyReader`, which hands over a source
  const send = (message: ReaderMessage): void => port.postMessage(message);
  const next = (): void => {
    for (;;) {
      const step = reading.next();
      if (step.done === true) {
        send({ kind: 'end', result: step.value });
        port.close();
        return;
      }
      if ('rows' in step.value) {
        send({ kind: 'rows', rows: step.value.rows });
        return;
      }
      send({ kind: 'progress', done: step.value.done, total: step.value.total });
    }
  };
  port.on('message', next);
  next();
}

main();
