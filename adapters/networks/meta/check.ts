import { nearestSteps, type Json } from '../../../core/kernel/index.ts';
import type { NetworkPlan, PlannedObject, PlanProblem } from '../../../core/ports/index.ts';
import { CITY_RADIUS_KM, metaCapabilities, API_VERSION, SHORTEST_DAILY_RUN_MS } from './manifest.ts';
import type { Places } from './places.ts';
import { lastSecondOfDayMs, startOfDayMs } from '../account-days.ts';
import { EU_COUNTRIES } from '../european-union.ts';

type Report = (field: string | null, severity: PlanProblem['severity'], code: string, details?: { readonly [key: string]: Json }) => void;

const US_AND_CANADA: ReadonlySet<string> = new Set(['US', 'CA']);

/** Everything that Meta would refuse and that can be known without asking it. */
export function checkPlan(plan: NetworkPlan, places: Places, nowMs: number): readonly PlanProblem[] {
  const problems: PlanProblem[] = [];
  const campaigns = new Map(plan.objects.filter((object) => object.level === 'campaign').map((object) => [object.objectId, object]));
  const children = new Map<string, number>();
  for (const { parentId } of plan.objects) if (parentId !== null) children.set(parentId, (children.get(parentId) ?? 0) + 1);
  for (const object of plan.objects) {
    const report: Report = (field, severity, code, details = {}) =>
      void problems.push({ objectId: object.objectId, field, severity, code: `checks.${code}`, details });
    checkName(object, report);
    if (object.level === 'campaign') checkCampaign(object, plan, nowMs, report);
    else if (object.level === 'ad_group')
      checkAdGroup(object, plan, campaigns.get(object.parentId ?? ''), children.get(object.objectId) ?? 0, places, report);
    else checkAd(object, report);
  }
  return problems;
}

const LIMITS = metaCapabilities(API_VERSION);

function checkName(object: PlannedObject, report: Report): void {
  const { name } = object.fields;
  if (name.trim() === '') report('name', 'error', 'meta_name_missing');
  else if (name.length > LIMITS.nameMax) report('name', 'error', 'meta_name_too_long', { length: name.length, limit: LIMITS.nameMax });
}

type Of<L extends PlannedObject['level']> = Extract<PlannedObject, { level: L }>;

function checkCampaign(object: Of<'campaign'>, plan: NetworkPlan, nowMs: number, report: Report): void {
  const { account } = plan;
  const { dailyBudget, startDay, endDay, countries, objective } = object.fields;
  if ((account.settings['pageId'] ?? '') === '') report(null, 'error', 'meta_page_missing');
  if (objective === 'applications' && (account.settings['pixelId'] ?? '') === '') report('objective', 'error', 'meta_pixel_missing');
  if (dailyBudget.currency !== account.currency)
    report('dailyBudget', 'error', 'meta_currency_differs', { currency: dailyBudget.currency, accountCurrency: account.currency });
  else {
    const step = LIMITS.amountStepMicros(account.currency);
    const least = LIMITS.minimumDailyBudgetMicros[account.currency];
    const money = (micros: bigint): { [key: string]: Json } => ({ amountMicros: micros.toString(), currency: account.currency });
    const { below, above } = nearestSteps(dailyBudget.amountMicros, step);
    if (dailyBudget.amountMicros % step !== 0n)
      report('dailyBudget', 'error', 'meta_budget_step', { below: money(below), above: money(above), currency: account.currency });
    else if (dailyBudget.amountMicros < (least ?? step))
      report('dailyBudget', 'error', 'meta_budget_below_minimum', { minimum: money(least ?? step), currency: account.currency });
  }
  if (countries.length === 0) report('countries', 'error', 'meta_countries_missing');
  // Meta asks who benefits and who pays, which this program does not hold. "Digital Services Act" (v26.0; read 2026-11-20)
  const european = countries.find((country) => EU_COUNTRIES.has(country));
  if (european !== undefined) report('countries', 'error', 'meta_eu_payer', { country: european });
  if (object.remoteId === null && startDay < plan.today) report('startDay', 'warning', 'meta_start_passed', { startDay });
  if (endDay === null) return;
  if (endDay < startDay) report('endDay', 'error', 'meta_end_before_start', { startDay, endDay });
  else if (endDay < plan.today) report('endDay', 'error', 'meta_end_passed', { endDay });
  else if (object.remoteId === null) {
    const begins = Math.max(startOfDayMs(startDay, account.timeZone), nowMs);
    // A run on a daily budget lasts more than 24 hours. "Ad set" reference, `daily_budget` (v26.0; read 2026-11-20)
    if (lastSecondOfDayMs(endDay, account.timeZone) - begins < SHORTEST_DAILY_RUN_MS)
      report('endDay', 'error', 'meta_run_too_short', { endDay });
  }
}

