import type { audit } from '../contract/workspace.ts';
import { canonicalJson } from '../kernel/canonical.ts';
import { jsonDetails } from '../kernel/json-data.ts';
import { ok } from '../kernel/result.ts';
import type { Clock } from '../ports/clock.ts';
import type { Handlers } from '../ports/handlers.ts';
import type { AuditMark, AuditRow, AuditStore } from './audit-store.ts';

export interface AuditOptions {
  readonly store: AuditStore;
  readonly clock: Clock;
  /** What the key store remembers of the chain; null when it has no checkpoint yet or cannot be reached. */
  readonly checkpoint: () => Promise<AuditMark | null>;
}

/** Reading, proving and handing over the audit log. */
export function createAudit(options: AuditOptions): Handlers<typeof audit> {
  const { store } = options;
  return {
    list(input) {
      const page = store.list(input);
      return ok({ entries: page.rows.map(toEntry), total: page.total });
    },
    verify: async () => ok(store.verify(await options.checkpoint())),
    export() {
      let jsonLines = '';
      for (const row of store.all()) jsonLines += `${canonicalJson({ ...row })}\n`;
      return ok({ fileName: `altavoz-audit-${options.clock.nowIso().slice(0, 10)}.jsonl`, jsonLines });
    },
  };
}

function toEntry(row: AuditRow) {
  return { ...row, details: jsonDetails(row.details) };
}
