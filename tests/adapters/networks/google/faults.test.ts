import { afterEach, describe, expect, it } from 'vitest';
import type { ConversionEvent, MetricRow, NewAudience } from '../../../../core/ports/index.ts';
import { failureIn, hashes, NOW_MS, openWorld, publish, stepOf, treeOf, valueOf, type World } from './world.ts';

let world: World;
afterEach(() => world.close());

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const LIST: NewAudience = { name: 'Conductores', marker: 'k3f9q2ma', description: '', retentionDays: null };
const EVENT: ConversionEvent = {
  eventId: 'contratacion-1',
  name: 'hire',
  occurredAt: new Date(NOW_MS - HOUR_MS).toISOString(),
  clickId: 'Cj0KCQsim00001',
  member: { email: null, phone: null },
  value: null,
  sourceUrl: null,
};

async function activeCampaign(): Promise<void> {
  const { objects } = await publish(world, treeOf({ groups: 2, ads: 2, campaign: { endDay: null } }));
  valueOf(await world.google.apply(stepOf(world, 'set_status', objects, { status: 'active' })));
}
const figures = async (from = '2026-11-20', to = '2026-12-31'): Promise<readonly MetricRow[]> =>
  valueOf(await world.google.metrics(world.account, from, to));

describe('faults that only Google can act out, at Data Manager', () => {
  it('429: holds the lane for as long as it is told', async () => {
    world = await openWorld();
    world.fault('add_members', '429');
    const { remoteId } = valueOf(await world.ports.audiences!.create(world.account, LIST));
    expect(failureIn(await world.ports.audiences!.change(world.account, remoteId, 'add', hashes(2)))).toMatchObject({
      kind: 'rate_limited',
      retryAfterMs: 30_000,
      scope: 'application',
    });
  });

  it('has a quota of its own: three hundred requests a minute', async () => {
    world = await openWorld();
    const answers: string[] = [];
    for (let index = 0; index < 302; index += 1) {
      const answer = await world.ports.audiences!.read(world.account, '1');
      if (!answer.ok) answers.push(answer.error.kind);
    }
    expect(answers.filter((kind) => kind === 'refused')).toHaveLength(300);
    expect(answers.slice(300)).toEqual(['rate_limited', 'rate_limited']);
    world.host.advance(60_000);
    expect(failureIn(await world.ports.audiences!.read(world.account, '1')).kind).toBe('refused');
  });

  it('expire_token: is renewed once and the events are told once; revoke: asks for a person', async () => {
    world = await openWorld();
    world.fault('send_events', 'expire_token');
    valueOf(await world.ports.conversions!.send(world.account, [EVENT]));
    const sent = world.host.requests('google').filter(({ operation }) => operation === 'send_events');
    expect(sent.map(({ status }) => status)).toEqual([401, 200]);
    world.fault('list_audiences', 'revoke');
    expect(failureIn(await world.ports.audiences!.find(world.account, LIST.marker)).kind).toBe('auth_expired');
  });

  it('partial: what fell out while it was worked through is counted with its reason', async () => {
    world = await openWorld();
    const audiences = world.ports.audiences!;
    const { remoteId } = valueOf(await audiences.create(world.account, LIST));
    world.fault('add_members', 'partial');
    const { requestId } = valueOf(await audiences.change(world.account, remoteId, 'add', hashes(10)));
    world.fault('send_events', 'partial');
    const [receipt] = valueOf(await world.ports.conversions!.send(world.account, [EVENT, { ...EVENT, eventId: 'contratacion-2' }]));
    world.host.advance(HOUR_MS);
    for (const [answer, count] of [
      [await audiences.progress!(world.account, requestId!), 5],
      [await world.ports.conversions!.progress!(world.account, receipt!.requestId!), 1],
    ] as const)
      expect(valueOf(answer)).toEqual({ state: 'partly', taken: count, problems: [{ code: 'google.processing_failed', count }] });
  });

  it('answer_twice: an event carried out twice counts once', async () => {
    world = await openWorld();
    world.fault('send_events', 'answer_twice');
    const [receipt] = valueOf(await world.ports.conversions!.send(world.account, [EVENT]));
    world.host.advance(HOUR_MS);
    expect(valueOf(await world.ports.conversions!.progress!(world.account, receipt!.requestId!))).toMatchObject({
      state: 'done',
      taken: 1,
    });
  });

  it('late_listing: a new list is looked for again, and a lead comes a little later', async () => {
    world = await openWorld();
    const audiences = world.ports.audiences!;
    world.fault('create_audience', 'late_listing');
    valueOf(await audiences.create(world.account, LIST));
    expect(valueOf(await audiences.find(world.account, LIST.marker))).toBeNull();
    world.host.advance(21_000);
    expect(valueOf(await audiences.find(world.account, LIST.marker))).not.toBeNull();
    await activeCampaign();
    let missed = 0;
    for (let hour = 0; hour < 72; hour += 1) {
      world.host.advance(HOUR_MS);
      world.fault('list_leads', 'late_listing');
      const late = valueOf(await world.ports.leads!.leads(world.account, '2026-11-20T00:00:00Z'));
      const all = valueOf(await world.ports.leads!.leads(world.account, '2026-11-20T00:00:00Z'));
      expect(all.slice(0, late.length)).toEqual(late);
      missed += all.length - late.length;
    }
    expect(missed).toBeGreaterThan(0);
  });

  it('silent_change: a list that somebody closed on the web says so', async () => {
    world = await openWorld();
    const { remoteId } = valueOf(await world.ports.audiences!.create(world.account, LIST));
    world.fault('read_audience', 'silent_change');
    expect(valueOf(await world.ports.audiences!.read(world.account, remoteId)).reasons).toEqual(['membershipStatus: CLOSED UNUSED']);
  });

  it('version_dead: waits for an update of the program', async () => {
    world = await openWorld();
    world.fault('list_audiences', 'version_dead');
    expect(failureIn(await world.ports.audiences!.find(world.account, LIST.marker)).kind).toBe('unsupported');
    world.fault('send_events', 'version_dead');
    expect(failureIn(await world.ports.conversions!.send(world.account, [EVENT])).kind).toBe('unsupported');
  });

  it('5xx and a portal: nothing is claimed of a write, and a read is merely unavailable', async () => {
    world = await openWorld();
    for (const kind of ['5xx_before', 'html_portal', 'truncate', 'reset']) {
      world.fault('send_events', kind);
      expect(failureIn(await world.ports.conversions!.send(world.account, [EVENT])).kind).toBe('outcome_unknown');
      world.fault('list_audiences', kind);
      expect(failureIn(await world.ports.audiences!.find(world.account, LIST.marker)).kind).toBe('unavailable');
    }
  });

  it('a sign-in without Data Manager, and one without the account, are told apart', async () => {
    world = await openWorld();
    expect(failureIn(await world.ports.audiences!.find(world.accountOf({ secretName: 'google/adsOnly' }), LIST.marker))).toMatchObject({
      kind: 'no_permission',
      missing: 'https://www.googleapis.com/auth/datamanager',
    });
    expect(failureIn(await world.ports.audiences!.find(world.accountOf({ secretName: 'google/stranger' }), LIST.marker))).toMatchObject({
      kind: 'no_permission',
      missing: null,
    });
    expect(valueOf(await world.google.test(world.accountOf({ secretName: 'google/adsOnly' }))).scopes[1]).toMatchObject({ granted: false });
  });
});

