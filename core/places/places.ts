import type { PlaceRef } from '../contract/plan-model.ts';
import { buildGazetteer, placeKey, type City, type Gazetteer, type Region } from './gazetteer.ts';
import type { CountryTable, PlaceTable } from './place-table.ts';

/** How much of the text was understood; anything but `city` is a fallback that the person is told about. */
export type PlaceLevel = 'city' | 'locality' | 'misspelled' | 'region' | 'country' | 'unknown';

export interface PlaceFinding {
  readonly place: PlaceRef | null;
  readonly level: PlaceLevel;
  /** False when the text names a city that is not in the list and the place is only its region or country. */
  readonly whole: boolean;
}

export interface PlaceText {
  readonly city: string | null;
  readonly region: string | null;
  readonly country: string | null;
}

export interface Places {
  /** `home` is the client's country: its cities win over equal names elsewhere. */
  resolve(text: PlaceText, home: string): PlaceFinding;
  /** Finds where a place begins at the end of a text (`Acme S.A. Antioquia, Medellín`); null when no place ends it. */
  splitTail(text: string, home: string): { readonly head: string; readonly tail: string } | null;
  /** The cities that one cell lists (`Cali | Palmira`, `Bogotá, Medellín, Cali`), as written; empty unless it lists at least two. */
  list(text: string, home: string): readonly string[];
  /** `CO`, or null when the text names no country of the list. */
  country(text: string): string | null;
}

