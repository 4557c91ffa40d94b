import { err, fold, ok, type Result } from '../../../core/kernel/index.ts';
import type { PlaceRef } from '../../../core/contract/plan-model.ts';
import type { AccountRef, NetworkFailure } from '../../../core/ports/index.ts';
import { rawAnswer } from './failures.ts';
import type { SnapClient } from './client.ts';
import { GeoOption } from './schemas.ts';

/**
 * Our places → Snapchat's. A declared job ad passes review for a whole country and is rejected for narrower places, so a city
 * becomes its country, or its department where the account says so. Either is wider than what was planned: `check` says it
 * for every group, publishing waits for a person's word on that warning, and nothing wider than said is ever sent.
 * "Housing, credit and employment" (v1; read 2026-11-20)
 */
export type PlaceMode = 'country' | 'region';

export interface Places {
  geos(
    account: AccountRef,
    places: readonly PlaceRef[],
    objectId: string,
  ): Promise<Result<readonly Record<string, unknown>[], NetworkFailure>>;
}

export function placeMode(account: AccountRef): PlaceMode {
  return account.settings['placeTargeting'] === 'region' ? 'region' : 'country';
}

/** What stands for a place; `exact` when it is the place itself. */
export function standIn(account: AccountRef, place: PlaceRef): 'exact' | 'region' | 'country' {
  if (place.code === null) return 'exact';
  if (placeMode(account) === 'country') return 'country';
  return place.region === null ? 'exact' : 'region';
}

export function createPlaces(client: SnapClient): Places {
  /** By country: region ids by folded name. A promise, so that many squads ask once. */
  const regions = new Map<string, Promise<Result<ReadonlyMap<string, string>, NetworkFailure>>>();

  function regionsOf(account: AccountRef, country: string): Promise<Result<ReadonlyMap<string, string>, NetworkFailure>> {
    const known = regions.get(country);
    if (known !== undefined) return known;
    const asked = client
      .all(
        { path: `/targeting/geo/${country}/region`, secretName: account.secretName },
        { plural: 'targeting_dimensions', singular: 'region' },
        GeoOption,
        null,
      )
      .then((rows) => {
        if (!rows.ok) regions.delete(country);
        return rows.ok ? ok(new Map(rows.value.map((row) => [nameKey(row.name), row.id]))) : rows;
      });
    regions.set(country, asked);
    return asked;
  }

  return {
    async geos(account, places, objectId) {
      const wholes = new Set<string>();
      const parts = new Map<string, Set<string>>();
      for (const place of places) {
        const country = place.country.toLowerCase();
        if (place.code === null || placeMode(account) === 'country') {
          wholes.add(country);
          continue;
        }
        const listed = await regionsOf(account, country);
        if (!listed.ok) return listed;
        const name = place.region ?? place.name;
        const id = listed.value.get(nameKey(name));
        if (id === undefined) return unknownPlace(objectId, `Snapchat lists no region ${name} in ${place.country}`);
        parts.set(country, (parts.get(country) ?? new Set()).add(id));
      }
      const geos = [
        ...[...wholes].map((country) => ({ country_code: country, operation: 'INCLUDE' })),
        ...[...parts]
          .filter(([country]) => !wholes.has(country))
          .map(([country, ids]) => ({ country_code: country, region_id: [...ids], operation: 'INCLUDE' })),
      ];
      return geos.length === 0 ? unknownPlace(objectId, 'The ad group names no place') : ok(geos);
    },
  };
}

function unknownPlace(objectId: string, message: string): { readonly ok: false; readonly error: NetworkFailure } {
  return err({
    kind: 'refused',
    code: 'snapchat.place_unknown',
    problems: [{ objectId, field: 'places' }],
    raw: rawAnswer(null, null, message, null),
  });
}

/** `Bogotá, D.C.` and `Bogota D.C.` are one. */
function nameKey(name: string): string {
  return fold(name)
    .replace(/[^a-z]+/g, ' ')
    .replace(/\b(d c|departamento|department|provincia|province|de|del)\b/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
