import { err, fold, ok, type Result } from '../../../core/kernel/index.ts';
import type { PlaceRef } from '../../../core/contract/plan-model.ts';
import type { z } from 'zod';
import type { AccountRef, NetworkFailure } from '../../../core/ports/index.ts';
import { rawAnswer } from './failures.ts';
import type { MetaClient } from './client.ts';
import type { Geo } from './map.ts';
import { GeoHit, LocaleHit, Page } from './schemas.ts';
import { isWellKnown } from './well-known-places.ts';

/**
 * Our places → Meta's keys. Keys are looked up, never guessed; a place that Meta does not know becomes its department, then its
 * country, but only where `check` has said so first: a wider target than the one approved never happens in silence.
 */

type Resolution = { readonly kind: 'city' | 'region' | 'country'; readonly key: string };

export interface Places {
  /** Offline: what a place will be replaced by, null when it is meant to be exact. */
  approximation(accountId: string, place: PlaceRef): 'region' | 'country' | null;
  resolve(
    account: AccountRef,
    places: readonly PlaceRef[],
    countries: readonly string[],
    objectId: string,
  ): Promise<Result<Geo, NetworkFailure>>;
  locales(account: AccountRef, languages: readonly string[], objectId: string): Promise<Result<readonly number[], NetworkFailure>>;
}

/** ISO 639-1 → the word that Meta's language search takes, in English. */
const LANGUAGE_NAMES: Readonly<Record<string, string>> = {
  es: 'Spanish',
  en: 'English',
  pt: 'Portuguese',
  fr: 'French',
  de: 'German',
  it: 'Italian',
};
/** `Bogotá, D.C.` is searched as `Bogotá`: what follows a comma is left aside. */
function plain(name: string): string {
  return (name.split(',')[0] ?? name).trim();
}

const MOST_REMEMBERED = 20_000;

