import { SIMULATED_HOST } from '../flows/index.ts';
import type { AdGroupRecord, AdRecord, PlanRecord, RepeatOf, VacancyFact } from '../plans/index.ts';
import { hostOf } from '../plans/index.ts';
import type { Json } from '../kernel/index.ts';
import type { Found } from './found.ts';
import type { Rules } from './rules.ts';
import type { createTextReader } from './text-rules.ts';

export interface AdContext {
  readonly workspace: 'simulated' | 'live';
  readonly country: string;
  readonly startDay: string;
  readonly vacancy: VacancyFact | null;
  readonly duplicate: boolean;
  /** The ad whose text this one repeats where the network takes each text once. */
  readonly repeat: RepeatOf | null;
  readonly networkName: string;
  readonly pay: PayRule | null;
  readonly read: ReturnType<typeof createTextReader>;
}

const CLOSED: ReadonlySet<VacancyFact['state']> = new Set(['closed', 'expired', 'capped']);

export interface PayRule {
  readonly severity: Found['severity'];
  readonly country: string;
  readonly source: string;
}

/** What a country says about pay in job ads; null where nothing is checked. */
export function payRuleOf(rules: Rules, country: string): PayRule | null {
  const { pay } = rules;
  const rule = pay.rules.find((row) => row.on && row.country === country);
  return rule === undefined ? null : { severity: rule.severity, country, source: `${pay.id}@${pay.version}: ${pay.source}` };
}

/** One line for all ads of a campaign: clients leave the salary out of nearly all or of none, and thousands of equal warnings hide the others. */
export function adviseSalaries(campaignId: string, pay: PayRule | null, vacancies: readonly (VacancyFact | null)[]): Found[] {
  const missing = vacancies.filter((vacancy) => vacancy !== null && !vacancy.hasSalary).length;
  if (pay?.severity !== 'warning' || missing === 0) return [];
  return [
    {
      objectId: campaignId,
      field: null,
      severity: 'warning',
      code: 'salaries_missing',
      details: { country: pay.country, missing, ads: vacancies.length },
      source: pay.source,
    },
  ];
}

/** Link, vacancy and words of an ad. */
export function checkAd(record: AdRecord, context: AdContext): Found[] {
  const found: Found[] = [];
  const { draft } = record;
  const say = (
    severity: Found['severity'],
    code: string,
    field: string | null,
    details: Found['details'] = {},
    source: string | null = null,
  ): void => {
    found.push({ objectId: record.id, field, severity, code, details, source });
  };
  const host = hostOf(draft.finalUrl);
  if (draft.finalUrl.trim() === '') say('error', 'url_missing', 'finalUrl');
  else if (!/^https?:\/\/[^\s/?#]+\.[^\s/?#]+/i.test(draft.finalUrl) || /\s/.test(draft.finalUrl.trim()))
    say('error', 'url_invalid', 'finalUrl');
  else if (host === SIMULATED_HOST)
    say(
      context.workspace === 'simulated' ? 'warning' : 'error',
      context.workspace === 'simulated' ? 'url_simulated' : 'url_missing',
      'finalUrl',
    );
  else if (/^http:/i.test(draft.finalUrl)) say('warning', 'url_not_secure', 'finalUrl', { host });

  const { vacancy } = context;
  if (draft.status === 'active' && vacancy !== null && CLOSED.has(vacancy.state))
    say('error', 'vacancy_closed', null, { state: vacancy.state });
  else if (draft.status === 'active' && vacancy?.closesOn != null && vacancy.closesOn < context.startDay)
    say('error', 'vacancy_closes_first', null, { closesOn: vacancy.closesOn, startDay: context.startDay });
  const pay = context.pay;
  // A practice is said once a campaign (`adviseSalaries`); a duty is said where it is broken.
  if (vacancy !== null && !vacancy.hasSalary && pay?.severity === 'error')
    say('error', 'salary_missing', null, { country: pay.country }, pay.source);
  // How long a published text stays taken is not stated, so that one can be explained; two in one plan go out together.
  if (context.repeat !== null)
    say(
      context.repeat.published ? 'warning' : 'error',
      context.repeat.published ? 'text_repeats_published' : 'text_repeats_draft',
      'primaryText',
      { other: context.repeat.name, network: context.networkName },
    );
  else if (context.duplicate) say('warning', 'text_duplicate', 'primaryText');
  if (draft.headlines.every((text) => text.trim() === '') && draft.primaryText.trim() === '') say('error', 'text_missing', 'headlines');

  // The same words in three fields are one thing to fix.
  const codes = new Set<string>();
  for (const [field, texts] of [
    ['headlines', draft.headlines],
    ['descriptions', draft.descriptions],
    ['primaryText', [draft.primaryText]],
  ] as const) {
    for (const text of texts) {
      for (const finding of context.read(text, context.country, record.network)) {
        if (codes.has(finding.code)) continue;
        codes.add(finding.code);
        found.push({ ...finding, objectId: record.id, field });
      }
    }
  }
  return found;
}

/** Places, and the table of what may be targeted where. */
export function checkGroup(
  record: AdGroupRecord,
  context: { readonly ads: number; readonly countries: readonly string[]; readonly rules: Rules },
): Found[] {
  const found = checkTargeting(record, context.countries, context.rules);
  if (record.draft.places.length === 0)
    found.push({ objectId: record.id, field: 'places', severity: 'error', code: 'places_missing', details: {}, source: null });
  if (context.ads === 0)
    found.push({ objectId: record.id, field: null, severity: 'warning', code: 'group_empty', details: {}, source: null });
  return found;
}

function checkTargeting(record: PlanRecord, countries: readonly string[], rules: Rules): Found[] {
  const { targeting } = rules;
  const values = record.draft as unknown as { readonly [field: string]: Json | undefined }; // looked at by the names in the table, whatever they are
  const seen = new Set<string>();
  return targeting.rows.flatMap((row) => {
    const value = values[row.field];
    if (
      !countries.includes(row.country) ||
      (row.network !== null && row.network !== record.network) ||
      value === undefined ||
      value === null
    )
      return [];
    const bad =
      row.limit === 'blocked' ||
      (typeof value === 'number' && row.value !== null && (row.limit === 'min' ? value < row.value : value > row.value));
    if (!bad || seen.has(row.field)) return [];
    seen.add(row.field);
    return [
      {
        objectId: record.id,
        field: row.field,
        severity: row.severity,
        code: row.limit === 'blocked' ? 'targeting_blocked' : 'targeting_limit',
        details: { country: row.country, limit: row.value, given: value },
        source: `${targeting.id}@${targeting.version}: ${row.source}`,
      },
    ];
  });
}
