/** What a wall time in a zone means on the line of time. */
export interface ZonedMoment {
  readonly ms: number;
  /** `gap`: the clocks skip this time, so it is the first moment after. `overlap`: it comes twice, and the first one counts. */
  readonly kind: 'exact' | 'gap' | 'overlap';
}

/** IANA time zones. */
export interface Zones {
  /** Of the rules in use: a stored moment that was computed by others is computed anew. */
  readonly version: string;
  known(zone: string): boolean;
  /** `wall` is `YYYY-MM-DDTHH:mm`. */
  at(wall: string, zone: string): ZonedMoment;
}
