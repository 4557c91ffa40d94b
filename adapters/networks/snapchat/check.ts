import type { Json } from '../../../core/kernel/index.ts';
import type { NetworkPlan, PlannedObject, PlanProblem } from '../../../core/ports/index.ts';
import { CURRENCIES, LANGUAGES, LIMITS, snapchatCapabilities } from './manifest.ts';
import { brandOf, CALL_TO_ACTION } from './map.ts';
import { placeMode, standIn } from './places.ts';
import { dayAt } from '../account-days.ts';

type Report = (field: string | null, severity: PlanProblem['severity'], code: string, details?: { readonly [key: string]: Json }) => void;
type Of<L extends PlannedObject['level']> = Extract<PlannedObject, { level: L }>;

const CAPABILITIES = snapchatCapabilities();

/** Everything that Snapchat would refuse, or widen, and that can be known without asking it. */
export function checkPlan(plan: NetworkPlan, nowMs: number): readonly PlanProblem[] {
  const problems: PlanProblem[] = [];
  const groups = grouped(
    plan.objects.filter((object): object is Of<'ad_group'> => object.level === 'ad_group'),
    (group) => group.parentId ?? '',
  );
  for (const object of plan.objects) {
    const report: Report = (field, severity, code, details = {}) =>
      void problems.push({ objectId: object.objectId, field, severity, code: `checks.${code}`, details });
    checkName(object, report);
    if (object.level === 'campaign') checkCampaign(object, groups.get(object.objectId) ?? [], plan, nowMs, report);
    else if (object.level === 'ad_group') checkAdGroup(object, plan, report);
    else checkAd(object, report);
  }
  return problems;
}

function checkName(object: PlannedObject, report: Report): void {
  const { name } = object.fields;
  if (name.trim() === '') report('name', 'error', 'snapchat_name_missing');
  else if (name.length > CAPABILITIES.nameMax)
    report('name', 'error', 'snapchat_name_too_long', { length: name.length, limit: CAPABILITIES.nameMax });
}

function checkCampaign(object: Of<'campaign'>, groups: readonly Of<'ad_group'>[], plan: NetworkPlan, nowMs: number, report: Report): void {
  const { account } = plan;
  const { dailyBudget, startDay, endDay, objective } = object.fields;
  const { placeTargeting = '' } = account.settings;
  if (!['', 'country', 'region'].includes(placeTargeting)) report(null, 'error', 'snapchat_place_setting', { given: placeTargeting });
  if (objective === 'applications' && (account.settings['pixelId'] ?? '') === '') report('objective', 'error', 'snapchat_pixel_missing');
  if (!(CURRENCIES as readonly string[]).includes(account.currency))
    report(null, 'error', 'snapchat_currency_not_offered', { currency: account.currency });
  else if (dailyBudget.currency !== account.currency)
    report('dailyBudget', 'error', 'snapchat_currency_differs', { currency: dailyBudget.currency, accountCurrency: account.currency });
  else if (dailyBudget.amountMicros < LIMITS.campaignDailyMicro)
    report('dailyBudget', 'error', 'snapchat_budget_below_minimum', {
      minimum: Number(LIMITS.campaignDailyMicro / 1_000_000n),
      currency: account.currency,
    });
  else if (dailyBudget.amountMicros % CAPABILITIES.amountStepMicros(account.currency) !== 0n)
    report('dailyBudget', 'error', 'snapchat_budget_step', { currency: account.currency });
  const today = dayAt(nowMs, account.timeZone);
  if (endDay !== null && endDay < startDay) report('endDay', 'error', 'snapchat_end_before_start', { startDay, endDay });
  else if (endDay !== null && endDay < today) report('endDay', 'error', 'snapchat_end_passed', { endDay });
  if (startDay < today) report('startDay', 'warning', 'snapchat_start_passed', { startDay });
  const alike = overlapping(groups, plan);
  if (alike > 1) report(null, 'warning', 'snapchat_groups_overlap', { groups: alike });
}

/** Groups of a campaign that differ by their towns and reach the same people once the towns have become a country or a department. */
function overlapping(groups: readonly Of<'ad_group'>[], plan: NetworkPlan): number {
  const reached = grouped(groups, (group) =>
    [
      ...new Set(
        group.fields.places.map((place) =>
          standIn(plan.account, place) === 'country' || place.code === null
            ? place.country
            : `${place.country}/${place.region ?? place.name}`,
        ),
      ),
    ]
      .toSorted()
      .join(' '),
  );
  return Math.max(0, ...[...reached.values()].map((members) => members.length));
}

function checkAdGroup(object: Of<'ad_group'>, plan: NetworkPlan, report: Report): void {
  const { places, radiusKm, languages, keywords } = object.fields;
  if (keywords.length > 0) report('keywords', 'warning', 'snapchat_keywords_ignored', { count: keywords.length });
  if (radiusKm !== null) report('radiusKm', 'warning', 'snapchat_radius_ignored', { radiusKm });
  for (const language of languages) if (!LANGUAGES.has(language)) report('languages', 'error', 'snapchat_language_unknown', { language });
  const countries = new Set(places.map((place) => place.country));
  if (countries.size > 1 && languages.length !== 1)
    report('languages', 'error', 'snapchat_one_language', { countries: countries.size, languages: languages.length });
  const regional = placeMode(plan.account) === 'region';
  for (const place of places) {
    const instead = standIn(plan.account, place);
    if (instead === 'country') report('places', 'warning', 'snapchat_place_as_country', { place: place.name, country: place.country });
    if (instead === 'region') report('places', 'warning', 'snapchat_place_as_region', { place: place.name, region: place.region ?? '' });
    if (regional && place.code !== null) report('places', 'warning', 'snapchat_region_review', { region: place.region ?? place.name });
  }
}

function checkAd(object: Of<'ad'>, report: Report): void {
  const { headlines, descriptions, primaryText, finalUrl, callToAction, image } = object.fields;
  const [headline] = headlines;
  if (headline === undefined) report('headlines', 'error', 'snapchat_headline_missing');
  if (headlines.length > 1) report('headlines', 'error', 'snapchat_too_many_headlines', { count: headlines.length });
  for (const text of headlines) {
    if (text.trim() === '') report('headlines', 'error', 'snapchat_headline_empty');
    else if (text.length > LIMITS.headline)
      report('headlines', 'error', 'snapchat_headline_too_long', { length: text.length, limit: LIMITS.headline });
  }
  if (descriptions.length > 0) report('descriptions', 'warning', 'snapchat_text_ignored');
  else if (primaryText.trim() !== '') report('primaryText', 'warning', 'snapchat_text_ignored');
  if (CALL_TO_ACTION[callToAction] === undefined) report('callToAction', 'error', 'snapchat_call_to_action');
  if (!/^https:\/\/[^\s/]+\.[^\s]+$/.test(finalUrl)) report('finalUrl', 'error', 'snapchat_url_not_https');
  else if (finalUrl.length > LIMITS.url)
    report('finalUrl', 'error', 'snapchat_url_too_long', { length: finalUrl.length, limit: LIMITS.url });
  if (image === null) report('image', 'error', 'snapchat_picture_missing');
  else if (brandOf(object.fields) !== image.brand)
    report('image', 'warning', 'snapchat_brand_cut', { limit: LIMITS.brand, shown: brandOf(object.fields) });
}

function grouped<T>(all: readonly T[], keyOf: (one: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    const members = groups.get(key);
    if (members === undefined) groups.set(key, [one]);
    else members.push(one);
  }
  return groups;
}
