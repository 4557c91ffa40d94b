import { err, ok, type Result } from '../../../core/kernel/index.ts';
import type { AccountRef, Clock, LeadNetwork, NetworkFailure, RemoteLead } from '../../../core/ports/index.ts';
import type { SnapClient } from './client.ts';
import { parseCsv } from './csv.ts';
import { rawAnswer, refusal } from './failures.ts';
import { ReportRun } from './schemas.ts';
import { dayAt, startOfDayMs, startOfNextDayMs } from '../account-days.ts';
import { parseSnapTime, snapTime } from './zone.ts';

/**
 * The documented way to leads is a webhook, which no desktop can offer; they are not queued while none is registered. A report
 * that two clients pull is the other way, known from third parties alone (read 2026-11-20): where the network does not have
 * it, that is said, and nothing else of the program depends on it.
 */
const RETENTION_DAYS = 90;
const LOOK_MS = 2_000;
const MOST_LOOKS = 60;

export function createLeads(client: SnapClient, clock: Clock): LeadNetwork {
  async function report(account: AccountRef, since: string): Promise<Result<string, NetworkFailure>> {
    const path = `/adaccounts/${account.remoteId}/leads_report`;
    const base = { path, secretName: account.secretName } as const;
    const nowMs = clock.nowMs();
    const oldest = Math.max(parseSnapTime(since) ?? 0, nowMs - RETENTION_DAYS * 86_400_000);
    const started = await client.call(
      {
        ...base,
        method: 'POST',
        query: {
          async_format: 'csv',
          start_time: snapTime(startOfDayMs(dayAt(oldest, account.timeZone), account.timeZone), account.timeZone),
          end_time: snapTime(startOfNextDayMs(dayAt(nowMs, account.timeZone), account.timeZone), account.timeZone),
        },
        patience: 'wait',
      },
      ReportRun,
    );
    if (!started.ok) {
      const absent = started.error.kind === 'refused' && ['http_404', 'http_405', 'E3003', 'E0001'].includes(started.error.raw.code ?? '');
      if (absent) return refusal('snapchat.leads_report_missing', null, null, 'The network does not offer the report of leads');
      // Asking for a report leaves nothing behind: a lost answer is only a lost answer.
      return started.error.kind === 'outcome_unknown' ? err({ kind: 'unavailable', raw: started.error.raw }) : started;
    }
    for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
      const run = await client.call({ ...base, method: 'GET', query: { report_run_id: started.value.value.report_run_id } }, ReportRun);
      if (!run.ok) return run;
      const { async_status: status, result } = run.value.value;
      if (result !== undefined) return client.text({ method: 'GET', path: result, secretName: account.secretName });
      if (status === 'FAILED') return err({ kind: 'unavailable', raw: rawAnswer(200, status, 'The report failed', null) });
      await clock.sleep(LOOK_MS);
    }
    return err({ kind: 'unavailable', raw: rawAnswer(200, null, 'The report does not end', null) });
  }

  return {
    leadRetentionDays: RETENTION_DAYS,
    async leads(account, since) {
      const file = await report(account, since);
      if (!file.ok) return file;
      const leads: RemoteLead[] = [];
      for (const row of parseCsv(file.value)) {
        const lead = leadOf(row);
        if (lead === null)
          // The row itself holds what a person typed and is not repeated.
          return err({
            kind: 'unsupported',
            raw: rawAnswer(200, null, 'The report of leads has columns that this version does not know', null),
          });
        if (lead.createdAt >= since) leads.push(lead);
      }
      return ok(leads.toSorted((left, right) => left.createdAt.localeCompare(right.createdAt)));
    },
  };
}

/** Names of columns are not documented: several spellings are understood, every other column is an answer. */
const COLUMNS = {
  id: ['lead_id', 'id'],
  time: ['submitted_at', 'created_at', 'submit_time', 'timestamp'],
  ad: ['ad_id'],
  form: ['form_id', 'lead_generation_form_id'],
} as const;

function leadOf(row: ReadonlyMap<string, string>): RemoteLead | null {
  const of = (names: readonly string[]): string | null => names.map((name) => row.get(name)).find((value) => value !== undefined) ?? null;
  const id = of(COLUMNS.id);
  const ms = parseSnapTime(of(COLUMNS.time));
  if (id === null || id === '' || ms === null) return null;
  const own = new Set<string>(Object.values(COLUMNS).flat());
  return {
    remoteId: id,
    createdAt: new Date(ms).toISOString(),
    adRemoteId: of(COLUMNS.ad),
    formRemoteId: of(COLUMNS.form),
    answers: [...row].filter(([name, value]) => !own.has(name) && value !== '').map(([field, value]) => ({ field, value })),
  };
}
