import type { Exchange } from '../../core/exchange/index.ts';
import path from 'node:path';
import { createApprovalStore } from '../../adapters/storage/change-approvals-store.ts';
import { createChangeStore } from '../../adapters/storage/change-sql-store.ts';
import { readRuleFiles } from '../../adapters/storage/check-rule-files.ts';
import { createCheckStore } from '../../adapters/storage/check-sql-store.ts';
import { createFlowStore } from '../../adapters/storage/flow-sql-store.ts';
import { createPlanStore } from '../../adapters/storage/plan-sql-store.ts';
import { createRunHistory } from '../../adapters/storage/run-history.ts';
import { createTemplateStore } from '../../adapters/storage/template-sql-store.ts';
import { createPlanning } from '../../core/changes/index.ts';
import type { FlowFields } from '../../core/contract/flows.ts';
import type { ClientFact, PlanRepository, VacancyForAds, VacancySource } from '../../core/plans/index.ts';
import type {
  AccountRef,
  AdNetwork,
  AuditLog,
  CallContext,
  ChangeLog,
  Ids,
  NetworkCapabilities,
  UnitOfWork,
} from '../../core/ports/index.ts';
import { fold } from '../../core/kernel/index.ts';
import { scratchDatabase, someone, type fixedClock } from '../adapters/storage/support.ts';
import type { ChangeWriter } from '../../adapters/storage/change-log.ts';
import type { Database } from '../../adapters/storage/database.ts';

export const rulesFolder = path.resolve(import.meta.dirname, '../../resources/rules');
export const { rules, phrases } = readRuleFiles(rulesFolder);

const base: NetworkCapabilities = {
  displayName: 'Tablero',
  apiVersion: 'v1',
  apiVersionEndsOn: null,
  documentation: 'https://red.example',
  publishes: true,
  creation: 'object',
  parts: { campaign: ['create_campaign'], ad_group: ['create_ad_group'], ad: ['create_creative', 'create_ad'] },
  image: null,
  textEdit: 'new_creative',
  maxAdsPerAdGroup: 50,
  maxObjectsPerCampaign: 5_000,
  text: {
    headlines: { min: 1, max: 1, length: null, recommended: 40 },
    descriptions: { min: 0, max: 1, length: null, recommended: 30 },
    primary: { min: 1, max: 1, length: null, recommended: 125 },
  },
  nameMax: 400,
  keywords: false,
  minimumDailyBudgetMicros: { COP: 4_000_000_000n },
  amountStepMicros: () => 1_000_000n,
  attributionWindow: '7d',
  restatementDays: 28,
  listingLagMs: 0,
  concurrency: 2,
  factsReadOn: '2026-11-20',
};
/** A network with posts: one headline, a long text. */
export const board: NetworkCapabilities = base;
/** A network with search: three to fifteen headlines of 30, two to four descriptions of 90, keywords. */
export const search: NetworkCapabilities = {
  ...base,
  displayName: 'Buscador',
  creation: 'tree',
  parts: { campaign: ['create_campaign'], ad_group: ['create_ad_group'], ad: ['create_creative', 'create_ad'] },
  image: null,
  textEdit: 'replace_ad',
  keywords: true,
  nameMax: 255,
  text: {
    headlines: { min: 3, max: 15, length: 30, recommended: null },
    descriptions: { min: 2, max: 4, length: 90, recommended: null },
    primary: null,
  },
  minimumDailyBudgetMicros: {},
  amountStepMicros: () => 10_000n,
};

function network(id: string, capabilities: NetworkCapabilities): AdNetwork {
  const unused = (): never => {
    throw new Error('Planning calls no network');
  };
  return {
    id,
    capabilities,
    check: () => [],
    apply: unused,
    find: unused,
    read: unused,
    test: unused,
    listAccounts: unused,
    rate: () => null,
  };
}

export const clientId = '01890000-0000-7000-8000-00000000c001';

export function vacancy(number: number, fields: Partial<VacancyForAds> = {}): VacancyForAds {
  return {
    id: `01890000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`,
    clientId,
    state: 'open',
    externalId: null,
    title: 'Asesor comercial',
    company: 'Comercial Andina',
    roleFamily: 'sales',
    seniority: null,
    place: { code: '11001', name: 'Bogotá', region: 'Bogotá, D.C.', country: 'CO' },
    placeText: null,
    modality: 'on_site',
    contractType: 'término indefinido',
    salaryMin: { amountMicros: 1_800_000_000_000n, currency: 'COP' },
    salaryMax: null,
    salaryPeriod: 'month',
    description: `Atender clientes de la zona ${number} y cumplir las metas del mes.`,
    requirements: null,
    applyUrl: `https://empleo.example/vacante/${number}`,
    opensOn: null,
    closesOn: null,
    positions: null,
    applicantsWanted: null,
    priority: 0,
    ...fields,
  };
}

export function vacancySource(all: VacancyForAds[]): VacancySource {
  return {
    matching: (filter) =>
      all.filter(
        (item) =>
          (filter.clientId === null || item.clientId === filter.clientId) &&
          fold(item.title).includes(fold(filter.text)) &&
          (filter.states.length === 0 || filter.states.includes(item.state)),
      ),
    get: (id) => all.find((item) => item.id === id) ?? null,
    getMany: (ids) => ids.flatMap((id) => all.find((item) => item.id === id) ?? []),
    facts(ids) {
      const wanted = new Set(ids);
      return new Map(
        all
          .filter((item) => wanted.has(item.id))
          .map((item) => [
            item.id,
            { state: item.state, closesOn: item.closesOn, hasSalary: item.salaryMin !== null || item.salaryMax !== null },
          ]),
      );
    },
  };
}

