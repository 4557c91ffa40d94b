import { z } from 'zod';
import { err, ok, type Result } from '../../../core/kernel/index.ts';
import type { AccountRef, LeadNetwork, NetworkFailure, RemoteLead } from '../../../core/ports/index.ts';
import type { MetaClient } from './client.ts';
import { rawAnswer } from './failures.ts';
import { parseGraphTime } from './zone.ts';

/** Unconfirmed: about ninety days. "Lead ads, retrieving" (v26.0; read 2026-11-20) */
const RETENTION_DAYS = 90;
const PAGE = 100;

const PageToken = z.object({ id: z.string(), access_token: z.string().optional() });
const Form = z.object({ id: z.string() });
const Lead = z.object({
  id: z.string(),
  created_time: z.string(),
  ad_id: z.string().optional(),
  form_id: z.string().optional(),
  field_data: z.array(z.object({ name: z.string(), values: z.array(z.string()).default([]) })).default([]),
});

/** Answers to instant forms of the account's Page. */
export function createLeads(client: MetaClient): LeadNetwork {
  /** Forms answer to the Page's own token; it is read, used and forgotten. */
  async function pageToken(account: AccountRef, pageId: string): Promise<Result<string | null, NetworkFailure>> {
    const answer = await client.call(
      {
        method: 'GET',
        path: pageId,
        params: { fields: 'id,access_token' },
        secretName: account.secretName,
        accountId: account.remoteId,
      },
      PageToken,
    );
    return answer.ok ? ok(answer.value.value.access_token ?? null) : answer;
  }

  return {
    leadRetentionDays: RETENTION_DAYS,
    async leads(account, since) {
      const pageId = account.settings['pageId'] ?? '';
      if (pageId === '')
        return err({ kind: 'refused', code: 'meta.page_missing', problems: [], raw: rawAnswer(null, null, 'No Page is set', null) });
      const token = await pageToken(account, pageId);
      if (!token.ok) return token;
      const call = {
        secretName: account.secretName,
        accountId: account.remoteId,
        ...(token.value === null ? {} : { token: token.value }),
      };
      const forms = await client.all({ ...call, path: `${pageId}/leadgen_forms`, params: { fields: 'id', limit: PAGE } }, Form);
      if (!forms.ok) return forms;
      const sinceMs = Date.parse(since);
      const leads: { readonly createdMs: number; readonly lead: RemoteLead }[] = [];
      for (const form of forms.value) {
        const rows = await client.all(
          {
            ...call,
            path: `${form.id}/leads`,
            params: {
              fields: 'id,created_time,ad_id,form_id,field_data',
              // The filter leaves its own second out.
              filtering: [{ field: 'time_created', operator: 'GREATER_THAN', value: Math.floor(sinceMs / 1000) - 1 }],
              limit: PAGE,
            },
          },
          Lead,
        );
        if (!rows.ok) return rows;
        for (const row of rows.value) {
          const createdMs = parseGraphTime(row.created_time);
          if (createdMs === null) return err({ kind: 'unsupported', raw: rawAnswer(200, null, 'A lead without a readable time', null) });
          if (createdMs >= sinceMs) leads.push({ createdMs, lead: leadOf(row, form.id, createdMs) });
        }
      }
      return ok(
        leads
          .toSorted((left, right) => left.createdMs - right.createdMs || left.lead.remoteId.localeCompare(right.lead.remoteId))
          .map(({ lead }) => lead),
      );
    },
  };
}

function leadOf(row: z.infer<typeof Lead>, formId: string, createdMs: number): RemoteLead {
  return {
    remoteId: row.id,
    createdAt: new Date(createdMs).toISOString(),
    adRemoteId: row.ad_id ?? null,
    formRemoteId: row.form_id ?? formId,
    answers: row.field_data.map(({ name, values }) => ({ field: name, value: values.join(', ') })),
  };
}
