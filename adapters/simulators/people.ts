import { fold } from '../../core/kernel/index.ts';
import { draw } from './draw.ts';

/** A place as audiences are made of: `region` and `town` by name, null for all of it. */
export interface PeopledPlace {
  readonly country: string;
  readonly region: string | null;
  readonly town: string | null;
}

/** Rounded populations in thousands, for believable audiences only; national statistics offices, general knowledge (2026-11-20). */
const COUNTRIES: Readonly<Record<string, number>> = {
  CO: 52_000,
  AR: 46_000,
  MX: 130_000,
  CL: 19_600,
  PE: 34_000,
  EC: 18_000,
  BR: 212_000,
  US: 335_000,
  CA: 40_000,
  ES: 48_000,
};
const TOWNS: Readonly<Record<string, number>> = {
  'CO/bogota': 7_900,
  'CO/bogota d c': 7_900,
  'CO/medellin': 2_600,
  'CO/cali': 2_280,
  'CO/barranquilla': 1_330,
  'CO/cartagena': 1_060,
  'CO/cartagena de indias': 1_060,
  'CO/cucuta': 790,
  'CO/soacha': 830,
  'CO/bucaramanga': 620,
  'CO/villavicencio': 560,
  'CO/santa marta': 560,
  'CO/ibague': 540,
  'CO/pereira': 480,
  'CO/manizales': 450,
  'AR/buenos aires': 3_120,
  'AR/cordoba': 1_560,
  'AR/rosario': 1_340,
};

/** People who live somewhere, the same each time for the same seed and place. Small towns are drawn, from 8,000 to 240,000. */
export function peopleIn(seed: number, place: PeopledPlace): number {
  const { country, region, town } = place;
  const chance = draw(seed, 'people', country, fold(region ?? ''), fold(town ?? ''));
  if (town !== null)
    return (
      (TOWNS[
        `${country}/${fold(town)
          .replaceAll(/[^a-z0-9]+/g, ' ')
          .trim()}`
      ] ?? 8 * 30 ** (chance * chance)) * 1000
    );
  if (region !== null) return (180 + 3_200 * chance * chance) * 1000;
  return (COUNTRIES[country] ?? 9_000 + 9_000 * chance) * 1000;
}

/** People in several places together: a circle around a town takes in its neighbours, and a share of all is on the network. */
export function audienceOf(seed: number, places: readonly PeopledPlace[], radiusKm: number, networkShare: number): number {
  const people = places.reduce((sum, place) => sum + peopleIn(seed, place) * (place.town === null ? 1 : 1 + radiusKm / 60), 0);
  return Math.max(1_000, Math.round(people * networkShare));
}
