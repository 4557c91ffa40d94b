import { draw } from '../../../simulators/draw.ts';
import type { EdgeCall } from './edges.ts';
import { parseFilters } from './lists.ts';
import { GraphProblem, invalid, missingObject } from './problems.ts';
import { pageOf, picked } from './show.ts';
import { parseFields } from './reads.ts';
import { isObject, scalarText } from './request.ts';
import { accountOf } from './seeds.ts';
import type { Store } from './store.ts';

/** Lists of people. "Custom audience" reference and guide (v26.0; read 2026-11-20); what is seen of sizes and codes is marked. */
export interface Audience {
  readonly id: string;
  readonly accountId: string;
  readonly subtype: string;
  name: string;
  description: string;
  readonly createdMs: number;
  updatedMs: number;
  readonly source: string | null;
  readonly originId: string | null;
  readonly spec: Readonly<Record<string, unknown>> | null;
  /** Short forms of the hashed rows that are on it. */
  members: string[];
  sessions: { id: number; received: number; invalid: number; nextSeq: number; closed: boolean; startedMs: number }[];
}

const ROWS_MAX = 10_000;
const AUDIENCES_MAX = 500;
const SEED_MIN = 100;
/** How long a list takes to fill. Figure of this simulation. */
const FILL_MS = 30 * 60_000;
const MATCH_RATE = [0.45, 0.75] as const;
const COLUMNS: ReadonlySet<string> = new Set([
  'EMAIL',
  'PHONE',
  'FN',
  'LN',
  'CT',
  'ST',
  'ZIP',
  'COUNTRY',
  'GEN',
  'DOBY',
  'DOBM',
  'DOBD',
  'EXTERN_ID',
  'MADID',
  // The packaged client writes the hashed forms of some in this way.
  'EMAIL_SHA256',
  'PHONE_SHA256',
]);
const PAYLOAD_KEYS: ReadonlySet<string> = new Set(['schema', 'data']);
const SESSION_KEYS: ReadonlySet<string> = new Set(['session_id', 'batch_seq', 'last_batch_flag', 'estimated_num_total']);
const HASH = /^[0-9a-f]{64}$/;

export function findAudience(store: Store, id: string): Audience | null {
  return store.books.get<Audience>('audience', id);
}

function save(call: EdgeCall, audience: Audience): void {
  call.store.books.put('audience', audience.id, audience);
}

function terms(call: EdgeCall): void {
  if (!call.sim.switchOn('meta.audience_terms_missing')) return;
  throw new GraphProblem({
    message: 'Custom audience terms not accepted',
    type: 'OAuthException',
    code: 200,
    error_subcode: 1870034,
    is_transient: false,
    error_user_title: 'Custom audience terms not accepted',
    error_user_msg: 'Accept the terms in Ads Manager before using customer lists.',
  });
}

export function createAudience(call: EdgeCall): unknown {
  const { values, store, sim, account } = call;
  const name = scalarText(values['name']);
  if (name.trim() === '') throw invalid('the parameter name is required', { title: 'Missing parameter', blame: ['name'] });
  const subtype = scalarText(values['subtype'] ?? 'CUSTOM');
  if (subtype !== 'CUSTOM' && subtype !== 'LOOKALIKE') throw invalid(`audiences of ${subtype} are not simulated`, { blame: ['subtype'] });
  terms(call);
  if (subtype === 'CUSTOM' && values['customer_file_source'] === undefined)
    throw invalid('customer_file_source is required', { title: 'Missing parameter', blame: ['customer_file_source'] });
  const origin = subtype === 'LOOKALIKE' ? originOf(call) : null;
  const own = store.books.all<Audience>('audience').filter((entry) => entry.accountId === account.remoteId && entry.subtype === subtype);
  if (own.length >= AUDIENCES_MAX) throw invalid('the account holds as many audiences as it may', { title: 'Too many audiences' });
  const nowMs = sim.nowMs();
  const make = (): Audience => {
    const audience: Audience = {
      id: store.newId(),
      accountId: account.remoteId,
      subtype,
      name,
      description: scalarText(values['description'] ?? ''),
      createdMs: nowMs,
      updatedMs: nowMs,
      source: scalarText(values['customer_file_source'] ?? '') || null,
      originId: origin?.id ?? null,
      spec: isObject(values['lookalike_spec']) ? values['lookalike_spec'] : null,
      members: [],
      sessions: [],
    };
    save(call, audience);
    return audience;
  };
  const audience = make();
  if (sim.takeFault(call.operation, 'answer_twice')) make();
  return { id: audience.id };
}

