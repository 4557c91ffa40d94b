import { afterAll, expect, test } from 'vitest';
import type { NetworkFailure, PublishStep } from '../../../core/ports/index.ts';
import { createScheduler } from '../../../core/publishing/index.ts';
import { openJournalDatabase } from '../../support/publishing-database.ts';
import { judge } from '../../support/publishing-judge.ts';
import { draftCampaign } from '../../support/publishing-plans.ts';
import { createWorld, PERSON, type World } from '../../support/publishing-world.ts';

const journal = openJournalDatabase();
afterAll(() => journal.close());

function worldWith(ids: readonly string[] = ['net'], ads = 2): World {
  const world = createWorld({
    seed: 3,
    journal,
    networks: ids.map((id) => ({ id, creation: 'object' as const, textEdit: 'new_creative' as const, lagMs: 30_000 })),
    lagChance: 0,
  });
  for (const id of ids) {
    const currency = world.accounts.get(`account-${id}`)!.account.currency; // made from the same list
    for (const record of draftCampaign({
      network: id,
      accountId: `account-${id}`,
      clientId: 'client-1',
      currency,
      budgetMicros: 10_000_000n,
      groups: 1,
      adsPerGroup: ads,
      nextId: world.nextId,
      marker: world.marker,
      vacancyOf: (ad) => `vacancy-${ad}`,
    }))
      world.plans.put(record);
  }
  world.approveAll();
  return world;
}

/** A network that makes whole trees and names the ads that it refuses; `fails` may answer before it. */
function refusingWorld(refuses: (objectId: string) => boolean, fails: (step: PublishStep) => NetworkFailure | null = () => null): World {
  const world = createWorld({
    seed: 5,
    journal,
    networks: [{ id: 'net', creation: 'tree', textEdit: 'new_creative', lagMs: 30_000 }],
    lagChance: 0,
    sabotage: (deps) => ({
      ...deps,
      network(id) {
        const network = deps.network(id);
        if (network === null) return null;
        return {
          ...network,
          apply(step) {
            const failure = fails(step);
            if (failure !== null) return Promise.resolve({ ok: false, error: failure } as const);
            const problems = step.objects
              .filter((object) => refuses(object.objectId))
              .map(({ objectId }) => ({ objectId, field: 'headlines' }));
            if (step.kind !== 'create_tree' || problems.length === 0) return network.apply(step);
            const raw = { status: 400, code: 'policy', message: 'No', body: null };
            return Promise.resolve({ ok: false, error: { kind: 'refused', code: 'policy', problems, raw } } as const);
          },
        };
      },
    }),
  });
  for (const record of draftCampaign({
    network: 'net',
    accountId: 'account-net',
    clientId: 'client-1',
    currency: world.accounts.get('account-net')!.account.currency, // the only account
    budgetMicros: 10_000_000n,
    groups: 2,
    adsPerGroup: 2,
    nextId: world.nextId,
    marker: world.marker,
    vacancyOf: (ad) => `vacancy-${ad}`,
  }))
    world.plans.put(record);
  world.approveAll();
  return world;
}

test('FM-12: one refused ad does not take the campaign with it', async () => {
  const refused: string[] = [];
  const world = refusingWorld((objectId) => refused.includes(objectId));
  const ads = world.plans.all().filter((record) => record.level === 'ad');
  refused.push(ads[0]!.id, ads[2]!.id, ads[3]!.id); // two groups of two: one ad of the first, the whole second
  expect(await world.start()).toMatchObject({ ok: true });
  await world.settle();
  expect(active(world).toSorted()).toEqual(['ad', 'ad_group', 'campaign']);
  const { steps } = world.store.steps({ runId: null, states: ['rejected'], network: null, offset: 0, limit: 10 });
  expect(steps.map((step) => `${step.kind} ${step.objectIds[0]} ${step.failure?.code}`).toSorted()).toEqual(
    refused.map((objectId) => `create_ad ${objectId} policy`).toSorted(),
  );
});

