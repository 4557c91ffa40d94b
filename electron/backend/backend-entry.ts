import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { createBackend } from './backend.ts';
import type { FromBackend, ToBackend } from './messages.ts';

/** The background process of the desktop shell: the backend and its scheduler, spoken to over a message port. */

/** Electron's `process.parentPort`, the part that we use. */
interface ParentPort {
  on(event: 'message', listener: (message: { readonly data: ToBackend }) => void): void;
  postMessage(message: FromBackend): void;
}
const port = (process as unknown as { parentPort: ParentPort }).parentPort; // a utility process has it; Node's own types do not know
const { values } = parseArgs({ options: { workspace: { type: 'string' }, resources: { type: 'string' }, version: { type: 'string' } } });

const backend = await createBackend({
  directory: values.workspace ?? '',
  carrier: 'desktop',
  simulatorsUrl: null,
  version: values.version ?? '',
  resourcesRoot: values.resources ?? '',
  readerWorker: pathToFileURL(path.join(import.meta.dirname, 'reader-worker.js')),
  clusterWorker: pathToFileURL(path.join(import.meta.dirname, 'cluster-worker.js')),
  drawingWorker: pathToFileURL(path.join(import.meta.dirname, 'drawing-worker.js')),
  passphrase: null,
  recoveryKey: null,
  scheduler: true,
  shell: null,
});
backend.subscribe((event) => port.postMessage({ kind: 'event', event }));
port.on('message', ({ data }) => {
  if (data.kind === 'call')
    void backend.call(data.name, data.input, data.taskId).then((reply) => port.postMessage({ kind: 'reply', id: data.id, reply }));
  else if (data.kind === 'power') backend.power(data.state);
  else void backend.close().then(() => process.exit(0));
});
