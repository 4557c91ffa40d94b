import { parentPort, workerData } from 'node:worker_threads';
import { createTaskRunner, type Answer, type Task, type ThreadStart } from './explore-task.ts';

export type WorkerMessage = { readonly kind: 'advance' } | { readonly kind: 'answer'; readonly answer: Answer | null };

/** Entry of a clustering thread: one task at a time, until it is ended. */
function main(): void {
  const port = parentPort;
  if (port === null) throw new Error('Clustering runs in a worker thread');
  const run = createTaskRunner(workerData as ThreadStart); // started only by `createClusterEngine`, which hands this over
  const send = (message: WorkerMessage): void => port.postMessage(message);
  port.on('message', (task: Task) => send({ kind: 'answer', answer: run(task, () => send({ kind: 'advance' })) }));
}

main();
