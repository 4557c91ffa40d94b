import { fold } from '../../../../core/kernel/index.ts';
import { draw } from '../../../simulators/draw.ts';
import { xTime } from '../days.ts';
import { weightedLength } from '../map.ts';
import { invalid, missing, refuse } from './problems.ts';
import { isObject, jsonOf } from './request.ts';
import type { XCard, XLineItem, XPost, XPromoted } from './store.ts';
import { found, idsIn, lateness, listed, textIn, type Body, type Desk } from './world.ts';

/** Cards, posts and their associations with line items. @see X Ads API, "Cards", "Tweets", "Promoted tweets" (version 12; read 2026-11-20) */

const CARD_BYTES = 3_000_000;
const CARD_WIDTH = 800;
/** Wide (1.91:1) or square, with room for a pixel of rounding. */
const RATIOS = [1.91, 1];
/** How long the same words may not be said again; X says "a short time". */
const DUPLICATE_MS = 3_600_000;
const MINUTE_MS = 60_000;

export function cardBody(card: XCard): Body {
  return {
    name: card.name,
    components: card.components,
    created_at: xTime(card.createdMs),
    card_uri: card.uri,
    id: card.id,
    updated_at: xTime(card.updatedMs),
    deleted: card.deletedMs !== null,
    card_type: card.type,
  };
}

export function cards(desk: Desk): Body {
  const { call, values, store, account, sim } = desk;
  const id = call.ids['card_id'] ?? '';
  switch (call.key) {
    case 'GET accounts/:account_id/cards': {
      const uris = textIn(values, 'card_uris')?.split(',') ?? null;
      const q = textIn(values, 'q')?.toLowerCase() ?? null;
      const types = idsIn(values, 'card_types');
      const one = textIn(values, 'card_id');
      const rows = listed<'card'>(desk, store.all('card', account.remoteId)).filter(
        (row) =>
          (uris === null || uris.includes(row.uri)) &&
          (types === null || types.has(row.type)) &&
          (one === null || row.id === one) &&
          (q === null || row.name.toLowerCase().includes(q)),
      );
      return { data: rows.map(cardBody) };
    }
    case 'GET accounts/:account_id/cards/:card_id':
      return { data: [cardBody(found(desk, 'card', id, values['with_deleted'] === true))] };
    case 'PUT accounts/:account_id/cards/:card_id': {
      const card = found(desk, 'card', id);
      Object.assign(card, readCard(desk, jsonOf(call), card));
      store.save('card', card);
      return { data: [cardBody(card)] };
    }
    case 'DELETE accounts/:account_id/cards/:card_id': {
      const card = found(desk, 'card', id);
      card.deletedMs = sim.nowMs();
      store.save('card', card);
      return { data: [cardBody(card)] };
    }
    default: {
      const card = makeCard(desk, jsonOf(call), lateness(desk));
      return { data: cardBody(card) };
    }
  }
}

function makeCard(desk: Desk, body: unknown, lateMs: number): XCard {
  const content = readCard(desk, body, null);
  const birth = desk.store.birth(desk.account.remoteId, 'short', lateMs);
  const card: XCard = { ...birth, uri: `card://${desk.store.newId('long')}`, ...content };
  desk.store.add('card', card);
  return card;
}

type CardContent = Pick<XCard, 'name' | 'components' | 'type'>;

/** What a card is to hold; one that changes keeps what is not said again. */
function readCard(desk: Desk, body: unknown, before: XCard | null): CardContent {
  if (!isObject(body)) throw refuse(400, 'INVALID_PARAMETER', 'Expected an object');
  for (const name of Object.keys(body))
    if (!['name', 'components', 'slides'].includes(name)) throw invalid(name, `Unknown parameter ${name}`);
  const { name = before?.name, slides } = body;
  const components = body['components'] ?? (slides === undefined ? before?.components : undefined);
  if (name !== undefined && typeof name !== 'string') throw invalid('name', 'Expected a text');
  if (typeof name !== 'string' || name === '') throw missing('name');
  if (Array.from(name).length > 80) throw invalid('name', 'name has more than 80 characters');
  if ((components === undefined) === (slides === undefined))
    throw refuse(400, 'EXCLUSIVE_PARAMETERS', 'Either components or slides', 'components');
  if (!Array.isArray(components)) throw invalid('slides', 'Only cards of one slide are simulated');
  const parts = components.filter(isObject);
  const of = (type: string) => parts.filter((part) => part['type'] === type);
  const [single] = of('MEDIA');
  const [swiped] = of('SWIPEABLE_MEDIA');
  // A button leads to an app, and cards of apps are not simulated.
  if (
    parts.length !== components.length ||
    of('DETAILS').length !== 1 ||
    (single === undefined) === (swiped === undefined) ||
    parts.length !== 2
  )
    throw refuse(400, 'UNKNOWN_CARD_TYPE', 'A website card has one MEDIA or SWIPEABLE_MEDIA and one DETAILS', 'components');
  const kinds = single === undefined ? checkSwiped(desk, swiped) : checkSingle(desk, single);
  checkDetails(of('DETAILS')[0]);
  const look = kinds.size > 1 ? 'MIXED_MEDIA' : kinds.has('tweet_image') ? 'IMAGE' : 'VIDEO';
  const carousel = look === 'MIXED_MEDIA' ? '_SINGLE_DEST_CAROUSEL' : single === undefined ? '_CAROUSEL' : '';
  return { name, components: parts, type: `${look}${carousel}_WEBSITE` };
}

