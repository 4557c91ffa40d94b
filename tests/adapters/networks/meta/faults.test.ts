import { afterEach, describe, expect, test } from 'vitest';
import { startReview } from '../../../../adapters/networks/meta/simulator/review.ts';
import type { GraphObject } from '../../../../adapters/networks/meta/simulator/store.ts';
import type { SimContext } from '../../../../adapters/simulators/types.ts';
import { adObject, DAY_MS, failureIn, openMetaWorld, publishTree, step, valueOf, type MetaWorld } from './world.ts';

let world: MetaWorld;
afterEach(() => world.close());

const fault = (kind: string, operation = '*', times = 1): void => world.host.addFault({ network: 'meta', operation, kind, times });

async function graph(path: string, body: object | null = null): Promise<Record<string, unknown>> {
  const response = await fetch(`${world.url}/v26.0/${path}`, {
    method: body === null ? 'GET' : 'POST',
    headers: { authorization: 'Bearer EAAsim-full', 'content-type': 'application/json' },
    ...(body === null ? {} : { body: JSON.stringify(body) }),
  });
  return (await response.json()) as Record<string, unknown>; // Graph answers with objects
}
const CAMPAIGN = { name: 'C', objective: 'OUTCOME_TRAFFIC', special_ad_categories: [], daily_budget: 50_000, status: 'PAUSED' };

describe('faults that only Meta can act out', () => {
  test('a token that ends in mid-batch, or is taken back, waits for a sign-in and changes nothing', async () => {
    world = await openMetaWorld();
    const before = world.host.networks.get('meta')!.state().campaigns.length;
    for (const kind of ['expire_token', 'revoke']) {
      fault(kind, 'create_campaign');
      const { error } = (await graph('act_1001/campaigns', CAMPAIGN)) as { error: { code: number; error_subcode: number } };
      expect(error).toMatchObject({ code: 190, error_subcode: kind === 'revoke' ? 460 : 463 });
      fault(kind, 'read_account');
      expect(failureIn(await world.meta.test(world.account)).kind).toBe('auth_expired');
    }
    expect(world.host.networks.get('meta')!.state().campaigns).toHaveLength(before);
  });

  test('an ad that is refused in review tells why, and delivers nothing', async () => {
    world = await openMetaWorld();
    fault('reject_review', 'create_ad');
    const { adId } = await publishTree(world, { active: true });
    world.host.advance(2 * DAY_MS);
    const ad = valueOf(await world.meta.read(world.account, { kind: 'all_marked' })).find((object) => object.remoteId === adId)!;
    expect(ad.delivery).toBe('rejected');
    expect(ad.reasons[0]).toMatch(/^DISCRIMINATION: /);
    expect(valueOf(await world.meta.metrics(world.account, '2026-11-20', '2026-11-26'))).toEqual([]);
  });

  test('an ad that ran and is refused later keeps the figures of the days before', async () => {
    world = await openMetaWorld();
    const { adId } = await publishTree(world, { active: true });
    world.host.advance(5 * DAY_MS);
    const before = valueOf(await world.meta.metrics(world.account, '2026-11-23', '2026-11-26'));
    expect(before.length).toBeGreaterThan(1);
    fault('reject_review', 'list_ads');
    const ad = valueOf(await world.meta.read(world.account, { kind: 'all_marked' })).find((object) => object.remoteId === adId)!;
    expect(ad.delivery).toBe('rejected');
    world.host.advance(3 * DAY_MS);
    const after = valueOf(await world.meta.metrics(world.account, '2026-11-23', '2026-12-01'));
    expect(after.filter((row) => row.day <= '2026-11-26').map((row) => row.spend)).toEqual(before.map((row) => row.spend));
    expect(after.some((row) => row.day > '2026-11-28')).toBe(false);
  });
});

