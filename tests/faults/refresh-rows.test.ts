import { expect, test } from 'vitest';
import { z } from 'zod';
import { openSnapWorld } from '../adapters/networks/snapchat/world.ts';
import { createRandom } from '../support/publishing-random.ts';

const NIGHTLY = process.env['ALTAVOZ_NIGHTLY'] === '1';
/** Where a refresh may break off: on the way, at the network, on the way back, and on both sides of keeping what came. */
const POINTS = [
  'none',
  'reset',
  '5xx_before',
  '5xx_after',
  'lose_answer',
  'truncate',
  'html_portal',
  'before_keeping',
  'after_keeping',
] as const;
const SECRET = 'snapchat/a1';
const Kept = z.looseObject({ refreshToken: z.string(), olderRefreshToken: z.string().optional() });

// The one network of the five that changes its refresh tokens with every use; the others keep one until it is taken back.
test('FM-16: wherever a refresh breaks off, and however often, the program signs in again, and the token that worked last is kept beside the new one', async () => {
  const seen = new Set<string>();
  for (let seed = 1; seed <= (NIGHTLY ? 100 : 6); seed += 1) {
    const random = createRandom(seed);
    const world = await openSnapWorld();
    const { secrets } = world;
    const kept = (): z.infer<typeof Kept> => Kept.parse(JSON.parse(secrets.get(SECRET) ?? ''));
    let program = world.again();
    let worked = kept().refreshToken;
    for (let round = 0; round < 40; round += 1) {
      // The access token has ended: whatever is asked first needs a refresh.
      world.host.advance(3_600_000);
      world.host.clearFaults();
      const point = random.pick(POINTS);
      const before = kept();
      const crashes = point === 'before_keeping' || point === 'after_keeping';
      if (crashes)
        secrets.set = (name, value) => {
          if (point === 'after_keeping') Map.prototype.set.call(secrets, name, value);
          throw new Error('The process ends here');
        };
      else if (point !== 'none') world.host.addFault({ network: 'snapchat', operation: 'token', kind: point, times: 1 });
      const answer = await program.ads.test(world.account).catch(() => null);
      secrets.set = Map.prototype.set.bind(secrets) as typeof secrets.set; // the same Map, its own method again
      seen.add(`${point}: ${answer === null ? 'ended' : answer.ok ? 'signed in' : answer.error.kind}`);
      const after = kept();
      if (after.refreshToken !== before.refreshToken) {
        // What came is kept beside what has just opened the door, and instead of nothing.
        expect({ seed, round, point, older: after.olderRefreshToken }).toEqual({ seed, round, point, older: worked });
        worked = after.refreshToken;
      } else expect({ seed, round, point, after }).toEqual({ seed, round, point, after: before });
      // A person is never asked to sign in for it.
      if (answer !== null && !answer.ok) expect({ seed, round, point, kind: answer.error.kind }).toMatchObject({ kind: 'unavailable' });
      if (crashes || random.chance(0.3)) program = world.again();
      if (random.chance(0.5)) {
        world.host.clearFaults();
        expect({ seed, round, point, ok: (await program.ads.test(world.account)).ok }).toEqual({ seed, round, point, ok: true });
        worked = kept().refreshToken;
      }
    }
    await world.close();
  }
  for (const point of POINTS)
    expect(
      [...seen].some((line) => line.startsWith(`${point}: `)),
      point,
    ).toBe(true);
  expect(seen.has('after_keeping: ended') && seen.has('before_keeping: ended')).toBe(true);
}, 600_000);
