import path from 'node:path';
import { createIds } from '../../adapters/system/ids.ts';
import { createShiftedClock, createSystemClock } from '../../adapters/system/clock.ts';
import type { KeyStore } from '../../adapters/keystore/key-store.ts';
import { createWorkspaceManager } from '../../adapters/storage/workspace-manager.ts';
import { migrations } from '../../adapters/storage/migrations/index.ts';
import type { Json, Result } from '../../core/kernel/result.ts';
import type { CallContext } from '../../core/ports/index.ts';
import { composeFeatures } from '../../electron/backend/features.ts';
import { connectSimulators } from '../../electron/backend/simulator-hub.ts';
import { createEventHub } from '../../electron/backend/topics.ts';

/** The program's own composition over one workspace, without the shells: what lives in a process that is there to be killed. */
export interface KillEngine {
  /** Finishes what is open, publishes what is ready on these networks, and works until nothing is due. */
  publish(networks: readonly string[]): Promise<void>;
  /** Reads every account back; the fields that the networks hold otherwise than we last heard. */
  differences(): Promise<number>;
  /** Lets simulated time pass. */
  advance(ms: number): Promise<void>;
  close(): Promise<void>;
}

export interface KillEngineOptions {
  readonly workspace: string;
  readonly control: string;
  readonly resources: string;
}

const NO_KEY_STORE: KeyStore = {
  probe: () => Promise.resolve('absent'),
  get: () => Promise.resolve(null),
  set: () => Promise.reject(new Error('There is no key store')),
  delete: () => Promise.resolve(false),
};
/** A publish of a few ads comes to rest long before this many waits. */
const MOST_ROUNDS = 400;

export async function openKillEngine(options: KillEngineOptions): Promise<KillEngine> {
  const simulators = await connectSimulators(options.control);
  const clock = createShiftedClock(() => simulators.nowMs() - Date.now());
  const manager = createWorkspaceManager({
    directory: options.workspace,
    stateDirectory: path.join(options.workspace, 'state'),
    keyStore: NO_KEY_STORE,
    systemClock: createSystemClock(),
    clockOf: () => clock,
    ids: createIds(),
    migrations,
    programVersion: 'kill',
    environmentPassphrase: null,
    whenInUse: 'refuse',
  });
  const opened = await manager.open();
  if (!opened.ok) throw new Error(`The workspace does not open: ${opened.error.code} ${JSON.stringify(opened.error.details)}`);
  const open = opened.value;
  const failures: unknown[] = [];
  const features = composeFeatures({
    open,
    hub: createEventHub(),
    simulators,
    resourcesRoot: options.resources,
    readerWorker: new URL('file:///not-needed'),
    clusterWorker: new URL('file:///not-needed'),
    auditCheckpoint: () => manager.auditCheckpoint(),
    logError: (_reference, _place, cause) => void failures.push(cause),
    say: (_language, key) => key,
  });
  const context: CallContext = { actor: open.actor, carrier: 'cli', taskId: null };

  async function call<T>(feature: string, method: string, input: Json | object): Promise<T> {
    const answer = (await features.handlers[feature]![method]!(input as never, context)) as Result<T, { code: string; details: object }>; // the contract types what a handler answers; this table forgot it
    if (!answer.ok) throw new Error(`${feature}.${method}: ${answer.error.code} ${JSON.stringify(answer.error.details)}`);
    return answer.value;
  }

  async function workThrough(): Promise<void> {
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const done = await call<{ open: number; waitsUntil: string | null }>('publishing', 'work', {});
      if (failures.length > 0) throw failures[0];
      if (done.open === 0 || done.waitsUntil === null) return;
      await simulators.advance(Math.max(1, Date.parse(done.waitsUntil) - simulators.nowMs()));
    }
    throw new Error('It never comes to rest');
  }

  return {
    async publish(networks) {
      features.startScheduler();
      await workThrough();
      const ready = await call<{ objectIds: string[]; obstacle: object | null }>('changes', 'publishable', { clientId: null });
      if (ready.obstacle !== null) throw new Error(`Nothing may be published: ${JSON.stringify(ready.obstacle)}`);
      const wanted = new Set(
        open.database
          .prepare<[string], string>('SELECT id FROM plan_object WHERE network IN (SELECT value FROM json_each(?))')
          .pluck()
          .all(JSON.stringify(networks)),
      );
      const objectIds = ready.objectIds.filter((id) => wanted.has(id));
      if (objectIds.length === 0) return;
      const selection = { objectIds };
      const started = (await features.handlers['publishing']!['start']!({ selection, confirmDaily: [] } as never, context)) as Result<
        object,
        { code: string; details: { daily?: unknown } }
      >; // as above
      if (!started.ok) {
        // The amount is confirmed as it is told: nobody looks at it here.
        if (started.error.code !== 'publishing.amount_changed') throw new Error(`publishing.start: ${JSON.stringify(started.error)}`);
        const daily = (started.error.details.daily as { amountMicros: string; currency: string }[]).map((money) => ({
          amountMicros: BigInt(money.amountMicros),
          currency: money.currency,
        })); // the refusal names the amounts
        await call('publishing', 'start', { selection, confirmDaily: daily });
      }
      await workThrough();
    },
    async differences() {
      const { reports } = await call<{ reports: { ok: boolean; network: string; failureCode: string | null; incomingChanges: number }[] }>(
        'sync',
        'run',
        { clientId: null },
      );
      for (const report of reports) if (!report.ok) throw new Error(`${report.network} cannot be read: ${report.failureCode}`);
      return reports.reduce((sum, report) => sum + report.incomingChanges, 0);
    },
    advance: (ms) => simulators.advance(ms),
    async close() {
      await features.stop();
      await manager.close();
      await simulators.close();
    },
  };
}
