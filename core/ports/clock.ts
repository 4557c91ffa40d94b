/** Time as the workspace sees it. A simulated workspace runs on the simulators' clock, a test on its own. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. May jump; never order events by it, use sequence numbers. */
  nowMs(): number;
  /**
   * Milliseconds that have really passed since some moment of this process: nobody can set it back or ahead. For how long
   * something took; never stored. Absent where a test has one time for everything.
   */
  monotonicMs?(): number;
  /** ISO 8601 UTC text ending in Z, millisecond precision. */
  nowIso(): string;
  /** Today as `YYYY-MM-DD` in an IANA time zone. */
  today(timeZone: string): string;
  /** Resolves after `ms` of this clock, earlier (rejecting with the reason) when the signal aborts. */
  sleep(ms: number, signal?: AbortLike): Promise<void>;
}

/** The part of AbortSignal that core may know. */
export interface AbortLike {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}