describe('what ads show and cost', () => {
  it('keeps a day within twice its budget and a week within seven, the same each time it is asked', async () => {
    world = await openWorld();
    await activeCampaign();
    world.host.advance(30 * DAY_MS);
    const rows = await figures();
    expect(await figures()).toEqual(rows);
    const days = new Map<string, bigint>();
    for (const { day, spend } of rows) days.set(day, (days.get(day) ?? 0n) + spend.amountMicros);
    const daily = 50_000_000_000n;
    for (const spent of days.values()) expect(spent <= 2n * daily).toBe(true);
    const week = [...days].filter(([day]) => day >= '2026-11-23' && day <= '2026-11-29').map(([, spent]) => spent);
    const sum = week.reduce((left, right) => left + right, 0n);
    expect(week).toHaveLength(7);
    expect(sum <= 7n * daily && sum >= 5n * daily).toBe(true);
    const clicks = rows.reduce((total, row) => total + row.clicks, 0);
    const impressions = rows.reduce((total, row) => total + row.impressions, 0);
    expect(clicks / impressions).toBeGreaterThan(0.02);
    expect(clicks / impressions).toBeLessThan(0.12);
    for (const row of rows) if (row.clicks === 0) expect(row.spend.amountMicros).toBe(0n);
  });

  it('learns of conversions over thirty days, and a restatement adds to what was told', async () => {
    world = await openWorld();
    await activeCampaign();
    world.host.advance(3 * DAY_MS);
    const of = (rows: readonly MetricRow[]): number =>
      rows.filter(({ day }) => day === '2026-11-21').reduce((sum, row) => sum + row.conversions, 0);
    const early = of(await figures());
    world.host.advance(40 * DAY_MS);
    const late = of(await figures());
    expect(late).toBeGreaterThan(early);
    world.fault('insights', 'restate');
    expect(of(await figures())).toBeGreaterThan(late);
  });

  it('leaves what was shown alone when a later review refuses the ad, or the budget moves', async () => {
    world = await openWorld();
    await activeCampaign();
    world.host.advance(5 * DAY_MS);
    const before = await figures('2026-11-20', '2026-11-23');
    world.fault('list_campaigns', 'silent_change');
    world.fault('list_ads', 'reject_review');
    const read = valueOf(await world.google.read(world.account, { kind: 'all_marked' }));
    const refused = read.find(({ delivery }) => delivery === 'rejected')!;
    expect(refused.reasons.length).toBeGreaterThan(0);
    world.host.advance(4 * DAY_MS);
    const spendOf = (rows: readonly MetricRow[]): unknown =>
      rows.map(({ adRemoteId, day, spend, clicks }) => [adRemoteId, day, spend, clicks]);
    expect(spendOf(await figures('2026-11-20', '2026-11-23'))).toEqual(spendOf(before));
    const after = await figures('2026-11-26', '2026-11-28');
    expect(after.length).toBeGreaterThan(0);
    expect(after.some(({ adRemoteId }) => adRemoteId === refused.remoteId)).toBe(false);
    // Somebody doubled the budget on the web: three ads now spend more than four did.
    const a = (rows: readonly MetricRow[], day: string): bigint =>
      rows.filter((row) => row.day === day).reduce((sum, row) => sum + row.spend.amountMicros, 0n);
    expect(a(after, '2026-11-27') > a(before, '2026-11-22')).toBe(true);
  });
});
