// Gives a child of the double's utilityProcess the `process.parentPort` that Electron gives it: what arrives before anyone listens waits.
import { EventEmitter } from 'node:events';

const port = new EventEmitter();
const early = [];
process.on('message', (message) => {
  const event = { data: message, ports: [] };
  if (!port.emit('message', event)) early.push(event);
});
port.on('newListener', (name) => {
  if (name === 'message') queueMicrotask(() => early.splice(0).forEach((event) => port.emit('message', event)));
});
port.postMessage = (message) => process.send?.(message);
port.start = () => undefined;
process.parentPort = port;
// The program that made us is gone: a background process does not outlive it.
process.on('disconnect', () => process.exit(0));
