import { afterEach, describe, expect, test } from 'vitest';
import type { ConversionEvent, NewAudience } from '../../../../core/ports/index.ts';
import { DAY_MS, failureIn, hashes, openMetaWorld, valueOf, type MetaWorld } from './world.ts';

let world: MetaWorld;
afterEach(() => world.close());

const fault = (kind: string, operation: string, times = 1): void => world.host.addFault({ network: 'meta', operation, kind, times });
const LIST: NewAudience = { name: 'Conductores con permiso', marker: 'k3f9q2ma', description: 'Segmento 4', retentionDays: null };
const PEOPLE = hashes(1_500);

describe('lists of people on Meta', () => {
  test('are made once, filled by hashes, and tell their size later', async () => {
    world = await openMetaWorld();
    const audiences = world.ports.audiences!;
    const made = valueOf(await audiences.create(world.account, LIST));
    expect(made).toMatchObject({ name: LIST.name, marker: LIST.marker, status: 'empty', size: null });
    expect(valueOf(await audiences.read(world.account, made.remoteId)).status).toBe('empty');
    expect(valueOf(await audiences.change(world.account, made.remoteId, 'add', PEOPLE))).toMatchObject({ received: 1_500, invalid: 0 });
    expect(valueOf(await audiences.read(world.account, made.remoteId))).toMatchObject({ status: 'processing', size: null });
    world.host.advance(3_600_000);
    const ready = valueOf(await audiences.read(world.account, made.remoteId));
    expect(ready.status).toBe('ready');
    expect(ready.size).toBeGreaterThanOrEqual(600);
    expect(ready.size).toBeLessThanOrEqual(1_200);
    // Nothing but hashes has left, and none of them as text.
    const sent = world.host
      .requests('meta')
      .map((request) => request.body)
      .join('');
    expect(sent).not.toMatch(/@|57000/);
  });

  test('are found by their marker when the answer was lost', async () => {
    world = await openMetaWorld();
    const audiences = world.ports.audiences!;
    expect(valueOf(await audiences.find(world.account, LIST.marker))).toBeNull();
    fault('lose_answer', 'create_audience');
    expect(failureIn(await audiences.create(world.account, LIST)).kind).toBe('outcome_unknown');
    expect(valueOf(await audiences.find(world.account, LIST.marker))).toMatchObject({ name: LIST.name, marker: LIST.marker });
  });

  test('may be added to twice, and hold everyone once; those who leave are gone', async () => {
    world = await openMetaWorld({ switches: { 'meta.small_audiences_unknown': true } });
    const audiences = world.ports.audiences!;
    const { remoteId } = valueOf(await audiences.create(world.account, LIST));
    fault('lose_answer', 'add_members');
    expect(failureIn(await audiences.change(world.account, remoteId, 'add', PEOPLE)).kind).toBe('outcome_unknown');
    valueOf(await audiences.change(world.account, remoteId, 'add', PEOPLE));
    valueOf(await audiences.change(world.account, remoteId, 'remove', PEOPLE.slice(0, 1_450)));
    world.host.advance(3_600_000);
    // 50 people are fewer than a list needs, and this network does not say how few.
    expect(valueOf(await audiences.read(world.account, remoteId))).toMatchObject({ status: 'too_small', size: null });
  });

  test('say a thousand or nothing of a small list, as the network is switched', async () => {
    for (const [unknown, size] of [
      [false, 1_000],
      [true, null],
    ] as const) {
      world = await openMetaWorld({ switches: { 'meta.small_audiences_unknown': unknown } });
      const audiences = world.ports.audiences!;
      const { remoteId } = valueOf(await audiences.create(world.account, LIST));
      valueOf(await audiences.change(world.account, remoteId, 'add', PEOPLE.slice(0, 300)));
      world.host.advance(3_600_000);
      expect(valueOf(await audiences.read(world.account, remoteId))).toMatchObject({ status: 'ready', size });
      if (!unknown) await world.close();
    }
  });

  test('count rows that were not taken, and people without any hash', async () => {
    world = await openMetaWorld();
    const audiences = world.ports.audiences!;
    const { remoteId } = valueOf(await audiences.create(world.account, LIST));
    fault('partial', 'add_members');
    expect(valueOf(await audiences.change(world.account, remoteId, 'add', PEOPLE.slice(0, 100)))).toMatchObject({
      received: 100,
      invalid: 50,
    });
    const nobody = { email: null, phone: null };
    expect(valueOf(await audiences.change(world.account, remoteId, 'add', [nobody]))).toEqual({ received: 0, invalid: 1, requestId: null });
  });

  test('never go beyond ten thousand rows in one request', async () => {
    world = await openMetaWorld();
    const audiences = world.ports.audiences!;
    expect(audiences.audiences.batchMax).toBe(10_000);
    await expect(audiences.change(world.account, '1', 'add', hashes(10_001))).rejects.toThrow('10000 people');
  });

  test('name the terms that a person has to accept', async () => {
    world = await openMetaWorld({ switches: { 'meta.audience_terms_missing': true } });
    expect(failureIn(await world.ports.audiences!.create(world.account, LIST))).toMatchObject({
      kind: 'refused',
      code: 'meta.audience_terms',
    });
  });

  test('have no end to ask for, and say so', async () => {
    world = await openMetaWorld();
    const failure = failureIn(await world.ports.audiences!.create(world.account, { ...LIST, retentionDays: 30 }));
    expect(failure).toMatchObject({ kind: 'refused', code: 'meta.audience_retention' });
    expect(world.host.requestCount('meta')).toBe(0);
  });

  test('seed a lookalike of a hundred people or more, which no job ad may use', async () => {
    world = await openMetaWorld();
    const audiences = world.ports.audiences!;
    expect(audiences.audiences.lookalike).toBe('not_for_employment');
    const { remoteId } = valueOf(await audiences.create(world.account, LIST));
    const wish = { ...LIST, name: 'Parecidos', marker: 'aaaaaaaa', sourceRemoteId: remoteId, country: 'CO', breadth: 'balanced' as const };
    expect(failureIn(await audiences.lookalike!(world.account, wish)).kind).toBe('refused');
    valueOf(await audiences.change(world.account, remoteId, 'add', PEOPLE));
    const alike = valueOf(await audiences.lookalike!(world.account, wish));
    expect(valueOf(await audiences.read(world.account, alike.remoteId))).toMatchObject({
      marker: 'aaaaaaaa',
      reasons: ['is_eligible_for_sac_campaigns: false'],
    });
    const targeting = {
      geo_locations: { countries: ['CO'] },
      age_min: 18,
      age_max: 65,
      targeting_automation: { advantage_audience: 0 },
      custom_audiences: [{ id: alike.remoteId }],
    };
    const campaign = await graph('act_1001/campaigns', {
      name: 'Con parecidos',
      objective: 'OUTCOME_TRAFFIC',
      special_ad_categories: ['EMPLOYMENT'],
      special_ad_category_country: ['CO'],
      daily_budget: 50_000,
      status: 'PAUSED',
    });
    const adSet = (audience: string, more: object) =>
      graph('act_1001/adsets', {
        name: 'Grupo',
        campaign_id: campaign['id'],
        optimization_goal: 'LINK_CLICKS',
        billing_event: 'IMPRESSIONS',
        targeting: { ...targeting, custom_audiences: [{ id: audience }] },
        status: 'PAUSED',
        ...more,
      });
    expect(await adSet(alike.remoteId, { is_sac_cfca_terms_certified: true })).toMatchObject({ error: { error_subcode: 1487079 } });
    expect(await adSet(remoteId, {})).toMatchObject({ error: { error_user_title: 'List not certified' } });
    expect(await adSet(remoteId, { is_sac_cfca_terms_certified: true })).toHaveProperty('id');
    expect(failureIn(await audiences.remove(world.account, remoteId))).toMatchObject({ code: 'meta.audience_in_use' });
    valueOf(await audiences.remove(world.account, alike.remoteId));
  });

  test('close a session with its last batch', async () => {
    world = await openMetaWorld();
    const { remoteId } = valueOf(await world.ports.audiences!.create(world.account, LIST));
    const rows = PEOPLE.slice(0, 4).map((member) => [member.email]);
    const batch = (batch_seq: number, last_batch_flag: boolean) =>
      graph(`${remoteId}/users`, {
        payload: { schema: ['EMAIL'], data: rows },
        session: { session_id: 77, batch_seq, last_batch_flag, estimated_num_total: 8 },
      });
    expect(await batch(1, false)).toMatchObject({ num_received: 4, session_id: '77' });
    expect(await batch(2, true)).toMatchObject({ num_received: 4 });
    expect(await batch(3, true)).toMatchObject({ error: { code: 100 } });
    expect(await graph(`${remoteId}/users`, { payload: { schema: ['NOMBRE'], data: rows } })).toMatchObject({ error: { code: 100 } });
  });
});

