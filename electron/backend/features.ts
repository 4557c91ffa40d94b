import { createAudit } from '../../core/audit/index.ts';
import { createClients, createClientUndoable } from '../../core/clients/index.ts';
import { createHistory } from '../../core/history/index.ts';
import { createHome } from '../../core/home/index.ts';
import { ok } from '../../core/kernel/result.ts';
import { networkModules } from '../../adapters/networks/registry.ts';
import { isTimeZone } from '../../adapters/system/clock.ts';
import { createBackgroundWork } from './background-work.ts';
import { composeAccounts } from './compose-accounts.ts';
import { composePublishing } from './compose-publishing.ts';
import { composeSegments } from './compose-segments.ts';
import { composeVacancies } from './compose-vacancies.ts';
import type { HandlerTable } from './dispatch.ts';
import { basisOf, type FeatureOptions } from './feature-basis.ts';
import { composePeople } from './people.ts';
import { simulatorHandlers } from './simulator-handlers.ts';

export type { FeatureOptions } from './feature-basis.ts';

/** Everything that an open workspace can do. */
export interface Features {
  readonly handlers: HandlerTable;
  startScheduler(): void;
  power(state: 'suspend' | 'resume'): void;
  knownMarkers(): ReadonlySet<string>;
  stop(): Promise<void>;
}

/** Topics that screens of an object type read. */
const TOPICS_OF: Readonly<Record<string, readonly string[]>> = {
  vacancy: ['vacancies', 'clients', 'home', 'plans', 'checks', 'changes'],
  plan_object: ['plans', 'checks', 'changes', 'home', 'vacancies'],
  template: ['templates'],
  flow: ['flows'],
  candidate_import: ['candidates', 'privacy', 'audiences', 'leads'],
  client: ['clients', 'accounts'],
  segmentation: ['segments'],
  exchange_rate: ['exchange', 'flows', 'checks', 'changes'],
  schedule: ['schedules'],
};

export function composeFeatures(options: FeatureOptions): Features {
  const basis = basisOf(options);
  const { open, hub, stores, shared, system } = basis;
  const { clock, unitOfWork, auditLog: audit } = open;

  const accounts = composeAccounts(basis);
  const intake = composeVacancies(basis, accounts);
  const { vacancies, feeds } = intake;
  const segmentation = composeSegments(basis, accounts);
  const people = composePeople({
    open,
    hub,
    stores,
    places: intake.places,
    reader: intake.reader,
    ports: accounts.ports,
    clientFacts: accounts.clientFact,
    accountRef: accounts.accountFacts.get,
    reachable: accounts.reachableAccounts,
    segmentMembers: segmentation.membersOf,
  });
  if (open.readOnly === null) {
    // What an import left behind when the program ended in the middle of it.
    unitOfWork.transaction(() => stores.candidates.staging.discardAll());
    people.privacy.settleForgotten(system);
  }
  const campaigns = composePublishing(basis, { accounts, vacancies: intake, wake: () => background.wake() });
  const { results, exchange, planning, publishing, sync, schedules, reconnecting } = campaigns;
  const background = createBackgroundWork(basis, { vacancies: intake, people, publishing: campaigns });
  const home = createHome({
    store: stores.home,
    clock,
    timeZone: () => stores.clients.list()[0]?.fields.timeZone ?? 'America/Bogota',
    versionEnds: () => networkModules.flatMap(({ description: { apiVersionEndsOn: day } }) => (day === null ? [] : [day])),
  });
  const syncHandlers = {
    ...sync.handlers,
    async run(...[input, context]: Parameters<typeof sync.handlers.run>) {
      const answer = await sync.handlers.run(input, context);
      planning.refreshFigures();
      publishing.lookAtCanaries(system);
      background.keepVacancies();
      return answer;
    },
  };

  const handlers: HandlerTable = {
    ...(planning.handlers as unknown as HandlerTable), // typed by the contract where they are made
    vacancies: vacancies as unknown as HandlerTable[string], // as above, and so on below
    candidates: people.candidates as unknown as HandlerTable[string],
    privacy: people.privacy as unknown as HandlerTable[string],
    audiences: people.audiences as unknown as HandlerTable[string],
    conversions: people.conversions as unknown as HandlerTable[string],
    leads: people.leads as unknown as HandlerTable[string],
    feeds: feeds as unknown as HandlerTable[string], // as above
    segments: segmentation.handlers,
    publishing: publishing.handlers,
    schedules: schedules.handlers,
    sync: syncHandlers,
    results: results.handlers,
    home: home.handlers,
    audit: createAudit({ store: audit, clock, checkpoint: options.auditCheckpoint }),
    clients: createClients({ ...shared, store: stores.clients, accounts: stores.accounts, vacancies: stores.vacancies, isTimeZone }),
    accounts: reconnecting(accounts.accountHandlers),
    history: createHistory({
      store: open.history,
      unitOfWork,
      audit,
      topics: hub,
      undoables: [
        vacancies.undoable,
        people.candidates.undoable,
        segmentation.undoable,
        ...planning.undoables,
        exchange.undoable,
        schedules.undoable,
        createClientUndoable({ store: stores.clients, accounts: stores.accounts, vacancies: stores.vacancies }),
      ],
      topicsOf: (type) => TOPICS_OF[type] ?? [],
    }),
    connections: accounts.connections.handlers,
    networks: { rates: () => ok({ rates: accounts.rates() }) },
    exchange: exchange.handlers,
    simulators: simulatorHandlers(basis, accounts.directory, () => {
      background.keepSchedules();
      background.wake();
    }),
  };

  return {
    handlers,
    startScheduler: background.start,
    power: (state) => {
      if (state === 'resume') background.resume();
    },
    knownMarkers: () => new Set(stores.cross.markers()),
    async stop() {
      background.stop();
      await accounts.connections.stop();
      // What was pasted and never connected; a key store that is locked now is asked again at the next start.
      if (open.readOnly === null) await accounts.pending.sweep().catch((cause: unknown) => options.logError('sign-in', 'accounts', cause));
      await background.settled();
      await accounts.images.close();
      stores.vacancies.staging.discardAll();
    },
  };
}
