import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { asSha256, type Sha256Hex } from '../../../../core/kernel/index.ts';
import type { ConversionEvent, HashedMember, MediaAsset } from '../../../../core/ports/index.ts';
import { account, credential, DAY_MS, failureIn, marker, openSnapWorld, valueOf, type SnapWorld } from './world.ts';

let world: SnapWorld;
beforeEach(async () => void (world = await openSnapWorld()));
afterEach(() => world.close());

const fault = (kind: string, operation = '*', times = 1): void => world.host.addFault({ network: 'snapchat', operation, kind, times });
const hash = (text: string): Sha256Hex => asSha256(createHash('sha256').update(text).digest('hex'))!;
const people = (count: number, from = 0): HashedMember[] =>
  Array.from({ length: count }, (_, index) => ({
    email: hash(`p${from + index}@example.co`),
    phone: (from + index) % 2 === 0 ? hash(`57300${from + index}`) : null,
  }));

describe('audiences', () => {
  const wish = { name: 'Candidatos de ventas', description: 'Con consentimiento', retentionDays: 180 };

  test('makes a list once, fills and empties it in any order and number of times, and says when it is too small', async () => {
    const { audiences } = world.ports;
    const mark = marker();
    fault('lose_answer', 'create_audience');
    expect(failureIn(await audiences!.create(world.account, { ...wish, marker: mark })).kind).toBe('outcome_unknown');
    const made = valueOf(await audiences!.find(world.account, mark))!;
    expect(made).toMatchObject({ name: wish.name, marker: mark, status: 'empty' });
    const few = people(500);
    for (let times = 0; times < 2; times += 1)
      expect(valueOf(await audiences!.change(world.account, made.remoteId, 'add', few))).toMatchObject({ received: 500, invalid: 0 });
    expect(valueOf(await audiences!.read(world.account, made.remoteId)).status).toBe('processing');
    world.host.advance(DAY_MS);
    expect(valueOf(await audiences!.read(world.account, made.remoteId))).toMatchObject({ status: 'too_small', size: 210 });
    valueOf(await audiences!.change(world.account, made.remoteId, 'add', people(4_000, 1_000)));
    world.host.advance(DAY_MS);
    expect(valueOf(await audiences!.read(world.account, made.remoteId))).toMatchObject({ status: 'ready', size: 1_890 });
    valueOf(await audiences!.change(world.account, made.remoteId, 'remove', people(4_000, 1_000)));
    valueOf(await audiences!.remove(world.account, made.remoteId));
    expect(valueOf(await audiences!.read(world.account, made.remoteId)).status).toBe('empty');
  });

  test('sends hashes and nothing else, in lower-case hex', async () => {
    const made = valueOf(await world.ports.audiences!.create(world.account, { ...wish, marker: marker() }));
    valueOf(await world.ports.audiences!.change(world.account, made.remoteId, 'add', people(3)));
    const bodies = world.host
      .requests('snapchat')
      .filter((request) => request.operation === 'change_audience')
      .map((request) => request.body);
    expect(bodies).toHaveLength(2);
    for (const cell of bodies.join().matchAll(/"data":(\[.*?\]\])/g)) expect(cell[1]).toMatch(/^\[(\["[0-9a-f]{64}"\],?)+\]$/);
  });

  test('makes a lookalike, which is not for job ads, within the life that it may have', async () => {
    const { audiences } = world.ports;
    expect(audiences!.audiences.lookalike).toBe('not_for_employment');
    const seed = valueOf(await audiences!.create(world.account, { ...wish, marker: marker() }));
    const like = {
      ...wish,
      marker: marker(),
      retentionDays: 400,
      sourceRemoteId: seed.remoteId,
      country: 'CO',
      breadth: 'narrow' as const,
    };
    expect(valueOf(await audiences!.lookalike!(world.account, like)).status).toBe('processing');
    expect(failureIn(await audiences!.lookalike!(world.account, { ...like, country: 'Colombia' }))).toMatchObject({
      code: 'snapchat.lookalike_country',
    });
  });
});

