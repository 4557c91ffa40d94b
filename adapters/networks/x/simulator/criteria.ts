import { xTime } from '../days.ts';
import { echo, problemsOf } from './campaigns.ts';
import { ENDPOINTS } from './parameters.ts';
import { placeById, X_LANGUAGES } from './places.ts';
import { audienceOf } from '../../../simulators/people.ts';
import { invalid, missing, notFound, refuse, XProblem } from './problems.ts';
import { isObject, jsonOf, operationsOf, throwTogether, type Values } from './request.ts';
import type { XCriterion } from './store.ts';
import { found, idsIn, listed, textIn, type Body, type Desk } from './world.ts';

/** Targeting criteria are made and deleted, never changed. @see X Ads API, "Targeting criteria" (version 12; read 2026-11-20) */

const BATCH = 500;
const MOST_LOCATIONS = 2_000;
export const AGE_BUCKETS: readonly string[] = [
  'AGE_13_TO_24',
  'AGE_13_TO_34',
  'AGE_13_TO_49',
  'AGE_13_TO_54',
  'AGE_OVER_13',
  'AGE_18_TO_34',
  'AGE_18_TO_49',
  'AGE_18_TO_54',
  'AGE_OVER_18',
  'AGE_21_TO_34',
  'AGE_21_TO_49',
  'AGE_21_TO_54',
  'AGE_OVER_21',
  'AGE_25_TO_49',
  'AGE_25_TO_54',
  'AGE_OVER_25',
  'AGE_35_TO_49',
  'AGE_35_TO_54',
  'AGE_OVER_35',
  'AGE_OVER_50',
];
/** Every kind that exists. Values are known for some; those of the others are taken as they come. */
export const CRITERION_TYPES: readonly string[] = [
  'AGE',
  'APP_LIST',
  'APP_STORE_CATEGORY',
  'APP_STORE_CATEGORY_LOOKALIKE',
  'BROAD_KEYWORD',
  'CAMPAIGN_ENGAGEMENT',
  'CAMPAIGN_ENGAGEMENT_LOOKALIKE',
  'CONVERSATION',
  'CUSTOM_AUDIENCE',
  'CUSTOM_AUDIENCE_EXPANDED',
  'DEVICE',
  'ENGAGEMENT_TYPE',
  'EVENT',
  'EXACT_KEYWORD',
  'FOLLOWERS_OF_USER',
  'GENDER',
  'INTEREST',
  'LANGUAGE',
  'LIVE_TV_EVENT',
  'LOCATION',
  'NETWORK_ACTIVATION_DURATION',
  'NETWORK_OPERATOR',
  'PHRASE_KEYWORD',
  'PLATFORM',
  'PLATFORM_VERSION',
  'SIMILAR_TO_FOLLOWERS_OF_USER',
  'TV_SHOW',
  'UNORDERED_KEYWORD',
  'USER_ENGAGEMENT',
  'USER_ENGAGEMENT_LOOKALIKE',
  'WIFI_ONLY',
];
/** How many of a kind a line item holds. "Targeting options", limits (version 12; read 2026-11-20) */
const MOST_OF: readonly (readonly [(type: string) => boolean, number, string])[] = [
  [(type) => type === 'AGE', 1, 'A line item has one age'],
  [(type) => type === 'EVENT', 1, 'A line item has one event'],
  [(type) => type === 'LOCATION', MOST_LOCATIONS, 'Too many places'],
  [(type) => type === 'INTEREST', 100, 'Too many interests'],
  [(type) => type === 'SIMILAR_TO_FOLLOWERS_OF_USER', 100, 'Too many handles'],
  [(type) => type.endsWith('_KEYWORD'), 1_000, 'Too many keywords'],
];

/** Greater and less go with a duration only; lookalikes are never left out, lists of apps never chosen. */
function checkOperator(type: string, operator: string): void {
  const isDuration = type === 'NETWORK_ACTIVATION_DURATION';
  const isRange = operator === 'GTE' || operator === 'LT';
  if (isDuration !== isRange) throw invalid('operator_type', `${operator} does not go with ${type}`);
  if (operator === 'NE' && (type.endsWith('_LOOKALIKE') || type === 'CUSTOM_AUDIENCE_EXPANDED'))
    throw invalid('operator_type', 'A lookalike cannot be excluded');
  if (operator === 'EQ' && type === 'APP_LIST') throw invalid('operator_type', 'APP_LIST can only be excluded');
}

