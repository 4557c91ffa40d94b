import { addDays, dayNumber } from '../../../../core/kernel/index.ts';
import { draw } from '../../../simulators/draw.ts';
import { dayAt, startOfDayMs } from '../../account-days.ts';
import { graphTime } from '../zone.ts';
import type { EdgeCall } from './edges.ts';
import { parseFilters } from './lists.ts';
import { GraphProblem, invalid, permissionProblem } from './problems.ts';
import { creativeIdOf, parseFields } from './reads.ts';
import { isObject, scalarText } from './request.ts';
import type { SimulatedAccount } from './seeds.ts';
import { checkShape } from './shaped.ts';
import { PRIVACY, QUESTIONS } from './shapes.ts';
import { pageOf, picked } from './show.ts';
import { parentOf } from './status.ts';
import type { GraphObject, Store } from './store.ts';

/** Instant forms of a Page and what people answered. "Lead ads" (v26.0; read 2026-11-20) */
export interface Form {
  readonly id: string;
  readonly accountId: string;
  readonly pageId: string;
  readonly name: string;
  readonly locale: string;
  readonly questions: readonly unknown[];
  status: string;
  readonly createdMs: number;
}

export interface Lead {
  readonly id: string;
  readonly formId: string;
  readonly adId: string | null;
  readonly createdMs: number;
  readonly answers: readonly { readonly name: string; readonly values: readonly string[] }[];
}

/** Kept about ninety days; not confirmed. */
const RETENTION_DAYS = 90;
/** People who find the Page's form by themselves, a day. Figure of this simulation. */
const ORGANIC_A_DAY = 1.6;
const FIRST = ['Ana', 'Luis', 'Marta', 'Jorge', 'Paula', 'Andrés', 'Diana', 'Felipe', 'Laura', 'Camilo'];
const LAST = ['Rojas', 'Peña', 'Mejía', 'Ortiz', 'Cárdenas', 'Pardo', 'Vélez', 'Quintero'];
const SEEDED_QUESTIONS = [
  { type: 'FULL_NAME', key: 'full_name' },
  { type: 'EMAIL', key: 'email' },
  { type: 'PHONE', key: 'phone_number' },
];

/** Each Page has one form from birth. */
function seededForm(account: SimulatedAccount): Form {
  return {
    id: `8${account.settings.pageId}`,
    accountId: account.remoteId,
    pageId: account.settings.pageId,
    name: `Postulación · ${account.name}`,
    locale: 'es_LA',
    questions: SEEDED_QUESTIONS,
    status: 'ACTIVE',
    createdMs: 0,
  };
}

export function formsOf(store: Store, account: SimulatedAccount): readonly Form[] {
  const own = store.books.all<Form>('form').filter((form) => form.pageId === account.settings.pageId);
  const seeded = seededForm(account);
  return own.some((form) => form.id === seeded.id) ? own : [seeded, ...own];
}

/** Forms answer to the Page's own token. Reading by a person's token is reported too; which holds is not confirmed. */
export function checkPageToken(call: EdgeCall): void {
  const { token, sim } = call;
  if (!token.scopes.includes('leads_retrieval')) throw permissionProblem(200, 'Requires leads_retrieval permission to manage the object');
  if (token.kind !== 'PAGE' && !sim.switchOn('meta.forms_take_user_token'))
    throw new GraphProblem({
      message: 'This method must be called with a Page Access Token',
      type: 'OAuthException',
      code: 190,
      error_subcode: 2069032,
    });
}