export interface PlanningOptions {
  readonly vacancies: VacancyForAds[];
  readonly workspace?: 'simulated' | 'live';
  readonly rates?: Exchange;
  /** Currency of the account on each network; COP where none is named. */
  readonly currencies?: Readonly<Record<string, string>>;
  readonly client?: Partial<ClientFact>;
  readonly board?: Partial<NetworkCapabilities>;
  readonly search?: Partial<NetworkCapabilities>;
}

export interface Bench {
  readonly database: Database;
  readonly clock: ReturnType<typeof fixedClock>;
  readonly unitOfWork: UnitOfWork;
  readonly auditLog: AuditLog;
  readonly writer: ChangeWriter;
  readonly plans: PlanRepository;
  readonly planning: ReturnType<typeof createPlanning>;
  readonly networks: ReadonlyMap<string, AdNetwork>;
  readonly accounts: ReadonlyMap<string, AccountRef>;
  readonly ids: Ids;
  readonly changeLog: ChangeLog;
}

/** The planning features over a real encrypted file, with doubles only for networks, clients and vacancies. */
export function planningBench(options: PlanningOptions): Bench {
  const scratch = scratchDatabase();
  const { database, clock, ids, unitOfWork, changeLog, auditLog } = scratch;
  const client: ClientFact = {
    id: clientId,
    name: 'Comercial Andina',
    country: 'CO',
    currency: 'COP',
    timeZone: 'America/Bogota',
    monthlyCap: null,
    approvalsNeeded: 0,
    ...options.client,
  };
  database
    .prepare(
      'INSERT INTO client (id, name, folded_name, country, currency, time_zone, monthly_cap_micros, approvals_needed, created_at) VALUES (?, ?, ?, ?, ?, ?, NULL, ?, ?)',
    )
    .run(
      client.id,
      client.name,
      fold(client.name),
      client.country,
      client.currency,
      client.timeZone,
      client.approvalsNeeded,
      clock.nowIso(),
    );
  const accounts = new Map<string, AccountRef>(
    ['board', 'search'].map((id) => [
      `account-${id}`,
      {
        accountId: `account-${id}`,
        remoteId: '1',
        currency: options.currencies?.[id] ?? 'COP',
        timeZone: 'America/Bogota',
        country: 'CO',
        secretName: 'secret',
        settings: {},
      },
    ]),
  );
  const networks = new Map(
    [network('board', { ...board, ...options.board }), network('search', { ...search, ...options.search })].map((item) => [item.id, item]),
  );
  const plans = createPlanStore(database);
  const planning = createPlanning({
    plans,
    templates: createTemplateStore(database),
    flows: createFlowStore(database),
    rates: options.rates ?? { rateBetween: () => null, inCurrency: (amount, currency) => (amount.currency === currency ? amount : null) },
    checks: createCheckStore(database),
    changes: createChangeStore(database),
    approvals: createApprovalStore(database),
    rules,
    phrases,
    networks,
    clients: { get: (id) => (id === client.id ? client : null) },
    accounts: {
      get: (id) => accounts.get(id) ?? null,
      forClient: (id, name) => (id === client.id ? (accounts.get(`account-${name}`) ?? null) : null),
    },
    vacancies: vacancySource(options.vacancies),
    figures: null,
    spend: null,
    runHistory: createRunHistory(database),
    surroundings: {
      freshness: () => [],
      publishing: () => ({ running: false, done: 0, total: 0, unknown: 0, needsPerson: 0 }),
      quotaLeft: () => null,
      edits: () => [],
    },
    workspace: options.workspace ?? 'simulated',
    clock,
    ids,
    unitOfWork,
    changeLog,
    audit: auditLog,
    topics: { moved: () => undefined, progress: () => undefined, cancelled: () => false },
  });
  return { database, clock, unitOfWork, auditLog, writer: scratch.writer, plans, planning, networks, accounts, ids, changeLog };
}

export function flowFields(templateId: string, fields: Partial<FlowFields> = {}): FlowFields {
  return {
    name: 'Vacantes abiertas',
    clientId,
    filter: { clientId: null, text: '', states: [], roleFamilies: [], places: [] },
    grouping: 'role_family_city',
    networks: ['board', 'search'],
    templateId,
    dailyBudget: { amountMicros: 500_000_000_000n, currency: 'COP' },
    startDay: '2026-11-21',
    endDay: '2026-12-21',
    objective: 'traffic',
    radiusKm: 20,
    ...fields,
  };
}

/** Unwraps an answer that must be yes. */
export function yes<T>(
  answer: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown } | Promise<unknown>,
): T {
  if (answer instanceof Promise) throw new Error('Planning answers at once');
  if (!answer.ok) throw new Error(`Refused: ${JSON.stringify(answer.error)}`);
  return answer.value;
}

/** The code of an answer that must be no. */
export function no(
  answer:
    | { readonly ok: true; readonly value: unknown }
    | { readonly ok: false; readonly error: { readonly code: string } }
    | Promise<unknown>,
): string {
  if (answer instanceof Promise) throw new Error('Planning answers at once');
  if (answer.ok) throw new Error(`Accepted: ${typeof answer.value}`);
  return answer.error.code;
}

/** Saves a flow with the default template and runs it. */
export function runFlow(bench: Bench, fields: Partial<FlowFields> = {}, context: CallContext = someone) {
  const template = bench.planning.ensureDefaultTemplate(context);
  const flow = yes(bench.planning.handlers.flows.save({ flowId: null, fields: flowFields(template.id, fields) }, context));
  return { flow, ...yes(bench.planning.handlers.flows.run({ flowId: flow.id }, context)) };
}

export { someone } from '../adapters/storage/support.ts';
