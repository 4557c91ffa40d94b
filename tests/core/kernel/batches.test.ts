import { expect, test } from 'vitest';
import { batchesOf } from '../../../core/kernel/index.ts';

test('no batch is larger than asked, none is empty, and nothing is read ahead of the batch that is worked on', () => {
  let made = 0;
  function* values(): Generator<number> {
    while (made < 7) yield (made += 1);
  }
  const seen: { readonly batch: readonly number[]; readonly made: number }[] = [];
  for (const batch of batchesOf(values(), 3)) seen.push({ batch, made });
  expect(seen).toEqual([
    { batch: [1, 2, 3], made: 3 },
    { batch: [4, 5, 6], made: 6 },
    { batch: [7], made: 7 },
  ]);
  expect([...batchesOf([], 3)]).toEqual([]);
});
