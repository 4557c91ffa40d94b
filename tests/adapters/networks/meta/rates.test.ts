import { afterEach, expect, test } from 'vitest';
import { createRates } from '../../../../adapters/networks/meta/rates.ts';
import { campaignObject, openMetaWorld, step, type MetaWorld } from './world.ts';

let world: MetaWorld;
afterEach(() => world.close());

test('FM-09: on the small tier a long publish waits before the score is full, and is throttled at most once in a hundred requests', async () => {
  world = await openMetaWorld({ token: 'EAAsim-limited' });
  let throttled = 0;
  let held = 0;
  let made = 0;
  const began = world.host.nowMs();
  // Six at once, as many as the engine sends; whoever is told to wait waits with the whole account.
  while (made < 240) {
    const wave = Array.from({ length: Math.min(6, 240 - made) }, () =>
      step(world.account, 'create_campaign', campaignObject(world.account)),
    );
    const answers = await Promise.all(wave.map((one) => world.meta.apply(one)));
    let waitMs = 0;
    for (const answer of answers) {
      if (answer.ok) made += 1;
      else {
        expect(answer.error.kind).toBe('rate_limited');
        if (answer.error.kind === 'rate_limited') waitMs = Math.max(waitMs, answer.error.retryAfterMs ?? 0);
        if (answer.error.raw.status === null) held += 1;
        else throttled += 1;
      }
    }
    if (waitMs > 0) world.host.advance(waitMs);
  }
  expect(held).toBeGreaterThan(0);
  expect(throttled).toBeLessThanOrEqual(2);
  // Sixty points drain in 300 s, three a write: holding back costs little of what Meta lets through.
  expect(world.host.nowMs() - began).toBeLessThanOrEqual(((240 * 3) / 60) * 300_000 * 1.2);
});

test('what is left is said in writes once the tier is known, and outlives a restart', async () => {
  world = await openMetaWorld({ token: 'EAAsim-limited' });
  expect(world.meta.rate(world.account)).toBeNull();
  for (let index = 0; index < 5; index += 1) await world.meta.apply(step(world.account, 'create_campaign', campaignObject(world.account)));
  expect(world.meta.rate(world.account)?.left).toEqual({ count: 15, limit: 20, unit: 'calls', windowMs: 300_000 });
  const ledger = { read: (scope: string) => world.ledger.get(scope) ?? null, write: () => undefined };
  expect(createRates(ledger, world.clock).state(world.account.remoteId)?.left?.limit).toBe(20);
});

test('figures of a time that has not come yet hold nothing', async () => {
  world = await openMetaWorld();
  const known = { accountPercent: 99, hourlyPercent: 0, tier: null, observedAtMs: world.clock.nowMs(), blockedUntilMs: 0 };
  const at = (shiftMs: number): number =>
    createRates(
      { read: () => JSON.stringify({ ...known, observedAtMs: known.observedAtMs + shiftMs }), write: () => undefined },
      world.clock,
    ).holdMs('act_1001');
  expect(at(0)).toBeGreaterThan(100_000);
  expect(at(86_400_000)).toBe(0);
});