describe('switches of what is not confirmed, both ways', () => {
  test('creatives that Meta refuses for good pass at the next try, or never (FM-13)', async () => {
    for (const [name, passes] of [
      ['meta.creatives_fail_at_first', true],
      ['meta.creatives_always_fail', false],
    ] as const) {
      world = await openMetaWorld({ switches: { [name]: true } });
      const { meta, account } = world;
      let refusals = 0;
      for (let index = 0; index < 12; index += 1) {
        const making = step(
          account,
          'create_creative',
          adObject({ ...adParent, objectId: `g${index}` }, { headlines: [`Titular ${index}`] }),
        );
        const first = await meta.apply(making);
        if (first.ok) continue;
        refusals += 1;
        // Proven to have made nothing, so it may simply go again, a bounded number of times.
        expect(first.error).toMatchObject({ kind: 'unavailable', triesMax: 3, raw: { code: '100/1487390' } });
        expect(valueOf(await meta.find(making))).toBeNull();
        expect((await meta.apply(making)).ok).toBe(passes);
      }
      expect(refusals).toBe(passes ? refusals : 12);
      expect(refusals).toBeGreaterThan(2);
      if (passes) await world.close();
    }
    const plain = await openMetaWorld();
    valueOf(await plain.meta.apply(step(plain.account, 'create_creative', adObject(adParent))));
    await plain.close();
  });

  test('a campaign keeps the times sent on it, or drops them', async () => {
    for (const kept of [true, false]) {
      world = await openMetaWorld({ switches: { 'meta.campaign_keeps_times': kept } });
      const { id } = await graph('act_1001/campaigns', { ...CAMPAIGN, start_time: '2026-12-01T00:00:00-0500' });
      const read = await graph(`${String(id)}?fields=start_time`);
      expect(read['start_time']).toBe(kept ? '2026-12-01T00:00:00-0500' : undefined);
      if (kept) await world.close();
    }
  });

  test('the account score fills, or never does', async () => {
    for (const counted of [true, false]) {
      world = await openMetaWorld({ token: 'EAAsim-limited', switches: { 'meta.no_account_score': !counted } });
      const failures: string[] = [];
      for (let index = 0; index < 70; index += 1) {
        const answer = await world.meta.read(world.account, { kind: 'campaigns', remoteCampaignIds: ['1'] });
        if (!answer.ok) failures.push(answer.error.kind);
      }
      expect(failures.length > 0 && failures.every((kind) => kind === 'rate_limited')).toBe(counted);
      if (counted) await world.close();
    }
  });

  test('one ad in a hundred is refused without a reason in its text, or none is', async () => {
    world = await openMetaWorld();
    for (const approvesAll of [true, false]) {
      const context = {
        nowMs: () => world.host.nowMs(),
        seed: 7,
        switchOn: (name: string) => approvesAll && name === 'meta.review_approves_all',
        takeFault: () => false,
      };
      let refused = 0;
      for (let index = 0; index < 5_000; index += 1)
        if (!startReview({ id: `12021${index}` } as GraphObject, null, context as unknown as SimContext).approved) refused += 1; // a review reads no more of either
      expect(refused / 5_000).toBeLessThan(0.015);
      expect(refused > 25).toBe(!approvesAll);
    }
  });

  test('background reports end well, or half of them fail or are skipped', async () => {
    for (const fail of [true, false]) {
      world = await openMetaWorld({ switches: { 'meta.report_runs_fail': fail } });
      const ends = new Map<string, number>();
      for (let index = 0; index < 20; index += 1) {
        const { report_run_id: run } = await graph('act_1001/insights', { level: 'ad' });
        let status = '';
        for (let looks = 0; looks < 5; looks += 1) status = String((await graph(`${String(run)}?fields=async_status`))['async_status']);
        ends.set(status, (ends.get(status) ?? 0) + 1);
      }
      expect((ends.get('Job Completed') ?? 0) === 20).toBe(!fail);
      if (fail) {
        expect([...ends.keys()].toSorted()).toEqual(['Job Completed', 'Job Failed', 'Job Skipped']);
        await world.close();
      }
    }
  });
});

describe('delivery on the simulated Meta', () => {
  test('a village is exhausted where a capital is not, and an ad group learns', async () => {
    world = await openMetaWorld({ switches: { 'meta.no_account_score': true } });
    const capital = await publishTree(world, { active: true });
    const village = await publishTree(world, {
      active: true,
      adGroup: { places: [{ code: '15804', name: 'Tibaná', region: 'Boyacá', country: 'CO' }], radiusKm: 17 },
    });
    const stage = async (): Promise<string> => {
      const { learning_stage_info: info } = await graph(`${capital.adGroupId}?fields=learning_stage_info`);
      return (info as { status: string }).status; // asked for on the line above
    };
    world.host.advance(DAY_MS);
    expect(await stage()).toBe('LEARNING');
    world.host.advance(28 * DAY_MS);
    expect(await stage()).toBe('SUCCESS');
    const rows = valueOf(await world.meta.metrics(world.account, '2026-11-24', '2026-12-20'));
    const total = (adId: string, from: string, to: string): { impressions: number; ctr: number } => {
      const own = rows.filter((row) => row.adRemoteId === adId && row.day >= from && row.day <= to);
      const impressions = own.reduce((sum, row) => sum + row.impressions, 0);
      return { impressions, ctr: own.reduce((sum, row) => sum + row.clicks, 0) / impressions };
    };
    const early = ['2026-11-24', '2026-11-30'] as const;
    const late = ['2026-12-08', '2026-12-14'] as const;
    // The same money buys less where people are few, and less and less of a click.
    expect(total(village.adId, ...early).impressions).toBeLessThan(total(capital.adId, ...early).impressions * 0.8);
    expect(total(village.adId, ...late).ctr).toBeLessThan(total(village.adId, ...early).ctr * 0.75);
    expect(total(capital.adId, ...late).ctr).toBeGreaterThan(total(capital.adId, ...early).ctr * 0.75);
    const reach = async (adSet: string): Promise<{ reach: number; impressions: number }> => {
      const query = 'fields=reach,impressions&time_range={"since":"2026-11-24","until":"2026-12-14"}';
      const [row] = (await graph(`${adSet}/insights?${query}`))['data'] as readonly { reach: string; impressions: string }[]; // asked for here
      return { reach: Number(row!.reach), impressions: Number(row!.impressions) };
    };
    const [many, few] = [await reach(capital.adGroupId), await reach(village.adGroupId)];
    expect(few.impressions / few.reach).toBeGreaterThan(5 * (many.impressions / many.reach));
  });
});

const adParent = {
  level: 'ad_group' as const,
  objectId: 'g',
  parentId: null,
  marker: 'gggggggg',
  remoteId: null,
  fields: { name: 'Grupo', status: 'paused' as const, places: [], radiusKm: null, languages: [], keywords: [] },
};
