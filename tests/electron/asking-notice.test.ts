import { expect, test } from 'vitest';
import { createAskingWatch } from '../../electron/desktop/asking-notice.ts';

test('each schedule that begins to wait for a person is announced once', () => {
  const since = createAskingWatch();
  const list = (...rows: readonly (readonly [string, string])[]) =>
    since({ ok: true, value: { schedules: rows.map(([id, state]) => ({ id, state })) } });
  expect(list(['a', 'asking'], ['b', 'waiting'])).toBe(1);
  expect(list(['a', 'asking'], ['b', 'waiting'])).toBe(0);
  expect(list(['a', 'asking'], ['b', 'asking'], ['c', 'asking'])).toBe(2);
  expect(list(['a', 'done'])).toBe(0);
  expect(list(['a', 'asking'])).toBe(1);
  expect(since({ ok: false, error: { code: 'workspace.closed', details: {} } })).toBe(0);
});
