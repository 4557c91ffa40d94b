import { expect, test } from 'vitest';
import { daysLeft, versionState } from '../../renderer/features/connections/version-state.ts';

test('FM-37: a version is calm until sixty days before its end, then a warning, and over on the day itself', () => {
  const now = Date.parse('2026-11-29T23:59:00Z');
  const states = ['2027-01-29', '2027-01-28', '2026-11-30', '2026-11-29', '2026-01-01'].map((day) => versionState(daysLeft(day, now) ?? 0));
  expect(states).toEqual(['ok', 'soon', 'soon', 'over', 'over']);
  expect(daysLeft(null, now)).toBeNull();
});
