import { draw } from '../../../simulators/draw.ts';
import type { SimContext, SimReply } from '../../../simulators/types.ts';
import { notFound, refusedWhole, unreadable, type Wrong } from './manager-answers.ts';
import { parseMessage, stripOutputOnly, type Violation } from './parse.ts';
import { textAt, textsAt, valueAt, type Fields } from './values.ts';

export interface KeptList {
  readonly id: string;
  readonly customerId: string;
  readonly fields: Fields;
  readonly visibleFromMs: number;
}
/** Members that one request added or removed: the identifiers of each. */
interface Batch {
  readonly key: string;
  readonly listId: string;
  readonly adding: boolean;
  readonly atMs: number;
  readonly people: readonly (readonly string[])[];
}

const DAY_S = 86_400;
const RETENTION_MAX_DAYS = 540;
/** Sizes are worked out some hours after members came (google-ads.md section 7: population in hours). */
const COUNT_LAG_MS = 6 * 3_600_000;
const LATE_MS = 20_000;
const PAGE_MAX = 1_000;

/** User lists of Data Manager and who is on them. */
export class Lists {
  readonly #context: SimContext;

  constructor(context: SimContext) {
    this.#context = context;
  }

  get(customerId: string, id: string): KeptList | null {
    const list = this.#context.books.get<KeptList>('userLists', id);
    return list !== null && list.customerId === customerId ? list : null;
  }

