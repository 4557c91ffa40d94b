import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { createAuditLog } from '../../../adapters/storage/audit-log.ts';
import { createChangeLog, createChangeWriter, type ChangeWriter } from '../../../adapters/storage/change-log.ts';
import { openDatabase, type Database } from '../../../adapters/storage/database.ts';
import { migrations, type Migration } from '../../../adapters/storage/migrations/index.ts';
import { migrate } from '../../../adapters/storage/migrations/runner.ts';
import { createUnitOfWork } from '../../../adapters/storage/unit-of-work.ts';
import { createIds } from '../../../adapters/system/ids.ts';
import type { CallContext, ChangeLog, Clock, Ids, UnitOfWork } from '../../../core/ports/index.ts';

export const someone: CallContext = {
  actor: { id: '01890000-0000-7000-8000-000000000001', name: 'Prueba', role: 'admin' },
  carrier: 'test',
  taskId: null,
};
export const installationId = '01890000-0000-7000-8000-0000000000aa';

/** A folder that is gone when the test is. */
export function scratchFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'altavoz-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Stands still until moved. */
export function fixedClock(startIso = '2026-11-21T15:00:00.000Z'): Clock & { advance(ms: number): void } {
  let now = Date.parse(startIso);
  return {
    nowMs: () => now,
    nowIso: () => new Date(now).toISOString(),
    today: (timeZone) => new Intl.DateTimeFormat('en-CA', { timeZone }).format(now),
    sleep: () => Promise.resolve(),
    advance: (ms) => {
      now += ms;
    },
  };
}

export interface ScratchDatabase {
  readonly folder: string;
  readonly file: string;
  readonly keyHex: string;
  readonly database: Database;
  readonly clock: ReturnType<typeof fixedClock>;
  readonly ids: Ids;
  readonly unitOfWork: UnitOfWork;
  readonly auditLog: ReturnType<typeof createAuditLog>;
  readonly writer: ChangeWriter;
  readonly changeLog: ChangeLog;
  readonly sealKey: Uint8Array;
}

/** A real encrypted file with the whole schema (or the one given) and the ports that stores need. */
export function scratchDatabase(
  options: { readonly folder?: string; readonly keyHex?: string; readonly steps?: readonly Migration[] } = {},
): ScratchDatabase {
  const folder = options.folder ?? scratchFolder();
  const keyHex = options.keyHex ?? randomBytes(32).toString('hex');
  const file = path.join(folder, 'altavoz.db');
  const clock = fixedClock();
  const ids = createIds(() => clock.nowMs());
  const database = openDatabase({ file, keyHex });
  onTestFinished(() => {
    if (database.open) database.close();
  });
  migrate(database, options.steps ?? migrations, { clock, backup: () => undefined });
  const unitOfWork = createUnitOfWork(database);
  const sealKey = Buffer.from(keyHex, 'hex');
  const auditLog = createAuditLog({ db: database, clock, sealKey });
  const writer = createChangeWriter({ db: database, clock, ids, audit: auditLog, installationId });
  return {
    folder,
    file,
    keyHex,
    database,
    clock,
    ids,
    unitOfWork,
    auditLog,
    writer,
    changeLog: createChangeLog(writer, auditLog),
    sealKey,
  };
}
