import type { BackendEvent } from '../../core/contract/index.ts';
import type { Topics } from '../../core/ports/index.ts';

export interface EventHub extends Topics {
  subscribe(listener: (event: BackendEvent) => void): () => void;
  cancel(taskId: string): void;
  send(event: BackendEvent): void;
}

const PROGRESS_EVERY_MS = 80;

/** Gathers the topics that moved in one turn into one event, and lets progress through a dozen times a second. */
export function createEventHub(): EventHub {
  const listeners = new Set<(event: BackendEvent) => void>();
  const cancelled = new Set<string>();
  const lastProgress = new Map<string, number>();
  let pending: Set<string> | null = null;
  const send = (event: BackendEvent): void => {
    for (const listener of listeners) listener(event);
  };
  return {
    send,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    moved(...topics) {
      if (pending === null) {
        const gathered = (pending = new Set<string>());
        setImmediate(() => {
          pending = null;
          send({ kind: 'moved', topics: [...gathered] });
        });
      }
      for (const topic of topics) pending.add(topic);
    },
    progress(taskId, stage, done, total) {
      if (taskId === null) return;
      const now = performance.now();
      const finished = total !== null && done >= total;
      if (!finished && now - (lastProgress.get(taskId) ?? Number.NEGATIVE_INFINITY) < PROGRESS_EVERY_MS) return;
      lastProgress.set(taskId, now);
      send({ kind: 'progress', taskId, stage, done, total });
    },
    cancelled: (taskId) => taskId !== null && cancelled.has(taskId),
    cancel: (taskId) => void cancelled.add(taskId),
  };
}
