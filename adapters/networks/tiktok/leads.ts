import { err, ok, type Result } from '../../../core/kernel/index.ts';
import type { AccountRef, Clock, LeadNetwork, NetworkFailure, RemoteLead } from '../../../core/ports/index.ts';
import type { TikTokClient } from './client.ts';
import { rawAnswer, refusal } from './failures.ts';
import { csvRows } from './csv.ts';
import { LeadPage, LeadTask } from './schemas.ts';
import { askerOf } from './structures.ts';
import { parseScheduleTime } from './zone.ts';

/** "Leads API, download leads" (v1.3; read 2026-11-20): a task a form, asked about until it is done, then a file. Works without a public address. */
const POLL_MS = 2_000;
const MOST_POLLS = 60;
const PAGE = 20;

export function createLeads(client: TikTokClient, clock: Clock): LeadNetwork {
  async function finishedTask(account: AccountRef, pageId: string): Promise<Result<string, NetworkFailure>> {
    const asker = askerOf(account);
    const started = await client.ask(
      { asker, path: '/page/lead/task/', values: { advertiser_id: account.remoteId, page_id: pageId } },
      LeadTask,
    );
    if (!started.ok) return started;
    let { task_id: taskId, status = 'CREATED' } = started.value.value;
    for (let poll = 0; poll < MOST_POLLS; poll += 1) {
      if (status === 'SUCCEED') return ok(taskId);
      if (status === 'FAILED') return err(refusal('task_failed', null, null, `TikTok could not gather the leads of form ${pageId}`));
      await clock.sleep(POLL_MS);
      const asked = await client.ask(
        { asker, path: '/page/lead/task/', values: { advertiser_id: account.remoteId, page_id: pageId, task_id: taskId } },
        LeadTask,
      );
      if (!asked.ok) return asked;
      ({ task_id: taskId, status = 'RUNNING' } = asked.value.value);
    }
    return err({ kind: 'unavailable', raw: rawAnswer(200, '40201', 'The task of TikTok is not finished yet', null) });
  }

  async function ofPage(account: AccountRef, pageId: string): Promise<Result<readonly RemoteLead[], NetworkFailure>> {
    const taskId = await finishedTask(account, pageId);
    if (!taskId.ok) return taskId;
    const file = await client.text({
      asker: askerOf(account),
      path: '/page/lead/task/download/',
      values: { advertiser_id: account.remoteId, task_id: taskId.value },
    });
    if (!file.ok) return file;
    const leads: RemoteLead[] = [];
    for (const row of csvRows(file.value)) {
      const lead = leadOf(row, pageId);
      // The row itself is personal data and stays out of the failure.
      if (lead === null)
        return err({ kind: 'unsupported', raw: rawAnswer(200, null, 'A row of the file of leads has no id or no time', null) });
      leads.push(lead);
    }
    return ok(leads);
  }

  return {
    leadRetentionDays: 90,
    async leads(account, since) {
      const pages = await client.all(
        { asker: askerOf(account), path: '/page/get/', values: { advertiser_id: account.remoteId, business_type: 'LEAD_GEN' } },
        LeadPage,
        PAGE,
      );
      if (!pages.ok) return pages;
      const found: RemoteLead[] = [];
      for (const page of pages.value) {
        // Only published forms can have been filled in.
        if (page.status !== 'PUBLISHED' && page.status !== 'EDITED') continue;
        const part = await ofPage(account, page.page_id);
        if (!part.ok) return part;
        found.push(...part.value);
      }
      return ok(found.filter((lead) => lead.createdAt >= since).toSorted((left, right) => left.createdAt.localeCompare(right.createdAt)));
    },
  };
}

/** Columns that say where a lead came from; every other one is a question of the form. The heads of the file are not documented. */
const ID = ['lead_id', 'lead id'];
const TIME = ['create_time', 'created_time', 'create time', 'created time', 'created_at'];
const AD = ['ad_id', 'ad id'];
const STRUCTURE = /^(lead|ad|ad_?group|campaign|page|form|advertiser)[ _](id|name)$/;

function leadOf(row: ReadonlyMap<string, string>, formRemoteId: string): RemoteLead | null {
  const value = (names: readonly string[]): string | null => names.map((name) => row.get(name)).find((text) => text !== undefined) ?? null;
  const remoteId = value(ID);
  const createdMs = timeOf(value(TIME));
  if (remoteId === null || remoteId === '' || createdMs === null) return null;
  return {
    remoteId,
    createdAt: new Date(createdMs).toISOString(),
    adRemoteId: value(AD) || null,
    formRemoteId,
    answers: [...row].flatMap(([field, text]) => (STRUCTURE.test(field) || TIME.includes(field) ? [] : [{ field, value: text }])),
  };
}

function timeOf(text: string | null): number | null {
  if (text === null) return null;
  // `2026-11-21 15:00:00(UTC+0)` in files, plain UTC elsewhere.
  return parseScheduleTime(text.replace(/\s*\(UTC[^)]*\)$/, '')) ?? (/^\d{4}-\d{2}-\d{2}T.*Z$/.test(text) ? Date.parse(text) : null);
}
