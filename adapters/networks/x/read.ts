import { ok, type Json } from '../../../core/kernel/index.ts';
import type { ObjectLevel } from '../../../core/contract/plan-model.ts';
import type { AccountRef, Clock, ReadScope, RemoteObject } from '../../../core/ports/index.ts';
import type { Outcome, XClient } from './client.ts';
import { LIMITS } from './manifest.ts';
import {
  campaignDelivery,
  cardFields,
  endDayOf,
  fromEntity,
  fromLocalMicro,
  lineItemDelivery,
  postDelivery,
  postText,
  splitName,
  splitPostName,
  startDayOf,
} from './map.ts';
import type { Places } from './places.ts';
import { createPosts } from './posts.ts';
import { Campaign, Card, LineItem, type Criterion, type Post, type PromotedPost } from './schemas.ts';
import { createTargeting } from './targeting.ts';

/** Objects as they stand at X, in neutral form. */
export interface Reader {
  read(account: AccountRef, scope: ReadScope): Outcome<readonly RemoteObject[]>;
  /** Null: X does not know it. */
  one(
    account: AccountRef,
    level: ObjectLevel,
    remoteId: string,
    above: { readonly lineItemId: string | null },
  ): Outcome<RemoteObject | null>;
}

/** Addresses of cards are long: fewer fit into one query. */
const CARDS_PER_CALL = 100;

