import type { Json } from '../../../core/kernel/index.ts';
import type { NetworkPlan, PlannedObject, PlanProblem } from '../../../core/ports/index.ts';
import { COUNTRIES, LANGUAGES, LIMITS, linkedinCapabilities } from './manifest.ts';
import { utcDay } from './map.ts';

type Report = (field: string | null, severity: PlanProblem['severity'], code: string, details?: { readonly [key: string]: Json }) => void;
type Of<L extends PlannedObject['level']> = Extract<PlannedObject, { level: L }>;

/** What LinkedIn would refuse of a draft, and what the draft loses or still needs when somebody makes it there by hand. */
export function checkPlan(plan: NetworkPlan, nowMs: number): readonly PlanProblem[] {
  const problems: PlanProblem[] = [];
  for (const object of plan.objects) {
    const report: Report = (field, severity, code, details = {}) =>
      void problems.push({ objectId: object.objectId, field, severity, code: `checks.linkedin_${code}`, details });
    checkName(object, report);
    if (object.level === 'campaign') checkCampaign(object, plan, nowMs, report);
    else if (object.level === 'ad_group') checkAdGroup(object, report);
    else checkAd(object, report);
  }
  return problems;
}

function checkName({ fields: { name } }: PlannedObject, report: Report): void {
  const { nameMax } = linkedinCapabilities;
  if (name.trim() === '') report('name', 'error', 'name_missing');
  else if (name.length > nameMax) report('name', 'error', 'name_too_long', { length: name.length, limit: nameMax });
}

function checkCampaign(object: Of<'campaign'>, plan: NetworkPlan, nowMs: number, report: Report): void {
  const { account, objects } = plan;
  const { dailyBudget, startDay, endDay, objective } = object.fields;
  if ((account.settings['organizationId'] ?? '') === '') report(null, 'error', 'organization_missing');
  if (dailyBudget.currency !== account.currency)
    report('dailyBudget', 'error', 'currency_differs', { currency: dailyBudget.currency, accountCurrency: account.currency });
  if (objective === 'applications') report('objective', 'warning', 'conversion_needed');
  if (endDay !== null && endDay < startDay) report('endDay', 'error', 'end_before_start', { startDay, endDay });
  else if (endDay !== null && endDay < utcDay(nowMs)) report('endDay', 'error', 'end_passed', { endDay });
  const groups = objects.filter((one) => one.level === 'ad_group' && one.parentId === object.objectId).length;
  // A campaign group has no daily budget; each of its campaigns has one of its own.
  if (groups > 1) report('dailyBudget', 'warning', 'budget_divided', { groups });
}

function checkAdGroup(object: Of<'ad_group'>, report: Report): void {
  const { places, radiusKm, languages, keywords } = object.fields;
  if (keywords.length > 0) report('keywords', 'warning', 'keywords_ignored', { count: keywords.length });
  if (radiusKm !== null) report('radiusKm', 'warning', 'radius_ignored', { radiusKm });
  for (const language of languages) if (!LANGUAGES.has(language)) report('languages', 'error', 'language_unknown', { language });
  if (languages.length > 1) report('languages', 'error', 'one_language', { count: languages.length });
  // Nothing wider stands in for a place whose id we do not know.
  for (const place of places)
    if (place.code !== null || !COUNTRIES.has(place.country)) report('places', 'warning', 'place_to_look_up', { place: place.name });
}

function checkAd(object: Of<'ad'>, report: Report): void {
  const { headlines, descriptions, primaryText, finalUrl, image } = object.fields;
  if (headlines.length === 0) report('headlines', 'error', 'headline_missing');
  if (headlines.length > 1) report('headlines', 'error', 'too_many_headlines', { count: headlines.length });
  for (const text of headlines) {
    if (text.trim() === '') report('headlines', 'error', 'headline_missing');
    else if (text.length > LIMITS.headline)
      report('headlines', 'error', 'headline_too_long', { length: text.length, limit: LIMITS.headline });
  }
  if (primaryText.trim() === '') report('primaryText', 'error', 'text_missing');
  else if (primaryText.length > LIMITS.text)
    report('primaryText', 'error', 'text_too_long', { length: primaryText.length, limit: LIMITS.text });
  if (descriptions.length > 0) report('descriptions', 'warning', 'descriptions_ignored');
  if (!/^https:\/\/[^\s/]+\.[^\s]+$/.test(finalUrl)) report('finalUrl', 'error', 'url_not_https');
  if (image === null) report('image', 'error', 'picture_missing');
}
