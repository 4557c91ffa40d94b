import { z } from 'zod';
import { SegmentFeatureReport, SegmentTrait, SegmentTrial } from '../contract/segments.ts';
import { FeatureKey } from './features.ts';

const Level = z.object({ level: z.string(), people: z.number(), shareRatio: z.number() });

/** All of a version but its members. Kept as one JSON text and parsed when read. */
export const VersionBody = z.object({
  seed: z.number(),
  minimumSize: z.number(),
  choice: z.object({
    k: z.number(),
    reason: z.enum(['asked', 'best_silhouette', 'close_and_steadier', 'least_unstable', 'sizes_too_small']),
    passedOver: z.number().nullable(),
    structure: z.enum(['strong', 'reasonable', 'weak', 'none']),
    steady: z.boolean(),
  }),
  trials: z.array(SegmentTrial),
  features: z.array(SegmentFeatureReport),
  segments: z.array(
    z.object({
      size: z.number(),
      silhouette: z.number(),
      traits: z.array(SegmentTrait),
      /** The commonest levels of each category, for suggestions. */
      profile: z.partialRecord(FeatureKey, z.array(Level)),
    }),
  ),
  map: z.object({ points: z.array(z.object({ x: z.number(), y: z.number(), segment: z.number() })), explained: z.array(z.number()) }),
});
export type VersionBody = z.infer<typeof VersionBody>;

export interface VersionRecord {
  readonly id: string;
  readonly clientId: string;
  readonly number: number;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly candidates: number;
  readonly body: VersionBody;
  /** Names that a person gave, by segment. */
  readonly names: Readonly<Record<number, string>>;
}

export interface Members {
  readonly ids: readonly string[];
  readonly labels: Uint8Array;
}

export interface SegmentStore {
  list(clientId: string): readonly VersionRecord[];
  get(versionId: string): VersionRecord | null;
  currentOf(clientId: string): string | null;
  setCurrent(clientId: string, versionId: string | null): void;
  /** Numbers it after the client's last. */
  add(version: Omit<VersionRecord, 'number' | 'names'>, members: Members): void;
  rename(versionId: string, index: number, name: string | null): void;
  members(versionId: string): Members;
}
