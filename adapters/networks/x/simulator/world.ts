import type { SimContext } from '../../../simulators/types.ts';
import type { Delivery } from './delivery.ts';
import { notFound } from './problems.ts';
import type { XCall, Values } from './request.ts';
import type { SimulatedXAccount, SimulatedXToken } from './seeds.ts';
import type { Kinds, Kind, Store } from './store.ts';

/** What every address of an ad account works with. */
export interface Desk {
  readonly call: XCall;
  readonly values: Values;
  readonly account: SimulatedXAccount;
  readonly token: SimulatedXToken;
  readonly store: Store;
  readonly sim: SimContext;
  readonly delivery: Delivery;
  readonly operation: string;
}

/** A body of an answer, without the echo of the request. */
export type Body = Readonly<Record<string, unknown>>;

const NOT_FOUND: Readonly<Partial<Record<Kind, string>>> = {
  campaign: 'CAMPAIGN_NOT_FOUND',
  line_item: 'LINE_ITEM_NOT_FOUND',
  criterion: 'TARGETING_CRITERION_NOT_FOUND',
  promoted: 'PROMOTED_TWEET_NOT_FOUND',
  card: 'CARD_NOT_FOUND',
  media: 'ACCOUNT_MEDIA_NOT_FOUND',
  post: 'TWEET_NOT_FOUND',
  audience: 'TAILORED_AUDIENCE_NOT_FOUND',
};

/** Deleted objects stay, and show only when they are asked for. */
export function found<K extends Kind>(desk: Desk, kind: K, id: string, withDeleted = false): Kinds[K] {
  const object = desk.store.find(kind, desk.account.remoteId, id);
  if (object === null || (object.deletedMs !== null && !withDeleted)) throw notFound(NOT_FOUND[kind] ?? 'NOT_FOUND', kind, id);
  return object;
}

/** Deleted ones left out unless asked for, late ones until their time, newest first or oldest first as `sort_by` says. */
export function listed<K extends Kind>(desk: Desk, objects: readonly Kinds[K][]): readonly Kinds[K][] {
  const { values, sim } = desk;
  const nowMs = sim.nowMs();
  const shown = objects.filter((object) => object.listedFromMs <= nowMs && (object.deletedMs === null || values['with_deleted'] === true));
  const sort = typeof values['sort_by'] === 'string' ? values['sort_by'] : '';
  if (sort === '' || sort.startsWith('deleted')) return shown;
  if (sort.startsWith('name')) {
    const nameOf = (object: Kinds[K]): string => ('name' in object ? (object.name ?? '') : '');
    const up = shown.toSorted((left, right) => (nameOf(left) < nameOf(right) ? -1 : nameOf(left) > nameOf(right) ? 1 : 0));
    return sort.endsWith('-desc') ? up.toReversed() : up;
  }
  const by = sort.startsWith('updated_at') ? 'updatedMs' : 'createdMs';
  return shown.toSorted((left, right) => (sort.endsWith('-desc') ? right[by] - left[by] : left[by] - right[by]));
}

export function idsIn(values: Values, name: string): ReadonlySet<string> | null {
  const ids = values[name];
  return Array.isArray(ids) ? new Set(ids.map(String)) : null;
}

export function textIn(values: Values, name: string): string | null {
  const value = values[name];
  return typeof value === 'string' ? value : null;
}

export function numberIn(values: Values, name: string): number | null {
  const value = values[name];
  return typeof value === 'number' ? value : null;
}

/** How long a new object stays out of lists: a fault asks for it. */
export function lateness(desk: Desk): number {
  return desk.sim.takeFault(desk.operation, 'late_listing') ? 45_000 : 0;
}