test('a step that waited its turn many times has neither failed nor been tried', async () => {
  const raw = { status: null, code: null, message: 'held', body: null };
  let calls = 0;
  const world = refusingWorld(
    () => false,
    (step) => {
      if (step.kind !== 'create_tree') return null;
      calls += 1;
      if (calls <= 20) return { kind: 'rate_limited', retryAfterMs: 600, scope: 'application', raw };
      return calls === 21 ? { kind: 'unavailable', raw } : null;
    },
  );
  expect(await world.start()).toMatchObject({ ok: true });
  await world.settle();
  expect(active(world)).toContain('campaign');
  expect(world.store.steps({ runId: null, states: ['needs_person'], network: null, offset: 0, limit: 10 }).total).toBe(0);
  const { steps } = world.store.steps({ runId: null, states: ['confirmed'], network: null, offset: 0, limit: 50 });
  expect(steps.find((step) => step.kind === 'create_tree')?.attempts).toBe(2);
});

test('a refusal that is about more than some ads ends the whole campaign', async () => {
  const world = refusingWorld(() => true);
  expect(await world.start()).toMatchObject({ ok: true });
  await world.settle();
  expect(active(world)).toEqual([]);
});

const active = (world: World): string[] =>
  [...world.books.objects.values()].filter((object) => object.configured === 'active').map((object) => object.level);

test('publishes once, in the order that lets nothing spend before all is verified', async () => {
  const world = worldWith();
  const started = await world.start();
  expect(started).toMatchObject({ ok: true, value: { state: 'running', networks: [{ network: 'net', total: 11, confirmed: 0 }] } });
  const settled = await world.settle();
  expect(judge(world, settled)).toEqual([]);
  expect(active(world).toSorted()).toEqual(['ad', 'ad', 'ad_group', 'campaign']);
  const again = await world.start();
  expect(again).toMatchObject({ ok: false, error: { code: 'publishing.nothing_to_publish' } });
  const run = await world.publishing.handlers.runs({ limit: 5 }, PERSON);
  expect(run).toMatchObject({ ok: true, value: { runs: [{ state: 'done', networks: [{ confirmed: 11 }] }] } });
});

test('a step says what stands over its object: as approved, or as confirmed where only the draft has moved on', async () => {
  const seen: PublishStep[] = [];
  const world = createWorld({
    seed: 3,
    journal,
    networks: [{ id: 'net', creation: 'object', textEdit: 'new_creative', lagMs: 30_000 }],
    lagChance: 0,
    sabotage: (deps) => ({
      ...deps,
      network(id) {
        const network = deps.network(id);
        return network === null ? null : { ...network, apply: (step) => (seen.push(step), network.apply(step)) };
      },
    }),
  });
  const { currency } = world.accounts.get('account-net')!.account; // the only account
  const shape = {
    network: 'net',
    accountId: 'account-net',
    clientId: 'client-1',
    currency,
    budgetMicros: 10_000_000n,
    groups: 1,
    adsPerGroup: 1,
  };
  for (const record of draftCampaign({ ...shape, nextId: world.nextId, marker: world.marker, vacancyOf: () => 'vacancy-1' }))
    world.plans.put(record);
  world.approveAll();
  expect(await world.start()).toMatchObject({ ok: true });
  await world.settle();
  const aboveAd = (kind: string) => seen.find((step) => step.kind === kind && step.objects[0]?.level === 'ad')?.above ?? [];
  expect(aboveAd('create_ad').map((object) => object.level)).toEqual(['ad_group', 'campaign']);
  expect(aboveAd('create_ad').every((object) => object.remoteId !== null)).toBe(true);
  expect(seen.find((step) => step.kind === 'create_campaign')?.above).toEqual([]);
  const [campaign, , ad] = world.plans.all();
  world.plans.edit(campaign!.id, { endDay: '2030-01-01' });
  world.plans.edit(ad!.id, { name: 'Otro nombre' });
  world.approveAll();
  expect(await world.start([ad!.id])).toMatchObject({ ok: true });
  await world.settle();
  const [, over] = aboveAd('update');
  expect(over).toMatchObject({ objectId: campaign!.id, fields: { endDay: campaign!.level === 'campaign' ? campaign!.draft.endDay : '' } });
});

