import { z } from 'zod';
import { AdFields, AdGroupFields, CampaignFields, type ChangeMark, type ObjectLevel } from '../contract/plan-model.ts';
import { contentHash, type Json } from '../kernel/index.ts';

export type Mark = z.output<typeof ChangeMark>;
export type AnyFields = CampaignFields | AdGroupFields | AdFields;
/** Fields as they are stored, hashed and sent: JSON only, money as decimal text. */
export type WireFields = { readonly [field: string]: Json };

const SCHEMAS = { campaign: CampaignFields, ad_group: AdGroupFields, ad: AdFields } as const;
const PARTIAL = { campaign: CampaignFields.partial(), ad_group: AdGroupFields.partial(), ad: AdFields.partial() } as const;

export const FIELD_NAMES: { readonly [L in ObjectLevel]: readonly string[] } = {
  campaign: Object.keys(CampaignFields.shape),
  ad_group: Object.keys(AdGroupFields.shape),
  ad: Object.keys(AdFields.shape),
};

/** Written by hand for the one field that differs from its JSON: encoding 100,000 ads through a general codec costs seconds. */
export function encodeFields(fields: { readonly [field: string]: unknown }): WireFields {
  const wire: Record<string, Json> = {};
  for (const [field, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    wire[field] =
      typeof value === 'object' && value !== null && 'amountMicros' in value && 'currency' in value
        ? { amountMicros: String(value.amountMicros), currency: String(value.currency) }
        : (value as Json); // every other field is plain JSON by its schema
  }
  return wire;
}

export function decodeFields<L extends ObjectLevel>(level: L, wire: unknown): z.output<(typeof SCHEMAS)[L]> {
  return z.decode(SCHEMAS[level] as z.ZodType, wire) as z.output<(typeof SCHEMAS)[L]>; // the schema of the level decides the type
}

/** Text in a wire field; empty where there is none. */
export function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** Only the fields that are there. */
export function decodePartial(level: ObjectLevel, wire: unknown): Partial<AnyFields> {
  return z.decode(PARTIAL[level] as z.ZodType, wire) as Partial<AnyFields>; // the partial schema of the level decides the type
}

/** One field of a level, or null when the value is not one that the field may have. */
export function decodeField(level: ObjectLevel, field: string, value: Json): { readonly value: unknown } | null {
  if (!FIELD_NAMES[level].includes(field)) return null;
  const parsed = z.safeDecode(PARTIAL[level] as z.ZodType, { [field]: value });
  return parsed.success ? { value: (parsed.data as Record<string, unknown>)[field] } : null; // the schema is an object schema
}

/** What an approval signs and activation compares: who the object is and everything we want of it, nothing that the network answers. */
export function objectHash(
  object: {
    readonly id: string;
    readonly level: ObjectLevel;
    readonly parentId: string | null;
    readonly accountId: string;
    readonly marker: string;
  },
  draft: WireFields,
): string {
  return contentHash({
    id: object.id,
    level: object.level,
    parentId: object.parentId,
    accountId: object.accountId,
    marker: object.marker,
    draft,
  });
}

/** Order does not matter: the same objects with the same content give the same hash. */
export function setHash(hashes: ReadonlyMap<string, string>): string {
  return contentHash([...hashes].toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([id, hash]) => [id, hash]));
}
