import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { CATALOGUE } from '../../adapters/networks/snapchat/error-codes.ts';
import { TABLES } from '../../adapters/networks/snapchat/simulator/tables.ts';
import type { Finding } from './judges/judge.ts';
import { BESIDE, createSnapchatJudge, readSnapchatSpec } from './judges/snapchat.ts';
import {
  account,
  adGroupObject,
  applied,
  BOGOTA,
  DAY_MS,
  marker,
  openSnapWorld,
  publishTree,
  step,
  valueOf,
  type SnapWorld,
} from '../adapters/networks/snapchat/world.ts';
import { asSha256 } from '../../core/kernel/index.ts';

/**
 * There is no client of Snapchat's to run against the simulator. Instead the description of the network judges every request
 * that our adapter sends and every answer of the simulator, and a second client, of plain HTTP and knowing nothing of our
 * adapter, walks the same roads. The description is no part of this repository.
 */
const spec = readSnapchatSpec();
const present = spec !== null;
if (!present) console.warn('SKIPPED: the description of Snapchat is not here; nothing was compared with it');

describe.skipIf(!present)('the description of Snapchat', () => {
  for (const [kind, table] of Object.entries(TABLES)) {
    test(`agrees with our table of ${kind}`, () => {
      const { fields } = spec!.entities[kind]!;
      const problems: string[] = [];
      for (const [name, rule] of Object.entries(table)) {
        const theirs = fields[name];
        if (theirs === undefined) {
          if (!BESIDE.has(`${kind}.${name}`)) problems.push(`unknown field ${name}`);
          continue;
        }
        if ((theirs.req === true) !== (rule.required === true)) problems.push(`${name} required: ${String(theirs.req)} there`);
        if ((theirs.ro === true) !== (rule.given === true)) problems.push(`${name} set by the network: ${String(theirs.ro)} there`);
        if (theirs.immutable === true && rule.fixed !== true) problems.push(`${name} is immutable there`);
        for (const word of rule.values ?? [])
          if (theirs.enum !== undefined && !theirs.enum.includes(word)) problems.push(`${name} has ${word}`);
        if (theirs.minimum !== undefined && rule.least !== undefined && theirs.minimum !== rule.least)
          problems.push(`${name} at least ${theirs.minimum}`);
        if (theirs.maxLength !== undefined && rule.longest !== undefined && theirs.maxLength !== rule.longest)
          problems.push(`${name} of ${theirs.maxLength}`);
      }
      for (const [name, theirs] of Object.entries(fields))
        if (theirs.req === true && table[name] === undefined) problems.push(`${name} is required there and absent here`);
      expect(problems).toEqual([]);
    });
  }

  test('names no error that our catalogue cannot explain', () => {
    const missing = spec!.errors.filter(({ code, http }) => !CATALOGUE.has(code ?? `http_${http}`));
    expect(missing).toEqual([]);
  });

  test('finds nothing unknown, missing or outside an enum in what our adapter sends and what it is answered', async () => {
    const world = await openSnapWorld();
    const traffic = await publishTree(world, { active: true });
    await publishTree(world, { campaign: { objective: 'applications' } });
    const { snap, account: ref } = world;
    const pause = async (): Promise<void> => world.host.advance(2_000);
    const regional = { ...ref, settings: { ...ref.settings, placeTargeting: 'region' } };
    const campaign = {
      ...traffic.campaign,
      remoteId: traffic.campaignId,
      fields: { ...traffic.campaign.fields, name: 'Nuevo', endDay: '2027-01-31' },
    };
    await applied(world, step(ref, 'update', campaign, {}, { changedFields: ['name', 'endDay', 'dailyBudget'] }));
    await pause();
    await applied(
      world,
      step(ref, 'update', { ...campaign, fields: { ...campaign.fields, endDay: null } }, {}, { changedFields: ['endDay'] }),
    );
    await pause();
    const group = {
      ...traffic.adGroup,
      remoteId: traffic.adGroupId,
      fields: { ...traffic.adGroup.fields, places: [BOGOTA], languages: ['es'] },
    };
    await applied(world, step(regional, 'update', group, {}, { changedFields: ['places', 'languages'] }));
    await pause();
    const ad = { ...traffic.ad, remoteId: traffic.adId };
    const creative = (await applied(world, step(ref, 'create_creative', ad, { media: traffic.mediaId }))).refs[0]!.remoteId;
    await applied(world, step(ref, 'update', ad, { creative }, { changedFields: ['headlines', 'name'] }));
    for (const [kind, object, refs] of [
      ['create_campaign', traffic.campaign, {}],
      ['create_ad_group', adGroupObject(traffic.campaign), { campaign: traffic.campaignId }],
      ['create_ad', traffic.ad, { adGroup: traffic.adGroupId }],
      ['upload_media', traffic.ad, {}],
      ['create_creative', traffic.ad, {}],
    ] as const) {
      await pause();
      valueOf(await snap.find(step(ref, kind, object, refs)));
    }
    world.host.advance(3 * DAY_MS);
    valueOf(await snap.read(ref, { kind: 'all_marked' }));
    valueOf(await snap.read(ref, { kind: 'campaigns', remoteCampaignIds: [traffic.campaignId] }));
    valueOf(await snap.metrics(ref, '2026-11-20', '2026-11-26'));
    valueOf(await snap.test(ref));
    valueOf(await snap.listAccounts(ref.secretName));
    const audience = valueOf(
      await world.ports.audiences!.create(ref, { name: 'Lista', marker: marker(), description: 'd', retentionDays: 30 }),
    );
    valueOf(await world.ports.audiences!.change(ref, audience.remoteId, 'add', [{ email: asSha256('a'.repeat(64)), phone: null }]));
    await pause();
    valueOf(
      await world.ports.audiences!.lookalike!(ref, {
        name: 'Similar',
        marker: marker(),
        description: '',
        retentionDays: null,
        sourceRemoteId: audience.remoteId,
        country: 'CO',
        breadth: 'broad',
      }),
    );
    valueOf(await world.ports.audiences!.find(ref, 'none0000'));
    await pause();
    valueOf(await world.ports.audiences!.remove(ref, audience.remoteId));
    await pause();
    valueOf(await world.ports.leads!.leads(ref, '2026-11-23T00:00:00.000Z'));
    await pause();
    await applied(world, step(ref, 'set_status', campaign, {}, { status: 'archived' }));
    const judge = createSnapchatJudge(spec!);
    for (const request of world.host.requests('snapchat')) judge.look(request);
    await world.close();
    expect(judge.verdict().findings).toEqual([]);
    expect(judge.verdict().requests).toBeGreaterThan(50);
    expect(judge.items()).toBeGreaterThan(75);
  });
});

