import type { Json } from '../../../core/kernel/index.ts';
import type { NetworkPlan, PlannedObject, PlanProblem } from '../../../core/ports/index.ts';
import { AD_TEXT_MAX, MOST_LOCATIONS, SPECIAL_INDUSTRY_COUNTRIES, tiktokCapabilities } from './manifest.ts';
import { hasEmoji, lengthOf } from './map.ts';
import type { Places } from './places.ts';
import { structureForNew } from './structure.ts';
import { lastSecondOfDayMs } from '../account-days.ts';

type Report = (field: string | null, severity: PlanProblem['severity'], code: string, details?: { readonly [key: string]: Json }) => void;
type Of<L extends PlannedObject['level']> = Extract<PlannedObject, { level: L }>;

const { nameMax, maxAdsPerAdGroup, minimumDailyBudgetMicros, amountStepMicros } = tiktokCapabilities;

/** Everything that TikTok would refuse and that can be known without asking it. */
export function checkPlan(plan: NetworkPlan, places: Places, nowMs: number): readonly PlanProblem[] {
  const problems: PlanProblem[] = [];
  const parents = new Map(plan.objects.map((object) => [object.objectId, object]));
  const children = new Map<string, number>();
  for (const { parentId } of plan.objects) if (parentId !== null) children.set(parentId, (children.get(parentId) ?? 0) + 1);
  for (const object of plan.objects) {
    const report: Report = (field, severity, code, details = {}) =>
      void problems.push({ objectId: object.objectId, field, severity, code: `checks.tiktok_${code}`, details });
    checkName(object, report);
    const parent = object.parentId === null ? undefined : parents.get(object.parentId);
    if (object.level === 'campaign') checkCampaign(object, plan, nowMs, report);
    else if (object.level === 'ad_group')
      checkAdGroup(object, plan, parent?.level === 'campaign' ? parent : undefined, children.get(object.objectId) ?? 0, places, report);
    else checkAd(object, report);
  }
  return problems;
}

function checkName(object: PlannedObject, report: Report): void {
  const { name } = object.fields;
  const length = lengthOf(name);
  if (name.trim() === '') report('name', 'error', 'name_missing');
  else if (length > nameMax) report('name', 'error', 'name_too_long', { length, limit: nameMax });
  if (hasEmoji(name)) report('name', 'error', 'name_emoji');
}

function checkCampaign(object: Of<'campaign'>, plan: NetworkPlan, nowMs: number, report: Report): void {
  const { account } = plan;
  const { startDay, endDay, countries, objective } = object.fields;
  if ((account.settings['identityId'] ?? '') === '') report(null, 'error', 'identity_missing');
  if (objective === 'applications' && (account.settings['pixelId'] ?? '') === '') report('objective', 'error', 'pixel_missing');
  const smart = object.remoteId === null && structureForNew(objective, nowMs) === 'smart_plus';
  if (smart && (account.settings['musicId'] ?? '') === '') report('objective', 'error', 'music_missing');
  checkBudget(object, account.currency, report);
  if (countries.length === 0) report('countries', 'error', 'countries_missing');
  // Only advertisers registered there may declare job ads there, and undeclared ones are refused.
  const special = countries.find((country) => SPECIAL_INDUSTRY_COUNTRIES.has(country));
  if (special !== undefined && !SPECIAL_INDUSTRY_COUNTRIES.has(account.country))
    report('countries', 'error', 'special_industry', { country: special });
  if (object.remoteId === null && startDay < plan.today) report('startDay', 'warning', 'start_passed', { startDay });
  if (endDay === null) return;
  if (endDay < startDay) report('endDay', 'error', 'end_before_start', { startDay, endDay });
  else if (endDay < plan.today || lastSecondOfDayMs(endDay, account.timeZone) <= nowMs) report('endDay', 'error', 'end_passed', { endDay });
}

function checkBudget(object: Of<'campaign'>, currency: string, report: Report): void {
  const { dailyBudget } = object.fields;
  if (dailyBudget.currency !== currency) {
    report('dailyBudget', 'error', 'currency_differs', { currency: dailyBudget.currency, accountCurrency: currency });
    return;
  }
  const step = amountStepMicros(currency);
  const least = minimumDailyBudgetMicros[currency];
  if (dailyBudget.amountMicros <= 0n || dailyBudget.amountMicros % step !== 0n)
    report('dailyBudget', 'error', 'budget_step', { stepMicros: step.toString(), currency });
  else if (least === undefined) report('dailyBudget', 'warning', 'minimum_unknown', { currency });
  else if (dailyBudget.amountMicros < least)
    report('dailyBudget', 'error', 'budget_below_minimum', { minimumMicros: least.toString(), currency });
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
  if (fields.keywords.length > 0) report('keywords', 'warning', 'keywords_ignored', { count: fields.keywords.length });
  // Without one the target is narrower than the one approved, never wider.
  if (fields.radiusKm !== null) report('radiusKm', 'warning', 'radius_ignored', { radiusKm: fields.radiusKm });
  if (fields.places.length > MOST_LOCATIONS)
    report('places', 'error', 'too_many_places', { count: fields.places.length, limit: MOST_LOCATIONS });
  for (const place of fields.places) {
    if (campaign !== undefined && !campaign.fields.countries.includes(place.country))
      report('places', 'error', 'country_not_declared', { place: place.name, country: place.country });
    const instead = places.approximation(plan.account.accountId, place);
    if (instead === 'region') report('places', 'warning', 'place_as_region', { place: place.name, region: place.region ?? '' });
    if (instead === 'country') report('places', 'warning', 'place_as_country', { place: place.name, country: place.country });
  }
  if (adCount > maxAdsPerAdGroup) report(null, 'error', 'too_many_ads', { limit: maxAdsPerAdGroup });
}

function checkAd(object: Of<'ad'>, report: Report): void {
  const { headlines, descriptions, primaryText, finalUrl, image } = object.fields;
  if (headlines.length + descriptions.length > 0)
    report('headlines', 'warning', 'texts_ignored', { count: headlines.length + descriptions.length });
  const length = lengthOf(primaryText);
  if (primaryText.trim() === '') report('primaryText', 'error', 'text_missing');
  else if (length > AD_TEXT_MAX) report('primaryText', 'error', 'text_too_long', { length, limit: AD_TEXT_MAX });
  if (hasEmoji(primaryText)) report('primaryText', 'error', 'text_emoji');
  if (!/^https:\/\/[^\s/]+\.[^\s]+$/.test(finalUrl)) report('finalUrl', 'error', 'url_not_https');
  if (image === null) report('image', 'error', 'image_missing');
}
