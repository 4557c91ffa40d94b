import { z } from 'zod';
import { decimalText, err, ok, type Result } from '../../../core/kernel/index.ts';
import type {
  AccountRef,
  Clock,
  ConversionEvent,
  ConversionNetwork,
  ConversionReceipt,
  NetworkFailure,
} from '../../../core/ports/index.ts';
import type { MetaClient } from './client.ts';
import { rawAnswer } from './failures.ts';

/** "Conversions API, parameters" (v26.0; read 2026-11-20). */
const EVENTS_MAX = 1_000;
const MAX_AGE_DAYS = 7;
const DAY_MS = 86_400_000;
/** A second event of one name and id is dropped for 48 hours. */
const TWICE_WITHIN_MS = 2 * DAY_MS;
/** Clocks differ; an event of the next minute is not from the future. */
const AHEAD_MS = 60_000;

/** The first is a standard event; the others are custom ones, for which Meta takes any name. */
const NAMES = { application: 'SubmitApplication', qualified_application: 'QualifiedApplication', hire: 'Hired' } as const;

const Receipt = z.object({ events_received: z.number().int(), fbtrace_id: z.string().optional() });

interface Slot {
  readonly event: ConversionEvent;
  /** Why it is not even sent; null: it goes. */
  readonly stopped: string | null;
}

/** Applications and hires that happened elsewhere. Meta drops a second event of the same name and `event_id` within 48 hours. */
export function createConversions(client: MetaClient, clock: Clock): ConversionNetwork {
  async function post(
    account: AccountRef,
    pixelId: string,
    events: readonly ConversionEvent[],
  ): Promise<Result<readonly ConversionReceipt[], NetworkFailure>> {
    const answer = await client.call(
      {
        method: 'POST',
        path: `${pixelId}/events`,
        params: { data: events.map((event) => payloadOf(event)) },
        secretName: account.secretName,
        accountId: account.remoteId,
      },
      Receipt,
    );
    if (answer.ok) {
      const { events_received: received, fbtrace_id: trace = null } = answer.value.value;
      // Fewer than were sent, and no word which: nothing is lost by sending all again, so nothing is claimed.
      if (received < events.length)
        return err({ kind: 'outcome_unknown', raw: rawAnswer(200, null, `${received} of ${events.length} events were received`, null) });
      return ok(events.map(({ eventId }) => ({ eventId, accepted: true, code: null, requestId: trace })));
    }
    const { error } = answer;
    if (error.kind !== 'refused' || !BY_EVENT.test(error.code)) return answer;
    // One event that Meta refuses takes the whole request with it: halves until it stands alone.
    if (events.length === 1) return ok([{ eventId: events[0]!.eventId, accepted: false, code: error.code, requestId: null }]);
    const middle = Math.ceil(events.length / 2);
    const first = await post(account, pixelId, events.slice(0, middle));
    if (!first.ok) return first;
    const second = await post(account, pixelId, events.slice(middle));
    // The first half has gone: of the whole, nothing else can be said.
    return second.ok ? ok([...first.value, ...second.value]) : err({ kind: 'outcome_unknown', raw: second.error.raw });
  }

  return {
    conversions: {
      emailForm: 'email',
      phoneForm: 'phone_digits',
      batchMax: EVENTS_MAX,
      maxAgeDays: MAX_AGE_DAYS,
      clickParameter: 'fbclid',
      settings: ['pixelId'],
      eventSettings: { application: ['pixelId'], qualified_application: ['pixelId'], hire: ['pixelId'] },
      repeatDropMs: TWICE_WITHIN_MS,
    },
    async send(account, events) {
      const pixelId = account.settings['pixelId'] ?? '';
      if (pixelId === '')
        return err({ kind: 'refused', code: 'meta.pixel_missing', problems: [], raw: rawAnswer(null, null, 'No pixel is set', null) });
      const slots = events.map((event): Slot => ({ event, stopped: stopOf(event, clock.nowMs()) }));
      const going = slots.filter(({ stopped }) => stopped === null).map(({ event }) => event);
      const receipts = new Map<ConversionEvent, ConversionReceipt>();
      for (let from = 0; from < going.length; from += EVENTS_MAX) {
        const part = going.slice(from, from + EVENTS_MAX);
        const answer = await post(account, pixelId, part);
        if (!answer.ok) return answer;
        answer.value.forEach((receipt, index) => receipts.set(part[index]!, receipt)); // one receipt an event, in order
      }
      return ok(
        slots.map(
          ({ event, stopped }) => receipts.get(event) ?? { eventId: event.eventId, accepted: false, code: stopped, requestId: null },
        ),
      );
    },
  };
}

/** Refusals that speak of an event, and not of the pixel or the token. */
const BY_EVENT = /^meta\.(invalid_parameter|input_refused|parameter_missing|event_[a-z_]+)$/;

/** What Meta is known to refuse; asked here, one old event costs the others nothing. */
function stopOf(event: ConversionEvent, nowMs: number): string | null {
  const atMs = Date.parse(event.occurredAt);
  if (Number.isNaN(atMs) || atMs > nowMs + AHEAD_MS) return 'meta.event_in_future';
  if (nowMs - atMs > MAX_AGE_DAYS * DAY_MS) return 'meta.event_too_old';
  const { member, clickId } = event;
  return member.email === null && member.phone === null && clickId === null ? 'meta.event_without_person' : null;
}

function payloadOf(event: ConversionEvent): Record<string, unknown> {
  const { member, clickId, value, sourceUrl } = event;
  const atMs = Date.parse(event.occurredAt);
  return {
    event_name: NAMES[event.name],
    event_time: Math.floor(atMs / 1000),
    event_id: event.eventId,
    // A website event also needs the visitor's browser, which an agency's program never sees.
    action_source: 'system_generated',
    ...(sourceUrl === null ? {} : { event_source_url: sourceUrl }),
    user_data: {
      ...(member.email === null ? {} : { em: [member.email] }),
      ...(member.phone === null ? {} : { ph: [member.phone] }),
      // Never hashed. The click's own time is not known here: the event's stands for it. "fbp and fbc parameters" (v26.0; read 2026-11-20)
      ...(clickId === null ? {} : { fbc: `fb.1.${atMs}.${clickId}` }),
    },
    ...(value === null ? {} : { custom_data: { value: Number(decimalText(value.amountMicros)), currency: value.currency } }),
  };
}