/** A client of our own hand and of nothing else: fetch, JSON, the words of the description. */
function createRawClient(world: SnapWorld, refreshToken = 'snap-sim-refresh') {
  let token = '';
  return {
    async signIn(): Promise<void> {
      const answer = await fetch(`${world.url}/login/oauth2/access_token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'refresh_token',
          client_id: 'snap-sim-app',
          client_secret: 'snap-sim-app-secret',
          refresh_token: refreshToken,
        }),
      });
      token = z.object({ access_token: z.string(), expires_in: z.number() }).parse(await answer.json()).access_token;
    },
    async send(
      method: string,
      address: string,
      body?: object,
      more: { readonly token?: string; readonly wait?: boolean } = {},
    ): Promise<{ status: number; body: Body }> {
      if (more.wait !== false) world.host.advance(500);
      const answer = await fetch(address.startsWith('http') ? address : `${world.url}/v1${address}`, {
        method,
        headers: { authorization: `Bearer ${more.token ?? token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: answer.status, body: Body.parse(await answer.json()) };
    },
    upload: async (id: string, bytes: Buffer, mime: string): Promise<number> => {
      world.host.advance(500);
      const form = new FormData();
      form.set('file', new Blob([new Uint8Array(bytes)], { type: mime }), 'a.png');
      return (
        await fetch(`${world.url}/v1/media/${id}/upload`, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body: form })
      ).status;
    },
  };
}
const Items = z.array(z.looseObject({ sub_request_status: z.string(), sub_request_error_reason: z.string().optional() })).optional();
const Body = z.looseObject({
  request_status: z.string(),
  error_code: z.string().optional(),
  paging: z.object({ next_link: z.string() }).optional(),
  campaigns: Items,
  adsquads: Items,
  ads: Items,
  media: Items,
  creatives: Items,
  lead_generation_forms: Items,
});
type Body = z.infer<typeof Body>;
const Thing = z.looseObject({ id: z.string() });

