import { isDay } from '../../../../core/kernel/index.ts';
import type { SimReply } from '../../../simulators/types.ts';
import { failed, malformed, type Fault } from './answers.ts';
import { dayAt, duringRange, nextDay } from './days.ts';
import { ENUMS } from './enums.ts';
import { likePattern, parseQuery, QueryRefused, type Condition, type Query } from './gaql.ts';
import { addFigures, noFigures, Reports, type Figures } from './metrics.ts';
import { fieldAt, parseMessage, type Violation } from './parse.ts';
import type { FieldShape } from './shapes.ts';
import { candidates, TABLES, type Asked, type Candidate } from './tables.ts';
import { plainText, setAt, valueAt, type Fields, type Value } from './values.ts';

const PAGE_ROWS = 10_000;
/** How long a page token lives is not published; here two hours (google-ads.md section 3: it can expire). */
const TOKEN_LIFE_MS = 2 * 3_600_000;

const METRICS: Readonly<Record<string, (figures: Figures) => Value>> = {
  impressions: (one) => String(one.impressions),
  clicks: (one) => String(one.clicks),
  interactions: (one) => String(one.clicks),
  cost_micros: (one) => String(one.costMicros),
  conversions: (one) => one.conversions,
  all_conversions: (one) => one.conversions,
  conversions_value: (one) => one.conversions,
  view_through_conversions: () => '0',
  ctr: (one) => (one.impressions === 0 ? 0 : one.clicks / one.impressions),
  average_cpc: (one) => (one.clicks === 0 ? 0 : Number(one.costMicros) / one.clicks),
  average_cpm: (one) => (one.impressions === 0 ? 0 : (Number(one.costMicros) * 1000) / one.impressions),
  cost_per_conversion: (one) => (one.conversions === 0 ? 0 : Number(one.costMicros) / one.conversions),
  conversions_from_interactions_rate: (one) => (one.clicks === 0 ? 0 : one.conversions / one.clicks),
};

const WEEKDAYS = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'] as const;
const SEGMENTS: Readonly<Record<string, (day: string) => Value>> = {
  date: (day) => day,
  week: (day) => nextDay(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7)),
  month: (day) => `${day.slice(0, 7)}-01`,
  quarter: (day) => `${day.slice(0, 5)}${String(Math.floor((Number(day.slice(5, 7)) - 1) / 3) * 3 + 1).padStart(2, '0')}-01`,
  year: (day) => Number(day.slice(0, 4)),
  day_of_week: (day) => WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()]!,
};

type Picked =
  | { readonly kind: 'field'; readonly table: string; readonly camel: string; readonly field: FieldShape }
  | { readonly kind: 'metric'; readonly name: string }
  | { readonly kind: 'segment'; readonly name: string };

function refuse(code: string, message: string): never {
  throw new QueryRefused(code, message);
}

function pick(name: string, query: Query, clause: 'SELECT' | 'WHERE' | 'ORDER_BY'): Picked {
  const dot = name.indexOf('.');
  const table = dot < 0 ? name : name.slice(0, dot);
  const path = dot < 0 ? '' : name.slice(dot + 1);
  const from = TABLES[query.from]!;
  if (table === 'metrics') {
    if (METRICS[path] === undefined) refuse('queryError.UNRECOGNIZED_FIELD', `Unrecognized field in the query: '${name}'.`);
    if (!from.metrics) refuse('queryError.PROHIBITED_METRIC_IN_SELECT_OR_WHERE_CLAUSE', `${query.from} has no metrics.`);
    return { kind: 'metric', name: path };
  }
  if (table === 'segments') {
    if (SEGMENTS[path] === undefined)
      refuse('queryError.PROHIBITED_SEGMENT_IN_SELECT_OR_WHERE_CLAUSE', `The segment ${path} is not available here.`);
    if (!from.metrics) refuse('queryError.PROHIBITED_SEGMENT_IN_SELECT_OR_WHERE_CLAUSE', `${query.from} has no segments.`);
    return { kind: 'segment', name: path };
  }
  const known = TABLES[table];
  if (known === undefined) refuse('queryError.UNRECOGNIZED_FIELD', `Unrecognized field in the query: '${name}'.`);
  if (table !== query.from && !from.joins.includes(table))
    refuse(
      `queryError.PROHIBITED_RESOURCE_TYPE_IN_${clause === 'WHERE' ? 'WHERE' : 'SELECT'}_CLAUSE`,
      `${table} cannot be asked together with ${query.from}.`,
    );
  const found = path === '' ? null : fieldAt(known.message, path);
  // Only names in snake_case are fields of the query language.
  if (found === null || /[A-Z]/.test(name)) refuse('queryError.UNRECOGNIZED_FIELD', `Unrecognized field in the query: '${name}'.`);
  const message = found.field.type.startsWith('M.') || found.field.type === '*';
  if (clause === 'SELECT' && message && !found.field.repeated)
    refuse('queryError.PROHIBITED_FIELD_IN_SELECT_CLAUSE', `Ask for the fields inside ${name}.`);
  if (clause !== 'SELECT' && message) refuse(`queryError.PROHIBITED_FIELD_IN_${clause}_CLAUSE`, `${name} cannot stand in this clause.`);
  return { kind: 'field', table, camel: found.camel, field: found.field };
}

