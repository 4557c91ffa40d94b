import { xTime } from '../days.ts';
import { MOST_BYTES, MOST_OPERATIONS } from '../audiences.ts';
import { throwTogether, isObject, jsonOf, type XCall } from './request.ts';
import { invalid, missing, refuse, type XErrorEntry } from './problems.ts';
import type { SimContext } from '../../../simulators/types.ts';
import { X_SIMULATED_ACCOUNTS } from './seeds.ts';
import type { XAudience } from './store.ts';
import { found, idsIn, listed, textIn, type Body, type Desk } from './world.ts';

/** Lists of hashed people, and conversions of the pixel. @see X Ads API, "Custom audiences", "Conversions" (version 12; read 2026-11-20) */

const HASH = /^[0-9a-f]{64}$/;
/** Batches are worked through within hours. */
const WORKED_MS = 4 * 3_600_000;
const LEAST = 100;
const KINDS = ['email', 'phone_number', 'device_id', 'handle', 'twitter_id', 'partner_user_id'];

interface Member {
  readonly id: string;
  readonly audienceId: string;
  readonly addedMs: number;
}

function membersOf(sim: SimContext, audienceId: string): readonly Member[] {
  return sim.books.all<Member>('member').filter((member) => member.audienceId === audienceId);
}

function audienceBody(audience: XAudience, sim: SimContext): Body {
  const members = membersOf(sim, audience.id);
  const worked = members.filter((member) => sim.nowMs() - member.addedMs >= WORKED_MS).length;
  const processing = worked < members.length;
  const targetable = worked >= LEAST;
  return {
    targetable,
    name: audience.name,
    targetable_types: ['CRM', 'EXCLUDED_CRM'],
    audience_type: 'CRM',
    description: audience.description,
    permission_level: 'READ_WRITE',
    owner_account_id: audience.accountId,
    id: audience.id,
    reasons_not_targetable: targetable ? [] : processing ? ['PROCESSING'] : ['TOO_SMALL'],
    created_at: xTime(audience.createdMs),
    updated_at: xTime(audience.updatedMs),
    partner_source: 'OTHER',
    deleted: audience.deletedMs !== null,
    audience_size: worked === 0 ? null : worked,
  };
}

export function audiences(desk: Desk): Body {
  const { call, values, store, account, sim } = desk;
  const id = call.ids['custom_audience_id'] ?? '';
  switch (call.key) {
    case 'GET accounts/:account_id/custom_audiences': {
      const ids = idsIn(values, 'custom_audience_ids');
      const rows = listed<'audience'>(desk, store.all('audience', account.remoteId)).filter((row) => ids === null || ids.has(row.id));
      return { data: rows.map((row) => audienceBody(row, sim)) };
    }
    case 'GET accounts/:account_id/custom_audiences/:custom_audience_id':
      return { data: audienceBody(found(desk, 'audience', id, values['with_deleted'] === true), sim) };
    case 'POST accounts/:account_id/custom_audiences': {
      const name = textIn(values, 'name') ?? '';
      if (store.all('audience', account.remoteId).some((row) => row.name === name && row.deletedMs === null))
        throw invalid('name', 'There is a list of this name');
      const audience: XAudience = { ...store.birth(account.remoteId, 'short', 0), name, description: textIn(values, 'description') };
      store.add('audience', audience);
      return { data: audienceBody(audience, sim) };
    }
    case 'DELETE accounts/:account_id/custom_audiences/:custom_audience_id': {
      const audience = found(desk, 'audience', id);
      audience.deletedMs = sim.nowMs();
      store.save('audience', audience);
      for (const member of membersOf(sim, id)) sim.books.delete('member', member.id);
      return { data: audienceBody(audience, sim) };
    }
    default:
      return changeUsers(desk, found(desk, 'audience', id));
  }
}