export function createForm(call: EdgeCall): unknown {
  const { values, store, account, sim } = call;
  const questions = values['questions'] as readonly unknown[]; // required list of the table
  if (scalarText(values['name']).trim() === '') throw invalid('name cannot be empty', { title: 'Name missing', blame: ['name'] });
  checkShape(questions, QUESTIONS, ['questions'], sim);
  // The list of types is not published; their look is, and a question of one's own says what it asks. "Lead ads" (v26.0; read 2026-11-20)
  for (const question of questions as readonly Readonly<Record<string, unknown>>[]) {
    // objects by their shape
    if (!/^[A-Z][A-Z_]*$/.test(scalarText(question['type'])))
      throw invalid('a question has no such type', { title: 'Form not valid', blame: ['questions'] });
    if (question['type'] === 'CUSTOM' && scalarText(question['label']).trim() === '')
      throw invalid('a question of your own needs a label', { title: 'Form not valid', blame: ['questions'] });
  }
  if (!isObject(values['privacy_policy']))
    throw invalid('privacy_policy.url is required', { title: 'Privacy policy missing', blame: ['privacy_policy'] });
  checkShape(values['privacy_policy'], PRIVACY, ['privacy_policy'], sim);
  checkShape(values['follow_up_action_url'], 'address', ['follow_up_action_url'], sim);
  const form: Form = {
    id: store.newId(),
    accountId: account.remoteId,
    pageId: account.settings.pageId,
    name: scalarText(values['name']),
    locale: scalarText(values['locale'] ?? 'es_LA'),
    questions,
    status: 'ACTIVE',
    createdMs: sim.nowMs(),
  };
  store.books.put('form', form.id, form);
  return { id: form.id };
}

/** Forms cannot be edited, only put aside. */
export function changeForm(call: EdgeCall, form: Form): unknown {
  if (typeof call.values['status'] === 'string') form.status = call.values['status'];
  call.store.books.put('form', form.id, form);
  return { success: true };
}

export function showForm(call: EdgeCall, form: Form): Record<string, unknown> {
  return {
    id: form.id,
    name: form.name,
    locale: form.locale,
    page_id: form.pageId,
    status: form.status,
    questions: form.questions,
    created_time: graphTime(form.createdMs, 'UTC'),
    leads_count: leadsOf(call, form).length,
  };
}

export function listForms(call: EdgeCall): unknown {
  const wanted = parseFields(call.raw['fields'], 'LeadgenForm');
  return pageOf(call, formsOf(call.store, call.account), (form) => picked(showForm(call, form), wanted));
}

export function makeTestLead(call: EdgeCall, form: Form): unknown {
  const { values, store, sim } = call;
  const id = store.newId();
  const given = Array.isArray(values['field_data']) ? values['field_data'] : [];
  const answers = given.flatMap((entry: unknown) =>
    isObject(entry) ? [{ name: scalarText(entry['name']), values: [entry['values']].flat().map(String) }] : [],
  );
  const lead: Lead = { id, formId: form.id, adId: null, createdMs: sim.nowMs(), answers };
  store.books.put('lead', id, lead);
  return { id };
}

export function listLeads(call: EdgeCall, leads: readonly Lead[]): unknown {
  const wanted = parseFields(call.raw['fields'], 'Lead');
  const filters = parseFilters(call.raw['filtering']);
  for (const { field, operator, value } of filters)
    if (
      field !== 'time_created' ||
      !['GREATER_THAN', 'GREATER_THAN_OR_EQUAL', 'LESS_THAN'].includes(operator) ||
      !/^\d{1,12}$/.test(scalarText(value))
    )
      throw invalid(`leads cannot be filtered by ${field} ${operator} that value`, { blame: ['filtering'] });
  const kept = leads.filter(({ createdMs }) =>
    filters.every(({ operator, value }) => {
      const seconds = Math.floor(createdMs / 1000);
      if (operator === 'LESS_THAN') return seconds < Number(value);
      return operator === 'GREATER_THAN' ? seconds > Number(value) : seconds >= Number(value);
    }),
  );
  // Newest first, as seen; callers may not rely on any order.
  return pageOf(
    call,
    kept.toSorted((left, right) => right.createdMs - left.createdMs),
    (lead) => picked(showLead(call, lead), wanted),
  );
}