function checkAdGroup(
  object: Of<'ad_group'>,
  plan: NetworkPlan,
  campaign: Of<'campaign'> | undefined,
  adCount: number,
  places: Places,
  report: Report,
): void {
  const { fields } = object;
  if (fields.keywords.length > 0) report('keywords', 'warning', 'meta_keywords_ignored', { count: fields.keywords.length });
  if (fields.radiusKm !== null) {
    const strict = fields.places.some((place) => US_AND_CANADA.has(place.country));
    const least = strict ? CITY_RADIUS_KM.leastUnitedStatesAndCanada : CITY_RADIUS_KM.least;
    if (fields.radiusKm < least || fields.radiusKm > CITY_RADIUS_KM.most)
      report('radiusKm', 'error', 'meta_radius', { radiusKm: fields.radiusKm, least, most: CITY_RADIUS_KM.most });
  }
  if (fields.places.length > 250) report('places', 'error', 'meta_too_many_places', { count: fields.places.length, limit: 250 });
  for (const place of fields.places) {
    if (campaign !== undefined && !campaign.fields.countries.includes(place.country))
      report('places', 'error', 'meta_country_not_declared', { place: place.name, country: place.country });
    const instead = places.approximation(plan.account.accountId, place);
    if (instead === 'region') report('places', 'warning', 'meta_place_as_region', { place: place.name, region: place.region ?? '' });
    if (instead === 'country') report('places', 'warning', 'meta_place_as_country', { place: place.name, country: place.country });
  }
  if (adCount > LIMITS.maxAdsPerAdGroup) report(null, 'error', 'meta_too_many_ads', { limit: LIMITS.maxAdsPerAdGroup });
}

function checkAd(object: Of<'ad'>, report: Report): void {
  const { headlines, descriptions, primaryText, finalUrl } = object.fields;
  const { text } = LIMITS;
  checkTexts('headlines', headlines, text.headlines, report);
  checkTexts('descriptions', descriptions, text.descriptions, report);
  checkTexts('primaryText', primaryText.trim() === '' ? [] : [primaryText], text.primary!, report); // Meta's capabilities have it
  if (!/^https:\/\/[^\s/]+\.[^\s]+$/.test(finalUrl)) report('finalUrl', 'error', 'meta_url_not_https');
}

function checkTexts(
  field: string,
  texts: readonly string[],
  limit: { min: number; max: number; length: number | null; recommended: number | null },
  report: Report,
): void {
  if (texts.length < limit.min) report(field, 'error', 'meta_text_missing', { minimum: limit.min });
  if (texts.length > limit.max) report(field, 'error', 'meta_too_many_texts', { count: texts.length, limit: limit.max });
  for (const entry of texts) {
    const length = entry.length;
    if (limit.length !== null && length > limit.length) report(field, 'error', 'meta_text_too_long', { length, limit: limit.length });
    else if (limit.recommended !== null && length > limit.recommended)
      report(field, 'warning', 'meta_text_cut', { length, limit: limit.recommended });
    if (entry.trim() === '') report(field, 'error', 'meta_text_empty');
  }
}
