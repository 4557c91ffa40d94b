import { isIP } from 'node:net';
import type { EdgeCall } from './edges.ts';
import { GraphProblem, invalid } from './problems.ts';
import { parseFields } from './reads.ts';
import { isObject, scalarText } from './request.ts';
import { pageOf, picked } from './show.ts';

/** "Conversions API" (v26.0; read 2026-11-20). */
interface StoredEvent {
  /** Pixel, name and id: a second one within 48 hours is dropped. */
  readonly key: string;
  readonly pixelId: string;
  readonly name: string;
  readonly atMs: number;
  readonly receivedMs: number;
}

const EVENTS_MAX = 1_000;
const OLDEST_MS = 7 * 86_400_000;
const OLDEST_IN_STORE_MS = 62 * 86_400_000;
const TWICE_WITHIN_MS = 48 * 3_600_000;
const SOURCES: ReadonlySet<string> = new Set([
  'website',
  'app',
  'email',
  'phone_call',
  'chat',
  'physical_store',
  'system_generated',
  'business_messaging',
  'other',
]);
const EVENT_KEYS: ReadonlySet<string> = new Set([
  'event_name',
  'event_time',
  'event_id',
  'event_source_url',
  'action_source',
  'user_data',
  'custom_data',
  'opt_out',
  'data_processing_options',
  'data_processing_options_country',
  'data_processing_options_state',
  'referrer_url',
]);
/** Hashed before they are sent; all others must not be. */
const HASHED: ReadonlySet<string> = new Set(['em', 'ph', 'fn', 'ln', 'ge', 'db', 'ct', 'st', 'zp', 'country']);
const PLAIN: ReadonlySet<string> = new Set([
  'external_id',
  'client_ip_address',
  'client_user_agent',
  'fbc',
  'fbp',
  'lead_id',
  'subscription_id',
]);
const HASH = /^[0-9a-f]{64}$/;

/** One event that is not valid takes the whole request with it. */
export function receiveEvents(call: EdgeCall, pixelId: string): unknown {
  const { values, sim, store } = call;
  const data = values['data'] as readonly Record<string, unknown>[]; // required list of objects of the table
  if (data.length === 0 || data.length > EVENTS_MAX) throw invalid(`data holds 1 to ${EVENTS_MAX} events`, { blame: ['data'] });
  const nowMs = sim.nowMs();
  data.forEach((event, index) => checkEvent(event, index, nowMs));
  const trace = `A${(store.books.nextNumber('events') + 46_655).toString(36)}`;
  // Test events are looked at and never counted.
  if (values['test_event_code'] !== undefined) return { events_received: data.length, messages: [], fbtrace_id: trace };
  const torn = sim.takeFault(call.operation, 'partial') ? Math.ceil(data.length / 2) : data.length;
  for (const event of data.slice(0, torn)) keep(event, pixelId, call);
  return { events_received: torn, messages: [], fbtrace_id: trace };
}

function keep(event: Readonly<Record<string, unknown>>, pixelId: string, { sim, store }: EdgeCall): void {
  const nowMs = sim.nowMs();
  const name = scalarText(event['event_name']);
  const id = scalarText(event['event_id'] ?? '');
  const key = id === '' ? `${pixelId}/#${store.books.nextNumber('event')}` : `${pixelId}/${name}/${id}`;
  const known = store.books.get<StoredEvent>('event', key);
  if (known !== null && nowMs - known.receivedMs < TWICE_WITHIN_MS) return;
  const twice = known === null ? key : `${key}/${store.books.nextNumber('event')}`;
  store.books.put<StoredEvent>('event', twice, {
    key: twice,
    pixelId,
    name,
    atMs: Number(event['event_time']) * 1000,
    receivedMs: nowMs,
  });
}

