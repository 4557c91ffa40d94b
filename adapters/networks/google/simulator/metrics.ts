import { peopleAimedAt, servedSpans } from './serving.ts';
import { adDay, dayBudgetRatio, JOB_WEEKDAYS, knownShare, type AuctionModel } from '../../../simulators/delivery.ts';
import { draw } from '../../../simulators/draw.ts';
import { spendOfDay } from '../../../simulators/spending.ts';
import { totalMs, type Span } from '../../../simulators/spans.ts';
import type { SimulatedCustomer } from './accounts.ts';
import { dayAt, dayStartMs, nextDay } from './days.ts';
import { nameOf, type Row, type Store } from './store.ts';
import { textAt } from './values.ts';

export interface Figures {
  impressions: number;
  clicks: number;
  costMicros: bigint;
  conversions: number;
}

export function noFigures(): Figures {
  return { impressions: 0, clicks: 0, costMicros: 0n, conversions: 0 };
}

export function addFigures(into: Figures, more: Figures): void {
  into.impressions += more.impressions;
  into.clicks += more.clicks;
  into.costMicros += more.costMicros;
  into.conversions = Math.round((into.conversions + more.conversions) * 100) / 100;
}

/** Clicks and cost are known three hours later (google-ads.md section 10, general product knowledge). */
const LAG_MS = 3 * 3_600_000;
const DAY_MS = 86_400_000;
/** Conversions come in over the whole look-back, against the day of the click (section 10). */
const FINAL_AFTER_DAYS = 30;

/**
 * A day may take twice the daily budget, a month 30.4 of them (google-ads.md section 5.1, general product knowledge). Prices and
 * rates are this simulation's: search is dear by impression and clicked much, because people asked for it.
 */
const AUCTION: AuctionModel = {
  cpm: { COP: 42_000, USD: 18, ARS: 17_000, CLP: 16_000, MXN: 250, EUR: 17, PEN: 60, BRL: 80 },
  ctr: [0.035, 0.095],
  resultRate: [0.05, 0.13],
  weekday: JOB_WEEKDAYS,
  dayOverrun: 2,
  weekUse: 0.97,
};

/** One ad and one day in final figures; what is not known yet is taken off when they are read. */
interface AdDayFigures {
  readonly impressions: number;
  readonly clicks: number;
  readonly costMicros: bigint;
  readonly results: number;
  /** What it was given to spend, in major units. */
  readonly planned: number;
}
type CampaignDay = ReadonlyMap<string, AdDayFigures>;
const NOTHING: CampaignDay = new Map();

/** Where a campaign stands at the end of its last whole day. */
interface Progress {
  day: string;
  readonly adImpressions: Map<string, number>;
  readonly groupResults: Map<string, number>;
  readonly groupDays: Map<string, number>;
  /** Given and not spent so far, three tenths of a day at the most: so little that a month stays within 30.4 budgets. */
  unspent: number;
}

interface Member {
  readonly ad: Row;
  readonly group: Row;
  readonly on: readonly Span[];
}

function add(into: Map<string, number>, key: string, value: number): void {
  into.set(key, (into.get(key) ?? 0) + value);
}

/** Figures by day of one account; the same question gives the same answer while nothing moved. */
export class Reports {
  readonly #store: Store;
  readonly #customer: SimulatedCustomer;
  readonly #nowMs: number;
  readonly #restated: number;
  /** Days that still run, worked out once a question. */
  readonly #running = new Map<string, CampaignDay>();

  constructor(store: Store, customer: SimulatedCustomer, nowMs: number, restated: number) {
    this.#store = store;
    this.#customer = customer;
    this.#nowMs = nowMs;
    this.#restated = restated;
  }

