import { afterAll, expect, test } from 'vitest';
import { MAX_FAILURES } from '../../core/publishing/next-move.ts';
import { faultWorld } from '../support/fault-world.ts';
import { openJournalDatabase } from '../support/publishing-database.ts';
import { judge } from '../support/publishing-judge.ts';
import { createRandom } from '../support/publishing-random.ts';
import type { World } from '../support/publishing-world.ts';

const journal = openJournalDatabase();
afterAll(() => journal.close());
const NIGHTLY = process.env['ALTAVOZ_NIGHTLY'] === '1';

const steps = (world: World) => world.store.steps({ runId: null, states: [], network: null, offset: 0, limit: 10_000 }).steps;
const active = (world: World): number => [...world.books.objects.values()].filter((object) => object.configured === 'active').length;

test('FM-06: a network that comes and goes for ten minutes makes nothing twice and is asked at most twice as often as needed', async () => {
  for (let seed = 1; seed <= (NIGHTLY ? 500 : 12); seed += 1) {
    const world = faultWorld({ journal, seed, groups: 2, adsPerGroup: 3 });
    const random = createRandom(seed);
    let asked = 0;
    let turnsMs = world.nowMs;
    let down = false;
    const flapsUntilMs = world.nowMs + 600_000;
    world.fault = () => {
      asked += 1;
      while (world.nowMs >= turnsMs && world.nowMs < flapsUntilMs) {
        down = !down;
        turnsMs += 200 + random.int(30_000);
      }
      return down && world.nowMs < flapsUntilMs ? 'unavailable' : 'none';
    };
    await world.start();
    const settled = await world.settle();
    expect({ seed, violations: judge(world, settled) }).toEqual({ seed, violations: [] });
    const needed = world.books.writes.length + 1;
    expect(asked).toBeLessThanOrEqual(needed * 2);
    expect(settled.tookMs).toBeLessThanOrEqual(1_200_000);
  }
});

test('FM-09: a quota of thirty requests a minute is waited for, hardly ever run into, and delays no other network', async () => {
  const world = faultWorld({ journal, networks: ['slow', 'quick'], campaigns: 4, groups: 2, adsPerGroup: 4 });
  const arrivals: number[] = [];
  let refused = 0;
  let quickDoneMs = 0;
  world.fault = (_call, _step, network) => {
    if (network === 'quick') {
      quickDoneMs = world.nowMs;
      return 'none';
    }
    while (arrivals[0] !== undefined && arrivals[0] <= world.nowMs - 60_000) arrivals.shift();
    if (arrivals.length >= 30) {
      refused += 1;
      return 'rate_account';
    }
    arrivals.push(world.nowMs);
    return 'none';
  };
  const began = world.nowMs;
  await world.start();
  const settled = await world.settle();
  expect(judge(world, settled)).toEqual([]);
  expect(quickDoneMs - began).toBeLessThan(1_000);
  // Each refusal holds the account for as long as the network named: twenty seconds, three times a minute, with what was under way.
  expect(refused).toBeLessThanOrEqual((settled.tookMs / 60_000 + 1) * 3 * 3);
  expect(settled.tookMs).toBeGreaterThan(60_000);
});

test('FM-11: a step whose answer never came is unknown, not failed, and offers no way to send it again', async () => {
  const world = faultWorld({ journal });
  let lost = false;
  world.fault = (call, step) => {
    if (call === 'find') return 'unavailable';
    if (lost || step?.kind !== 'create_ad') return 'none';
    lost = true;
    return 'lost_after';
  };
  await world.start();
  await world.publishing.engine.work();
  const [unknown] = steps(world).filter((step) => step.state === 'unknown');
  expect(unknown).toMatchObject({ kind: 'create_ad', attempts: 1, waitsReason: expect.any(String) as string });
  // A person may have it looked up again, or leave it; both look before anything is sent.
  const sentBefore = world.books.writes.length;
  const looked = world.publishing.handlers.settle(
    { stepId: unknown!.id, decision: 'look_again' },
    { actor: { id: 'p', name: 'P', role: 'admin' }, carrier: 'test', taskId: null },
  );
  expect(looked).toMatchObject({ ok: true, value: { state: 'unknown' } });
  world.fault = () => 'none';
  const settled = await world.settle();
  expect(judge(world, settled)).toEqual([]);
  expect(world.books.writes.slice(sentBefore).filter((write) => write.stepId === unknown!.id)).toEqual([]);
});

