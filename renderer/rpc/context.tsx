import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useMemo, type ReactNode } from 'react';
import type { Api, AppContract, BackendEvent } from '../../core/contract/index.ts';
import type { Carrier } from './carrier.ts';
import { createCall, createRpc, type Call } from './client.ts';
import { readsAny } from './topics.ts';

type ProgressEvent = Extract<BackendEvent, { kind: 'progress' }>;
/** What the shell around the screens asks for: a command of the native menu, a link that was opened. */
export type ShellEvent = Extract<BackendEvent, { kind: 'command' | 'open' }>;
interface Backend {
  readonly call: Call;
  readonly rpc: Api<AppContract>;
  readonly onProgress: (taskId: string, listener: (event: ProgressEvent) => void) => () => void;
  readonly onShell: (listener: (event: ShellEvent) => void) => () => void;
}

const BackendContext = createContext<Backend | null>(null);

export function useBackend(): Backend {
  const backend = useContext(BackendContext);
  if (backend === null) throw new Error('useBackend outside BackendProvider');
  return backend;
}

export function createQueryClient(): QueryClient {
  const always = { networkMode: 'always', retry: false } as const; // the backend is on this machine: offline changes nothing
  return new QueryClient({ defaultOptions: { queries: { ...always, staleTime: 30_000, gcTime: 10 * 60_000 }, mutations: always } });
}

export function BackendProvider({
  carrier,
  client,
  children,
}: {
  readonly carrier: Carrier;
  readonly client: QueryClient;
  readonly children: ReactNode;
}) {
  const [backend, deliver] = useMemo(() => createBackend(carrier), [carrier]);
  useEffect(
    () =>
      carrier.subscribe((event) => {
        if (event.kind !== 'moved') return deliver(event);
        void client.invalidateQueries({ predicate: ({ queryKey }) => readsAny(String(queryKey[0]), event.topics) });
      }),
    [carrier, client, deliver],
  );
  return (
    <BackendContext value={backend}>
      <QueryClientProvider client={client}>{children}</QueryClientProvider>
    </BackendContext>
  );
}

function createBackend(carrier: Carrier): readonly [Backend, (event: ProgressEvent | ShellEvent) => void] {
  const call = createCall(carrier);
  const listeners = new Map<string, Set<(event: ProgressEvent) => void>>();
  const shellListeners = new Set<(event: ShellEvent) => void>();
  const backend: Backend = {
    call,
    rpc: createRpc(call),
    onProgress(taskId, listener) {
      const set = listeners.get(taskId) ?? new Set();
      listeners.set(taskId, set.add(listener));
      return () => {
        set.delete(listener);
        if (set.size === 0) listeners.delete(taskId);
      };
    },
    onShell(listener) {
      shellListeners.add(listener);
      return () => shellListeners.delete(listener);
    },
  };
  function deliver(event: ProgressEvent | ShellEvent): void {
    if (event.kind === 'progress') listeners.get(event.taskId)?.forEach((listener) => listener(event));
    else shellListeners.forEach((listener) => listener(event));
  }
  return [backend, deliver];
}
