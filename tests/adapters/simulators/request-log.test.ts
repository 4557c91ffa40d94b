import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRequestLog, type LoggedRequest } from '../../../adapters/simulators/request-log.ts';

const entry = (at: number, size: number): LoggedRequest => ({
  at: String(at),
  network: 'one',
  operation: 'upload',
  method: 'POST',
  path: '/',
  query: {},
  body: 'x'.repeat(size),
  status: 200,
  response: '',
});

test('keeps the newest requests, no more than it may by number or by text, and the last one however large it is', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 300 }), { minLength: 1, maxLength: 60 }), (sizes) => {
      const log = createRequestLog(10, 500);
      for (const [at, size] of sizes.entries()) log.add(entry(at, size));
      const kept = log.entries.map(({ at }) => Number(at));
      const after = sizes.length - kept.length;
      expect(kept).toEqual(Array.from({ length: kept.length }, (_, index) => after + index));
      const characters = (from: number): number => sizes.slice(from).reduce((sum, size) => sum + size, 0);
      if (kept.length > 1) expect(kept.length <= 10 && characters(after) <= 500).toBe(true);
      // Nothing is dropped that there was room for.
      if (after > 0) expect(kept.length === 10 || characters(after - 1) > 500).toBe(true);
    }),
  );
  const log = createRequestLog(10, 500);
  log.add(entry(0, 9_000));
  expect(log.entries).toHaveLength(1);
});
