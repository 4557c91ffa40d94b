import { decimalText, ok, type Result } from '../../../core/kernel/index.ts';
import type { ConversionEvent, ConversionNetwork, ConversionReceipt, NetworkFailure } from '../../../core/ports/index.ts';
import type { TikTokClient } from './client.ts';
import { Anything } from './schemas.ts';
import { askerOf } from './structures.ts';

/** "Events API 2.0" (v1.3; read 2026-11-20): more than a thousand in one call and all of them are refused. */
const BATCH = 1_000;

/** The standard events that stand for our three moments; the first is the one that ad groups optimise for. */
const EVENT: Readonly<Record<ConversionEvent['name'], string>> = {
  application: 'SubmitApplication',
  qualified_application: 'Lead',
  hire: 'ApplicationApproval',
};

export function createConversions(client: TikTokClient): ConversionNetwork {
  async function batch(
    account: Parameters<ConversionNetwork['send']>[0],
    events: readonly ConversionEvent[],
  ): Promise<Result<readonly ConversionReceipt[], NetworkFailure>> {
    const answer = await client.write(
      {
        asker: askerOf(account),
        path: '/event/track/',
        values: { event_source: 'web', event_source_id: account.settings['pixelId'] ?? '', data: events.map(payloadOf) },
      },
      Anything,
    );
    if (!answer.ok && answer.error.kind === 'refused') {
      const { code } = answer.error;
      return ok(events.map(({ eventId }) => ({ eventId, accepted: false, code, requestId: null })));
    }
    // Dropped by `event_id` when it comes twice, so an answer that was lost may be asked for again.
    if (!answer.ok)
      return answer.error.kind === 'outcome_unknown' ? { ok: false, error: { kind: 'unavailable', raw: answer.error.raw } } : answer;
    const { requestId } = answer.value;
    return ok(events.map(({ eventId }) => ({ eventId, accepted: true, code: null, requestId })));
  }

  return {
    conversions: {
      emailForm: 'email',
      phoneForm: 'phone_e164',
      batchMax: BATCH,
      // TikTok states no age for events of a site; the click window that we count by is what an older one could still serve.
      maxAgeDays: 7,
      clickParameter: 'ttclid',
      settings: ['pixelId'],
      eventSettings: { application: ['pixelId'], qualified_application: ['pixelId'], hire: ['pixelId'] },
      // Not stated; the shortest time that a network of this kind states.
      repeatDropMs: 48 * 3_600_000,
    },
    async send(account, events) {
      const receipts: ConversionReceipt[] = [];
      for (let from = 0; from < events.length; from += BATCH) {
        const part = await batch(account, events.slice(from, from + BATCH));
        if (!part.ok) return part;
        receipts.push(...part.value);
      }
      return ok(receipts);
    },
  };
}

function payloadOf(event: ConversionEvent): Readonly<Record<string, unknown>> {
  return {
    event: EVENT[event.name],
    event_time: Math.floor(Date.parse(event.occurredAt) / 1000),
    event_id: event.eventId,
    user: {
      ...(event.member.email === null ? {} : { email: event.member.email }),
      ...(event.member.phone === null ? {} : { phone: event.member.phone }),
      ...(event.clickId === null ? {} : { ttclid: event.clickId }),
    },
    ...(event.value === null
      ? {}
      : { properties: { value: Number(decimalText(event.value.amountMicros)), currency: event.value.currency } }),
    ...(event.sourceUrl === null ? {} : { page: { url: event.sourceUrl } }),
  };
}