test('a daily amount that is no longer the one shown is refused', async () => {
  const world = worldWith();
  const refused = await world.publishing.handlers.start(
    { selection: { all: true, clientId: null }, confirmDaily: [{ amountMicros: 1n, currency: 'COP' }] },
    PERSON,
  );
  expect(refused).toMatchObject({ ok: false, error: { code: 'publishing.amount_changed' } });
  expect(world.books.writes).toEqual([]);
});

const obstacles: readonly (readonly [string, (world: World) => void])[] = [
  ['publishing.fenced', (world) => void (world.fenced = true)],
  ['publishing.vacancy_closed', (world) => void world.closedVacancies.add('vacancy-0')],
  ['publishing.cap_exceeded', (world) => void (world.cap = { amountMicros: 303_999_999n, currency: 'COP' })],
  ['publishing.dates_past', (world) => world.plans.edit(world.plans.all()[0]!.id, { endDay: '2026-11-19' })], // the campaign is the first record
];
test.each(obstacles)('start answers %s before anything is written', async (code, change) => {
  const world = worldWith();
  change(world);
  expect(await world.start()).toMatchObject({ ok: false, error: { code } });
  expect(world.store.openRuns()).toEqual([]);
});

test('a cap of exactly 30.4 days is not exceeded', async () => {
  const world = worldWith();
  world.cap = { amountMicros: 304_000_000n, currency: 'COP' };
  expect((await world.start()).ok).toBe(true);
});

test('one network that is down delays nobody else', async () => {
  const world = worldWith(['one', 'two']);
  world.fault = (_call, _step, network) => (network === 'one' ? 'unavailable' : 'none');
  await world.start();
  const worked = await world.publishing.engine.work();
  expect(worked.waitsUntilMs).not.toBeNull();
  expect(
    [...world.books.objects.values()]
      .filter((object) => object.configured === 'active')
      .every((object) => object.accountId === 'account-two'),
  ).toBe(true);
  expect(active(world)).toHaveLength(4);
  world.fault = () => 'none';
  expect(judge(world, await world.settle())).toEqual([]);
});

test('an expired sign-in makes the account wait, loses nothing, and goes on when it is back', async () => {
  const world = worldWith();
  world.books.signedOut.add('account-net');
  await world.start();
  await world.publishing.engine.work();
  const steps = await world.publishing.handlers.steps(
    { runId: null, states: ['rejected', 'unknown', 'needs_person', 'cancelled'], network: null, offset: 0, limit: 10 },
    PERSON,
  );
  expect(steps).toMatchObject({ ok: true, value: { total: 0 } });
  world.books.signedOut.clear();
  world.publishing.accountReady('account-net');
  const settled = await world.settle();
  expect(settled.tookMs).toBe(0);
  expect(judge(world, settled)).toEqual([]);
});

test('a quota pauses the whole account until the time that the network named', async () => {
  const world = worldWith();
  let limited = false;
  world.fault = () => {
    if (limited) return 'none';
    limited = true;
    return 'rate_account';
  };
  await world.start();
  const worked = await world.publishing.engine.work();
  expect(worked.waitsUntilMs).toBe(world.nowMs + 20_000);
  expect(world.books.writes).toEqual([]);
  world.restart();
  expect((await world.publishing.engine.work()).waitsUntilMs).toBe(world.nowMs + 20_000);
  expect(judge(world, await world.settle())).toEqual([]);
});

