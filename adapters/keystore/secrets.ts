import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { Secrets } from '../../core/ports/secrets.ts';
import type { KeyStore } from './key-store.ts';
import { readTextFile, writePrivateFile } from './private-file.ts';
import { deriveKey, seal, Sealed, unseal } from './sealing.ts';

/** Tokens in the operating system's key store, apart for each workspace. */
export function createKeyStoreSecrets(keyStore: KeyStore, workspaceId: string): Secrets {
  const full = (name: string) => `workspace/${workspaceId}/secret/${name}`;
  return {
    get: (name) => keyStore.get(full(name)),
    set: (name, value) => keyStore.set(full(name), value),
    delete: (name) => keyStore.delete(full(name)),
  };
}

const VaultFile = z.strictObject({ format: z.literal(1), entries: z.record(z.string(), Sealed) });

/**
 * Where a machine has no key store: one file whose entries are sealed with a key derived from the workspace key.
 * Entry names are hashed, because they tell which networks and accounts a person has.
 */
export function createVault(file: string, workspaceKey: Uint8Array): Secrets {
  const key = deriveKey(workspaceKey, 'vault');
  const slot = (name: string) => createHmac('sha256', key).update(name).digest('hex');

  function load(): z.infer<typeof VaultFile> {
    const text = readTextFile(file);
    return text === null ? { format: 1, entries: {} } : VaultFile.parse(JSON.parse(text));
  }

  // Reading, changing and writing happen in one synchronous stretch, so two calls never lose each other's entry.
  return {
    async get(name) {
      const sealed = load().entries[slot(name)];
      if (sealed === undefined) return null;
      const plain = unseal(key, slot(name), sealed);
      if (plain === null) throw new Error('An entry of the vault does not open: the file is damaged');
      return plain.toString('utf8');
    },
    async set(name, value) {
      const vault = load();
      writePrivateFile(
        file,
        JSON.stringify({ ...vault, entries: { ...vault.entries, [slot(name)]: seal(key, slot(name), Buffer.from(value, 'utf8')) } }),
      );
    },
    async delete(name) {
      const { [slot(name)]: gone, ...entries } = load().entries;
      if (gone === undefined) return false;
      writePrivateFile(file, JSON.stringify({ format: 1, entries }));
      return true;
    },
  };
}

/** How long a value that was read is handed out again: a key store is a process of its own, and every request needs its token. */
const REMEMBERED_MS = 60_000;

/** Asks the store once a minute instead of once a request. What is written or taken away here is known at once. */
export function createRememberedSecrets(inner: Secrets): Secrets {
  const known = new Map<string, { readonly value: string | null; readonly readAt: number }>();
  return {
    async get(name) {
      const found = known.get(name);
      if (found !== undefined && performance.now() - found.readAt < REMEMBERED_MS) return found.value;
      const readAt = performance.now();
      const value = await inner.get(name);
      // A missing one is looked for again: a person may be unlocking the key store right now.
      if (value !== null) known.set(name, { value, readAt });
      return value;
    },
    async set(name, value) {
      known.delete(name);
      await inner.set(name, value);
      known.delete(name);
    },
    async delete(name) {
      known.delete(name);
      const gone = await inner.delete(name);
      known.delete(name);
      return gone;
    },
  };
}
