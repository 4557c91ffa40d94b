import { z } from 'zod';
import type { VersionBody } from './segment-store.ts';

/** `resources/rules/segment-media.json`: the agency's own rules of thumb, editable, each with its name. */
export const SegmentMedia = z.object({
  id: z.string(),
  version: z.number().int(),
  languages: z.record(z.string(), z.array(z.string())),
  hours: z.array(
    z.object({ rule: z.string(), roleFamilies: z.array(z.string()), ranges: z.array(z.object({ from: z.number(), to: z.number() })) }),
  ),
  networks: z.array(z.object({ rule: z.string(), roleFamilies: z.array(z.string()), networks: z.array(z.string()) })),
});
export type SegmentMedia = z.infer<typeof SegmentMedia>;

export interface Suggestions {
  readonly cities: readonly Spot[];
  readonly roleFamilies: readonly Spot[];
  readonly modalities: readonly Spot[];
  readonly hours: readonly { readonly from: number; readonly to: number; readonly rule: string }[];
  readonly languages: readonly string[];
  readonly networks: readonly { readonly network: string; readonly rule: string }[];
}

type Spot = { readonly level: string; readonly people: number; readonly shareRatio: number };

const LEAST_SHARE = 0.05;

/** Reads only what the segment's people said about their work: age and sex are not known here, so they cannot be suggested. */
export function suggestFor(segment: VersionBody['segments'][number], media: SegmentMedia, country: string): Suggestions {
  const spots = (list: readonly Spot[] | undefined): readonly Spot[] =>
    (list ?? []).filter(({ level, shareRatio }) => level !== 'other' && shareRatio >= LEAST_SHARE);
  const roleFamilies = spots(segment.profile.roleFamily);
  const families = new Set(roleFamilies.map(({ level }) => level));
  const rulesFor = <T extends { readonly roleFamilies: readonly string[] }>(rules: readonly T[]): readonly T[] => {
    const own = rules.filter((rule) => rule.roleFamilies.some((family) => families.has(family)));
    return own.length > 0 ? own : rules.filter((rule) => rule.roleFamilies.length === 0);
  };
  const networks = new Map<string, string>();
  for (const rule of rulesFor(media.networks))
    for (const network of rule.networks) if (!networks.has(network)) networks.set(network, rule.rule);
  return {
    cities: spots(segment.profile.city),
    roleFamilies,
    modalities: spots(segment.profile.modality),
    hours: rulesFor(media.hours).flatMap(({ rule, ranges }) => ranges.map((range) => ({ ...range, rule }))),
    languages: media.languages[country] ?? media.languages['*'] ?? [],
    networks: [...networks].map(([network, rule]) => ({ network, rule })),
  };
}