export function createPlaces(client: MetaClient): Places {
  /** By account and place: what Meta said. A promise, so that many ad sets of one city ask once. */
  const known = new Map<string, Promise<Result<Resolution, NetworkFailure>>>();
  const approximated = new Map<string, 'region' | 'country'>();
  const localeIds = new Map<string, Promise<Result<number, NetworkFailure>>>();

  const keyOf = (accountId: string, place: PlaceRef): string =>
    `${accountId}|${place.country}|${fold(place.region ?? '')}|${fold(place.name)}`;

  function approximation(accountId: string, place: PlaceRef): 'region' | 'country' | null {
    // The country, or a department that is meant as a whole: exact as it is.
    if (place.code === null) return null;
    const found = approximated.get(keyOf(accountId, place));
    if (found !== undefined) return found;
    return isWellKnown(place) || place.region === null ? null : 'region';
  }

  async function search<T>(
    account: AccountRef,
    params: Record<string, unknown>,
    schema: z.ZodType<T>,
  ): Promise<Result<readonly T[], NetworkFailure>> {
    const answer = await client.call(
      { method: 'GET', path: 'search', params, secretName: account.secretName, accountId: account.remoteId },
      Page,
    );
    if (!answer.ok) return answer;
    return ok(
      answer.value.value.data.flatMap((row) => {
        const read = schema.safeParse(row);
        return read.success ? [read.data] : [];
      }),
    );
  }

  async function regionNamed(account: AccountRef, country: string, name: string): Promise<Result<string | null, NetworkFailure>> {
    const regions = await search(
      account,
      { type: 'adgeolocation', location_types: ['region'], q: plain(name), country_code: country },
      GeoHit,
    );
    return regions.ok ? ok(regions.value.find((hit) => hit.type === 'region' && sameRegion(hit.name, name))?.key ?? null) : regions;
  }

  async function lookUp(account: AccountRef, place: PlaceRef): Promise<Result<Resolution, NetworkFailure>> {
    if (place.code === null) return ok({ kind: 'country', key: place.country });
    if (place.region === null) {
      // A department of the official list stands for itself: the region is what was meant, nothing wider.
      const whole = await regionNamed(account, place.country, place.name);
      if (!whole.ok) return whole;
      if (whole.value !== null) return ok({ kind: 'region', key: whole.value });
    }
    const cities = await search(
      account,
      { type: 'adgeolocation', location_types: ['city'], q: plain(place.name), country_code: place.country },
      GeoHit,
    );
    if (!cities.ok) return cities;
    const exact = cities.value.filter(
      (hit) =>
        hit.type === 'city' && fold(plain(hit.name)) === fold(plain(place.name)) && (hit.country_code ?? place.country) === place.country,
    );
    // Two towns of one name: the department decides; without one there is no telling, and no guess.
    const chosen = exact.length === 1 ? exact[0] : exact.find((hit) => sameRegion(hit.region, place.region));
    if (chosen !== undefined) return ok({ kind: 'city', key: chosen.key });
    if (place.region !== null) {
      const region = await regionNamed(account, place.country, place.region);
      if (!region.ok) return region;
      if (region.value !== null) return ok({ kind: 'region', key: region.value });
    }
    return ok({ kind: 'country', key: place.country });
  }

  async function one(account: AccountRef, place: PlaceRef, objectId: string): Promise<Result<Resolution, NetworkFailure>> {
    const key = keyOf(account.accountId, place);
    let pending = known.get(key);
    if (pending === undefined) {
      if (known.size > MOST_REMEMBERED) known.clear();
      pending = lookUp(account, place);
      known.set(key, pending);
    }
    const found = await pending;
    if (!found.ok) {
      known.delete(key);
      return found;
    }
    const got = found.value.kind;
    if (got === 'city' || place.code === null || (place.region === null && got === 'region')) return found;
    const said = approximation(account.accountId, place);
    // Said as much or wider before anyone approved: go on. Otherwise stop; from now on `check` says it.
    if (said === got || said === 'country') return found;
    approximated.set(key, got);
    return err({
      kind: 'refused',
      code: 'meta.place_unknown',
      problems: [{ objectId, field: 'places' }],
      raw: rawAnswer(null, null, `Meta does not list ${place.name}, ${place.country}; it would take the ${got}`, null),
    });
  }

  return {
    approximation,
    async resolve(account, places, countries, objectId) {
      if (places.length === 0) return ok({ countries, regions: [], cities: [] });
      const cities = new Set<string>();
      const regions = new Set<string>();
      const wholes = new Set<string>();
      for (const place of places) {
        const found = await one(account, place, objectId);
        if (!found.ok) return found;
        (found.value.kind === 'city' ? cities : found.value.kind === 'region' ? regions : wholes).add(found.value.key);
      }
      return ok({ countries: [...wholes], regions: [...regions], cities: [...cities] });
    },
    async locales(account, languages, objectId) {
      const ids: number[] = [];
      for (const language of languages) {
        const word = LANGUAGE_NAMES[language];
        const unknown = err<NetworkFailure>({
          kind: 'refused',
          code: 'meta.language_unknown',
          problems: [{ objectId, field: 'languages' }],
          raw: rawAnswer(null, null, `No language of Meta for ${language}`, null),
        });
        if (word === undefined) return unknown;
        const key = `${account.accountId}|${language}`;
        let pending = localeIds.get(key);
        if (pending === undefined) {
          pending = search(account, { type: 'adlocale', q: word }, LocaleHit).then((hits) => {
            if (!hits.ok) return hits;
            const hit = hits.value.find((entry) => entry.name === `${word} (All)`) ?? hits.value.find((entry) => entry.name === word);
            return hit === undefined ? unknown : ok(hit.key);
          });
          localeIds.set(key, pending);
        }
        const id = await pending;
        if (!id.ok) {
          localeIds.delete(key);
          return id;
        }
        ids.push(id.value);
      }
      return ok(ids);
    },
  };
}

/** Departments are written `Valle`, `Valle del Cauca` or `Valle del Cauca Department`: one holds the other. */
function sameRegion(left: string | undefined, right: string | null): boolean {
  if (left === undefined || right === null) return false;
  const plain = (text: string): string =>
    fold(text)
      .replace(/\b(department|province|region|departamento|provincia|region|de|del|d\.?c\.?)\b/g, ' ')
      .replace(/[^a-z ]/g, ' ')
      .replace(/\s+/g, ' ')
      .trim();
  const [a, b] = [plain(left), plain(right)];
  return a !== '' && b !== '' && (a === b || a.startsWith(`${b} `) || b.startsWith(`${a} `));
}
