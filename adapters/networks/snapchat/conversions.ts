import { decimalText, err, ok, type Result } from '../../../core/kernel/index.ts';
import type { AccountRef, ConversionEvent, ConversionNetwork, ConversionReceipt, NetworkFailure } from '../../../core/ports/index.ts';
import { z } from 'zod';
import type { SnapClient } from './client.ts';
import { CATALOGUE } from './error-codes.ts';
import { failureOf, parsedOrNull, rawAnswer, refusal, unreadable, withoutAnswer } from './failures.ts';

/** A client that is in use sends 1,000; nothing official says how many. Third party (read 2026-11-20) */
const EVENTS_PER_CALL = 500;
/** Not stated; within a week is what networks of this kind take. */
const OLDEST_DAYS = 7;
const TIMEOUT_MS = 60_000;
const SCOPE = 'snapchat-offline-conversions-api';
/** Standard events; the two later stages of an application have none and take the advertiser's own. "Conversions API", event names (v3; read 2026-11-20) */
const EVENT_NAME = { application: 'SIGN_UP', qualified_application: 'CUSTOM_EVENT_1', hire: 'CUSTOM_EVENT_2' } as const;

const Told = z.object({ status: z.string().optional(), reason: z.string().optional(), error_code: z.string().optional() });

export function createConversions(client: SnapClient, conversionsUrl: string): ConversionNetwork {
  async function post(account: AccountRef, events: readonly ConversionEvent[]): Promise<Result<string | null, NetworkFailure>> {
    const token = await client.auth.conversionsToken(account.secretName);
    if (!token.ok) return token;
    // A token of the account's own that was not granted this scope would only be answered with 401, like a dead one.
    const scopes = client.auth.scopes(account.secretName);
    if (!token.value.own && scopes.length > 0 && !scopes.includes(SCOPE))
      return err({ kind: 'no_permission', missing: SCOPE, raw: rawAnswer(null, null, 'The sign-in does not include conversions', null) });
    const url = new URL(`${conversionsUrl}/v3/${account.settings['pixelId'] ?? ''}/events`);
    url.searchParams.set('access_token', token.value.token);
    const answer = await client.wire.send({
      method: 'POST',
      url: url.href,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ data: events.map(eventOf) }),
      timeoutMs: TIMEOUT_MS,
    });
    // The network drops an event that it has by its id, so an unknown outcome may simply be repeated.
    if (answer.kind !== 'answer') return err(withoutAnswer(answer, false));
    const told = Told.safeParse(parsedOrNull(answer.body));
    if (!told.success) return err(unreadable(answer.status, answer.body, false));
    if (answer.status === 200 && (told.data.status ?? 'OK') !== 'INVALID') return ok(answer.headers['x-snap-request-id'] ?? null);
    return err(
      failureOf(answer.status === 200 ? 400 : answer.status, told.data.error_code ?? null, told.data.reason ?? '', answer.body, {
        write: false,
        objectId: null,
      }),
    );
  }

  /** A refused batch says that something in it is wrong, not what: halves find it, and the good ones arrive. */
  async function deliver(
    account: AccountRef,
    events: readonly ConversionEvent[],
  ): Promise<Result<readonly ConversionReceipt[], NetworkFailure>> {
    const [first] = events;
    if (first === undefined) return ok([]);
    const sent = await post(account, events);
    if (sent.ok) return ok(events.map(({ eventId }) => ({ eventId, accepted: true, code: null, requestId: sent.value })));
    if (sent.error.kind !== 'refused') return sent;
    if (events.length === 1) {
      const known = CATALOGUE.get(sent.error.raw.code ?? '');
      const code = known === undefined || known === 'request_refused' ? 'snapchat.event_refused' : `snapchat.${known}`;
      return ok([{ eventId: first.eventId, accepted: false, code, requestId: null }]);
    }
    const middle = Math.ceil(events.length / 2);
    const left = await deliver(account, events.slice(0, middle));
    if (!left.ok) return left;
    const right = await deliver(account, events.slice(middle));
    // The left half has gone: of the whole, nothing else can be said.
    return right.ok ? ok([...left.value, ...right.value]) : err({ kind: 'outcome_unknown', raw: right.error.raw });
  }

  return {
    conversions: {
      emailForm: 'email',
      phoneForm: 'phone_digits',
      batchMax: EVENTS_PER_CALL,
      maxAgeDays: OLDEST_DAYS,
      clickParameter: 'ScCid',
      settings: ['pixelId'],
      eventSettings: { application: ['pixelId'], qualified_application: ['pixelId'], hire: ['pixelId'] },
      // Not stated; the shortest time that a network of this kind states.
      repeatDropMs: 48 * 3_600_000,
    },
    async send(account, events) {
      if ((account.settings['pixelId'] ?? '') === '') return refusal('snapchat.pixel_missing', null, null, 'The account names no pixel');
      if (events.length > EVENTS_PER_CALL) throw new Error(`At most ${EVENTS_PER_CALL} events a call`);
      return deliver(account, events);
    },
  };
}

/** "Conversions API", parameters (v3; read 2026-11-20). Identifiers are hashes, in lists. */
function eventOf(event: ConversionEvent): Record<string, unknown> {
  const { email, phone } = event.member;
  return {
    event_name: EVENT_NAME[event.name],
    event_time: Math.floor(Date.parse(event.occurredAt) / 1000),
    event_id: event.eventId,
    action_source: 'WEB',
    ...(event.sourceUrl === null ? {} : { event_source_url: event.sourceUrl }),
    user_data: {
      ...(email === null ? {} : { em: [email] }),
      ...(phone === null ? {} : { ph: [phone] }),
      ...(event.clickId === null ? {} : { sc_click_id: event.clickId }),
    },
    ...(event.value === null ? {} : { custom_data: { value: decimalText(event.value.amountMicros), currency: event.value.currency } }),
  };
}
