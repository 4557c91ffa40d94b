import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  BACKOFF_LAST_MS,
  backoffMs,
  LOOK_MARGIN_MS,
  lookApartMs,
  MAX_FAILURES,
  nextMove,
  noneIsCertain,
} from '../../../core/publishing/next-move.ts';
import type { NetworkFailure } from '../../../core/ports/ad-network.ts';
import { RAW } from '../../support/publishing-network.ts';

const failure = (kind: 'unavailable' | 'outcome_unknown' | 'auth_expired' | 'unsupported'): NetworkFailure => ({ kind, raw: RAW });

test('looks a step up instead of repeating it when the answer never came', () => {
  expect(nextMove(failure('outcome_unknown'), 'apply', 0, 0.5)).toEqual({ move: 'look_up' });
  expect(nextMove(failure('unsupported'), 'apply', 0, 0.5)).toEqual({ move: 'look_up' });
});

test('repeats what surely changed nothing, a bounded number of times', () => {
  expect(nextMove(failure('unavailable'), 'apply', 1, 0.5)).toMatchObject({ move: 'wait', scope: 'step' });
  expect(nextMove(failure('unavailable'), 'apply', MAX_FAILURES, 0.5)).toEqual({ move: 'ask_person' });
});

test('tries three times what a network calls permanent and is seen to pass, then asks a person (FM-13)', () => {
  const passing: NetworkFailure = { kind: 'unavailable', raw: RAW, triesMax: 3 };
  expect([0, 1, 2].map((failures) => nextMove(passing, 'apply', failures, 0.5).move)).toEqual(['wait', 'wait', 'ask_person']);
});

test('obeys the time that the network names, for the account or for all of them', () => {
  expect(nextMove({ kind: 'rate_limited', retryAfterMs: 7_000, scope: 'account', raw: RAW }, 'apply', 0, 0)).toEqual({
    move: 'wait',
    ms: 7_000,
    scope: 'account',
  });
  expect(nextMove({ kind: 'rate_limited', retryAfterMs: null, scope: 'application', raw: RAW }, 'apply', 0, 0)).toMatchObject({
    scope: 'network',
  });
});

test('a refused write is final, a refused look is for a person', () => {
  const refused: NetworkFailure = { kind: 'refused', code: 'name_invalid', problems: [], raw: RAW };
  expect(nextMove(refused, 'apply', 0, 0)).toEqual({ move: 'reject' });
  expect(nextMove(refused, 'find', 0, 0)).toEqual({ move: 'ask_person' });
});

test('waits stay between nothing and the cap, whatever the dice say', () => {
  fc.assert(
    fc.property(fc.nat(1000), fc.double({ min: 0, max: 0.999999, noNaN: true }), (failures, random) => {
      const ms = backoffMs(failures, random);
      return ms >= 1 && ms <= BACKOFF_LAST_MS;
    }),
  );
});

test('"none" is never believed before two looks, the later one past the listing lag', () => {
  fc.assert(
    fc.property(fc.nat(3), fc.nat(400_000), fc.nat(120_000), (looks, waited, lag) => {
      const certain = noneIsCertain(looks, waited, lag);
      return certain === (looks >= 2 && waited >= lag + LOOK_MARGIN_MS) && noneIsCertain(2, lookApartMs(lag), lag);
    }),
  );
});
