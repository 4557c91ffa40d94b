import type { AbortLike } from '../ports/clock.ts';

/** Ends a wait of the clock before its time. Rings once. */
export interface Alarm {
  readonly signal: AbortLike;
  ring(): void;
  rung(): boolean;
}

/** An abort signal without the platform's: core runs where there is none. */
export function createAlarm(): Alarm {
  let rung = false;
  const listeners = new Set<() => void>();
  return {
    signal: {
      get aborted() {
        return rung;
      },
      addEventListener: (_type, listener) => void listeners.add(listener),
      removeEventListener: (_type, listener) => void listeners.delete(listener),
    },
    ring() {
      if (rung) return;
      rung = true;
      for (const listener of listeners) listener();
    },
    rung: () => rung,
  };
}
