import { nearestSteps, type Json } from '../../../core/kernel/index.ts';
import type { NetworkPlan, PlannedObject, PlanProblem } from '../../../core/ports/index.ts';
import { billableUnitMicros, DEFAULT_VERSION, googleCapabilities, LANGUAGES, LIMITS, MARKER_LENGTH, MAX_OPERATIONS } from './manifest.ts';
import { placeKey, type Places } from './places.ts';

type Add = (code: string, field: string | null, details?: { readonly [key: string]: Json }, severity?: 'error' | 'warning') => void;

/** Google counts display width: wide East Asian characters count two, Spanish letters one. @see Google Ads API, "Text ads" (read 2026-11-20) */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text.normalize('NFC'))
    width += /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE4F\uFF00-\uFF60\uFFE0-\uFFE6]/.test(character) ? 2 : 1;
  return width;
}

function checkTexts(texts: readonly string[], kind: 'headlines' | 'descriptions', add: Add): void {
  const limit = LIMITS[kind];
  if (texts.length < limit.min) add('google_too_few_texts', kind, { count: texts.length, minimum: limit.min });
  if (texts.length > limit.max) add('google_too_many_texts', kind, { count: texts.length, maximum: limit.max });
  const seen = new Set<string>();
  for (const [index, text] of texts.entries()) {
    const width = displayWidth(text);
    if (text.trim() === '') add('google_text_empty', kind, { position: index + 1 });
    if (width > limit.length) add('google_text_too_long', kind, { position: index + 1, length: width, maximum: limit.length });
    if (/([!?¡¿*])\1|[★☆✔➤]/u.test(text)) add('google_text_symbols', kind, { position: index + 1 }, 'warning');
    const key = text.trim().toLowerCase();
    if (key !== '' && seen.has(key)) add('google_text_repeated', kind, { position: index + 1 });
    seen.add(key);
  }
}

function checkName(name: string, add: Add): void {
  if (name.trim() === '') add('google_name_empty', 'name');
  if (name.length > LIMITS.name - MARKER_LENGTH)
    add('google_name_too_long', 'name', { length: name.length, maximum: LIMITS.name - MARKER_LENGTH });
  // oxlint-disable-next-line no-control-regex -- NUL is one of the three characters that Google refuses in names
  if (/[\u0000\n\r]/.test(name)) add('google_name_characters', 'name');
}

