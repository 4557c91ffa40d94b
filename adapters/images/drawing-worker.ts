import { parentPort } from 'node:worker_threads';
import { loadDrawing } from './drawing.ts';

export interface DrawingOrder {
  readonly id: number;
  readonly svg: string;
}
export type DrawingAnswer =
  | { readonly id: number; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly id: number; readonly bytes: null; readonly failure: string };

/** Entry of the worker thread: draws one picture after another. What cannot be loaded ends the thread, and its owner draws by itself. */
async function main(): Promise<void> {
  const port = parentPort;
  if (port === null) throw new Error('Pictures are drawn in a worker thread');
  const draw = await loadDrawing();
  port.on('message', ({ id, svg }: DrawingOrder) => {
    let answer: DrawingAnswer;
    try {
      answer = { id, bytes: draw(svg) };
    } catch (cause) {
      answer = { id, bytes: null, failure: String(cause) };
    }
    port.postMessage(answer, answer.bytes === null ? [] : [answer.bytes.buffer]);
  });
}

await main();