function matches(value: Value | undefined, condition: Condition, field: FieldShape | null, today: string): boolean {
  const { operator, values } = condition;
  if (operator === 'IS NULL') return value === undefined || value === null || value === '';
  if (operator === 'IS NOT NULL') return !(value === undefined || value === null || value === '');
  if (Array.isArray(value) || field?.repeated === true) {
    const items = (Array.isArray(value) ? value : []).map(String);
    if (operator === 'CONTAINS ALL') return values.every((one) => items.includes(one));
    if (operator === 'CONTAINS NONE') return !values.some((one) => items.includes(one));
    return values.some((one) => items.includes(one));
  }
  const text = plainText(value);
  const numeric = field !== null && ['i', 'n', 'd'].includes(field.type);
  const order = (other: string): number =>
    numeric ? Number(text === '' ? 0 : text) - Number(other) : text < other ? -1 : text > other ? 1 : 0;
  const same = (other: string): boolean =>
    numeric ? order(other) === 0 : field?.type === 'b' ? plainText(value ?? false) === other.toLowerCase() : text === other;
  switch (operator) {
    case '=':
      return same(values[0]!);
    case '!=':
      return !same(values[0]!);
    case '<':
      return order(values[0]!) < 0;
    case '<=':
      return order(values[0]!) <= 0;
    case '>':
      return order(values[0]!) > 0;
    case '>=':
      return order(values[0]!) >= 0;
    case 'IN':
      return values.some(same);
    case 'NOT IN':
      return !values.some(same);
    case 'LIKE':
      return likePattern(values[0]!).test(text);
    case 'NOT LIKE':
      return !likePattern(values[0]!).test(text);
    case 'REGEXP_MATCH':
      return new RegExp(`^(?:${values[0]!})$`, 'su').test(text);
    case 'NOT REGEXP_MATCH':
      return !new RegExp(`^(?:${values[0]!})$`, 'su').test(text);
    case 'BETWEEN':
      return order(values[0]!) >= 0 && order(values[1]!) <= 0;
    case 'DURING': {
      const range = duringRange(values[0]!, today)!; // checked before any row is looked at
      return text.slice(0, 10) >= range[0] && text.slice(0, 10) <= range[1];
    }
    default:
      return values.some(same);
  }
}