/** All or nothing: a hash that is none refuses the whole request. */
function changeUsers(desk: Desk, audience: XAudience): Body {
  const { call, sim } = desk;
  if (call.request.body.length > MOST_BYTES) throw refuse(400, 'REQUEST_TOO_COMPLEX', 'The request is above five million bytes');
  const body = jsonOf(call);
  if (!Array.isArray(body) || body.length === 0) throw refuse(400, 'INVALID_PARAMETER', 'Expected a list of operations');
  if (body.length > MOST_OPERATIONS) throw refuse(400, 'REQUEST_TOO_COMPLEX', `At most ${MOST_OPERATIONS} operations`);
  const problems: XErrorEntry[][] = [];
  const changes: { readonly type: string; readonly person: string }[] = [];
  for (const entry of body) {
    const own: XErrorEntry[] = [];
    const type = isObject(entry) ? entry['operation_type'] : null;
    if (type !== 'Update' && type !== 'Delete') own.push(...invalid('operation_type', 'Update or Delete').errors);
    const params = isObject(entry) && isObject(entry['params']) ? entry['params'] : {};
    const users: readonly unknown[] = Array.isArray(params['users']) ? params['users'] : [];
    if (users.length === 0) own.push(...missing('users').errors);
    for (const user of users) {
      const given = isObject(user) ? Object.entries(user) : [];
      const hashes = given.flatMap(([kind, list]) => {
        if (!KINDS.includes(kind)) own.push(...invalid(kind, `Unknown identifier ${kind}`).errors);
        const all = Array.isArray(list) ? list.map(String) : [];
        if (kind !== 'partner_user_id' && all.some((hash) => !HASH.test(hash)))
          own.push(...invalid(kind, 'Not a SHA-256 in lower case').errors);
        return all;
      });
      if (hashes.length === 0) own.push(...missing('users').errors);
      changes.push({ type: String(type), person: hashes.toSorted().join('+') });
    }
    problems.push(own);
  }
  throwTogether(problems);
  for (const { type, person } of changes) {
    const id = `${audience.id}/${person}`;
    if (type === 'Delete') sim.books.delete('member', id);
    else if (sim.books.get<Member>('member', id) === null)
      sim.books.put('member', id, { id, audienceId: audience.id, addedMs: sim.nowMs() });
  }
  desk.store.save('audience', audience);
  return { data: { success_count: body.length, total_count: body.length } };
}

const IDENTIFIERS = ['twclid', 'hashed_email', 'hashed_phone_number', 'ip_address', 'user_agent'];
const FIELDS = [
  'conversion_time',
  'event_id',
  'identifiers',
  'conversion_id',
  'value',
  'price_currency',
  'number_items',
  'description',
  'contents',
];

/** The same `conversion_id` twice is one conversion. */
export function conversions(call: XCall, sim: SimContext): Body {
  const pixelId = call.ids['pixel_id'] ?? '';
  const account = X_SIMULATED_ACCOUNTS.find((one) => one.settings['pixelId'] === pixelId);
  if (account === undefined) throw refuse(404, 'NOT_FOUND', `The pixel (${pixelId}) was not found`);
  const body = jsonOf(call);
  const events = isObject(body) ? body['conversions'] : null;
  if (!Array.isArray(events) || events.length === 0) throw missing('conversions');
  for (const event of events) checkConversion(event, pixelId);
  for (const event of events.filter(isObject)) {
    const id = `${pixelId}/${String(event['conversion_id'] ?? sim.books.nextNumber('conversion'))}`;
    if (sim.books.get('conversion', id) === null) sim.books.put('conversion', id, { id, eventId: event['event_id'] });
  }
  return { data: { conversions_processed: events.length, debug_id: `dbg${sim.books.nextNumber('debug').toString(36)}` } };
}

function checkConversion(event: unknown, pixelId: string): void {
  if (!isObject(event)) throw invalid('conversions', 'Expected objects');
  for (const name of Object.keys(event)) if (!FIELDS.includes(name)) throw invalid(name, `Unknown field ${name}`);
  if (typeof event['conversion_time'] !== 'string' || Number.isNaN(Date.parse(event['conversion_time'])))
    throw invalid('conversion_time', 'Not a time');
  if (typeof event['event_id'] !== 'string' || !event['event_id'].startsWith(`tw-${pixelId}-`))
    throw invalid('event_id', 'No event of this pixel');
  const identifiers = Array.isArray(event['identifiers']) ? event['identifiers'].filter(isObject) : [];
  const names = identifiers.flatMap((one) => Object.keys(one));
  for (const name of names) if (!IDENTIFIERS.includes(name)) throw invalid(name, `Unknown identifier ${name}`);
  // An address or a browser alone is nobody.
  if (!names.some((name) => name === 'twclid' || name.startsWith('hashed_'))) throw missing('identifiers');
  for (const one of identifiers)
    for (const [name, value] of Object.entries(one))
      if (name.startsWith('hashed_') && !HASH.test(String(value))) throw invalid(name, 'Not a SHA-256 in lower case');
}