const UNKNOWN: PlaceFinding = { place: null, level: 'unknown', whole: false };
/** From the surest sign of a list to the least sure. */
const COMMAS = /,/;
const LIST_MARKS: readonly RegExp[] = [/[|;\n]/, /\//, COMMAS];
const LIST_LIMIT = 4_000;

/** Bogotá is a city and its own department: naming it names the city. */
function isCapital(place: PlaceRef | null): boolean {
  return place !== null && place.country === 'CO' && place.code === '11001';
}

/** Answers kept for spellings already seen; a feed repeats a few hundred of them. */
const REMEMBERED = 5000;

interface Reading {
  readonly finding: PlaceFinding;
  /** Parts of the text that were understood. */
  readonly explained: number;
}

export function createPlaces(tables: { readonly places: readonly PlaceTable[]; readonly countries: CountryTable }): Places {
  const gazetteers = tables.places.map(buildGazetteer);
  const countryNames = new Map<string, string>();
  const countryCodes = new Map<string, string>();
  for (const [code, name, aliases] of tables.countries.countries) {
    countryNames.set(code, name);
    for (const spelling of [name, code, ...aliases]) countryCodes.set(placeKey(spelling), code);
  }
  const remembered = new Map<string, PlaceFinding>();

  function resolve(text: PlaceText, home: string): PlaceFinding {
    const memory = `${home}\n${text.city ?? ''}\n${text.region ?? ''}\n${text.country ?? ''}`;
    const known = remembered.get(memory);
    if (known !== undefined) return known;
    const finding = work(text, home);
    if (remembered.size >= REMEMBERED) remembered.clear();
    remembered.set(memory, finding);
    return finding;
  }

  function work(text: PlaceText, home: string): PlaceFinding {
    let country: string | null = text.country === null ? null : (countryCodes.get(placeKey(text.country)) ?? null);
    const parts: string[] = [];
    for (const part of [...partsOf(text.city), ...partsOf(text.region)]) {
      const named = part.length > 2 ? countryCodes.get(part) : undefined;
      if (named !== undefined && parts.length > 0 && !isTown(part, parts)) country = named;
      else parts.push(part);
    }
    // `B/quilla` is one name with a stroke in it, not two parts.
    const stroke = text.region === null && text.city !== null && text.city.includes('/') ? placeKey(text.city) : '';
    if (stroke !== '') {
      for (const gazetteer of gazetteers) {
        const city = gazetteer.country === (country ?? home) ? gazetteer.alone(stroke) : null;
        if (city !== null) return atCity(gazetteer, city, 'city');
      }
    }
    // The client's own country, named alone, means all of it, though a village may share the name (Colombia, in Huila).
    if (parts.length === 1 && countryCodes.get(parts[0] ?? '') === home) return atCountry(home, true);
    const isSharedAtHome = parts.length === 1 && gazetteers.some((one) => one.country === home && one.cities(parts[0] ?? '').length > 1);
    let best: Reading | null = null;
    for (const gazetteer of gazetteers) {
      if (country !== null && gazetteer.country !== country) continue;
      // A name that several towns at home share is not the one town abroad that has it.
      if (country === null && gazetteer.country !== home && isSharedAtHome) continue;
      const reading = read(gazetteer, parts);
      if (reading === null) continue;
      const better =
        best === null || reading.explained > best.explained || (reading.explained === best.explained && gazetteer.country === home);
      if (better) best = reading;
    }
    if (best !== null) return best.finding;
    const only = parts.length === 1 ? countryCodes.get(parts[0] ?? '') : undefined;
    if (only !== undefined && parts[0] !== undefined && parts[0].length > 2) return atCountry(only, true);
    return country === null ? UNKNOWN : atCountry(country, parts.length === 0);
  }

  /** Puerto Rico is a country, and a town of two departments when one of them stands before it. */
  function isTown(part: string, before: readonly string[]): boolean {
    return gazetteers.some((gazetteer) =>
      before.some((other) => {
        const region = gazetteer.region(other);
        return (
          region !== null &&
          countryCodes.get(part) !== gazetteer.country &&
          gazetteer.cities(part).some((city) => city.region.code === region.code)
        );
      }),
    );
  }

  function atCountry(code: string, whole: boolean): PlaceFinding {
    return { place: { code: null, name: countryNames.get(code) ?? code, region: null, country: code }, level: 'country', whole };
  }

  function splitTail(text: string, home: string): { head: string; tail: string } | null {
    const dash = /^(.*\S)\s+-\s+(\S.*)$/.exec(text);
    if (dash !== null && countryCodes.has(placeKey(dash[2] ?? ''))) return { head: dash[1] ?? '', tail: dash[2] ?? '' };
    const ordered = gazetteers.toSorted((a, b) => Number(b.country === home) - Number(a.country === home));
    for (const gazetteer of ordered) {
      for (let start = text.indexOf(' '); start >= 0; start = text.indexOf(' ', start + 1)) {
        const tail = text.slice(start + 1);
        const comma = tail.indexOf(',');
        if (comma < 0) break;
        if (namesPair(gazetteer, tail)) return { head: text.slice(0, start).trim(), tail };
      }
    }
    return null;
  }

  function list(text: string, home: string): readonly string[] {
    if (text.length > LIST_LIMIT || !/[|;/,\n]/.test(text)) return [];
    for (const mark of LIST_MARKS) {
      if (!mark.test(text)) continue;
      const parts = text
        .split(mark)
        .map((part) => part.trim())
        .filter((part) => part !== '');
      const loose = mark !== COMMAS;
      const codes = new Set<string>();
      const all = parts.every((part) => {
        const { place, level, whole } = resolve({ city: part, region: null, country: null }, home);
        const isCity = level === 'city' || level === 'locality' || (loose && level === 'misspelled');
        // "Cali, Valle" and "San Isidro, Buenos Aires" are one place: no part of a list may also name a region.
        const isRegion = !loose && gazetteers.some((gazetteer) => gazetteer.region(placeKey(part)) !== null && !isCapital(place));
        if (place?.code == null || !whole || !isCity || isRegion) return false;
        codes.add(`${place.country}:${place.code}`);
        return true;
      });
      if (all && codes.size >= 2) return parts;
    }
    return [];
  }

  return { resolve, splitTail, list, country: (text) => countryCodes.get(placeKey(text)) ?? null };
}

/** `Departamento, Ciudad` or `Ciudad, Departamento`, exactly: nothing before the first name may be left over. */
function namesPair(gazetteer: Gazetteer, tail: string): boolean {
  const parts = partsOf(tail);
  if (parts.length !== 2) return false;
  const [first = '', second = ''] = parts;
  const region = gazetteer.region(first);
  if (region !== null) return true;
  const last = gazetteer.region(second);
  return last !== null && gazetteer.cities(first).some((city) => city.region.code === last.code);
}

function partsOf(text: string | null): string[] {
  if (text === null) return [];
  const plain = text.replace(/(bogot[aá])\s*,?\s*d\.?\s*c\b\.?/gi, '$1').replace(/(mirit[ií])\s*[-–]\s*(paran[aá])/gi, '$1 $2');
  return plain
    .split(/[,;|/()]|\s[-–]\s/)
    .map(placeKey)
    .filter((part) => part !== '');
}

function read(gazetteer: Gazetteer, parts: readonly string[]): Reading | null {
  const [first, second] = parts;
  if (first === undefined) return null;
  if (second === undefined) return readOne(gazetteer, first);
  let regionOnly: Region | null = null;
  const named = pairs(parts);
  // A city of exactly that region first: "Antioquia, Caldas" is the town of Caldas, though Caldas is a department too.
  for (const [cityKey, regionKey] of named) {
    const region = gazetteer.region(regionKey);
    const city = region === null ? undefined : gazetteer.cities(cityKey).find((candidate) => candidate.region.code === region.code);
    if (city !== undefined) return { finding: atCity(gazetteer, city, 'city'), explained: 2 };
  }
  for (const [cityKey, regionKey] of named) {
    const region = gazetteer.region(regionKey);
    if (region === null) continue;
    // Job boards write the capital district as a city of the province around it (`Capital Federal, Buenos Aires`; `Bogotá, Cundinamarca`).
    const district = gazetteer.region(cityKey);
    if (district !== null && district.code !== region.code) {
      const own = gazetteer.alone(cityKey);
      if (own !== null && own.region.code === district.code && own.code.endsWith('001'))
        return { finding: atCity(gazetteer, own, 'city'), explained: 2 };
      if (gazetteer.cities(cityKey).length === 0) return { finding: atRegion(gazetteer, district, true), explained: 2 };
    }
    regionOnly ??= region;
  }
  if (regionOnly !== null) {
    for (const part of parts) {
      if (gazetteer.region(part)?.code === regionOnly.code) continue;
      const close = gazetteer.nearest(part, regionOnly);
      if (close !== null) return { finding: atCity(gazetteer, close, 'misspelled'), explained: 2 };
    }
    const other = parts.find((part) => gazetteer.region(part)?.code !== regionOnly.code);
    return { finding: atRegion(gazetteer, regionOnly, other === undefined), explained: other === undefined ? 2 : 1 };
  }
  for (const part of parts) {
    const one = readOne(gazetteer, part);
    if (one !== null) return one;
  }
  return null;
}

function readOne(gazetteer: Gazetteer, key: string): Reading | null {
  const city = gazetteer.alone(key);
  const region = gazetteer.region(key);
  // A province and a small town may share a name; alone, the name means the larger of the two unless the town is the capital.
  if (city !== null && (region === null || region.code === city.region.code)) {
    return { finding: atCity(gazetteer, city, 'city'), explained: 1 };
  }
  if (region !== null) return { finding: atRegion(gazetteer, region, true), explained: 1 };
  if (gazetteer.cities(key).length > 0) return null;
  const close = gazetteer.nearest(key, null);
  return close === null ? null : { finding: atCity(gazetteer, close, 'misspelled'), explained: 0.5 };
}

/** Each part as the city with each other part as the region, in the order people write: city first. */
function pairs(parts: readonly string[]): [string, string][] {
  const all: [string, string][] = [];
  for (let i = 0; i < parts.length; i++) {
    for (let j = 0; j < parts.length; j++) if (i !== j) all.push([parts[i] ?? '', parts[j] ?? '']);
  }
  return all.toSorted((a, b) => parts.indexOf(a[0]) - parts.indexOf(b[0]));
}

function atCity(gazetteer: Gazetteer, city: City, level: 'city' | 'misspelled'): PlaceFinding {
  return {
    place: { code: city.code, name: city.name, region: city.region.name, country: gazetteer.country },
    level: city.inside && level === 'city' ? 'locality' : level,
    whole: true,
  };
}

function atRegion(gazetteer: Gazetteer, region: Region, whole: boolean): PlaceFinding {
  return { place: { code: region.code, name: region.name, region: null, country: gazetteer.country }, level: 'region', whole };
}