describe('a client that knows nothing of our adapter', () => {
  let world: SnapWorld;
  let raw: ReturnType<typeof createRawClient>;
  const root = `/adaccounts/${account(1001)}`;
  beforeEach(async () => {
    world = await openSnapWorld();
    raw = createRawClient(world);
    await raw.signIn();
  });
  /** What the description has to say of all answers together. */
  const found: Finding[] = [];
  let judgedRequests = 0;
  afterEach(async () => {
    if (spec !== null) {
      const judge = createSnapchatJudge(spec, false);
      for (const request of world.host.requests('snapchat')) judge.look(request);
      found.push(...judge.verdict().findings);
      judgedRequests += judge.verdict().requests;
    }
    await world.close();
  });

  const campaign = (change: object = {}): Record<string, unknown> => ({
    name: 'Campaña a mano',
    ad_account_id: account(1001),
    status: 'ACTIVE',
    start_time: '2026-11-23T15:00:00.000Z',
    daily_budget_micro: 50_000_000,
    objective_v2_properties: { objective_v2_type: 'TRAFFIC' },
    regulations: { restricted_delivery_signals: true },
    ...change,
  });
  const squad = (campaignId: string, change: object = {}): Record<string, unknown> => ({
    campaign_id: campaignId,
    name: 'Grupo a mano',
    status: 'ACTIVE',
    type: 'SNAP_ADS',
    billing_event: 'IMPRESSION',
    optimization_goal: 'SWIPES',
    bid_strategy: 'AUTO_BID',
    daily_budget_micro: 20_000_000,
    placement_v2: { config: 'AUTOMATIC' },
    targeting: { regulated_content: true, geos: [{ country_code: 'co' }] },
    ...change,
  });
  const idIn = (body: Body, plural: 'campaigns' | 'adsquads' | 'ads' | 'media' | 'creatives', singular: string): string =>
    Thing.parse(body[plural]?.[0]?.[singular]).id;
  const make = async (
    plural: 'campaigns' | 'adsquads' | 'ads' | 'media' | 'creatives',
    singular: string,
    parent: string,
    item: object,
  ): Promise<string> => idIn((await raw.send('POST', `${parent}/${plural}`, { [plural]: [item] })).body, plural, singular);
  const reasons = (body: Body, plural: 'campaigns' | 'adsquads' | 'ads' | 'creatives' | 'lead_generation_forms'): (string | undefined)[] =>
    (body[plural] ?? []).map((item) => item.sub_request_error_reason?.split(' ')[0]);

  async function picture(): Promise<string> {
    const id = await make('media', 'media', root, { name: 'imagen', type: 'IMAGE', ad_account_id: account(1001) });
    const { bytes } = await world.images.render(
      { template: 'plain', headline: 'a', place: 'b', detail: '', brand: 'c' },
      { width: 1080, height: 1920 },
    );
    expect(await raw.upload(id, Buffer.from(bytes), 'application/octet-stream')).toBe(415);
    expect(await raw.upload(id, Buffer.from(bytes), 'image/png')).toBe(200);
    return id;
  }

  test('creates a whole tree, reads it, changes it in both ways, deletes it, and reads its figures', async () => {
    const campaignId = await make('campaigns', 'campaign', root, campaign());
    const squadId = await make('adsquads', 'adsquad', `/campaigns/${campaignId}`, squad(campaignId));
    const creative = {
      ad_account_id: account(1001),
      name: 'c',
      type: 'WEB_VIEW',
      headline: 'Buscamos asesores',
      top_snap_media_id: await picture(),
      web_view_properties: { url: 'https://empleos.example.co' },
    };
    const creativeId = await make('creatives', 'creative', root, creative);
    const ad = { ad_squad_id: squadId, creative_id: creativeId, name: 'a', type: 'REMOTE_WEBPAGE', status: 'ACTIVE' };
    expect(
      reasons(
        (
          await raw.send('POST', `/adsquads/${squadId}/ads`, {
            ads: [
              { ...ad, type: 'SNAP_AD' },
              { ...ad, type: 'POSTER' },
            ],
          })
        ).body,
        'ads',
      ),
    ).toEqual(['E1008', 'E2002']);
    const adId = await make('ads', 'ad', `/adsquads/${squadId}`, ad);

    const hidden = (await raw.send('GET', `/adsquads/${squadId}`)).body.adsquads![0]!['adsquad'];
    const shown = (await raw.send('GET', `/adsquads/${squadId}?return_placement_v2=true`)).body.adsquads![0]!['adsquad'];
    expect(hidden).not.toHaveProperty('placement_v2');
    expect(shown).toMatchObject({ placement_v2: { config: 'AUTOMATIC' }, auto_bid: true });
    const put = async (change: object): Promise<(string | undefined)[]> => {
      const { auto_bid: _a, target_bid: _t, ...back } = { ...Thing.parse(shown), ...change } as Record<string, unknown>; // the object just read
      return reasons((await raw.send('PUT', `/campaigns/${campaignId}/adsquads`, { adsquads: [back] })).body, 'adsquads');
    };
    expect(await put({ placement_v2: undefined })).toEqual(['E2025']);
    expect(await put({ campaign_id: campaignId.replace(/^./, '0').replace(/^0/, campaignId.startsWith('0') ? '1' : '0') })).toEqual([
      'E2023',
    ]);
    expect(await put({ bid_micro: null })).toEqual(['E2771']);
    expect(await put({ name: 'Renombrado' })).toEqual([undefined]);
    expect(reasons((await raw.send('PUT', `/campaigns/${campaignId}/adsquads`, { adsquads: [shown] })).body, 'adsquads')).toEqual([
      'E1008',
    ]);
    expect((await raw.send('PUT', '/creatives', { creatives: [creative] })).body).toMatchObject({ error_code: 'E0001' });

    const patch = async (item: object): Promise<(string | undefined)[]> =>
      reasons((await raw.send('PATCH', `/adsquads/${squadId}`, { adsquads: [item] })).body, 'adsquads');
    expect(await patch({ daily_budget_micro: 30_000_000 })).toEqual([undefined]);
    expect(await patch({ targeting: { geos: [{ country_code: 'ar' }] } })).toEqual(['E2023']);
    expect(await patch({ campaign_id: campaignId })).toEqual(['E2023']);

    world.host.advance(4 * DAY_MS);
    await raw.signIn();
    const stats = async (query: string, of = root): Promise<{ status: number; body: Body }> => raw.send('GET', `${of}/stats?${query}`);
    const days = 'start_time=2026-11-23T00:00:00.000-05:00&end_time=2026-11-27T00:00:00.000-05:00';
    expect((await stats(`granularity=TOTAL&fields=impressions&${days}`)).body).toMatchObject({ error_code: 'E1008' });
    expect((await stats(`granularity=DAY&fields=spend&start_time=2026-11-23T05:30:00.000Z&end_time=2026-11-27T05:00:00.000Z`)).status).toBe(
      400,
    );
    expect((await stats(`granularity=DAY&fields=uniques&${days}`, `/ads/${adId}`)).body).toMatchObject({ error_code: 'E1008' });
    const ofAccount = Totals.parse((await stats(`granularity=TOTAL&fields=spend&${days}`)).body);
    const ofAd = Totals.parse((await stats(`granularity=TOTAL&fields=spend,impressions,swipes,uniques&${days}`, `/ads/${adId}`)).body);
    expect(ofAccount.total_stats[0]!.total_stat.stats['spend']).toBe(ofAd.total_stats[0]!.total_stat.stats['spend']);
    expect(ofAd.total_stats[0]!.total_stat.stats['spend']).toBeGreaterThan(0);

    expect((await raw.send('DELETE', `/campaigns/${campaignId}`)).status).toBe(200);
    expect((await raw.send('GET', `/ads/${adId}`)).body).toMatchObject({ error_code: 'E3003' });
  });

  test('lists by pages of an absolute link, within the bounds of a page', async () => {
    for (let batch = 0; batch < 4; batch += 1)
      await raw.send('POST', `${root}/campaigns`, {
        campaigns: Array.from({ length: 30 }, (_, index) => campaign({ name: `c${batch * 30 + index}` })),
      });
    const names: string[] = [];
    let pages = 0;
    for (let next: string | undefined = `${root}/campaigns?limit=50`; next !== undefined; pages += 1) {
      const { body } = await raw.send('GET', next);
      names.push(...(body.campaigns ?? []).map((item) => z.object({ name: z.string() }).parse(item['campaign']).name));
      next = body.paging?.next_link;
      if (next !== undefined) expect(next.startsWith(`${world.url}/v1/`)).toBe(true);
    }
    expect(pages).toBe(3);
    expect(names).toEqual(Array.from({ length: 120 }, (_, index) => `c${index}`));
    for (const limit of [49, 1_001, 'many']) expect((await raw.send('GET', `${root}/campaigns?limit=${limit}`)).status).toBe(400);
    expect((await raw.send('GET', `${root}/campaigns?page=2`)).status).toBe(400);
  });

  test('is told item by item what is wrong, and the good items are made', async () => {
    const { status, body } = await raw.send('POST', `${root}/campaigns`, {
      campaigns: [
        campaign(),
        campaign({ status: 'ON' }),
        campaign({ name: undefined }),
        campaign({ daily_budget_micro: 5_000_000 }),
        campaign({ color: 'red' }),
        campaign({ start_time: 'mañana' }),
        campaign({ ad_account_id: account(1002) }),
        campaign({ objective_v2_properties: { objective_v2_type: 'FAME' } }),
      ],
    });
    expect(status).toBe(200);
    expect(body.request_status).toBe('ERROR');
    expect(reasons(body, 'campaigns')).toEqual([undefined, 'E2002', 'E2025', 'E1001', 'E1001', 'E1001', 'E1008', 'E2002']);
    expect((await raw.send('GET', `${root}/campaigns`)).body.campaigns).toHaveLength(1);
    const campaignId = idIn((await raw.send('GET', `${root}/campaigns`)).body, 'campaigns', 'campaign');
    const refused = [
      squad(campaignId, { daily_budget_micro: 4_000_000 }),
      squad(campaignId, { lifetime_budget_micro: 90_000_000 }),
      squad(campaignId, { bid_micro: 1_000_000 }),
      squad(campaignId, { bid_strategy: 'TARGET_COST' }),
      squad(campaignId, { conversion_window: 'SWIPE_7DAY' }),
      squad(campaignId, { optimization_goal: 'PIXEL_SIGNUP' }),
      squad(campaignId, { auto_bid: true }),
      squad(campaignId, { targeting: { regulated_content: true } }),
      squad(campaignId, { targeting: { geos: [{ country_code: 'CO' }] } }),
      squad(campaignId, { targeting: { geos: [{ country_code: 'co' }, { country_code: 'ar' }] } }),
    ];
    const answer = await raw.send('POST', `/campaigns/${campaignId}/adsquads`, { adsquads: refused });
    expect(reasons(answer.body, 'adsquads')).toEqual([
      'E1001',
      'E1008',
      'E2771',
      'E2025',
      'E2899',
      'E1008',
      'E1008',
      'E2025',
      'E2002',
      'E1008',
    ]);
    const form = {
      name: 'f',
      title: 't',
      form_fields: [{ type: 'FIRST_NAME' }],
      privacy_policy_url: 'https://e.example',
      default_end_page: { headline: 'h' },
    };
    const forms = [
      form,
      { ...form, form_fields: [{ type: 'EMAIL' }], end_page_properties: [] },
      { ...form, form_fields: [{ type: 'EMAIL' }], default_end_page: { end_page_properties: [{ call_to_action: 'JUMP' }] } },
    ];
    expect(
      reasons((await raw.send('POST', `${root}/lead_generation_forms`, { lead_generation_forms: forms })).body, 'lead_generation_forms'),
    ).toEqual(['E25012', 'E25022', 'E25020']);
  });

  test('keeps the good items of a list whose last one the network fails', async () => {
    world.host.addFault({ network: 'snapchat', operation: 'create_campaign', kind: 'partial', times: 1 });
    const { body } = await raw.send('POST', `${root}/campaigns`, { campaigns: [campaign(), campaign(), campaign()] });
    expect(reasons(body, 'campaigns')).toEqual([undefined, undefined, 'E1008']);
  });

  test('is told when it may not, when its token is no good, and when nothing is there', async () => {
    const reader = createRawClient(world, 'snap-sim-refresh-reader');
    await reader.signIn();
    expect((await reader.send('POST', `${root}/campaigns`, { campaigns: [campaign()] })).status).toBe(403);
    expect((await reader.send('GET', `${root}/campaigns`)).status).toBe(200);
    expect(await raw.send('GET', `${root}/campaigns`, undefined, { token: 'nonsense' })).toMatchObject({
      status: 401,
      body: { error_code: 'invalid_token' },
    });
    expect(await raw.send('GET', '/nowhere')).toMatchObject({ status: 404, body: { error_code: 'E3003' } });
    world.host.advance(3_600_000);
    expect((await raw.send('GET', `${root}/campaigns`)).status).toBe(401);
  });

  test('is throttled at ten requests a second and free a second later', async () => {
    world.host.advance(5_000);
    const statuses: number[] = [];
    for (let index = 0; index < 13; index += 1) statuses.push((await raw.send('GET', root, undefined, { wait: false })).status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(10);
    expect(statuses.slice(10)).toEqual([429, 429, 429]);
    world.host.advance(1_000);
    expect((await raw.send('GET', root)).status).toBe(200);
  });

  test('serves nothing in an account of tests, where objects are made all the same', async () => {
    const own = `/adaccounts/${account(1093)}`;
    const campaignId = await make('campaigns', 'campaign', own, campaign({ ad_account_id: account(1093) }));
    await make('adsquads', 'adsquad', `/campaigns/${campaignId}`, squad(campaignId));
    world.host.advance(3 * DAY_MS);
    await raw.signIn();
    const { body } = await raw.send('GET', `${own}/stats?granularity=LIFETIME&fields=spend`);
    expect(Totals.parse(body).total_stats[0]!.total_stat.stats['spend']).toBe(0);
  });

  test.skipIf(!present)('was answered in the words of the description all along', () => {
    // Two addresses were asked on purpose where there is nothing.
    expect(found.filter(({ where }) => !where.includes('/nowhere') && where !== 'PUT /v1/creatives')).toEqual([]);
    expect(judgedRequests).toBeGreaterThan(60);
  });
});

const Totals = z.looseObject({ total_stats: z.array(z.object({ total_stat: z.object({ stats: z.record(z.string(), z.number()) }) })) });
