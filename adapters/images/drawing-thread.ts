import { Worker } from 'node:worker_threads';
import type { DrawingAnswer, DrawingOrder } from './drawing-worker.ts';

export interface DrawingThread {
  /** Null: the thread is gone and drew nothing; whoever asks draws by itself. Rejects for a picture that cannot be drawn. */
  draw(svg: string): Promise<Uint8Array | null>;
  close(): Promise<void>;
}

interface Waiting {
  readonly resolve: (bytes: Uint8Array | null) => void;
  readonly reject: (cause: Error) => void;
}

/** A thread that draws pictures, one after another. It keeps the process alive only while somebody waits for one. */
export function startDrawingThread(workerUrl: URL): DrawingThread {
  const waiting = new Map<number, Waiting>();
  let gone = false;
  let orders = 0;
  const worker = startedOrNull(workerUrl);
  worker?.unref();

  function leave(): void {
    gone = true;
    for (const { resolve } of waiting.values()) resolve(null);
    waiting.clear();
  }

  worker?.on('message', (answer: DrawingAnswer) => {
    const order = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (waiting.size === 0) worker.unref();
    if (answer.bytes === null) order?.reject(new Error(`The picture could not be drawn: ${answer.failure}`));
    else order?.resolve(answer.bytes);
  });
  worker?.on('error', leave);
  worker?.on('exit', leave);
  if (worker === null) gone = true;

  return {
    draw(svg) {
      if (gone || worker === null) return Promise.resolve(null);
      return new Promise((resolve, reject) => {
        orders += 1;
        waiting.set(orders, { resolve, reject });
        worker.ref();
        const order: DrawingOrder = { id: orders, svg };
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread, not a window
        worker.postMessage(order);
      });
    },
    async close() {
      gone = true;
      await worker?.terminate();
      leave();
    },
  };
}

function startedOrNull(workerUrl: URL): Worker | null {
  try {
    return new Worker(workerUrl);
  } catch {
    return null;
  }
}
