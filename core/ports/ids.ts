export interface Ids {
  /** A new UUIDv7, lower case: sorts by creation. */
  next(): string;
  /** A new marker: 40 random bits as 8 lower-case base32 characters (a–z, 2–7). Names one remote object for ever. */
  marker(): string;
}
