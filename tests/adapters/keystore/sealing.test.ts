import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newRecoveryKey, parseRecoveryKey } from '../../../adapters/keystore/recovery-key.ts';
import { deriveKey, seal, unseal, unwrapWithPassphrase, wrapWithPassphrase } from '../../../adapters/keystore/sealing.ts';
import { createRememberedSecrets, createVault } from '../../../adapters/keystore/secrets.ts';
import { scratchFolder } from '../storage/support.ts';

describe('sealing', () => {
  test('opens with the same key and purpose only, and shows every changed byte', () => {
    const key = randomBytes(32);
    const sealed = seal(key, 'one', Buffer.from('secreto'));
    expect(unseal(key, 'one', sealed)?.toString()).toBe('secreto');
    expect(unseal(key, 'two', sealed)).toBeNull();
    expect(unseal(randomBytes(32), 'one', sealed)).toBeNull();
    for (const part of ['iv', 'data', 'tag'] as const) {
      const bytes = Buffer.from(sealed[part], 'base64');
      bytes[0]! ^= 1;
      expect(unseal(key, 'one', { ...sealed, [part]: bytes.toString('base64') })).toBeNull();
    }
    expect(unseal(key, 'one', { ...sealed, tag: sealed.tag.slice(0, 8) })).toBeNull();
    expect(deriveKey(key, 'a').equals(deriveKey(key, 'b'))).toBe(false);
  });

  test('with a passphrase takes the same words however the keyboard composed them', async () => {
    const plain = randomBytes(32);
    const wrap = await wrapWithPassphrase('contraseña larga', 'key', plain, 1024);
    expect((await unwrapWithPassphrase('contraseña larga'.normalize('NFD'), 'key', wrap))?.equals(plain)).toBe(true);
    expect(await unwrapWithPassphrase('contrasena larga', 'key', wrap)).toBeNull();
  });
});

describe('recovery keys', () => {
  test('come back from what a person types, with the usual slips', () => {
    for (let i = 0; i < 50; i += 1) {
      const { text, secret } = newRecoveryKey();
      expect(text).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){8}[0-9A-HJKMNP-TV-Z]{4}$/);
      expect(
        parseRecoveryKey(` ${text.toLowerCase().replaceAll('-', '  ').replaceAll('0', 'o').replaceAll('1', 'l')} `)?.equals(secret),
      ).toBe(true);
    }
  });

  test('are refused with one wrong or two swapped characters', () => {
    const { text } = newRecoveryKey();
    const digits = text.replaceAll('-', '');
    fc.assert(
      fc.property(fc.nat(digits.length - 1), fc.constantFrom(...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'.split('')), (at, digit) => {
        fc.pre(digits[at] !== digit);
        // 20 check bits: about one in a million slips through, and then opens nothing.
        expect(parseRecoveryKey(digits.slice(0, at) + digit + digits.slice(at + 1))).toBeNull();
      }),
      { numRuns: 200 },
    );
    expect(parseRecoveryKey('')).toBeNull();
    expect(parseRecoveryKey(text.slice(0, -1))).toBeNull();
  });
});

describe('the vault', () => {
  test('keeps entries sealed, their names too, and refuses a damaged one', async () => {
    const file = path.join(scratchFolder(), 'vault.json');
    const key = randomBytes(32);
    const vault = createVault(file, key);
    expect(await vault.get('meta/a')).toBeNull();
    await Promise.all([vault.set('meta/a', 'uno'), vault.set('google/b', 'dos')]);
    expect([await vault.get('meta/a'), await createVault(file, key).get('google/b')]).toEqual(['uno', 'dos']);
    const text = readFileSync(file, 'utf8');
    expect(text).not.toMatch(/uno|dos|meta|google/);
    const stored = JSON.parse(text) as { entries: Record<string, { data: string }> };
    for (const entry of Object.values(stored.entries)) entry.data = Buffer.from('xxx').toString('base64');
    writeFileSync(file, JSON.stringify(stored));
    await expect(vault.get('meta/a')).rejects.toThrow(/damaged/);
    expect(await createVault(file, randomBytes(32)).get('meta/a')).toBeNull();
  });
});

describe('remembered secrets', () => {
  test('ask the store once, and know at once what is written or taken away', async () => {
    const inner = createVault(path.join(scratchFolder(), 'vault.json'), randomBytes(32));
    let asked = 0;
    const secrets = createRememberedSecrets({ ...inner, get: (name) => ((asked += 1), inner.get(name)) });
    expect([await secrets.get('a'), await secrets.get('a')]).toEqual([null, null]);
    expect(asked).toBe(2); // nothing there yet: looked for each time
    await secrets.set('a', 'uno');
    expect([await secrets.get('a'), await secrets.get('a')]).toEqual(['uno', 'uno']);
    expect(asked).toBe(3);
    await secrets.set('a', 'dos');
    expect(await secrets.get('a')).toBe('dos');
    await secrets.delete('a');
    expect(await secrets.get('a')).toBeNull();
  });
});