function originOf(call: EdgeCall): Audience {
  const origin = findAudience(call.store, scalarText(call.values['origin_audience_id']));
  if (origin === null || origin.accountId !== call.account.remoteId) throw missingObject(scalarText(call.values['origin_audience_id']));
  const spec = call.values['lookalike_spec'];
  const ratio = isObject(spec) ? spec['ratio'] : undefined;
  if (!isObject(spec) || typeof ratio !== 'number' || ratio < 0.01 || ratio > 0.2)
    throw invalid('lookalike_spec.ratio must lie between 0.01 and 0.20', { title: 'Lookalike not valid', blame: ['lookalike_spec'] });
  const place = spec['location_spec'];
  const geo = isObject(place) && isObject(place['geo_locations']) ? place['geo_locations'] : {};
  if (spec['country'] === undefined && !Array.isArray(geo['countries']))
    throw invalid('lookalike_spec needs a country', { title: 'Lookalike not valid', blame: ['lookalike_spec'] });
  if (origin.members.length < SEED_MIN)
    throw invalid(`the origin needs ${SEED_MIN} people`, { title: 'Origin too small', blame: ['origin_audience_id'] });
  return origin;
}

/** Adds, removes or replaces people. Rows that are no hashes are counted, not kept; a session ends with its last batch. */
export function changeMembers(call: EdgeCall, audience: Audience, operation: 'add' | 'remove' | 'replace'): unknown {
  terms(call);
  const { values, sim } = call;
  const payload = values['payload'];
  if (!isObject(payload)) throw invalid('payload is required', { title: 'Missing parameter', blame: ['payload'] });
  checkNames(payload, PAYLOAD_KEYS, 'payload', call);
  const schema = [payload['schema']].flat().map(String);
  const data = payload['data'];
  if (schema.length === 0 || schema.some((column) => !COLUMNS.has(column)))
    throw invalid(`payload.schema names an unknown column`, { title: 'Schema not valid', blame: ['payload', 'schema'] });
  if (!Array.isArray(data) || data.length === 0) throw invalid('payload.data is empty', { blame: ['payload', 'data'] });
  if (data.length > ROWS_MAX)
    throw invalid(`payload.data holds more than ${ROWS_MAX} rows`, { title: 'Too many rows', blame: ['payload', 'data'] });
  const session = openSession(call, audience, data.length);
  const rows = data.map((row: unknown) => memberOf([row].flat().map(String), schema));
  // Half of the rows are not taken: what a torn upload looks like from outside.
  const torn = sim.takeFault(call.operation, 'partial');
  const kept = rows.filter((row, index): row is string => row !== null && !(torn && index % 2 === 1));
  const now = new Set(operation === 'replace' ? [] : audience.members);
  for (const row of kept) {
    if (operation === 'remove') now.delete(row);
    else now.add(row);
  }
  audience.members = [...now];
  audience.updatedMs = sim.nowMs();
  session.received += data.length;
  session.invalid += data.length - kept.length;
  save(call, audience);
  return {
    audience_id: audience.id,
    session_id: String(session.id),
    num_received: data.length,
    num_invalid_entries: data.length - kept.length,
    // Rows are people: they are never shown back.
    invalid_entry_samples: {},
  };
}

function checkNames(value: Readonly<Record<string, unknown>>, known: ReadonlySet<string>, name: string, { sim }: EdgeCall): void {
  if (sim.switchOn('meta.ignore_unknown_parameters')) return;
  for (const key of Object.keys(value))
    if (!known.has(key)) throw invalid(`${name} has no field ${key}`, { title: 'Unknown field', blame: [name, key] });
}

function memberOf(row: readonly string[], schema: readonly string[]): string | null {
  if (row.length !== schema.length) return null;
  const filled = row.filter((cell) => cell !== '');
  if (filled.length === 0 || !filled.every((cell) => HASH.test(cell))) return null;
  // Twelve digits tell people apart in a simulation, and keep its books small.
  return filled.map((cell) => cell.slice(0, 12)).join('');
}

function openSession(call: EdgeCall, audience: Audience, rows: number): Audience['sessions'][number] {
  const given = call.values['session'];
  const nowMs = call.sim.nowMs();
  const blank = { id: audience.sessions.length + 1, received: 0, invalid: 0, nextSeq: 1, closed: true, startedMs: nowMs };
  if (given === undefined) return blank;
  const wrong = (detail: string): GraphProblem => invalid(detail, { title: 'Session not valid', blame: ['session'] });
  if (!isObject(given)) throw wrong('session must be an object');
  checkNames(given, SESSION_KEYS, 'session', call);
  const { session_id: id, batch_seq: seq, last_batch_flag: last, estimated_num_total: total } = given;
  if (typeof id !== 'number' || !Number.isSafeInteger(id)) throw wrong('session.session_id must be a whole number');
  if (typeof seq !== 'number' || !Number.isInteger(seq) || seq < 1) throw wrong('session.batch_seq starts at 1');
  if (typeof last !== 'boolean') throw wrong('session.last_batch_flag must be true or false');
  if (total !== undefined && (typeof total !== 'number' || total < rows)) throw wrong('session.estimated_num_total is below the batch');
  let session = audience.sessions.find((entry) => entry.id === id);
  // The same first batch again is a session of its own, as after a lost answer: membership is a set, nothing is counted twice.
  if (session === undefined || (session.closed && seq === 1)) {
    session = { ...blank, id, closed: false };
    audience.sessions = [...audience.sessions.filter((entry) => entry.id !== id).slice(-20), session];
  }
  if (session.closed) throw wrong('the session is closed: its last batch has come');
  session.nextSeq = seq + 1;
  session.closed = last;
  return session;
}

