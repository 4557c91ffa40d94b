import type { CampaignRecord } from '../plans/index.ts';
import { dayNumber, nearestSteps } from '../kernel/index.ts';
import type { NetworkCapabilities } from '../ports/index.ts';
import type { Found } from './found.ts';
import type { Rules } from './rules.ts';

export interface MoneyContext {
  readonly capabilities: NetworkCapabilities;
  readonly accountCurrency: string | null;
  readonly today: string;
  /** Mean daily spend of the last 14 days, null when it never spent. */
  readonly usualDailyMicros: bigint | null;
  /** Daily total of the client's active campaigns as drafted, in the currency of its cap; null where a rate is missing. */
  readonly clientDailyMicros: bigint | null;
  readonly monthlyCap: { readonly amountMicros: bigint; readonly currency: string } | null;
  readonly advisor: Rules['advisor'];
}

/** A network without a stated minimum takes a coin a day. Below so many clicks at their assumed cost its ads are as good as not shown. */
const CLICKS_SHOWN = 10n;

/** Amounts and dates of a campaign. */
export function checkCampaign(record: CampaignRecord, context: MoneyContext): Found[] {
  const found: Found[] = [];
  const { dailyBudget, startDay, endDay, status } = record.draft;
  const { capabilities, today, advisor } = context;
  const say = (severity: Found['severity'], code: string, field: string, details: Found['details'], source: string | null = null): void => {
    found.push({ objectId: record.id, field, severity, code, details, source });
  };
  const amount = (micros: bigint, currency = dailyBudget.currency): { amountMicros: string; currency: string } => ({
    amountMicros: micros.toString(),
    currency,
  });

  if (context.accountCurrency !== null && context.accountCurrency !== dailyBudget.currency)
    say('error', 'currency_differs', 'dailyBudget', { given: dailyBudget.currency, needed: context.accountCurrency });
  const minimum = capabilities.minimumDailyBudgetMicros[dailyBudget.currency];
  const step = capabilities.amountStepMicros(dailyBudget.currency);
  if (dailyBudget.amountMicros <= 0n) say('error', 'budget_zero', 'dailyBudget', {});
  else if (minimum !== undefined && dailyBudget.amountMicros < minimum)
    say('error', 'budget_below_minimum', 'dailyBudget', {
      given: amount(dailyBudget.amountMicros),
      minimum: amount(minimum),
      network: capabilities.displayName,
    });
  if (dailyBudget.amountMicros % step !== 0n)
    say('error', 'budget_step', 'dailyBudget', {
      given: amount(dailyBudget.amountMicros),
      step: amount(step),
      below: amount(nearestSteps(dailyBudget.amountMicros, step).below),
      above: amount(nearestSteps(dailyBudget.amountMicros, step).above),
      network: capabilities.displayName,
    });

  const click = advisor.assumedCost.traffic[dailyBudget.currency];
  if (
    status === 'active' &&
    capabilities.publishes &&
    minimum === undefined &&
    click !== undefined &&
    dailyBudget.amountMicros > 0n &&
    dailyBudget.amountMicros < click * CLICKS_SHOWN &&
    record.base?.dailyBudget?.amountMicros !== dailyBudget.amountMicros
  )
    say(
      'warning',
      'budget_hardly_shown',
      'dailyBudget',
      {
        given: amount(dailyBudget.amountMicros),
        enough: amount(nearestSteps(click * CLICKS_SHOWN + step - 1n, step).below),
        network: capabilities.displayName,
      },
      `${advisor.id}@${advisor.version}: ${advisor.basis}`,
    );

  const before = record.base?.dailyBudget?.currency === dailyBudget.currency ? record.base.dailyBudget.amountMicros : null;
  const usual = context.usualDailyMicros ?? before;
  const raises = before === null || dailyBudget.amountMicros > before;
  if (status === 'active' && raises && usual !== null && usual > 0n && dailyBudget.amountMicros >= usual * BigInt(advisor.typoTimes)) {
    say('warning', 'budget_far_above_usual', 'dailyBudget', {
      given: amount(dailyBudget.amountMicros),
      usual: amount(usual),
      monthly: amount(monthly(dailyBudget.amountMicros, advisor)),
      times: Number(dailyBudget.amountMicros / usual),
    });
  }
  const cap = context.monthlyCap;
  if (cap !== null && status === 'active' && (raises || record.base?.status !== 'active')) {
    const total = context.clientDailyMicros === null ? null : monthly(context.clientDailyMicros, advisor);
    if (total === null) say('error', 'cap_rate_missing', 'dailyBudget', { cap: amount(cap.amountMicros, cap.currency) });
    else if (total > cap.amountMicros)
      say('warning', 'budget_above_cap', 'dailyBudget', {
        monthly: amount(total, cap.currency),
        cap: amount(cap.amountMicros, cap.currency),
      });
  }

  if (endDay !== null && dayNumber(endDay) < dayNumber(startDay)) say('error', 'dates_reversed', 'endDay', { startDay, endDay });
  else if (endDay !== null && dayNumber(endDay) < dayNumber(today) && status === 'active') say('error', 'dates_past', 'endDay', { endDay });
  if (record.base === null && dayNumber(startDay) < dayNumber(today)) say('warning', 'start_past', 'startDay', { startDay });
  return found;
}

function monthly(dailyMicros: bigint, advisor: Rules['advisor']): bigint {
  return (dailyMicros * BigInt(advisor.monthDaysTenths)) / 10n;
}

/** An ad group that cannot leave learning at its share of the budget. */
export function adviseGroup(
  groupId: string,
  input: {
    readonly shareMicros: bigint;
    readonly currency: string;
    readonly objective: 'traffic' | 'applications';
    readonly ownCostMicros: bigint | null;
    readonly advisor: Rules['advisor'];
  },
): Found[] {
  const { advisor } = input;
  const cost = input.ownCostMicros ?? advisor.assumedCost[input.objective][input.currency];
  if (cost === undefined || cost <= 0n) return [];
  const expected = Number((input.shareMicros * BigInt(advisor.days)) / cost);
  if (expected >= advisor.results) return [];
  const needed = (cost * BigInt(advisor.results) + BigInt(advisor.days) - 1n) / BigInt(advisor.days);
  return [
    {
      objectId: groupId,
      field: null,
      severity: 'warning',
      code: 'too_few_results',
      details: {
        expected,
        results: advisor.results,
        days: advisor.days,
        cost: { amountMicros: cost.toString(), currency: input.currency },
        share: { amountMicros: input.shareMicros.toString(), currency: input.currency },
        needed: { amountMicros: needed.toString(), currency: input.currency },
        basis: input.ownCostMicros === null ? 'assumed' : 'own',
      },
      source: `${advisor.id}@${advisor.version}: ${advisor.source}`,
    },
  ];
}
