import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** scikit-learn in a process of its own: one question at a time. */
export interface Scikit {
  ask<T>(question: { readonly do: string; readonly [key: string]: unknown }): Promise<T>;
  close(): Promise<void>;
}

/** Null, said aloud, when the machine has no scikit-learn: `npm run bench` tries to install it first. */
export function startScikit(say: (text: string) => void): Scikit | null {
  const python = process.env['SCIKIT_PYTHON'];
  if (python === undefined) {
    say('SKIPPED: scikit-learn is not here, so nothing is compared with it');
    return null;
  }
  const child: ChildProcess = spawn(python, [path.join(import.meta.dirname, 'segments-peer.py')], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, OMP_NUM_THREADS: '2', OPENBLAS_NUM_THREADS: '2' },
  });
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new Error('The peer was started without pipes');
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  return {
    async ask<T>(question: { readonly do: string; readonly [key: string]: unknown }): Promise<T> {
      stdin.write(`${JSON.stringify(question)}\n`);
      const line = await lines.next();
      if (line.done === true) throw new Error('scikit-learn ended early; its reason is on standard error');
      return JSON.parse(line.value) as T; // what segments-peer.py answers to this question
    },
    close: () =>
      new Promise((done) => {
        child.once('exit', () => done());
        stdin.end();
      }),
  };
}
