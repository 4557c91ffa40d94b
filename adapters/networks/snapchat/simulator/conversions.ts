import type { SimContext, SimReply, SimRequest } from '../../../simulators/types.ts';
import type { Tokens } from './oauth.ts';
import { SIMULATED_CONVERSIONS_TOKEN, SNAPCHAT_SIMULATED_ACCOUNTS } from './seeds.ts';
import { isObject, textOf } from './values.ts';

/** Events of a pixel. "Conversions API" (v3; read 2026-11-20); the oldest event that is taken is this simulation's. */
const OLDEST_MS = 28 * 86_400_000;
const MOST_EVENTS = 1_000;
const SHA256 = /^[0-9a-f]{64}$/;

export function receiveEvents(request: SimRequest, tokens: Tokens, context: SimContext): SimReply {
  const [, pixelId = '', , action] = request.path.split('/').filter((part) => part !== '');
  const invalid = (status: number, reason: string): SimReply => ({ status, body: { status: 'INVALID', reason } });
  const token = request.query.get('access_token') ?? '';
  const mayBy = tokens.known(token)?.scopes.includes('snapchat-offline-conversions-api') ?? token === SIMULATED_CONVERSIONS_TOKEN;
  if (!mayBy) return invalid(401, 'The token may not send conversions');
  if (context.takeFault('send_events', '429')) return invalid(429, 'Too many requests');
  if (!SNAPCHAT_SIMULATED_ACCOUNTS.some((account) => account.pixelId === pixelId)) return invalid(404, 'The pixel could not be found');
  let body: unknown;
  try {
    body = JSON.parse(request.body.toString('utf8'));
  } catch {
    return invalid(400, 'The body is not JSON');
  }
  const events = isObject(body) ? body['data'] : null;
  if (!Array.isArray(events) || events.length === 0 || events.length > MOST_EVENTS) return invalid(400, 'data must hold 1 to 1000 events');
  for (const event of events) {
    const reason = problemOf(event, context.nowMs());
    if (reason !== null) return invalid(400, reason);
  }
  if (action !== 'validate') for (const event of events) if (isObject(event)) keepEvent(pixelId, event, context);
  return { status: 200, body: { status: action === 'validate' ? 'VALID' : 'OK', reason: `${events.length} events were taken` } };
}

/** An event is known by its id: the second one is dropped. */
function keepEvent(pixelId: string, event: Record<string, unknown>, context: SimContext): void {
  const key = `${pixelId}/${textOf(event['event_id'])}`;
  if (context.books.get('conversion', key) === null)
    context.books.put('conversion', key, { id: key, pixelId, name: event['event_name'], at: event['event_time'] });
}

function problemOf(event: unknown, nowMs: number): string | null {
  if (!isObject(event)) return 'an event is no object';
  const { event_name: name, event_time: time, user_data: user } = event;
  if (typeof name !== 'string' || !/^[A-Z][A-Z0-9_]+$/.test(name)) return 'event_name is missing';
  if (typeof time !== 'number' || time * 1000 > nowMs + 60_000 || time * 1000 < nowMs - OLDEST_MS) return 'event_time is out of range';
  if (!['WEB', 'MOBILE_APP', 'OFFLINE'].includes(textOf(event['action_source']))) return 'action_source is missing';
  if (!isObject(user)) return 'user_data is missing';
  for (const list of ['em', 'ph']) {
    const hashes = user[list];
    if (hashes !== undefined && !(Array.isArray(hashes) && hashes.every((hash) => typeof hash === 'string' && SHA256.test(hash))))
      return `user_data.${list} must hold SHA-256 in lower-case hex`;
  }
  return user['em'] === undefined && user['ph'] === undefined && user['sc_click_id'] === undefined ? 'user_data names nobody' : null;
}
