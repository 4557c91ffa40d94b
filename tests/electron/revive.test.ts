import { EventEmitter } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { reviveWhenGone } from '../../electron/desktop/revive.ts';

class Contents extends EventEmitter {
  reloads = 0;
  destroyed = false;
  isDestroyed = (): boolean => this.destroyed;
  reload(): void {
    this.reloads += 1;
  }
  async die(reason: string): Promise<void> {
    this.emit('render-process-gone', {}, { reason });
    await turn();
    await turn();
  }
}

test('a page whose process died is loaded anew; one that ended by itself, or has no window, is not', async () => {
  const contents = new Contents();
  reviveWhenGone(
    contents,
    () => 0,
    () => undefined,
  );
  await contents.die('clean-exit');
  expect(contents.reloads).toBe(0);
  await contents.die('oom');
  expect(contents.reloads).toBe(1);
  contents.destroyed = true;
  await contents.die('crashed');
  expect(contents.reloads).toBe(1);
});

test('a page that dies on every load is left after three times in a minute, and later deaths count anew', async () => {
  const contents = new Contents();
  let nowMs = 0;
  let givenUp = 0;
  reviveWhenGone(
    contents,
    () => nowMs,
    () => (givenUp += 1),
  );
  for (let death = 0; death < 4; death += 1) await contents.die('crashed');
  expect([contents.reloads, givenUp]).toEqual([3, 1]);
  nowMs = 61_000;
  await contents.die('crashed');
  expect([contents.reloads, givenUp]).toEqual([4, 1]);
});
