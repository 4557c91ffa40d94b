import { statfsSync } from 'node:fs';
import type { WorkspaceStatus } from '../../core/contract/workspace.ts';
import type { KeyStore, KeyStoreState } from '../keystore/key-store.ts';
import type { OpenWorkspace } from './workspace-session.ts';

/** Below this much free space nothing new is accepted: the write-ahead log alone may need 64 MB. */
const LEAST_FREE_BYTES = 96 * 1024 * 1024;

/** Why nothing may be written now, whatever the reason; null when it may. */
export function readOnlyReason(open: OpenWorkspace, directory: string): WorkspaceStatus['readOnly'] {
  if (open.readOnly !== null) return open.readOnly;
  if (open.fence.reason() !== null) return 'fenced';
  const disk = statfsSync(directory);
  return disk.bavail * disk.bsize < LEAST_FREE_BYTES ? 'disk_full' : null;
}

/** A probe writes to the key store, so screens that ask often get the last answer: a minute old when it is there, a few seconds when it is not. */
export function rememberedProbe(keyStore: KeyStore): () => Promise<KeyStoreState> {
  let last: { readonly state: KeyStoreState; readonly at: number } | null = null;
  return async () => {
    const fresh = last !== null && performance.now() - last.at < (last.state === 'available' ? 60_000 : 3_000);
    if (last === null || !fresh) last = { state: await keyStore.probe(), at: performance.now() };
    return last.state;
  };
}
