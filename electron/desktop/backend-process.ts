import { utilityProcess, type UtilityProcess } from 'electron';
import type { BackendEvent } from '../../core/contract/index.ts';
import type { Reply } from '../backend/dispatch.ts';
import type { FromBackend, ToBackend } from '../backend/messages.ts';

export interface BackendProcess {
  call(name: string, input: unknown, taskId: string | null): Promise<Reply>;
  /** Asks it to finish its writes and leave, then ends it. */
  stop(): Promise<void>;
  /** Passes on that the machine goes to sleep or woke up. */
  power(state: 'suspend' | 'resume'): void;
  /** How often it had to be started again. */
  restarts(): number;
}

export interface BackendProcessOptions {
  readonly entry: string;
  readonly argv: readonly string[];
  readonly onEvent: (event: BackendEvent) => void;
  /** It died this often in a row without living a minute: a person must know. */
  readonly onGivingUp: (exitCode: number) => void;
}

const LIVED_LONG_MS = 60_000;
const MOST_DEATHS_IN_A_ROW = 5;
const STOP_MS = 5_000;

/**
 * Holds the backend and its scheduler in a process of their own and starts it again when it dies. A call that was under way
 * is answered `call.backend_restarted`: whether it took effect is read again, never assumed. The journal does the rest.
 */
export function superviseBackend(options: BackendProcessOptions): BackendProcess {
  let child: UtilityProcess | null = null;
  let nextId = 1;
  let deathsInARow = 0;
  let restarts = 0;
  let stopping = false;
  let bornAt = 0;
  const pending = new Map<number, (reply: Reply) => void>();

  function start(): void {
    bornAt = Date.now();
    const one = utilityProcess.fork(options.entry, [...options.argv], { serviceName: 'Altavoz backend', stdio: 'inherit' });
    child = one;
    // What screens asked while nobody was there was answered with a refusal: they read everything again from the new one.
    if (restarts > 0) one.once('spawn', () => options.onEvent({ kind: 'moved', topics: ['*'] }));
    one.on('message', (message: FromBackend) => {
      if (message.kind === 'event') return options.onEvent(message.event);
      if (message.kind === 'reply') {
        pending.get(message.id)?.(message.reply);
        pending.delete(message.id);
      }
    });
    one.on('exit', (code) => {
      if (child === one) child = null;
      for (const answer of pending.values()) answer({ ok: false, error: { code: 'call.backend_restarted', details: {} } });
      pending.clear();
      if (stopping) return;
      deathsInARow = Date.now() - bornAt > LIVED_LONG_MS ? 1 : deathsInARow + 1;
      if (deathsInARow > MOST_DEATHS_IN_A_ROW) return options.onGivingUp(code);
      restarts += 1;
      setTimeout(start, 100 * 2 ** (deathsInARow - 1));
    });
  }
  start();

  return {
    call(name, input, taskId) {
      if (child === null) return Promise.resolve({ ok: false, error: { code: 'call.backend_restarted', details: {} } });
      const id = nextId++;
      const message: ToBackend = { kind: 'call', id, name, input, taskId };
      return new Promise((resolve) => {
        pending.set(id, resolve);
        child?.postMessage(message);
      });
    },
    async stop() {
      stopping = true;
      const leaving = child;
      if (leaving === null) return;
      await new Promise<void>((done) => {
        const timer = setTimeout(() => leaving.kill(), STOP_MS);
        leaving.once('exit', () => {
          clearTimeout(timer);
          done();
        });
        const message: ToBackend = { kind: 'stop' };
        leaving.postMessage(message);
      });
    },
    power(state) {
      const message: ToBackend = { kind: 'power', state };
      child?.postMessage(message);
    },
    restarts: () => restarts,
  };
}
