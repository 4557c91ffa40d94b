/**
 * A hybrid logical clock: wall time that never runs back, with a counter for what happens within one millisecond.
 * Its text sorts as it happened, across installations too, and stays near real time (Kulkarni et al., "Logical
 * Physical Clocks", 2014).
 */
export interface Hlc {
  readonly ms: number;
  readonly counter: number;
}

const COUNTER_LIMIT = 0x10000;

/** The stamp of a local event: later than `last` even when the wall clock was set back. */
export function nextHlc(last: Hlc, nowMs: number): Hlc {
  if (nowMs > last.ms) return { ms: nowMs, counter: 0 };
  if (last.counter + 1 < COUNTER_LIMIT) return { ms: last.ms, counter: last.counter + 1 };
  return { ms: last.ms + 1, counter: 0 };
}

/** The stamp after hearing from another installation: later than both. */
export function mergeHlc(last: Hlc, heard: Hlc, nowMs: number): Hlc {
  const newer = heard.ms > last.ms || (heard.ms === last.ms && heard.counter > last.counter) ? heard : last;
  return nextHlc(newer, nowMs);
}

/** 12 hex digits of milliseconds, 4 of counter, then whose clock: sorts as text. */
export function hlcText(stamp: Hlc, installation: string): string {
  return `${stamp.ms.toString(16).padStart(12, '0')}-${stamp.counter.toString(16).padStart(4, '0')}-${installation}`;
}

export function parseHlc(text: string): Hlc | null {
  const match = /^([0-9a-f]{12})-([0-9a-f]{4})-/.exec(text);
  if (match === null) return null;
  return { ms: Number.parseInt(match[1] ?? '', 16), counter: Number.parseInt(match[2] ?? '', 16) };
}
