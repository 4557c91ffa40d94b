import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { publishingNetworks } from '../../adapters/networks/registry.ts';
import type { Passage } from './fault-proxy.ts';
import { openKillEngine, type KillEngine } from './kill-engine.ts';
import { openKillField, type KillField } from './kill-field.ts';
import { judge } from './kill-judge.ts';
import { root } from './kill-program.ts';
import type { Template } from './kill-template.ts';

export interface RoadTrip {
  readonly folder: string;
  readonly template: Template;
  readonly passage: () => Passage;
  readonly networks?: readonly string[];
  readonly switches?: Readonly<Record<string, boolean>>;
  /** What happens besides a publish; by default it is published and then read back. */
  readonly drive?: (engine: KillEngine, field: KillField, networks: readonly string[]) => Promise<void>;
}

/** One publish of the real engine over the real adapters and a bad road; what the networks' books have against it, and how much they hold. */
export async function publishOverRoad(trip: RoadTrip): Promise<{ readonly violations: readonly string[]; readonly remote: number }> {
  const place = mkdtempSync(path.join(trip.folder, 'trip-'));
  const workspace = path.join(place, 'workspace');
  cpSync(path.join(trip.folder, trip.template), workspace, { recursive: true });
  const books = path.join(workspace, 'simulators');
  const networks = trip.networks ?? publishingNetworks.map((network) => network.id);
  const field = await openKillField(books, trip.passage, trip.switches);
  try {
    const engine = await openKillEngine({ workspace, control: field.control, resources: path.join(root, 'resources') });
    const violations: string[] = [];
    try {
      if (trip.drive === undefined) {
        await engine.publish(networks);
        const differences = await engine.differences();
        if (differences > 0) violations.push(`${differences} objects are other on the networks than the plan believes`);
      } else await trip.drive(engine, field, networks);
    } finally {
      await engine.close();
    }
    await field.close();
    const verdict = await judge(workspace, books, true, true, networks);
    return { violations: [...violations, ...verdict.violations], remote: verdict.remote };
  } finally {
    await field.close().catch(() => undefined);
    rmSync(place, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** A folder with the templates in it, and a home that the program may write to. */
export function withoutKeyStore(folder: string): () => void {
  const before = { ...process.env };
  for (const name of ['DBUS_SESSION_BUS_ADDRESS', 'DISPLAY', 'WAYLAND_DISPLAY']) delete process.env[name];
  Object.assign(process.env, { XDG_DATA_HOME: path.join(folder, 'data'), XDG_CONFIG_HOME: path.join(folder, 'config') });
  return () => void (process.env = before);
}
