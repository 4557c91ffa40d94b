import { statfsSync } from 'node:fs';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { networkModules } from '../../adapters/networks/registry.ts';
import type { WorkspaceManager } from '../../adapters/storage/index.ts';
import type { SimulatorHub } from './simulator-hub.ts';

type Level = 'ok' | 'warning' | 'error';
interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly level: Level;
  readonly details: Record<string, string | number | boolean | null>;
}

const LEAST_FREE_BYTES = 500 * 1024 * 1024;
const WARN_DAYS_BEFORE_SUNSET = 60;

/** What works on this machine, for the health screen and the command line. Reads only; asks no network. */
export async function doctor(deps: {
  readonly manager: WorkspaceManager;
  readonly version: string;
  readonly simulators: SimulatorHub | null;
}) {
  const status = await deps.manager.status();
  const checks: Check[] = [];
  const add = (name: string, level: Level, details: Check['details']): void =>
    void checks.push({ name, ok: level === 'ok', level, details });

  const major = Number(process.versions.node.split('.')[0]);
  add('node', major >= 24 ? 'ok' : 'error', { version: process.versions.node });
  add('workspace', status.state === 'open' ? 'ok' : 'warning', { state: status.state, kind: status.kind });
  add('key_store', status.keyStore === 'available' ? 'ok' : 'warning', { state: status.keyStore, protection: status.keyProtection });
  if (status.keyProtection === 'training') add('practice_key', 'warning', { simulatedOnly: true });
  if (status.readOnly !== null) add('read_only', 'error', { reason: status.readOnly });
  const place = existsSync(status.directory) ? status.directory : path.parse(status.directory).root;
  const disk = statfsSync(place);
  const free = disk.bavail * disk.bsize;
  add('disk', free > LEAST_FREE_BYTES ? 'ok' : 'warning', { freeMegabytes: Math.round(free / 1_048_576) });
  const open = deps.manager.current();
  if (open !== null) {
    const integrity = open.database.pragma('quick_check(1)', { simple: true });
    add('database', integrity === 'ok' ? 'ok' : 'error', { integrity: String(integrity) });
    const newest = deps.manager.backups.list().find((backup) => backup.verified);
    add('backup', newest === undefined ? 'warning' : 'ok', { newest: newest?.createdAt ?? null });
  }
  for (const { id, description } of networkModules) {
    const endsOn = description.apiVersionEndsOn;
    const daysLeft = endsOn === null ? null : Math.floor((Date.parse(endsOn) - Date.parse(status.now)) / 86_400_000);
    add(`api_${id}`, daysLeft === null || daysLeft > WARN_DAYS_BEFORE_SUNSET ? 'ok' : daysLeft > 0 ? 'warning' : 'error', {
      version: description.apiVersion,
      endsOn,
      daysLeft,
    });
  }
  if (status.kind === 'simulated')
    add('simulators', deps.simulators === null ? 'error' : 'ok', { address: deps.simulators?.controlUrl ?? null });
  return { checks, programVersion: deps.version, node: process.versions.node, platform: `${process.platform}-${process.arch}` };
}
