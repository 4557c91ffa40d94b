import { existsSync } from 'node:fs';
import path from 'node:path';
import { networkModules } from '../../adapters/networks/registry.ts';
import { startSimulators } from '../../adapters/simulators/host.ts';
import type { SimObject, SimState } from '../../adapters/simulators/types.ts';
import { createOsKeyStore } from '../../adapters/keystore/os-key-store.ts';
import { createWorkspaceManager, migrations } from '../../adapters/storage/index.ts';
import { createStores } from '../../adapters/storage/stores.ts';
import { createSystemClock } from '../../adapters/system/clock.ts';
import { createIds } from '../../adapters/system/ids.ts';
import { dataDirectory } from '../../electron/backend/directories.ts';

/** The networks' own books against what the workspace holds, after everything was said to be settled. A process of its own: `node kill-judge.ts WORKSPACE BOOKS [settled] [made]`. */
export interface Verdict {
  readonly violations: readonly string[];
  readonly remote: number;
  readonly active: number;
  readonly audit: number;
}

interface Held {
  readonly level: string;
  readonly network: string;
  readonly marker: string;
  readonly remote_id: string;
  readonly base_status: string | null;
  readonly content_hash: string;
  readonly lifecycle: string;
  readonly approved: number;
}

const LEVELS = [
  ['campaign', 'campaigns'],
  ['ad_group', 'adGroups'],
  ['ad', 'ads'],
] as const;

/**
 * `settled`: publishing said that everything is done, so nothing that could go may be left. `made`: from a file that nobody may
 * refuse. `networks`: those that were published on; null: all.
 */
export async function judge(
  workspace: string,
  books: string,
  settled: boolean,
  made: boolean,
  networks: readonly string[] | null = null,
): Promise<Verdict> {
  const violations: string[] = [];
  const states = new Map<string, SimState>();
  if (existsSync(books)) {
    const host = await startSimulators({
      networks: networkModules.map((network) => network.createSimulator),
      directory: books,
      seed: 1,
      port: 0,
      switches: {},
      realNowMs: () => Date.now(),
      logLimit: 10,
    });
    for (const [id, network] of host.networks) states.set(id, network.state());
    await host.close();
  }
  const clock = createSystemClock();
  const manager = createWorkspaceManager({
    directory: workspace,
    stateDirectory: path.join(dataDirectory(), 'state'),
    keyStore: createOsKeyStore(),
    systemClock: clock,
    clockOf: () => clock,
    ids: createIds(),
    migrations,
    programVersion: 'kill-judge',
    environmentPassphrase: null,
    whenInUse: 'refuse',
  });
  const opened = await manager.open();
  if (!opened.ok) throw new Error(`The workspace does not open: ${opened.error.code}`);
  const open = opened.value;
  try {
    if (open.readOnly !== null) violations.push(`the workspace is read-only: ${open.readOnly}`);
    if (open.fence.reason() !== null) violations.push(`a kill raised the fence: ${open.fence.reason()}`);
    const quick = open.database.pragma('quick_check', { simple: true });
    if (quick !== 'ok') violations.push(`quick_check: ${String(quick)}`);
    const audit = open.auditLog.verify(await manager.auditCheckpoint());
    if (!audit.intact) violations.push(`the audit chain breaks at ${audit.brokenAt}`);
    const openSteps = open.database
      .prepare<[], { state: string; count: number }>(
        "SELECT state, count(*) AS count FROM publish_step WHERE state NOT IN ('confirmed', 'rejected', 'cancelled') GROUP BY state",
      )
      .all();
    for (const row of openSteps) violations.push(`${row.count} steps are left ${row.state}`);
    const rejected = open.database.prepare<[], number>("SELECT count(*) FROM publish_step WHERE state = 'rejected'").pluck().get() ?? 0;
    // A refused ad of a real file is nobody's fault, and is no reason to look for it among those left behind.
    if (made && rejected > 0) {
      const why = open.database
        .prepare<[], { network: string; kind: string; failure: string }>(
          "SELECT network, kind, failure FROM publish_step WHERE state = 'rejected' LIMIT 3",
        )
        .all()
        .map((row) => `${row.network} ${row.kind}: ${row.failure.slice(0, 300)}`);
      violations.push(`${rejected} steps were rejected: the made file holds nothing that a network may refuse. ${why.join(' · ')}`);
    }
    if (settled) {
      const left =
        open.database
          .prepare<[string | null], number>(
            `SELECT count(*) FROM plan_object a JOIN plan_object g ON g.id = a.parent_id JOIN plan_object c ON c.id = a.campaign_id
             WHERE a.level = 'ad' AND NOT EXISTS (SELECT 1 FROM publish_step s WHERE s.object_id = a.id AND s.state = 'rejected') AND a.mark NOT IN ('none', 'incoming') AND a.errors + g.errors + c.errors = 0
             AND a.network IN (SELECT value FROM json_each(coalesce(?, (SELECT json_group_array(network) FROM plan_object))))`,
          )
          .pluck()
          .get(networks === null ? null : JSON.stringify(networks)) ?? 0;
      if (left > 0) violations.push(`${left} ads without an error were left behind`);
    }
    const held = open.database
      .prepare<[], Held>(
        `SELECT o.level, o.network, o.marker, o.remote_id, json_extract(x.base, '$.status') AS base_status, o.content_hash, o.lifecycle,
           EXISTS (SELECT 1 FROM publish_object p WHERE p.object_id = o.id AND p.hash = o.content_hash) AS approved
         FROM plan_object o JOIN plan_content x USING (n) WHERE o.remote_id IS NOT NULL`,
      )
      .all();
    const known = new Set(createStores(open.database).cross.markers());
    let remote = 0;
    let active = 0;
    for (const network of new Set([...states.keys(), ...held.map((object) => object.network)])) {
      const state = states.get(network) ?? { campaigns: [], adGroups: [], ads: [] };
      for (const [level, list] of LEVELS) {
        // Where nothing was published an edit still waits for its turn: what is active there is what an earlier run approved.
        const untouched = networks !== null && !networks.includes(network);
        const own = held
          .filter((object) => object.network === network && object.level === level)
          .map((object) => (untouched ? { ...object, approved: 1 } : object));
        remote += compare(`${network} ${level}`, state[list], own, known, violations);
        active += state[list].filter((object) => object.configured === 'active').length;
      }
    }
    return { violations, remote, active, audit: audit.entries };
  } finally {
    await manager.close();
  }
}

