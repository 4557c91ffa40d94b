import { repeatedTexts, type RepeatOf } from '../plans/index.ts';
import type {
  PlanHead,
  PlanRecord,
  PlanRepository,
  ClientFact,
  AccountFacts,
  ClientFacts,
  VacancyFact,
  VacancySource,
} from '../plans/index.ts';
import type { Exchange } from '../exchange/index.ts';
import type { Money } from '../kernel/money.ts';
import type { AdNetwork, PlannedObject, UnitOfWork, Clock } from '../ports/index.ts';
import type { CheckStore, SpendHistory } from './check-store.ts';
import type { Found } from './found.ts';
import { adviseGroup, checkCampaign } from './money-checks.ts';
import { adviseSalaries, checkAd, checkGroup, payRuleOf } from './object-checks.ts';
import type { Rules } from './rules.ts';
import { createTextReader } from './text-rules.ts';

export interface RunChecksDeps {
  readonly store: CheckStore;
  readonly plans: PlanRepository;
  readonly networks: ReadonlyMap<string, AdNetwork>;
  readonly clients: ClientFacts;
  readonly accounts: AccountFacts;
  readonly vacancies: VacancySource;
  readonly spend: SpendHistory | null;
  readonly rates: Exchange;
  readonly rules: Rules;
  readonly workspace: 'simulated' | 'live';
  readonly clock: Clock;
  readonly unitOfWork: UnitOfWork;
}
export type CheckScope = { readonly clientId: string | null } | { readonly campaignIds: readonly string[] };

/** Campaigns checked in one transaction. */
const BATCH = 100;

/**
 * Checks what changed since the last time. A campaign with its whole tree is the unit, because networks judge trees;
 * it is checked again when the content of anything in it, or a fact that its checks lean on, is no longer the same.
 */
