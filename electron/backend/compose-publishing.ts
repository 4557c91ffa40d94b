import path from 'node:path';
import { createPlanning } from '../../core/changes/index.ts';
import type { createAccounts } from '../../core/clients/index.ts';
import { createExchange } from '../../core/exchange/index.ts';
import { addDays } from '../../core/kernel/days.ts';
import { money } from '../../core/kernel/money.ts';
import { createPublishing } from '../../core/publishing/index.ts';
import { createResults } from '../../core/results/index.ts';
import { createSchedules } from '../../core/schedules/index.ts';
import { createSync } from '../../core/sync/index.ts';
import { readRuleFiles } from '../../adapters/storage/check-rule-files.ts';
import { createZones } from '../../adapters/system/zones.ts';
import type { AccountParts } from './compose-accounts.ts';
import type { composeVacancies } from './compose-vacancies.ts';
import type { FeatureBasis } from './feature-basis.ts';
import { createSchedulePerformer } from './perform-schedule.ts';

export interface PublishingParts {
  readonly accounts: AccountParts;
  readonly vacancies: Pick<ReturnType<typeof composeVacancies>, 'vacancies' | 'vacancySource'>;
  /** There is something to do: the scheduler looks now. */
  readonly wake: () => void;
}

/** What is usual for a client is what it spent over so many days. */
const SPEND_DAYS = 14;

/** From a plan to what is live and what came of it: planning, publishing, schedules, reading back and results. */
export function composePublishing(basis: FeatureBasis, parts: PublishingParts) {
  const { options, open, stores, shared, system } = basis;
  const { clock, unitOfWork } = open;
  const { accountFacts, clientFact, directory, networks, oldestReading, rates } = parts.accounts;
  const { vacancies, vacancySource } = parts.vacancies;

  const results = createResults({ store: stores.results, networkName: (id) => networks.get(id)?.capabilities.displayName ?? id });
  const exchange = createExchange({ ...shared, store: stores.exchange });
  const planning = createPlanning({
    ...shared,
    rates: exchange.rates,
    ...readRuleFiles(path.join(options.resourcesRoot, 'rules')),
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
      freshness: oldestReading,
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
    parts.wake,
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

  return { results, exchange, planning, publishing, sync, schedules, reconnecting };
}