describe('conversions on Meta', () => {
  const event = (change: Partial<ConversionEvent> = {}): ConversionEvent => ({
    eventId: 'solicitud-1',
    name: 'application',
    occurredAt: new Date(world.host.nowMs() - 3_600_000).toISOString(),
    clickId: null,
    member: PEOPLE[0]!,
    value: null,
    sourceUrl: null,
    ...change,
  });
  const counted = async (): Promise<unknown> => (await graph('3001/stats?aggregation=event&fields=value,count', null))['data'];

  test('give a receipt for each event, and count none twice', async () => {
    world = await openMetaWorld();
    const conversions = world.ports.conversions!;
    const events = [
      event(),
      event({ eventId: 'contrato-1', name: 'hire', value: { amountMicros: 2_400_000_500_000n, currency: 'COP' }, clickId: 'IwAR0x' }),
    ];
    const receipts = valueOf(await conversions.send(world.account, events));
    expect(receipts.map(({ eventId, accepted, code }) => [eventId, accepted, code])).toEqual([
      ['solicitud-1', true, null],
      ['contrato-1', true, null],
    ]);
    expect(receipts[0]!.requestId).toMatch(/^A/);
    fault('lose_answer', 'send_conversions');
    expect(failureIn(await conversions.send(world.account, events)).kind).toBe('outcome_unknown');
    valueOf(await conversions.send(world.account, events));
    expect(await counted()).toEqual([
      { value: 'SubmitApplication', count: 1 },
      { value: 'Hired', count: 1 },
    ]);
    const body = JSON.parse(world.host.requests('meta')[0]!.body) as { data: readonly Record<string, unknown>[] }; // the adapter's own body
    expect(body.data[1]).toMatchObject({
      action_source: 'system_generated',
      custom_data: { value: 2_400_000.5, currency: 'COP' },
      user_data: { fbc: expect.stringMatching(/^fb\.1\.\d{13}\.IwAR0x$/) },
    });
  });

  test('keep what Meta would refuse from taking the others with it', async () => {
    world = await openMetaWorld();
    const old = event({ eventId: 'vieja', occurredAt: new Date(world.host.nowMs() - 8 * DAY_MS).toISOString() });
    const early = event({ eventId: 'futura', occurredAt: new Date(world.host.nowMs() + DAY_MS).toISOString() });
    const nobodys = event({ eventId: 'de nadie', member: { email: null, phone: null } });
    const receipts = valueOf(await world.ports.conversions!.send(world.account, [old, event(), early, nobodys]));
    expect(receipts.map(({ accepted, code }) => [accepted, code])).toEqual([
      [false, 'meta.event_too_old'],
      [true, null],
      [false, 'meta.event_in_future'],
      [false, 'meta.event_without_person'],
    ]);
    expect(await counted()).toEqual([{ value: 'SubmitApplication', count: 1 }]);
  });

  test('find the one event that Meta refuses and send the rest', async () => {
    world = await openMetaWorld();
    // A click id that no rule of ours stops and the network does not take.
    const events = Array.from({ length: 9 }, (_, index) => event({ eventId: `e${index}`, ...(index === 6 ? { clickId: '' } : {}) }));
    const receipts = valueOf(await world.ports.conversions!.send(world.account, events));
    expect(receipts.map(({ eventId }) => eventId)).toEqual(events.map(({ eventId }) => eventId));
    expect(receipts.filter(({ accepted }) => !accepted).map(({ eventId }) => eventId)).toEqual(['e6']);
    expect(await counted()).toEqual([{ value: 'SubmitApplication', count: 8 }]);
  });

  test('claim nothing when fewer were received than sent', async () => {
    world = await openMetaWorld();
    fault('partial', 'send_conversions');
    const events = [event(), event({ eventId: 'otra' })];
    expect(failureIn(await world.ports.conversions!.send(world.account, events)).kind).toBe('outcome_unknown');
    expect(valueOf(await world.ports.conversions!.send(world.account, events)).every(({ accepted }) => accepted)).toBe(true);
    expect(await counted()).toEqual([{ value: 'SubmitApplication', count: 2 }]);
  });

  test('are refused without a pixel', async () => {
    world = await openMetaWorld();
    const failure = failureIn(await world.ports.conversions!.send({ ...world.account, settings: { pageId: '2001' } }, [event()]));
    expect(failure).toMatchObject({ kind: 'refused', code: 'meta.pixel_missing' });
  });
});