export function showLead(call: EdgeCall, lead: Lead): Record<string, unknown> {
  const ad = lead.adId === null ? null : call.store.find(lead.adId);
  const adSet = ad === null ? null : parentOf(ad, call.store);
  return {
    id: lead.id,
    created_time: graphTime(lead.createdMs, 'UTC'),
    form_id: lead.formId,
    ad_id: lead.adId ?? undefined,
    adset_id: adSet?.id,
    campaign_id: adSet?.parentId ?? undefined,
    is_organic: lead.adId === null,
    platform: 'fb',
    field_data: lead.answers,
  };
}

/** What people have answered within the days that answers are kept: organic ones, those of the form's ads, and tests. */
export function leadsOf(call: EdgeCall, form: Form): readonly Lead[] {
  const { sim, store, account } = call;
  const nowMs = sim.nowMs();
  const today = dayAt(nowMs, account.timeZone);
  const ads = store.inAccount(account.remoteId, 'ad').filter((ad) => formOfAd(ad, store) === form.id);
  const leads: Lead[] = store.books.all<Lead>('lead').filter((lead) => lead.formId === form.id);
  for (let day = addDays(today, -RETENTION_DAYS); day <= today; day = addDays(day, 1)) {
    const startMs = startOfDayMs(day, account.timeZone);
    const organic = poisson(ORGANIC_A_DAY, (index) => draw(sim.seed, 'organic', form.id, day, index));
    for (let index = 0; index < organic; index += 1) leads.push(drawn(form, null, day, startMs, index, sim.seed));
    for (const ad of ads) {
      const campaign = parentOf(parentOf(ad, store)!, store)!; // an ad has an ad set, an ad set its campaign
      const { applications } = call.delivery.campaignDay(campaign, day).get(ad.id) ?? { applications: 0 };
      for (let index = 0; index < applications; index += 1) leads.push(drawn(form, ad.id, day, startMs, index, sim.seed));
    }
  }
  return leads.filter(
    (lead) => lead.createdMs <= nowMs && lead.createdMs > nowMs - RETENTION_DAYS * 86_400_000 && lead.createdMs >= form.createdMs,
  );
}

/** Nobody of flesh: names are drawn, addresses end in `.example`, numbers begin where no network gives any out. */
function drawn(form: Form, adId: string | null, day: string, startMs: number, index: number, seed: number): Lead {
  const pick = (what: string): number => draw(seed, 'lead', form.id, adId ?? '', day, index, what);
  const first = FIRST[Math.floor(pick('first') * FIRST.length)]!;
  const last = LAST[Math.floor(pick('last') * LAST.length)]!;
  const number = Math.floor(pick('number') * 1e7);
  const id = `9${String(Math.floor(pick('id') * 1e8)).padStart(8, '0')}${String(dayNumber(day)).padStart(5, '0')}${index % 10}`;
  return {
    id,
    formId: form.id,
    adId,
    createdMs: startMs + Math.floor(pick('time') * 86_400) * 1000,
    answers: [
      { name: 'full_name', values: [`${first} ${last}`] },
      { name: 'email', values: [`persona${number}@correo.example`] },
      { name: 'phone_number', values: [`+57000${String(number).padStart(7, '0')}`] },
    ],
  };
}

/** Knuth's count of draws until their product is small enough; the mean is low. */
function poisson(mean: number, next: (index: number) => number): number {
  const limit = Math.exp(-mean);
  let product = next(0);
  let count = 0;
  while (product > limit) {
    count += 1;
    product *= next(count);
  }
  return count;
}

export function formOfAd(ad: GraphObject, store: Store): string | null {
  const creativeId = creativeIdOf(ad);
  const story = creativeId === null ? undefined : store.find(creativeId)?.values['object_story_spec'];
  const link = isObject(story) ? story['link_data'] : undefined;
  const action = isObject(link) ? link['call_to_action'] : undefined;
  const value = isObject(action) ? action['value'] : undefined;
  return isObject(value) && value['lead_gen_form_id'] !== undefined ? scalarText(value['lead_gen_form_id']) : null;
}