function checkSingle(desk: Desk, part: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  onlyKeys(part, ['type', 'media_key']);
  return new Set([checkMedia(desk, part['media_key'])]);
}

function checkSwiped(desk: Desk, part: Readonly<Record<string, unknown>> | undefined): ReadonlySet<string> {
  onlyKeys(part, ['type', 'media_keys']);
  const keys = part?.['media_keys'];
  if (!Array.isArray(keys)) throw missing('media_keys');
  if (keys.length < 2 || keys.length > 6) throw invalid('media_keys', 'Two to six');
  return new Set(keys.map((key: unknown) => checkMedia(desk, key)));
}

/** The category of a medium that may stand on a card. */
function checkMedia(desk: Desk, key: unknown): string {
  if (typeof key !== 'string') throw missing('media_key');
  const media = found(desk, 'media', key);
  if (desk.sim.nowMs() < media.readyMs) throw refuse(400, 'INVALID_MEDIA', 'The media is still being prepared', 'media_key');
  if (media.category !== 'tweet_image') return 'video';
  if (media.bytes > CARD_BYTES) throw refuse(400, 'INVALID_IMAGE', 'The picture is above 3 MB', 'media_key');
  const ratio = media.width / Math.max(1, media.height);
  if (media.width < CARD_WIDTH || !RATIOS.some((wanted) => Math.abs(ratio - wanted) < 0.02))
    throw refuse(400, 'INVALID_IMAGE', `A picture of ${media.width} × ${media.height} does not fit a card`, 'media_key');
  return media.category;
}

function checkDetails(part: Readonly<Record<string, unknown>> | undefined): void {
  onlyKeys(part, ['type', 'title', 'destination']);
  if (typeof part?.['title'] !== 'string' || part['title'] === '') throw missing('title');
  const destination = part['destination'];
  if (!isObject(destination)) throw missing('destination');
  onlyKeys(destination, ['type', 'url']);
  if (destination['type'] !== 'WEBSITE') throw invalid('destination', 'WEBSITE');
  if (typeof destination['url'] !== 'string' || !/^https?:\/\/[^\s/]+\.[^\s]+$/.test(destination['url']))
    throw invalid('url', 'Not an address');
}

function onlyKeys(part: Readonly<Record<string, unknown>> | undefined, allowed: readonly string[]): void {
  for (const name of Object.keys(part ?? {})) if (!allowed.includes(name)) throw invalid(name, `Unknown parameter ${name}`);
}

/** Posts keep the shape and the date of the older API; the number beside `id_str` has lost its last digits, as in any JSON. */
function postBody(post: XPost): Body {
  return {
    created_at: new Date(post.createdMs).toUTCString().replace(/^(\w+), (\d+) (\w+) (\d+) ([\d:]+) GMT$/, '$1 $3 $2 $5 +0000 $4'),
    id: Number(post.id),
    id_str: post.id,
    text: post.text,
    name: post.name,
    card_uri: post.cardUri,
    nullcast: post.nullcast,
    truncated: false,
    tweet_type: 'PUBLISHED',
    user: { id: Number(post.userId), id_str: post.userId },
  };
}

