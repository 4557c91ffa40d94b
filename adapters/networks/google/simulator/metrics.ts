import type { SimulatedCustomer } from './accounts.ts';
import { dayStartMs, nextDay } from './days.ts';
import { nameOf, type Row, type Store } from './store.ts';
import { draw, textAt } from './values.ts';

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
/** Price of a click on a job advertisement in whole units: a believable range for this world, not a published one. */
const CLICK_PRICE: Readonly<Record<string, readonly [number, number]>> = {
  COP: [420, 1_150],
  USD: [0.18, 0.55],
  ARS: [190, 480],
  MXN: [2.2, 6.5],
};
/** People look for work on weekdays. Monday first. */
const WEEKDAY = [1, 1, 0.98, 0.95, 0.86, 0.55, 0.6] as const;
/** Share of a click day's conversions that is known that many days later (look-back restatement, section 10). */
const CONVERSION_LAG = [0.5, 0.7, 0.8, 0.87, 0.92, 0.95, 0.98, 1] as const;

function enabledOverlapMs(row: Row, fromMs: number, toMs: number): readonly (readonly [number, number])[] {
  const spans: [number, number][] = [];
  for (const [index, [at, status]] of row.history.entries()) {
    if (status !== 'ENABLED') continue;
    const end = row.history[index + 1]?.[0] ?? Number.POSITIVE_INFINITY;
    const low = Math.max(at, fromMs);
    const high = Math.min(end, toMs);
    if (high > low) spans.push([low, high]);
  }
  return spans;
}

/** Milliseconds of the window in which ad, ad group and campaign were all on, the review was over and the dates allowed it. */
function servedMs(ad: Row, group: Row, campaign: Row, customer: SimulatedCustomer, fromMs: number, toMs: number): number {
  if (ad.rejected === true || ad.reviewedAtMs === undefined) return 0;
  const start = textAt(campaign.resource, 'startDateTime').slice(0, 10);
  const end = textAt(campaign.resource, 'endDateTime').slice(0, 10);
  const low = Math.max(fromMs, ad.reviewedAtMs, start === '' ? 0 : dayStartMs(customer.timeZone, start));
  const high = end === '' ? toMs : Math.min(toMs, dayStartMs(customer.timeZone, nextDay(end)));
  let total = 0;
  for (const [a1, a2] of enabledOverlapMs(ad, low, high))
    for (const [b1, b2] of enabledOverlapMs(group, a1, a2)) for (const [c1, c2] of enabledOverlapMs(campaign, b1, b2)) total += c2 - c1;
  return total;
}

/** Figures by day of one account; the same question gives the same answer while nothing moved. */
export class Reports {
  readonly #store: Store;
  readonly #customer: SimulatedCustomer;
  readonly #nowMs: number;
  readonly #restated: number;
  readonly #shares = new Map<string, number>();

  constructor(store: Store, customer: SimulatedCustomer, nowMs: number, restated: number) {
    this.#store = store;
    this.#customer = customer;
    this.#nowMs = nowMs;
    this.#restated = restated;
  }

  /** Ads among which the campaign's budget is spread. */
  #sharers(campaign: Row): number {
    let count = this.#shares.get(nameOf(campaign));
    if (count === undefined) {
      const ads = this.#store.children(nameOf(campaign), 'adGroups').flatMap((group) => this.#store.children(nameOf(group), 'adGroupAds'));
      count = ads.filter((ad) => ad.history.some((entry) => entry[1] === 'ENABLED')).length;
      this.#shares.set(nameOf(campaign), count);
    }
    return count;
  }

  ofAd(ad: Row, day: string): Figures {
    const group = this.#store.get(textAt(ad.resource, 'adGroup'));
    const campaign = group === null ? null : this.#store.get(textAt(group.resource, 'campaign'));
    const budget = campaign === null ? null : this.#store.get(textAt(campaign.resource, 'campaignBudget'));
    // Test accounts never serve (google-ads.md section 14).
    if (group === null || campaign === null || budget === null || this.#customer.testAccount) return noFigures();
    const dayStart = dayStartMs(this.#customer.timeZone, day);
    const dayEnd = dayStartMs(this.#customer.timeZone, nextDay(day));
    const served = servedMs(ad, group, campaign, this.#customer, dayStart, Math.min(dayEnd, this.#nowMs - LAG_MS));
    if (served <= 0) return noFigures();
    const seed = this.#store.context.seed;
    const id = textAt(ad.resource, 'ad.id');
    const siblings = this.#sharers(campaign);
    const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
    const appetite = (0.62 + 0.35 * draw(seed, 'appetite', id, day)) * WEEKDAY[weekday]! * (served / (dayEnd - dayStart));
    const share = Number(BigInt(textAt(budget.resource, 'amountMicros') || '0') / BigInt(Math.max(1, siblings)));
    const [low, high] = CLICK_PRICE[this.#customer.currency] ?? CLICK_PRICE['USD']!;
    const quality = draw(seed, 'quality', id);
    const price = Math.round((low + (high - low) * (0.35 * draw(seed, 'price', id, day) + 0.65 * quality)) * 1_000_000);
    const clicks = Math.floor((share * appetite) / price);
    const ctr = 0.035 + 0.06 * (1 - quality) * (0.7 + 0.3 * draw(seed, 'ctr', id, day));
    const impressions = Math.round(clicks / ctr) + Math.floor(draw(seed, 'extra', id, day) * 12 * (served / (dayEnd - dayStart)));
    const age = Math.min(CONVERSION_LAG.length - 1, Math.max(0, Math.floor((this.#nowMs - dayStart) / 86_400_000)));
    const final = clicks * (0.05 + 0.08 * draw(seed, 'rate', id)) * (1 + 0.06 * this.#restated);
    return {
      impressions,
      clicks,
      costMicros: BigInt(clicks) * BigInt(price),
      conversions: Math.round(final * CONVERSION_LAG[age]! * 100) / 100,
    };
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
