import { fold } from '../../../../core/kernel/index.ts';
import { WORLD_REGIONS, WORLD_TOWNS } from '../../../simulators/world.ts';
import { regionName } from '../places.ts';

export interface GeoPlace {
  readonly id: string;
  readonly name: string;
  readonly level: 'COUNTRY' | 'PROVINCE' | 'CITY';
  readonly country: string;
  readonly parentId: string;
  readonly region: string | null;
}

/** GeoNames numbers of countries, which TikTok uses as they are ("Location ids", v1.3; read 2026-11-20). */
const COUNTRIES: readonly (readonly [string, string, string])[] = [
  ['CO', 'Colombia', '3686110'],
  ['AR', 'Argentina', '3865483'],
  ['CL', 'Chile', '3895114'],
  ['PE', 'Peru', '3932488'],
  ['EC', 'Ecuador', '3658394'],
  ['MX', 'Mexico', '3996063'],
  ['PA', 'Panama', '3703430'],
  ['CR', 'Costa Rica', '3624060'],
  ['US', 'United States', '6252001'],
  ['CA', 'Canada', '6251999'],
  ['ES', 'Spain', '2510769'],
];
/** Two towns whose GeoNames numbers are known; whether TikTok offers just those is unconfirmed. All others are numbers of this simulation. */
const KNOWN_TOWNS: Readonly<Record<string, string>> = { 'CO/bogota': '3688689', 'CO/medellin': '3674962' };
/** Towns that are offered with the switch `tiktok.few_cities`. */
const FEW: ReadonlySet<string> = new Set([
  'bogota',
  'medellin',
  'cali',
  'barranquilla',
  'cartagena',
  'bucaramanga',
  'buenos aires',
  'cordoba',
]);

/** Where nobody under eighteen may be chosen. "Ad group create", `age_groups` (v1.3; read 2026-11-20) */
export const LATIN_AMERICA: ReadonlySet<string> = new Set(['CO', 'AR', 'CL', 'PE', 'EC', 'MX', 'PA', 'CR']);

export const LANGUAGES: readonly { readonly code: string; readonly name: string }[] = [
  { code: 'es', name: 'Spanish' },
  { code: 'en', name: 'English' },
  { code: 'pt', name: 'Portuguese' },
  { code: 'fr', name: 'French' },
  { code: 'de', name: 'German' },
  { code: 'it', name: 'Italian' },
  { code: 'ja', name: 'Japanese' },
  { code: 'ko', name: 'Korean' },
];

const byId = new Map<string, GeoPlace>();
export const PLACES: readonly GeoPlace[] = build();

function build(): readonly GeoPlace[] {
  const places: GeoPlace[] = [];
  const add = (place: GeoPlace): GeoPlace => {
    places.push(place);
    byId.set(place.id, place);
    return place;
  };
  for (const [country, name, id] of COUNTRIES) add({ id, name, level: 'COUNTRY', country, parentId: '0', region: null });
  const regions = new Map<string, GeoPlace>();
  WORLD_REGIONS.forEach(({ name, country }, index) => {
    const parentId = places.find((place) => place.level === 'COUNTRY' && place.country === country)?.id ?? '0';
    const key = `${country}/${regionName(name)}`;
    if (!regions.has(key))
      regions.set(key, add({ id: String(3_600_001 + index), name, level: 'PROVINCE', country, parentId, region: null }));
  });
  WORLD_TOWNS.forEach(({ name, region, country }, index) => {
    const home = regions.get(`${country}/${regionName(region)}`);
    if (home === undefined) return;
    const id = KNOWN_TOWNS[`${country}/${town(name)}`] ?? String(11_000_001 + index);
    if (!byId.has(id)) add({ id, name: name.split(',')[0]!, level: 'CITY', country, parentId: home.id, region: home.name });
  });
  return places;
}

function town(name: string): string {
  return fold(name.split(',')[0] ?? name).trim();
}

export function placeById(id: string): GeoPlace | null {
  return byId.get(id) ?? null;
}

export function isOffered(place: GeoPlace, fewCities: boolean): boolean {
  return place.level !== 'CITY' || !fewCities || FEW.has(town(place.name));
}

/** Exact names first, then those that begin with the word, then those that hold it. */
export function searchPlaces(
  keyword: string,
  levels: readonly string[],
  countries: readonly string[],
  fewCities: boolean,
): readonly GeoPlace[] {
  const needle = fold(keyword).trim();
  const rank = (place: GeoPlace): number => {
    const name = fold(place.name);
    return name === needle ? 0 : name.startsWith(needle) ? 1 : 2;
  };
  return PLACES.filter(
    (place) =>
      levels.includes(place.level) &&
      (countries.length === 0 || countries.includes(place.country)) &&
      isOffered(place, fewCities) &&
      fold(place.name).includes(needle),
  )
    .toSorted((left, right) => rank(left) - rank(right))
    .slice(0, 50);
}

/** A place and one above it may not stand together. "Ad group create", `location_ids` (v1.3; read 2026-11-20) */
export function overlapping(ids: readonly string[]): readonly [string, string] | null {
  const chosen = new Set(ids);
  for (const id of ids)
    for (let parent = placeById(id)?.parentId ?? '0'; parent !== '0'; parent = placeById(parent)?.parentId ?? '0')
      if (chosen.has(parent)) return [parent, id];
  return null;
}
