import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { secretOf } from '../../../../adapters/networks/x/simulator/seeds.ts';
import {
  adGroupObject,
  campaignObject,
  DAY_MS,
  failureIn,
  MEDELLIN,
  openXWorld,
  publishTree,
  rawClient,
  step,
  valueOf,
  type XWorld,
} from './world.ts';

let world: XWorld;
beforeEach(async () => void (world = await openXWorld()));
afterEach(() => world.close());

const fault = (kind: string, operation = '*'): void => world.host.addFault({ network: 'x', operation, kind, times: 1 });
const sentTo = (operation: string) => world.host.requests('x').filter((request) => request.operation === operation);

describe('quotas of X', () => {
  test('holds writes back before X has to refuse one, and goes on within the minute', async () => {
    const keys = JSON.parse(world.secrets.get('x/a1')!) as Record<string, string>; // seeded above
    const user = createHash('sha256').update(`x/${keys['consumerKey']}/${keys['accessToken']}`).digest('hex').slice(0, 12);
    // What the last start of the program has sent within this minute.
    world.ledger.set(`x/user/${user}/writes-sent`, JSON.stringify({ atMs: world.host.nowMs(), count: 430 }));
    const { ads } = world.again();
    let done = 0;
    let held = null;
    for (let turn = 0; turn < 30 && held === null; turn += 1) {
      const answer = await ads.apply(step(world.account, 'create_campaign', campaignObject(world.account)));
      if (answer.ok) done += 1;
      else held = answer.error;
    }
    expect(held).toMatchObject({ kind: 'rate_limited', scope: 'account', raw: { status: null } });
    expect(430 + done).toBeLessThan(450);
    expect(ads.rate(world.account)).toMatchObject({ usedRatio: expect.closeTo(0.97, 1) as number });
    world.host.advance(60_000);
    valueOf(await ads.apply(step(world.account, 'create_campaign', campaignObject(world.account))));
  });

  test('obeys the account’s reset on a 429 and remembers it through a restart', async () => {
    const tree = await publishTree(world);
    fault('429', 'list_campaigns');
    const failure = failureIn(await world.ads.read(world.account, { kind: 'all_marked' }));
    expect(failure).toMatchObject({ kind: 'rate_limited', scope: 'account', raw: { status: 429, code: 'TOO_MANY_REQUESTS' } });
    const asked = world.host.requestCount('x');
    expect(failureIn(await world.again().ads.read(world.account, { kind: 'all_marked' })).kind).toBe('rate_limited');
    expect(world.host.requestCount('x')).toBe(asked);
    world.host.advance(4_000);
    expect(valueOf(await world.ads.read(world.account, { kind: 'all_marked' }))[0]?.remoteId).toBe(tree.campaignId);
  });

  test('asks for the places of a country once, whatever the number of towns, also after a restart', async () => {
    await publishTree(world);
    const asked = sentTo('search').length;
    expect(asked).toBe(2);
    const again = world.again();
    const group = { ...adGroupObject(campaignObject(world.account), { places: [MEDELLIN] }), remoteId: 'none' };
    await again.ads.apply(step(world.account, 'create_targeting', group));
    expect(sentTo('search')).toHaveLength(asked);
  });

  test('goes on with a list of places where the five calls of a quarter of an hour cut it off', async () => {
    for (let turn = 0; turn < 4; turn += 1) await fetchSigned('targeting_criteria/locations');
    const group = { ...adGroupObject(campaignObject(world.account)), remoteId: 'none' };
    const place = step(world.account, 'create_targeting', group);
    expect(failureIn(await world.ads.apply(place)).kind).toBe('rate_limited');
    world.host.advance(15 * 60_000);
    expect(failureIn(await world.ads.apply(place)).kind).toBe('refused');
    expect(sentTo('search').filter((request) => request.status === 200)).toHaveLength(6);
  });

  async function fetchSigned(path: string): Promise<void> {
    await rawClient(world).get(path, { count: 1 });
  }
});

