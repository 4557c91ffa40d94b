import { z } from 'zod';
import { command, Id, Instant, query } from './define.ts';

export const SegmentFeatureKey = z.enum([
  'experienceYears',
  'education',
  'roleFamily',
  'sector',
  'seniority',
  'salaryExpectation',
  'city',
  'modality',
  'availabilityDays',
  'inactiveDays',
  'discipline',
  'relevantExperience',
  'studyMode',
  'companySize',
  'companyType',
  'yearsSinceJobChange',
  'trainingHours',
  'cityIndex',
  'openToChange',
]);
/** 1 is as much as any other feature, 0 leaves it out. */
export const SegmentWeight = z.number().min(0).max(5);
export const ChosenSegmentFeature = z.strictObject({ key: SegmentFeatureKey, weight: SegmentWeight });

/** A text in both languages: names and descriptions are made once and shown in either. */
const Bilingual = z.object({ es: z.string(), en: z.string() });

export const SegmentTrait = z.object({
  feature: SegmentFeatureKey,
  kind: z.enum(['higher', 'lower', 'level', 'rarely']),
  level: z.string().nullable(),
  /** Share of the segment, or its mean in the feature's own unit. */
  value: z.number(),
  overall: z.number(),
  lift: z.number(),
  strength: z.number(),
});

export const Segment = z.object({
  index: z.number().int(),
  size: z.number().int(),
  shareRatio: z.number(),
  silhouette: z.number(),
  /** The person's own name for it, else the one made from what differs most. */
  name: Bilingual,
  renamed: z.boolean(),
  description: Bilingual,
  traits: z.array(SegmentTrait),
});
export type Segment = z.infer<typeof Segment>;

export const SegmentTrial = z.object({
  k: z.number().int(),
  inertia: z.number(),
  /** Exact over everyone, with squared distances. */
  silhouette: z.number(),
  /** With plain distances on a sample; `standardError` is the sample's own. */
  sampled: z.object({ silhouette: z.number(), standardError: z.number(), rows: z.number().int() }).nullable(),
  /** Mean adjusted Rand index when the people are drawn again. */
  stability: z.number().nullable(),
  smallest: z.number().int(),
  sizes: z.array(z.number().int()),
  bigEnough: z.boolean(),
  stable: z.boolean(),
});

