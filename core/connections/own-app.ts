import { z } from 'zod';
import { canonicalJson } from '../kernel/canonical.ts';
import type { Secrets, SignInApp } from '../ports/index.ts';

const Kept = z.object({ id: z.string().min(1), secret: z.string() });

/** The agency's own apps, one a network, in the key store only: their secrets open every account that signed in with them. */
export interface OwnApps {
  get(network: string): Promise<SignInApp | null>;
  keep(network: string, app: SignInApp): Promise<void>;
  forget(network: string): Promise<void>;
}

export function createOwnApps(secrets: Secrets): OwnApps {
  // Tokens are `<network>/<id>`; no network is called this.
  const nameOf = (network: string): string => `own-app/${network}`;
  return {
    async get(network) {
      const text = await secrets.get(nameOf(network));
      if (text === null) return null;
      try {
        const kept = Kept.safeParse(JSON.parse(text));
        return kept.success ? kept.data : null;
      } catch {
        return null;
      }
    },
    keep: (network, app) => secrets.set(nameOf(network), canonicalJson({ id: app.id, secret: app.secret })),
    async forget(network) {
      await secrets.delete(nameOf(network));
    },
  };
}
