import type { Json } from '../kernel/result.ts';
import type { CallContext } from './change-log.ts';

/** Append-only, hash-chained. Write in the same transaction as the thing it speaks of. No personal data, no secrets. */
export interface AuditLog {
  /** `action` is `feature.verb` (`publishing.step_sent`); `subject` an id or null. */
  append(context: CallContext, action: string, subject: string | null, details: { readonly [key: string]: Json }): void;
}
