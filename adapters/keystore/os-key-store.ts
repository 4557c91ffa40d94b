import { randomBytes } from 'node:crypto';
import { AsyncEntry, type EntryOptions } from '@napi-rs/keyring';
import type { KeyStore, KeyStoreState } from './key-store.ts';

const SERVICE = 'Altavoz';
/** Without this, Linux falls back to the kernel's keyring, which forgets everything at the next boot. */
const PINNED: EntryOptions = { linux: { store: 'secret-service' } };
/** A store that asks the person to unlock it may wait for ever; the program must not. */
const ANSWER_MS = 20_000;

export interface OsKeyStoreOptions {
  /** Tells workspaces of tests apart from a person's own. */
  readonly service?: string;
  readonly answerMs?: number;
}

/** Windows Credential Manager, macOS Keychain or the Secret Service of Linux. */
export function createOsKeyStore(options: OsKeyStoreOptions = {}): KeyStore {
  const service = options.service ?? SERVICE;
  const answerMs = options.answerMs ?? ANSWER_MS;

  function entry(name: string): AsyncEntry {
    return new AsyncEntry(service, name, PINNED);
  }
  function limit(): AbortSignal {
    return AbortSignal.timeout(answerMs);
  }

  return {
    async probe() {
      const name = `probe/${randomBytes(8).toString('hex')}`;
      const value = randomBytes(8).toString('hex');
      try {
        await entry(name).setPassword(value, limit());
        const back = await entry(name).getPassword(limit());
        await entry(name).deleteCredential(limit());
        return back === value ? 'available' : 'locked';
      } catch (error) {
        return stateBehind(error);
      }
    },
    get: (name) => entry(name).getPassword(limit()),
    set: (name, value) => entry(name).setPassword(value, limit()),
    delete: (name) => entry(name).deleteCredential(limit()),
  };
}

/**
 * Every failure carries the same code (`GenericFailure`), so only the words tell a store that is locked from none at
 * all. The difference changes what we tell the person, never what we do: both mean that nothing can be kept.
 * @see @napi-rs/keyring 2.1.2 against gnome-keyring 42.1 (tried 2026-11-21): a store without an open collection says
 * "no result found" on writing; a machine without one names D-Bus or the missing service.
 */
function stateBehind(error: unknown): KeyStoreState {
  const message = error instanceof Error ? `${error.name} ${error.message}` : '';
  return /no result found|locked|prompt|dismissed|AbortError|TimeoutError/i.test(message) ? 'locked' : 'absent';
}
