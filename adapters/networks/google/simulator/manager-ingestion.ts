import type { SimContext, SimReply } from '../../../simulators/types.ts';
import { notFound, refusedWhole, type Wrong } from './manager-answers.ts';
import type { Lists } from './manager-lists.ts';
import { nameOf, type Store } from './store.ts';
import { listAt, textAt, textsAt, valueAt, type Fields } from './values.ts';

/** Kept until it is asked for; the state follows from the clock. */
interface Taken {
  readonly requestId: string;
  readonly clientId: string;
  readonly atMs: number;
  readonly statuses: readonly Fields[];
}
interface Counted {
  readonly id: string;
}

const PROCESS_MS = 30 * 60_000;
const DAY_MS = 86_400_000;
/** google-ads.md section 7. */
const MEMBERS_MAX = 10_000;
const EVENTS_MAX = 2_000;
const IDENTIFIERS_MAX = 10;
const DESTINATIONS_MAX = 10;
const EVENT_AGE_MAX_MS = 90 * DAY_MS;
const UPLOADABLE: ReadonlySet<string> = new Set(['UPLOAD_CLICKS', 'WEBPAGE']);

/** Members and events: looked over at once and whole, worked through half an hour later (google-ads.md section 7). */
export class Ingestion {
  readonly #context: SimContext;
  readonly #store: Store;
  readonly #lists: Lists;

  constructor(context: SimContext, store: Store, lists: Lists) {
    this.#context = context;
    this.#store = store;
    this.#lists = lists;
  }

  members(body: Fields, adding: boolean, clientId: string, requestId: string): SimReply {
    const members = listAt(body, 'audienceMembers');
    const wrong = this.#shape(body, members, 'audience_members', MEMBERS_MAX, 'TOO_MANY_AUDIENCE_MEMBERS');
    for (const [index, destination] of listAt(body, 'destinations').entries())
      if (this.#lists.get(accountOf(destination), textAt(destination, 'productDestinationId')) === null)
        wrong.push({
          field: `destinations[${index}].product_destination_id`,
          reason: 'INVALID_USER_LIST_ID',
          description: 'There is no such list.',
        });
    if (adding && textAt(body, 'termsOfService.customerMatchTermsOfServiceStatus') !== 'ACCEPTED')
      wrong.push({ field: 'terms_of_service', reason: 'TERMS_AND_CONDITIONS_NOT_SIGNED', description: 'The terms are not accepted.' });
    for (const [index, member] of members.entries())
      if (identifiersOf(member).length === 0)
        wrong.push({ field: `audience_members[${index}]`, reason: 'INVALID_AUDIENCE_MEMBER', description: 'No user data.' });
    if (wrong.length > 0) return refusedWhole(wrong, requestId);
    if (body['validateOnly'] === true) return { status: 200, body: { requestId } };
    const errors = new Map<string, number>();
    const half = this.#context.takeFault(adding ? 'add_members' : 'remove_members', 'partial');
    const people = members
      .filter((member, index) => {
        const reason =
          half && index % 2 === 1 ? 'PROCESSING_ERROR_REASON_INTERNAL_ERROR' : adding ? this.#consentFault(body, member) : null;
        if (reason !== null) errors.set(reason, (errors.get(reason) ?? 0) + 1);
        return reason === null;
      })
      .map(identifiersOf);
    for (const destination of listAt(body, 'destinations')) this.#lists.change(textAt(destination, 'productDestinationId'), adding, people);
    const counts: Fields = {
      recordCount: String(people.length),
      userIdentifierCount: String(people.reduce((sum, person) => sum + person.length, 0)),
    };
    const status: Fields = adding
      ? { audienceMembersIngestionStatus: { userDataIngestionStatus: { ...counts, uploadMatchRateRange: 'MATCH_RATE_RANGE_51_TO_60' } } }
      : { audienceMembersRemovalStatus: { userDataRemovalStatus: counts } };
    return this.#take(
      listAt(body, 'destinations').map((destination) => finish(destination, people.length, errors, status)),
      clientId,
      requestId,
    );
  }

