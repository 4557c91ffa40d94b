import type { FlowFields } from '../contract/flows.ts';
import type { Exchange } from '../exchange/index.ts';
import { exchange, money, type DatedRate, type Json, type Money } from '../kernel/index.ts';
import type { AccountFacts, ClientFact, PlanHead, PlanRepository, VacancyOutline, VacancySource } from '../plans/index.ts';
import type { AccountRef, AdNetwork } from '../ports/index.ts';
import type { PhraseBook } from '../templates/index.ts';
import { layOut, type LaidCampaign } from './layout.ts';
import { commonStep, roundUp, splitBudget } from './split-budget.ts';

export interface FlowProblem {
  readonly code: string;
  readonly network: string | null;
  readonly details: { readonly [key: string]: Json };
}
export interface PlannedCampaign {
  readonly laid: LaidCampaign;
  /** The campaign of an earlier run, null when it has to be made. */
  readonly existing: PlanHead | null;
  readonly dailyBudgetMicros: bigint;
}
export interface NetworkPlanning {
  readonly network: AdNetwork;
  readonly account: AccountRef;
  readonly campaigns: readonly PlannedCampaign[];
  /** Campaigns of earlier runs that stay drafts and share the budget anew. */
  readonly rebudgeted: readonly { readonly head: PlanHead; readonly dailyBudgetMicros: bigint }[];
  /** Objects of earlier runs of this flow by `campaign key`, then by `group key`. */
  readonly presentGroups: ReadonlyMap<string, ReadonlyMap<string, PlanHead>>;
  readonly skipped: number;
  readonly vacancies: number;
  /** In the account's currency. */
  readonly dailyBudgetMicros: bigint;
}
export interface FlowPlanning {
  readonly networks: readonly NetworkPlanning[];
  readonly problems: readonly FlowProblem[];
  /** Rates that the split went by. */
  readonly rates: readonly DatedRate[];
}

export interface PlanFlowDeps {
  readonly plans: PlanRepository;
  readonly networks: ReadonlyMap<string, AdNetwork>;
  readonly accounts: AccountFacts;
  readonly vacancies: VacancySource;
  readonly phrases: PhraseBook;
  readonly rates: Pick<Exchange, 'rateBetween'>;
}

/** States in which a vacancy may get a new ad. */
const ADVERTISABLE: ReadonlySet<VacancyOutline['state']> = new Set(['open', 'advertised', 'closing']);

/** What running the flow would make. `flowId` null: a flow that was never saved. Changes nothing. */
export function planFlow(deps: PlanFlowDeps, flowId: string | null, fields: FlowFields, client: ClientFact): FlowPlanning {
  const problems: FlowProblem[] = [];
  if (fields.endDay !== null && fields.endDay < fields.startDay)
    problems.push({ code: 'flows.dates_reversed', network: null, details: { startDay: fields.startDay, endDay: fields.endDay } });
  if (fields.dailyBudget.currency !== client.currency)
    problems.push({
      code: 'flows.currency_differs',
      network: null,
      details: { given: fields.dailyBudget.currency, needed: client.currency },
    });
  const found = deps.vacancies.matching({ ...fields.filter, clientId: fields.clientId });
  const vacancies = found.filter((vacancy) => vacancy.clientId === fields.clientId && ADVERTISABLE.has(vacancy.state));
  if (vacancies.length === 0) problems.push({ code: 'flows.no_vacancies', network: null, details: { matching: found.length } });

  const own =
    flowId === null ? [] : deps.plans.heads({ flowId }).filter((head) => head.status !== 'archived' && head.lifecycle !== 'archived');
  const laid: Laid[] = [];
  for (const id of new Set(fields.networks)) {
    const network = deps.networks.get(id);
    const account = network === undefined ? null : deps.accounts.forClient(fields.clientId, id);
    if (network === undefined || account === null) {
      problems.push({ code: 'flows.no_account', network: id, details: { network: network?.capabilities.displayName ?? id } });
      continue;
    }
    if (
      account.currency !== fields.dailyBudget.currency &&
      deps.rates.rateBetween(fields.dailyBudget.currency, account.currency) === null
    ) {
      problems.push({
        code: 'exchange.rate_missing',
        network: id,
        details: { from: account.currency, to: fields.dailyBudget.currency },
      });
      continue;
    }
    laid.push(
      layNetwork(
        deps,
        fields,
        client,
        vacancies,
        own.filter((head) => head.network === id),
        network,
        account,
      ),
    );
  }
  const rates = new Map(
    laid.flatMap(({ account }) => {
      const rate = deps.rates.rateBetween(fields.dailyBudget.currency, account.currency);
      return rate === null ? [] : [[account.currency, rate] as const];
    }),
  );
  return { problems, rates: [...rates.values()], ...shareBudget(laid, fields.dailyBudget, problems, rates) };
}

