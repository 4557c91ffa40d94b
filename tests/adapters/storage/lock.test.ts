import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { acquireLock, LockLost } from '../../../adapters/storage/lock.ts';
import { scratchFolder } from './support.ts';

const children = path.join(import.meta.dirname, 'children');

async function holder(folder: string) {
  const process_ = spawn(process.execPath, [path.join(children, 'hold.ts'), folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void process_.kill('SIGKILL'));
  const [answer] = (await once(process_.stdout, 'data')) as [Buffer];
  return { process_, answer: answer.toString().trim() };
}

describe('the lock of a workspace', () => {
  test('FM-25: lets exactly one of several processes write at a time', async () => {
    const folder = scratchFolder();
    const workers = Array.from({ length: 4 }, () =>
      spawn(process.execPath, [path.join(children, 'write-when-held.ts'), folder, '12'], { stdio: ['ignore', 'ignore', 'inherit'] }),
    );
    expect(await Promise.all(workers.map(async (worker) => (await once(worker, 'exit'))[0] as number))).toEqual([0, 0, 0, 0]);
    const lines = readFileSync(path.join(folder, 'turns.log'), 'utf8').trim().split('\n');
    expect(lines).toHaveLength(4 * 12 * 2);
    for (let i = 0; i < lines.length; i += 2) expect(lines[i + 1]).toBe(lines[i]?.replace('in', 'out'));
  }, 60_000);

  test('is free at once after its holder was killed, and says so', async () => {
    const folder = scratchFolder();
    const { process_, answer } = await holder(folder);
    expect(answer).toBe('held');
    expect(acquireLock(folder)).toBeNull();
    process_.kill('SIGKILL');
    await once(process_, 'exit');
    const lock = acquireLock(folder);
    expect(lock?.tookOver).toBe(true);
    lock?.release();
    expect(acquireLock(folder)?.tookOver).toBe(false);
  });

  test('asks for the log of a holder that was killed, not of one that ended by itself without closing', async () => {
    const folder = scratchFolder();
    for (const [how, leftLog] of [
      ['killed', true],
      ['itself', false],
    ] as const) {
      const leaver = spawn(process.execPath, [path.join(children, 'leave.ts'), folder, how], { stdio: ['ignore', 'ignore', 'inherit'] });
      await once(leaver, 'exit');
      const lock = acquireLock(folder);
      expect({ how, leftLog: lock?.leftLog, tookOver: lock?.tookOver }).toEqual({ how, leftLog, tookOver: true });
      lock?.release();
    }
  });

  test('holds even when somebody deletes the lock file under a living holder', async () => {
    const folder = scratchFolder();
    await holder(folder);
    rmSync(path.join(folder, 'altavoz.lock'));
    expect(acquireLock(folder)).toBeNull();
  });

  test('does not take a later process with the same number for the holder', () => {
    const folder = scratchFolder();
    // Process 1 lives, and began at another time than this lease says.
    writeFileSync(path.join(folder, 'altavoz.lease'), JSON.stringify({ host: 'here', pid: 1, startedAt: '-1', token: 'x' }));
    const lock = acquireLock(folder, { host: 'here' });
    expect(lock?.tookOver).toBe(true);
    lock?.release();
  });

  test('waits for the lease of another machine to grow old', () => {
    const folder = scratchFolder();
    const lease = path.join(folder, 'altavoz.lease');
    writeFileSync(lease, JSON.stringify({ host: 'elsewhere', pid: 1, startedAt: null, token: 'x' }));
    expect(acquireLock(folder, { host: 'here', staleMs: 60_000 })).toBeNull();
    const old = Date.now() / 1000 - 120;
    utimesSync(lease, old, old);
    const lock = acquireLock(folder, { host: 'here', staleMs: 60_000 });
    expect(lock?.tookOver).toBe(true);
    lock?.release();
  });

  test('stops a holder that was taken over while its machine slept', () => {
    const folder = scratchFolder();
    const lock = acquireLock(folder, { heartbeatMs: 0 });
    lock?.assertHeld();
    writeFileSync(path.join(folder, 'altavoz.lease'), JSON.stringify({ host: 'elsewhere', pid: 1, startedAt: null, token: 'theirs' }));
    expect(() => lock?.assertHeld()).toThrow(LockLost);
    lock?.release();
    expect(readFileSync(path.join(folder, 'altavoz.lease'), 'utf8')).toContain('theirs');
  });
});