  events(body: Fields, clientId: string, requestId: string): SimReply {
    const events = listAt(body, 'events');
    const destinations = listAt(body, 'destinations');
    const wrong = this.#shape(body, events, 'events', EVENTS_MAX, 'TOO_MANY_EVENTS');
    for (const [index, destination] of destinations.entries()) {
      const field = `destinations[${index}].product_destination_id`;
      const name = `customers/${accountOf(destination)}/conversionActions/${textAt(destination, 'productDestinationId')}`;
      const action = this.#store.get(name);
      if (action === null || action.resource['status'] === 'REMOVED')
        wrong.push({ field, reason: 'INVALID_CONVERSION_ACTION_ID', description: 'There is no such conversion action.' });
      else if (!UPLOADABLE.has(textAt(action.resource, 'type')))
        wrong.push({ field, reason: 'INVALID_CONVERSION_ACTION_TYPE', description: `${nameOf(action)} takes no uploads.` });
    }
    const references = new Set(destinations.map((destination) => textAt(destination, 'reference')));
    for (const [index, event] of events.entries()) wrong.push(...this.#wrongEvent(event, `events[${index}]`, references));
    if (wrong.length > 0) return refusedWhole(wrong, requestId);
    if (body['validateOnly'] === true) return { status: 200, body: { requestId } };
    const twice = this.#context.takeFault('send_events', 'answer_twice');
    const half = this.#context.takeFault('send_events', 'partial');
    const run = (): Fields[] => destinations.map((destination) => this.#count(body, events, destination, half));
    const statuses = run();
    if (twice) run();
    return this.#take(statuses, clientId, requestId);
  }

  status(asked: string, clientId: string, requestId: string): SimReply {
    const taken = this.#context.books.get<Taken>('ingestions', asked);
    if (taken === null || taken.clientId !== clientId)
      return asked === ''
        ? refusedWhole([{ field: 'request_id', reason: 'REQUIRED_FIELD_MISSING', description: 'Required.' }], requestId)
        : notFound(requestId, 'INVALID_REQUEST_ID');
    const over = this.#context.nowMs() - taken.atMs >= PROCESS_MS;
    const perDestination = over
      ? taken.statuses
      : taken.statuses.map(({ destination }): Fields => ({ destination: destination!, requestStatus: 'PROCESSING' }));
    return { status: 200, body: { requestStatusPerDestination: perDestination } };
  }

  clear(): void {
    for (const { requestId } of this.#context.books.all<Taken>('ingestions')) this.#context.books.delete('ingestions', requestId);
    for (const { id } of this.#context.books.all<Counted>('conversions')) this.#context.books.delete('conversions', id);
  }

  #take(statuses: readonly Fields[], clientId: string, requestId: string): SimReply {
    this.#context.books.put<Taken>('ingestions', requestId, { requestId, clientId, atMs: this.#context.nowMs(), statuses });
    return { status: 200, body: { requestId } };
  }

  /** Events of one destination; a transaction of a conversion action counts once, however often it comes. */
  #count(body: Fields, events: readonly Fields[], destination: Fields, half: boolean): Fields {
    const errors = new Map<string, number>();
    let counted = 0;
    for (const [index, event] of events.entries()) {
      const wanted = textsAt(event, 'destinationReferences');
      if (wanted.length > 0 && !wanted.includes(textAt(destination, 'reference'))) continue;
      const id = `${accountOf(destination)}/${textAt(destination, 'productDestinationId')}/${textAt(event, 'transactionId')}`;
      const reason =
        half && index % 2 === 1
          ? 'PROCESSING_ERROR_REASON_INTERNAL_ERROR'
          : (this.#eventFault(body, event) ??
            (this.#context.books.get('conversions', id) === null ? null : 'PROCESSING_ERROR_REASON_DUPLICATE_TRANSACTION_ID'));
      if (reason !== null) errors.set(reason, (errors.get(reason) ?? 0) + 1);
      else {
        counted += 1;
        this.#context.books.put<Counted>('conversions', id, { id });
      }
    }
    return finish(destination, counted, errors, { eventsIngestionStatus: { recordCount: String(counted) } });
  }

  #eventFault(body: Fields, event: Fields): string | null {
    if (this.#context.nowMs() - Date.parse(textAt(event, 'eventTimestamp')) > EVENT_AGE_MAX_MS)
      return 'PROCESSING_ERROR_REASON_EVENT_TOO_OLD';
    const gclid = textAt(event, 'adIdentifiers.gclid');
    if (gclid !== '' && !/^[\w-]{12,}$/.test(gclid)) return 'PROCESSING_ERROR_REASON_INVALID_GCLID';
    return this.#consentFault(body, event);
  }

  /** A record's own consent before the request's. Whether silence is refused outside Europe is not documented (switch `google.consent_needed_everywhere`). */
  #consentFault(body: Fields, record: Fields): string | null {
    const consents = ['adUserData', 'adPersonalization'].map(
      (name) => textAt(record, `consent.${name}`) || textAt(body, `consent.${name}`),
    );
    if (consents.includes('CONSENT_DENIED')) return 'PROCESSING_ERROR_REASON_DENIED_CONSENT';
    return consents.includes('') && this.#context.switchOn('google.consent_needed_everywhere')
      ? 'PROCESSING_ERROR_REASON_NO_CONSENT'
      : null;
  }

  /** Rules that members and events share. */
  #shape(body: Fields, records: readonly Fields[], listName: string, most: number, tooMany: string): Wrong[] {
    const wrong: Wrong[] = [];
    const destinations = listAt(body, 'destinations');
    const required = (field: string): void => void wrong.push({ field, reason: 'REQUIRED_FIELD_MISSING', description: 'Required.' });
    if (destinations.length === 0) required('destinations');
    if (destinations.length > DESTINATIONS_MAX)
      wrong.push({ field: 'destinations', reason: 'TOO_MANY_DESTINATIONS', description: `At most ${DESTINATIONS_MAX}.` });
    const references = destinations.map((destination) => textAt(destination, 'reference')).filter((reference) => reference !== '');
    if (new Set(references).size < references.length)
      wrong.push({ field: 'destinations', reason: 'DUPLICATE_DESTINATION_REFERENCE', description: 'References are used once.' });
    if (records.length === 0) required(listName);
    if (records.length > most) wrong.push({ field: listName, reason: tooMany, description: `At most ${most}.` });
    if (body['encoding'] === undefined && records.some((record) => identifiersOf(record).length > 0)) required('encoding');
    for (const [index, record] of records.entries()) {
      const identifiers = listAt(record, 'userData.userIdentifiers');
      const at = `${listName}[${index}].user_data.user_identifiers`;
      if (identifiers.length > IDENTIFIERS_MAX)
        wrong.push({ field: at, reason: 'TOO_MANY_USER_IDENTIFIERS', description: `At most ${IDENTIFIERS_MAX}.` });
      for (const [place, text] of identifiersOf(record).entries())
        if (!isHash(text, body['encoding'] === 'BASE64'))
          wrong.push({ field: `${at}[${place}]`, reason: 'INVALID_SHA256_FORMAT', description: 'Not a SHA-256 in the given encoding.' });
    }
    return wrong;
  }

  #wrongEvent(event: Fields, at: string, references: ReadonlySet<string>): Wrong[] {
    const wrong: Wrong[] = [];
    const timeMs = Date.parse(textAt(event, 'eventTimestamp'));
    // A timestamp of proto JSON is RFC 3339, with its zone: a bare day or words are none.
    if (!TIMESTAMP.test(textAt(event, 'eventTimestamp')) || Number.isNaN(timeMs) || timeMs > this.#context.nowMs() + DAY_MS / 24)
      wrong.push({ field: `${at}.event_timestamp`, reason: 'EVENT_TIME_INVALID', description: 'Not a time that has come.' });
    if (identifiersOf(event).length === 0 && ['gclid', 'gbraid', 'wbraid'].every((name) => textAt(event, `adIdentifiers.${name}`) === ''))
      wrong.push({ field: at, reason: 'NO_IDENTIFIERS_PROVIDED', description: 'Neither a click nor a person.' });
    if (textsAt(event, 'destinationReferences').some((reference) => !references.has(reference)))
      wrong.push({ field: `${at}.destination_references`, reason: 'INVALID_DESTINATION', description: 'No such destination.' });
    const currency = textAt(event, 'currency');
    if (currency !== '' && !/^[A-Z]{3}$/.test(currency))
      wrong.push({ field: `${at}.currency`, reason: 'INVALID_CURRENCY_CODE', description: 'Not a currency.' });
    if (valueAt(event, 'conversionValue') !== undefined && currency === '')
      wrong.push({ field: `${at}.currency`, reason: 'REQUIRED_FIELD_MISSING', description: 'A value needs a currency.' });
    if (textAt(event, 'eventSource') === '' && textAt(event, 'transactionId') === '')
      wrong.push({ field: `${at}.transaction_id`, reason: 'REQUIRED_FIELD_MISSING', description: 'Required.' });
    return wrong;
  }
}

const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

function accountOf(destination: Fields): string {
  return textAt(destination, 'operatingAccount.accountId');
}

export function identifiersOf(record: Fields): string[] {
  return listAt(record, 'userData.userIdentifiers').flatMap((one) => {
    const text = textAt(one, 'emailAddress') || textAt(one, 'phoneNumber');
    return text === '' ? [] : [text];
  });
}

function isHash(text: string, base64: boolean): boolean {
  return base64 ? Buffer.from(text, 'base64').length === 32 : /^[0-9a-f]{64}$/i.test(text);
}

function finish(destination: Fields, taken: number, errors: ReadonlyMap<string, number>, status: Fields): Fields {
  const state = errors.size === 0 ? 'SUCCESS' : taken === 0 ? 'FAILED' : 'PARTIAL_SUCCESS';
  return {
    destination,
    requestStatus: state,
    ...(errors.size === 0
      ? {}
      : { errorInfo: { errorCounts: [...errors].map(([reason, count]): Fields => ({ recordCount: String(count), reason })) } }),
    ...status,
  };
}