describe('leads on Meta', () => {
  test('come oldest first, on every page, from the moment asked for', async () => {
    world = await openMetaWorld({ switches: { 'meta.short_pages': true } });
    const since = new Date(world.host.nowMs() - 80 * DAY_MS).toISOString();
    const leads = valueOf(await world.ports.leads!.leads(world.account, since));
    expect(leads.length).toBeGreaterThan(100);
    expect(leads.map(({ createdAt }) => createdAt)).toEqual(leads.map(({ createdAt }) => createdAt).toSorted());
    expect(leads.every(({ createdAt }) => createdAt >= since)).toBe(true);
    expect(new Set(leads.map(({ remoteId }) => remoteId)).size).toBe(leads.length);
    expect(leads[0]!.answers.map(({ field }) => field)).toEqual(['full_name', 'email', 'phone_number']);
    const from = leads[40]!;
    const rest = valueOf(await world.ports.leads!.leads(world.account, from.createdAt));
    expect(rest.map(({ remoteId }) => remoteId)).toEqual(
      leads.filter(({ createdAt }) => createdAt >= from.createdAt).map(({ remoteId }) => remoteId),
    );
  });

  test('are kept ninety days and no longer', async () => {
    world = await openMetaWorld();
    const leads = valueOf(await world.ports.leads!.leads(world.account, '2026-01-01T00:00:00Z'));
    expect(Date.parse(leads[0]!.createdAt)).toBeGreaterThan(world.host.nowMs() - 90 * DAY_MS);
    world.host.advance(60 * DAY_MS);
    const later = valueOf(await world.ports.leads!.leads(world.account, '2026-01-01T00:00:00Z'));
    expect(later.some(({ remoteId }) => remoteId === leads[0]!.remoteId)).toBe(false);
    expect(later.some(({ remoteId }) => remoteId === leads.at(-1)!.remoteId)).toBe(true);
  });

  test('need their permission, and the Page’s own token unless the network takes a person’s', async () => {
    world = await openMetaWorld({ token: 'EAAsim-without-leads' });
    expect(failureIn(await world.ports.leads!.leads(world.account, '2026-11-01T00:00:00Z'))).toMatchObject({
      kind: 'no_permission',
      missing: 'leads_retrieval',
    });
    await world.close();
    for (const taken of [false, true]) {
      world = await openMetaWorld({ switches: { 'meta.forms_take_user_token': taken } });
      const direct = await graph('2001/leadgen_forms', null);
      expect('error' in direct).toBe(!taken);
      expect(valueOf(await world.ports.leads!.leads(world.account, '2026-11-20T00:00:00Z')).length).toBeGreaterThan(0);
      if (!taken) await world.close();
    }
  });

  test('come from the ads that show the form, one for each application that the figures count', async () => {
    world = await openMetaWorld();
    const form = '82001';
    const campaign = await graph('act_1001/campaigns', {
      name: 'Formulario',
      objective: 'OUTCOME_LEADS',
      special_ad_categories: [],
      daily_budget: 900_000,
      status: 'ACTIVE',
    });
    const adSet = await graph('act_1001/adsets', {
      name: 'Grupo',
      campaign_id: campaign['id'],
      optimization_goal: 'LEAD_GENERATION',
      billing_event: 'IMPRESSIONS',
      destination_type: 'ON_AD',
      promoted_object: { page_id: '2001' },
      targeting: { geo_locations: { countries: ['CO'] }, targeting_automation: { advantage_audience: 0 } },
      status: 'ACTIVE',
    });
    const creative = await graph('act_1001/adcreatives', {
      name: 'Creatividad',
      object_story_spec: {
        page_id: '2001',
        link_data: {
          link: 'https://fb.me/',
          message: 'Postúlese',
          call_to_action: { type: 'APPLY_NOW', value: { lead_gen_form_id: form } },
        },
      },
    });
    const ad = await graph('act_1001/ads', {
      name: 'Anuncio',
      adset_id: adSet['id'],
      creative: { creative_id: creative['id'] },
      status: 'ACTIVE',
    });
    world.host.advance(6 * DAY_MS);
    const leads = valueOf(await world.ports.leads!.leads(world.account, '2026-11-23T15:00:00Z'));
    const paid = leads.filter(({ adRemoteId }) => adRemoteId === ad['id']);
    expect(paid.length).toBeGreaterThan(3);
    world.host.advance(40 * DAY_MS);
    const rows = valueOf(await world.ports.ads.metrics(world.account, '2026-11-23', '2026-11-28'));
    const figures = rows.filter(({ adRemoteId }) => adRemoteId === ad['id']).reduce((sum, row) => sum + row.conversions, 0);
    expect(figures).toBeGreaterThanOrEqual(paid.length);
  });
});

/** One call past the adapter; null reads. */
async function graph(path: string, body: object | null): Promise<Record<string, unknown>> {
  const response = await fetch(`${world.url}/v26.0/${path}`, {
    method: body === null ? 'GET' : 'POST',
    headers: { authorization: 'Bearer EAAsim-full', 'content-type': 'application/json' },
    ...(body === null ? {} : { body: JSON.stringify(body) }),
  });
  return (await response.json()) as Record<string, unknown>; // Graph answers with objects
}