describe('what X lets through and what not', () => {
  test('reports a token that may only look, and one that reaches no such account', async () => {
    world.secrets.set('x/a1', secretOf('7001002-analyst'));
    const report = valueOf(await world.ads.test(world.account));
    expect(report.scopes.filter((scope) => !scope.granted).flatMap((scope) => scope.disables)).toEqual(
      expect.arrayContaining(['publish', 'pause']),
    );
    expect(failureIn(await world.ads.apply(step(world.account, 'create_campaign', campaignObject(world.account)))).kind).toBe(
      'no_permission',
    );
    world.secrets.set('x/a1', secretOf('7001004-elsewhere'));
    expect(failureIn(await world.ads.test(world.account))).toMatchObject({ kind: 'no_permission', missing: 'ACCOUNT_NOT_FOUND' });
    world.secrets.set('x/a1', secretOf('7001005-unapproved'));
    expect(failureIn(await world.ads.test(world.account))).toMatchObject({
      kind: 'no_permission',
      missing: 'UNAUTHORIZED_CLIENT_APPLICATION',
    });
  });

  test('asks to sign in again when the token is dead, missing or signed with another secret', async () => {
    for (const secret of [secretOf('7001003-revoked'), '{}', secretOf('7001001-full').replace('sim-x-full-secret', 'wrong')]) {
      world.secrets.set('x/a1', secret);
      expect(failureIn(await world.ads.test(world.account)).kind).toBe('auth_expired');
    }
  });

  test('names an ended version as nothing to wait for by trying', async () => {
    fault('version_dead');
    expect(failureIn(await world.ads.test(world.account)).kind).toBe('unsupported');
  });

  test('lists the accounts of a token with the currency of what pays, once in a quarter of an hour', async () => {
    const accounts = valueOf(await world.ads.listAccounts('x/a1'));
    expect(accounts).toContainEqual({ remoteId: '18sim1001', name: 'Empleos Colombia', currency: 'COP', timeZone: 'America/Bogota' });
    expect(accounts.map((account) => account.remoteId)).not.toContain('18sim1008');
    const asked = world.host.requestCount('x');
    expect(valueOf(await world.again().ads.listAccounts('x/a1'))).toEqual(accounts);
    expect(world.host.requestCount('x')).toBe(asked);
  });

  test('tells what an account lacks', async () => {
    for (const [remoteId, status] of [
      ['18sim1005', 'no_payment_method'],
      ['18sim1007', 'disabled'],
      ['18sim1001', 'ok'],
    ] as const)
      expect(valueOf(await world.ads.test({ ...world.account, remoteId })).accountStatus).toBe(status);
  });

  test('shows a refused post as rejected, and one that was replaced behind our back as paused', async () => {
    fault('reject_review', 'create_association');
    const tree = await publishTree(world, { active: true });
    world.host.advance(2 * DAY_MS);
    const ad = () =>
      world.ads.read(world.account, { kind: 'all_marked' }).then((read) => valueOf(read).find((object) => object.level === 'ad'));
    expect(await ad()).toMatchObject({ delivery: 'rejected', reasons: ['REJECTED'] });
    valueOf(
      await world.ads.apply(
        step(world.account, 'set_status', { ...tree.ad, remoteId: tree.adId }, { adGroup: tree.adGroupId }, { status: 'paused' }),
      ),
    );
    expect(await ad()).toMatchObject({ delivery: 'paused', configured: 'paused' });
  });

  test('notices a budget that was changed on its way', async () => {
    fault('silent_change', 'create_campaign');
    await publishTree(world);
    const campaign = valueOf(await world.ads.read(world.account, { kind: 'all_marked' }))[0];
    expect(campaign?.fields['dailyBudget']).toEqual({ amountMicros: '960000000000', currency: 'COP' });
  });
});
