import { err, fold, ok, type Result } from '../../../core/kernel/index.ts';
import type { PlaceRef } from '../../../core/contract/plan-model.ts';
import type { AccountRef, NetworkFailure } from '../../../core/ports/index.ts';
import type { TikTokClient } from './client.ts';
import { refusal } from './failures.ts';
import { PLACEMENT } from './manifest.ts';
import { GeoTags, Languages, Regions } from './schemas.ts';
import { askerOf } from './structures.ts';

/**
 * Our places → TikTok's location ids, which are GeoNames numbers. They are looked up, never guessed: countries and departments in
 * the table of regions, towns by search. A town that TikTok does not offer is refused; only once `check` has named the department
 * or country that would stand for it may that one be sent. A wider target than the one approved never happens in silence.
 */
export interface Places {
  /** Offline: what a place will be replaced by, null while it is meant to be exact. */
  approximation(accountId: string, place: PlaceRef): 'region' | 'country' | null;
  resolve(
    account: AccountRef,
    places: readonly PlaceRef[],
    countries: readonly string[],
    objective: string,
    objectId: string,
  ): Promise<Result<readonly string[], NetworkFailure>>;
  languages(account: AccountRef, languages: readonly string[], objectId: string): Promise<Result<readonly string[], NetworkFailure>>;
}

interface Found {
  readonly kind: 'city' | 'region' | 'country';
  readonly id: string;
  readonly parents: readonly string[];
}
interface RegionTable {
  readonly countries: ReadonlyMap<string, string>;
  /** By country and folded name. */
  readonly regions: ReadonlyMap<string, string>;
  readonly parentOf: ReadonlyMap<string, string>;
}
type Pending<T> = Promise<Result<T, NetworkFailure>>;

const MOST_REMEMBERED = 20_000;

