import { afterEach, describe, expect, test } from 'vitest';
import type { MetricRow, RemoteObject } from '../../../../core/ports/index.ts';
import { DAY_MS, inTheBooks, LANE_NAMES, LANES, settle, type Lane } from './lanes.ts';

let lane: Lane;
afterEach(() => lane.close());

async function reading(): Promise<readonly RemoteObject[]> {
  const answer = await lane.ads.read(lane.account, { kind: 'all_marked' });
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  return answer.value;
}
async function figures(): Promise<readonly MetricRow[]> {
  const answer = await lane.ads.metrics(lane.account, '2026-11-24', '2026-12-01');
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  return answer.value;
}
const spent = (rows: readonly MetricRow[]): unknown => rows.map(({ day, spend, conversions }) => [day, spend.amountMicros, conversions]);

describe.each(LANE_NAMES)('what the next reading of %s shows', (name) => {
  test('reject_review: the ad is refused, with the reason in the network’s own words, and delivers nothing', async () => {
    lane = await LANES[name]();
    lane.fault('reject_review', lane.creating === 'create_tree' ? 'create_tree' : 'create_ad');
    await lane.publish(true);
    lane.host.advance(4 * DAY_MS);
    const ads = (await reading()).filter(({ level }) => level === 'ad');
    expect(ads).toHaveLength(1);
    expect(ads[0]!.delivery).toBe('rejected');
    expect(ads[0]!.reasons.length).toBeGreaterThan(0);
    expect(ads[0]!.reasons.every((reason) => reason.trim() !== '')).toBe(true);
    expect(
      lane.host.networks
        .get(name)!
        .state()
        .ads.map(({ review }) => review),
    ).toEqual(['rejected']);
    expect((await figures()).filter(({ impressions }) => impressions > 0)).toEqual([]);
    // The fault was for one ad: the next one is let through.
    await lane.publish(true);
    lane.host.advance(4 * DAY_MS);
    const after = (await reading()).filter(({ level }) => level === 'ad');
    expect(after).toHaveLength(2);
    for (const ad of after) expect(ad.delivery === 'rejected').toBe(ad.remoteId === ads[0]!.remoteId);
  });

  test('late_listing: nothing at first, and the one object once the listing has caught up', async () => {
    lane = await LANES[name]();
    const step = lane.create();
    lane.fault('late_listing', lane.creating);
    expect((await lane.ads.apply(step)).ok).toBe(true);
    expect(inTheBooks(lane, step)).toHaveLength(1);
    const campaigns = async (): Promise<unknown> =>
      (await reading()).filter(({ level }) => level === 'campaign').map(({ marker }) => marker);
    expect(await campaigns()).toEqual([]);
    lane.host.advance(lane.ads.capabilities.listingLagMs);
    expect(await campaigns()).toEqual([step.objects[0]!.marker]);
  });

  test('restate: days that were told are told otherwise, and stay so', async () => {
    lane = await LANES[name]();
    await lane.publish(true);
    lane.host.advance(12 * DAY_MS);
    const before = await figures();
    expect(before.length).toBeGreaterThan(0);
    expect(spent(await figures())).toEqual(spent(before));
    lane.fault('restate', 'insights');
    const after = await figures();
    expect(spent(after)).not.toEqual(spent(before));
    expect(after.map(({ day, adRemoteId }) => [day, adRemoteId])).toEqual(before.map(({ day, adRemoteId }) => [day, adRemoteId]));
    expect(spent(await figures())).toEqual(spent(after));
  });

  test('silent_change: a budget that is not the one that was sent, on the one object that was made', async () => {
    lane = await LANES[name]();
    const step = lane.create();
    const [object] = step.objects;
    if (object?.level !== 'campaign') throw new Error('A campaign comes first');
    lane.fault('silent_change', lane.creating);
    expect((await lane.ads.apply(step)).ok).toBe(true);
    await settle(lane, step);
    expect(inTheBooks(lane, step)).toHaveLength(1);
    const read = (await reading()).filter(({ level }) => level === 'campaign');
    expect(read).toHaveLength(1);
    const { amountMicros, currency } = read[0]!.fields['dailyBudget'] as { amountMicros: string; currency: string }; // as objects are encoded
    expect(currency).toBe(lane.account.currency);
    expect(BigInt(amountMicros) > object.fields.dailyBudget.amountMicros).toBe(true);
    expect(read[0]!.fields['name']).toBe(object.fields.name);
  });
});

test.each(['meta', 'tiktok', 'snapchat'] as const)(
  'silent_change: an ad of %s that was answered as switched on and was not is found out, and switched on',
  async (name) => {
    lane = await LANES[name]();
    const { switchAdOn } = await lane.publish(false);
    const configured = (): unknown =>
      lane.host.networks
        .get(name)!
        .state()
        .ads.map((ad) => ad.configured);
    lane.host.advance(6_000);
    lane.fault('silent_change', 'set_status');
    expect((await lane.ads.apply(switchAdOn)).ok).toBe(true);
    expect(configured()).toEqual(['paused']);
    expect(await lane.ads.find(switchAdOn)).toEqual({ ok: true, value: null });
    lane.host.advance(6_000);
    expect((await lane.ads.apply(switchAdOn)).ok).toBe(true);
    expect(configured()).toEqual(['active']);
    const found = await lane.ads.find(switchAdOn);
    expect(found.ok && found.value).toHaveLength(1);
  },
);