function criterionBody(row: XCriterion): Body {
  return {
    line_item_id: row.lineItemId,
    name: row.name,
    id: row.id,
    operator_type: row.operator,
    created_at: xTime(row.createdMs),
    targeting_value: row.value,
    updated_at: xTime(row.updatedMs),
    deleted: row.deletedMs !== null,
    targeting_type: row.type,
  };
}

function nameOf(desk: Desk, type: string, value: string): string {
  switch (type) {
    case 'LOCATION': {
      const place = placeById(value);
      if (place === null) throw invalid('targeting_value', `There is no place ${value}`);
      return place.name;
    }
    case 'LANGUAGE': {
      const language = X_LANGUAGES.get(value);
      if (language === undefined) throw invalid('targeting_value', `There is no language ${value}`);
      return language;
    }
    case 'AGE':
      if (!AGE_BUCKETS.includes(value)) throw invalid('targeting_value', `There is no age ${value}`);
      return value;
    case 'GENDER':
      if (value !== '1' && value !== '2') throw invalid('targeting_value', `There is no gender ${value}`);
      return value;
    case 'CUSTOM_AUDIENCE':
    case 'CUSTOM_AUDIENCE_EXPANDED':
      return found(desk, 'audience', value).name;
    default:
      if (!CRITERION_TYPES.includes(type)) throw refuse(400, 'INVALID_TARGETING_TYPE', `Unknown targeting type ${type}`, 'targeting_type');
      return value;
  }
}

function living(desk: Desk, lineItemId: string): readonly XCriterion[] {
  return desk.store.under('criterion', lineItemId).filter((row) => row.deletedMs === null);
}

function make(desk: Desk, values: Values): XCriterion {
  const lineItemId = textIn(values, 'line_item_id') ?? '';
  const type = textIn(values, 'targeting_type') ?? '';
  const value = textIn(values, 'targeting_value') ?? '';
  const operator = textIn(values, 'operator_type') ?? 'EQ';
  // What is there already is answered with; two of the same would be one.
  const twin = living(desk, lineItemId).find((row) => row.type === type && row.value === value && row.operator === operator);
  if (twin !== undefined) return twin;
  const row: XCriterion = {
    ...desk.store.birth(desk.account.remoteId, 'short', 0),
    lineItemId,
    type,
    value,
    operator,
    name: nameOf(desk, type, value),
  };
  desk.store.add('criterion', row);
  return row;
}

export function criteria(desk: Desk): Body {
  const { call, values, store, account } = desk;
  switch (call.key) {
    case 'GET accounts/:account_id/targeting_criteria': {
      const lineItemIds = idsIn(values, 'line_item_ids') ?? new Set();
      const ids = idsIn(values, 'targeting_criterion_ids');
      const all = [...lineItemIds].flatMap((one) => store.under('criterion', one)).filter((row) => row.accountId === account.remoteId);
      return {
        data: listed<'criterion'>(desk, all)
          .filter((row) => ids === null || ids.has(row.id))
          .map(criterionBody),
      };
    }
    case 'GET accounts/:account_id/targeting_criteria/:targeting_criterion_id':
      return {
        data: criterionBody(found(desk, 'criterion', call.ids['targeting_criterion_id'] ?? '', values['with_deleted'] === true)),
      };
    case 'POST accounts/:account_id/targeting_criteria':
      try {
        checkTogether(desk, [{ type: 'Create', params: values }]);
      } catch (problem) {
        // Alone, an operation is refused with its own error and not with the batch's.
        const own = problem instanceof XProblem ? problem.operationErrors?.[0] : undefined;
        if (own === undefined) throw problem;
        throw new XProblem(own[0]?.code.endsWith('_NOT_FOUND') === true ? 404 : 400, own);
      }
      return { data: criterionBody(make(desk, values)) };
    case 'DELETE accounts/:account_id/targeting_criteria/:targeting_criterion_id': {
      const row = found(desk, 'criterion', call.ids['targeting_criterion_id'] ?? '');
      row.deletedMs = desk.sim.nowMs();
      store.save('criterion', row);
      return { data: criterionBody(row) };
    }
    default:
      return batch(desk);
  }
}

