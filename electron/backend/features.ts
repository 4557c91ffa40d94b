import path from 'node:path';
import { createAudit } from '../../core/audit/index.ts';
import { createPlanning } from '../../core/changes/index.ts';
import { accountRef, createAccounts, createClients, createClientUndoable, type AccountRecord } from '../../core/clients/index.ts';
import { createConnections } from '../../core/connections/index.ts';
import { createExchange } from '../../core/exchange/index.ts';
import { createFeeds } from '../../core/feeds/index.ts';
import { createHistory } from '../../core/history/index.ts';
import { createHome } from '../../core/home/index.ts';
import { addDays } from '../../core/kernel/days.ts';
import { money } from '../../core/kernel/money.ts';
import { ok, refuse, type Json } from '../../core/kernel/result.ts';
import type { AccountRef, CallContext } from '../../core/ports/index.ts';
import { createPublishing, createScheduler, type AccountDirectory } from '../../core/publishing/index.ts';
import { createResults } from '../../core/results/index.ts';
import { createSegments, createTraitGuard, featureRows } from '../../core/segmentation/index.ts';
import { createSchedules } from '../../core/schedules/index.ts';
import { createSync } from '../../core/sync/index.ts';
import { checkLinks, createVacancies } from '../../core/vacancies/index.ts';
import {
  createFeedSource,
  createLinkProbe,
  createTableWriter,
  createVacancyReader,
  loadPayRules,
  loadPlaces,
} from '../../adapters/intake/index.ts';
import { JOB_BOARD } from '../../adapters/simulators/job-board.ts';
import { createImageRenderer } from '../../adapters/images/renderer.ts';
import { networkModules, type NetworkPorts } from '../../adapters/networks/registry.ts';
import { createSignInDoor } from '../../adapters/sign-in/door.ts';
import { createClusterEngine } from '../../adapters/segmentation/index.ts';
import { createVacancySource } from '../../adapters/storage/plan-vacancies.ts';
import { createStores } from '../../adapters/storage/stores.ts';
import type { OpenWorkspace } from '../../adapters/storage/index.ts';
import { readRuleFiles } from '../../adapters/storage/check-rule-files.ts';
import { readSegmentRules } from '../../adapters/storage/segment-rule-files.ts';
import { isTimeZone } from '../../adapters/system/clock.ts';
import { createZones } from '../../adapters/system/zones.ts';
import type { AuditMark } from '../../core/audit/index.ts';
import type { HandlerTable } from './dispatch.ts';
import { composePeople } from './people.ts';
import { createSchedulePerformer } from './perform-schedule.ts';
import type { SimulatorHub } from './simulator-hub.ts';
import type { EventHub } from './topics.ts';

export interface FeatureOptions {
  readonly open: OpenWorkspace;
  readonly hub: EventHub;
  /** Null in a live workspace. */
  readonly simulators: SimulatorHub | null;
  readonly resourcesRoot: string;
  readonly readerWorker: URL;
  readonly clusterWorker: URL;
  /** Without it pictures are drawn in this thread. */
  readonly drawingWorker?: URL | null;
  readonly auditCheckpoint: () => Promise<AuditMark | null>;
  readonly logError: (reference: string, place: string, cause: unknown) => void;
  readonly say: (language: 'es' | 'en', key: string, values: { readonly [name: string]: Json }) => string;
}

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
/** What is usual for a client is what it spent over so many days. */
const SPEND_DAYS = 14;
const VACANCY_CHECK_MS = 60_000;
const PEOPLE_CHECK_MS = 3_600_000;
/** A file that is dropped is proposed within a minute: it waits one look, at most, and is quiet for two seconds before it. */
const FEED_CHECK_MS = 15_000;
/** Due schedules begin within this, on a machine that is awake. */
const SCHEDULE_CHECK_MS = 5_000;

