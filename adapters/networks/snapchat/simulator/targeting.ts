import { WORLD_REGIONS } from '../../../simulators/world.ts';
import { combination, ItemProblem, missing, VALUE, wrongValue } from './problems.ts';
import { isObject, only, textOf } from './values.ts';

/** Countries that the simulated network offers. Whether Colombia is among the real ones is asked at set-up; the switch `snapchat.no_colombia` takes it away. */
export const COUNTRIES = ['us', 'ca', 'mx', 'co', 'ar', 'cl', 'pe', 'ec', 'br', 'es', 'fr', 'gb', 'de', 'it', 'pt'] as const;
export const LANGUAGES = ['ar', 'da', 'de', 'en', 'es', 'fr', 'it', 'nb', 'nl', 'pt', 'sv'] as const;

export interface Region {
  readonly id: string;
  readonly name: string;
  readonly country: string;
}
/** Ids of this simulation: the network's own for Colombia are not known. */
const REGIONS: readonly Region[] = WORLD_REGIONS.map(({ name, country }, index) => ({
  id: String(90_001 + index),
  name,
  country: country.toLowerCase(),
}));

export function regionsIn(country: string): readonly Region[] {
  return REGIONS.filter((region) => region.country === country);
}

const KEYS = [
  'geos',
  'locations',
  'demographics',
  'interests',
  'segments',
  'devices',
  'regulated_content',
  'enable_targeting_expansion',
  'auto_expansion_options',
  'app_install_states',
];
/** Members of what stands in each list. */
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  locations: ['circles', 'operation'],
  interests: ['category_id', 'operation'],
  segments: ['segment_id', 'operation'],
  devices: ['os_type', 'os_version_min', 'os_version_max', 'connection_type', 'carrier_id', 'marketing_name', 'operation'],
};
const AGE_GROUPS: readonly unknown[] = ['13-17', '18-20', '21-24', '25-34', '35+'];

/** "Targeting" (v1; read 2026-11-20) */
export function checkTargeting(value: unknown, noColombia: boolean, hasSegment: (id: string) => boolean): void {
  if (!isObject(value)) throw wrongValue('targeting', 'an object');
  only(value, KEYS, 'targeting');
  for (const [name, members] of Object.entries(MEMBERS))
    for (const entry of listOf(value, name)) {
      only(entry, members, `targeting.${name}`);
      checkOperation(entry);
    }
  for (const segment of listOf(value, 'segments')) {
    const ids = segment['segment_id'];
    if (!Array.isArray(ids) || ids.length === 0) throw missing('targeting.segments.segment_id');
    for (const id of ids) if (!hasSegment(String(id))) throw new ItemProblem('E3003', `the segment ${String(id)} could not be found`);
  }
  const expansion = value['auto_expansion_options'];
  if (expansion !== undefined && !isObject(expansion)) throw wrongValue('targeting.auto_expansion_options', 'an object');
  if (isObject(expansion))
    only(expansion, ['interest_expansion_option', 'custom_audience_expansion_option'], 'targeting.auto_expansion_options');
  const geos = listOf(value, 'geos');
  if (geos.length === 0) throw missing('targeting.geos');
  for (const geo of geos) checkGeo(geo, noColombia);
  const circles = listOf(value, 'locations').flatMap((location) => listOf(location, 'circles'));
  if (circles.length > 500) throw wrongValue('targeting.locations.circles', 'at most 500');
  for (const circle of circles) {
    only(circle, ['latitude', 'longitude', 'radius', 'unit'], 'targeting.locations.circles');
    const { radius } = circle;
    if (typeof circle['latitude'] !== 'number' || typeof circle['longitude'] !== 'number')
      throw wrongValue('targeting.locations.circles', 'points with latitude and longitude');
    if (Math.abs(circle['latitude']) > 90 || Math.abs(circle['longitude']) > 180)
      throw wrongValue('targeting.locations.circles', 'points on the earth');
    if (typeof radius !== 'number' || radius < 96 || radius > 100_000)
      throw wrongValue('targeting.locations.circles.radius', '96 to 100000');
  }
  const demographics = listOf(value, 'demographics');
  for (const entry of demographics) checkDemographics(entry);
  const countries = new Set(geos.map((geo) => geo['country_code']));
  const [first] = demographics;
  if (countries.size > 1 && (demographics.length !== 1 || listLength(first?.['languages']) !== 1))
    throw combination('several countries need one demographics entry with exactly one language');
  if (value['regulated_content'] !== undefined && typeof value['regulated_content'] !== 'boolean')
    throw wrongValue('targeting.regulated_content', 'true or false');
}

