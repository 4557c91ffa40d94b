import { afterEach, expect, test } from 'vitest';
import { DAY_MS, openXWorld, publishTree, rawClient, valueOf, type XWorld } from './world.ts';

/** More than fifty reports of twenty associations: two rounds of those that X works out by itself, and more than one page of a list. */
const ADS = 1_020;
const POSTS_AT_ONCE = 50;

let world: XWorld;
afterEach(() => world.close());

test('reads the figures of every ad of an account with more ads than one round of reports or one page can hold', async () => {
  world = await openXWorld({ switches: { 'x.no_rate_limits': true } });
  const { account, ads, host } = world;
  const tree = await publishTree(world, { active: true });
  const raw = rawClient(world);
  const accountPath = `accounts/${account.remoteId}`;
  const postIds: string[] = [];
  for (let number = 1; number < ADS; number += 1) {
    const post = { as_user_id: '7001001', text: `Oferta ${number}`, card_uri: tree.cardUri, nullcast: true };
    const made = await raw.post<{ data: { id_str: string } }>(`${accountPath}/tweet`, post);
    postIds.push(made.data.id_str);
  }
  for (let from = 0; from < postIds.length; from += POSTS_AT_ONCE) {
    const some = postIds.slice(from, from + POSTS_AT_ONCE).join(',');
    await raw.post(`${accountPath}/promoted_tweets`, { line_item_id: tree.adGroupId, tweet_ids: some });
  }
  host.advance(7 * DAY_MS);
  const rows = valueOf(await ads.metrics(account, '2026-11-23', '2026-12-01'));
  expect(new Set(rows.map((row) => row.adRemoteId))).toEqual(new Set([tree.adId, ...postIds]));
  expect(host.requests('x').filter(({ operation, method }) => method === 'POST' && /stats|report|insights/.test(operation)).length).toBe(
    51,
  );
}, 60_000);