interface Laid {
  readonly network: AdNetwork;
  readonly account: AccountRef;
  readonly campaigns: readonly LaidCampaign[];
  readonly present: ReadonlyMap<string, PlanHead>;
  readonly presentGroups: ReadonlyMap<string, ReadonlyMap<string, PlanHead>>;
  /** Ads by campaign id. */
  readonly presentAds: ReadonlyMap<string, number>;
  readonly skipped: number;
}

function layNetwork(
  deps: PlanFlowDeps,
  fields: FlowFields,
  client: ClientFact,
  vacancies: readonly VacancyOutline[],
  own: readonly PlanHead[],
  network: AdNetwork,
  account: AccountRef,
): Laid {
  const taken = deps.plans.advertised(network.id, fields.clientId);
  const fresh = vacancies.filter((vacancy) => !taken.has(vacancy.id));
  const present = new Map<string, PlanHead>();
  const presentGroups = new Map<string, Map<string, PlanHead>>();
  const presentAds = new Map<string, number>();
  const adsOfGroup = new Map<string, number>();
  const keyOfCampaign = new Map<string, string>();
  for (const head of own) {
    if (head.level === 'campaign' && head.flowKey !== null) {
      present.set(head.flowKey, head);
      presentGroups.set(head.flowKey, new Map());
      keyOfCampaign.set(head.id, head.flowKey);
    } else if (head.level === 'ad_group' && head.flowKey !== null) {
      presentGroups.get(keyOfCampaign.get(head.campaignId) ?? '')?.set(head.flowKey, head);
    } else if (head.level === 'ad') {
      presentAds.set(head.campaignId, (presentAds.get(head.campaignId) ?? 0) + 1);
      adsOfGroup.set(head.parentId ?? '', (adsOfGroup.get(head.parentId ?? '') ?? 0) + 1);
    }
  }
  const room = new Map(
    [...presentGroups].map(([key, groups]) => [
      key,
      new Map([...groups].map(([groupKey, head]) => [groupKey, adsOfGroup.get(head.id) ?? 0])),
    ]),
  );
  const country = { code: null, name: deps.phrases.countries[client.country] ?? client.country, region: null, country: client.country };
  const campaigns = layOut(fresh, fields.grouping, network.capabilities, country, room);
  return { network, account, campaigns, present, presentGroups, presentAds, skipped: vacancies.length - fresh.length };
}

/**
 * The flow's budget is that of everything it makes. What is published already keeps its amount; the rest is shared
 * by vacancies among the campaigns that are drafts: over networks first, in the currency of the flow, then within each
 * network in the currency of its account. Turned into another currency an amount is rounded down, a minimum up.
 */
