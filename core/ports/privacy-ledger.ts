import type { CallContext } from './change-log.ts';

/** What a thing done to people's data leaves behind: who, when, what and how many; nobody's name, number or hash. */
export interface PrivacyLedger {
  /** Call inside the transaction of what it speaks of. `action` is `feature.verb`; the audit gets the same line. */
  note(context: CallContext, action: string, clientId: string | null, counts: { readonly [key: string]: number | string }): void;
}
