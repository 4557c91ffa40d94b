import { afterEach, describe, expect, it } from 'vitest';
import { submittedMs } from '../../../../adapters/networks/google/leads.ts';
import { SEED_CONVERSION_ACTIONS } from '../../../../adapters/networks/google/simulator/seeds.ts';
import { money } from '../../../../core/kernel/index.ts';
import type { ConversionEvent, NewAudience } from '../../../../core/ports/index.ts';
import { failureIn, hashes, NOW_MS, openWorld, publish, stepOf, treeOf, valueOf, type World } from './world.ts';

let world: World;
afterEach(() => world.close());

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const LIST: NewAudience = { name: 'Conductores con permiso', marker: 'k3f9q2ma', description: 'Segmento 4', retentionDays: 90 };
const PEOPLE = hashes(1_000);
const bodies = (): { readonly path: string; readonly body: string; readonly operation: string }[] => [...world.host.requests('google')];

describe('lists of people on Google', () => {
  it('are made once, filled by hashes and tell their size hours later', async () => {
    world = await openWorld();
    const audiences = world.ports.audiences!;
    const made = valueOf(await audiences.create(world.account, LIST));
    expect(made).toMatchObject({ name: LIST.name, marker: LIST.marker, status: 'empty', size: null });
    const receipt = valueOf(await audiences.change(world.account, made.remoteId, 'add', [...PEOPLE, { email: null, phone: null }]));
    expect(receipt).toMatchObject({ received: 1_000, invalid: 1 });
    expect(valueOf(await audiences.read(world.account, made.remoteId))).toMatchObject({ status: 'processing', size: null });
    expect(valueOf(await audiences.progress!(world.account, receipt.requestId!))).toEqual({
      state: 'processing',
      taken: null,
      problems: [],
    });
    world.host.advance(HOUR_MS);
    expect(valueOf(await audiences.progress!(world.account, receipt.requestId!))).toEqual({ state: 'done', taken: 1_000, problems: [] });
    world.host.advance(DAY_MS);
    const ready = valueOf(await audiences.read(world.account, made.remoteId));
    expect(ready.status).toBe('ready');
    expect(ready.size).toBeGreaterThan(500);
    expect(ready.size! % 10).toBe(0);
    // Nothing but hashes has left, under the consent that the network asks to be told of.
    const sent = bodies().find(({ operation }) => operation === 'add_members')!.body;
    expect(sent).not.toMatch(/@|57000/);
    expect(JSON.parse(sent)).toMatchObject({
      consent: { adUserData: 'CONSENT_GRANTED', adPersonalization: 'CONSENT_GRANTED' },
      termsOfService: { customerMatchTermsOfServiceStatus: 'ACCEPTED' },
      encoding: 'HEX',
    });
    // The 90 days are over: nobody is on it any more.
    world.host.advance(91 * DAY_MS);
    expect(valueOf(await audiences.read(world.account, made.remoteId))).toMatchObject({ status: 'empty', size: 0 });
  });

  it('are found by their marker after a lost answer, and a second making turns into a look', async () => {
    world = await openWorld();
    const audiences = world.ports.audiences!;
    expect(valueOf(await audiences.find(world.account, LIST.marker))).toBeNull();
    world.fault('create_audience', 'lose_answer');
    expect(failureIn(await audiences.create(world.account, LIST)).kind).toBe('outcome_unknown');
    expect(valueOf(await audiences.find(world.account, LIST.marker))).toMatchObject({ name: LIST.name });
    expect(failureIn(await audiences.create(world.account, LIST))).toMatchObject({
      kind: 'outcome_unknown',
      raw: { code: 'DISPLAY_NAME_ALREADY_USED' },
    });
    world.host.reset();
    expect(valueOf(await audiences.find(world.account, LIST.marker))).toBeNull();
  });

  it('are looked for on every page', async () => {
    world = await openWorld();
    const audiences = world.ports.audiences!;
    for (let index = 0; index < 3; index += 1)
      valueOf(await audiences.create(world.account, { ...LIST, marker: `lista00${index}`, name: `Lista ${index}` }));
    // The adapter asks for a thousand at a time, so the account holds a thousand more; three hundred a minute is all that Google takes.
    for (let index = 0; index < 1_000; index += 1) {
      if (index % 250 === 0) world.host.advance(60_000);
      const reply = world.host.networks.get('google')!.handle({
        method: 'POST',
        path: '/v1/accountTypes/GOOGLE_ADS/accounts/1110000001/userLists',
        query: new URLSearchParams(),
        headers: { authorization: 'Bearer simulated-access-1', 'login-account': 'accountTypes/GOOGLE_ADS/accounts/9990000001' },
        body: Buffer.from(JSON.stringify({ displayName: `Otra ${index}`, ingestedUserListInfo: { uploadKeyTypes: ['CONTACT_ID'] } })),
      });
      expect(reply.status).toBe(200);
    }
    world.host.advance(2 * 60_000);
    valueOf(await audiences.create(world.account, { ...LIST, marker: 'ultima00', name: 'Última' }));
    expect(valueOf(await audiences.find(world.account, 'ultima00'))).toMatchObject({ name: 'Última' });
    expect(bodies().filter(({ operation }) => operation === 'list_audiences')).toHaveLength(2);
  });

  it('hold everyone once however often they are sent, and nobody who was taken off', async () => {
    world = await openWorld();
    const audiences = world.ports.audiences!;
    const { remoteId } = valueOf(await audiences.create(world.account, LIST));
    world.fault('add_members', 'lose_answer');
    expect(failureIn(await audiences.change(world.account, remoteId, 'add', PEOPLE)).kind).toBe('outcome_unknown');
    valueOf(await audiences.change(world.account, remoteId, 'add', PEOPLE));
    const gone = valueOf(await audiences.change(world.account, remoteId, 'remove', PEOPLE.slice(0, 960)));
    expect(JSON.parse(bodies().find(({ operation }) => operation === 'remove_members')!.body)).not.toHaveProperty('consent');
    world.host.advance(DAY_MS);
    expect(valueOf(await audiences.progress!(world.account, gone.requestId!))).toMatchObject({ state: 'done', taken: 960 });
    const left = valueOf(await audiences.read(world.account, remoteId));
    expect(left.status).toBe('too_small');
    expect(left.size).toBeLessThanOrEqual(40);
    expect(valueOf(await audiences.remove(world.account, remoteId))).toBeNull();
    // Gone is gone: the first answer may have been lost.
    expect(valueOf(await audiences.remove(world.account, remoteId))).toBeNull();
    expect(failureIn(await audiences.read(world.account, remoteId))).toMatchObject({ kind: 'refused', code: 'google.list_not_found' });
    expect(failureIn(await audiences.change(world.account, remoteId, 'add', PEOPLE.slice(0, 2)))).toMatchObject({
      code: 'google.list_not_found',
    });
  });

  it('are usable from a hundred people or from a thousand, as the network is switched', async () => {
    for (const [many, status] of [
      [false, 'ready'],
      [true, 'too_small'],
    ] as const) {
      world = await openWorld({ switches: { 'google.lists_need_1000': many } });
      const audiences = world.ports.audiences!;
      const { remoteId } = valueOf(await audiences.create(world.account, LIST));
      valueOf(await audiences.change(world.account, remoteId, 'add', PEOPLE));
      world.host.advance(DAY_MS);
      expect(valueOf(await audiences.read(world.account, remoteId)).status).toBe(status);
      if (!many) await world.close();
    }
  });

  it('are never widened for jobs, kept too long or filled beyond one request', async () => {
    world = await openWorld();
    const audiences = world.ports.audiences!;
    const before = world.host.requestCount('google');
    expect(audiences.audiences).toMatchObject({ lookalike: 'not_for_employment', batchMax: 10_000, emailForm: 'email_gmail' });
    const wish = { ...LIST, sourceRemoteId: '1', country: 'CO', breadth: 'narrow' } as const;
    expect(failureIn(await audiences.lookalike!(world.account, wish))).toMatchObject({ code: 'google.lookalike_not_for_jobs' });
    expect(failureIn(await audiences.create(world.account, { ...LIST, retentionDays: 541 }))).toMatchObject({
      code: 'google.audience_retention',
    });
    await expect(audiences.change(world.account, '1', 'add', hashes(10_001))).rejects.toThrow('10000');
    expect(world.host.requestCount('google')).toBe(before);
  });

  it('take consent as it is told, and silence as the network is switched', async () => {
    for (const needed of [false, true]) {
      world = await openWorld({ switches: { 'google.consent_needed_everywhere': needed } });
      const audiences = world.ports.audiences!;
      const { remoteId } = valueOf(await audiences.create(world.account, LIST));
      const send = async (consent: object): Promise<Response> =>
        fetch(`${world.url}/v1/audienceMembers:ingest`, {
          method: 'POST',
          headers: { authorization: 'Bearer simulated-access-1' },
          body: JSON.stringify({
            destinations: [
              {
                operatingAccount: { accountType: 'GOOGLE_ADS', accountId: '1110000001' },
                loginAccount: { accountType: 'GOOGLE_ADS', accountId: '9990000001' },
                productDestinationId: remoteId,
              },
            ],
            audienceMembers: [{ userData: { userIdentifiers: [{ emailAddress: PEOPLE[0]!.email }] } }],
            encoding: 'HEX',
            termsOfService: { customerMatchTermsOfServiceStatus: 'ACCEPTED' },
            ...consent,
          }),
        });
      const silent = (await (await send({})).json()) as { requestId: string };
      const denied = (await (await send({ consent: { adUserData: 'CONSENT_DENIED' } })).json()) as { requestId: string };
      world.host.advance(HOUR_MS);
      world.addSecret('google/agency', { refreshToken: 'simulated-refresh-agency' });
      expect(valueOf(await audiences.progress!(world.account, silent.requestId)).state).toBe(needed ? 'failed' : 'done');
      expect(valueOf(await audiences.progress!(world.account, denied.requestId))).toEqual({
        state: 'failed',
        taken: 0,
        problems: [{ code: 'google.consent_denied', count: 1 }],
      });
      if (!needed) await world.close();
    }
  });
});

