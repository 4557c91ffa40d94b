import { AdFields, AdGroupFields, CampaignFields, type ObjectLevel } from '../contract/plan-model.ts';
import { z } from 'zod';
import { canonicalJson } from '../kernel/canonical.ts';
import type { Json } from '../kernel/result.ts';
import type { ObjectFields } from '../ports/ad-network.ts';
import type { PlanRecord } from '../plans/plan-store.ts';

export type AnyFields = CampaignFields | AdGroupFields | AdFields;

/** Fields in the form that JSON can carry: money as decimal text. */
export function wireFields(fields: AnyFields): { readonly [field: string]: Json } {
  if (!('dailyBudget' in fields)) return fields;
  return { ...fields, dailyBudget: { amountMicros: fields.dailyBudget.amountMicros.toString(), currency: fields.dailyBudget.currency } };
}

/** Stored JSON is parsed like any input: an unreadable row throws, it is never guessed. */
export function objectFieldsFromWire(level: ObjectLevel, wire: unknown): ObjectFields {
  switch (level) {
    case 'campaign':
      return { level, fields: z.parse(CampaignFields, wire) };
    case 'ad_group':
      return { level, fields: z.parse(AdGroupFields, wire) };
    case 'ad':
      return { level, fields: z.parse(AdFields, wire) };
  }
}

export function objectFieldsOf(record: PlanRecord): ObjectFields {
  switch (record.level) {
    case 'campaign':
      return { level: record.level, fields: record.draft };
    case 'ad_group':
      return { level: record.level, fields: record.draft };
    case 'ad':
      return { level: record.level, fields: record.draft };
  }
}

/** What the network last confirmed; the draft only of what was never published. */
export function confirmedFieldsOf(record: PlanRecord): ObjectFields {
  if (record.base === null) return objectFieldsOf(record);
  switch (record.level) {
    case 'campaign':
      return { level: record.level, fields: record.base };
    case 'ad_group':
      return { level: record.level, fields: record.base };
    case 'ad':
      return { level: record.level, fields: record.base };
  }
}

/** Names of the fields that differ between what the network last confirmed and what we want; `status` is told apart by the caller. */
export function changedFields(record: PlanRecord): readonly string[] {
  const mine = wireFields(record.draft);
  const base = record.base === null ? {} : wireFields(record.base);
  return Object.keys(mine).filter((field) => field !== 'status' && canonicalJson(mine[field]) !== canonicalJson(base[field]));
}

/** The named fields only. The result is a part of the same fields, so confirming it can never confirm more than was sent. */
export function pickFields(fields: AnyFields, names: readonly string[]): Partial<CampaignFields & AdGroupFields & AdFields> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name)));
}
