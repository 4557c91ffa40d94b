import { parseXTime, xTime } from '../days.ts';
import { MOST_BYTES, MOST_OPERATIONS } from '../audiences.ts';
import { throwTogether, isObject, jsonOf, type XCall } from './request.ts';
import { invalid, missing, refuse, type XErrorEntry } from './problems.ts';
import type { SimContext } from '../../../simulators/types.ts';
import { X_SIMULATED_ACCOUNTS, type SimulatedXToken } from './seeds.ts';
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
      const q = textIn(values, 'q')?.toLowerCase() ?? '';
      const rows = listed<'audience'>(desk, store.all('audience', account.remoteId)).filter(
        (row) => (ids === null || ids.has(row.id)) && row.name.toLowerCase().startsWith(q) && values['permission_scope'] !== 'SHARED',
      );
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
    case 'PUT accounts/:account_id/custom_audiences/:custom_audience_id': {
      const audience = found(desk, 'audience', id);
      const name = 'name' in values ? (textIn(values, 'name') ?? '') : audience.name;
      if (name === '') throw invalid('name', 'name cannot be empty');
      if (store.all('audience', account.remoteId).some((row) => row.name === name && row.id !== id && row.deletedMs === null))
        throw invalid('name', 'There is a list of this name');
      audience.name = name;
      if ('description' in values) audience.description = textIn(values, 'description');
      store.save('audience', audience);
      const { owner_account_id: _owner, ...shown } = audienceBody(audience, sim);
      return { data: { ...shown, is_owner: true } };
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
    for (const name of Object.keys(params))
      if (!['users', 'effective_at', 'expires_at'].includes(name)) own.push(...invalid(name, `Unknown parameter ${name}`).errors);
    const times = ['effective_at', 'expires_at'].map((name) => {
      const ms = parseXTime(params[name]);
      if (params[name] !== undefined && ms === null) own.push(...invalid(name, 'Not a time').errors);
      return ms;
    });
    const [fromMs, toMs] = times;
    if (typeof fromMs === 'number' && typeof toMs === 'number' && toMs <= fromMs)
      own.push(...invalid('expires_at', 'Must come after effective_at').errors);
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

const CONTENT = ['content_id', 'content_name', 'content_type', 'content_price', 'num_items', 'content_group_id'];
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
export function conversions(call: XCall, token: SimulatedXToken, sim: SimContext): Body {
  const pixelId = call.ids['pixel_id'] ?? '';
  const account = X_SIMULATED_ACCOUNTS.find((one) => one.settings['pixelId'] === pixelId);
  if (account === undefined) throw refuse(404, 'NOT_FOUND', `The pixel (${pixelId}) was not found`);
  // "Conversions", permissions: an administrator or an ad manager of the pixel's account.
  if (!token.accounts.includes(account.remoteId)) throw refuse(403, 'ACCOUNT_NOT_FOUND', 'The account of the pixel was not found');
  if (!token.permissions.some((right) => right === 'ACCOUNT_ADMIN' || right === 'AD_MANAGER'))
    throw refuse(403, 'ACTION_NOT_ALLOWED', 'The current user may not send conversions');
  const body = jsonOf(call);
  if (isObject(body)) for (const name of Object.keys(body)) if (name !== 'conversions') throw invalid(name, `Unknown parameter ${name}`);
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
  if (
    typeof event['conversion_time'] !== 'string' ||
    !/^\d{4}-\d{2}-\d{2}T/.test(event['conversion_time']) ||
    parseXTime(event['conversion_time']) === null
  )
    throw invalid('conversion_time', 'Not a time');
  if (typeof event['event_id'] !== 'string' || !event['event_id'].startsWith(`tw-${pixelId}-`))
    throw invalid('event_id', 'No event of this pixel');
  if (event['number_items'] !== undefined && !Number.isInteger(event['number_items'])) throw invalid('number_items', 'Not a whole number');
  const contents = event['contents'] ?? [];
  if (!Array.isArray(contents) || !contents.every(isObject)) throw invalid('contents', 'Expected a list of objects');
  for (const name of contents.flatMap((one) => Object.keys(one))) if (!CONTENT.includes(name)) throw invalid(name, `Unknown field ${name}`);
  const identifiers = Array.isArray(event['identifiers']) ? event['identifiers'].filter(isObject) : [];
  const names = identifiers.flatMap((one) => Object.keys(one));
  for (const name of names) if (!IDENTIFIERS.includes(name)) throw invalid(name, `Unknown identifier ${name}`);
  // An address or a browser alone is nobody.
  if (!names.some((name) => name === 'twclid' || name.startsWith('hashed_'))) throw missing('identifiers');
  for (const one of identifiers)
    for (const [name, value] of Object.entries(one))
      if (name.startsWith('hashed_') && !HASH.test(String(value))) throw invalid(name, 'Not a SHA-256 in lower case');
}