export function composeFeatures(options: FeatureOptions): Features {
  const { open, hub, simulators } = options;
  const { clock, ids, unitOfWork, changeLog, auditLog: audit, secrets } = open;
  const stores = createStores(open.database);
  const shared = { clock, ids, unitOfWork, changeLog, audit, topics: hub };
  const system: CallContext = { actor: open.actor, carrier: 'scheduler', taskId: null };

  const images = createImageRenderer({ workerUrl: options.drawingWorker ?? null });
  // A simulated workspace may not even hold an adapter that could reach the real network.
  const reachable = networkModules.filter((module) => open.kind === 'live' || simulators?.urls.get(module.id) !== undefined);
  const ports: ReadonlyMap<string, NetworkPorts> = new Map(
    reachable.map((module) => [
      module.id,
      module.create({
        secrets,
        clock,
        rates: stores.rates,
        images,
        simulatorUrl: open.kind === 'live' ? null : (simulators?.urls.get(module.id) ?? null),
      }),
    ]),
  );
  const networks = new Map([...ports].map(([id, one]) => [id, one.ads]));

  const connections = createConnections({
    ...shared,
    networks: ports,
    door: createSignInDoor(signInPage(options.say)),
    secrets,
    countBySecret: (name) => stores.accounts.countBySecret(name),
    practiceApp: (id) => (open.kind === 'simulated' ? (networkModules.find((module) => module.id === id)?.simulatedApp ?? null) : null),
    failed: (cause) => options.logError('sign-in', 'connections', cause),
  });

  // A key store that is locked now is asked again at the next start.
  if (open.readOnly === null) void connections.sweep().catch((cause: unknown) => options.logError('sign-in', 'connections', cause));

  const clientFact = (id: string) => {
    const record = stores.clients.get(id);
    return record === null ? null : { id, ...record.fields };
  };
  const refOf = (record: AccountRecord): AccountRef | null => {
    const client = stores.clients.get(record.clientId);
    return client === null ? null : accountRef(record, client);
  };
  const usable = (record: AccountRecord): boolean => record.secretName !== '' && record.connection !== 'no_secret';
  const accountFacts = {
    get(id: string) {
      const record = stores.accounts.get(id);
      return record === null ? null : refOf(record);
    },
    forClient(clientId: string, network: string) {
      const record = stores.accounts.list(clientId).find((one) => one.network === network && usable(one));
      return record === undefined ? null : refOf(record);
    },
  };
  const directory: AccountDirectory = {
    accounts(filter) {
      return stores.accounts
        .list(filter.clientId)
        .filter((record) => usable(record) && (filter.network === null || record.network === filter.network))
        .flatMap((record) => {
          const account = refOf(record);
          return account === null
            ? []
            : [
                {
                  account,
                  network: record.network,
                  clientId: record.clientId,
                  clientName: stores.clients.get(record.clientId)?.fields.name ?? '',
                },
              ];
        });
    },
  };

  const rules = readRuleFiles(path.join(options.resourcesRoot, 'rules'));
  const places = loadPlaces(path.join(options.resourcesRoot, 'places'));
  const reader = createVacancyReader({ workerUrl: options.readerWorker });
  const vacancies = createVacancies({
    ...shared,
    store: stores.vacancies,
    places,
    payRules: loadPayRules(path.join(options.resourcesRoot, 'pay')),
    reader,
    writer: createTableWriter(),
    clientFacts: clientFact,
    say: options.say,
    adCounts: stores.cross.adCounts,
    deadLinks: (urls) => stores.links.dead(urls),
    applicants: stores.cross.applicants,
    importSettled: (origin, columns) => feeds.settled(origin, [...columns]),
  });
  const feeds = createFeeds({
    ...shared,
    store: stores.feeds,
    source: createFeedSource({ clock, loopbackOnly: open.kind !== 'live' }),
    secrets,
    clientName: (id) => clientFact(id)?.name ?? null,
    propose: vacancies.propose,
    discardImport: vacancies.withdraw,
  });
  const linkProbe = createLinkProbe({ loopbackOnly: open.kind !== 'live' });
  const vacancySource = createVacancySource(open.database, stores.vacancies);

  const segmentRules = readSegmentRules(path.join(options.resourcesRoot, 'rules'));
  const segmentation = createSegments({
    ...shared,
    store: stores.segments,
    candidates: {
      rows(clientId) {
        const client = clientFact(clientId);
        return client === null
          ? []
          : featureRows(stores.candidates.candidateFeatures(clientId), clock.today(client.timeZone), client.currency);
      },
    },
    engine: createClusterEngine({ kernelFolder: path.join(options.resourcesRoot, 'kernels'), workerUrl: options.clusterWorker }),
    guard: createTraitGuard(segmentRules.protectedTraits),
    media: segmentRules.media,
    countryOf: (clientId) => clientFact(clientId)?.country ?? null,
    say: options.say,
  });
  const people = composePeople({
    open,
    hub,
    stores,
    places,
    reader,
    ports,
    clientFacts: clientFact,
    accountRef: accountFacts.get,
    reachable: (clientId) =>
      stores.accounts
        .list(clientId)
        .filter(usable)
        .flatMap((record) => {
          const account = refOf(record);
          return account === null ? [] : [{ account, name: record.name, network: record.network, clientId: record.clientId }];
        }),
    segmentMembers: segmentation.membersOf,
  });
  if (open.readOnly === null) {
    // What an import left behind when the program ended in the middle of it.
    unitOfWork.transaction(() => stores.candidates.staging.discardAll());
    people.privacy.settleForgotten(system);
  }

  const results = createResults({ store: stores.results, networkName: (id) => networks.get(id)?.capabilities.displayName ?? id });
  const exchange = createExchange({ ...shared, store: stores.exchange });
  const planning = createPlanning({
    ...shared,
    rates: exchange.rates,
    ...rules,
    plans: stores.plans,
    templates: stores.templates,
    flows: stores.flows,
    checks: stores.checks,
    changes: stores.changes,
    approvals: stores.approvals,
    networks,
    clients: { get: clientFact },
    accounts: accountFacts,
    vacancies: vacancySource,
    figures: results.figures,
    spend: null,
    runHistory: stores.runHistory,
    surroundings: {
      freshness: (clientId) => oldestReading(clientId),
      publishing: () => publishing.progress(),
      quotaLeft: (network) => {
        const left = rates().flatMap((rate) => (rate.network === network ? (rate.left?.count ?? []) : []));
        return left.length === 0 ? null : Math.min(...left);
      },
      edits: (objectId) => stores.cross.edits(objectId),
    },
    workspace: open.kind,
  });
  if (open.readOnly === null) planning.ensureDefaultTemplate(system);

  /** A network is as fresh as its account that was read longest ago. */
  function oldestReading(clientId: string | null) {
    const oldest = new Map<string, string | null>();
    for (const { account, network } of directory.accounts({ clientId, network: null })) {
      const readAt = stores.metrics.state(account.accountId)?.statusReadAt ?? null;
      const known = oldest.get(network);
      if (known === undefined || (known !== null && (readAt === null || readAt < known))) oldest.set(network, readAt);
    }
    return [...oldest].map(([network, lastReadAt]) => ({ network, lastReadAt }));
  }

  let wake: () => void = () => undefined;
  const publishing = createPublishing(
    {
      ...shared,
      uow: unitOfWork,
      store: stores.publishing,
      canaries: stores.canaries,
      plans: stores.plans,
      changes: planning.changeSource,
      facts: {
        mayAdvertise: (vacancyId) => vacancyId === null || vacancies.mayAdvertise(vacancyId),
        inCurrency: (amount, currency) => exchange.rates.inCurrency(amount, currency, 'up'),
        monthlyCap: (clientId) => stores.clients.get(clientId)?.fields.monthlyCap ?? null,
        averageDailySpend: (clientId) => {
          const today = clock.today(stores.clients.get(clientId)?.fields.timeZone ?? 'America/Bogota');
          const range = { clientId, networks: [], fromDay: addDays(today, -SPEND_DAYS), toDay: addDays(today, -1) };
          return stores.results.totals(range).map(({ spendMicros, currency }) => money(spendMicros / BigInt(SPEND_DAYS), currency));
        },
        account: accountFacts.get,
      },
      directory,
      network: (id) => networks.get(id) ?? null,
      fence: { isValid: () => open.fence.reason() === null },
      mayWrite: () => open.readOnly === null,
      random: Math.random,
      breathe: () => new Promise<void>((resolve) => void setImmediate(resolve)),
    },
    () => wake(),
  );
  const sync = createSync({
    ...shared,
    uow: unitOfWork,
    metrics: stores.metrics,
    plans: stores.plans,
    directory,
    network: (id) => networks.get(id) ?? null,
    metricsSource: (id) => networks.get(id) ?? null,
    publishing,
    fence: open.fence,
  });
  const schedules = createSchedules({
    ...shared,
    uow: unitOfWork,
    store: stores.schedules,
    performer: createSchedulePerformer({ planning, publishing, plans: stores.plans }),
    zones: createZones(),
    // One person works in a workspace so far: whoever else wrote a schedule has left.
    roleOf: (actorId) => (actorId === open.actor.id ? open.actor.role : null),
    nameOf: (objectId) => stores.plans.get(objectId)?.draft.name ?? null,
  });
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
      keepVacancies();
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
    accounts: reconnecting(
      createAccounts({
        ...shared,
        store: stores.accounts,
        clients: stores.clients,
        networks,
        credentialFields: (id) => networkModules.find((module) => module.id === id)?.description.credentialFields ?? [],
        secrets,
        mayConnect: (id) => networks.has(id),
      }),
    ),
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
    connections: connections.handlers,
    networks: { rates: () => ok({ rates: rates() }) },
    exchange: exchange.handlers,
    simulators: simulatorHandlers(options, directory, () => {
      keepSchedules();
      wake();
    }),
  };

  /** An account that answers again frees the steps that waited for a sign-in. */
  function reconnecting(accounts: ReturnType<typeof createAccounts>): ReturnType<typeof createAccounts> {
    const freed = (list: readonly { readonly id: string; readonly connection: string }[]): void => {
      for (const account of list) if (account.connection === 'connected') publishing.accountReady(account.id);
    };
    return {
      ...accounts,
      async connect(input, context) {
        const answer = await accounts.connect(input, context);
        if (answer.ok) freed([answer.value]);
        return answer;
      },
      async test(input, context) {
        const answer = await accounts.test(input, context);
        if (answer.ok) freed(answer.value.accounts);
        return answer;
      },
    };
  }

  function rates() {
    return directory.accounts({ clientId: null, network: null }).map(({ account, network }) => {
      const state = networks.get(network)?.rate(account) ?? null;
      return {
        accountId: account.accountId,
        network,
        usedRatio: state?.usedRatio ?? null,
        source: state?.source ?? null,
        blockedUntil: state?.blockedUntil ?? null,
        left: state?.left ?? null,
        detail: { ...state?.detail },
      };
    });
  }

  /** Vacancies whose day has come are closed, and what is live for them pauses: promise three. */
  function keepVacancies(): void {
    if (open.readOnly !== null) return;
    vacancies.expireDue(system);
    vacancies.keepCaps(system);
    const closed = publishing.pausesForClosedVacancies().map((record) => record.id);
    // The plan itself says paused from now on: only a person, or a rule, starts such an ad again.
    if (closed.length > 0) void planning.handlers.plans.edit({ objectIds: closed, fields: { status: 'paused' } }, system);
    if (publishing.pauseClosedVacancies(system) > 0) wake();
  }

  function keepSchedules(): void {
    if (open.readOnly === null && open.fence.reason() === null) schedules.runDue();
  }

  let running: Promise<void> | null = null;
  let timer: ReturnType<typeof setInterval> | undefined;
  let peopleTimer: ReturnType<typeof setInterval> | undefined;
  let feedTimer: ReturnType<typeof setInterval> | undefined;
  let lookingOut = false;
  let scheduleTimer: ReturnType<typeof setInterval> | undefined;
  const guarded = (work: () => void): void => {
    try {
      work();
    } catch (cause) {
      failed(cause);
    }
  };
  let scheduler: ReturnType<typeof createScheduler> | null = null;
  const failed = (cause: unknown): void => options.logError('scheduler', 'publishing', cause);
  return {
    handlers,
    startScheduler() {
      scheduler = createScheduler({ engine: publishing.engine, clock, failed });
      wake = scheduler.wake;
      running = scheduler.run();
      const keepPeople = (): void => void people.keep(system).catch(failed);
      keepPeople();
      peopleTimer = setInterval(keepPeople, PEOPLE_CHECK_MS);
      feedTimer = setInterval(() => {
        // A slow site must not pile up looks behind it.
        if (open.readOnly !== null || lookingOut) return;
        lookingOut = true;
        const links = { store: stores.links, probe: linkProbe, clock, topics: hub };
        Promise.all([feeds.poll(system), checkLinks(links)])
          .catch((cause: unknown) => options.logError('feeds', 'looking', cause))
          .finally(() => {
            lookingOut = false;
          });
      }, FEED_CHECK_MS);
      timer = setInterval(() => guarded(keepVacancies), VACANCY_CHECK_MS);
      scheduleTimer = setInterval(() => guarded(keepSchedules), SCHEDULE_CHECK_MS);
      guarded(keepSchedules);
    },
    power: (state) => {
      if (state !== 'resume') return;
      guarded(keepSchedules);
      wake();
    },
    knownMarkers: () => new Set(stores.cross.markers()),
    async stop() {
      clearInterval(timer);
      clearInterval(peopleTimer);
      clearInterval(feedTimer);
      clearInterval(scheduleTimer);
      scheduler?.stop();
      await connections.stop();
      await running;
      await images.close();
      stores.vacancies.staging.discardAll();
    },
  };
}