function checkCondition(condition: Condition, picked: Picked, today: string): void {
  const { operator, values } = condition;
  const field = picked.kind === 'field' ? picked.field : null;
  const date = picked.kind === 'segment' || condition.field.endsWith('date_time');
  if (operator === 'DURING') {
    if (!date) refuse('queryError.OPERATOR_FIELD_MISMATCH', 'DURING fits dates only.');
    if (duringRange(values[0]!, today) === null) refuse('queryError.INVALID_VALUE_WITH_DURING_OPERATOR', `There is no range ${values[0]}.`);
    return;
  }
  const contains = operator.startsWith('CONTAINS');
  const nullTest = operator.endsWith('NULL');
  if (contains !== (field?.repeated === true) && !nullTest)
    refuse('queryError.OPERATOR_FIELD_MISMATCH', `${operator} does not fit ${condition.field}.`);
  if ((operator.endsWith('LIKE') || operator.endsWith('REGEXP_MATCH')) && field?.type !== 's')
    refuse('queryError.OPERATOR_FIELD_MISMATCH', `${operator} fits texts only.`);
  if (picked.kind === 'segment' && picked.name === 'date') {
    for (const value of values) if (!isDay(value)) refuse('queryError.INVALID_DATE_FORMAT', `${value} is no date.`);
    if (operator === 'BETWEEN' && values[0]! > values[1]!)
      refuse('queryError.INVALID_VALUE_WITH_BETWEEN_OPERATOR', 'The first day is after the second.');
  }
  if (field === null || nullTest) return;
  // Texts stand in quotes; only enum values, ranges and truth values are bare ("Query grammar", read 2026-11-20).
  if (['s', 'x'].includes(field.type) && condition.written.some((kind) => kind !== 'text'))
    refuse(operator.endsWith('LIKE') ? 'queryError.INVALID_VALUE_WITH_LIKE_OPERATOR' : 'queryError.BAD_VALUE', 'A text stands in quotes.');
  if (operator.endsWith('REGEXP_MATCH') && !isPattern(values[0]!)) refuse('queryError.INVALID_STRING_VALUE', 'The pattern cannot be read.');
  if ((field.type === 'b' || field.type.startsWith('E.')) && ['<', '<=', '>', '>=', 'BETWEEN'].includes(operator))
    refuse('queryError.OPERATOR_FIELD_MISMATCH', `${operator} does not fit ${condition.field}.`);
  if (field.type.startsWith('E.')) {
    const known = ENUMS.get(field.type.slice(2));
    for (const value of values)
      if (!(known?.has(value) ?? false) && value !== 'UNKNOWN' && value !== 'UNSPECIFIED')
        refuse('queryError.BAD_ENUM_CONSTANT', `Invalid enum value '${value}'.`);
  }
  if (['i', 'n', 'd'].includes(field.type))
    for (const value of values) if (!/^-?\d+(\.\d+)?$/.test(value)) refuse('queryError.BAD_NUMBER', `${value} is no number.`);
}

function isPattern(source: string): boolean {
  try {
    return new RegExp(`^(?:${source})$`, 'su') instanceof RegExp;
  } catch {
    return false;
  }
}

/** First and last day that the conditions on segments.date leave; null where an end is open. */
function dateRange(query: Query, today: string): readonly [string | null, string | null] {
  let low: string | null = null;
  let high: string | null = null;
  const from = (day: string): void => void (low = low === null || day > low ? day : low);
  const to = (day: string): void => void (high = high === null || day < high ? day : high);
  for (const { field, operator, values } of query.where) {
    if (field !== 'segments.date') continue;
    if (operator === '=' || operator === 'BETWEEN') {
      from(values[0]!);
      to(values.at(-1)!);
    } else if (operator === '>=') from(values[0]!);
    else if (operator === '>') from(nextDay(values[0]!));
    else if (operator === '<=') to(values[0]!);
    else if (operator === '<') to(nextDay(values[0]!, -1));
    else if (operator === 'DURING') {
      const range = duringRange(values[0]!, today)!; // checked before
      from(range[0]);
      to(range[1]);
    } else refuse('queryError.OPERATOR_FIELD_MISMATCH', `${operator} does not fit segments.date.`);
  }
  return [low, high];
}

/** Changes: 30 days back at most, a range with both ends and a LIMIT of 10,000 at most (google-ads.md section 10). */
function checkChangeEvent(query: Query, today: string): void {
  const own = query.where.filter((condition) => condition.field === 'change_event.change_date_time');
  const low = own.find((condition) => ['>', '>=', 'BETWEEN', 'DURING', '='].includes(condition.operator));
  const high = own.find((condition) => ['<', '<=', 'BETWEEN', 'DURING', '='].includes(condition.operator));
  if (low === undefined || high === undefined) refuse('changeEventError.CHANGE_DATE_RANGE_INFINITE', 'The range of dates needs both ends.');
  const first = low.operator === 'DURING' ? duringRange(low.values[0]!, today)?.[0] : low.values[0]!.slice(0, 10);
  if (first !== undefined && first < nextDay(today, -30)) refuse('changeEventError.START_DATE_TOO_OLD', 'Changes are kept for 30 days.');
  if (query.limit === null) refuse('changeEventError.LIMIT_NOT_SPECIFIED', 'LIMIT is missing.');
  if (query.limit > 10_000) refuse('changeEventError.INVALID_LIMIT_CLAUSE', 'LIMIT may be 10,000 at most.');
}

function figuresOf(reports: Reports, table: string, candidate: Candidate, day: string, asked: Asked): Figures {
  const row = candidate.source;
  if (table === 'customer') {
    const total = noFigures();
    for (const campaign of asked.store.rows(asked.customer.id, 'campaigns')) addFigures(total, reports.ofCampaign(campaign, day));
    return total;
  }
  if (row === null) return noFigures();
  if (table === 'ad_group_ad') return reports.ofAd(row, day);
  if (table === 'ad_group') return reports.ofGroup(row, day);
  return table === 'keyword_view' ? reports.ofKeyword(row, day) : reports.ofCampaign(row, day);
}