  #campaignDay(campaign: Row, day: string): CampaignDay {
    // Test accounts never serve (google-ads.md section 14).
    if (this.#customer.testAccount) return NOTHING;
    const key = `${nameOf(campaign)}|${day}`;
    const known = (this.#store.figures.get(key) as CampaignDay | undefined) ?? this.#running.get(key); // only put below
    if (known !== undefined) return known;
    const fromMs = dayStartMs(this.#customer.timeZone, day);
    const endMs = dayStartMs(this.#customer.timeZone, nextDay(day));
    const toMs = Math.min(endMs, this.#nowMs - LAG_MS);
    const figures = toMs <= fromMs || campaign.createdMs >= toMs ? NOTHING : this.#compute(campaign, day, [fromMs, toMs]);
    // A whole day cannot change any more: what was switched is on record, what comes next is another day.
    (toMs === endMs ? this.#store.figures : this.#running).set(key, figures);
    return figures;
  }

  #compute(campaign: Row, day: string, span: Span): CampaignDay {
    const members: Member[] = [];
    for (const group of this.#store.children(nameOf(campaign), 'adGroups'))
      for (const ad of this.#store.children(nameOf(group), 'adGroupAds')) {
        const on = servedSpans(ad, group, campaign, this.#customer, span);
        if (totalMs(on) > 0) members.push({ ad, group, on });
      }
    const budget = this.#store.get(textAt(campaign.resource, 'campaignBudget'));
    if (members.length === 0 || budget === null) return NOTHING;
    const { seed } = this.#store.context;
    const amounts = (budget.amounts ?? [[0, textAt(budget.resource, 'amountMicros')] as const]).map(
      ([sinceMs, micros]) => [sinceMs, Number(micros) / 1_000_000] as const,
    );
    const ratio = dayBudgetRatio(AUCTION, seed, nameOf(campaign), day);
    const dayMs = dayStartMs(this.#customer.timeZone, nextDay(day)) - span[0];
    const ads = members.map(({ ad, on }) => ({ id: nameOf(ad), on }));
    const major = spendOfDay(seed, dayMs, [{ amounts, ratio, ads }])[0]!;
    const groupSpend = new Map<string, number>();
    members.forEach(({ group }, index) => add(groupSpend, nameOf(group), major[index]!));
    const audience = peopleAimedAt(this.#store, campaign);
    const before = this.#upTo(campaign, day);
    const figures = new Map<string, AdDayFigures>();
    // Search is paid by the click, and a click costs what it costs however little one ad's part of the budget is: what the day's
    // impressions did not use is left for a dearer day, within what a day may take.
    const planned = major.reduce((left, right) => left + right, 0);
    let left = Math.min((planned / ratio) * AUCTION.dayOverrun, planned + before.unspent);
    const turns = members
      .map((member, index) => ({ member, spendMajor: major[index]!, turn: draw(seed, 'turn', nameOf(member.ad), day) }))
      .toSorted((one, other) => one.turn - other.turn);
    for (const { member, spendMajor } of turns) {
      const { ad, group } = member;
      const { impressions, clicks, results, clickPrice } = adDay(AUCTION, seed, {
        adId: nameOf(ad),
        groupId: nameOf(group),
        day,
        currency: this.#customer.currency,
        spendMajor,
        groupSpendMajor: groupSpend.get(nameOf(group))!,
        audience,
        adImpressionsBefore: before.adImpressions.get(nameOf(ad)) ?? 0,
        groupResultsBefore: before.groupResults.get(nameOf(group)) ?? 0,
        groupDaysBefore: before.groupDays.get(nameOf(group)) ?? 0,
        resultFactor: campaign.resource['maximizeConversions'] === undefined ? 1 : 1.3,
      });
      if (impressions === 0) continue;
      const paid = Math.min(clicks, Math.floor(left / clickPrice));
      left -= paid * clickPrice;
      const costMicros = BigInt(Math.floor(paid * clickPrice * 100)) * 10_000n;
      figures.set(nameOf(ad), { impressions, clicks: paid, costMicros, results: Math.min(paid, results), planned: spendMajor });
    }
    return figures;
  }

  /** Days before this one, in order, each worked out once: what an ad has shown so far decides how it does next. */
  #upTo(campaign: Row, day: string): Progress {
    const key = `progress|${nameOf(campaign)}`;
    const known = this.#store.figures.get(key) as Progress | undefined; // only put below
    const progress: Progress = known ?? {
      day: nextDay(dayAt(this.#customer.timeZone, campaign.createdMs), -1),
      adImpressions: new Map(),
      groupResults: new Map(),
      groupDays: new Map(),
      unspent: 0,
    };
    this.#store.figures.set(key, progress);
    while (nextDay(progress.day) < day) {
      const next = nextDay(progress.day);
      const groups = new Set<string>();
      let planned = 0;
      let cost = 0;
      for (const [adName, { impressions, results, ...money }] of this.#campaignDay(campaign, next)) {
        planned += money.planned;
        cost += Number(money.costMicros) / 1_000_000;
        const group = textAt(this.#store.get(adName)?.resource, 'adGroup');
        add(progress.adImpressions, adName, impressions);
        add(progress.groupResults, group, results);
        groups.add(group);
      }
      progress.day = next;
      progress.unspent = Math.max(0, Math.min(0.3 * planned, progress.unspent + planned - cost));
      for (const group of groups) add(progress.groupDays, group, 1);
    }
    return progress;
  }

  ofAd(ad: Row, day: string): Figures {
    const group = this.#store.get(textAt(ad.resource, 'adGroup'));
    const campaign = group === null ? null : this.#store.get(textAt(group.resource, 'campaign'));
    const figures = campaign === null ? undefined : this.#campaignDay(campaign, day).get(nameOf(ad));
    if (figures === undefined) return noFigures();
    const ageDays = (this.#nowMs - dayStartMs(this.#customer.timeZone, day)) / DAY_MS;
    // Credit is shared among clicks, so conversions are fractions; a restatement adds to them.
    const conversions = figures.results * knownShare(ageDays, FINAL_AFTER_DAYS) * (1 + 0.06 * this.#restated);
    const { impressions, clicks, costMicros } = figures;
    return { impressions, clicks, costMicros, conversions: Math.round(conversions * 100) / 100 };
  }

  ofGroup(group: Row, day: string): Figures {
    const total = noFigures();
    for (const ad of this.#store.children(nameOf(group), 'adGroupAds')) addFigures(total, this.ofAd(ad, day));
    return total;
  }

  ofCampaign(campaign: Row, day: string): Figures {
    const total = noFigures();
    for (const group of this.#store.children(nameOf(campaign), 'adGroups')) addFigures(total, this.ofGroup(group, day));
    return total;
  }

  /** A keyword's part of its ad group, by drawn weights; parts add up to a little less than the whole, as real reports do. */
  ofKeyword(keyword: Row, day: string): Figures {
    const group = this.#store.get(textAt(keyword.resource, 'adGroup'));
    if (group === null) return noFigures();
    const weight = (row: Row): number => 0.2 + draw(this.#store.context.seed, 'keyword', nameOf(row));
    const all = this.#store.children(nameOf(group), 'adGroupCriteria').filter((row) => row.resource['keyword'] !== undefined);
    const part =
      weight(keyword) /
      Math.max(
        0.001,
        all.reduce((sum, row) => sum + weight(row), 0),
      );
    const whole = this.ofGroup(group, day);
    const clicks = Math.floor(whole.clicks * part);
    return {
      impressions: Math.floor(whole.impressions * part),
      clicks,
      costMicros: whole.clicks === 0 ? 0n : (whole.costMicros / BigInt(whole.clicks)) * BigInt(clicks),
      conversions: Math.floor(whole.conversions * part * 100) / 100,
    };
  }
}