/** The browser does not know in which language the program speaks: it says both. */
function signInPage(say: FeatureOptions['say']): { readonly done: string; readonly refused: string } {
  const both = (key: string): string => `${say('es', key, {})} · ${say('en', key, {})}`;
  return { done: both('connections.signIn.page.done'), refused: both('connections.signIn.page.refused') };
}

function simulatorHandlers(options: FeatureOptions, directory: AccountDirectory, wake: () => void): HandlerTable[string] {
  const { simulators, open, hub } = options;
  if (simulators === null) {
    const no = () => refuse('simulators.live_workspace');
    return { state: no, advance: no, fault: no };
  }
  return {
    async state() {
      const networks = [];
      // The job board is no network of ads: it has nothing to show here.
      for (const [network, url] of [...simulators.urls].filter(([id]) => id !== JOB_BOARD)) {
        const state = await simulators.state(network);
        const living = (list: readonly { readonly status: string }[]): number =>
          list.filter((object) => object.status !== 'archived').length;
        networks.push({
          network,
          url,
          campaigns: living(state.campaigns),
          adGroups: living(state.adGroups),
          ads: living(state.ads),
          active: state.ads.filter((ad) => ad.status === 'active').length,
          requests: await simulators.requestCount(network),
        });
      }
      return ok({ running: true, controlUrl: simulators.controlUrl, now: open.clock.nowIso(), networks });
    },
    async advance(input: { ms: number }) {
      await simulators.advance(input.ms);
      wake();
      hub.moved('simulators', 'workspace', 'home', 'results', 'sync');
      return ok({ now: open.clock.nowIso() });
    },
    async fault(input: { network: string; operation: string; kind: string; times: number }) {
      if (directory.accounts({ clientId: null, network: null }).length === 0) return refuse('sync.nothing_connected');
      await simulators.addFault(input);
      return ok({ done: true });
    },
  };
}