export function renameAudience(call: EdgeCall, audience: Audience): unknown {
  if (call.values['name'] !== undefined && scalarText(call.values['name']).trim() === '')
    throw invalid('name cannot be empty', { title: 'Name missing', blame: ['name'] });
  if (typeof call.values['name'] === 'string') audience.name = call.values['name'];
  if (typeof call.values['description'] === 'string') audience.description = call.values['description'];
  audience.updatedMs = call.sim.nowMs();
  save(call, audience);
  return { success: true };
}

/** What is used by an ad set that is not archived stays. "Error codes" (v26.0; read 2026-11-20) */
export function deleteAudience(call: EdgeCall, audience: Audience): unknown {
  const used = call.store
    .inAccount(audience.accountId, 'adset')
    .some(
      (adSet) =>
        adSet.status !== 'DELETED' && adSet.status !== 'ARCHIVED' && JSON.stringify(adSet.values['targeting']).includes(audience.id),
    );
  if (used)
    throw new GraphProblem({
      message: 'Failed to delete custom audience because associated with active ads',
      type: 'OAuthException',
      code: 2656,
      error_user_title: 'Audience in use',
      error_user_msg: 'The audience is used by ad sets.',
    });
  call.store.books.delete('audience', audience.id);
  return { success: true };
}

export function listAudiences(call: EdgeCall): unknown {
  const filters = parseFilters(call.raw['filtering']);
  for (const filter of filters)
    if (filter.field !== 'name') throw invalid(`filtering by ${filter.field} is not supported`, { blame: ['filtering'] });
  const wanted = parseFields(call.raw['fields'], 'CustomAudience');
  const own = call.store.books
    .all<Audience>('audience')
    .filter((audience) => audience.accountId === call.account.remoteId)
    .filter((audience) =>
      filters.every(({ operator, value }) =>
        operator === 'EQUAL' ? audience.name === value : audience.name.toLowerCase().includes(String(value).toLowerCase()),
      ),
    );
  return pageOf(call, own, (audience) => picked(showAudience(call, audience), wanted));
}

export function readSessions(call: EdgeCall, audience: Audience): unknown {
  const wanted = parseFields(call.raw['fields'] ?? 'session_id,num_received,num_invalid_entries,stage', 'CustomAudienceSession');
  return pageOf(call, audience.sessions, (session) =>
    picked(
      {
        session_id: String(session.id),
        num_received: String(session.received),
        num_invalid_entries: String(session.invalid),
        progress: session.closed ? '100' : '50',
        stage: session.closed ? 'committed' : 'uploading',
        start_time: String(Math.floor(session.startedMs / 1000)),
      },
      wanted,
    ),
  );
}

export function showAudience(call: EdgeCall, audience: Audience): Record<string, unknown> {
  const { sim } = call;
  const matched = Math.round(peopleOf(audience) * (MATCH_RATE[0] + (MATCH_RATE[1] - MATCH_RATE[0]) * draw(sim.seed, 'match', audience.id)));
  const filling = audience.subtype === 'CUSTOM' && audience.members.length > 0 && sim.nowMs() - audience.updatedMs < FILL_MS;
  const empty = audience.subtype === 'CUSTOM' && audience.members.length === 0;
  const known = !filling && !empty;
  // Whether small lists are told as 1,000 or not at all is not confirmed.
  const small = matched < 1_000;
  const lower = !known ? -1 : small ? (sim.switchOn('meta.small_audiences_unknown') ? -1 : 1_000) : Math.floor(matched / 100) * 100;
  return {
    id: audience.id,
    account_id: audience.accountId.slice(4),
    name: audience.name,
    description: audience.description,
    subtype: audience.subtype,
    customer_file_source: audience.source ?? undefined,
    approximate_count_lower_bound: lower,
    approximate_count_upper_bound: lower < 0 ? -1 : small ? 1_000 : Math.ceil((matched * 1.18) / 100) * 100,
    operation_status: empty
      ? { code: 411, description: 'No people have been uploaded yet.' }
      : filling
        ? { code: 441, description: 'People are being added. The audience can be used meanwhile.' }
        : { code: 200, description: 'Normal' },
    delivery_status:
      known && matched >= SEED_MIN
        ? { code: 200, description: 'This audience is ready for use.' }
        : { code: 300, description: 'This audience is too small.' },
    is_eligible_for_sac_campaigns: audience.subtype !== 'LOOKALIKE',
    lookalike_spec: audience.spec ?? undefined,
    time_created: Math.floor(audience.createdMs / 1000),
    time_updated: Math.floor(audience.updatedMs / 1000),
  };
}

function peopleOf(audience: Audience): number {
  if (audience.subtype === 'CUSTOM') return audience.members.length;
  const ratio = typeof audience.spec?.['ratio'] === 'number' ? audience.spec['ratio'] : 0.01;
  return Math.round((accountOf(audience.accountId)?.country === 'US' ? 335_000_000 : 50_000_000) * ratio);
}
