import { createHmac, createSecretKey, hash } from 'node:crypto';
import type { IdentifierHasher } from '../../core/candidates/index.ts';
import type { Sha256Hex } from '../../core/kernel/hashed.ts';
import { deriveKey } from './sealing.ts';

/**
 * Hashes of people's identifiers. The keyed ones use a key derived from the workspace's: the same after a restore or on
 * another machine of the same workspace, useless to who holds a copy of the file only.
 */
export function createIdentifierHasher(workspaceKey: Uint8Array): IdentifierHasher {
  // A key object is prepared once; a million hashes would otherwise prepare it a million times.
  const key = createSecretKey(deriveKey(workspaceKey, 'personal identifiers'));
  return {
    plain: (text) => hash('sha256', text, 'hex') as Sha256Hex, // what the function makes
    keyed: (purpose, text) => createHmac('sha256', key).update(purpose).update('\n').update(text).digest('hex') as Sha256Hex, // as above
  };
}