const event = (index: number, changes: Partial<ConversionEvent> = {}): ConversionEvent => ({
  eventId: `postulacion-${index}`,
  name: 'application',
  occurredAt: new Date(NOW_MS - HOUR_MS).toISOString(),
  clickId: `Cj0KCQsim0000${index}`,
  member: { email: null, phone: null },
  value: null,
  sourceUrl: null,
  ...changes,
});

describe('applications and hires told to Google', () => {
  it('go to the conversion action of their kind, and each is answered with its receipt', async () => {
    world = await openWorld();
    const conversions = world.ports.conversions!;
    const events = [
      event(1),
      event(2, { name: 'hire', clickId: null, member: hashes(1)[0]!, value: money(1_250_500_000n, 'COP') }),
      event(3, { clickId: null }),
      event(4, { occurredAt: new Date(NOW_MS - 91 * DAY_MS).toISOString() }),
      event(5, { occurredAt: new Date(NOW_MS + DAY_MS).toISOString() }),
    ];
    const receipts = valueOf(await conversions.send(world.account, events));
    expect(receipts.map(({ accepted, code }) => [accepted, code])).toEqual([
      [true, null],
      [true, null],
      [false, 'google.event_without_person'],
      [false, 'google.event_too_old'],
      [false, 'google.event_in_future'],
    ]);
    const { body } = bodies().find(({ operation }) => operation === 'send_events')!;
    expect(JSON.parse(body)).toMatchObject({
      destinations: [
        { reference: 'application', productDestinationId: SEED_CONVERSION_ACTIONS.conversionActionId },
        { reference: 'hire', productDestinationId: SEED_CONVERSION_ACTIONS.hireConversionActionId },
      ],
      events: [
        { transactionId: 'postulacion-1', adIdentifiers: { gclid: 'Cj0KCQsim00001' }, destinationReferences: ['application'] },
        { transactionId: 'postulacion-2', currency: 'COP', conversionValue: 1250.5, destinationReferences: ['hire'] },
      ],
    });
    world.host.advance(HOUR_MS);
    expect(valueOf(await conversions.progress!(world.account, receipts[0]!.requestId!))).toEqual({ state: 'done', taken: 2, problems: [] });
  });

  it('count once by their own id, however often they are sent', async () => {
    world = await openWorld();
    const conversions = world.ports.conversions!;
    world.fault('send_events', 'lose_answer');
    expect(failureIn(await conversions.send(world.account, [event(1), event(2)])).kind).toBe('outcome_unknown');
    const again = valueOf(await conversions.send(world.account, [event(1), event(2), event(3)]));
    world.host.advance(HOUR_MS);
    expect(valueOf(await conversions.progress!(world.account, again[0]!.requestId!))).toEqual({
      state: 'partly',
      taken: 1,
      problems: [{ code: 'google.event_twice', count: 2 }],
    });
  });

  it('are not lost for the sake of one that Google does not take', async () => {
    world = await openWorld();
    const conversions = world.ports.conversions!;
    const wrong = { amountMicros: 1_000_000n, currency: 'pesos' }; // what a broken import could hold
    const receipts = valueOf(await conversions.send(world.account, [event(1), event(2, { value: wrong }), event(3)]));
    expect(receipts).toMatchObject([
      { accepted: true, code: null },
      { accepted: false, code: 'google.event_currency', requestId: null },
      { accepted: true, code: null },
    ]);
  });

  it('reach the account through the manager that the credential names, where the account names none', async () => {
    world = await openWorld();
    world.addSecret('google/agency', { refreshToken: 'simulated-refresh-agency', loginCustomerId: '999-000-0001' });
    const account = world.accountOf({ settings: { ...SEED_CONVERSION_ACTIONS } });
    const [receipt] = valueOf(await world.ports.conversions!.send(account, [event(1)]));
    expect(receipt!.accepted).toBe(true);
    const { remoteId } = valueOf(await world.ports.audiences!.create(account, LIST));
    expect(valueOf(await world.ports.audiences!.change(account, remoteId, 'add', hashes(3)))).toMatchObject({ received: 3 });
    expect(failureIn(await world.ports.conversions!.progress!(account, 'dm-unknown'))).toMatchObject({ code: 'google.receipt_unknown' });
  });

  it('travel two thousand at a time', async () => {
    world = await openWorld();
    const receipts = valueOf(
      await world.ports.conversions!.send(
        world.account,
        Array.from({ length: 2_001 }, (_, index) => event(index)),
      ),
    );
    expect(receipts.every(({ accepted }) => accepted)).toBe(true);
    const sizes = bodies()
      .filter(({ operation }) => operation === 'send_events')
      .map(({ body }) => (JSON.parse(body) as { events: unknown[] }).events.length);
    expect(sizes).toEqual([2_000, 1]);
  });

  it('need a conversion action that exists and takes uploads', async () => {
    world = await openWorld();
    const conversions = world.ports.conversions!;
    const none = world.accountOf({ settings: { loginCustomerId: '9990000001' } });
    expect(failureIn(await conversions.send(none, [event(1)]))).toMatchObject({ code: 'google.conversion_action_missing' });
    const partly = world.accountOf({ settings: { loginCustomerId: '9990000001', conversionActionId: '7100000001' } });
    expect(valueOf(await conversions.send(partly, [event(1), event(2, { name: 'hire' })]))).toMatchObject([
      { accepted: true },
      { accepted: false, code: 'google.conversion_action_missing' },
    ]);
    const wrong = world.accountOf({ settings: { loginCustomerId: '9990000001', conversionActionId: '404' } });
    expect(failureIn(await conversions.send(wrong, [event(1)]))).toMatchObject({ code: 'google.conversion_action_unknown' });
  });
});

