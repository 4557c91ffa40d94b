import type { SimContext } from '../../../simulators/types.ts';
import { parseScheduleTime, scheduleTime } from '../zone.ts';
import type { Structure } from '../structure.ts';
import { refuse, TikTokProblem } from './problems.ts';
import { isObject, listOf, textOf, type Values } from './request.ts';
import { primaryOf, secondaryOf } from './status.ts';
import type { Kind, SimulatedObject, Store } from './store.ts';

export interface Listed {
  readonly list: readonly unknown[];
  readonly page_info: Readonly<Record<'page' | 'page_size' | 'total_number' | 'total_page', number>>;
  readonly [other: string]: unknown;
}

/** Ids that one filter may hold; more is 40011. Varies by endpoint; the smallest that is stated. */
const MOST_IDS = 100;

export function listedPage<T>(all: readonly T[], values: Values, largest: number): Listed {
  const page = Number(values['page'] ?? 1);
  const size = Number(values['page_size'] ?? 10);
  if (page < 1) throw refuse('page', 'Must be at least 1.');
  if (size < 1 || size > largest) throw refuse('page_size', `Must be between 1 and ${largest}.`);
  return {
    list: all.slice((page - 1) * size, page * size),
    page_info: { page, page_size: size, total_number: all.length, total_page: Math.ceil(all.length / size) },
  };
}

interface ListContext {
  readonly store: Store;
  readonly sim: SimContext;
  readonly accountId: string;
}

const ID_FILTERS: Readonly<Record<string, (object: SimulatedObject) => string>> = {
  campaign_ids: (object) => object.campaignId,
  adgroup_ids: (object) => (object.kind === 'ad' ? (object.parentId ?? '') : object.id),
  ad_ids: (object) => object.id,
  smart_plus_ad_ids: (object) => object.id,
};
const NAME_FILTERS: readonly string[] = ['campaign_name', 'adgroup_name', 'ad_name'];

/** Objects of one level and way of building, filtered and paged. Deleted ones only when their status is asked for. */
export function listObjects(kind: Kind, structure: Structure, values: Values, context: ListContext): Listed {
  const { store, sim } = context;
  const filter = isObject(values['filtering']) ? values['filtering'] : {};
  const nowMs = sim.nowMs();
  for (const [name, ids] of Object.entries(filter))
    if (name.endsWith('_ids') && listOf(ids).length > MOST_IDS)
      throw new TikTokProblem(40011, `filtering.${name}: at most ${MOST_IDS} ids`);
  const primary = textOf(filter['primary_status']) ?? 'STATUS_NOT_DELETE';
  const whole = sim.switchOn('tiktok.names_match_whole');
  const rows = store.inAccount(context.accountId, kind).filter((object) => {
    // Whether manual lists show Smart+ objects too is not stated; the switch shows them.
    if (object.structure !== structure && !(structure === 'manual' && sim.switchOn('tiktok.manual_lists_show_smart_plus'))) return false;
    if (object.listedFromMs > nowMs) return false;
    const secondary = secondaryOf(object, store, nowMs);
    if (!matchesPrimary(primary, primaryOf(secondary))) return false;
    return Object.entries(filter).every(([name, value]) => {
      const idOf = ID_FILTERS[name];
      if (idOf !== undefined) return listOf(value).includes(idOf(object));
      if (NAME_FILTERS.includes(name)) return whole ? object.name === value : object.name.includes(String(value));
      switch (name) {
        case 'primary_status':
          return true;
        case 'secondary_status':
          return secondary === value;
        case 'objective_type':
          return store.find(object.campaignId)?.values['objective_type'] === value;
        case 'creation_filter_start_time':
          return object.createdMs >= instant(name, value);
        case 'creation_filter_end_time':
          return object.createdMs <= instant(name, value);
        default:
          throw refuse(`filtering.${name}`, 'Not simulated.');
      }
    });
  });
  const largest = kind === 'ad' && structure === 'smart_plus' ? 100 : 1_000;
  const fields = values['fields'] === undefined ? null : listOf(values['fields']);
  // Newest first, as the real lists come.
  const page = listedPage(rows.toReversed(), values, largest);
  // `slice` kept the element type; the shared page type does not.
  return {
    ...page,
    list: (page.list as readonly SimulatedObject[]).map((object) => project(show(object, structure, store, nowMs), fields, kind)),
  };
}

function instant(name: string, value: unknown): number {
  const ms = parseScheduleTime(value);
  if (ms === null) throw refuse(`filtering.${name}`, 'Must be YYYY-MM-DD HH:MM:SS.');
  return ms;
}

function matchesPrimary(wanted: string, actual: string): boolean {
  if (wanted === 'STATUS_ALL') return true;
  if (wanted === 'STATUS_NOT_DELETE') return actual !== 'STATUS_DELETE';
  return wanted === actual;
}

function show(object: SimulatedObject, structure: Structure, store: Store, nowMs: number): Record<string, unknown> {
  const parents = {
    advertiser_id: object.accountId,
    campaign_id: object.campaignId,
    ...(object.kind === 'campaign' ? {} : { campaign_name: store.find(object.campaignId)?.name }),
    ...(object.kind === 'ad' ? { adgroup_id: object.parentId, adgroup_name: store.find(object.parentId ?? '')?.name } : {}),
  };
  const own =
    object.kind === 'campaign'
      ? { campaign_name: object.name }
      : object.kind === 'adgroup'
        ? { adgroup_id: object.id, adgroup_name: object.name }
        : { ...adId(object, structure), ad_name: object.name };
  return {
    ...object.values,
    ...parents,
    ...own,
    operation_status: object.operation === 'DELETE' ? 'DISABLE' : object.operation,
    secondary_status: secondaryOf(object, store, nowMs),
    create_time: scheduleTime(object.createdMs),
    modify_time: scheduleTime(object.modifiedMs),
  };
}

/** Among manual ads a Smart+ ad shows as the shell that TikTok made for it, under a number of its own. */
function adId(object: SimulatedObject, listed: Structure): Record<string, string> {
  if (listed === 'smart_plus') return { smart_plus_ad_id: object.id };
  return { ad_id: object.structure === 'smart_plus' ? shellOf(object) : object.id };
}
export function shellOf(ad: SimulatedObject): string {
  return `9${ad.id.slice(1)}`;
}

function project(whole: Record<string, unknown>, fields: readonly string[] | null, kind: Kind): Record<string, unknown> {
  if (fields === null) return whole;
  const always = { campaign: ['campaign_id'], adgroup: ['adgroup_id'], ad: ['ad_id', 'smart_plus_ad_id'] }[kind];
  return Object.fromEntries(Object.entries(whole).filter(([name]) => fields.includes(name) || always.includes(name)));
}
