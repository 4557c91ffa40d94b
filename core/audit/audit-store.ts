import type { Json } from '../kernel/result.ts';

export interface AuditRow {
  readonly sequence: number;
  readonly at: string;
  readonly actor: string;
  readonly carrier: string;
  readonly action: string;
  readonly subject: string | null;
  readonly details: { readonly [key: string]: Json };
  readonly hash: string;
}

export interface AuditPage {
  /** Newest first. */
  readonly rows: readonly AuditRow[];
  readonly total: number;
}

/** The last row at one moment: what a checkpoint outside the database remembers. */
export interface AuditMark {
  readonly sequence: number;
  readonly hash: string;
}

export interface AuditVerdict {
  readonly entries: number;
  readonly intact: boolean;
  readonly brokenAt: number | null;
}

/** What the audit feature reads. */
export interface AuditStore {
  list(filter: { readonly text: string; readonly action: string | null; readonly offset: number; readonly limit: number }): AuditPage;
  /** Oldest first, one by one: the whole log need not fit in memory. */
  all(): Iterable<AuditRow>;
  head(): AuditMark;
  /** Follows the chain from the first row; `checkpoint` is what the key store remembers of it, null when it holds none. */
  verify(checkpoint: AuditMark | null): AuditVerdict;
}
