import type { FlowFields } from '../contract/flows.ts';
import type { PlaceRef } from '../contract/plan-model.ts';
import type { z } from 'zod';
import type { VacancyOutline } from '../plans/index.ts';
import type { NetworkCapabilities } from '../ports/index.ts';

type Place = z.infer<typeof PlaceRef>;

export interface LaidGroup {
  /** `11001#1`: stable from run to run. */
  readonly key: string;
  readonly place: Place;
  readonly part: number;
  readonly vacancies: VacancyOutline[];
  /** Ads that it already has from an earlier run. */
  readonly present: number;
}
export interface LaidCampaign {
  readonly key: string;
  /** What the campaign is about: a role family, one vacancy, or everything of the client. */
  readonly subject:
    | { readonly kind: 'family'; readonly family: VacancyOutline['roleFamily'] }
    | { readonly kind: 'vacancy'; readonly vacancy: VacancyOutline }
    | { readonly kind: 'client' };
  readonly part: number;
  /** ISO 3166-1 alpha-2 of every place in it. */
  readonly country: string;
  readonly groups: LaidGroup[];
}

/** What an earlier run of the flow left on the network, by key: how many ads each of its groups holds. */
export type PresentGroups = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** A campaign while it is being filled. */
interface Builder {
  readonly campaign: LaidCampaign;
  readonly groups: Map<string, LaidGroup>;
  /** First part of each place that is not full. */
  readonly openPart: Map<string, number>;
  objects: number;
}

/**
 * Where each vacancy goes. Keys depend on the vacancy alone and on how full the groups are, so a later run finds
 * the groups of an earlier one and fills them up before it opens new ones.
 */
export function layOut(
  vacancies: readonly VacancyOutline[],
  grouping: FlowFields['grouping'],
  capabilities: NetworkCapabilities,
  country: Place,
  present: PresentGroups,
): readonly LaidCampaign[] {
  if (capabilities.maxObjectsPerCampaign < 3 || capabilities.maxAdsPerAdGroup < 1)
    throw new Error('A campaign must hold at least one ad group with one ad');
  const builders = new Map<string, Builder>();
  const openCampaign = new Map<string, number>();
  for (const vacancy of vacancies) {
    const subject = subjectOf(vacancy, grouping);
    const place = placeOf(vacancy, country);
    // One country a campaign: each has its own rules, and what is wrong with one must not hold back the others.
    const stem = place.country === country.country ? subjectKey(subject) : `${subjectKey(subject)}@${place.country}`;
    for (let part = openCampaign.get(stem) ?? 1; ; part += 1) {
      const key = `${stem}#${part}`;
      const builder = builders.get(key) ?? openBuilder(key, subject, part, place.country, present.get(key));
      builders.set(key, builder);
      if (builder.objects + 1 > capabilities.maxObjectsPerCampaign) {
        openCampaign.set(stem, part + 1);
        continue;
      }
      if (addTo(builder, vacancy, place, capabilities)) break;
    }
  }
  return [...builders.values()].map((builder) => builder.campaign).filter((campaign) => campaign.groups.length > 0);
}

function openBuilder(
  key: string,
  subject: LaidCampaign['subject'],
  part: number,
  country: string,
  present: ReadonlyMap<string, number> | undefined,
): Builder {
  const groups: Builder['groups'] = new Map();
  let objects = 1;
  for (const [groupKey, ads] of present ?? []) {
    groups.set(groupKey, { key: groupKey, place: NOWHERE, part: Number(groupKey.split('#').at(-1)), vacancies: [], present: ads });
    objects += 1 + ads;
  }
  return { campaign: { key, subject, part, country, groups: [] }, groups, openPart: new Map(), objects };
}

/** A group of an earlier run already stands on the network with its place; only its key and room count here. */
const NOWHERE: Place = { code: null, name: '', region: null, country: 'XX' };

/** False when the place has no group with room here and the campaign has no room for another group. */
function addTo(builder: Builder, vacancy: VacancyOutline, place: Place, capabilities: NetworkCapabilities): boolean {
  const stem = place.code ?? place.country;
  for (let part = builder.openPart.get(stem) ?? 1; ; part += 1) {
    const key = `${stem}#${part}`;
    const found = builder.groups.get(key);
    if (found !== undefined && found.present + found.vacancies.length >= capabilities.maxAdsPerAdGroup) {
      builder.openPart.set(stem, part + 1);
      continue;
    }
    if (found === undefined && builder.objects + 2 > capabilities.maxObjectsPerCampaign) return false;
    const group = found ?? { key, place, part, vacancies: [], present: 0 };
    builder.objects += found === undefined ? 2 : 1;
    if (group.vacancies.length === 0) builder.campaign.groups.push(group);
    builder.groups.set(key, group);
    group.vacancies.push(vacancy);
    return true;
  }
}

function subjectOf(vacancy: VacancyOutline, grouping: FlowFields['grouping']): LaidCampaign['subject'] {
  if (grouping === 'per_vacancy') return { kind: 'vacancy', vacancy };
  return grouping === 'per_client' ? { kind: 'client' } : { kind: 'family', family: vacancy.roleFamily };
}

function subjectKey(subject: LaidCampaign['subject']): string {
  if (subject.kind === 'vacancy') return subject.vacancy.id;
  return subject.kind === 'client' ? 'client' : subject.family;
}

/** A remote job, and one whose place was not understood, is advertised in the whole country. */
function placeOf(vacancy: VacancyOutline, country: Place): Place {
  return vacancy.place === null || vacancy.modality === 'remote' ? country : vacancy.place;
}
