import { addDays } from '../../../../core/kernel/index.ts';
import { addTo, createCampaignDays } from '../../../simulators/campaign-days.ts';
import { adDay, dayBudgetRatio, JOB_WEEKDAYS, type AuctionModel } from '../../../simulators/delivery.ts';
import { audienceOf, type PeopledPlace } from '../../../simulators/people.ts';
import { spendOfDay } from '../../../simulators/spending.ts';
import { intersect, spansIn, totalMs, type Span } from '../../../simulators/spans.ts';
import type { SimContext } from '../../../simulators/types.ts';
import { startOfDayMs } from '../../account-days.ts';
import { parseXTime } from '../days.ts';
import { smallestCoinMicros } from '../manifest.ts';
import { placeById } from './places.ts';
import { accountOf, type SimulatedXAccount } from './seeds.ts';
import type { Store, XCampaign, XLineItem, XPromoted } from './store.ts';

/** What an association did on one day of its account, in final figures. */
export interface DayFigures {
  readonly spendMicros: number;
  readonly impressions: number;
  readonly clicks: number;
  readonly results: number;
}

export interface Delivery {
  /** By association, for a campaign and a day; those without delivery are absent. */
  campaignDay(campaign: XCampaign, day: string): ReadonlyMap<string, DayFigures>;
  forget(): void;
}

/** Seconds to minutes. "Analytics", freshness (version 12; read 2026-11-20) */
const LAG_MS = 2 * 60_000;
/** Figures of this simulation, Latin American job ads on X. */
const AUCTION: AuctionModel = {
  cpm: { COP: 7_400, USD: 3.6, ARS: 2_500, CLP: 2_700, MXN: 52 },
  ctr: [0.004, 0.014],
  resultRate: [0.02, 0.07],
  weekday: JOB_WEEKDAYS,
  dayOverrun: 1,
  weekUse: 0.8,
};
/** Part of a place's people who are adults and on the network. */
const NETWORK_SHARE = 0.14;
const AROUND_A_TOWN_KM = 20;
const NOTHING: ReadonlyMap<string, DayFigures> = new Map();

interface Member {
  readonly row: XPromoted;
  readonly item: XLineItem;
  readonly on: readonly Span[];
}

export function createDelivery(store: Store, context: SimContext): Delivery {
  const days = createCampaignDays<XCampaign, SimulatedXAccount, DayFigures>({
    payer(campaign) {
      const account = accountOf(campaign.accountId);
      return account?.funding?.able === true ? account : null;
    },
    zoneOf: (account) => account.timeZone,
    nowMs: () => context.nowMs(),
    lagMs: LAG_MS,
    version: () => store.version(),
    compute,
    learned(id, { impressions, results }, campaign) {
      const row = store.find('promoted', campaign.accountId, id);
      // By post: one that is paused and activated again is another association, and people have seen it all the same.
      return { adId: row?.postId ?? '', groupId: row?.lineItemId ?? '', impressions, results };
    },
  });

  function compute(campaign: XCampaign, day: string, span: Span, account: SimulatedXAccount): ReadonlyMap<string, DayFigures> {
    const until: Span = [0, campaign.deletedMs ?? Number.MAX_SAFE_INTEGER];
    const campaignOn = intersect(spansIn(campaign.history, 'ACTIVE', span), [until]);
    if (campaignOn.length === 0) return NOTHING;
    const members = store.under('line_item', campaign.id).flatMap((item) => membersOf(item, campaignOn, span));
    if (members.length === 0) return NOTHING;
    const { seed } = context;
    const dayMs = startOfDayMs(addDays(day, 1), account.timeZone) - startOfDayMs(day, account.timeZone);
    const ratio = dayBudgetRatio(AUCTION, seed, campaign.id, day);
    const ads = members.map(({ row, on }) => ({ id: row.postId, on }));
    const spend = spendOfDay(seed, dayMs, [{ amounts: campaign.budgets, ratio, ads }])[0]!;
    const groupSpend = new Map<string, number>();
    members.forEach(({ item }, index) => addTo(groupSpend, item.id, spend[index]!));
    const progress = days.before(campaign, day, account);
    const coin = Number(smallestCoinMicros(account.currency));
    const result = new Map<string, DayFigures>();
    members.forEach(({ row, item }, index) => {
      const spendMicros = Math.floor(spend[index]! / coin) * coin;
      const { impressions, clicks, results } = adDay(AUCTION, seed, {
        adId: row.postId,
        groupId: item.id,
        day,
        currency: account.currency,
        spendMajor: spendMicros / 1_000_000,
        groupSpendMajor: (groupSpend.get(item.id) ?? 0) / 1_000_000,
        audience: audienceFor(item),
        adImpressionsBefore: progress.impressionsOf(row.postId),
        groupResultsBefore: progress.resultsOf(item.id),
        groupDaysBefore: progress.daysOf(item.id),
        resultFactor: item.values['goal'] === 'WEBSITE_CONVERSIONS' ? 1.4 : 1,
      });
      if (impressions > 0) result.set(row.id, { spendMicros, impressions, clicks, results });
    });
    return result;
  }

  function membersOf(item: XLineItem, campaignOn: readonly Span[], span: Span): readonly Member[] {
    const start = parseXTime(item.values['start_time']) ?? 0;
    const end = Math.min(parseXTime(item.values['end_time']) ?? Number.MAX_SAFE_INTEGER, item.deletedMs ?? Number.MAX_SAFE_INTEGER);
    const itemOn = intersect(campaignOn, intersect(spansIn(item.history, 'ACTIVE', span), [[start, end]]));
    if (itemOn.length === 0) return [];
    return store.under('promoted', item.id).flatMap((row): Member[] => {
      if (!row.review.approved) return [];
      const on = intersect(itemOn, [[row.review.decidedMs, row.deletedMs ?? Number.MAX_SAFE_INTEGER]]);
      return totalMs(on) > 0 ? [{ row, item, on }] : [];
    });
  }

  function audienceFor(item: XLineItem): number {
    const places = store
      .under('criterion', item.id)
      .filter((row) => row.deletedMs === null && row.type === 'LOCATION' && row.operator === 'EQ')
      .flatMap((row): PeopledPlace[] => {
        const place = placeById(row.value);
        return place === null ? [] : [place];
      });
    // Nothing said is the whole world.
    return audienceOf(
      context.seed,
      places.length === 0 ? [{ country: 'US', region: null, town: null }] : places,
      AROUND_A_TOWN_KM,
      NETWORK_SHARE,
    );
  }

  return { campaignDay: days.campaignDay, forget: days.forget };
}