test('FM-12: a refused ad takes only itself out; its siblings go live', async () => {
  const world = worldWith(['net'], 3);
  let refused = false;
  world.fault = (_call, step) => {
    if (refused || step?.kind !== 'create_ad') return 'none';
    refused = true;
    return 'refused';
  };
  await world.start();
  expect(judge(world, await world.settle())).toEqual([]);
  expect(active(world).filter((level) => level === 'ad')).toHaveLength(2);
  const rejected = world.store.steps({ runId: null, states: ['rejected'], network: null, offset: 0, limit: 10 }).steps;
  expect(rejected).toMatchObject([{ kind: 'create_ad', failure: { kind: 'refused', code: 'name_invalid', field: 'name' } }]);
  // After a fix on the network the same step is sent again, with what was cancelled because of it.
  expect(await world.publishing.handlers.settle({ stepId: rejected[0]!.id, decision: 'look_again' }, PERSON)).toMatchObject({
    ok: true,
    value: { state: 'planned' },
  }); // one row was just seen
  expect(judge(world, await world.settle())).toEqual([]);
  expect(active(world).filter((level) => level === 'ad')).toHaveLength(3);
});

test('what the network keeps otherwise than it was sent is shown and does not go live', async () => {
  const world = worldWith();
  let mangled = false;
  world.fault = (_call, step) => {
    if (mangled || step?.kind !== 'create_campaign') return 'none';
    mangled = true;
    return 'mangled';
  };
  await world.start();
  await world.settle();
  expect(active(world)).not.toContain('campaign');
  const campaign = world.plans.all()[0];
  expect(campaign?.theirs).toMatchObject({ dailyBudget: { amountMicros: '100000000', currency: 'COP' } });
  expect(world.store.bookedByAccount('account-net').every((row) => row.amountMicros === 0n)).toBe(true);
});

test('stopping sends nothing more, and what was under way is still found out', async () => {
  const world = worldWith();
  world.fault = (call, step) => (step?.kind !== 'create_ad_group' ? 'none' : call === 'find' ? 'unavailable' : 'lost_after');
  const started = await world.start();
  await world.publishing.engine.work();
  if (!started.ok) throw new Error(started.error.code);
  world.fault = () => 'none';
  const stopped = await world.publishing.handlers.stop({ runId: started.value.id }, PERSON);
  expect(stopped).toMatchObject({ ok: true, value: { state: 'stopped' } });
  const before = world.books.writes.length;
  await world.settle();
  expect(world.books.writes).toHaveLength(before);
  expect(active(world)).toEqual([]);
  const found = world.store
    .steps({ runId: null, states: ['confirmed'], network: null, offset: 0, limit: 10 })
    .steps.map((step) => step.kind);
  expect(found).toContain('create_ad_group');
});

test('an emergency pause goes before everything that waits and takes open activations back', async () => {
  const world = worldWith();
  await world.start();
  await world.settle();
  for (const record of draftCampaign({
    network: 'net',
    accountId: 'account-net',
    clientId: 'client-1',
    currency: 'COP',
    budgetMicros: 5_000_000n,
    groups: 2,
    adsPerGroup: 5,
    nextId: world.nextId,
    marker: world.marker,
  }))
    world.plans.put(record);
  world.approveAll();
  await world.start();
  const writesBefore = world.books.writes.length;
  const paused = await world.publishing.handlers.emergencyPause({ clientId: null, network: null }, PERSON);
  expect(paused).toMatchObject({ ok: true, value: { objects: 2 } });
  await world.settle();
  expect(world.store.step(world.books.writes[writesBefore]?.stepId ?? '')).toMatchObject({
    kind: 'set_status',
    status: 'paused',
    purpose: 'pause',
  });
  expect(active(world)).not.toContain('campaign');
  expect(world.store.bookedByAccount('account-net').every((row) => row.amountMicros === 0n)).toBe(true);
});

test('FM-29: live ads of a closed vacancy are paused, once', async () => {
  const world = worldWith();
  await world.start();
  await world.settle();
  world.closedVacancies.add('vacancy-1');
  expect(world.publishing.pausesForClosedVacancies()).toHaveLength(1);
  expect(world.publishing.pauseClosedVacancies(PERSON)).toBe(1);
  expect(world.publishing.pauseClosedVacancies(PERSON)).toBe(0);
  await world.settle();
  expect(active(world).filter((level) => level === 'ad')).toHaveLength(1);
  expect(world.publishing.pausesForClosedVacancies()).toEqual([]);
});

