/** The one write connection. `work` runs synchronously, so nothing can interleave; it commits when it returns and rolls back when it throws. */
export interface UnitOfWork {
  transaction<T>(work: () => T): T;
  /** As `transaction`, on a connection that has synced its log before returning (`synchronous=FULL`): for the publishing journal. */
  durable<T>(work: () => T): T;
}
