import path from 'node:path';
import { onTestFinished } from 'vitest';
import { createVacancyReader, loadPlaces } from '../../adapters/intake/index.ts';
import { createImageRenderer } from '../../adapters/images/renderer.ts';
import { networkModules, type NetworkPorts } from '../../adapters/networks/registry.ts';
import { openBooks } from '../../adapters/simulators/books.ts';
import { startSimulators } from '../../adapters/simulators/host.ts';
import { createConversionStore } from '../../adapters/storage/conversion-sql-store.ts';
import { createLeadStore } from '../../adapters/storage/lead-sql-store.ts';
import { createConversions } from '../../core/conversions/index.ts';
import { createLeads } from '../../core/leads/index.ts';
import type { AccountRef, ConversionNetwork, LeadNetwork } from '../../core/ports/index.ts';
import { candidateDesk, clientId, root, type CandidateDeskOptions } from './candidate-desk.ts';

export interface Lane {
  readonly network: string;
  readonly account: AccountRef;
  readonly conversions: ConversionNetwork | null;
  readonly leads: LeadNetwork | null;
}

export const laneAccount = (network: string): string => {
  const index = networkModules.findIndex(({ id }) => id === network);
  return `01890000-0000-7000-8000-0000000000${(0xa0 + index).toString(16)}`;
};

/** Candidates, outcomes and leads over one real database, with the networks that a test hands over. */
export function applicantDesk(given: readonly Lane[], options: CandidateDeskOptions = {}) {
  const lanes: Lane[] = [];
  const clicks = new Map<string, string>();
  function addLane(lane: Lane): void {
    lanes.push(lane);
    if (lane.conversions !== null) clicks.set(lane.network, lane.conversions.conversions.clickParameter);
  }
  for (const lane of given) addLane(lane);
  const desk = candidateDesk(options);
  const { clock, ids, unitOfWork, ledger, topics, clientFacts, hasher, forgotten, database } = desk;
  const places = loadPlaces(path.join(root, 'resources/places'));
  const shared = { clock, ids, unitOfWork, ledger, topics, clientFacts, hasher, forgotten };
  const retention = (id: string) => desk.store.retention(id);
  const store = createConversionStore(database);
  const leadStore = createLeadStore(database);
  const own = (id: string | null) => (id === null || id === clientId ? lanes : []);
  const shown = ({ account, network }: Lane) => ({ account, network, accountName: network, clientId });
  const conversions = createConversions({
    ...shared,
    store,
    retention,
    reader: createVacancyReader({ workerUrl: null }),
    countryOf: (text) => places.country(text),
    maySend: () => desk.gate.open,
    clicks,
    lanes: (id) => own(id).flatMap((lane) => (lane.conversions === null ? [] : [{ ...shown(lane), conversions: lane.conversions }])),
  });
  const leads = createLeads({
    ...shared,
    store: leadStore,
    retention,
    places,
    candidates: desk.candidates,
    mayWrite: () => true,
    lanes: (id) => own(id).flatMap((lane) => (lane.leads === null ? [] : [{ ...shown(lane), leads: lane.leads }])),
  });
  desk.traces.push(conversions.traces, leads.traces);
  return { ...desk, conversions, leads, conversionStore: store, addLane, lanes };
}

/** All simulated networks over real HTTP, with their books in the workspace's folder, and a clock that moves both. */
export async function simulatedDesk(switches: Readonly<Record<string, boolean>> = {}) {
  const desk = applicantDesk([]);
  // Some networks check what clients sign with the machine's own time, so that is where both clocks begin.
  desk.clock.advance(Date.now() - desk.clock.nowMs());
  const directory = path.join(desk.folder, 'simulators');
  const host = await startSimulators({
    networks: networkModules.map((module) => module.createSimulator),
    directory,
    seed: 7,
    port: 0,
    switches,
    realNowMs: () => Date.now(),
    logLimit: 20_000,
  });
  onTestFinished(() => host.close());
  const secrets = new Map(networkModules.map((module) => [`${module.id}/1`, module.simulatedAccounts[0]?.secret ?? '']));
  const ledger = new Map<string, string>();
  for (const module of networkModules) {
    const ports: NetworkPorts = module.create({
      secrets: {
        get: (name) => Promise.resolve(secrets.get(name) ?? null),
        set: (name, value) => (secrets.set(name, value), Promise.resolve()),
        delete: (name) => Promise.resolve(secrets.delete(name)),
      },
      clock: desk.clock,
      rates: { read: (scope) => ledger.get(scope) ?? null, write: (scope, state) => void ledger.set(scope, state) },
      images: createImageRenderer(),
      simulatorUrl: host.urls.get(module.id) ?? null,
    });
    const seed = module.simulatedAccounts[0];
    if (seed === undefined) throw new Error(`${module.id} has no account to try`);
    const account: AccountRef = {
      accountId: laneAccount(module.id),
      remoteId: seed.remoteId,
      currency: seed.currency,
      timeZone: seed.timeZone,
      country: 'CO',
      secretName: `${module.id}/1`,
      settings: { ...seed.settings },
    };
    desk.addLane({ network: module.id, account, conversions: ports.conversions, leads: ports.leads });
  }
  const advance = (ms: number): void => {
    desk.clock.advance(ms);
    host.advance(ms);
  };
  // Who waits for a report or a quota waits on this clock: time passes for both.
  Object.assign(desk.clock, { sleep: (ms: number) => Promise.resolve(advance(ms)) });
  return { ...desk, host, advance, counted: (network: string) => countedBy(directory, network) };
}

/** Events that a network counts, from its own books. */
function countedBy(directory: string, network: string): number {
  const books = openBooks(path.join(directory, `${network}.jsonl`));
  try {
    return ['event', 'conversion', 'conversions'].reduce((sum, name) => sum + books.all(name).length, 0);
  } finally {
    books.close();
  }
}
