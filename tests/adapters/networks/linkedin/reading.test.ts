import { describe, expect, onTestFinished, test } from 'vitest';
import { LIMITS } from '../../../../adapters/networks/linkedin/manifest.ts';
import { microsOf } from '../../../../adapters/networks/linkedin/map.ts';
import { queryOf } from '../../../../adapters/networks/linkedin/restli.ts';
import { LINKEDIN_SIMULATED_ACCOUNTS } from '../../../../adapters/networks/linkedin/simulator/seeds.ts';
import { openLinkedIn, type LinkedInWorld } from './world.ts';

async function world(switches?: Record<string, boolean>): Promise<LinkedInWorld> {
  const opened = await openLinkedIn(switches);
  onTestFinished(() => opened.host.close());
  return opened;
}

describe('reading LinkedIn', () => {
  test('the structure of a query keeps its brackets and a value does not', () => {
    expect(queryOf({ search: { status: { values: ['ACTIVE', 'A(B)'] } }, accounts: ['urn:li:sponsoredAccount:1'] })).toBe(
      'search=(status:(values:List(ACTIVE,A%28B%29)))&accounts=List(urn%3Ali%3AsponsoredAccount%3A1)',
    );
  });

  test('every account that the token reaches is listed, over as many pages as there are', async () => {
    for (const short of [false, true]) {
      const { network, account, host } = await world({ 'linkedin.short_pages': short });
      const found = await network.listAccounts(account.secretName);
      expect(found.ok && found.value.map(({ remoteId }) => remoteId)).toEqual(LINKEDIN_SIMULATED_ACCOUNTS.map(({ id }) => String(id)));
      expect(host.requestCount('linkedin')).toBe(short ? LINKEDIN_SIMULATED_ACCOUNTS.length : 1);
    }
  });

  test('groups, campaigns and creatives are our campaigns, ad groups and ads, and only the marked ones are asked for', async () => {
    const { network, account, host } = await world();
    const read = await network.read(account, { kind: 'all_marked' });
    if (!read.ok) return expect.fail(JSON.stringify(read.error));
    expect(read.value.map(({ level, marker, configured, delivery }) => [level, marker, configured, delivery])).toEqual([
      ['campaign', 'hechoa01', 'active', 'active'],
      ['ad_group', 'hechob01', 'active', 'active'],
      ['ad_group', 'hechob02', 'paused', 'paused'],
      ['ad', 'hechoc01', 'active', 'active'],
      ['ad', 'hechoc02', 'active', 'rejected'],
      ['ad', 'hechoc03', 'active', 'in_review'],
    ]);
    const [campaign, group, town, , rejected] = read.value;
    // The sum of its two campaigns; both spellings of the objective are one.
    expect(campaign?.fields).toEqual({
      name: 'Ventas Bogotá',
      status: 'active',
      startDay: '2026-01-05',
      endDay: null,
      objective: 'traffic',
      dailyBudget: { amountMicros: '80000000', currency: 'USD' },
    });
    expect(group?.fields['places']).toMatchObject([{ country: 'CO', code: null }]);
    // A place that we cannot name is not read as a wider one.
    expect(town?.fields).not.toHaveProperty('places');
    expect(rejected?.reasons).toContain('DISCRIMINATION');
    expect(host.requests('linkedin').every(({ method }) => method === 'GET')).toBe(true);

    const other = await network.read(account, { kind: 'campaigns', remoteCampaignIds: [`${account.remoteId}02`] });
    expect(other.ok && other.value.map(({ name }) => name)).toEqual(['Marca empleadora', 'Cultura', 'Cultura']);
  });

  test('daily figures are those of the report, day by day in UTC and in whole micros', async () => {
    const { network, account, url } = await world();
    const rows = await network.metrics(account, '2026-11-20', '2026-11-23');
    if (!rows.ok) return expect.fail(JSON.stringify(rows.error));
    expect(rows.value.map(({ day }) => day)).toEqual(['2026-11-20', '2026-11-21', '2026-11-22', '2026-11-23']);
    const answer = await fetch(
      `${url}/rest/adAnalytics?q=analytics&pivot=CREATIVE&timeGranularity=DAILY&dateRange=(start:(year:2026,month:11,day:20),end:(year:2026,month:11,day:20))&accounts=List(urn%3Ali%3AsponsoredAccount%3A${account.remoteId})`,
      { headers: { authorization: 'Bearer linkedin-sim-token', 'linkedin-version': '202607', 'x-restli-protocol-version': '2.0.0' } },
    );
    // Without `fields`: what everybody gets.
    expect(await answer.json()).toEqual({ elements: [{ impressions: rows.value[0]?.impressions, clicks: rows.value[0]?.clicks }] });
    for (const { spend, clicks, impressions } of rows.value) {
      expect(spend.amountMicros > 0n && spend.amountMicros <= 40_000_000n).toBe(true);
      expect(clicks).toBeLessThan(impressions);
    }
    expect(microsOf('12.3456789')).toBe(12_345_678n);
    expect(LIMITS.reportRows).toBe(15_000);
  });

  test('the connection test says what the token may not read and what is wrong with the account', async () => {
    const { network, account, secrets, at } = await world();
    const report = async (which = account) => network.test(which);
    expect(await report()).toMatchObject({ ok: true, value: { accountStatus: 'ok', currency: 'USD', timeZone: 'UTC' } });
    expect(await report(at('091'))).toMatchObject({ ok: true, value: { accountStatus: 'disabled' } });
    expect(await report(at('092'))).toMatchObject({ ok: true, value: { accountStatus: 'no_payment_method' } });
    expect(await report(at('999'))).toMatchObject({ ok: false, error: { kind: 'refused', code: 'linkedin.not_found' } });
    secrets.set(account.secretName, 'linkedin-sim-no-reports');
    expect(await report()).toMatchObject({ value: { scopes: [{ granted: true }, { granted: false, disables: ['metrics'] }] } });
    secrets.set(account.secretName, 'linkedin-sim-no-ads');
    expect(await report()).toMatchObject({ ok: false, error: { kind: 'no_permission', missing: 'r_ads' } });
    secrets.set(account.secretName, 'someone-else');
    expect(await report()).toMatchObject({ ok: false, error: { kind: 'auth_expired' } });
  });

  test('each thing that goes wrong is told by what is to be done next', async () => {
    for (const [kind, expected] of [
      ['expire_token', 'auth_expired'],
      ['revoke', 'no_permission'],
      ['version_dead', 'unsupported'],
      ['lose_answer', 'unavailable'],
      ['truncate', 'unavailable'],
      ['html_portal', 'unavailable'],
      ['5xx_before', 'unavailable'],
    ] as const) {
      const { network, account, host } = await world();
      host.addFault({ network: 'linkedin', operation: 'list_campaigns', kind, times: 1 });
      expect(await network.read(account, { kind: 'all_marked' })).toMatchObject({ ok: false, error: { kind: expected } });
    }
  });

  test('a 429 is followed by silence: five minutes, and the rest of the day when it comes again', async () => {
    const { network, account, host } = await world();
    expect(network.rate(account)).toBeNull();
    const refused = async (): Promise<void> => {
      host.addFault({ network: 'linkedin', operation: 'read_accounts', kind: '429', times: 1 });
      expect(await network.test(account)).toMatchObject({ ok: false, error: { kind: 'rate_limited' } });
    };
    await refused();
    const asked = host.requestCount('linkedin');
    expect(await network.test(account)).toMatchObject({ ok: false, error: { kind: 'rate_limited', retryAfterMs: 300_000 } });
    expect(host.requestCount('linkedin')).toBe(asked);
    host.advance(300_000);
    await refused();
    expect(network.rate(account)).toMatchObject({ usedRatio: 1, blockedUntil: '2026-11-24T00:00:00.000Z' });
    host.advance(9 * 3_600_000);
    expect(await network.test(account)).toMatchObject({ ok: true });
  });
});