export function posts(desk: Desk): Body {
  const { call, values, store, account } = desk;
  switch (call.key) {
    case 'GET accounts/:account_id/tweets': {
      const ids = idsIn(values, 'tweet_ids');
      const name = textIn(values, 'name');
      const timeline = textIn(values, 'timeline_type') ?? 'NULLCAST';
      if (values['tweet_type'] !== 'PUBLISHED') return { data: [] };
      const rows = listed<'post'>(desk, store.all('post', account.remoteId)).filter(
        (row) =>
          (ids === null || ids.has(row.id)) &&
          (name === null || row.name === name) &&
          (textIn(values, 'user_id') === null || row.userId === values['user_id']) &&
          (timeline === 'ALL' || row.nullcast === (timeline === 'NULLCAST')),
      );
      return { data: rows.map(postBody) };
    }
    case 'PUT accounts/:account_id/tweets/:tweet_id/name': {
      const post = found(desk, 'post', call.ids['tweet_id'] ?? '');
      post.name = textIn(values, 'name');
      store.save('post', post);
      return { data: postBody(post) };
    }
    default: {
      checkPost(desk);
      const lateMs = lateness(desk);
      const post = makePost(desk, lateMs);
      if (desk.sim.takeFault(desk.operation, 'answer_twice')) makePost(desk, lateMs);
      return { data: postBody(post) };
    }
  }
}

function checkPost(desk: Desk): void {
  const { values, store, account, token, sim } = desk;
  const userId = textIn(values, 'as_user_id');
  if (userId !== account.userId) throw refuse(400, 'INVALID_USER', `The account may not post as ${userId ?? ''}`, 'as_user_id');
  if (userId !== token.userId && !token.permissions.includes('TWEET_COMPOSER'))
    throw refuse(403, 'ACTION_NOT_ALLOWED', 'Composing posts for this user is not allowed', 'as_user_id');
  const text = textIn(values, 'text') ?? '';
  if (text.trim() === '' && textIn(values, 'media_keys') === null) throw refuse(400, 'TWEET_CANNOT_BE_BLANK', 'The post is blank', 'text');
  if (weightedLength(text) > 280) throw refuse(400, 'INVALID_TWEET', 'The post is too long', 'text');
  checkAttached(desk, textIn(values, 'media_keys')?.split(',') ?? []);
  const cardUri = textIn(values, 'card_uri');
  if (cardUri !== null && !store.all('card', account.remoteId).some((card) => card.uri === cardUri && card.deletedMs === null))
    throw refuse(404, 'CARD_NOT_FOUND', `The card (${cardUri}) was not found`, 'card_uri');
  const since = sim.nowMs() - DUPLICATE_MS;
  const twin = store
    .all('post', account.remoteId)
    .findLast(
      (post) => post.createdMs > since && post.text === text && (!sim.switchOn('x.duplicate_counts_card') || post.cardUri === cardUri),
    );
  if (twin !== undefined) throw refuse(400, 'DUPLICATE_TWEET', 'Status is a duplicate', 'text');
}

/** Up to four pictures, or one film, or one moving picture; all of them in the account's library. "Tweets" (version 12; read 2026-11-20) */
function checkAttached(desk: Desk, keys: readonly string[]): void {
  const kinds = keys.map((key) => {
    const media = desk.store.find('media', desk.account.remoteId, key);
    if (media === null || media.deletedMs !== null) throw refuse(400, 'INVALID_MEDIA', `The media (${key}) is not there`, 'media_keys');
    return media.category;
  });
  const most = kinds.every((kind) => kind === 'tweet_image') ? 4 : 1;
  if (kinds.length > most) throw refuse(400, 'INVALID_MEDIA', 'Up to four pictures, or one film', 'media_keys');
}

function makePost(desk: Desk, lateMs: number): XPost {
  const { values, store, account } = desk;
  const post: XPost = {
    ...store.birth(account.remoteId, 'long', lateMs),
    userId: textIn(values, 'as_user_id') ?? '',
    text: textIn(values, 'text') ?? '',
    name: textIn(values, 'name'),
    cardUri: textIn(values, 'card_uri'),
    mediaKeys: textIn(values, 'media_keys')?.split(',') ?? [],
    nullcast: values['nullcast'] !== false,
  };
  store.add('post', post);
  return post;
}

export function reviewOf(row: XPromoted, nowMs: number): 'ACCEPTED' | 'REJECTED' | 'UNDER_REVIEW' {
  if (nowMs < row.review.decidedMs) return 'UNDER_REVIEW';
  return row.review.approved ? 'ACCEPTED' : 'REJECTED';
}

