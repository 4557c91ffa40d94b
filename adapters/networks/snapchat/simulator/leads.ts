import { createHash } from 'node:crypto';
import { addDays } from '../../../../core/kernel/index.ts';
import { draw } from '../../../simulators/draw.ts';
import type { SimContext } from '../../../simulators/types.ts';
import { dayAt, startOfDayMs } from '../../account-days.ts';
import { parseSnapTime, snapTime } from '../zone.ts';
import type { Delivery } from './delivery.ts';
import { absent, badRequest, ItemProblem } from './problems.ts';
import { itemsOf, type SnapCall } from './request.ts';
import type { SimulatedAccount } from './seeds.ts';
import type { Store } from './store.ts';
import { isObject, textOf } from './values.ts';

const DAY_MS = 86_400_000;
/** Leads are kept for 90 days. "Lead generation" (v1; read 2026-11-20) */
const KEPT_DAYS = 90;

/** The report of leads as two clients pull it; columns are this simulation's. Third party (read 2026-11-20) */
export function leadsCsv(account: SimulatedAccount, call: URLSearchParams, store: Store, delivery: Delivery, context: SimContext): string {
  const nowMs = context.nowMs();
  const from = Math.max(parseSnapTime(call.get('start_time')) ?? 0, nowMs - KEPT_DAYS * DAY_MS);
  const to = Math.min(parseSnapTime(call.get('end_time')) ?? nowMs, nowMs);
  const lines = ['lead_id,submitted_at,ad_id,form_id,FIRST_NAME,LAST_NAME,EMAIL,PHONE_NUMBER'];
  for (const campaign of store.inAccount(account.id, 'campaign')) {
    for (let day = dayAt(from, account.timezone); day <= dayAt(to, account.timezone); day = addDays(day, 1)) {
      for (const [adId, figures] of delivery.campaignDay(campaign, day)) {
        const creative = store.find(textOf(store.find(adId)?.values['creative_id']));
        const form = textOf(creative?.values['lead_generation_form_id']);
        if (form === '') continue;
        for (let number = 0; number < figures.results; number += 1) {
          const id = createHash('sha256').update(`${adId}/${day}/${number}`).digest('hex').slice(0, 20);
          const atMs = startOfDayMs(day, account.timezone) + Math.floor(draw(context.seed, 'lead', id) * DAY_MS * 0.98);
          if (atMs < from || atMs > to) continue;
          const person = Number.parseInt(id.slice(0, 6), 16);
          lines.push(
            [
              id,
              snapTime(atMs, account.timezone),
              adId,
              form,
              `"Persona, ${person}"`,
              'Simulada',
              `persona.${person}@simulacion.example`,
              `+57300${String(person % 10_000_000).padStart(7, '0')}`,
            ].join(','),
          );
        }
      }
    }
  }
  return `${lines.join('\n')}\n`;
}

interface Hook {
  readonly id: string;
  readonly form_id: string;
  readonly webhook_url: string;
}

/** The documented way: an address of the advertiser's. The secret of its signatures is told once. "Lead generation", webhooks (v1; read 2026-11-20) */
export function addWebhooks(call: SnapCall, store: Store, context: SimContext): readonly (() => Record<string, unknown>)[] {
  return itemsOf(call, 'webhook_integrations').map((item) => () => {
    const form = isObject(item) ? store.find(textOf(item['form_id'])) : null;
    const url = isObject(item) ? textOf(item['webhook_url']) : '';
    if (form === null || form.kind !== 'lead_generation_form') throw new ItemProblem('E3003', 'form_id could not be found');
    if (!url.startsWith('https://')) throw new ItemProblem('E1001', 'webhook_url must be https');
    const id = String(context.books.nextNumber('webhook'));
    const hook: Hook = { id, form_id: form.id, webhook_url: url };
    store.books.put('webhook', id, hook);
    return { ...hook, hmac_secret: createHash('sha256').update(`${context.seed}/hook/${id}`).digest('hex') };
  });
}

export function listWebhooks(formId: string, call: SnapCall, store: Store): readonly Hook[] {
  if (call.query.get('partner_type') !== 'PUBLIC_WEBHOOK') throw badRequest('partner_type must be PUBLIC_WEBHOOK');
  return store.books.all<Hook>('webhook').filter((hook) => hook.form_id === formId);
}

export function removeWebhook(id: string, store: Store): void {
  if (store.books.get<Hook>('webhook', id) === null) throw absent('webhook');
  store.books.delete('webhook', id);
}