test('the scheduler works at once, sleeps to the next due time and stops', async () => {
  const slept: number[] = [];
  let rounds = 0;
  const scheduler = createScheduler({
    engine: { work: () => Promise.resolve({ worked: 0, open: 1, waitsUntilMs: ++rounds === 1 ? 5_000 : null }) },
    clock: {
      nowMs: () => 1_000,
      nowIso: () => '',
      today: () => '',
      sleep: (ms) => {
        slept.push(ms);
        if (slept.length === 3) scheduler.stop();
        return Promise.resolve();
      },
    },
    failed: (cause) => {
      throw cause;
    },
  });
  await scheduler.run();
  expect(slept).toEqual([4_000, 30_000, 30_000]);
});

test('a wake during work is not slept through', async () => {
  let rounds = 0;
  const scheduler = createScheduler({
    engine: {
      work: () => {
        rounds += 1;
        if (rounds === 1) scheduler.wake();
        else scheduler.stop();
        return Promise.resolve({ worked: 0, open: 0, waitsUntilMs: null });
      },
    },
    clock: { nowMs: () => 0, nowIso: () => '', today: () => '', sleep: () => Promise.reject(new Error('slept')) },
    failed: (cause) => {
      throw cause;
    },
  });
  await scheduler.run();
  expect(rounds).toBe(2);
});

test('waits for what is on its way in one account while another rests', async () => {
  let questions = 0;
  let surplus = false;
  const ids = ['resting', 'slow'];
  const world = createWorld({
    seed: 7,
    journal,
    networks: ids.map((id) => ({ id, creation: 'object' as const, textEdit: 'new_creative' as const, lagMs: 30_000, concurrency: 1 })),
    lagChance: 0,
    sabotage: (deps) => ({
      ...deps,
      store: {
        ...deps.store,
        openAccounts() {
          questions += 1;
          // Asked without end in one breath, no answer could come in: the test would hang instead of failing.
          if (questions > 2_000) throw new Error('The engine asks without end which accounts are due');
          return deps.store.openAccounts();
        },
      },
      network(id) {
        const network = deps.network(id);
        if (network === null) return null;
        const raw = { status: 429, code: 'slow', message: 'Later', body: null };
        return {
          ...network,
          async apply(step) {
            // The throttle comes while the other account has more to send than may be under way at once.
            if (step.kind === 'create_creative') surplus = true;
            const patience = id === 'slow' ? 10 : 1;
            for (let turns = 0; turns < patience || (id === 'resting' && !surplus); turns += 1)
              await new Promise((resolve) => setImmediate(resolve));
            if (id === 'resting')
              return { ok: false, error: { kind: 'rate_limited', retryAfterMs: 300_000, scope: 'account', raw } } as const;
            return network.apply(step);
          },
        };
      },
    }),
  });
  for (const id of ids)
    for (const record of draftCampaign({
      network: id,
      accountId: `account-${id}`,
      clientId: 'client-1',
      currency: world.accounts.get(`account-${id}`)!.account.currency, // made from the same list
      budgetMicros: 10_000_000n,
      groups: 1,
      adsPerGroup: 3,
      nextId: world.nextId,
      marker: world.marker,
      vacancyOf: (ad) => `vacancy-${ad}`,
    }))
      world.plans.put(record);
  world.approveAll();
  await world.start();
  await world.publishing.engine.work();
  const made = [...world.books.objects.values()];
  expect(made.filter((object) => object.level === 'ad')).toHaveLength(3);
});

