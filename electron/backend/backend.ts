import path from 'node:path';
import { createBackup } from '../../core/backup/index.ts';
import type { BackendEvent } from '../../core/contract/index.ts';
import { createSettings } from '../../core/settings/index.ts';
import { createWorkspace } from '../../core/workspace/index.ts';
import { err, ok, type Refusal } from '../../core/kernel/result.ts';
import type { CallContext } from '../../core/ports/index.ts';
import { createOsKeyStore } from '../../adapters/keystore/os-key-store.ts';
import { createWorkspaceManager, migrations, storageRefusal, type OpenWorkspace } from '../../adapters/storage/index.ts';
import { createPreferenceStore } from '../../adapters/storage/settings-store.ts';
import { createShiftedClock, createSystemClock } from '../../adapters/system/clock.ts';
import { createIds } from '../../adapters/system/ids.ts';
import { networkModules } from '../../adapters/networks/registry.ts';
import { apiOver } from './api.ts';
import { sayFrom } from './catalogue.ts';
import { dataDirectory } from './directories.ts';
import { createDispatch, type HandlerTable, type Reply } from './dispatch.ts';
import { composeFeatures, type Features } from './features.ts';
import { doctor } from './doctor.ts';
import { createLog } from './log.ts';
import { keepHeapSmall } from './memory.ts';
import { addSampleTo } from './sample.ts';
import { createJobBoard } from '../../adapters/simulators/job-board.ts';
import { connectSimulators, openOwnSimulators, type SimulatorHub } from './simulator-hub.ts';
import { createEventHub } from './topics.ts';

export interface BackendOptions {
  /** Folder of the workspace; made when one is created. */
  readonly directory: string;
  readonly carrier: CallContext['carrier'];
  /** Control address of simulators that run elsewhere on this machine; null: a simulated workspace starts its own. */
  readonly simulatorsUrl: string | null;
  readonly version: string;
  readonly resourcesRoot: string;
  /** Entry of the thread that reads large files: TypeScript in a checkout, its bundle in the built program. */
  readonly readerWorker: URL;
  /** Entry of the threads that make segments, in the same two forms. */
  readonly clusterWorker: URL;
  /** Entry of the thread that draws pictures; without it they are drawn in this one. */
  readonly drawingWorker?: URL;
  readonly passphrase: string | null;
  readonly recoveryKey: string | null;
  /** Work through the publishing journal in the background. */
  readonly scheduler: boolean;
  /** Answers `shell.*` where a shell runs in this process; null where it does not. */
  readonly shell: HandlerTable['shell'] | null;
}

export interface Backend {
  call(name: string, input: unknown, taskId: string | null): Promise<Reply>;
  subscribe(listener: (event: BackendEvent) => void): () => void;
  power(state: 'suspend' | 'resume'): void;
  /** The workspace's now: the simulators' in a simulated one. */
  nowMs(): number;
  simulators(): SimulatorHub | null;
  /** Every marker that our books know: what remote objects are held against. */
  knownMarkers(): ReadonlySet<string>;
  keepSecret(name: string, value: string): Promise<void>;
  close(): Promise<void>;
}

const MAINTENANCE_MS = 3_600_000;
const FIRST_MAINTENANCE_MS = 20_000;
const NOBODY = { id: '00000000-0000-7000-8000-000000000000', name: '', role: 'admin' } as const;

