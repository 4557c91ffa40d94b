import { draw } from '../../../simulators/draw.ts';
import { clockText, dayStartMs, dayAt } from './days.ts';
import { SEED_LEAD_FORM } from './seeds.ts';
import { servedSpans } from './serving.ts';
import { nameOf, type Row } from './store.ts';
import type { Asked } from './tables.ts';
import { textAt, type Fields } from './values.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** A submission is listed some minutes after it was made (google-ads.md section 17.18). */
const DELAY_MS = 5 * 60_000;

const NAMES = ['Valentina', 'Santiago', 'Camila', 'Andrés', 'Daniela', 'Julián', 'Paola', 'Felipe'] as const;
const SURNAMES = ['Rojas', 'Gómez', 'Cárdenas', 'Muñoz', 'Peña', 'Restrepo', 'Suárez', 'Ortiz'] as const;
const TOWNS = ['Bogotá', 'Medellín', 'Cali', 'Barranquilla', 'Bucaramanga'] as const;

/**
 * What people filled in on the account's form, which stands under every ad of this world: for each hour that an ad served
 * there is a small chance. Kept for about sixty days, or thirty (unconfirmed; switch `google.leads_kept_30_days`).
 */
export function leadRows(asked: Asked): Fields[] {
  const { store, customer, context } = asked;
  if (customer.testAccount) return [];
  const late = context.takeFault('list_leads', 'late_listing');
  const toMs = asked.nowMs - DELAY_MS - (late ? HOUR_MS : 0);
  const fromMs = asked.nowMs - (context.switchOn('google.leads_kept_30_days') ? 30 : 60) * DAY_MS;
  const rows: Fields[] = [];
  for (const campaign of store.rows(customer.id, 'campaigns'))
    for (const group of store.children(nameOf(campaign), 'adGroups'))
      for (const ad of store.children(nameOf(group), 'adGroupAds'))
        for (const [low, high] of servedSpans(ad, group, campaign, customer, [fromMs, toMs]))
          for (let hour = Math.ceil(low / HOUR_MS); hour * HOUR_MS < high; hour += 1) {
            const lead = leadOf(asked, ad, group, hour);
            if (lead !== null && lead.atMs >= low && lead.atMs < high) rows.push(lead.fields);
          }
  return rows;
}

function leadOf(asked: Asked, ad: Row, group: Row, hour: number): { readonly atMs: number; readonly fields: Fields } | null {
  const { seed } = asked.context;
  const adName = nameOf(ad);
  const pick = <T>(list: readonly T[], what: string): T => list[Math.floor(draw(seed, what, adName, hour) * list.length)]!;
  if (draw(seed, 'lead', adName, hour) > 0.02 + 0.03 * draw(seed, 'lead rate', adName)) return null;
  const { customer } = asked;
  const atMs = hour * HOUR_MS + Math.floor(draw(seed, 'lead minute', adName, hour) * 3_600) * 1_000;
  const [name, surname] = [pick(NAMES, 'name'), pick(SURNAMES, 'surname')];
  const number = String(Math.floor(draw(seed, 'phone', adName, hour) * 10_000_000)).padStart(7, '0');
  const id = `${adName.slice(adName.lastIndexOf('/') + 1)}-${hour}`;
  return {
    atMs,
    fields: {
      resourceName: `customers/${customer.id}/leadFormSubmissionData/${id}`,
      id,
      asset: `customers/${customer.id}/assets/${SEED_LEAD_FORM}`,
      campaign: textAt(group.resource, 'campaign'),
      adGroup: nameOf(group),
      adGroupAd: adName,
      gclid: `Cj0KCQsim${hour.toString(36)}${number}`,
      submissionDateTime: `${clockText(customer.timeZone, atMs)}${offsetText(customer.timeZone, atMs)}`,
      leadFormSubmissionFields: [
        { fieldType: 'FULL_NAME', fieldValue: `${name} ${surname}` },
        { fieldType: 'EMAIL', fieldValue: `persona.${number}@example.com` },
        { fieldType: 'PHONE_NUMBER', fieldValue: `+57 300 ${number}` },
        { fieldType: 'CITY', fieldValue: pick(TOWNS, 'town') },
      ],
      customLeadFormSubmissionFields: [
        { questionText: '¿Cuántos años de experiencia tiene?', fieldValue: String(Math.floor(draw(seed, 'years', adName, hour) * 9)) },
      ],
    },
  };
}

/** `-05:00`: how far the account's clock stands from the world's at that time. */
function offsetText(zone: string, atMs: number): string {
  const day = dayAt(zone, atMs);
  const minutes = Math.round((Date.parse(`${day}T00:00:00Z`) - dayStartMs(zone, day)) / 60_000);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
}
