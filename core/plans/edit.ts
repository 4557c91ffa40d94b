import type { ObjectLevel } from '../contract/plan-model.ts';
import { canonicalJson, type Json } from '../kernel/index.ts';
import type { PlanRecord } from './plan-store.ts';
import { decodeField, encodeFields, FIELD_NAMES, textOf, type WireFields } from './wire.ts';

export type EditVerdict =
  | { readonly kind: 'skip'; readonly code: string }
  | {
      readonly kind: 'change';
      readonly draft: WireFields;
      readonly fields: readonly { readonly field: string; readonly before: Json; readonly after: Json }[];
    };

const LONGEST_NAME = 400;

/** What setting `patch` on one object would do. The caller knows whether its parent is archived. */
export function decideEdit(record: PlanRecord, patch: WireFields, parentArchived: boolean): EditVerdict {
  if (record.lifecycle === 'publishing') return { kind: 'skip', code: 'plans.publishing_now' };
  const fields = Object.keys(patch);
  if (fields.some((field) => !FIELD_NAMES[record.level].includes(field))) return { kind: 'skip', code: 'plans.wrong_level' };
  const mine = encodeFields(record.draft);
  if (currencyOf(patch['dailyBudget']) !== null && currencyOf(patch['dailyBudget']) !== currencyOf(mine['dailyBudget']))
    return { kind: 'skip', code: 'plans.currency_fixed' };
  if (fields.some((field) => !isAcceptable(record.level, field, patch[field] ?? null)))
    return { kind: 'skip', code: 'plans.field_invalid' };
  if (parentArchived && patch['status'] !== undefined && patch['status'] !== 'archived')
    return { kind: 'skip', code: 'plans.parent_archived' };
  const changed = fields
    .map((field) => ({ field, before: mine[field] ?? null, after: patch[field] ?? null }))
    .filter((change) => canonicalJson(change.before) !== canonicalJson(change.after));
  if (changed.length === 0) return { kind: 'skip', code: 'plans.unchanged' };
  return { kind: 'change', draft: { ...mine, ...patch }, fields: changed };
}

function currencyOf(value: Json | undefined): string | null {
  return typeof value === 'object' && value !== null && 'currency' in value ? textOf(value['currency']) : null;
}

function isAcceptable(level: ObjectLevel, field: string, value: Json): boolean {
  if (field === 'name') return typeof value === 'string' && value.trim() !== '' && value.length <= LONGEST_NAME;
  if (field === 'dailyBudget')
    return typeof value === 'object' && value !== null && 'amountMicros' in value && /^[1-9]\d*$/.test(textOf(value['amountMicros']));
  return decodeField(level, field, value) !== null;
}

export function patchOf(fields: { readonly [field: string]: unknown }): WireFields {
  return encodeFields(fields);
}
