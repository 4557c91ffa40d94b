import { expect, test } from 'vitest';
import { rateText } from '../../renderer/features/settings/rate-text.ts';

test('a rate is read as people write it, and refused when it is none', () => {
  expect(['4.100,25', '4,100.25', '4100', '4.100', '0,00025', '0.125', ' 4 100,5 ', '1.234.567', '18.5'].map(rateText)).toEqual([
    '4100.25',
    '4100.25',
    '4100',
    '4100',
    '0.00025',
    '0.125',
    '4100.5',
    '1234567',
    '18.5',
  ]);
  for (const wrong of ['', '0', '-4', 'mil', '1,2,3.4.5', '4e3', '.5']) expect(rateText(wrong)).toBeNull();
});
