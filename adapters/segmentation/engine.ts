import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { ClusterEngine, ExploreRequest, ExploreWatch, Trial } from '../../core/segmentation/index.ts';
import type { WorkerMessage } from './cluster-worker.ts';
import { createTaskRunner, drawSample, type Answer, type Task, type ThreadStart } from './explore-task.ts';
import { prepareNorms } from './fitter.ts';
import { createMemory, loadKernelModule, MOST_CLUSTERS, startKernel, type KernelModule } from './kernel-module.ts';
import { placeScratch } from './layout.ts';
import { planTable, type PlannedTable } from './table-memory.ts';

export interface EngineOptions {
  /** Holds `segmentation-relaxed.wasm` and `segmentation-plain.wasm`. */
  readonly kernelFolder: string;
  /** Entry of the worker: `cluster-worker.ts` from source, its bundle once built. Null does everything in this thread. */
  readonly workerUrl: URL | null;
  readonly threads?: number;
}

const POLL_MS = 50;
/** Below this many rows one thread is done before a second one has started. */
const SECOND_THREAD_FROM = 2_000;

/** Someone who does tasks: a worker thread, or this one. */
interface Hand {
  run(task: Task, advance: () => void): Promise<Answer | null>;
  end(): Promise<void>;
}

export function createClusterEngine(options: EngineOptions): ClusterEngine {
  let module: Promise<KernelModule> | null = null;
  return {
    async explore(request, watch) {
      checkRequest(request);
      module ??= loadKernelModule(options.kernelFolder);
      const compiled = await module;
      const planned = planTable(request.table);
      const threads = threadsFor(options, request);
      const { hands, stop } = openHands(options.workerUrl, compiled, planned, request, threads);
      const timer = setInterval(() => {
        if (watch.cancelled()) Atomics.store(stop, 0, 1);
      }, POLL_MS);
      try {
        return await work(hands, request, watch);
      } finally {
        clearInterval(timer);
        await Promise.all(hands.map((hand) => hand.end()));
      }
    },
  };
}

function checkRequest({ table, ks }: ExploreRequest): void {
  const wrong = ks.find((k) => !Number.isInteger(k) || k < 1 || k > MOST_CLUSTERS || k > table.count);
  if (wrong !== undefined) throw new Error(`Cannot make ${wrong} clusters of ${table.count} rows`);
  for (const values of table.numbers) {
    if (values.length !== table.count) throw new Error('A column of numbers is not as long as the table');
    if (values.some((value) => !Number.isFinite(value))) throw new Error('A column of numbers holds one that is not finite');
  }
  for (const column of table.categories) {
    const most = column.levels - (column.shares === null ? 1 : 0);
    if (column.codes.length !== table.count) throw new Error('A column of categories is not as long as the table');
    if (column.codes.some((code) => code > most)) throw new Error('A column of categories holds a code without a level');
  }
}

function threadsFor(options: EngineOptions, request: ExploreRequest): number {
  if (options.workerUrl === null) return 1;
  const wanted = options.threads ?? Math.max(1, Math.min(4, availableParallelism()));
  return request.table.count < SECOND_THREAD_FROM ? 1 : Math.min(wanted, request.ks.length);
}

function openHands(
  workerUrl: URL | null,
  module: KernelModule,
  planned: PlannedTable,
  settings: ExploreRequest,
  threads: number,
): { readonly hands: readonly Hand[]; readonly stop: Int32Array } {
  const { facts } = planned;
  const froms: number[] = [];
  let end = facts.places.end;
  for (let thread = 0; thread < threads; thread++) {
    froms.push(end);
    end = placeScratch(facts.shape, end).end;
  }
  const memory = createMemory(end);
  planned.write(memory);
  prepareNorms(startKernel(module, memory), facts);
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const { starts, seed, tolerance, maxIterations, rounds, roundRows } = settings;
  const hands = froms.map((scratchFrom) => {
    const start: ThreadStart = {
      module,
      memory,
      facts,
      scratchFrom,
      stop,
      settings: { starts, seed, tolerance, maxIterations, rounds, roundRows },
    };
    return workerUrl === null ? handHere(start) : handInWorker(workerUrl, start);
  });
  return { hands, stop };
}

function handHere(start: ThreadStart): Hand {
  const run = createTaskRunner(start);
  return {
    async run(task, advance) {
      await new Promise((resolve) => void setImmediate(resolve));
      return run(task, advance);
    },
    end: () => Promise.resolve(),
  };
}

function handInWorker(workerUrl: URL, start: ThreadStart): Hand {
  const worker = new Worker(workerUrl, { workerData: start });
  // The task at hand. Listeners stay on from first to last: taking them off a worker stops its messages for good.
  let current: { settle(answer: Answer | null): void; fail(error: Error): void; advance(): void } | null = null;
  worker.on('message', (message: WorkerMessage) => {
    if (message.kind === 'advance') current?.advance();
    else current?.settle(message.answer);
  });
  worker.on('error', (error) => current?.fail(error instanceof Error ? error : new Error('A clustering thread failed', { cause: error })));
  worker.on('exit', (code) => current?.fail(new Error(`A clustering thread ended early with code ${code}`)));
  return {
    run: (task, advance) =>
      new Promise((resolve, reject) => {
        current = { settle: resolve, fail: reject, advance };
        worker.postMessage(task);
      }),
    async end() {
      current = null;
      await worker.terminate();
    },
  };
}

/** The largest k first: what takes longest should not begin last. */
async function work(hands: readonly Hand[], request: ExploreRequest, watch: ExploreWatch): Promise<readonly Trial[] | null> {
  const units = request.ks.length * (request.starts + request.rounds) + (request.sampleRows > 0 ? request.starts : 0);
  let done = 0;
  const advance = (): void => {
    done += 1;
    watch.progress(Math.min(1, done / units));
  };
  const waiting = request.ks.toSorted((a, b) => b - a);
  const trials = new Map<number, Trial>();
  let cancelled = false;
  await Promise.all(
    hands.map(async (hand) => {
      for (let k = waiting.shift(); k !== undefined && !cancelled; k = waiting.shift()) {
        const answer = await hand.run({ kind: 'trial', k }, advance);
        if (answer?.kind === 'trial') trials.set(k, answer.trial);
        else cancelled = true;
      }
    }),
  );
  const ordered = request.ks.map((k) => trials.get(k)).filter((trial) => trial !== undefined);
  const [first] = hands;
  if (cancelled || watch.cancelled() || first === undefined) return null;
  if (request.sampleRows === 0) return ordered;
  const rows = drawSample(request.table.count, request.sampleRows, request.seed);
  const sampled = ordered.map(({ labels }) => Uint8Array.from(rows, (row) => labels[row] ?? 0));
  const answer = await first.run({ kind: 'sample', rows, trials: sampled }, advance);
  if (answer?.kind !== 'sample') return null;
  watch.progress(1);
  return ordered.map((trial, index) => {
    const found = answer.silhouettes[index];
    return found === undefined
      ? trial
      : { ...trial, sampled: { silhouette: found.mean, standardError: found.standardError, rows: rows.length } };
  });
}