export function createCheckRunner(deps: RunChecksDeps): (scope: CheckScope, onProgress?: (done: number, total: number) => boolean) => void {
  const { store, plans, networks, clients, accounts, vacancies, rules, clock, unitOfWork } = deps;
  const read = createTextReader(rules.text);
  const silent = [...networks.values()].filter((network) => !network.capabilities.publishes).map((network) => network.id);

  return (scope, onProgress) => {
    const heads = plans.heads(scope).filter((head) => head.lifecycle !== 'archived');
    const facts = vacancies.facts([...new Set(heads.flatMap((head) => (head.vacancyId === null ? [] : [head.vacancyId])))]);
    const duplicates = store.duplicateTexts();
    const repeats = repeatsIn(heads);
    const trees = new Map<string, PlanHead[]>();
    for (const head of heads) {
      const tree = trees.get(head.campaignId);
      if (tree === undefined) trees.set(head.campaignId, [head]);
      else tree.push(head);
    }
    const surroundings = new Map<string, Surroundings | null>();
    const aroundOf = (clientId: string): Surroundings | null => {
      if (!surroundings.has(clientId)) surroundings.set(clientId, surroundingsOf(clientId));
      return surroundings.get(clientId) ?? null;
    };
    const usual = deps.spend?.usualDailyMicros([...trees.keys()]) ?? new Map<string, bigint>();
    const dirty = [...trees.values()]
      .map((tree) => ({ tree, keys: keysOf(tree, aroundOf(tree[0]!.clientId), facts, duplicates, repeats, usual) }))
      .filter(({ tree, keys }) => tree.some((head) => keys.get(head.id) !== head.checkedKey));
    for (let from = 0; from < dirty.length; from += BATCH) {
      if (onProgress?.(from, dirty.length) === true) return;
      unitOfWork.transaction(() => {
        for (const { tree, keys } of dirty.slice(from, from + BATCH))
          checkTree(tree, keys, aroundOf(tree[0]!.clientId), facts, duplicates, repeats, usual);
      });
    }
  };

  interface Surroundings {
    readonly client: ClientFact;
    readonly today: string;
    /** In the currency of the client's cap, or its own; null where a rate is missing. */
    readonly dailyMicros: bigint | null;
    readonly costs: (currency: string) => ReturnType<CheckStore['costs']>;
  }

  /** Over the whole plan, because the ad that says the same may stand in a campaign that is not looked at now. */
  function repeatsIn(heads: readonly PlanHead[]): ReadonlyMap<string, RepeatOf> {
    const touched = new Set(heads.map((head) => head.network));
    return new Map(
      [...networks.values()].flatMap(({ id, capabilities: { authorOf } }) =>
        authorOf === undefined || !touched.has(id) ? [] : [...repeatedTexts(plans.adTexts(id), authorOf, accounts)],
      ),
    );
  }

  function surroundingsOf(clientId: string): Surroundings | null {
    const client = clients.get(clientId);
    if (client === null) return null;
    const known = new Map<string, ReturnType<CheckStore['costs']>>();
    return {
      client,
      today: clock.today(client.timeZone),
      dailyMicros: dailyIn(store.activeDaily(clientId, silent), client.monthlyCap?.currency ?? client.currency),
      costs(currency) {
        const found = known.get(currency) ?? store.costs(clientId, currency);
        known.set(currency, found);
        return found;
      },
    };
  }

  /** Rounded up: what counts against a cap is never made smaller by a rate. */
  function dailyIn(sums: readonly Money[], currency: string): bigint | null {
    let total = 0n;
    for (const sum of sums) {
      const converted = deps.rates.inCurrency(sum, currency, 'up');
      if (converted === null) return null;
      total += converted.amountMicros;
    }
    return total;
  }

  /** Everything that the answer depends on, by object, as short text. */
  function keysOf(
    tree: readonly PlanHead[],
    around: Surroundings | null,
    facts: ReadonlyMap<string, VacancyFact>,
    duplicates: ReadonlySet<string>,
    repeats: ReadonlyMap<string, RepeatOf>,
    usual: ReadonlyMap<string, bigint>,
  ): ReadonlyMap<string, string> {
    const ads = tree.filter((head) => head.level === 'ad' && head.status !== 'archived').length;
    const account = accounts.get(tree[0]!.accountId);
    return new Map(
      tree.map((head) => {
        const own = head.contentHash.slice(0, 16);
        if (head.level === 'ad') {
          const fact = head.vacancyId === null ? undefined : facts.get(head.vacancyId);
          return [
            head.id,
            `${own} ${fact === undefined ? '' : `${fact.state} ${fact.closesOn ?? ''} ${fact.hasSalary ? 1 : 0}`} ${isDuplicate(head, duplicates) ? 1 : 0} ${repeatKey(repeats.get(head.id))}`,
          ];
        }
        if (head.level === 'ad_group') return [head.id, own];
        const { client, today, dailyMicros, costs } = around ?? { client: null, today: '', dailyMicros: 0n, costs: null };
        return [
          head.id,
          [
            own,
            tree.length,
            ads,
            today,
            rules.revision,
            account?.currency,
            networks.get(tree[0]!.network)?.capabilities.publishes === false ? 'drafts' : '',
            client?.country,
            client?.monthlyCap?.amountMicros,
            overCap(client, dailyMicros, rules) ? (dailyMicros ?? 'rate') : 0,
            head.published,
            usual.get(head.id),
            costs === null || head.currency === null ? '' : roughCost(costs(head.currency)),
            deps.workspace,
          ].join(' '),
        ];
      }),
    );
  }

  function checkTree(
    tree: readonly PlanHead[],
    keys: ReadonlyMap<string, string>,
    around: Surroundings | null,
    facts: ReadonlyMap<string, VacancyFact>,
    duplicates: ReadonlySet<string>,
    repeats: ReadonlyMap<string, RepeatOf>,
    usual: ReadonlyMap<string, bigint>,
  ): void {
    const first = tree[0]!;
    const records = plans.tree(first.campaignId).filter((record) => record.lifecycle !== 'archived');
    const network = networks.get(first.network);
    const account = accounts.get(first.accountId);
    const found = new Map<string, Found[]>(records.map((record) => [record.id, []]));
    const add = (item: Found): void => {
      found.get(item.objectId)?.push(item);
    };
    if (network !== undefined && around !== null) {
      const live = records.filter((record) => record.draft.status !== 'archived');
      const headOf = new Map(tree.map((head) => [head.id, head]));
      const campaign = live.find((record) => record.level === 'campaign');
      const pay = payRuleOf(rules, around.client.country);
      const vacancyOf = (record: PlanRecord): VacancyFact | null =>
        record.vacancyId === null ? null : (facts.get(record.vacancyId) ?? null);
      const adsBy = new Map<string, number>();
      let ads = 0;
      for (const record of live) {
        if (record.level !== 'ad' || record.parentId === null) continue;
        adsBy.set(record.parentId, (adsBy.get(record.parentId) ?? 0) + 1);
        ads += 1;
      }
      for (const record of live) {
        if (record.level === 'campaign') {
          const monthlyCap = around.client.monthlyCap;
          const items = checkCampaign(record, {
            capabilities: network.capabilities,
            accountCurrency: account?.currency ?? null,
            today: around.today,
            usualDailyMicros: usual.get(record.id) ?? null,
            clientDailyMicros: around.dailyMicros,
            monthlyCap,
            advisor: rules.advisor,
          });
          for (const item of items) add(item);
          const advertised = live.filter((one) => one.level === 'ad' && one.draft.status === 'active').map(vacancyOf);
          for (const item of adviseSalaries(record.id, pay, advertised)) add(item);
          if (!network.capabilities.publishes)
            add({
              objectId: record.id,
              field: null,
              severity: 'error',
              code: 'network_drafts_only',
              details: { network: network.capabilities.displayName },
              source: `${network.id}@${network.capabilities.apiVersion}`,
            });
          if (account === null)
            add({
              objectId: record.id,
              field: null,
              severity: 'error',
              code: 'account_missing',
              details: { network: network.capabilities.displayName },
              source: null,
            });
        } else if (record.level === 'ad_group') {
          const own = adsBy.get(record.id) ?? 0;
          for (const item of checkGroup(record, {
            ads: own,
            countries: campaign?.level === 'campaign' ? campaign.draft.countries : [around.client.country],
            rules,
          }))
            add(item);
          if (campaign?.level === 'campaign' && own > 0 && campaign.draft.status === 'active') {
            const { dailyBudget, objective } = campaign.draft;
            for (const item of adviseGroup(record.id, {
              shareMicros: (dailyBudget.amountMicros * BigInt(own)) / BigInt(ads),
              currency: dailyBudget.currency,
              objective,
              ownCostMicros: ownCost(around.costs(dailyBudget.currency), objective),
              advisor: rules.advisor,
            }))
              add(item);
          }
        } else {
          const head = headOf.get(record.id);
          const vacancy = vacancyOf(record);
          const startDay = campaign?.level === 'campaign' ? campaign.draft.startDay : around.today;
          for (const item of checkAd(record, {
            workspace: deps.workspace,
            country: around.client.country,
            startDay,
            vacancy,
            duplicate: head !== undefined && isDuplicate(head, duplicates),
            repeat: repeats.get(record.id) ?? null,
            networkName: network.capabilities.displayName,
            pay,
            read,
          }))
            add(item);
        }
      }
      if (account !== null) {
        for (const problem of network.check({ account, objects: live.map(planned), today: around.today }))
          add({ ...problem, source: `${network.id}@${network.capabilities.apiVersion}` });
      }
    }
    for (const record of records) store.replace(record.id, keys.get(record.id) ?? '', found.get(record.id) ?? []);
  }
}

