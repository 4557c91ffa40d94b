import { afterEach, expect, test } from 'vitest';
import {
  adGroupObject,
  adObject,
  campaignObject,
  failureIn,
  madeId,
  openXWorld,
  publishTree,
  step,
  valueOf,
  type XWorld,
} from './world.ts';

/** What X’s pages leave open, both ways: the adapter must be right whichever holds. */
let world: XWorld;
afterEach(() => world.close());

async function both(name: string, look: (on: boolean) => Promise<void>): Promise<void> {
  for (const on of [false, true]) {
    world = await openXWorld({ switches: { [name]: on } });
    await look(on);
    if (!on) await world.close();
  }
}

test('an end may be left out, or is asked for by name', () =>
  both('x.end_time_required', async (on) => {
    const campaign = campaignObject(world.account, { endDay: null });
    const id = madeId(valueOf(await world.ads.apply(step(world.account, 'create_campaign', campaign))));
    const made = await world.ads.apply(
      step(world.account, 'create_ad_group', adGroupObject(campaign), { campaign: id }, { above: [campaign] }),
    );
    if (on) expect(failureIn(made)).toMatchObject({ code: 'x.parameter_missing', problems: [{ field: 'endDay' }] });
    else expect(made.ok).toBe(true);
  }));

test('the same words are refused, or taken when another card stands under them', () =>
  both('x.duplicate_counts_card', async (on) => {
    const tree = await publishTree(world);
    const other = { ...adObject(tree.adGroup), fields: tree.ad.fields };
    const refs = { adGroup: tree.adGroupId, media: tree.mediaKey };
    const card = madeId(valueOf(await world.ads.apply(step(world.account, 'create_card', other, refs))));
    const made = await world.ads.apply(step(world.account, 'create_ad', other, { ...refs, card }));
    if (on) expect(made.ok).toBe(true);
    else expect(failureIn(made)).toMatchObject({ code: 'x.duplicate_post' });
  }));

test('two campaigns may share a name, or not', () =>
  both('x.unique_names', async (on) => {
    const campaign = step(world.account, 'create_campaign', campaignObject(world.account));
    valueOf(await world.ads.apply(campaign));
    const twin = await world.ads.apply(campaign);
    if (on) expect(failureIn(twin)).toMatchObject({ kind: 'refused', problems: [{ field: 'name' }] });
    else expect(valueOf(await world.ads.find(campaign))).toHaveLength(2);
  }));

test('a review refuses one in a hundred without a word, or nobody', () =>
  both('x.review_approves_all', async (on) => {
    const tree = await publishTree(world, { active: true });
    for (let number = 0; number < 40; number += 1) {
      const ad = adObject(tree.adGroup);
      const refs = { adGroup: tree.adGroupId, media: tree.mediaKey, card: tree.cardUri };
      const remoteId = madeId(valueOf(await world.ads.apply(step(world.account, 'create_ad', ad, refs))));
      valueOf(await world.ads.apply(step(world.account, 'set_status', { ...ad, remoteId }, refs, { status: 'active' })));
    }
    world.host.advance(2 * 86_400_000);
    const reviews = world.host.networks
      .get('x')!
      .state()
      .ads.map((ad) => ad.review);
    expect(reviews).not.toContain('pending');
    if (on) expect(reviews).not.toContain('rejected');
    expect(reviews.filter((review) => review === 'approved').length).toBeGreaterThan(35);
  }));
