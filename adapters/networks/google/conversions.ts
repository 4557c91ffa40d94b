import { decimalText, err, ok } from '../../../core/kernel/index.ts';
import type { AccountRef, Clock, ConversionEvent, ConversionNetwork, ConversionReceipt } from '../../../core/ports/index.ts';
import { identifiersOf } from './audiences.ts';
import type { Accounts, DataManager } from './data-manager.ts';
import { rawAnswer } from './failures.ts';

/** Events in one request. @see google-ads.md section 7 (API v1; read 2026-11-20) */
const EVENTS_MAX = 2_000;
/** Age of the click that a conversion may still be tied to: general product knowledge (google-ads.md section 7). */
const MAX_AGE_DAYS = 90;
const DAY_MS = 86_400_000;
/** Clocks differ; an event of the next minute is not from the future. */
const AHEAD_MS = 60_000;

/** The conversion action of each event, as a setting of the account. Google keeps the three apart as goals: SUBMIT_LEAD_FORM, QUALIFIED_LEAD, CONVERTED_LEAD. */
const SETTING_OF = {
  application: 'conversionActionId',
  qualified_application: 'qualifiedConversionActionId',
  hire: 'hireConversionActionId',
} as const;
const SETTINGS = Object.values(SETTING_OF);

/** Applications and hires that happened elsewhere, tied to the click or to the person's hashes. Google counts one `transactionId` of a conversion action once. */
export function createConversions(manager: DataManager, clock: Clock): ConversionNetwork {
  return {
    conversions: {
      emailForm: 'email_gmail',
      phoneForm: 'phone_e164',
      batchMax: EVENTS_MAX,
      maxAgeDays: MAX_AGE_DAYS,
      clickParameter: 'gclid',
      settings: SETTINGS,
      eventSettings: {
        application: [SETTING_OF.application],
        qualified_application: [SETTING_OF.qualified_application],
        hire: [SETTING_OF.hire],
      },
      // A transaction counts once in its conversion action, whenever it comes.
      repeatDropMs: null,
    },
    async send(account, events) {
      if (SETTINGS.every((setting) => actionOf(account, setting) === null))
        return err({
          kind: 'refused',
          code: 'google.conversion_action_missing',
          problems: [],
          raw: rawAnswer(null, null, 'No conversion action is set', null),
        });
      const receipts = new Map<ConversionEvent, ConversionReceipt>();
      const going: ConversionEvent[] = [];
      for (const event of events) {
        const code = stopOf(account, event, clock.nowMs());
        if (code === null) going.push(event);
        else receipts.set(event, { eventId: event.eventId, accepted: false, code, requestId: null });
      }
      for (let from = 0; from < going.length; from += EVENTS_MAX) {
        const part = going.slice(from, from + EVENTS_MAX);
        const sent = await manager.ingest(account, {
          path: 'v1/events:ingest',
          listName: 'events',
          records: part,
          // The body is made of the very events that were handed over as records.
          body: (records, accounts) => bodyOf(account, accounts, records as readonly ConversionEvent[]),
        });
        if (!sent.ok) return sent;
        for (const [index, event] of part.entries()) {
          const code = sent.value.refused.get(index) ?? null;
          receipts.set(event, {
            eventId: event.eventId,
            accepted: code === null,
            code,
            requestId: code === null ? sent.value.requestId : null,
          });
        }
      }
      return ok(events.map((event) => receipts.get(event)!)); // every event was stopped or sent
    },
    progress: (account, requestId) => manager.progress(account, requestId),
  };
}

function actionOf(account: AccountRef, setting: string): string | null {
  const value = account.settings[setting]?.trim() ?? '';
  return value === '' ? null : value;
}

/** What Google is known to refuse; asked here, one old event costs the others nothing. */
function stopOf(account: AccountRef, event: ConversionEvent, nowMs: number): string | null {
  if (actionOf(account, SETTING_OF[event.name]) === null) return 'google.conversion_action_missing';
  const atMs = Date.parse(event.occurredAt);
  if (Number.isNaN(atMs) || atMs > nowMs + AHEAD_MS) return 'google.event_in_future';
  if (nowMs - atMs > MAX_AGE_DAYS * DAY_MS) return 'google.event_too_old';
  return event.clickId === null && event.member.email === null && event.member.phone === null ? 'google.event_without_person' : null;
}

/** Only the destinations that the events are for: an event without a reference would go to all of them. */
function bodyOf(account: AccountRef, accounts: Accounts, events: readonly ConversionEvent[]): unknown {
  const names = [...new Set(events.map(({ name }) => name))];
  return {
    destinations: names.map((name) => ({
      reference: name,
      ...accounts,
      productDestinationId: actionOf(account, SETTING_OF[name])!, // events without one were stopped before
    })),
    events: events.map(eventOf),
    encoding: 'HEX',
    // As for lists: only what consented people did comes this far.
    consent: { adUserData: 'CONSENT_GRANTED', adPersonalization: 'CONSENT_GRANTED' },
  };
}

function eventOf(event: ConversionEvent): Record<string, unknown> {
  const identifiers = identifiersOf(event.member);
  return {
    destinationReferences: [event.name],
    transactionId: event.eventId,
    eventTimestamp: new Date(event.occurredAt).toISOString(),
    eventSource: 'WEB',
    ...(event.clickId === null ? {} : { adIdentifiers: { gclid: event.clickId } }),
    ...(identifiers.length === 0 ? {} : { userData: { userIdentifiers: identifiers } }),
    // A double on the wire: the shortest decimal text of the exact amount reads back as the same number.
    ...(event.value === null ? {} : { currency: event.value.currency, conversionValue: Number(decimalText(event.value.amountMicros)) }),
  };
}
