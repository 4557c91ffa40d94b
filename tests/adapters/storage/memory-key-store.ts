import type { KeyStore, KeyStoreState } from '../../../adapters/keystore/key-store.ts';

/** A key store that can be absent or locked, as the real ones are. */
export function memoryKeyStore(
  state: KeyStoreState = 'available',
): KeyStore & { readonly entries: Map<string, string>; state: KeyStoreState } {
  const entries = new Map<string, string>();
  const store = {
    entries,
    state,
    probe: async () => store.state,
    async get(name: string) {
      if (store.state === 'absent') throw new Error('no key store');
      return store.state === 'locked' ? null : (entries.get(name) ?? null);
    },
    async set(name: string, value: string) {
      if (store.state !== 'available') throw new Error('key store does not answer');
      entries.set(name, value);
    },
    async delete(name: string) {
      if (store.state !== 'available') throw new Error('key store does not answer');
      return entries.delete(name);
    },
  };
  return store;
}
