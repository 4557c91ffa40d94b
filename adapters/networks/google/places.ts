import { err, fold, ok } from '../../../core/kernel/index.ts';
import type { PlaceRef } from '../../../core/contract/plan-model.ts';
import { rawAnswer } from './failures.ts';
import type { Client, Identity, Outcome } from './client.ts';
import { COUNTRY_PLACES } from './manifest.ts';
import { Suggestions, type Suggestion } from './schemas.ts';

/** What Google knows of a place of ours. */
export type Resolution =
  | { readonly kind: 'exact'; readonly id: string }
  /** Only something larger is known: to be shown before it is used. */
  | { readonly kind: 'wider'; readonly id: string; readonly name: string }
  | { readonly kind: 'unknown' };

export interface Places {
  /** What is known without asking; null before the first look. */
  known(place: PlaceRef): Resolution | null;
  /** Marks that a person was shown that only a larger place can be aimed at. */
  shown(place: PlaceRef): void;
  wasShown(place: PlaceRef): boolean;
  resolve(identity: Identity, places: readonly PlaceRef[]): Promise<Outcome<ReadonlyMap<string, Resolution>>>;
}

export function placeKey(place: PlaceRef): string {
  return `${place.country}|${fold(place.region ?? '')}|${place.code === null && place.region === null && sameCountry(place) ? '' : fold(place.name)}`;
}

/** A place without a code and a region is the country itself. */
function sameCountry(place: PlaceRef): boolean {
  return place.code === null && place.region === null;
}

const CITY_TYPES = /^(city|municipality|borough|district|neighborhood|town)/i;
const NAMES_A_REQUEST = 25;

/** `Bogotá, D.C.` and `Bogota` are one name: what follows a comma is left aside. */
function plain(name: string): string {
  return fold(name.split(',')[0] ?? name);
}

function choose(place: PlaceRef, found: readonly Suggestion[]): Resolution {
  const live = found.map((one) => one.geoTargetConstant).filter((one) => one.status === 'ENABLED' && one.countryCode === place.country);
  const region = place.region === null ? null : plain(place.region);
  const within = (canonical: string): boolean => region === null || canonical.split(',').some((part) => fold(part) === region);
  if (place.region === null) {
    // A department of the official list stands for itself: the whole of it is what was meant.
    const whole = live.find(
      (one) => plain(one.name) === plain(place.name) && !CITY_TYPES.test(one.targetType) && one.targetType !== 'Country',
    );
    if (whole !== undefined) return { kind: 'exact', id: whole.id };
  }
  const exact = live.filter((one) => plain(one.name) === plain(place.name) && CITY_TYPES.test(one.targetType) && within(one.canonicalName));
  if (exact.length > 0) return { kind: 'exact', id: exact[0]!.id };
  const larger = live.find(
    (one) => region !== null && plain(one.name) === region && !CITY_TYPES.test(one.targetType) && one.targetType !== 'Country',
  );
  if (larger !== undefined) return { kind: 'wider', id: larger.id, name: larger.name };
  const country = COUNTRY_PLACES[place.country];
  return country === undefined ? { kind: 'unknown' } : { kind: 'wider', id: country, name: place.country };
}

/** From our places to Google's ids, by its own suggestions; ids of cities are never written down, for Google changes them. */
export function createPlaces(client: Client): Places {
  const cache = new Map<string, Resolution>();
  const told = new Set<string>();

  function known(place: PlaceRef): Resolution | null {
    if (sameCountry(place)) {
      const id = COUNTRY_PLACES[place.country];
      return id === undefined ? { kind: 'unknown' } : { kind: 'exact', id };
    }
    return cache.get(placeKey(place)) ?? null;
  }

  return {
    known,
    shown: (place) => void told.add(placeKey(place)),
    wasShown: (place) => told.has(placeKey(place)),
    async resolve(identity, places) {
      const missing = new Map(places.filter((place) => known(place) === null).map((place) => [placeKey(place), place]));
      for (const country of new Set([...missing.values()].map((place) => place.country))) {
        const wanted = [...missing.values()].filter((place) => place.country === country);
        const names = [
          ...new Set(
            wanted.flatMap((place) => [place.name.split(',')[0]!, ...(place.region === null ? [] : [place.region.split(',')[0]!])]),
          ),
        ];
        const found: Suggestion[] = [];
        for (let at = 0; at < names.length; at += NAMES_A_REQUEST) {
          const answer = await client.post(
            identity,
            'geoTargetConstants:suggest',
            { locale: 'es', countryCode: country, locationNames: { names: names.slice(at, at + NAMES_A_REQUEST) } },
            { effect: 'read', operations: 1 },
          );
          if (!answer.ok) return answer;
          const parsed = Suggestions.safeParse(answer.value.data);
          if (!parsed.success)
            return err({ kind: 'unsupported', raw: rawAnswer(200, 'unreadable', 'The suggested places cannot be understood', null) });
          found.push(...parsed.data.geoTargetConstantSuggestions);
        }
        for (const place of wanted) cache.set(placeKey(place), choose(place, found));
      }
      return ok(new Map(places.map((place) => [placeKey(place), known(place) ?? { kind: 'unknown' }])));
    },
  };
}