/** Two networks; each call of `slow` waits until it is let go. Time moves by hand, and sleeps end when it has come to them. */
function independentWorld() {
  const sleepers: { readonly dueMs: number; readonly end: () => void }[] = [];
  const held: (() => void)[] = [];
  let answer: 'wait' | 'refuse' | 'sign_in' | 'go' = 'wait';
  let tests = 0;
  const world = createWorld({
    seed: 11,
    journal,
    networks: ['resting', 'slow'].map((id) => ({
      id,
      creation: 'object' as const,
      textEdit: 'new_creative' as const,
      lagMs: 0,
      concurrency: 1,
    })),
    lagChance: 0,
    sabotage: (deps) => ({
      ...deps,
      clock: {
        ...deps.clock,
        sleep: (ms, signal) =>
          new Promise((resolve, reject) => {
            sleepers.push({ dueMs: deps.clock.nowMs() + ms, end: resolve });
            signal?.addEventListener('abort', () => reject(new Error('The wait was cancelled')));
          }),
      },
      network(id) {
        const network = deps.network(id);
        if (network === null) return null;
        const raw = { status: 429, code: 'later', message: 'Later', body: null };
        return {
          ...network,
          test: (account) => {
            tests += 1;
            return network.test(account);
          },
          async apply(step) {
            if (id === 'slow') await new Promise<void>((resolve) => held.push(resolve));
            else if (answer === 'refuse')
              return { ok: false, error: { kind: 'rate_limited', retryAfterMs: 20_000, scope: 'account', raw } } as const;
            else if (answer === 'sign_in') return { ok: false, error: { kind: 'auth_expired', raw } } as const;
            return network.apply(step);
          },
        };
      },
    }),
  });
  for (const id of ['resting', 'slow'])
    for (const record of draftCampaign({
      network: id,
      accountId: `account-${id}`,
      clientId: 'client-1',
      currency: world.accounts.get(`account-${id}`)!.account.currency, // made from the same list
      budgetMicros: 10_000_000n,
      groups: 1,
      adsPerGroup: 1,
      nextId: world.nextId,
      marker: world.marker,
      vacancyOf: (ad) => `vacancy-${ad}`,
    }))
      world.plans.put(record);
  world.approveAll();
  const adsOf = (id: string): number =>
    [...world.books.objects.values()].filter((object) => object.level === 'ad' && object.accountId === `account-${id}`).length;
  return {
    world,
    adsOf,
    tests: () => tests,
    answer: (next: typeof answer) => (answer = next),
    /** Everything that can happen without time or the slow network happens. */
    async turns() {
      for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    },
    passes(ms: number) {
      world.nowMs += ms;
      for (const sleeper of sleepers.splice(0))
        if (sleeper.dueMs <= world.nowMs) sleeper.end();
        else sleepers.push(sleeper);
    },
    async letGoAll(done: Promise<unknown>) {
      let over = false;
      void done.then(() => (over = true));
      while (!over) {
        for (const go of held.splice(0)) go();
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}

test('a quota that is over wakes its account while another network still has its request under way', async () => {
  const { world, adsOf, answer, turns, passes, letGoAll } = independentWorld();
  answer('refuse');
  await world.start();
  const work = world.publishing.engine.work();
  await turns();
  answer('go');
  passes(19_000);
  await turns();
  expect(adsOf('resting')).toBe(0);
  passes(1_000);
  await turns();
  expect(adsOf('resting')).toBe(1);
  expect(adsOf('slow')).toBe(0);
  await letGoAll(work);
  expect(judge(world, await world.settle())).toEqual([]);
});

test('a sign-in that works again is tried by reading, at its time, while another network is busy; until then nothing is sent', async () => {
  const { world, adsOf, answer, tests, turns, passes, letGoAll } = independentWorld();
  answer('sign_in');
  await world.start();
  const work = world.publishing.engine.work();
  await turns();
  answer('go');
  for (let part = 0; part < 5; part += 1) {
    passes(30_000);
    await turns();
    if (part < 3) expect(tests()).toBe(0);
  }
  expect(tests()).toBe(1);
  expect(adsOf('resting')).toBe(1);
  expect(adsOf('slow')).toBe(0);
  await letGoAll(work);
  expect(judge(world, await world.settle())).toEqual([]);
});