describe('conversions', () => {
  const event = (id: string, change: Partial<ConversionEvent> = {}): ConversionEvent => ({
    eventId: id,
    name: 'application',
    occurredAt: '2026-11-22T15:00:00Z',
    clickId: null,
    member: { email: hash('ana@example.co'), phone: null },
    value: null,
    sourceUrl: 'https://empleos.example.co/v/1',
    ...change,
  });

  test('gives a receipt for each event, in order, and finds the bad ones in a batch', async () => {
    const events = [
      event('e1'),
      event('e2', { occurredAt: '2026-01-01T00:00:00Z' }),
      event('e3', { clickId: 'click-1' }),
      event('e4', { member: { email: null, phone: null } }),
    ];
    const receipts = valueOf(await world.ports.conversions!.send(world.account, events));
    expect(receipts.map(({ eventId, accepted, code }) => [eventId, accepted, code])).toEqual([
      ['e1', true, null],
      ['e2', false, 'snapchat.event_refused'],
      ['e3', true, null],
      ['e4', false, 'snapchat.event_refused'],
    ]);
  });

  test('may be repeated after a lost answer, and asks for the pixel and the scope', async () => {
    fault('lose_answer', 'send_events');
    expect(failureIn(await world.ports.conversions!.send(world.account, [event('e1')])).kind).toBe('unavailable');
    expect(valueOf(await world.ports.conversions!.send(world.account, [event('e1')]))[0]?.accepted).toBe(true);
    const bare = { ...world.account, settings: {} };
    expect(failureIn(await world.ports.conversions!.send(bare, [event('e2')]))).toMatchObject({ code: 'snapchat.pixel_missing' });
    world.secrets.set('snapchat/a1', credential('snap-sim-refresh-ads-only'));
    const adsOnly = world.again();
    expect(failureIn(await adsOnly.conversions!.send(world.account, [event('e3')]))).toMatchObject({
      kind: 'no_permission',
      missing: 'snapchat-offline-conversions-api',
    });
    expect(
      valueOf(await adsOnly.ads.test(world.account)).scopes.find((scope) => scope.name === 'snapchat-offline-conversions-api'),
    ).toMatchObject({
      granted: false,
      disables: ['conversions'],
    });
    world.secrets.set('snapchat/a1', credential('snap-sim-refresh-ads-only', { conversionsToken: 'snap-sim-conversions' }));
    expect(valueOf(await world.again().conversions!.send(world.account, [event('e3')]))[0]?.accepted).toBe(true);
  });
});

describe('leads', () => {
  /** A lead form ad, made as somebody would by hand: our own ads lead to the vacancy's page. */
  async function leadAd(own: SnapWorld): Promise<string> {
    const token = await tokenOf(own);
    const post = async (path: string, plural: string, singular: string, item: object): Promise<string> => {
      own.host.advance(1_000);
      const answer = await fetch(`${own.url}/v1${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ [plural]: [item] }),
      });
      const body = (await answer.json()) as Record<string, Record<string, { id: string }>[]>; // the envelope of the simulator
      const made = body[plural]?.[0]?.[singular]?.id;
      if (made === undefined) throw new Error(JSON.stringify(body));
      return made;
    };
    const ref = own.account.remoteId;
    const root = `/adaccounts/${ref}`;
    const media = valueOf(await own.ports.media!.upload(own.account, await pictureAsset(own)));
    const form = await post(`${root}/lead_generation_forms`, 'lead_generation_forms', 'lead_generation_form', {
      name: 'Formulario',
      title: 'Postúlese',
      form_fields: [{ type: 'FIRST_NAME' }, { type: 'LAST_NAME' }, { type: 'EMAIL' }],
      privacy_policy_url: 'https://empleos.example.co/privacidad',
      default_end_page: {
        headline: 'Gracias',
        end_page_properties: [{ call_to_action: 'VIEW_WEBSITE', url: 'https://empleos.example.co' }],
      },
    });
    const regulations = { restricted_delivery_signals: true };
    const campaign = await post(`${root}/campaigns`, 'campaigns', 'campaign', {
      name: 'Formulario',
      ad_account_id: ref,
      status: 'ACTIVE',
      start_time: '2026-11-23T15:00:00.000Z',
      daily_budget_micro: 200_000_000,
      regulations,
      objective_v2_properties: { objective_v2_type: 'LEADS' },
    });
    const squad = await post(`/campaigns/${campaign}/adsquads`, 'adsquads', 'adsquad', {
      name: 'Grupo',
      campaign_id: campaign,
      status: 'ACTIVE',
      type: 'SNAP_ADS',
      billing_event: 'IMPRESSION',
      optimization_goal: 'LEAD_FORM_SUBMISSIONS',
      bid_strategy: 'AUTO_BID',
      daily_budget_micro: 200_000_000,
      placement_v2: { config: 'AUTOMATIC' },
      targeting: { regulated_content: true, geos: [{ country_code: 'co' }] },
    });
    const creative = await post(`${root}/creatives`, 'creatives', 'creative', {
      ad_account_id: ref,
      name: 'Creatividad',
      type: 'LEAD_GENERATION',
      headline: 'Buscamos asesores',
      top_snap_media_id: media.remoteId,
      lead_generation_form_id: form,
    });
    return post(`/adsquads/${squad}/ads`, 'ads', 'ad', {
      ad_squad_id: squad,
      creative_id: creative,
      name: 'Anuncio',
      type: 'LEAD_GENERATION',
      status: 'ACTIVE',
    });
  }

  test('brings what people typed, oldest first, from a day on', async () => {
    const ad = await leadAd(world);
    world.host.advance(6 * DAY_MS);
    const all = valueOf(await world.ports.leads!.leads(world.account, '2026-11-23T00:00:00.000Z'));
    expect(all.length).toBeGreaterThan(3);
    expect(all.map((lead) => lead.createdAt)).toEqual(all.map((lead) => lead.createdAt).toSorted());
    expect(all[0]).toMatchObject({
      adRemoteId: ad,
      answers: expect.arrayContaining([{ field: 'FIRST_NAME', value: expect.stringContaining(',') }]),
    });
    const later = valueOf(await world.ports.leads!.leads(world.account, all[2]!.createdAt));
    expect(later).toHaveLength(all.length - 2);
    const rows = valueOf(await world.snap.metrics(world.account, '2026-11-23', '2026-11-29'));
    expect(rows.reduce((sum, row) => sum + row.conversions, 0)).toBeGreaterThan(0);
    world.host.advance(120 * DAY_MS);
    const kept = valueOf(await world.ports.leads!.leads(world.account, '2026-11-23T00:00:00.000Z'));
    expect(kept.every((lead) => Date.parse(lead.createdAt) >= world.host.nowMs() - 90 * DAY_MS)).toBe(true);
  });

  test('says so where the network does not have the report', async () => {
    const without = await openSnapWorld({ switches: { 'snapchat.no_leads_report': true } });
    expect(failureIn(await without.ports.leads!.leads(without.account, '2026-11-23T00:00:00.000Z'))).toMatchObject({
      kind: 'refused',
      code: 'snapchat.leads_report_missing',
    });
    await without.close();
  });
});

async function tokenOf(own: SnapWorld): Promise<string> {
  const answer = await fetch(`${own.url}/login/oauth2/access_token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: 'snap-sim-app',
      client_secret: 'snap-sim-app-secret',
      refresh_token: 'snap-sim-refresh',
    }),
  });
  return ((await answer.json()) as { access_token: string }).access_token; // the token endpoint of the simulator
}

