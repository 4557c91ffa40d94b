import type { AccountRef, ConversionEvent, ConversionNetwork } from '../ports/index.ts';
import { inForm } from '../candidates/index.ts';
import type { OutcomeRecord } from './conversion-store.ts';

/** What an outcome is called at networks; none of them takes an interview. */
const EVENT_OF = { application: 'application', qualified: 'qualified_application', interview: null, hired: 'hire' } as const;

/** Reasons that may pass, by another setting of the account or by time: only these are judged anew. */
export const PASSING_REASONS = ['conversions.why.no_setting', 'conversions.why.in_future'] as const;

const DAY_MS = 86_400_000;
/** Clocks differ; an event of the next minute is not from the future. */
const AHEAD_MS = 60_000;

export type Verdict = { readonly state: 'queued'; readonly event: ConversionEvent } | { readonly state: 'held'; readonly reason: string };

/**
 * Whether one account's network may have an outcome: consent first, then what the network takes. Who clicked on one network's ad is told
 * to that network alone; without a click only the networks could know whose ad it was, so each is told.
 */
export function verdictOf(
  outcome: Omit<OutcomeRecord, 'keys'>,
  account: Pick<AccountRef, 'settings'>,
  network: string,
  conversions: ConversionNetwork['conversions'],
  nowMs: number,
): Verdict {
  const name = EVENT_OF[outcome.kind];
  if (outcome.consent !== 'granted') return held('no_consent');
  if (name === null) return held('not_taken');
  if (outcome.click !== null && outcome.click.network !== network) return held('other_network');
  const member = {
    email: inForm(outcome.identifiers, conversions.emailForm),
    phone: inForm(outcome.identifiers, conversions.phoneForm),
  };
  if (member.email === null && member.phone === null && outcome.click === null) return held('no_person');
  const atMs = Date.parse(outcome.occurredAt);
  if (atMs > nowMs + AHEAD_MS) return held('in_future');
  if (nowMs - atMs > conversions.maxAgeDays * DAY_MS) return held('too_old');
  if (conversions.eventSettings[name].some((setting) => (account.settings[setting] ?? '').trim() === '')) return held('no_setting');
  return {
    state: 'queued',
    event: {
      eventId: outcome.eventId,
      name,
      occurredAt: outcome.occurredAt,
      clickId: outcome.click?.id ?? null,
      member,
      value: null,
      sourceUrl: null,
    },
  };
}

function held(why: string): Verdict {
  return { state: 'held', reason: `conversions.why.${why}` };
}