/** People whom a set of criteria reaches; one that says whom, and not only where, must be among them. "Audience estimate" (version 12; read 2026-11-20) */
export function estimate(desk: Desk): Body {
  const body = jsonOf(desk.call);
  const list = isObject(body) ? body['targeting_criteria'] : undefined;
  if (isObject(body))
    for (const name of Object.keys(body)) if (name !== 'targeting_criteria') throw invalid(name, `Unknown parameter ${name}`);
  if (!Array.isArray(list) || list.length === 0) throw missing('targeting_criteria');
  const rows = list.map((entry: unknown): { type: string; value: string; operator: string } => {
    if (!isObject(entry)) throw invalid('targeting_criteria', 'Expected objects');
    for (const name of Object.keys(entry))
      if (!['targeting_type', 'targeting_value', 'operator_type'].includes(name)) throw invalid(name, `Unknown parameter ${name}`);
    const { targeting_type: type, targeting_value: value, operator_type: operator = 'EQ' } = entry;
    if (typeof type !== 'string') throw missing('targeting_type');
    if (typeof value !== 'string') throw missing('targeting_value');
    if (operator !== 'EQ' && operator !== 'NE') throw invalid('operator_type', 'EQ or NE');
    nameOf(desk, type, value);
    return { type, value, operator };
  });
  if (!rows.some((row) => PRIMARY.test(row.type)))
    throw refuse(400, 'INCLUSIVE_PARAMETERS', 'At least one primary criterion is needed', 'targeting_criteria');
  const places = rows
    .flatMap((row) => (row.type === 'LOCATION' && row.operator === 'EQ' ? [placeById(row.value)] : []))
    .filter((place) => place !== null);
  const people = audienceOf(desk.sim.seed, places.length === 0 ? [{ country: 'US', region: null, town: null }] : places, 20, 0.03);
  return { data: { audience_size: { min: Math.floor(people * 0.9), max: Math.ceil(people * 1.1) } } };
}
/** Kinds that say whom: followers, audiences, interests, keywords, television. */
const PRIMARY = /FOLLOWERS_OF_USER|CUSTOM_AUDIENCE|INTEREST|KEYWORD|TV|CONVERSATION|EVENT|ENGAGEMENT/;

type Operations = readonly { readonly type: string; readonly params: Values }[];

/** What would stand on each line item once all were done: one age, and no more places than fit. */
function checkTogether(desk: Desk, operations: Operations): void {
  const broken = operations.length > 1 && desk.sim.takeFault(desk.operation, 'partial') ? operations.length - 1 : -1;
  const gone = new Set<string>();
  const after = new Map<string, Set<string>>();
  const standing = (lineItemId: string): Set<string> => {
    let rows = after.get(lineItemId);
    if (rows === undefined) after.set(lineItemId, (rows = new Set(living(desk, lineItemId).map((row) => `${row.type}/${row.value}`))));
    return rows;
  };
  throwTogether(
    operations.map(({ type, params }, index) =>
      problemsOf(() => {
        if (index === broken) throw invalid('targeting_value', 'This operation was refused (fault asked for)');
        if (type === 'Delete') {
          const row = found(desk, 'criterion', textIn(params, 'targeting_criterion_id') ?? '');
          if (gone.has(row.id)) throw notFound('TARGETING_CRITERION_NOT_FOUND', 'criterion', row.id);
          gone.add(row.id);
          standing(row.lineItemId).delete(`${row.type}/${row.value}`);
          return;
        }
        const lineItemId = textIn(params, 'line_item_id') ?? '';
        found(desk, 'line_item', lineItemId);
        const kind = textIn(params, 'targeting_type') ?? '';
        nameOf(desk, kind, textIn(params, 'targeting_value') ?? '');
        checkOperator(kind, textIn(params, 'operator_type') ?? 'EQ');
        const rows = standing(lineItemId);
        rows.add(`${kind}/${textIn(params, 'targeting_value') ?? ''}`);
        for (const [concerns, most, message] of MOST_OF)
          if (concerns(kind) && [...rows].filter((row) => concerns(row.slice(0, row.indexOf('/')))).length > most)
            throw invalid('targeting_value', message);
      }),
    ),
  );
}

function batch(desk: Desk): Body {
  const create = ENDPOINTS['POST accounts/:account_id/targeting_criteria']?.params ?? {};
  const operations = operationsOf(jsonOf(desk.call), BATCH, (type) =>
    type === 'Create' ? create : type === 'Delete' ? { targeting_criterion_id: 'text!' } : null,
  );
  checkTogether(desk, operations);
  const data = operations.map(({ type, params }) => {
    if (type === 'Create') return criterionBody(make(desk, params));
    const row = found(desk, 'criterion', textIn(params, 'targeting_criterion_id') ?? '');
    row.deletedMs = desk.sim.nowMs();
    desk.store.save('criterion', row);
    return criterionBody(row);
  });
  return { data_type: 'targeting_criterion', data, request: echo(operations, desk) };
}
