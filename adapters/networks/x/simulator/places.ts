import { createHash } from 'node:crypto';
import { fold } from '../../../../core/kernel/index.ts';
import { WORLD_REGIONS, WORLD_TOWNS } from '../../../simulators/world.ts';
import type { PeopledPlace } from '../../../simulators/people.ts';
import table from '../../../../resources/places/countries.json' with { type: 'json' };

/** Places as X names them; ids of sixteen hexadecimal digits. Outside Colombia and Argentina nothing finer than the country is listed, as happens on the real network. */
export interface XPlace extends PeopledPlace {
  readonly id: string;
  readonly name: string;
  readonly kind: 'COUNTRIES' | 'REGIONS' | 'CITIES';
}

function idOf(...words: readonly string[]): string {
  return createHash('sha256').update(words.map(fold).join('|')).digest('hex').slice(0, 16);
}

/** The few ids that are published; all others are this simulation's. "Targeting criteria", locations (version 12; read 2026-11-20) */
const UNITED_STATES = '96683cc9126741d1';
const TOWNS_OF_THE_STATES = [
  ['5122804691e5fecc', 'San Francisco'],
  ['3b77caf94bfc81fe', 'Los Angeles'],
] as const;

const COUNTRY_NAMES = new Map(table.countries.map((entry) => [String(entry[0]), String(entry[1])]));

export const X_PLACES: readonly XPlace[] = [
  ...[...COUNTRY_NAMES].map(([country, name]): XPlace => ({
    id: country === 'US' ? UNITED_STATES : idOf(country),
    name,
    kind: 'COUNTRIES',
    country,
    region: null,
    town: null,
  })),
  ...WORLD_REGIONS.map(({ name, country }): XPlace => ({
    id: idOf(country, name),
    name,
    kind: 'REGIONS',
    country,
    region: name,
    town: null,
  })),
  ...WORLD_TOWNS.map(({ name, region, country }): XPlace => ({
    id: idOf(country, region, name, 'town'),
    name: `${name}, ${region}`,
    kind: 'CITIES',
    country,
    region,
    town: name,
  })),
  ...TOWNS_OF_THE_STATES.map(([id, name]): XPlace => ({
    id,
    name: `${name}, California`,
    kind: 'CITIES',
    country: 'US',
    region: 'California',
    town: name,
  })),
];
const BY_ID = new Map(X_PLACES.map((place) => [place.id, place]));

export function placeById(id: string): XPlace | null {
  return BY_ID.get(id) ?? null;
}

export function searchPlaces(kind: string | null, country: string | null, words: string | null): readonly XPlace[] {
  return X_PLACES.filter(
    (place) =>
      (kind === null || place.kind === kind) &&
      (country === null || place.country === country) &&
      (words === null || fold(place.name).startsWith(fold(words))),
  );
}

export const X_LANGUAGES: ReadonlyMap<string, string> = new Map([
  ['es', 'Spanish'],
  ['en', 'English'],
  ['pt', 'Portuguese'],
  ['fr', 'French'],
  ['de', 'German'],
  ['it', 'Italian'],
  ['ja', 'Japanese'],
]);