function checkKeywords(keywords: readonly string[], add: Add): void {
  if (keywords.length === 0) add('google_no_keywords', 'keywords');
  for (const keyword of keywords) {
    if (keyword.trim() === '') add('google_keyword_empty', 'keywords');
    if (keyword.length > LIMITS.keywordLength) add('google_keyword_too_long', 'keywords', { keyword, maximum: LIMITS.keywordLength });
    if (keyword.trim().split(/\s+/).length > LIMITS.keywordWords)
      add('google_keyword_too_many_words', 'keywords', { keyword, maximum: LIMITS.keywordWords });
    if (/[!@%,*(){};~`<>?\\|=^[\]]/.test(keyword)) add('google_keyword_characters', 'keywords', { keyword });
  }
}

function checkUrl(url: string, add: Add): void {
  if (url.length > LIMITS.url) add('google_url_too_long', 'finalUrl', { maximum: LIMITS.url });
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url) || !new URL(url).hostname.includes('.') || /\s/.test(url))
    add('google_url_invalid', 'finalUrl');
}

function checkCampaign(campaign: PlannedObject & { readonly level: 'campaign' }, plan: NetworkPlan, add: Add): void {
  const { fields } = campaign;
  checkName(fields.name, add);
  const { currency, amountMicros } = fields.dailyBudget;
  if (currency !== plan.account.currency) add('google_budget_currency', 'dailyBudget', { currency, account: plan.account.currency });
  const step = billableUnitMicros(currency);
  if (amountMicros <= 0n) add('google_budget_empty', 'dailyBudget');
  else if (amountMicros % step !== 0n) {
    const { below, above } = nearestSteps(amountMicros, step);
    const money = (micros: bigint): { [key: string]: Json } => ({ amountMicros: micros.toString(), currency });
    add('google_budget_step', 'dailyBudget', { below: money(below), above: money(above), currency });
  }
  const minimum = googleCapabilities(DEFAULT_VERSION).minimumDailyBudgetMicros[currency];
  // The floor is ours, for Google publishes none: a warning, never a veto.
  if (minimum !== undefined && amountMicros > 0n && amountMicros < minimum)
    add('google_budget_low', 'dailyBudget', { minimum: (minimum / 1_000_000n).toString(), currency }, 'warning');
  if (campaign.remoteId === null && fields.startDay < plan.today) add('google_start_past', 'startDay', { today: plan.today });
  if (fields.endDay !== null && fields.endDay < plan.today) add('google_end_past', 'endDay', { today: plan.today });
  if (fields.endDay !== null && fields.endDay < fields.startDay) add('google_dates_reversed', 'endDay');
  if (fields.objective === 'applications') add('google_conversion_needed', 'objective', {}, 'warning');
}

/** What Google would refuse, or do otherwise than asked. Free and offline: what was learned of places earlier is used, nothing is asked. */
export function checkPlan(plan: NetworkPlan, places: Places): readonly PlanProblem[] {
  const problems: PlanProblem[] = [];
  const adder =
    (objectId: string): Add =>
    (code, field, details = {}, severity = 'error') =>
      void problems.push({ objectId, field, severity, code, details });
  const childrenOf = new Map<string, PlannedObject[]>();
  for (const object of plan.objects) {
    const siblings = childrenOf.get(object.parentId ?? '');
    if (siblings === undefined) childrenOf.set(object.parentId ?? '', [object]);
    else siblings.push(object);
  }
  for (const object of plan.objects) {
    const add = adder(object.objectId);
    const children = childrenOf.get(object.objectId) ?? [];
    if (object.level === 'campaign') {
      checkCampaign(object, plan, add);
      const groups = children.filter((child) => child.level === 'ad_group');
      const aims = new Set(
        groups.map((group) => `${group.fields.places.map(placeKey).toSorted().join(';')}|${group.fields.radiusKm ?? ''}`),
      );
      if (aims.size > 1) add('google_places_shared', 'places', { groups: groups.length }, 'warning');
      const operations =
        2 +
        groups.reduce(
          (sum, group) =>
            sum + 1 + 2 * group.fields.keywords.length + group.fields.places.length + (childrenOf.get(group.objectId)?.length ?? 0),
          0,
        );
      if (operations > MAX_OPERATIONS) add('google_too_many_operations', null, { count: operations, maximum: MAX_OPERATIONS });
    } else if (object.level === 'ad_group') {
      checkName(object.fields.name, add);
      checkKeywords(object.fields.keywords, add);
      const live = children.filter((child) => child.level === 'ad' && child.fields.status !== 'archived').length;
      if (live > LIMITS.adsPerGroup) add('google_too_many_ads', null, { count: live, maximum: LIMITS.adsPerGroup });
      for (const language of object.fields.languages)
        if (LANGUAGES[language] === undefined) add('google_language_unknown', 'languages', { language });
      if (object.fields.radiusKm !== null && object.fields.radiusKm > 800) add('google_radius', 'radiusKm', { maximum: 800 });
      for (const place of object.fields.places) {
        if (object.fields.radiusKm !== null && place.code !== null) continue;
        const known = places.known(place);
        if (known?.kind === 'unknown') add('google_place_unknown', 'places', { place: place.name });
        if (known?.kind === 'wider') {
          places.shown(place);
          add('google_place_wider', 'places', { place: place.name, wider: known.name }, 'warning');
        }
      }
    } else {
      checkTexts(object.fields.headlines, 'headlines', add);
      checkTexts(object.fields.descriptions, 'descriptions', add);
      checkUrl(object.fields.finalUrl, add);
    }
  }
  return problems;
}
