import { z } from 'zod';
import { Id, Role } from '../../core/contract/define.ts';
import type { WorkspaceStatus } from '../../core/contract/workspace.ts';
import type { AuditStore } from '../../core/audit/audit-store.ts';
import type { Fence } from '../../core/backup/fence.ts';
import type { HistoryStore } from '../../core/history/history-store.ts';
import type { Actor, AuditLog, ChangeLog, Clock, Ids, Secrets, UnitOfWork } from '../../core/ports/index.ts';
import type { IdentifierHasher } from '../../core/candidates/index.ts';
import { createIdentifierHasher } from '../keystore/identifier-hasher.ts';
import { deriveKey } from '../keystore/sealing.ts';
import { createAuditLog } from './audit-log.ts';
import { createChangeLog, createChangeWriter } from './change-log.ts';
import type { Database } from './database.ts';
import { createFacts, createFence, type Facts } from './facts.ts';
import { createHistoryStore } from './history-store.ts';
import { createUnitOfWork } from './unit-of-work.ts';

const StoredActor = z.object({ id: Id, name: z.string(), role: Role });

type ReadOnly = 'other_process' | 'other_machine';

/** An open workspace: what stores and features are built on. A restore or a new unlock makes another one. */
export interface OpenWorkspace {
  readonly directory: string;
  readonly workspaceId: string;
  readonly kind: 'simulated' | 'live';
  readonly keyProtection: NonNullable<WorkspaceStatus['keyProtection']>;
  readonly installationId: string;
  readonly createdAt: string;
  readonly actor: Actor;
  /** Why nothing may be written; transactions throw `WorkspaceReadOnly`. Null when it may. */
  readonly readOnly: ReadOnly | null;
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly auditLog: AuditLog & AuditStore;
  readonly changeLog: ChangeLog;
  readonly history: HistoryStore;
  readonly fence: Fence;
  readonly secrets: Secrets;
  /** Hashes of people's identifiers; the keyed ones are this workspace's own. */
  readonly hasher: IdentifierHasher;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** A write was tried where none is allowed. `dispatch` answers `workspace.read_only` with the reason. */
export class WorkspaceReadOnly extends Error {
  readonly reason: ReadOnly;
  constructor(reason: ReadOnly) {
    super(`The workspace can only be read: ${reason}`);
    this.name = 'WorkspaceReadOnly';
    this.reason = reason;
  }
}

export interface SessionParts {
  readonly directory: string;
  readonly keyProtection: OpenWorkspace['keyProtection'];
  readonly database: Database;
  readonly key: Uint8Array;
  readonly readOnly: ReadOnly | null;
  /** Throws when another program took the workspace over. */
  readonly assertHeld: () => void;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly ids: Ids;
}

export function auditSealKey(key: Uint8Array): Buffer {
  return deriveKey(key, 'audit seal');
}

/** Builds the session of a database whose facts are written; throws when they are not. */
export function buildSession(parts: SessionParts): OpenWorkspace {
  const { database, clock, ids } = parts;
  const facts = createFacts(database);
  const installationId = fact(facts, 'installation_id');
  const auditLog = createAuditLog({ db: database, clock, sealKey: auditSealKey(parts.key) });
  const writer = createChangeWriter({ db: database, clock, ids, audit: auditLog, installationId });
  const kind = fact(facts, 'kind');
  return {
    directory: parts.directory,
    workspaceId: fact(facts, 'workspace_id'),
    kind: kind === 'live' ? 'live' : 'simulated',
    keyProtection: parts.keyProtection,
    installationId,
    createdAt: fact(facts, 'created_at'),
    actor: StoredActor.parse(JSON.parse(fact(facts, 'actor'))),
    readOnly: parts.readOnly,
    database,
    unitOfWork: guarded(createUnitOfWork(database), parts),
    auditLog,
    changeLog: createChangeLog(writer, auditLog),
    history: createHistoryStore(database, writer),
    fence: createFence(facts, auditLog),
    secrets: parts.secrets,
    hasher: createIdentifierHasher(parts.key),
    clock,
    ids,
  };
}

function guarded(inner: UnitOfWork, parts: SessionParts): UnitOfWork {
  function assertWritable(): void {
    if (parts.readOnly !== null) throw new WorkspaceReadOnly(parts.readOnly);
    parts.assertHeld();
  }
  return {
    transaction(work) {
      assertWritable();
      return inner.transaction(work);
    },
    durable(work) {
      assertWritable();
      return inner.durable(work);
    },
  };
}

function fact(facts: Facts, name: Parameters<Facts['get']>[0]): string {
  const value = facts.get(name);
  if (value === null) throw new Error(`The database does not say its ${name}`);
  return value;
}