async function pictureAsset(own: SnapWorld): Promise<MediaAsset> {
  const drawn = await own.images.render(
    { template: 'plain', headline: 'a', place: 'b', detail: '', brand: 'c' },
    { width: 1080, height: 1920 },
  );
  return {
    kind: 'image',
    mime: drawn.mime,
    bytes: drawn.bytes,
    sha256: drawn.sha256,
    width: 1080,
    height: 1920,
    durationMs: null,
    name: 'a',
  };
}

describe('media', () => {
  function film(megabytes: number): MediaAsset {
    const bytes = Buffer.alloc(megabytes * 1024 * 1024, 7);
    return {
      kind: 'video',
      mime: 'video/mp4',
      bytes,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      width: 1080,
      height: 1920,
      durationMs: 6_000,
      name: 'film',
    };
  }

  test('sends a large film in parts, once, and knows it again by its content', async () => {
    const asset = film(33);
    const sent = valueOf(await world.ports.media!.upload(world.account, asset));
    expect(sent.ready).toBe(false);
    expect(world.host.requests('snapchat').filter((request) => request.operation === 'upload_media')).toHaveLength(5);
    world.host.advance(60_000);
    expect(valueOf(await world.again().media!.findMedia(world.account, asset.sha256))).toEqual({ remoteId: sent.remoteId, ready: true });
    expect(valueOf(await world.again().media!.upload(world.account, asset))).toEqual({ remoteId: sent.remoteId, ready: true });
    expect(world.host.requests('snapchat').filter((request) => request.operation === 'upload_media')).toHaveLength(5);
  });

  test('begins an upload again after a part was lost, in the object that is there', async () => {
    const asset = film(33);
    fault('reset', 'upload_media');
    expect(failureIn(await world.ports.media!.upload(world.account, asset)).kind).toBe('outcome_unknown');
    expect(valueOf(await world.ports.media!.findMedia(world.account, asset.sha256))).toBeNull();
    world.host.advance(2_000);
    valueOf(await world.ports.media!.upload(world.account, asset));
    expect(world.host.requests('snapchat').filter((request) => request.operation === 'create_media')).toHaveLength(1);
  });

  test('refuses what is too large before it is sent, and a type that the network refuses', async () => {
    const picture = await pictureAsset(world);
    const large = { ...picture, bytes: Buffer.alloc(5 * 1024 * 1024 + 1) };
    expect(failureIn(await world.ports.media!.upload(world.account, large))).toMatchObject({ code: 'snapchat.media_too_large' });
    expect(failureIn(await world.ports.media!.upload(world.account, { ...picture, mime: 'application/octet-stream' }))).toMatchObject({
      code: 'snapchat.upload_format',
      raw: { status: 415 },
    });
    expect(valueOf(await world.ports.media!.findMedia({ ...world.account, remoteId: account(1002) }, picture.sha256))).toBeNull();
  });
});
