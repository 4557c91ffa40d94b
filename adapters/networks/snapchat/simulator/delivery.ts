import { addDays } from '../../../../core/kernel/index.ts';
import { createCampaignDays, type Progress } from '../../../simulators/campaign-days.ts';
import { adDay, dayBudgetRatio, JOB_WEEKDAYS, type AuctionModel } from '../../../simulators/delivery.ts';
import { audienceOf, type PeopledPlace } from '../../../simulators/people.ts';
import { spendOfDay } from '../../../simulators/spending.ts';
import { approvedSpans, intersect, spansIn, totalMs, type Span } from '../../../simulators/spans.ts';
import type { SimContext } from '../../../simulators/types.ts';
import { startOfDayMs } from '../../account-days.ts';
import { parseSnapTime } from '../zone.ts';
import { accountOf, type SimulatedAccount } from './seeds.ts';
import { regionsIn } from './targeting.ts';
import type { SnapObject, Store } from './store.ts';
import { isObject, textOf } from './values.ts';

/** What an ad did on one day of its account, in final figures: restatement is applied when they are read. */
export interface DayFigures {
  readonly spendMicro: number;
  readonly impressions: number;
  readonly swipes: number;
  readonly results: number;
}

export interface Delivery {
  /** Figures by ad id; ads without delivery are absent. */
  campaignDay(campaign: SnapObject, day: string): ReadonlyMap<string, DayFigures>;
  forget(): void;
}

/** Figures are about a quarter of an hour old. "Measurement" (v1; read 2026-11-20) */
export const REPORT_LAG_MS = 15 * 60_000;
/** A budget here is a cap: nothing documented lets a day run over it. The rest are figures of this simulation. */
const AUCTION: AuctionModel = {
  cpm: { USD: 3.6, EUR: 3.4, GBP: 3.1, CAD: 4.9, AUD: 5.6 },
  ctr: [0.006, 0.019],
  resultRate: [0.02, 0.07],
  weekday: JOB_WEEKDAYS,
  dayOverrun: 1,
  weekUse: 0.95,
};
const NETWORK_SHARE = 0.17;

interface Member {
  readonly ad: SnapObject;
  readonly on: readonly Span[];
}

export function createDelivery(store: Store, context: SimContext): Delivery {
  const days = createCampaignDays<SnapObject, SimulatedAccount, DayFigures>({
    payer(campaign) {
      const account = accountOf(campaign.accountId);
      const pays = account !== null && !account.test && account.status === 'ACTIVE' && account.fundingSourceIds.length > 0;
      return pays ? account : null;
    },
    zoneOf: (account) => account.timezone,
    nowMs: () => context.nowMs(),
    lagMs: REPORT_LAG_MS,
    version: () => store.version(),
    compute,
    learned: (adId, { impressions, results }) => ({ adId, groupId: store.find(adId)?.parentId ?? '', impressions, results }),
  });

  function compute(campaign: SnapObject, day: string, span: Span, account: SimulatedAccount): ReadonlyMap<string, DayFigures> {
    const result = new Map<string, DayFigures>();
    const campaignOn = intersect(spansIn(campaign.history, 'ACTIVE', span), [runOf(campaign)]);
    if (campaignOn.length === 0) return result;
    const wishes: { squad: SnapObject; members: readonly Member[] }[] = [];
    for (const squad of store.children(campaign.id, 'adsquad')) {
      const squadOn = intersect(campaignOn, intersect(spansIn(squad.history, 'ACTIVE', span), [runOf(squad)]));
      const members = store.children(squad.id, 'ad').flatMap((ad): Member[] => {
        const on = intersect(squadOn, intersect(spansIn(ad.history, 'ACTIVE', span), approvedSpans(ad.reviews)));
        return totalMs(on) > 0 ? [{ ad, on }] : [];
      });
      if (members.length > 0) wishes.push({ squad, members });
    }
    // The campaign's daily budget is the cap over all its squads. "Campaigns", daily budget (v1; read 2026-11-20)
    const dayMs = startOfDayMs(addDays(day, 1), account.timezone) - startOfDayMs(day, account.timezone);
    const budgetOf = (object: SnapObject) => ({
      amounts: object.budgets,
      ratio: dayBudgetRatio(AUCTION, context.seed, object.id, day),
    });
    const pools = wishes.map(({ squad, members }) => ({ ...budgetOf(squad), ads: members.map(({ ad, on }) => ({ id: ad.id, on })) }));
    const micros = spendOfDay(context.seed, dayMs, pools, campaign.budgets.length === 0 ? null : budgetOf(campaign));
    const before = days.before(campaign, day, account);
    wishes.forEach(({ squad, members }, index) => spread(squad, members, micros[index]!, day, account, before, result));
    return result;
  }

  function spread(
    squad: SnapObject,
    members: readonly Member[],
    micros: readonly number[],
    day: string,
    account: SimulatedAccount,
    before: Progress,
    result: Map<string, DayFigures>,
  ): void {
    const squadSpend = micros.reduce((left, right) => left + right, 0) / 1_000_000;
    const audience = audienceOf(context.seed, placesOf(squad), 0, NETWORK_SHARE);
    const applications = textOf(squad.values['optimization_goal']).startsWith('PIXEL_');
    members.forEach(({ ad }, index) => {
      const spendMicro = Math.floor(micros[index]!);
      if (spendMicro <= 0) return;
      const { impressions, clicks, results } = adDay(AUCTION, context.seed, {
        adId: ad.id,
        groupId: squad.id,
        day,
        currency: account.currency,
        spendMajor: spendMicro / 1_000_000,
        groupSpendMajor: squadSpend,
        audience,
        adImpressionsBefore: before.impressionsOf(ad.id),
        groupResultsBefore: before.resultsOf(squad.id),
        groupDaysBefore: before.daysOf(squad.id),
        resultFactor: applications ? 1.4 : 1,
      });
      if (impressions > 0) result.set(ad.id, { spendMicro, impressions, swipes: clicks, results });
    });
  }

  return { campaignDay: days.campaignDay, forget: days.forget };
}

function runOf(object: SnapObject): Span {
  return [parseSnapTime(object.values['start_time']) ?? 0, parseSnapTime(object.values['end_time']) ?? Number.MAX_SAFE_INTEGER];
}

function placesOf(squad: SnapObject): readonly PeopledPlace[] {
  const targeting = squad.values['targeting'];
  const geos = isObject(targeting) && Array.isArray(targeting['geos']) ? targeting['geos'].filter(isObject) : [];
  return geos.flatMap((geo): PeopledPlace[] => {
    const country = textOf(geo['country_code']);
    const ids = geo['region_id'];
    if (!Array.isArray(ids)) return [{ country: country.toUpperCase(), region: null, town: null }];
    return regionsIn(country)
      .filter((region) => ids.includes(region.id))
      .map((region) => ({ country: country.toUpperCase(), region: region.name, town: null }));
  });
}