function promotedBody(row: XPromoted, nowMs: number): Body {
  return {
    line_item_id: row.lineItemId,
    id: row.id,
    // New ones are active; they serve once everything above them is.
    entity_status: 'ACTIVE',
    created_at: xTime(row.createdMs),
    updated_at: xTime(row.updatedMs),
    approval_status: reviewOf(row, nowMs),
    tweet_id: row.postId,
    deleted: row.deletedMs !== null,
  };
}

export function promoted(desk: Desk): Body {
  const { call, values, store, account, sim } = desk;
  const nowMs = sim.nowMs();
  const id = call.ids['promoted_tweet_id'] ?? '';
  switch (call.key) {
    case 'GET accounts/:account_id/promoted_tweets': {
      const lineItemIds = idsIn(values, 'line_item_ids');
      const ids = idsIn(values, 'promoted_tweet_ids');
      const all =
        lineItemIds === null ? store.all('promoted', account.remoteId) : [...lineItemIds].flatMap((one) => store.under('promoted', one));
      const rows = listed<'promoted'>(desk, all).filter((row) => row.accountId === account.remoteId && (ids === null || ids.has(row.id)));
      return { data: rows.map((row) => promotedBody(row, nowMs)) };
    }
    case 'GET accounts/:account_id/promoted_tweets/:promoted_tweet_id':
      return { data: promotedBody(found(desk, 'promoted', id, values['with_deleted'] === true), nowMs) };
    case 'DELETE accounts/:account_id/promoted_tweets/:promoted_tweet_id': {
      const row = found(desk, 'promoted', id);
      row.deletedMs = nowMs;
      store.save('promoted', row);
      return { data: promotedBody(row, nowMs) };
    }
    default: {
      const item = found(desk, 'line_item', textIn(values, 'line_item_id') ?? '');
      const wanted = [...(idsIn(values, 'tweet_ids') ?? [])].map((postId) => found(desk, 'post', postId));
      for (const post of wanted) checkCreativeRule(item, post);
      const lateMs = lateness(desk);
      const rows = wanted.map((post) => associate(desk, item, post, lateMs));
      return { data: rows.map((row) => promotedBody(row, nowMs)), total_count: rows.length };
    }
  }
}

/** For website clicks a post carries a card or an address, one of the two. */
function checkCreativeRule(item: XLineItem, post: XPost): void {
  if (item.values['objective'] !== 'WEBSITE_CLICKS') return;
  if ((post.cardUri !== null) === /https?:\/\//.test(post.text))
    throw refuse(400, 'INVALID_TWEET', 'Website clicks need a card or an address in the post, and not both', 'tweet_ids');
}

/** What is associated already is answered with. */
function associate(desk: Desk, item: XLineItem, post: XPost, lateMs: number): XPromoted {
  const { store, account } = desk;
  const there = store.under('promoted', item.id).find((row) => row.postId === post.id && row.deletedMs === null);
  if (there !== undefined) return there;
  const row: XPromoted = {
    ...store.birth(account.remoteId, 'short', lateMs),
    lineItemId: item.id,
    postId: post.id,
    review: review(desk, post),
  };
  store.add('promoted', row);
  return row;
}

/** Words that the simulated reviewer refuses in a job ad: a short list of ours. "Ads policies", discriminatory practices (read 2026-11-20) */
const REFUSED_WORDS = [
  'solo hombres',
  'solo mujeres',
  'buena presencia',
  'menores de 30',
  'dinero facil',
  'ingresos garantizados',
  'multinivel',
];

/** Most posts take minutes, one in fifty up to a day; one in a hundred is refused without a reason in the text. Durations are this simulation's. */
function review({ sim, store, operation, account }: Desk, post: XPost): XPromoted['review'] {
  const card = store.all('card', account.remoteId).find((one) => one.uri === post.cardUri);
  const words = fold(`${post.text} ${JSON.stringify(card?.components ?? '')}`);
  const spread = draw(sim.seed, 'review time', post.id);
  const minutes = spread > 0.98 ? 24 * 60 * ((spread - 0.98) / 0.02) : 3 + 40 * spread;
  const unlucky = draw(sim.seed, 'review', post.id) < 0.01 && !sim.switchOn('x.review_approves_all');
  const approved =
    !REFUSED_WORDS.some((word) => words.includes(word)) &&
    !unlucky &&
    !sim.takeFault(operation, 'reject_review') &&
    !sim.takeFault('create_ad', 'reject_review');
  return { decidedMs: sim.nowMs() + minutes * MINUTE_MS, approved };
}