function planned(record: PlanRecord): PlannedObject {
  return {
    objectId: record.id,
    parentId: record.parentId,
    marker: record.marker,
    remoteId: record.remoteId,
    level: record.level,
    fields: record.draft,
  } as PlannedObject; // level and fields of one record belong together
}

function isDuplicate(head: PlanHead, duplicates: ReadonlySet<string>): boolean {
  return head.textHash !== null && duplicates.has(`${head.accountId}/${head.textHash}`);
}

function repeatKey(repeat: RepeatOf | undefined): string {
  return repeat === undefined ? '' : `${repeat.published ? 'p' : 'd'} ${repeat.name}`;
}

function overCap(client: ClientFact | null, dailyMicros: bigint | null, rules: Rules): boolean {
  if (dailyMicros === null) return true;
  return client?.monthlyCap != null && dailyMicros * BigInt(rules.advisor.monthDaysTenths) > client.monthlyCap.amountMicros * 10n;
}

/** Enough of their own results to be believed. */
const OWN_RESULTS = 100;

function ownCost(costs: ReturnType<CheckStore['costs']>, objective: 'traffic' | 'applications'): bigint | null {
  const results = objective === 'traffic' ? costs.clicks : costs.conversions;
  return results < OWN_RESULTS ? null : costs.spendMicros / BigInt(Math.floor(results));
}

/** Costs to one leading digit: advice need not be given again for every click. */
function roughCost(costs: ReturnType<CheckStore['costs']>): string {
  return (['traffic', 'applications'] as const)
    .map((objective) => {
      const cost = ownCost(costs, objective)?.toString() ?? '';
      return `${cost.charAt(0)}e${cost.length}`;
    })
    .join(' ');
}
