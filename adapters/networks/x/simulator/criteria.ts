import { xTime } from '../days.ts';
import { echo, problemsOf } from './campaigns.ts';
import { ENDPOINTS } from './parameters.ts';
import { placeById, X_LANGUAGES } from './places.ts';
import { invalid, refuse } from './problems.ts';
import { jsonOf, operationsOf, throwTogether, type Values } from './request.ts';
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
/** Kinds whose values this simulation knows; every other one that exists is taken as it comes. */
export const CRITERION_TYPES: readonly string[] = [
  'AGE',
  'DEVICE',
  'EVENT',
  'GENDER',
  'INTEREST',
  'LANGUAGE',
  'LOCATION',
  'PLATFORM',
  'BROAD_KEYWORD',
  'EXACT_KEYWORD',
  'PHRASE_KEYWORD',
  'CUSTOM_AUDIENCE',
  'SIMILAR_TO_FOLLOWERS_OF_USER',
  'FOLLOWERS_OF_USER',
];

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
    case 'POST accounts/:account_id/targeting_criteria':
      checkTogether(desk, [{ type: 'Create', params: values }]);
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

type Operations = readonly { readonly type: string; readonly params: Values }[];

/** What would stand on each line item once all were done: one age, and no more places than fit. */
function checkTogether(desk: Desk, operations: Operations): void {
  const broken = operations.length > 1 && desk.sim.takeFault(desk.operation, 'partial') ? operations.length - 1 : -1;
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
          standing(row.lineItemId).delete(`${row.type}/${row.value}`);
          return;
        }
        const lineItemId = textIn(params, 'line_item_id') ?? '';
        found(desk, 'line_item', lineItemId);
        const kind = textIn(params, 'targeting_type') ?? '';
        nameOf(desk, kind, textIn(params, 'targeting_value') ?? '');
        const rows = standing(lineItemId);
        rows.add(`${kind}/${textIn(params, 'targeting_value') ?? ''}`);
        const count = [...rows].filter((row) => row.startsWith(`${kind}/`)).length;
        if (kind === 'AGE' && count > 1) throw invalid('targeting_value', 'A line item has one age');
        if (kind === 'LOCATION' && count > MOST_LOCATIONS) throw invalid('targeting_value', 'Too many places');
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
