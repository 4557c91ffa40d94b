import { addDays } from '../../../../core/kernel/index.ts';
import { addTo, createCampaignDays } from '../../../simulators/campaign-days.ts';
import { adDay, dayBudgetRatio, JOB_WEEKDAYS, type AuctionModel } from '../../../simulators/delivery.ts';
import { audienceOf, type PeopledPlace } from '../../../simulators/people.ts';
import { createReportShelf } from '../../../simulators/report-shelf.ts';
import { spendOfDay } from '../../../simulators/spending.ts';
import { approvedSpans, intersect, spansIn, totalMs, type Span } from '../../../simulators/spans.ts';
import type { SimContext } from '../../../simulators/types.ts';
import { startOfDayMs } from '../../account-days.ts';
import { placeById } from './places.ts';
import { listOf } from './request.ts';
import { accountOf, type SimulatedAccount } from './seeds.ts';
import { runOf } from './status.ts';
import type { SimulatedObject, Store } from './store.ts';
import { targetingOf } from './writes.ts';

/** What an ad did on one day of its account, in final figures; restatement is applied when they are read. Money in hundredths. */
export interface DayFigures {
  readonly spendCents: number;
  readonly impressions: number;
  readonly clicks: number;
  readonly conversions: number;
  readonly audience: number;
}
export interface Delivery {
  /** Figures by ad id for a campaign and a day; ads without delivery are absent. */
  campaignDay(campaign: SimulatedObject, day: string): ReadonlyMap<string, DayFigures>;
  /** The rows of a report, worked out once for all its pages: `key` says everything that they hang on. */
  report(key: string, work: () => readonly ReportRow[]): readonly ReportRow[];
  forget(): void;
}
export type ReportRow = Readonly<Record<string, unknown>>;

/** Figures arrive some hours later; half an hour here. "Reporting" states no lag (read 2026-11-20) */
const REPORT_LAG_MS = 30 * 60_000;
/** A dynamic daily budget may run to 125 % on one day and seven times in a week ("Budget", v1.3; read 2026-11-20). The rest are figures of this simulation, Latin American job ads. */
const AUCTION: AuctionModel = {
  cpm: { COP: 6_400, USD: 3.1, ARS: 2_600, CLP: 2_500, MXN: 48, EUR: 3.4 },
  ctr: [0.006, 0.019],
  resultRate: [0.02, 0.075],
  weekday: JOB_WEEKDAYS,
  dayOverrun: 1.25,
  weekUse: 0.96,
};
const NETWORK_SHARE = 0.46;
const AROUND_TOWNS_KM = 10;

interface Member {
  readonly ad: SimulatedObject;
  readonly group: SimulatedObject;
  readonly on: readonly Span[];
}

export function createDelivery(store: Store, context: SimContext): Delivery {
  const days = createCampaignDays<SimulatedObject, SimulatedAccount, DayFigures>({
    payer(campaign) {
      const account = accountOf(campaign.accountId);
      return account !== null && account.balance > 0 && account.status === 'STATUS_ENABLE' ? account : null;
    },
    zoneOf: (account) => account.timeZone,
    nowMs: () => context.nowMs(),
    lagMs: REPORT_LAG_MS,
    version: () => store.version(),
    compute,
    learned: (adId, { impressions, conversions }) => ({
      adId,
      groupId: store.find(adId)?.parentId ?? '',
      impressions,
      results: conversions,
    }),
  });
  const reports = createReportShelf<ReportRow>();

  function compute(campaign: SimulatedObject, day: string, span: Span, account: SimulatedAccount): ReadonlyMap<string, DayFigures> {
    const result = new Map<string, DayFigures>();
    const campaignOn = spansIn(campaign.history, 'ENABLE', span);
    if (campaignOn.length === 0) return result;
    const pools = new Map<SimulatedObject, Member[]>();
    for (const group of store.children(campaign.id)) {
      const groupOn = intersect(campaignOn, intersect(spansIn(group.history, 'ENABLE', span), [runOf(group)]));
      if (groupOn.length === 0) continue;
      const pool = campaign.budgets.length > 0 ? campaign : group;
      for (const ad of store.children(group.id)) {
        const on = intersect(groupOn, intersect(spansIn(ad.history, 'ENABLE', span), approvedSpans(ad.reviews)));
        if (totalMs(on) <= 0) continue;
        const members = pools.get(pool) ?? [];
        members.push({ ad, group, on });
        pools.set(pool, members);
      }
    }
    for (const [pool, members] of pools) spread(pool, members, campaign, day, account, result);
    return result;
  }

  function spread(
    pool: SimulatedObject,
    members: readonly Member[],
    campaign: SimulatedObject,
    day: string,
    account: SimulatedAccount,
    result: Map<string, DayFigures>,
  ): void {
    const { seed } = context;
    const dayMs = startOfDayMs(addDays(day, 1), account.timeZone) - startOfDayMs(day, account.timeZone);
    const ratio = 100 * dayBudgetRatio(AUCTION, seed, pool.id, day);
    const ads = members.map(({ ad, on }) => ({ id: ad.id, on }));
    const cents = spendOfDay(seed, dayMs, [{ amounts: pool.budgets, ratio, ads }])[0]!;
    const groupSpend = new Map<string, number>();
    members.forEach(({ group }, index) => addTo(groupSpend, group.id, cents[index]! / 100));
    const before = days.before(campaign, day, account);
    members.forEach(({ ad, group }, index) => {
      const spendCents = Math.floor(cents[index]!);
      if (spendCents <= 0) return;
      const audience = audienceOfGroup(group, seed);
      const { impressions, clicks, results } = adDay(AUCTION, seed, {
        adId: ad.id,
        groupId: group.id,
        day,
        currency: account.currency,
        spendMajor: spendCents / 100,
        groupSpendMajor: groupSpend.get(group.id)!,
        audience,
        adImpressionsBefore: before.impressionsOf(ad.id),
        groupResultsBefore: before.resultsOf(group.id),
        groupDaysBefore: before.daysOf(group.id),
        resultFactor: campaign.values['objective_type'] === 'WEB_CONVERSIONS' ? 1.4 : 1,
      });
      if (impressions > 0) result.set(ad.id, { spendCents, impressions, clicks, conversions: results, audience });
    });
  }

  return { campaignDay: days.campaignDay, report: reports.rows, forget: () => [days, reports].forEach((kept) => kept.forget()) };
}

function audienceOfGroup(group: SimulatedObject, seed: number): number {
  const places = listOf(targetingOf(group)['location_ids']).flatMap((id): PeopledPlace[] => {
    const place = placeById(id);
    if (place === null) return [];
    return [
      {
        country: place.country,
        region: place.level === 'PROVINCE' ? place.name : place.region,
        town: place.level === 'CITY' ? place.name : null,
      },
    ];
  });
  return audienceOf(seed, places, AROUND_TOWNS_KM, NETWORK_SHARE);
}