export function createReader(client: XClient, places: Places, clock: Clock): Reader {
  const posts = createPosts(client);
  const targeting = createTargeting(client, places);
  const auth = (account: AccountRef): { secretName: string; accountId: string } => ({
    secretName: account.secretName,
    accountId: account.remoteId,
  });

  async function campaignsOf(account: AccountRef, ids: readonly string[] | null): Outcome<readonly Campaign[]> {
    const values = { with_deleted: true, ...(ids === null ? {} : { campaign_ids: ids.join(',') }) };
    return client.all({ ...auth(account), path: `accounts/${account.remoteId}/campaigns`, values }, Campaign);
  }

  async function lineItemsOf(
    account: AccountRef,
    field: 'campaign_ids' | 'line_item_ids',
    ids: readonly string[] | null,
  ): Outcome<readonly LineItem[]> {
    const values = { with_deleted: true, ...(ids === null ? {} : { [field]: ids.join(',') }) };
    return client.all({ ...auth(account), path: `accounts/${account.remoteId}/line_items`, values }, LineItem);
  }

  async function inParts<T>(
    ids: readonly string[],
    size: number,
    ask: (part: readonly string[]) => Outcome<readonly T[]>,
  ): Outcome<readonly T[]> {
    const all: T[] = [];
    for (let from = 0; from < ids.length; from += size) {
      const part = await ask(ids.slice(from, from + size));
      if (!part.ok) return part;
      all.push(...part.value);
    }
    return ok(all);
  }

  async function cardsOf(account: AccountRef, uris: readonly string[]): Outcome<ReadonlyMap<string, Card>> {
    const cards = await inParts([...new Set(uris)], CARDS_PER_CALL, (part) =>
      client.all(
        { ...auth(account), path: `accounts/${account.remoteId}/cards`, values: { card_uris: part.join(',') } },
        Card,
        LIMITS.pageOfCards,
      ),
    );
    return cards.ok ? ok(new Map(cards.value.map((card) => [card.card_uri, card]))) : cards;
  }

  async function readCampaigns(account: AccountRef, ids: readonly string[] | null): Outcome<readonly RemoteObject[]> {
    const ours = (name: string | null | undefined): boolean => ids !== null || splitName(name ?? '').marker !== null;
    const campaigns = await campaignsOf(account, ids);
    if (!campaigns.ok) return campaigns;
    const items = await lineItemsOf(account, 'campaign_ids', ids);
    if (!items.ok) return items;
    const shown = items.value.filter((item) => ours(item.name));
    const living = shown.filter((item) => item.deleted !== true).map((item) => item.id);
    const criteria = await inParts(living, LIMITS.idsPerFilter, (part) => targeting.read(account, part));
    if (!criteria.ok) return criteria;
    const associations =
      ids === null
        ? await posts.associations(account, [], false)
        : await inParts(living, LIMITS.idsPerFilter, (part) => posts.associations(account, part, false));
    if (!associations.ok) return associations;
    const everyPost = await posts.all(account);
    if (!everyPost.ok) return everyPost;
    const byItem = new Map(items.value.map((item) => [item.id, item]));
    const promotedIn = new Map<string, PromotedPost[]>();
    for (const row of associations.value) if (row.deleted !== true) push(promotedIn, row.tweet_id, row);
    const scoped = everyPost.value.flatMap((post) => {
      const identity = splitPostName(post.name ?? '');
      const rows = promotedIn.get(post.id_str) ?? [];
      const association = rows.find((row) => row.line_item_id === identity.lineItemId) ?? rows.find((row) => byItem.has(row.line_item_id));
      const item = byItem.get(association?.line_item_id ?? identity.lineItemId ?? '');
      return item !== undefined && ours(post.name) ? [{ post, item, association }] : [];
    });
    const cards = await cardsOf(
      account,
      scoped.flatMap(({ post }) => (typeof post.card_uri === 'string' ? [post.card_uri] : [])),
    );
    if (!cards.ok) return cards;
    const byCampaign = new Map(campaigns.value.map((campaign) => [campaign.id, campaign]));
    const itemsOf = new Map<string, LineItem[]>();
    for (const item of items.value) push(itemsOf, item.campaign_id, item);
    const criteriaOf = new Map<string, Criterion[]>();
    for (const row of criteria.value) push(criteriaOf, row.line_item_id, row);
    return ok([
      ...campaigns.value.filter((one) => ours(one.name)).map((one) => campaignObject(one, itemsOf.get(one.id) ?? [], account)),
      ...shown.map((item) => lineItemObject(item, byCampaign.get(item.campaign_id), criteriaOf.get(item.id) ?? [])),
      ...scoped.map(({ post, item, association }) =>
        postObject(post, item, association, byCampaign.get(item.campaign_id), cards.value.get(post.card_uri ?? '')),
      ),
    ]);
  }

  function campaignObject(campaign: Campaign, items: readonly LineItem[], account: AccountRef): RemoteObject {
    const { name, marker } = splitName(campaign.name);
    const configured = fromEntity(campaign);
    const living = items.filter((item) => item.deleted !== true);
    const fields: Record<string, Json> = { name, status: configured };
    const budget = fromLocalMicro(campaign.daily_budget_amount_local_micro);
    if (budget !== null) fields['dailyBudget'] = { amountMicros: budget.toString(), currency: campaign.currency ?? account.currency };
    const goals = new Set(living.map((item) => item.goal ?? null));
    if (goals.size === 1) fields['objective'] = goals.has('WEBSITE_CONVERSIONS') ? 'applications' : 'traffic';
    const starts = new Set(living.map((item) => startDayOf(item.start_time, account.timeZone)));
    const [start] = starts;
    if (starts.size === 1 && start !== undefined && start !== null) fields['startDay'] = start;
    // X's truth is on the line items. Where they disagree the later end spends.
    const ends = living.map((item) => endDayOf(item.end_time, account.timeZone));
    if (ends.length > 0)
      fields['endDay'] = ends.reduce((left, right) => (left === null || right === null ? null : left > right ? left : right));
    return {
      level: 'campaign',
      remoteId: campaign.id,
      parentRemoteId: null,
      name,
      marker,
      configured,
      delivery: campaignDelivery(campaign, items, clock.nowMs()),
      reasons: configured === 'active' ? (campaign.reasons_not_servable ?? []) : [],
      fields,
      extraRefs: {},
    };
  }

  function lineItemObject(item: LineItem, campaign: Campaign | undefined, criteria: readonly Criterion[]): RemoteObject {
    const { name, marker } = splitName(item.name ?? '');
    const configured = campaign?.deleted === true ? 'archived' : fromEntity(item);
    const included = (type: string): readonly Criterion[] =>
      criteria.filter((row) => row.deleted !== true && row.targeting_type === type && row.operator_type !== 'NE');
    return {
      level: 'ad_group',
      remoteId: item.id,
      parentRemoteId: item.campaign_id,
      name,
      marker,
      configured,
      delivery: lineItemDelivery(item, campaign, clock.nowMs()),
      reasons: [],
      fields: {
        name,
        status: configured,
        // Nothing here is the whole world: that is what an empty list says, and it holds an activation.
        places: included('LOCATION').map((row) => places.placeOf(row.targeting_value, row.name ?? null)),
        languages: included('LANGUAGE').map((row) => row.targeting_value),
      },
      extraRefs: { targeting: item.id },
    };
  }

  function postObject(
    post: Post,
    item: LineItem,
    association: PromotedPost | undefined,
    campaign: Campaign | undefined,
    card: Card | undefined,
  ): RemoteObject {
    const { name, marker, setAside } = splitPostName(post.name ?? '');
    const parent = lineItemDelivery(item, campaign, clock.nowMs());
    const gone = setAside || parent === 'archived';
    const configured = gone ? 'archived' : association === undefined ? 'paused' : 'active';
    const text = postText(post);
    return {
      level: 'ad',
      remoteId: post.id_str,
      parentRemoteId: item.id,
      name,
      marker,
      configured,
      delivery: postDelivery(association, parent, setAside),
      // X says that it refused a post, and not why.
      reasons: association?.approval_status === 'REJECTED' ? ['REJECTED'] : [],
      fields: {
        name,
        status: configured,
        ...(text === null ? {} : { primaryText: text }),
        ...(card === undefined ? {} : cardFields(card)),
      },
      extraRefs: typeof post.card_uri === 'string' ? { card: post.card_uri } : {},
    };
  }

  return {
    async read(account, scope) {
      if (scope.kind === 'all_marked') return readCampaigns(account, null);
      return inParts(scope.remoteCampaignIds, LIMITS.idsPerFilter, (part) => readCampaigns(account, part));
    },
    async one(account, level, remoteId, { lineItemId }) {
      if (level === 'campaign') {
        const found = await campaignsOf(account, [remoteId]);
        if (!found.ok) return found;
        const items = await lineItemsOf(account, 'campaign_ids', [remoteId]);
        if (!items.ok) return items;
        const [campaign] = found.value;
        return ok(campaign === undefined ? null : campaignObject(campaign, items.value, account));
      }
      const itemId = level === 'ad_group' ? remoteId : (lineItemId ?? '');
      const items = await lineItemsOf(account, 'line_item_ids', [itemId]);
      if (!items.ok) return items;
      const [item] = items.value;
      if (item === undefined) return ok(null);
      const campaign = await campaignsOf(account, [item.campaign_id]);
      if (!campaign.ok) return campaign;
      if (level === 'ad_group') {
        const criteria = await targeting.read(account, [itemId]);
        return criteria.ok ? ok(lineItemObject(item, campaign.value[0], criteria.value)) : criteria;
      }
      const post = await posts.one(account, remoteId);
      if (!post.ok) return post;
      if (post.value === null) return ok(null);
      const rows = await posts.associations(account, [itemId], false);
      if (!rows.ok) return rows;
      const cards = await cardsOf(account, typeof post.value.card_uri === 'string' ? [post.value.card_uri] : []);
      if (!cards.ok) return cards;
      const association = rows.value.find((row) => row.tweet_id === remoteId && row.deleted !== true);
      return ok(postObject(post.value, item, association, campaign.value[0], cards.value.get(post.value.card_uri ?? '')));
    },
  };
}

function push<T>(map: Map<string, T[]>, key: string, entry: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [entry]);
  else list.push(entry);
}