export const SegmentFeatureReport = z.object({
  key: SegmentFeatureKey,
  weight: z.number(),
  used: z.boolean(),
  reason: z.enum(['left_out', 'no_values', 'mostly_blank', 'all_the_same']).nullable(),
  blanks: z.number().int(),
  capped: z.number().int(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  levels: z.number().int().nullable(),
  rare: z.number().int(),
});

const SegmentChoice = z.object({
  k: z.number().int(),
  reason: z.enum(['asked', 'best_silhouette', 'close_and_steadier', 'least_unstable', 'sizes_too_small']),
  passedOver: z.number().int().nullable(),
  structure: z.enum(['strong', 'reasonable', 'weak', 'none']),
  steady: z.boolean(),
});

export const SegmentVersion = z.object({
  id: Id,
  clientId: Id,
  /** From 1, per client. */
  number: z.number().int(),
  createdAt: Instant,
  createdBy: z.string(),
  current: z.boolean(),
  candidates: z.number().int(),
  seed: z.number().int(),
  choice: SegmentChoice,
  sizes: z.array(z.number().int()),
  silhouette: z.number(),
});
export type SegmentVersion = z.infer<typeof SegmentVersion>;

export const SegmentDetail = SegmentVersion.extend({
  minimumSize: z.number().int(),
  trials: z.array(SegmentTrial),
  features: z.array(SegmentFeatureReport),
  segments: z.array(Segment),
  /** Two axes that tell the people apart best; `explained` is what part of their differences each shows. */
  map: z.object({
    points: z.array(z.object({ x: z.number(), y: z.number(), segment: z.number().int() })),
    explained: z.array(z.number()),
  }),
});
export type SegmentDetail = z.infer<typeof SegmentDetail>;

const Law = z.object({ country: z.string(), name: z.string(), article: z.string() });
const Spot = z.object({ level: z.string(), people: z.number().int(), shareRatio: z.number() });

export const segments = {
  /** What may sort people, and what may not and by which law. */
  features: query({
    input: z.strictObject({ clientId: Id }),
    output: z.object({
      country: z.string(),
      available: z.array(z.object({ key: SegmentFeatureKey, kind: z.enum(['number', 'ordered', 'category']), byDefault: z.boolean() })),
      refused: z.array(z.object({ trait: z.string(), laws: z.array(Law) })),
      candidates: z.number().int(),
    }),
  }),
  /** Tries k from 2 to 12, or the one asked for, and keeps the result as the client's new version. Follows and stops by its task. */
  build: command({
    input: z.strictObject({
      clientId: Id,
      k: z.number().int().min(2).max(12).nullable(),
      seed: z.number().int().min(0).max(4_294_967_295).default(1),
      /** Null takes the usual ones. Names are free text here, so that a refused one is answered with its law. */
      features: z
        .array(z.strictObject({ key: z.string().min(1).max(80), weight: SegmentWeight }))
        .min(1)
        .max(40)
        .nullable(),
      /** Null takes two of a hundred, and at least 30. */
      minimumSize: z.number().int().min(2).max(1_000_000).nullable(),
    }),
    output: SegmentDetail,
  }),
  list: query({ input: z.strictObject({ clientId: Id }), output: z.object({ versions: z.array(SegmentVersion) }) }),
  /** A version, or the client's present one; null where there is none yet. */
  get: query({
    input: z.strictObject({ clientId: Id, versionId: Id.nullable() }),
    output: z.object({ version: SegmentDetail.nullable() }),
  }),
  compare: query({
    input: z.strictObject({ fromVersionId: Id, toVersionId: Id }),
    output: z.object({
      both: z.number().int(),
      joined: z.number().int(),
      left: z.number().int(),
      moved: z.number().int(),
      flows: z.array(z.array(z.number().int())),
      continues: z.array(z.number().int().nullable()),
      agreement: z.number().nullable(),
      drift: z.array(z.number()),
    }),
  }),
  /** Makes an old version the present one. Nothing is lost: it can be undone, and the other stays in the list. */
  restore: command({ input: z.strictObject({ versionId: Id }), output: SegmentDetail }),
  /** Null gives back the made name. */
  rename: command({
    input: z.strictObject({ versionId: Id, index: z.number().int().min(0).max(11), name: z.string().trim().min(1).max(80).nullable() }),
    output: SegmentDetail,
  }),
  /** What an ad for this segment could aim at. Never age or sex: they are not even known here. */
  suggestions: query({
    input: z.strictObject({ versionId: Id, index: z.number().int().min(0).max(11) }),
    output: z.object({
      cities: z.array(Spot),
      roleFamilies: z.array(Spot),
      modalities: z.array(Spot),
      /** Hours of the client's own time zone; by rule, until results by hour say more. */
      hours: z.array(z.object({ from: z.number().int(), to: z.number().int(), rule: z.string() })),
      languages: z.array(z.string()),
      networks: z.array(z.object({ network: z.string(), rule: z.string() })),
    }),
  }),
  /** Exact for own segments of any version; what a network holds is unknown. */
  overlap: query({
    input: z.strictObject({
      first: z.strictObject({ versionId: Id, index: z.number().int().min(0).max(11) }),
      second: z.strictObject({ versionId: Id, index: z.number().int().min(0).max(11) }),
    }),
    output: z.object({
      first: z.number().int(),
      second: z.number().int(),
      shared: z.number().int(),
      unique: z.number().int(),
      overlapRatio: z.number().nullable(),
      efficiencyRatio: z.number().nullable(),
      suggestsUnified: z.boolean(),
      networkSide: z.literal('unknown'),
    }),
  }),
  export: query({
    input: z.strictObject({ versionId: Id, what: z.enum(['segments', 'members']), language: z.enum(['es', 'en']) }),
    output: z.object({ fileName: z.string(), csv: z.string() }),
  }),
};

export const segmentErrors = [
  'segments.client_not_found',
  'segments.version_not_found',
  'segments.segment_not_found',
  'segments.too_few',
  'segments.feature_protected',
  'segments.feature_unknown',
  'segments.no_usable_feature',
  'segments.other_client',
  'segments.cancelled',
] as const;