function checkGeo(geo: Record<string, unknown>, noColombia: boolean): void {
  only(geo, ['country_code', 'region_id', 'metro_id', 'postal_code', 'operation'], 'targeting.geos');
  const country = textOf(geo['country_code']);
  if (country === '') throw missing('targeting.geos.country_code');
  if (!(COUNTRIES as readonly string[]).includes(country) || (noColombia && country === 'co'))
    throw new ItemProblem('E2002', `targeting.geos.country_code does not know ${country}`);
  checkOperation(geo);
  if (geo['region_id'] === undefined) return;
  const known = new Set(regionsIn(country).map((region) => region.id));
  if (!Array.isArray(geo['region_id']) || !geo['region_id'].every((id) => typeof id === 'string' && known.has(id)))
    throw new ItemProblem('E2002', `targeting.geos.region_id holds a region that is not in ${country}`);
}

function checkDemographics(entry: Record<string, unknown>): void {
  only(entry, ['age_groups', 'min_age', 'max_age', 'gender', 'languages', 'operation'], 'targeting.demographics');
  for (const age of ['min_age', 'max_age'])
    if (entry[age] !== undefined && !/^(1[3-9]|[2-4]\d|50|35\+)$/.test(textOf(entry[age])))
      throw wrongValue(`targeting.demographics.${age}`, 'a text of an age from 13');
  if (entry['age_groups'] !== undefined && (entry['min_age'] !== undefined || entry['max_age'] !== undefined))
    throw combination('age_groups and min_age or max_age exclude each other');
  const groups = entry['age_groups'];
  if (groups !== undefined && !(Array.isArray(groups) && groups.every((group) => AGE_GROUPS.includes(group))))
    throw new ItemProblem('E2002', 'targeting.demographics.age_groups holds one that is not offered');
  if (Number.parseInt(textOf(entry['min_age']), 10) > Number.parseInt(textOf(entry['max_age']), 10))
    throw wrongValue('targeting.demographics.min_age', 'at most max_age');
  if (entry['gender'] !== undefined && !['MALE', 'FEMALE', 'OTHER'].includes(textOf(entry['gender'])))
    throw new ItemProblem('E2002', 'targeting.demographics.gender does not know that word');
  const languages = entry['languages'];
  if (languages !== undefined && !(Array.isArray(languages) && languages.every((word) => (LANGUAGES as readonly unknown[]).includes(word))))
    throw new ItemProblem('E2002', 'targeting.demographics.languages holds one that is not offered');
  checkOperation(entry);
}

function checkOperation(entry: Record<string, unknown>): void {
  if (entry['operation'] !== undefined && !['INCLUDE', 'EXCLUDE'].includes(textOf(entry['operation'])))
    throw new ItemProblem('E2002', 'targeting: operation is INCLUDE or EXCLUDE');
}

export function listOf(value: Record<string, unknown>, name: string): readonly Record<string, unknown>[] {
  const list = value[name];
  if (list === undefined) return [];
  if (!Array.isArray(list) || !list.every(isObject)) throw new ItemProblem(VALUE, `${name} must be a list of objects`);
  return list;
}

function listLength(value: unknown): number {
  return Array.isArray(value) ? value.length : 0;
}

/** What a declared ad may not narrow to. "Housing, credit and employment" (v1; read 2026-11-20) */
export function narrowings(targeting: unknown, regionsPass: boolean): readonly string[] {
  if (!isObject(targeting)) return [];
  const found: string[] = [];
  for (const geo of listOf(targeting, 'geos')) {
    if (geo['postal_code'] !== undefined || geo['metro_id'] !== undefined) found.push('specific locations');
    if (geo['region_id'] !== undefined && !regionsPass) found.push('specific locations');
  }
  if (listOf(targeting, 'locations').length > 0) found.push('specific locations');
  for (const entry of listOf(targeting, 'demographics')) {
    if (entry['gender'] !== undefined) found.push('gender');
    const youngest = Number(entry['min_age'] ?? 13);
    if (entry['age_groups'] !== undefined || entry['max_age'] !== undefined || youngest > 18) found.push('age');
  }
  return [...new Set(found)];
}

/** Since September 2025 the server may give lists back in another order, each value once. "Targeting", compaction (v1; read 2026-11-20) */
export function compacted(value: unknown): unknown {
  if (Array.isArray(value))
    return value.every((entry) => typeof entry === 'string')
      ? [...new Set(value)].toSorted()
      : value.map((entry: unknown) => compacted(entry));
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, compacted(member)])) : value;
}
