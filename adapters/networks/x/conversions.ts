import { decimalText, err, ok } from '../../../core/kernel/index.ts';
import type { AccountRef, ConversionEvent, ConversionNetwork, ConversionReceipt } from '../../../core/ports/index.ts';
import type { Outcome, XClient } from './client.ts';
import { refusedBecause } from './failures.ts';
import { ConversionReceipt as Receipt } from './schemas.ts';

/** X states no number; 60,000 events an account in 15 minutes are let through. "Conversions" (version 12; read 2026-11-20) */
const MOST_EVENTS = 500;

/** Which setting names the event of the pixel, as it was made on the web. */
const EVENT_SETTING: Readonly<Record<ConversionEvent['name'], string>> = {
  application: 'applicationEventId',
  qualified_application: 'qualifiedApplicationEventId',
  hire: 'hireEventId',
};

export function createConversions(client: XClient): ConversionNetwork {
  async function post(
    account: AccountRef,
    events: readonly ConversionEvent[],
  ): Outcome<{ readonly processed: number; readonly requestId: string | null }> {
    const answer = await client.one(
      {
        method: 'POST',
        path: `measurement/conversions/${account.settings['pixelId'] ?? ''}`,
        json: { conversions: events.map((event) => conversionOf(event, account)) },
        secretName: account.secretName,
        accountId: null,
      },
      Receipt,
    );
    // X drops what it has by `conversion_id`: an unknown end may be tried again.
    if (!answer.ok) return answer.error.kind === 'outcome_unknown' ? err({ kind: 'unavailable', raw: answer.error.raw }) : answer;
    return ok({ processed: answer.value.conversions_processed, requestId: answer.value.debug_id ?? null });
  }

  return {
    conversions: {
      emailForm: 'email',
      phoneForm: 'phone_e164',
      batchMax: MOST_EVENTS,
      // X states no age; this is our own limit.
      maxAgeDays: 90,
      clickParameter: 'twclid',
      settings: ['pixelId', ...Object.values(EVENT_SETTING)],
      eventSettings: {
        application: ['pixelId', EVENT_SETTING.application],
        qualified_application: ['pixelId', EVENT_SETTING.qualified_application],
        hire: ['pixelId', EVENT_SETTING.hire],
      },
      // Not stated; the shortest time that a network of this kind states.
      repeatDropMs: 48 * 3_600_000,
    },
    async send(account, events) {
      if ((account.settings['pixelId'] ?? '') === '') return err(refusedBecause('event_missing', null, null, 'The account names no pixel'));
      const receipts = new Map<string, ConversionReceipt>();
      const good = events.filter((event) => {
        const known = (account.settings[EVENT_SETTING[event.name]] ?? '') !== '';
        const named = event.clickId !== null || event.member.email !== null || event.member.phone !== null;
        if (known && named) return true;
        const code = known ? 'x.hash_invalid' : 'x.event_missing';
        receipts.set(event.eventId, { eventId: event.eventId, accepted: false, code, requestId: null });
        return false;
      });
      const settle = (event: ConversionEvent, accepted: boolean, requestId: string | null): void =>
        void receipts.set(event.eventId, { eventId: event.eventId, accepted, code: accepted ? null : 'x.not_processed', requestId });
      if (good.length > 0) {
        const all = await post(account, good);
        if (all.ok && all.value.processed === good.length) for (const event of good) settle(event, true, all.value.requestId);
        else if (!all.ok && all.error.kind !== 'refused') return all;
        else {
          // The answer is a number: only one at a time says which.
          for (const event of good) {
            const single = await post(account, [event]);
            // Some have gone already: of the whole, nothing else can be said.
            if (!single.ok && single.error.kind !== 'refused') return err({ kind: 'outcome_unknown', raw: single.error.raw });
            settle(event, single.ok && single.value.processed === 1, single.ok ? single.value.requestId : null);
          }
        }
      }
      return ok(events.map((event) => receipts.get(event.eventId)).filter((receipt) => receipt !== undefined));
    },
  };
}

function conversionOf(event: ConversionEvent, account: AccountRef): object {
  const { email, phone } = event.member;
  return {
    conversion_time: event.occurredAt,
    event_id: account.settings[EVENT_SETTING[event.name]],
    identifiers: [
      ...(event.clickId === null ? [] : [{ twclid: event.clickId }]),
      ...(email === null ? [] : [{ hashed_email: email }]),
      ...(phone === null ? [] : [{ hashed_phone_number: phone }]),
    ],
    conversion_id: event.eventId,
    // Which currency X takes a value for is not confirmed: only the account's own is sent.
    ...(event.value === null || event.value.currency !== account.currency ? {} : { value: decimalText(event.value.amountMicros) }),
  };
}
