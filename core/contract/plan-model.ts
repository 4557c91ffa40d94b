import { z } from 'zod';
import { Money } from '../kernel/money.ts';

/** The neutral structure: campaign → ad group → ad, one tree per network. Shared by screens, checks, publishing and adapters. */

/** `meta`, `google`…: a folder of adapters/networks. Open on purpose: a new network is data, not a new type. */
export const NetworkId = z.string().regex(/^[a-z][a-z0-9]{0,15}$/);
export type NetworkId = z.infer<typeof NetworkId>;

export const ObjectLevel = z.enum(['campaign', 'ad_group', 'ad']);
export type ObjectLevel = z.infer<typeof ObjectLevel>;

export const DesiredStatus = z.enum(['active', 'paused', 'archived']);
export type DesiredStatus = z.infer<typeof DesiredStatus>;

export const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

/** A place in the country's official code list (`11001` Bogotá in DIVIPOLA); `code` null when only the country is meant. */
export const PlaceRef = z.object({
  code: z.string().nullable(),
  name: z.string(),
  region: z.string().nullable(),
  country: z.string().length(2),
});
export type PlaceRef = z.infer<typeof PlaceRef>;

export const CampaignFields = z.object({
  name: z.string(),
  status: DesiredStatus,
  /** `traffic`: visits to the vacancy's page; `applications`: conversions, needs a tracked conversion. */
  objective: z.enum(['traffic', 'applications']),
  dailyBudget: Money,
  startDay: Day,
  endDay: Day.nullable(),
  /** Countries that the ads will reach, ISO 3166-1 alpha-2. */
  countries: z.array(z.string().length(2)),
  /** Declared on every network that has a category for job ads. Always true for vacancies; not editable. */
  employment: z.literal(true),
});
export type CampaignFields = z.infer<typeof CampaignFields>;

export const AdGroupFields = z.object({
  name: z.string(),
  status: DesiredStatus,
  places: z.array(PlaceRef),
  radiusKm: z.number().int().positive().nullable(),
  /** ISO 639-1. */
  languages: z.array(z.string().length(2)),
  /** Only on networks with keyword targeting; empty elsewhere. */
  keywords: z.array(z.string()),
});
export type AdGroupFields = z.infer<typeof AdGroupFields>;

/**
 * The picture of an ad as a recipe: the same recipe and size always give the same bytes, so nothing needs to be stored
 * and a network that already holds them is not sent them twice. Drawn on this machine when it is needed.
 */
export const AdImage = z.strictObject({
  template: z.enum(['plain', 'split']),
  headline: z.string().max(80),
  place: z.string().max(60),
  detail: z.string().max(80),
  brand: z.string().max(60),
});
export type AdImage = z.infer<typeof AdImage>;

export const AdFields = z.object({
  name: z.string(),
  status: DesiredStatus,
  headlines: z.array(z.string()),
  descriptions: z.array(z.string()),
  /** Long text where the network has one; empty text elsewhere. */
  primaryText: z.string(),
  finalUrl: z.string(),
  callToAction: z.enum(['apply_now', 'learn_more', 'contact_us']),
  /** Null where the network shows none, or takes the one of the page. */
  image: AdImage.nullable(),
});
export type AdFields = z.infer<typeof AdFields>;

/** Where an object stands between the desk and the network. */
export const Lifecycle = z.enum(['draft', 'publishing', 'live', 'archived']);

/** The change marks that Editor users read. */
export const ChangeMark = z.enum(['none', 'new', 'edited', 'removed', 'conflict', 'incoming']);
