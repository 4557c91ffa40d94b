import type { Clock } from '../ports/clock.ts';
import { createAlarm } from './alarm.ts';
import type { Engine } from './engine.ts';

export interface Scheduler {
  /** Starts working in the background; returns when it was stopped. */
  run(): Promise<void>;
  /** Something changed: work is looked for now instead of at the next due time. */
  wake(): void;
  stop(): void;
}

export interface SchedulerDeps {
  readonly engine: Pick<Engine, 'work'>;
  readonly clock: Clock;
  /** A broken machine or a bug ended one round; the next one starts after a pause. */
  readonly failed: (cause: unknown) => void;
}

/** Never slept longer than this: after sleep, a clock change or a time-zone change due times are judged again. */
const LONGEST_SLEEP_MS = 30_000;
const AFTER_FAILURE_MS = 10_000;
/** Steps due in a moment are waited for at least this long, so that a due time in the past cannot spin. */
const SHORTEST_SLEEP_MS = 50;

/** Wakes at due times and on changes. Driven by the clock it is given, so it survives sleep and jumps: nothing is counted, everything is looked up. */
export function createScheduler(deps: SchedulerDeps): Scheduler {
  let stopped = false;
  let alarm = createAlarm();

  return {
    async run() {
      while (!stopped) {
        let waitMs = LONGEST_SLEEP_MS;
        const heard = alarm;
        try {
          const report = await deps.engine.work();
          if (report.waitsUntilMs !== null)
            waitMs = Math.min(waitMs, Math.max(SHORTEST_SLEEP_MS, report.waitsUntilMs - deps.clock.nowMs()));
        } catch (cause) {
          deps.failed(cause);
          waitMs = AFTER_FAILURE_MS;
        }
        if (!stopped && !heard.rung()) await deps.clock.sleep(waitMs, heard.signal).catch(() => undefined);
        if (heard.rung()) alarm = createAlarm();
      }
    },
    wake: () => alarm.ring(),
    stop() {
      stopped = true;
      alarm.ring();
    },
  };
}