test('FM-13: a failure that says it will pass is tried a bounded number of times, then a person is asked; its siblings go on', async () => {
  const world = faultWorld({ journal, adsPerGroup: 3 });
  const stubborn = world.plans.all().find((record) => record.level === 'ad')!; // it has three
  let tries = 0;
  world.fault = (call, step) => {
    if (call !== 'apply' || step?.kind !== 'create_creative' || step.objects[0]?.objectId !== stubborn.id) return 'none';
    tries += 1;
    return 'unavailable';
  };
  await world.start();
  await world.settle();
  expect(tries).toBeLessThanOrEqual(MAX_FAILURES + 1);
  expect(
    steps(world)
      .filter((step) => step.state === 'needs_person')
      .map((step) => step.objectIds[0]),
  ).toEqual([stubborn.id]);
  expect([...world.books.objects.values()].filter((object) => object.level === 'ad')).toHaveLength(2);
});

test('FM-14, FM-15: a sign-in that ends at any request makes the account wait, says so once, loses nothing and makes nothing twice', async () => {
  const calm = faultWorld({ journal });
  let requests = 0;
  calm.fault = () => ((requests += 1), 'none');
  await calm.start();
  await calm.settle();
  for (let at = 1; at <= requests; at += 1) {
    const world = faultWorld({ journal, seed: at, networks: ['net', 'other'] });
    let count = 0;
    world.fault = (call, _step, network) => {
      if (call === 'test' || network === 'other') return 'none';
      count += 1;
      if (count === at) world.books.signedOut.add('account-net');
      return count === at ? 'auth' : 'none';
    };
    await world.start();
    await world.publishing.engine.work();
    expect(world.store.blocks().map((block) => block.scope)).toEqual(['account/account-net']);
    // Whatever was under way runs into it once; a thousand steps that wait do not.
    expect(world.audit.filter((row) => row.action === 'publishing.account_waits').length).toBeLessThanOrEqual(3);
    expect(steps(world).filter((step) => step.network === 'other' && step.state !== 'confirmed')).toEqual([]);
    world.books.signedOut.clear();
    world.publishing.accountReady('account-net');
    const settled = await world.settle();
    expect({ at, violations: judge(world, settled) }).toEqual({ at, violations: [] });
  }
});

test('FM-17: of a tree that was made in part, every subset, what exists is confirmed and the rest is made once', async () => {
  for (let mask = 0; mask < 16; mask += 1) {
    const world = faultWorld({
      journal,
      seed: mask + 1,
      creation: 'tree',
      groups: 1,
      adsPerGroup: 4,
      sabotage: (deps) => ({
        ...deps,
        network(id) {
          const network = deps.network(id);
          if (network === null) return null;
          return {
            ...network,
            async apply(step) {
              if (step.kind !== 'create_tree') return network.apply(step);
              let ad = -1;
              const made = step.objects.filter((object) => object.level !== 'ad' || ((ad += 1), (mask >> ad) % 2 === 1));
              return network.apply({ ...step, objects: made });
            },
          };
        },
      }),
    });
    await world.start();
    const settled = await world.settle();
    expect({ mask, violations: judge(world, settled) }).toEqual({ mask, violations: [] });
    expect(active(world)).toBe(6);
    const makes = new Map<string, number>();
    for (const object of world.books.objects.values())
      makes.set(object.marker, (makes.get(object.marker) ?? 0) + (object.level === 'ad' ? 1 : 0));
    expect(Math.max(...makes.values())).toBe(1);
  }
});