function shareBudget(
  laid: readonly Laid[],
  total: Money,
  problems: FlowProblem[],
  rates: ReadonlyMap<string, DatedRate>,
): { readonly networks: readonly NetworkPlanning[] } {
  const { currency } = total;
  const convert = (amount: Money, to: string, rounding: 'down' | 'up'): bigint => {
    const rate = rates.get(amount.currency === currency ? to : amount.currency);
    return amount.currency === to || rate === undefined ? amount.amountMicros : exchange(amount, rate, rounding).amountMicros;
  };
  const sharing = laid.map((item) => {
    const own = item.account.currency;
    const parts = drafts(item);
    const step = item.network.capabilities.amountStepMicros(own);
    const stated = item.network.capabilities.minimumDailyBudgetMicros[own] ?? null;
    const minimum = roundUp(stated ?? step, step);
    const settledMicros = settled(item).reduce((sum, head) => sum + (head.dailyBudgetMicros ?? 0n), 0n);
    const floor = convert(money(BigInt(parts.length) * minimum, own), currency, 'up');
    return {
      item,
      parts,
      step,
      minimum,
      settledMicros,
      floor,
      /** What the network says a campaign must have at least, in the flow's currency; null when it says nothing. */
      statedMicros: stated === null ? null : convert(money(minimum, own), currency, 'up'),
      /** What the network can express, seen from the flow's currency; a foreign account rounds by itself afterwards. */
      shareStep: own === currency ? step : 1n,
      weight: parts.reduce((sum, part) => sum + part.weight, 0),
    };
  });
  const left =
    total.amountMicros -
    sharing.reduce((sum, share) => sum + convert(money(share.settledMicros, share.item.account.currency), currency, 'up'), 0n);
  const active = sharing.filter((share) => share.parts.length > 0);
  const step = commonStep(active.map((share) => share.shareStep));
  const amounts =
    active.length === 0
      ? []
      : splitBudget(
          left,
          active.map((share) => ({ weight: share.weight, minimumMicros: share.floor })),
          step,
        );
  if (amounts === null) {
    const least = leastOf(active.flatMap((share) => share.statedMicros ?? []));
    // A network that states no minimum takes a coin a day and shows nobody anything for it: the amount that is named gives it what the others ask at least.
    const wanted = active.map((share) =>
      share.statedMicros === null ? largerOf(share.floor, BigInt(share.parts.length) * least) : share.floor,
    );
    const needed = wanted.reduce((sum, amount) => sum + roundUp(amount, step), 0n) + (total.amountMicros - left);
    for (const share of active) {
      problems.push({
        code: 'flows.budget_too_small',
        network: share.item.network.id,
        details: {
          given: { amountMicros: total.amountMicros.toString(), currency },
          needed: { amountMicros: needed.toString(), currency },
          minimum: { amountMicros: share.minimum.toString(), currency: share.item.account.currency },
          campaigns: share.parts.length,
          network: share.item.network.capabilities.displayName,
        },
      });
    }
  }
  const networks = sharing.map((share) => {
    const amount = amounts?.[active.indexOf(share)] ?? 0n;
    const own = convert(money(amount, currency), share.item.account.currency, 'down');
    const split =
      share.parts.length === 0 || amounts === null
        ? null
        : splitBudget(
            own,
            share.parts.map((part) => ({ weight: part.weight, minimumMicros: share.minimum })),
            share.step,
          );
    return networkPlanning(share.item, share.settledMicros, new Map(share.parts.map((part, index) => [part.key, split?.[index] ?? 0n])));
  });
  return { networks };
}

function leastOf(amounts: readonly bigint[]): bigint {
  return amounts.reduce((least, amount) => (amount < least ? amount : least), amounts[0] ?? 0n);
}

function largerOf(left: bigint, right: bigint): bigint {
  return left > right ? left : right;
}

function networkPlanning(item: Laid, settledMicros: bigint, micros: ReadonlyMap<string, bigint>): NetworkPlanning {
  const inLayout = new Set(item.campaigns.map((campaign) => campaign.key));
  return {
    network: item.network,
    account: item.account,
    presentGroups: item.presentGroups,
    skipped: item.skipped,
    vacancies: item.campaigns.reduce((sum, campaign) => sum + adsIn(campaign), 0),
    dailyBudgetMicros: settledMicros + [...micros.values()].reduce((sum, part) => sum + part, 0n),
    campaigns: item.campaigns.map((campaign) => {
      const existing = item.present.get(campaign.key) ?? null;
      return { laid: campaign, existing, dailyBudgetMicros: micros.get(campaign.key) ?? existing?.dailyBudgetMicros ?? 0n };
    }),
    rebudgeted:
      item.campaigns.length === 0
        ? []
        : [...item.present].flatMap(([key, head]) =>
            micros.has(key) && (inLayout.has(key) || micros.get(key) !== head.dailyBudgetMicros)
              ? [{ head, dailyBudgetMicros: micros.get(key) ?? 0n }]
              : [],
          ),
  };
}

/** Campaigns whose amount may still be set: new ones, and drafts of earlier runs when something new joins them. */
function drafts(item: Laid): readonly { readonly key: string; readonly weight: number }[] {
  if (item.campaigns.length === 0) return [];
  const weights = new Map<string, number>();
  for (const [key, head] of item.present) if (isDraft(head)) weights.set(key, item.presentAds.get(head.id) ?? 0);
  for (const campaign of item.campaigns) {
    const head = item.present.get(campaign.key);
    if (head === undefined || isDraft(head)) weights.set(campaign.key, (weights.get(campaign.key) ?? 0) + adsIn(campaign));
  }
  return [...weights].map(([key, weight]) => ({ key, weight: Math.max(1, weight) }));
}

function settled(item: Laid): readonly PlanHead[] {
  return [...item.present.values()].filter((head) => item.campaigns.length === 0 || !isDraft(head));
}

function isDraft(head: PlanHead): boolean {
  return !head.published && head.lifecycle === 'draft';
}

function adsIn(campaign: LaidCampaign): number {
  return campaign.groups.reduce((sum, group) => sum + group.vacancies.length, 0);
}