describe('people who filled in a form', () => {
  const active = async (): Promise<void> => {
    const { objects } = await publish(world, treeOf({ groups: 3, ads: 3, campaign: { endDay: null } }));
    valueOf(await world.google.apply(stepOf(world, 'set_status', objects, { status: 'active' })));
  };

  it('are read from a time on, oldest first, with their ad and their answers', async () => {
    world = await openWorld();
    await active();
    world.host.advance(4 * DAY_MS);
    const all = valueOf(await world.ports.leads!.leads(world.account, '2026-11-20T00:00:00Z'));
    expect(all.length).toBeGreaterThan(5);
    expect(all.map(({ createdAt }) => createdAt)).toEqual(all.map(({ createdAt }) => createdAt).toSorted());
    expect(new Set(all.map(({ remoteId }) => remoteId)).size).toBe(all.length);
    const ads = world.host.networks
      .get('google')!
      .state()
      .ads.map(({ id }) => id);
    for (const lead of all) expect(ads).toContain(lead.adRemoteId);
    expect(all[0]!.answers.map(({ field }) => field)).toEqual(expect.arrayContaining(['FULL_NAME', 'EMAIL', 'PHONE_NUMBER', 'CITY']));
    const since = all[3]!.createdAt;
    expect(valueOf(await world.ports.leads!.leads(world.account, since)).map(({ remoteId }) => remoteId)).toEqual(
      all.filter(({ createdAt }) => createdAt >= since).map(({ remoteId }) => remoteId),
    );
    // Who comes later never stands before who was read already.
    world.host.advance(DAY_MS);
    const later = valueOf(await world.ports.leads!.leads(world.account, '2026-11-20T00:00:00Z'));
    expect(later.slice(0, all.length)).toEqual(all);
  });

  it('are kept for sixty days, or for thirty, as the network is switched', async () => {
    for (const thirty of [false, true]) {
      world = await openWorld({ switches: { 'google.leads_kept_30_days': thirty } });
      await active();
      world.host.advance(45 * DAY_MS);
      const first = valueOf(await world.ports.leads!.leads(world.account, '2026-11-20T00:00:00Z'))[0]!;
      expect(Date.parse(first.createdAt) < NOW_MS + 15 * DAY_MS).toBe(!thirty);
      if (!thirty) await world.close();
    }
  });

  it('have a time that is read with its offset, or not at all', () => {
    expect(submittedMs('2026-11-20 10:00:00-05:00')).toBe(NOW_MS);
    for (const text of ['2026-11-20 10:00:00', '2026-11-20T10:00:00-05:00', '', '2026-13-40 10:00:00-05:00'])
      expect(submittedMs(text)).toBeNull();
  });
});
