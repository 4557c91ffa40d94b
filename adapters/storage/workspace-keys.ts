import { createHmac, timingSafeEqual } from 'node:crypto';
import path from 'node:path';
import { z } from 'zod';
import { Id, Instant, KeyProtection, WorkspaceKind } from '../../core/contract/index.ts';
import type { KeyStore } from '../keystore/key-store.ts';
import { readTextFile, writePrivateFile } from '../keystore/private-file.ts';
import { newRecoveryKey, parseRecoveryKey } from '../keystore/recovery-key.ts';
import { deriveKey, PassphraseWrap, seal, Sealed, unseal, unwrapWithPassphrase, wrapWithPassphrase } from '../keystore/sealing.ts';

/** `workspace.json`: what must be known before the database can be opened. Holds the key only wrapped. */
const WorkspaceFile = z.strictObject({
  format: z.literal(1),
  workspaceId: Id,
  kind: WorkspaceKind,
  createdAt: Instant,
  keyProtection: KeyProtection,
  /** Tells a wrong key from a damaged database. */
  keyCheck: z.string(),
  recovery: Sealed,
  passphrase: PassphraseWrap.nullable(),
  training: Sealed.nullable(),
});
export type WorkspaceFile = z.infer<typeof WorkspaceFile>;

/**
 * Protects nothing: it is published here. It lets a practice workspace be tried on a machine that has no key
 * store and without choosing a passphrase. `makeKeys` never uses it for a live workspace, and opening refuses one.
 */
const TRAINING_PASSPHRASE = 'altavoz practice workspace: this key is public and protects nothing';
const PURPOSE = 'workspace key';

export function readWorkspaceFile(directory: string): WorkspaceFile | null {
  const text = readTextFile(path.join(directory, 'workspace.json'));
  return text === null ? null : WorkspaceFile.parse(JSON.parse(text));
}

export function writeWorkspaceFile(directory: string, file: WorkspaceFile): void {
  writePrivateFile(path.join(directory, 'workspace.json'), `${JSON.stringify(file, null, 2)}\n`);
}

export interface NewKeys {
  readonly workspaceId: string;
  readonly kind: z.infer<typeof WorkspaceKind>;
  readonly createdAt: string;
  readonly passphrase: string | null;
  readonly keyStoreAvailable: boolean;
  readonly scryptCost: number;
}

/** Wraps a fresh key; null when a live workspace would be left without protection. */
export async function makeKeys(
  key: Uint8Array,
  wish: NewKeys,
): Promise<{ readonly file: WorkspaceFile; readonly recoveryKey: string } | null> {
  const keyProtection = wish.passphrase !== null ? 'passphrase' : wish.keyStoreAvailable ? 'key_store' : 'training';
  if (keyProtection === 'training' && wish.kind !== 'simulated') return null;
  const recovery = newRecoveryKey();
  const file: WorkspaceFile = {
    format: 1,
    workspaceId: wish.workspaceId,
    kind: wish.kind,
    createdAt: wish.createdAt,
    keyProtection,
    keyCheck: keyCheck(key),
    recovery: seal(deriveKey(recovery.secret, PURPOSE), PURPOSE, key),
    passphrase: wish.passphrase === null ? null : await wrapWithPassphrase(wish.passphrase, PURPOSE, key, wish.scryptCost),
    training: keyProtection === 'training' ? seal(trainingKey(), PURPOSE, key) : null,
  };
  return { file, recoveryKey: recovery.text };
}

export interface KeySources {
  readonly keyStore: KeyStore;
  readonly passphrase: string | null;
  readonly recoveryKey: string | null;
}

/** `needed`: nobody has given what opens it. `wrong`: what was given does not. */
export type UnlockOutcome =
  | { readonly kind: 'key'; readonly key: Buffer; readonly byRecovery: boolean }
  | { readonly kind: 'needed' }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'key_store_silent' };

export async function unlockKey(file: WorkspaceFile, sources: KeySources): Promise<UnlockOutcome> {
  if (sources.recoveryKey !== null) {
    const secret = parseRecoveryKey(sources.recoveryKey);
    return checked(file, secret === null ? null : unseal(deriveKey(secret, PURPOSE), PURPOSE, file.recovery), true);
  }
  if (file.keyProtection === 'training')
    return checked(file, file.training === null ? null : unseal(trainingKey(), PURPOSE, file.training), false);
  if (file.keyProtection === 'passphrase') {
    if (sources.passphrase === null || file.passphrase === null) return { kind: 'needed' };
    return checked(file, await unwrapWithPassphrase(sources.passphrase, PURPOSE, file.passphrase), false);
  }
  return keyFromStore(file, sources.keyStore);
}

async function keyFromStore(file: WorkspaceFile, keyStore: KeyStore): Promise<UnlockOutcome> {
  let text: string | null;
  try {
    text = await keyStore.get(keyEntry(file.workspaceId));
  } catch {
    return { kind: 'key_store_silent' };
  }
  // A locked store reads as empty, so an absent key asks for the recovery key and says which state the store is in.
  if (text === null) return { kind: 'key_store_silent' };
  return checked(file, Buffer.from(text, 'hex'), false);
}

export function keyEntry(workspaceId: string): string {
  return `workspace/${workspaceId}/data-key`;
}

function checked(file: WorkspaceFile, key: Buffer | null, byRecovery: boolean): UnlockOutcome {
  if (key === null) return { kind: 'wrong' };
  const expected = Buffer.from(file.keyCheck);
  const actual = Buffer.from(keyCheck(key));
  return expected.length === actual.length && timingSafeEqual(expected, actual) ? { kind: 'key', key, byRecovery } : { kind: 'wrong' };
}

function keyCheck(key: Uint8Array): string {
  return createHmac('sha256', deriveKey(key, 'key check')).update('altavoz').digest('hex').slice(0, 32);
}

function trainingKey(): Buffer {
  return deriveKey(Buffer.from(TRAINING_PASSPHRASE), 'practice');
}
