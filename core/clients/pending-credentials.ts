import { z } from 'zod';
import { canonicalJson } from '../kernel/canonical.ts';
import type { Secrets } from '../ports/index.ts';

/** Key store name under which stand the names of pasted credentials that no account leans on yet; no network is called this. */
const PENDING = 'pasted/pending';
const Names = z.array(z.string().min(1));

/** Credentials that were pasted and not connected yet. Each is known by name before it is kept, so that none is left behind. */
export interface PendingCredentials {
  keep(secretName: string, credential: string): Promise<void>;
  /** An account leans on it now. */
  connected(secretName: string): Promise<void>;
  /** Takes it out of the key store, unless an account leans on it or is being connected with it. False: it did not wait here. */
  letGo(secretName: string): Promise<boolean>;
  /** While `work` runs the credential is not let go. */
  using<T>(secretName: string, work: () => Promise<T>): Promise<T>;
  /** Takes away all of them: at the start what a killed program left, at the end what nobody connected. */
  sweep(): Promise<void>;
}

export function createPendingCredentials(secrets: Secrets, countBySecret: (secretName: string) => number): PendingCredentials {
  const inUse = new Map<string, number>();
  let last: Promise<unknown> = Promise.resolve();

  /** One after another: the list is read, changed and written. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  }

  async function names(): Promise<readonly string[]> {
    const text = await secrets.get(PENDING);
    if (text === null) return [];
    try {
      const read = Names.safeParse(JSON.parse(text));
      return read.success ? read.data : [];
    } catch {
      return [];
    }
  }

  async function write(all: readonly string[]): Promise<void> {
    if (all.length === 0) await secrets.delete(PENDING);
    else await secrets.set(PENDING, canonicalJson([...all]));
  }

  async function remove(secretName: string): Promise<void> {
    if (countBySecret(secretName) === 0) await secrets.delete(secretName);
  }

  return {
    keep: (secretName, credential) =>
      inTurn(async () => {
        // The name first: whatever ends the program from here on, the next start finds what to take away.
        await write([...(await names()), secretName]);
        await secrets.set(secretName, credential);
      }),
    connected: (secretName) =>
      inTurn(async () => {
        const all = await names();
        if (all.includes(secretName)) await write(all.filter((name) => name !== secretName));
      }),
    letGo: (secretName) =>
      inTurn(async () => {
        const all = await names();
        if (!all.includes(secretName) || inUse.has(secretName)) return false;
        await remove(secretName);
        await write(all.filter((name) => name !== secretName));
        return true;
      }),
    async using(secretName, work) {
      inUse.set(secretName, (inUse.get(secretName) ?? 0) + 1);
      try {
        return await work();
      } finally {
        const left = (inUse.get(secretName) ?? 1) - 1;
        if (left === 0) inUse.delete(secretName);
        else inUse.set(secretName, left);
      }
    },
    sweep: () =>
      inTurn(async () => {
        const all = await names();
        if (all.length === 0) return;
        const busy = all.filter((name) => inUse.has(name));
        for (const name of all) if (!busy.includes(name)) await remove(name);
        await write(busy);
      }),
  };
}
