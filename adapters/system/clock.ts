import type { AbortLike, Clock } from '../../core/ports/clock.ts';

/** The machine's clock. */
export function createSystemClock(): Clock {
  return createShiftedClock(() => 0);
}

/** The machine's clock plus an offset that is asked each time: the clock of a simulated workspace, which can be moved ahead. */
export function createShiftedClock(offsetMs: () => number): Clock {
  const formats = new Map<string, Intl.DateTimeFormat>();

  function nowMs(): number {
    return Date.now() + offsetMs();
  }

  return {
    nowMs,
    monotonicMs: () => performance.now() + offsetMs(),
    nowIso: () => new Date(nowMs()).toISOString(),
    today(timeZone) {
      let format = formats.get(timeZone);
      if (format === undefined) {
        format = new Intl.DateTimeFormat('en-CA', {
          timeZone,
          calendar: 'gregory',
          numberingSystem: 'latn',
          year: 'numeric',
          month: '2-digit',
          day: '2-digit',
        });
        formats.set(timeZone, format);
      }
      const parts = new Map(format.formatToParts(nowMs()).map((part) => [part.type, part.value]));
      return `${(parts.get('year') ?? '').padStart(4, '0')}-${parts.get('month')}-${parts.get('day')}`;
    },
    sleep: (ms, signal) => sleepUntil(nowMs, nowMs() + ms, signal),
  };
}

/** Looks again every half second at most, so that moving the simulated clock ahead ends a wait. */
const LOOK_MS = 500;

function sleepUntil(nowMs: () => number, dueMs: number, signal: AbortLike | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    let timer: ReturnType<typeof setTimeout> | undefined;

    function stop(): void {
      clearTimeout(timer);
      reject(new Error('The wait was cancelled'));
    }

    function look(): void {
      const left = dueMs - nowMs();
      if (left <= 0) {
        signal?.removeEventListener('abort', stop);
        resolve();
        return;
      }
      timer = setTimeout(look, Math.min(left, LOOK_MS));
    }

    if (signal?.aborted === true) {
      stop();
      return;
    }
    signal?.addEventListener('abort', stop);
    look();
  });
}

/** True for a name that this machine's time zone data knows. */
export function isTimeZone(name: string): boolean {
  try {
    // Intl also takes offsets (`-05:00`), which are no zones: they know no rules.
    return /^[A-Za-z]/.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