  create(customerId: string, body: unknown, requestId: string, validateOnly: boolean): SimReply {
    const violations: Violation[] = [];
    const fields = parseMessage('ManagerUserList', body, violations);
    if (violations.length > 0) return unreadable(violations, requestId);
    stripOutputOnly('ManagerUserList', fields, []);
    const wrong = this.#wrongWith(customerId, fields, null);
    if (valueAt(fields, 'ingestedUserListInfo') === undefined)
      wrong.push({ field: 'user_list.ingested_user_list_info', reason: 'REQUIRED_FIELD_MISSING', description: 'Required.' });
    else if (textsAt(fields, 'ingestedUserListInfo.uploadKeyTypes').length !== 1)
      wrong.push({
        field: 'user_list.ingested_user_list_info.upload_key_types',
        reason: 'UNSUPPORTED_USER_LIST_UPLOAD_KEY_TYPES',
        description: 'One upload key type is needed.',
      });
    if (wrong.length > 0) return refusedWhole(wrong, requestId);
    if (validateOnly) return { status: 200, body: {} };
    const id = String(8_800_000_000 + this.#context.books.nextNumber('userList'));
    const late = this.#context.takeFault('create_audience', 'late_listing');
    const kept: KeptList = {
      id,
      customerId,
      visibleFromMs: this.#context.nowMs() + (late ? LATE_MS : 0),
      fields: {
        ...fields,
        name: `accountTypes/GOOGLE_ADS/accounts/${customerId}/userLists/${id}`,
        id,
        membershipStatus: fields['membershipStatus'] ?? 'OPEN',
        membershipDuration: fields['membershipDuration'] ?? `${RETENTION_MAX_DAYS * DAY_S}s`,
        accessReason: 'OWNED',
        accountAccessStatus: 'ENABLED',
      },
    };
    this.#context.books.put('userLists', id, kept);
    return { status: 200, body: this.#shown(kept) };
  }

  update(list: KeptList, body: unknown, mask: string, requestId: string): SimReply {
    const violations: Violation[] = [];
    const fields = parseMessage('ManagerUserList', body, violations);
    if (violations.length > 0) return unreadable(violations, requestId);
    stripOutputOnly('ManagerUserList', fields, []);
    const names = mask
      .split(',')
      .map((name) => name.trim().replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()))
      .filter((name) => name !== '');
    const changeable = ['displayName', 'description', 'membershipStatus', 'membershipDuration', 'integrationCode'];
    const unknown = names.filter((name) => !changeable.includes(name));
    if (unknown.length > 0)
      return refusedWhole([{ field: 'update_mask', reason: 'INVALID_UPDATE_MASK', description: unknown.join(', ') }], requestId);
    const taken = names.length === 0 ? changeable.filter((name) => name in fields) : names;
    const next: Fields = { ...list.fields, ...Object.fromEntries(taken.map((name) => [name, fields[name] ?? ''])) };
    const wrong = this.#wrongWith(list.customerId, next, list.id);
    if (wrong.length > 0) return refusedWhole(wrong, requestId);
    const kept = { ...list, fields: next };
    this.#context.books.put('userLists', list.id, kept);
    return { status: 200, body: this.#shown(kept) };
  }

  show(customerId: string, id: string, requestId: string): SimReply {
    if (this.#context.takeFault('read_audience', 'silent_change')) this.#closeNewest(customerId);
    const list = this.get(customerId, id);
    return list === null ? notFound(requestId) : { status: 200, body: this.#shown(list) };
  }

  list(customerId: string, query: URLSearchParams, requestId: string): SimReply {
    if (this.#context.takeFault('list_audiences', 'silent_change')) this.#closeNewest(customerId);
    const size = Number(query.get('pageSize') ?? '50');
    if (!Number.isInteger(size) || size < 0 || size > PAGE_MAX)
      return refusedWhole([{ field: 'page_size', reason: 'INVALID_ARGUMENT', description: 'At most 1000.' }], requestId);
    if (query.has('filter'))
      return refusedWhole([{ field: 'filter', reason: 'INVALID_FILTER', description: 'Filters are not simulated.' }], requestId);
    const from = Number(query.get('pageToken') ?? '0');
    if (!Number.isInteger(from) || from < 0)
      return refusedWhole([{ field: 'page_token', reason: 'INVALID_PAGE_TOKEN', description: 'Not a token of this list.' }], requestId);
    const rows = this.#context.books
      .all<KeptList>('userLists')
      .filter((list) => list.customerId === customerId && list.visibleFromMs <= this.#context.nowMs());
    const step = size === 0 ? 50 : size;
    const page = rows.slice(from, from + step).map((list) => this.#shown(list));
    return {
      status: 200,
      body: {
        ...(page.length > 0 ? { userLists: page } : {}),
        ...(from + step < rows.length ? { nextPageToken: String(from + step) } : {}),
      },
    };
  }

  delete(list: KeptList): SimReply {
    this.#context.books.delete('userLists', list.id);
    for (const batch of this.#batches(list.id)) this.#context.books.delete('userListBatches', batch.key);
    return { status: 200, body: {} };
  }

  change(listId: string, adding: boolean, people: readonly (readonly string[])[]): void {
    const key = `${listId}/${this.#context.books.nextNumber('userListBatch')}`;
    const batch: Batch = { key, listId, adding, atMs: this.#context.nowMs(), people };
    this.#context.books.put('userListBatches', key, batch);
  }

  clear(): void {
    for (const { id } of this.#context.books.all<KeptList>('userLists')) this.#context.books.delete('userLists', id);
    for (const { key } of this.#context.books.all<Batch>('userListBatches')) this.#context.books.delete('userListBatches', key);
  }

  #batches(listId: string): readonly Batch[] {
    return this.#context.books.all<Batch>('userListBatches').filter((batch) => batch.listId === listId);
  }

  #wrongWith(customerId: string, fields: Fields, own: string | null): Wrong[] {
    const wrong: Wrong[] = [];
    const name = textAt(fields, 'displayName');
    if (name.trim() === '')
      wrong.push({ field: 'user_list.display_name', reason: 'REQUIRED_FIELD_MISSING', description: 'The display name is required.' });
    const same = this.#context.books
      .all<KeptList>('userLists')
      .some((list) => list.customerId === customerId && list.id !== own && textAt(list.fields, 'displayName') === name);
    if (same)
      wrong.push({
        field: 'user_list.display_name',
        reason: 'DISPLAY_NAME_ALREADY_USED',
        description: 'The name is used by another list.',
      });
    const duration = textAt(fields, 'membershipDuration');
    if (duration !== '') {
      const seconds = Number(/^(\d+)s$/.exec(duration)?.[1] ?? Number.NaN);
      if (Number.isNaN(seconds) || seconds % DAY_S !== 0)
        wrong.push({ field: 'user_list.membership_duration', reason: 'INVALID_FORMAT', description: 'Whole days are needed.' });
      else if (seconds > RETENTION_MAX_DAYS * DAY_S)
        wrong.push({ field: 'user_list.membership_duration', reason: 'MEMBERSHIP_DURATION_TOO_LONG', description: 'At most 540 days.' });
    }
    return wrong;
  }

  /** Members as counted: those of some hours ago who have not left or run out, of whom six in ten have an account; rounded to two digits. */
  #size(list: KeptList): number | null {
    const nowMs = this.#context.nowMs();
    const batches = this.#batches(list.id).filter((batch) => batch.atMs <= nowMs - COUNT_LAG_MS);
    if (batches.length === 0) return null;
    const lifeMs = Number.parseInt(textAt(list.fields, 'membershipDuration'), 10) * 1000;
    const on = new Map<string, number>();
    const keyOf = new Map<string, string>();
    for (const { adding, people, atMs } of batches)
      for (const person of people) {
        const key = person.map((one) => keyOf.get(one)).find((known) => known !== undefined) ?? person[0]!;
        if (adding) {
          on.set(key, atMs);
          for (const one of person) keyOf.set(one, key);
        } else on.delete(key);
      }
    let matched = 0;
    for (const [key, atMs] of on) if (atMs + lifeMs > nowMs && draw(this.#context.seed, 'match', key) < 0.6) matched += 1;
    const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, matched))) - 1);
    return Math.floor(matched / step) * step;
  }

  #shown(list: KeptList): Fields {
    const size = this.#size(list);
    if (size === null) return list.fields;
    // Unconfirmed: 100 people by third-party reports, 1,000 by older ones (switch `google.lists_need_1000`).
    const eligible = size >= (this.#context.switchOn('google.lists_need_1000') ? 1_000 : 100);
    const count = String(size);
    return {
      ...list.fields,
      sizeInfo: {
        displayNetworkMembersCount: count,
        searchNetworkMembersCount: count,
        youtubeMembersCount: count,
        gmailMembersCount: count,
      },
      targetNetworkInfo: { eligibleForDisplay: eligible, eligibleForSearch: eligible },
    };
  }

  /** Somebody closes the newest list on the web. */
  #closeNewest(customerId: string): void {
    const list = this.#context.books.all<KeptList>('userLists').findLast((one) => one.customerId === customerId);
    if (list === undefined) return;
    this.#context.books.put('userLists', list.id, {
      ...list,
      fields: { ...list.fields, membershipStatus: 'CLOSED', closingReason: 'UNUSED' },
    });
  }
}