/** Composes core and adapters into one `call`. Opens the workspace of the folder if the machine can do so by itself. */
export async function createBackend(options: BackendOptions): Promise<Backend> {
  keepHeapSmall();
  const hub = createEventHub();
  const log = createLog(path.join(dataDirectory(), 'logs'));
  const ids = createIds();
  const systemClock = createSystemClock();
  let simulators: SimulatorHub | null = null;
  let features: Features | null = null;
  const simulatedClock = createShiftedClock(() => (simulators === null ? 0 : simulators.nowMs() - Date.now()));

  const manager = createWorkspaceManager({
    directory: options.directory,
    stateDirectory: path.join(dataDirectory(), 'state'),
    keyStore: createOsKeyStore(),
    systemClock,
    clockOf: (kind) => (kind === 'simulated' ? simulatedClock : systemClock),
    ids,
    migrations,
    programVersion: options.version,
    environmentPassphrase: options.passphrase,
    whenInUse: options.carrier === 'cli' ? 'refuse' : 'read_only',
  });

  /** The listener is told synchronously; simulators need a moment. Calls wait for this chain, so none sees half a backend. */
  let settled: Promise<void> = Promise.resolve();
  manager.onChange((open) => {
    const leaving = features;
    features = null;
    settled = settled.then(() => leaving?.stop()).then(() => (open === null ? undefined : build(open)));
  });

  async function build(open: OpenWorkspace): Promise<void> {
    if (open.kind === 'simulated' && simulators === null) {
      simulators =
        options.simulatorsUrl === null
          ? await openOwnSimulators({
              directory: path.join(open.directory, 'simulators'),
              networks: [...networkModules.map((network) => network.createSimulator), createJobBoard],
              seed: 1,
            })
          : await connectSimulators(options.simulatorsUrl);
    }
    features = composeFeatures({
      open,
      hub,
      simulators: open.kind === 'simulated' ? simulators : null,
      resourcesRoot: options.resourcesRoot,
      readerWorker: options.readerWorker,
      clusterWorker: options.clusterWorker,
      drawingWorker: options.drawingWorker ?? null,
      auditCheckpoint: () => manager.auditCheckpoint(),
      logError: log.error,
      say: sayFrom(options.resourcesRoot),
    });
    if (options.scheduler && open.readOnly === null) features.startScheduler();
  }

  /** Why the workspace of this folder did not open by itself; null when there is none. */
  let whyNotOpen: Refusal | null = null;
  const workspaceHandlers = createWorkspace({
    keeper: {
      ...manager,
      status: async () => ({ ...(await manager.status()), obstacle: manager.current() === null ? shutBy(whyNotOpen) : null }),
      create: async (wish) => settle(await manager.create(wish)),
      unlock: async (given) => settle(await manager.unlock(given)),
    },
    topics: hub,
    addSample: () =>
      addSampleTo(
        apiOver((name, input) => call(name, input, null)),
        backend,
        options.resourcesRoot,
      ),
    moveHere: async (context) => settle(await manager.moveHere(context)),
  });
  const preferenceFile = (): string => path.join(manager.current() === null ? dataDirectory() : options.directory, 'preferences.json');
  const standalone: HandlerTable = {
    workspace: workspaceHandlers, // typed by the contract where it is made; the table forgets the inputs
    settings: createSettings({
      store: createPreferenceStore(preferenceFile),
      topics: hub,
      machineLanguage: process.env['LC_ALL'] ?? process.env['LANG'] ?? 'es',
    }), // as above
    backup: createBackup({ keeper: manager.backups, topics: hub }), // as above
    tasks: {
      cancel: (input: { taskId: string }) => {
        hub.cancel(input.taskId);
        return ok({ done: true });
      },
    },
    health: { doctor: async () => ok(await doctor({ manager, version: options.version, simulators })) },
    networks: { list: () => ok({ networks: networkModules.map((network) => network.description) }) },
    ...(options.shell === null ? { shell: unsupportedShell(options.version) } : { shell: options.shell }),
  };

  async function settle<T>(outcome: T): Promise<T> {
    await settled;
    return outcome;
  }

  const dispatch = createDispatch({
    notOpen: () => whyNotOpen,
    handlers: () =>
      features === null
        ? standalone
        : { ...features.handlers, ...standalone, networks: { ...standalone['networks'], ...features.handlers['networks'] } },
    isOpen: () => features !== null,
    actor: () => manager.current()?.actor ?? NOBODY,
    denied: (method, context) => {
      const open = manager.current();
      if (open !== null && open.readOnly === null)
        open.unitOfWork.transaction(() => open.auditLog.append(context, 'call.denied', null, { method }));
    },
    logError: log.error,
    translate: storageRefusal,
  });

  async function call(name: string, input: unknown, taskId: string | null): Promise<Reply> {
    // Creating and unlocking build the backend themselves; everything else waits until it stands.
    if (name !== 'workspace.create') await settled;
    return dispatch({ name, input, taskId, carrier: options.carrier });
  }

  const maintain = (): Promise<void> => manager.maintain().catch((cause: unknown) => log.error('maintain', 'backup', cause));
  const maintenance = setInterval(() => void maintain(), MAINTENANCE_MS);
  maintenance.unref();

  const backend: Backend = {
    call,
    subscribe: hub.subscribe,
    power: (state) => features?.power(state),
    nowMs: () => (manager.current()?.clock ?? systemClock).nowMs(),
    simulators: () => simulators,
    knownMarkers: () => features?.knownMarkers() ?? new Set(),
    async keepSecret(name, value) {
      const open = manager.current();
      if (open === null) throw new Error('No workspace is open');
      await open.secrets.set(name, value);
    },
    async close() {
      clearInterval(maintenance);
      // Whoever waited for a start that failed was told; the workspace is closed all the same.
      await settled.catch(() => undefined);
      await features?.stop();
      features = null;
      await manager.close();
      await settled.catch(() => undefined);
      await simulators?.close();
      log.close();
    },
  };

  let opened: boolean;
  try {
    opened = await openExisting();
    await settled;
  } catch (cause) {
    await backend.close();
    throw cause;
  }
  // The day's backup waits until the first screen stands; a command that ends sooner makes it before it answers.
  if (opened && manager.current()?.readOnly === null) {
    if (options.carrier === 'cli') await maintain();
    else setTimeout(() => void maintain(), FIRST_MAINTENANCE_MS).unref();
  }
  return backend;

  async function openExisting(): Promise<boolean> {
    const tried =
      options.recoveryKey === null ? await manager.open() : await manager.unlock({ passphrase: null, recoveryKey: options.recoveryKey });
    // A missing workspace and a locked one are states that the first screen shows; what is damaged or newer is said by `workspace.status` too.
    if (tried.ok) return true;
    whyNotOpen = tried.error.code === 'workspace.not_found' ? null : tried.error;
    return false;
  }
}

/** What no key would open; a missing key is not among them. */
function shutBy(refusal: Refusal | null): string | null {
  return refusal === null || refusal.code === 'workspace.passphrase_needed' || refusal.code === 'workspace.wrong_key' ? null : refusal.code;
}

function unsupportedShell(version: string): HandlerTable[string] {
  const no = () => err({ code: 'shell.not_supported', details: {} });
  return {
    capabilities: () => ok({ kind: 'browser', nativeMenu: false, tray: false, notifications: false, version }),
    setMenu: no,
    openExternal: no,
    notify: no,
  };
}