export interface Answer {
  readonly rows: Fields[];
  readonly fieldMask: string;
}

const camelNames = new Map<string, string>();

/** `ad_group_ad.ad.id` → `adGroupAd.ad.id`; remembered, for it is asked once a row. */
function camelMask(name: string): string {
  const known = camelNames.get(name);
  if (known !== undefined) return known;
  const camel = toCamel(name);
  if (camelNames.size < 5_000) camelNames.set(name, camel);
  return camel;
}

function toCamel(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

export function runQuery(text: string, asked: Asked, restated: number): Answer {
  const query = parseQuery(text);
  if (TABLES[query.from] === undefined) refuse('queryError.BAD_RESOURCE_TYPE_IN_FROM_CLAUSE', `There is no resource ${query.from}.`);
  const { today } = asked;
  const selected = query.select.map((name) => pick(name, query, 'SELECT'));
  const conditions = query.where.map((condition) => ({ condition, picked: pick(condition.field, query, 'WHERE') }));
  for (const { condition, picked } of conditions) checkCondition(condition, picked, today);
  const sorting = query.orderBy.map((one) => ({ ...one, picked: pick(one.field, query, 'ORDER_BY') }));
  if (query.from === 'change_event') checkChangeEvent(query, today);
  const all = [...selected, ...conditions.map((one) => one.picked)];
  const wantsMetrics = all.some((one) => one.kind === 'metric');
  const segments = selected.filter((one) => one.kind === 'segment');
  if (wantsMetrics && asked.customer.manager) refuse('queryError.REQUESTED_METRICS_FOR_MANAGER', 'A manager account has no metrics.');
  const [low, high] = dateRange(query, today);
  if (segments.length > 0 && (low === null || high === null))
    refuse('queryError.EXPECTED_FILTERS_ON_DATE_RANGE', 'Segments by date need a range with both ends.');

  const reports = new Reports(asked.store, asked.customer, asked.nowMs, restated);
  const results: { readonly row: Fields; readonly keys: Value[] }[] = [];
  for (const candidate of candidates(query.from, asked)) {
    const value = (one: Picked): Value | undefined =>
      one.kind === 'field' ? valueAt(candidate.resource(one.table), one.camel) : undefined;
    const kept = conditions.every(
      ({ condition, picked }) => picked.kind !== 'field' || matches(value(picked), condition, picked.field, today),
    );
    if (!kept) continue;
    const slices = segments.length === 0 && !wantsMetrics ? [{ day: '', figures: noFigures() }] : slicesOf(candidate);
    for (const { day, figures } of slices) {
      const metric = (name: string): Value => METRICS[name]!(figures);
      const number = { type: 'd', repeated: false } as FieldShape; // only type and repeated are looked at
      if (!conditions.every(({ condition, picked }) => picked.kind !== 'metric' || matches(metric(picked.name), condition, number, today)))
        continue;
      const row: Fields = {};
      for (const table of [query.from, ...selected.flatMap((one) => (one.kind === 'field' ? [one.table] : []))]) {
        const fields = candidate.resource(table);
        if (fields !== undefined) setAt(row, `${camelMask(table)}.resourceName`, fields['resourceName']);
      }
      for (const one of selected) {
        if (one.kind === 'metric') setAt(row, `metrics.${camelMask(one.name)}`, metric(one.name));
        else if (one.kind === 'segment') setAt(row, `segments.${camelMask(one.name)}`, SEGMENTS[one.name]!(day));
        else {
          const found = value(one);
          if (found !== undefined && found !== null && !(Array.isArray(found) && found.length === 0))
            setAt(row, `${camelMask(one.table)}.${one.camel}`, found);
        }
      }
      results.push({
        row,
        keys: sorting.map(({ picked }) =>
          picked.kind === 'metric'
            ? METRICS[picked.name]!(figures)
            : picked.kind === 'segment'
              ? SEGMENTS[picked.name]!(day)
              : (value(picked) ?? ''),
        ),
      });
    }
  }
  results.sort((a, b) => {
    for (const [index, { descending, picked }] of sorting.entries()) {
      const left = a.keys[index]!;
      const right = b.keys[index]!;
      const numeric = picked.kind === 'metric' || (picked.kind === 'field' && ['i', 'n', 'd'].includes(picked.field.type));
      const order = numeric
        ? Number(left) - Number(right)
        : plainText(left) < plainText(right)
          ? -1
          : plainText(left) > plainText(right)
            ? 1
            : 0;
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  });
  const rows = results.map((one) => one.row);
  return { rows: query.limit === null ? rows : rows.slice(0, query.limit), fieldMask: query.select.map(camelMask).join(',') };

  /** One slice a day (or week, month…), or one for the whole range. Slices without impressions are left out when segmented (section 10). */
  function slicesOf(candidate: Candidate): { readonly day: string; readonly figures: Figures }[] {
    const born = candidate.source?.createdMs ?? asked.store.rows(asked.customer.id, 'campaigns')[0]?.createdMs ?? asked.nowMs;
    const bornDay = dayAt(asked.customer.timeZone, born);
    const first = low === null || low < bornDay ? bornDay : low;
    const last = high === null || high > today ? today : high;
    const slices = new Map<string, { day: string; figures: Figures }>();
    if (segments.length === 0) slices.set('', { day: '', figures: noFigures() });
    for (let day = first; day <= last; day = nextDay(day)) {
      const key = segments.map((one) => plainText(SEGMENTS[one.name]!(day))).join('|');
      let slice = slices.get(key);
      if (slice === undefined) slices.set(key, (slice = { day, figures: noFigures() }));
      addFigures(slice.figures, figuresOf(reports, query.from, candidate, day, asked));
    }
    return [...slices.values()].filter((slice) => segments.length === 0 || slice.figures.impressions > 0 || slice.figures.clicks > 0);
  }
}

/** `googleAds:search` and `:searchStream`. */
export function search(body: unknown, stream: boolean, asked: Asked, restated: number, requestId: string): SimReply {
  const violations: Violation[] = [];
  const input = parseMessage(stream ? 'SearchGoogleAdsStreamRequest' : 'SearchGoogleAdsRequest', body, violations);
  if (violations.length > 0) return malformed(violations, requestId);
  const fail = (fault: Fault): SimReply => failed([fault], asked.version, requestId);
  if (input['pageSize'] !== undefined)
    return fail({
      code: 'requestError.PAGE_SIZE_NOT_SUPPORTED',
      message: 'Setting the page size is not supported.',
      path: [{ fieldName: 'page_size' }],
    });
  let answer: Answer;
  try {
    answer = runQuery(plainText(input['query']), asked, restated);
  } catch (cause) {
    if (cause instanceof QueryRefused) return fail(cause.fault);
    throw cause;
  }
  const headers = { 'request-id': requestId };
  const { rows, fieldMask } = answer;
  if (stream) {
    const chunks: Fields[] = [];
    for (let at = 0; at < Math.max(1, rows.length); at += PAGE_ROWS)
      chunks.push(rows.length === 0 ? { fieldMask, requestId } : { results: rows.slice(at, at + PAGE_ROWS), fieldMask, requestId });
    return { status: 200, headers, body: chunks };
  }
  let offset = 0;
  const token = plainText(input['pageToken']);
  if (token !== '') {
    const parts = Buffer.from(token, 'base64url').toString('utf8').split('|');
    if (parts.length !== 3 || !/^\d+$/.test(parts[0]!) || parts[2] !== plainText(input['query']))
      return fail({
        code: 'requestError.INVALID_PAGE_TOKEN',
        message: 'The page token is not valid.',
        path: [{ fieldName: 'page_token' }],
      });
    if (asked.nowMs - Number(parts[1]) > TOKEN_LIFE_MS)
      return fail({ code: 'requestError.EXPIRED_PAGE_TOKEN', message: 'The page token has expired.', path: [{ fieldName: 'page_token' }] });
    offset = Number(parts[0]);
  }
  const page: Fields = { fieldMask };
  const settings = input['searchSettings'];
  if (valueAt(input, 'searchSettings.omitResults') !== true && rows.length > 0) page['results'] = rows.slice(offset, offset + PAGE_ROWS);
  if (settings !== undefined && valueAt(input, 'searchSettings.returnTotalResultsCount') === true)
    page['totalResultsCount'] = String(rows.length);
  if (offset + PAGE_ROWS < rows.length)
    page['nextPageToken'] = Buffer.from(`${offset + PAGE_ROWS}|${asked.nowMs}|${plainText(input['query'])}`).toString('base64url');
  return { status: 200, headers, body: page };
}