export function createPlaces(client: TikTokClient): Places {
  const tables = new Map<string, Pending<RegionTable>>();
  const known = new Map<string, Pending<Found>>();
  const approximated = new Map<string, 'region' | 'country'>();
  const offered = new Map<string, Pending<ReadonlySet<string>>>();

  const keyOf = (accountId: string, place: PlaceRef): string =>
    `${accountId}|${place.country}|${fold(place.region ?? '')}|${fold(place.name)}`;

  /** Many ad groups of one city ask once; an answer that failed is asked again. */
  async function once<T>(cache: Map<string, Pending<T>>, key: string, work: () => Pending<T>): Pending<T> {
    let pending = cache.get(key);
    if (pending === undefined) {
      if (cache.size >= MOST_REMEMBERED) cache.clear();
      cache.set(key, (pending = work()));
    }
    const result = await pending;
    if (!result.ok) cache.delete(key);
    return result;
  }

  async function tableOf(account: AccountRef, objective: string): Pending<RegionTable> {
    return once(tables, `${account.accountId}|${objective}`, async () => {
      const answer = await client.get(
        {
          asker: askerOf(account),
          path: '/tool/region/',
          values: { advertiser_id: account.remoteId, placements: [PLACEMENT], objective_type: objective, level_range: 'TO_PROVINCE' },
        },
        Regions,
      );
      if (!answer.ok) return answer;
      const countries = new Map<string, string>();
      const regions = new Map<string, string>();
      const parentOf = new Map<string, string>();
      const codes = new Map<string, string>();
      for (const row of answer.value.value.region_info ?? []) {
        if (row.level === 'COUNTRY' && row.region_code !== null && row.region_code !== undefined) {
          countries.set(row.region_code, row.location_id);
          codes.set(row.location_id, row.region_code);
        }
      }
      for (const row of answer.value.value.region_info ?? []) {
        if (row.level !== 'PROVINCE') continue;
        const parent = row.parent_id ?? '';
        const country = row.region_code ?? codes.get(parent) ?? '';
        regions.set(`${country}|${regionName(row.name)}`, row.location_id);
        parentOf.set(row.location_id, parent);
      }
      return ok({ countries, regions, parentOf });
    });
  }

  async function lookUp(account: AccountRef, place: PlaceRef, objective: string, objectId: string): Pending<Found> {
    const table = await tableOf(account, objective);
    if (!table.ok) return table;
    const country = table.value.countries.get(place.country);
    if (country === undefined)
      return err(refusal('place_unknown', objectId, 'places', `TikTok does not offer ${place.country} to this account`));
    const whole: Found = { kind: 'country', id: country, parents: [] };
    if (place.code === null) return ok(whole);
    const region = regionNamed(table.value, place.country, place.region ?? place.name);
    if (place.region === null && region !== null) return ok({ kind: 'region', id: region, parents: [country] });
    const answer = await client.ask(
      {
        asker: askerOf(account),
        path: '/tool/targeting/search/',
        values: {
          advertiser_id: account.remoteId,
          search_type: 'FUZZY_SEARCH',
          keywords: [plain(place.name)],
          objective_type: objective,
          placements: [PLACEMENT],
          geo_types: ['CITY', 'DISTRICT'],
          region_codes: [place.country],
        },
      },
      GeoTags,
    );
    if (!answer.ok) return answer;
    const hits = (answer.value.value.targeting_tag_list ?? []).flatMap(({ name, geo, status_info: status }) => {
      if (geo === null || geo === undefined || (status?.status ?? 'ENABLED') !== 'ENABLED') return [];
      const same = fold(plain(name)) === fold(plain(place.name)) && (geo.region_code ?? place.country) === place.country;
      return same ? [{ id: geo.geo_id, parent: geo.parent_id ?? '' }] : [];
    });
    // Two towns of one name: the department decides; without one there is no telling, and no guess.
    const chosen =
      hits.find((hit) => region !== null && hit.parent === region) ?? (hits.length === 1 && place.region === null ? hits[0] : undefined);
    if (chosen !== undefined) return ok({ kind: 'city', id: chosen.id, parents: [...(region === null ? [] : [region]), country] });
    return ok(region === null ? whole : { kind: 'region', id: region, parents: [country] });
  }

  async function one(account: AccountRef, place: PlaceRef, objective: string, objectId: string): Pending<Found> {
    const key = keyOf(account.accountId, place);
    const found = await once(known, `${key}|${objective}`, () => lookUp(account, place, objective, objectId));
    if (!found.ok) return found;
    const got = found.value.kind;
    if (got === 'city' || place.code === null || (place.region === null && got === 'region')) return found;
    const said = approximated.get(key);
    // Said as much or wider before anyone approved: go on. Otherwise stop; from now on `check` says it.
    if (said === got || said === 'country') return found;
    approximated.set(key, got);
    return err(
      refusal('place_unknown', objectId, 'places', `TikTok does not offer ${place.name}, ${place.country}; it would take the ${got}`),
    );
  }

  return {
    approximation: (accountId, place) => (place.code === null ? null : (approximated.get(keyOf(accountId, place)) ?? null)),
    async resolve(account, places, countries, objective, objectId) {
      const wanted: readonly PlaceRef[] =
        places.length > 0 ? places : countries.map((country) => ({ code: null, name: country, region: null, country }));
      const found: Found[] = [];
      for (const place of wanted) {
        const answer = await one(account, place, objective, objectId);
        if (!answer.ok) return answer;
        found.push(answer.value);
      }
      // A parent and its child may not stand together ("Ad group create", v1.3; read 2026-11-20): the parent holds the child already.
      const ids = new Set(found.map((place) => place.id));
      return ok([...new Set(found.filter((place) => !place.parents.some((parent) => ids.has(parent))).map((place) => place.id))]);
    },
    async languages(account, languages, objectId) {
      if (languages.length === 0) return ok([]);
      const codes = await once(offered, account.accountId, async () => {
        const answer = await client.get(
          { asker: askerOf(account), path: '/tool/language/', values: { advertiser_id: account.remoteId } },
          Languages,
        );
        return answer.ok ? ok(new Set(answer.value.value.languages.map((language) => language.code))) : answer;
      });
      if (!codes.ok) return codes;
      const unknown = languages.find((language) => !codes.value.has(language));
      return unknown === undefined
        ? ok(languages)
        : err(refusal('language_unknown', objectId, 'languages', `TikTok does not target by ${unknown}`));
    },
  };
}

/** `Bogotá, D.C.` is searched as `Bogotá`. */
function plain(name: string): string {
  return (name.split(',')[0] ?? name).trim();
}

/** Departments are written `Valle del Cauca`, `Valle del Cauca Department` or `Departamento de…`. */
export function regionName(name: string): string {
  return fold(name)
    .replace(/\b(department|province|region|state|departamento|provincia|del|de|la|el|d\.?\s?c\.?)\b/g, ' ')
    .replace(/[^a-z ]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

function regionNamed(table: RegionTable, country: string, name: string): string | null {
  return table.regions.get(`${country}|${regionName(name)}`) ?? null;
}
