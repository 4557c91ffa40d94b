import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createVault } from '../../../adapters/keystore/secrets.ts';
import { createPendingCredentials } from '../../../core/clients/index.ts';

/** The key store of a machine that has none of its own: one sealed file, opened again at each start. */
function desk() {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'altavoz-pending-')), 'vault.json');
  const open = () => createVault(file, new Uint8Array(32).fill(7));
  const leaning = new Set<string>();
  return {
    leaning,
    open,
    /** Entries of the file, whatever their names: only those that a person has a use for may stay. */
    entries: () => Object.keys((JSON.parse(readFileSync(file, 'utf8')) as { entries: Record<string, unknown> }).entries).length,
    start: () => createPendingCredentials(open(), (name) => (leaning.has(name) ? 1 : 0)),
  };
}

test('a pasted credential that is let go leaves nothing in the file', async () => {
  const { start, open, entries } = desk();
  const pending = start();
  await pending.keep('meta/1', 'secreto');
  expect(await open().get('meta/1')).toBe('secreto');
  expect(await pending.letGo('meta/1')).toBe(true);
  expect(await open().get('meta/1')).toBeNull();
  expect(entries()).toBe(0);
  expect(await pending.letGo('meta/1')).toBe(false);
});

test('what a killed program left is taken away at the next start, and what an account leans on stays', async () => {
  const { start, open, entries, leaning } = desk();
  const killed = start();
  await Promise.all([killed.keep('meta/1', 'uno'), killed.keep('meta/2', 'dos'), killed.keep('google/3', 'tres')]);
  leaning.add('meta/2');
  await start().sweep();
  expect(await Promise.all(['meta/1', 'meta/2', 'google/3'].map((name) => open().get(name)))).toEqual([null, 'dos', null]);
  expect(entries()).toBe(1);
});

test('a connected credential stays when its panel closes, and no other name can be taken away', async () => {
  const { start, open, leaning } = desk();
  const pending = start();
  await pending.keep('meta/1', 'uno');
  leaning.add('meta/1');
  await pending.connected('meta/1');
  await open().set('own-app/meta', 'app');
  expect(await pending.letGo('meta/1')).toBe(false);
  expect(await pending.letGo('own-app/meta')).toBe(false);
  await pending.sweep();
  expect([await open().get('meta/1'), await open().get('own-app/meta')]).toEqual(['uno', 'app']);
});

test('a panel that closes while the account is being connected takes nothing from under it', async () => {
  const { start, open } = desk();
  const pending = start();
  await pending.keep('meta/1', 'uno');
  await pending.using('meta/1', async () => {
    expect(await pending.letGo('meta/1')).toBe(false);
    await pending.sweep();
    expect(await open().get('meta/1')).toBe('uno');
  });
  expect(await pending.letGo('meta/1')).toBe(true);
});
