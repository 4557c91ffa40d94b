import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { AuditMark } from '../../core/audit/audit-store.ts';
import { Id } from '../../core/contract/index.ts';
import type { KeyStore } from '../keystore/key-store.ts';
import { readTextFile, writePrivateFile } from '../keystore/private-file.ts';
import { deriveKey, seal, Sealed, unseal } from '../keystore/sealing.ts';

const Checkpoint = z.strictObject({ sequence: z.number().int(), hash: z.string(), at: z.string(), signature: z.string() });
const MachineRecord = z.strictObject({ installationId: Id, epoch: z.number().int(), audit: Checkpoint.nullable() });

/**
 * What this machine remembers of a workspace outside of its database: who it is, how far it had come (`epoch`), and
 * where the audit chain stood. A database that knows less was restored; one of another installation was copied.
 */
export type MachineRecord = z.infer<typeof MachineRecord>;

export interface MachineStore {
  read(): Promise<MachineRecord | null>;
  write(record: MachineRecord): Promise<void>;
}

export function createKeyStoreMachine(keyStore: KeyStore, workspaceId: string): MachineStore {
  const name = `workspace/${workspaceId}/machine`;
  return {
    async read() {
      const text = await keyStore.get(name);
      return text === null ? null : MachineRecord.parse(JSON.parse(text));
    },
    write: (record) => keyStore.set(name, JSON.stringify(record)),
  };
}

/** Without a key store: a sealed file, for a live workspace outside of its folder, so that a copy of the folder leaves it behind. */
export function createFileMachine(file: string, workspaceKey: Uint8Array): MachineStore {
  const key = deriveKey(workspaceKey, 'machine');
  return {
    async read() {
      const text = readTextFile(file);
      if (text === null) return null;
      const plain = unseal(key, 'machine', Sealed.parse(JSON.parse(text)));
      return plain === null ? null : MachineRecord.parse(JSON.parse(plain.toString('utf8')));
    },
    async write(record) {
      writePrivateFile(file, JSON.stringify(seal(key, 'machine', Buffer.from(JSON.stringify(record)))));
    },
  };
}

export function signCheckpoint(mark: AuditMark, at: string, key: Uint8Array): z.infer<typeof Checkpoint> {
  return { sequence: mark.sequence, hash: mark.hash, at, signature: signature(mark, at, key) };
}

/** The remembered mark; null when there is none or somebody else wrote it. */
export function trustedCheckpoint(record: MachineRecord | null, key: Uint8Array): AuditMark | null {
  const stored = record?.audit ?? null;
  if (stored === null) return null;
  const expected = Buffer.from(signature(stored, stored.at, key));
  const actual = Buffer.from(stored.signature);
  return expected.length === actual.length && timingSafeEqual(expected, actual) ? { sequence: stored.sequence, hash: stored.hash } : null;
}

function signature(mark: AuditMark, at: string, key: Uint8Array): string {
  return createHmac('sha256', key).update(`audit checkpoint ${mark.sequence} ${mark.hash} ${at}`).digest('hex');
}
