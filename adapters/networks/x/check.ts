import type { Json } from '../../../core/kernel/index.ts';
import type { NetworkPlan, PlannedObject, PlanProblem } from '../../../core/ports/index.ts';
import type { BiddingRules } from './bidding-rules.ts';
import { LANGUAGES, LIMITS, MARKER_SUFFIX_LENGTH, POST_NAME_MAX, smallestCoinMicros, xCapabilities } from './manifest.ts';
import { weightedLength } from './map.ts';
import type { Places } from './places.ts';

type Report = (field: string | null, severity: PlanProblem['severity'], code: string, details?: { readonly [key: string]: Json }) => void;
type Of<L extends PlannedObject['level']> = Extract<PlannedObject, { level: L }>;

/** One batch makes or replaces all criteria of a line item; the age and a few languages stand among them. */
const MOST_PLACES = LIMITS.targetingOperations / 2 - 10;

/** Everything that X would refuse and that can be known without asking it. */
export function checkPlan(plan: NetworkPlan, places: Places, rules: BiddingRules): readonly PlanProblem[] {
  const problems: PlanProblem[] = [];
  const children = new Map<string, number>();
  for (const { parentId } of plan.objects) if (parentId !== null) children.set(parentId, (children.get(parentId) ?? 0) + 1);
  for (const object of plan.objects) {
    const report: Report = (field, severity, code, details = {}) =>
      void problems.push({ objectId: object.objectId, field, severity, code: `checks.${code}`, details });
    checkName(object, report);
    const count = children.get(object.objectId) ?? 0;
    if (object.level === 'campaign') checkCampaign(object, plan, count, rules, report);
    else if (object.level === 'ad_group') checkAdGroup(object, count, places, report);
    else checkAd(object, report);
  }
  return problems;
}

function checkName(object: PlannedObject, report: Report): void {
  const { name } = object.fields;
  const limit = object.level === 'ad' ? POST_NAME_MAX : LIMITS.campaignName - MARKER_SUFFIX_LENGTH;
  if (name.trim() === '') report('name', 'error', 'x_name_missing');
  else if (name.length > limit) report('name', 'error', 'x_name_too_long', { length: name.length, limit });
}

function checkCampaign(object: Of<'campaign'>, plan: NetworkPlan, groups: number, rules: BiddingRules, report: Report): void {
  const { account } = plan;
  const { dailyBudget, startDay, endDay, objective } = object.fields;
  if (objective === 'applications' && (account.settings['webEventTagId'] ?? '') === '')
    report('objective', 'error', 'x_web_event_tag_missing');
  if (dailyBudget.currency !== account.currency)
    report('dailyBudget', 'error', 'x_currency_differs', { currency: dailyBudget.currency, accountCurrency: account.currency });
  else {
    // X's own rules where they were read, else the smallest coin of the currency.
    const step = rules.known(account.currency) ?? smallestCoinMicros(account.currency);
    if (dailyBudget.amountMicros <= 0n || dailyBudget.amountMicros % step !== 0n)
      report('dailyBudget', 'error', 'x_budget_step', { stepMicros: step.toString(), currency: account.currency });
  }
  if (groups > LIMITS.lineItemsPerCampaign) report(null, 'error', 'x_too_many_groups', { limit: LIMITS.lineItemsPerCampaign });
  if (object.remoteId === null && startDay < plan.today) report('startDay', 'warning', 'x_start_passed', { startDay });
  if (endDay === null) return;
  if (endDay < startDay) report('endDay', 'error', 'x_end_before_start', { startDay, endDay });
  else if (endDay < plan.today) report('endDay', 'error', 'x_end_passed', { endDay });
}

function checkAdGroup(object: Of<'ad_group'>, ads: number, places: Places, report: Report): void {
  const { fields } = object;
  if (fields.keywords.length > 0) report('keywords', 'warning', 'x_keywords_ignored', { count: fields.keywords.length });
  if (fields.radiusKm !== null) report('radiusKm', 'warning', 'x_radius_ignored', { radiusKm: fields.radiusKm });
  // A line item without a place reaches the whole world.
  if (fields.places.length === 0) report('places', 'error', 'x_places_missing');
  if (fields.places.length > MOST_PLACES)
    report('places', 'error', 'x_too_many_places', { count: fields.places.length, limit: MOST_PLACES });
  for (const place of fields.places)
    if (places.known(place) === 'missing')
      report('places', 'error', 'x_place_unknown', { place: place.name, region: place.region ?? place.country });
  for (const language of fields.languages)
    if (!LANGUAGES.includes(language)) report('languages', 'error', 'x_language_unknown', { language });
  if (ads > xCapabilities.maxAdsPerAdGroup) report(null, 'error', 'x_too_many_ads', { limit: xCapabilities.maxAdsPerAdGroup });
}

function checkAd(object: Of<'ad'>, report: Report): void {
  const { headlines, descriptions, primaryText, finalUrl, image } = object.fields;
  const [headline] = headlines;
  if (headline === undefined || headline.trim() === '') report('headlines', 'error', 'x_headline_missing');
  else if (headline.length > 70) report('headlines', 'warning', 'x_headline_long', { length: headline.length, limit: 70 });
  if (headlines.length > 1) report('headlines', 'error', 'x_one_headline', { count: headlines.length });
  if (descriptions.length > 0) report('descriptions', 'warning', 'x_descriptions_ignored', { count: descriptions.length });
  if (image === null) report('image', 'error', 'x_image_missing');
  const length = weightedLength(primaryText);
  if (primaryText.trim() === '') report('primaryText', 'error', 'x_text_missing');
  else if (length > 280) report('primaryText', 'error', 'x_text_too_long', { length, limit: 280 });
  // A post carries a card or an address, not both. "Website clicks" (version 12; read 2026-11-20)
  if (/https?:\/\//i.test(primaryText)) report('primaryText', 'error', 'x_link_in_text');
  if (!/^https:\/\/[^\s/]+\.[^\s]+$/.test(finalUrl)) report('finalUrl', 'error', 'x_url_not_https');
}
