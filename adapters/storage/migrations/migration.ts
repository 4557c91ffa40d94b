/** What a migration may use: plain SQL, so that its hash can be taken without running it. */
export interface MigrationTarget {
  exec(sql: string): unknown;
}

/** One step of the schema, forward only. Once shipped it is never edited: a later change is a new migration. */
export interface Migration {
  /** Unique. 10–99 for the first release, in ranges by feature; from 100 on in order of writing. */
  readonly version: number;
  readonly name: string;
  readonly up: (db: MigrationTarget) => void;
}
