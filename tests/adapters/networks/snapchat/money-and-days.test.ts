import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CURRENCIES } from '../../../../adapters/networks/snapchat/manifest.ts';
import { fromMicro, replacement, runTimes, toMicro } from '../../../../adapters/networks/snapchat/map.ts';
import { metricOf } from '../../../../adapters/networks/snapchat/metrics.ts';
import { dayAt, startOfDayMs, startOfNextDayMs } from '../../../../adapters/networks/account-days.ts';
import { parseSnapTime, snapTime } from '../../../../adapters/networks/snapchat/zone.ts';
import { account, campaignObject, DAY_MS, openSnapWorld, publishTree, START_MS, valueOf } from './world.ts';

describe('money', () => {
  test('goes out and comes back unchanged, in every currency that is offered', () => {
    for (const _currency of CURRENCIES)
      fc.assert(
        fc.property(fc.bigInt({ min: 0n, max: BigInt(Number.MAX_SAFE_INTEGER) }), (micros) => fromMicro(toMicro(micros)) === micros),
      );
  });

  test('is never sent when a number cannot carry it, and never read from a fraction', () => {
    expect(() => toMicro(BigInt(Number.MAX_SAFE_INTEGER) + 1n)).toThrow(/cannot be sent/);
    expect(() => toMicro(-1n)).toThrow(/cannot be sent/);
    for (const wrong of [undefined, 1.5, -1, Number.NaN]) expect(fromMicro(wrong)).toBeNull();
  });

  test('is read from reports in the account’s currency, or not at all', async () => {
    const world = await openSnapWorld({ account: account(1009) });
    const row = metricOf(
      'ad',
      '2026-11-23T00:00:00.000+01:00',
      { impressions: 9, swipes: 2, spend: 1_234_567, conversion_sign_ups: 1, native_leads: 2 },
      world.account,
    );
    expect(row).toEqual({
      adRemoteId: 'ad',
      day: '2026-11-23',
      impressions: 9,
      clicks: 2,
      conversions: 3,
      spend: { amountMicros: 1_234_567n, currency: 'EUR' },
      attributionWindow: '28d_swipe_1d_view',
    });
    expect(
      metricOf(
        'ad',
        '2026-11-23T00:00:00.000+01:00',
        { impressions: 9, swipes: 2, spend: 0.5, conversion_sign_ups: 0, native_leads: 0 },
        world.account,
      ),
    ).toBeNull();
    await world.close();
  });
});

describe('days', () => {
  const zones = [
    'America/New_York',
    'America/Los_Angeles',
    'America/Bogota',
    'America/Cancun',
    'Europe/Madrid',
    'Europe/London',
    'Australia/Sydney',
    'America/Santiago',
  ];

  test('begin and end where the account’s zone says, over every change of the clocks', () => {
    for (const zone of zones) {
      for (let ms = Date.parse('2026-01-01T12:00:00Z'); ms < Date.parse('2027-12-31T00:00:00Z'); ms += DAY_MS) {
        const day = dayAt(ms, zone);
        const [start, next] = [startOfDayMs(day, zone), startOfNextDayMs(day, zone)];
        expect(dayAt(start, zone)).toBe(day);
        expect(dayAt(start - 1, zone) < day).toBe(true);
        expect(dayAt(next - 1, zone)).toBe(day);
        expect([23, 24, 25]).toContain((next - start) / 3_600_000);
        expect(parseSnapTime(snapTime(start, zone))).toBe(start);
      }
    }
  });

  test('turn into times of the account, the end being the last second, and a start that has come being now', () => {
    const { fields } = campaignObject({ startDay: '2026-12-01', endDay: '2026-12-31' });
    expect(runTimes(fields, 'America/New_York', START_MS)).toEqual({
      start_time: '2026-12-01T00:00:00.000-05:00',
      end_time: '2026-12-31T23:59:59.000-05:00',
    });
    expect(runTimes({ startDay: '2026-11-01', endDay: null }, 'America/New_York', START_MS)).toEqual({
      start_time: '2026-11-23T10:00:00.000-05:00',
    });
    for (const wrong of ['2026-11-23', '2026-11-23T10:00', 'mañana', 5, null]) expect(parseSnapTime(wrong)).toBeNull();
  });

  for (const strict of [false, true]) {
    test(`pass a network that ${strict ? 'refuses' : 'takes'} a start in the past`, async () => {
      const world = await openSnapWorld({ switches: { 'snapchat.past_start_refused': strict } });
      const tree = await publishTree(world, { campaign: { startDay: '2026-11-01' } });
      const future = await publishTree(world, { campaign: { startDay: '2026-12-05' } });
      const read = valueOf(
        await world.snap.read(world.account, { kind: 'campaigns', remoteCampaignIds: [tree.campaignId, future.campaignId] }),
      );
      expect(read[0]?.fields).not.toHaveProperty('startDay');
      expect(read[1]?.fields).toMatchObject({ startDay: '2026-12-05', endDay: '2026-12-31' });
      await world.close();
    });
  }

  test('of figures are the account’s own, asked for on their edges, in stretches that the network takes', async () => {
    const world = await openSnapWorld({ account: account(1009) });
    await publishTree(world, { campaign: { dailyBudget: { amountMicros: 60_000_000n, currency: 'EUR' } }, active: true });
    world.host.advance(40 * DAY_MS);
    const rows = valueOf(await world.snap.metrics(world.account, '2026-11-20', '2027-01-02'));
    const days = rows.map((row) => row.day).toSorted();
    expect(days[0]).toBe('2026-11-23');
    expect(days.at(-1)).toBe('2026-12-31');
    expect(new Set(days).size).toBe(days.length);
    const asked = world.host.requests('snapchat').filter((request) => request.operation === 'insights');
    expect(asked.map((request) => request.query['start_time'])).toEqual(['2026-11-20T00:00:00.000+01:00', '2026-12-20T00:00:00.000+01:00']);
    await world.close();
  });

  test('show figures of four weeks back lowered when the network restates them', async () => {
    const world = await openSnapWorld();
    await publishTree(world, { active: true });
    world.host.advance(10 * DAY_MS);
    const sum = async (): Promise<number> =>
      valueOf(await world.snap.metrics(world.account, '2026-11-23', '2026-12-02')).reduce(
        (total, row) => total + Number(row.spend.amountMicros),
        0,
      );
    const before = await sum();
    world.host.addFault({ network: 'snapchat', operation: 'insights', kind: 'restate', times: 1 });
    const after = await sum();
    expect(after).toBeLessThan(before);
    expect(after).toBeGreaterThan(before * 0.9);
    await world.close();
  });
});

describe('a replacement', () => {
  test('sends back what it does not know, leaves out what the network sets, and takes away what is undefined', () => {
    const whole = {
      id: '1',
      name: 'n',
      end_time: 'x',
      something_new: [1],
      auto_bid: true,
      delivery_status: ['VALID'],
      updated_at: 'y',
      nothing: null,
    };
    expect(replacement(whole, { name: 'm', end_time: undefined })).toEqual({ id: '1', name: 'm', something_new: [1] });
  });
});
