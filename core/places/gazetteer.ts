import { fold } from '../kernel/text.ts';
import type { PlaceTable } from './place-table.ts';

export interface Region {
  readonly code: string;
  readonly name: string;
}
export interface City {
  readonly code: string;
  readonly name: string;
  readonly region: Region;
  /** True when the text names a smaller place inside this city or department. */
  readonly inside: boolean;
}

/** One country's places, looked up by folded spelling. */
export interface Gazetteer {
  readonly country: string;
  region(key: string): Region | null;
  /** Every city that is spelled like this. */
  cities(key: string): readonly City[];
  /** The city that the name means when nothing else is said; null when several could be meant. */
  alone(key: string): City | null;
  /** The only city within one or two typing mistakes of the spelling; null when none or several are. */
  nearest(key: string, region: Region | null): City | null;
}

/** The form in which place names are compared: no accents, no punctuation, one space. */
export function placeKey(text: string): string {
  return fold(text)
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}

export function buildGazetteer(table: PlaceTable): Gazetteer {
  const regions = new Map<string, Region>();
  const regionByCode = new Map<string, Region>();
  for (const [code, name, aliases = []] of table.regions) {
    const region: Region = { code, name };
    regionByCode.set(code, region);
    for (const spelling of [name, ...aliases]) regions.set(placeKey(spelling), region);
  }
  const cities = new Map<string, City[]>();
  const byCode = new Map<string, City>();
  const add = (spelling: string, city: City): void => {
    const key = placeKey(spelling);
    const known = cities.get(key);
    if (known === undefined) cities.set(key, [city]);
    else if (!known.some((other) => other.code === city.code)) known.push(city);
  };
  for (const [code, name, aliases = []] of table.cities) {
    const region = regionByCode.get(code.slice(0, 2));
    if (region === undefined) throw new Error(`Place ${code} belongs to no region`);
    const city: City = { code, name, region, inside: false };
    byCode.set(code, city);
    for (const spelling of [name, ...aliases]) add(spelling, city);
  }
  for (const [code, name] of table.localities) {
    const city = byCode.get(code);
    if (city === undefined) throw new Error(`Place ${name} lies in an unknown city ${code}`);
    add(name, { ...city, inside: true });
  }
  // DIVIPOLA gives a department's capital the municipality number 001; where names repeat, people mean the capital.
  const meant = (city: City): boolean => city.code.endsWith('001') || table.prominent.includes(city.code);
  const keys = [...cities.keys()];

  return {
    country: table.country,
    region: (key) => regions.get(key) ?? null,
    cities: (key) => cities.get(key) ?? [],
    alone(key) {
      const list = cities.get(key) ?? [];
      return (list.length === 1 ? list[0] : list.find(meant)) ?? null;
    },
    nearest(key, region) {
      if (key.length < 5) return null;
      const allowed = key.length >= 9 ? 2 : 1;
      let found: City | null = null;
      for (const other of keys) {
        if (other[0] !== key[0] || Math.abs(other.length - key.length) > allowed || !withinEdits(key, other, allowed)) continue;
        for (const city of cities.get(other) ?? []) {
          if (region !== null && city.region.code !== region.code) continue;
          if (found !== null && found.code !== city.code) return null;
          found = city;
        }
      }
      return found;
    },
  };
}

/** Levenshtein distance, given up as soon as it must pass `limit`. */
export function withinEdits(left: string, right: string, limit: number): boolean {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const current = [i];
    let best = i;
    for (let j = 1; j <= right.length; j++) {
      const change = left[i - 1] === right[j - 1] ? 0 : 1;
      const cost = Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + change);
      current.push(cost);
      if (cost < best) best = cost;
    }
    if (best > limit) return false;
    previous = current;
  }
  return (previous[right.length] ?? limit + 1) <= limit;
}