/** Both ways: what the books hold is known and stands as the plan believes, and what the plan believes is in the books. */
function compare(
  where: string,
  books: readonly SimObject[],
  own: readonly Held[],
  known: ReadonlySet<string>,
  violations: string[],
): number {
  const living = books.filter((object) => object.status !== 'archived');
  const byId = new Map(living.map((object) => [bareId(object.id), object]));
  const markers = new Map<string, number>();
  for (const object of living) {
    if (object.marker === null || !known.has(object.marker))
      violations.push(`${where} ${object.id}: an orphan, nobody here knows its marker`);
    else markers.set(object.marker, (markers.get(object.marker) ?? 0) + 1);
  }
  for (const [marker, count] of markers) if (count > 1) violations.push(`${where} ${marker}: made ${count} times`);
  const claimed = new Set(own.map((object) => bareId(object.remote_id)));
  for (const object of living)
    if (!claimed.has(bareId(object.id)))
      violations.push(`${where} ${object.id} (${object.marker ?? 'no marker'}): lives there, the plan does not know its id`);
  for (const object of own) {
    if (object.base_status === 'archived') continue;
    const found = byId.get(bareId(object.remote_id));
    if (found === undefined) violations.push(`${where} ${object.marker}: the plan holds it as made, the books do not`);
    else if (found.configured !== object.base_status)
      violations.push(`${where} ${object.marker}: ${found.configured} there, ${object.base_status} here`);
    else if (found.configured === 'active' && object.approved !== 1)
      violations.push(`${where} ${object.marker}: active with content that no run approved`);
    if (object.lifecycle === 'publishing') violations.push(`${where} ${object.marker}: still said to be publishing`);
  }
  return living.length;
}

/** Google names an ad by its ad group and its own number; its books by the number. */
function bareId(id: string): string {
  return id.slice(id.lastIndexOf('~') + 1);
}

if (process.argv[1] === import.meta.filename) {
  const [, , workspace, books, ...flags] = process.argv;
  if (workspace === undefined || books === undefined) throw new Error('node kill-judge.ts WORKSPACE BOOKS [settled] [made]');
  process.stdout.write(`${JSON.stringify(await judge(workspace, books, flags.includes('settled'), flags.includes('made')))}\n`);
}