function checkEvent(event: Readonly<Record<string, unknown>>, index: number, nowMs: number): void {
  const refuse = (detail: string, field: string, subcode?: number): GraphProblem =>
    invalid(detail, {
      title: 'Event not valid',
      blame: ['data', String(index), field],
      ...(subcode === undefined ? {} : { subcode }),
    });
  for (const key of Object.keys(event)) if (!EVENT_KEYS.has(key)) throw refuse(`an event has no field ${key}`, key);
  if (typeof event['event_name'] !== 'string' || event['event_name'] === '') throw refuse('event_name is required', 'event_name');
  const source = scalarText(event['action_source']);
  if (!SOURCES.has(source)) throw refuse('action_source is required', 'action_source');
  const seconds = event['event_time'];
  if (typeof seconds !== 'number' || !Number.isInteger(seconds)) throw refuse('event_time must be Unix seconds', 'event_time');
  // Subcodes of the event errors are third-party reports (read 2026-11-20).
  if (seconds * 1000 > nowMs + 60_000) throw refuse('event_time lies in the future', 'event_time');
  if (nowMs - seconds * 1000 > (source === 'physical_store' ? OLDEST_IN_STORE_MS : OLDEST_MS))
    throw refuse('event_time is too old', 'event_time', 2804003);
  const user = event['user_data'];
  if (!isObject(user)) throw refuse('user_data is required', 'user_data', 2804050);
  for (const [key, value] of Object.entries(user)) {
    if (!HASHED.has(key) && !PLAIN.has(key)) throw refuse(`user_data has no field ${key}`, 'user_data');
    if (HASHED.has(key) && ![value].flat().every((entry) => typeof entry === 'string' && HASH.test(entry)))
      throw refuse(`user_data.${key} must be hashed`, 'user_data');
    const plain = scalarText([value].flat()[0]);
    // Never hashed, each with a look of its own. "Customer information parameters" (v26.0; read 2026-11-20)
    if (PLAIN.has(key) && key !== 'external_id' && HASH.test(plain)) throw refuse(`user_data.${key} must not be hashed`, 'user_data');
    if (key === 'client_ip_address' && isIP(plain) === 0) throw refuse('user_data.client_ip_address is no address', 'user_data');
    if (key === 'lead_id' && !/^\d{15,17}$/.test(plain)) throw refuse('user_data.lead_id has 15 to 17 digits', 'user_data');
    if (key === 'fbc' && !/^fb\.\d\.\d{10,14}\..+/.test(scalarText(value))) throw refuse('user_data.fbc is not valid', 'user_data');
  }
  if (!Object.entries(user).some(([key, value]) => key !== 'client_user_agent' && [value].flat().some((entry) => scalarText(entry) !== '')))
    throw refuse('user_data holds nothing to know a person by', 'user_data', 2804050);
  if (source === 'website' && (event['event_source_url'] === undefined || user['client_user_agent'] === undefined))
    throw refuse('a website event needs event_source_url and client_user_agent', 'event_source_url');
  const id = event['event_id'];
  if (id !== undefined && (typeof id !== 'string' || id === '')) throw refuse('event_id must be a string', 'event_id');
  const custom = event['custom_data'];
  if (custom === undefined) return;
  if (!isObject(custom)) throw refuse('custom_data must be an object', 'custom_data');
  const { value, currency } = custom;
  // A number, also as text; a currency is three letters. "Standard parameters" (v26.0; read 2026-11-20)
  if (value !== undefined && !/^\d+(?:\.\d+)?$/.test(scalarText(value))) throw refuse('custom_data.value must be a number', 'custom_data');
  if (value !== undefined && typeof currency !== 'string') throw refuse('custom_data.value needs a currency', 'custom_data');
  if (currency !== undefined && !/^[A-Za-z]{3}$/.test(scalarText(currency)))
    throw refuse('custom_data.currency has three letters', 'custom_data');
}

/** What has been counted, twice-sent events left out. */
export function readStats(call: EdgeCall, pixelId: string): unknown {
  const { values, store } = call;
  const from = typeof values['start_time'] === 'number' ? values['start_time'] : 0;
  const to = typeof values['end_time'] === 'number' ? values['end_time'] : Number.MAX_SAFE_INTEGER;
  const counts = new Map<string, number>();
  for (const event of store.books.all<StoredEvent>('event')) {
    if (event.pixelId !== pixelId || event.atMs < from || event.atMs > to) continue;
    if (values['event'] !== undefined && values['event'] !== event.name) continue;
    counts.set(event.name, (counts.get(event.name) ?? 0) + 1);
  }
  const wanted = parseFields(call.raw['fields'], 'AdsPixelStats');
  return pageOf(call, [...counts], ([value, count]) => picked({ value, count, event: value }, wanted));
}
