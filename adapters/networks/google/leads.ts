import { err, ok } from '../../../core/kernel/index.ts';
import type { LeadNetwork, RemoteLead } from '../../../core/ports/index.ts';
import type { z } from 'zod';
import { identityOf, type Client } from './client.ts';
import { rawAnswer } from './failures.ts';
import { LeadRow } from './schemas.ts';

/** Unconfirmed: about sixty days. @see google-ads.md section 5.6 (read 2026-11-20) */
const RETENTION_DAYS = 60;

/** Without a condition on the time: which comparisons its text takes is not written down, and Google keeps two months at most. */
const QUERY =
  'SELECT lead_form_submission_data.id, lead_form_submission_data.asset, lead_form_submission_data.ad_group_ad, lead_form_submission_data.submission_date_time, lead_form_submission_data.lead_form_submission_fields, lead_form_submission_data.custom_lead_form_submission_fields FROM lead_form_submission_data';

/** Answers to the account's lead forms. */
export function createLeads(client: Client): LeadNetwork {
  return {
    leadRetentionDays: RETENTION_DAYS,
    async leads(account, since) {
      const rows = await client.rows(identityOf(account), account.remoteId, QUERY, LeadRow);
      if (!rows.ok) return rows;
      const sinceMs = Date.parse(since);
      const leads: RemoteLead[] = [];
      for (const row of rows.value) {
        const atMs = submittedMs(row.leadFormSubmissionData.submissionDateTime);
        if (atMs === null) return err({ kind: 'unsupported', raw: rawAnswer(200, null, 'A lead without a readable time', null) });
        if (atMs >= sinceMs) leads.push(leadOf(row, atMs));
      }
      return ok(
        leads.toSorted((left, right) => left.createdAt.localeCompare(right.createdAt) || left.remoteId.localeCompare(right.remoteId)),
      );
    },
  };
}

/** `2026-11-20 10:00:00-05:00`; null when it is anything else. */
export function submittedMs(text: string): number | null {
  const match = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})([+-]\d{2}:\d{2})$/.exec(text);
  const ms = match === null ? Number.NaN : Date.parse(`${match[1]}T${match[2]}${match[3]}`);
  return Number.isNaN(ms) ? null : ms;
}

function lastPart(name: string | undefined): string | null {
  return name === undefined || name === '' ? null : name.slice(name.lastIndexOf('/') + 1);
}

function leadOf({ leadFormSubmissionData: lead }: z.output<typeof LeadRow>, atMs: number): RemoteLead {
  return {
    remoteId: lead.id,
    createdAt: new Date(atMs).toISOString(),
    adRemoteId: lastPart(lead.adGroupAd),
    formRemoteId: lastPart(lead.asset),
    answers: [
      ...lead.leadFormSubmissionFields.map(({ fieldType, fieldValue }) => ({ field: fieldType, value: fieldValue })),
      ...lead.customLeadFormSubmissionFields.map(({ questionText, fieldValue }) => ({ field: questionText, value: fieldValue })),
    ],
  };
}
