import { keepPreviousData, queryOptions, useMutation, useQuery, type UseMutationResult, type UseQueryResult } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useBackend } from './context.tsx';
import { encodeInput, type Call } from './client.ts';
import type { CommandName, InputOf, MethodName, OutputOf, QueryName } from './methods.ts';
import { asRpcError, type RpcError } from './rpc-error.ts';

/** The key of a query: the method, then its input in wire form (bigints do not hash). */
export function readOptions<N extends QueryName>(call: Call, name: N, input: InputOf<N>) {
  return queryOptions<OutputOf<N>, RpcError>({ queryKey: [name, encodeInput(name, input)], queryFn: () => call(name, input) });
}

export interface ReadSettings {
  /** False while there is nothing to ask for yet. */
  readonly enabled?: boolean;
  /** Milliseconds between readings, for what no topic announces. */
  readonly everyMs?: number;
}

/** Reads through the cache and reads again when one of the method's topics moves. The last answer stays while the next one is on its way. */
export function useRead<N extends QueryName>(
  name: N,
  input: InputOf<N>,
  settings: ReadSettings = {},
): UseQueryResult<OutputOf<N>, RpcError> {
  const { call } = useBackend();
  return useQuery({
    ...readOptions(call, name, input),
    enabled: settings.enabled ?? true,
    placeholderData: keepPreviousData, // generic over the output, which TypeScript cannot follow through the conditional type
    ...(settings.everyMs === undefined ? {} : { refetchInterval: settings.everyMs }),
  });
}

export function useWrite<N extends CommandName>(name: N): UseMutationResult<OutputOf<N>, RpcError, InputOf<N>> {
  const { call } = useBackend();
  return useMutation<OutputOf<N>, RpcError, InputOf<N>>({ mutationKey: [name], mutationFn: (input) => call(name, input) });
}

export interface TaskProgress {
  readonly stage: string;
  readonly done: number;
  readonly total: number | null;
  /** Items a second since the start of the stage; null until it can be told. */
  readonly rate: number | null;
  readonly msLeft: number | null;
}
export interface Task<N extends MethodName> {
  readonly run: (input: InputOf<N>) => Promise<OutputOf<N> | RpcError>;
  readonly cancel: () => void;
  readonly running: boolean;
  readonly progress: TaskProgress | null;
}

/** A long command or query: progress with rate and time left, and a cancel that the backend obeys. */
export function useTask<N extends MethodName>(name: N): Task<N> {
  const { call, onProgress } = useBackend();
  const [progress, setProgress] = useState<TaskProgress | null>(null);
  const [running, setRunning] = useState(false);
  const taskId = useRef<string | null>(null);
  const stop = useRef<() => void>(() => undefined);
  useEffect(() => () => stop.current(), []);
  return {
    running,
    progress,
    cancel() {
      if (taskId.current !== null) void call('tasks.cancel', { taskId: taskId.current }).catch(() => undefined); // already over: nothing to cancel
    },
    async run(input) {
      const id = crypto.randomUUID();
      taskId.current = id;
      setRunning(true);
      setProgress(null);
      let stage = { name: '', startedAt: 0, from: 0 };
      stop.current = onProgress(id, (event) => {
        const now = performance.now();
        if (event.stage !== stage.name) stage = { name: event.stage, startedAt: now, from: event.done };
        const seconds = (now - stage.startedAt) / 1000;
        const rate = seconds > 0.4 ? (event.done - stage.from) / seconds : null;
        const msLeft = rate !== null && rate > 0 && event.total !== null ? ((event.total - event.done) / rate) * 1000 : null;
        setProgress({ stage: event.stage, done: event.done, total: event.total, rate, msLeft });
      });
      try {
        return await call(name, input, id);
      } catch (cause) {
        return asRpcError(cause);
      } finally {
        stop.current();
        taskId.current = null;
        setRunning(false);
      }
    },
  };
}
