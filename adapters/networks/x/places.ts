import { z } from 'zod';
import { err, fold, ok, type Json, type Result } from '../../../core/kernel/index.ts';
import { PlaceRef } from '../../../core/contract/plan-model.ts';
import type { AccountRef, Clock, NetworkFailure, RateLedger } from '../../../core/ports/index.ts';
import { parsedOrNull, type Outcome, type XClient } from './client.ts';
import { refusedBecause } from './failures.ts';
import { LIMITS } from './manifest.ts';
import { Location } from './schemas.ts';

/**
 * Our places → X's 16-digit place ids. The lists are asked for whole, by country and kind, and kept for weeks: X lets this
 * address be called five times in 15 minutes. A place that X does not list is refused, never replaced by something wider.
 * @see X Ads API, "Targeting criteria, locations" (version 12; read 2026-11-20)
 */
export interface Places {
  /** Offline. `null`: the lists of that country were not read yet. */
  known(place: PlaceRef): 'exact' | 'missing' | null;
  resolve(account: AccountRef, places: readonly PlaceRef[], objectId: string): Outcome<readonly string[]>;
  /** What stands for a place id in a plan. */
  placeOf(id: string, name: string | null): Json;
  /** Reads the lists of a country that are not there yet; a failure costs nothing. */
  warm(account: AccountRef): Promise<void>;
}

type Kind = 'COUNTRIES' | 'REGIONS' | 'CITIES';
/** Id, name, country. */
const Listed = z.object({
  atMs: z.number(),
  rows: z.array(z.tuple([z.string(), z.string(), z.string()])),
  /** Where a list goes on that the quota cut off; null: it is whole. */
  cursor: z.string().nullable(),
});
type Listed = z.infer<typeof Listed>;

const FRESH_MS = 30 * 24 * 3_600_000;
/** A place that was read back and is none of ours keeps X's id in the place of an official code. */
const FOREIGN = 'x:';

export function createPlaces(client: XClient, ledger: RateLedger, clock: Clock): Places {
  const lists = new Map<string, Listed>();
  const pending = new Map<string, Outcome<Listed>>();
  const remembered = new Map<string, PlaceRef>();

  function scopeOf(kind: Kind, country: string): string {
    return kind === 'COUNTRIES' ? 'x/places/countries' : `x/places/${country}/${kind.toLowerCase()}`;
  }

  /** Whole or in part. */
  function begun(kind: Kind, country: string): Listed | null {
    const scope = scopeOf(kind, country);
    let found = lists.get(scope) ?? null;
    if (found === null) {
      const read = Listed.safeParse(parsedOrNull(ledger.read(scope) ?? 'null'));
      if (!read.success) return null;
      found = read.data;
      lists.set(scope, found);
    }
    return clock.nowMs() - found.atMs > FRESH_MS ? null : found;
  }

  function kept(kind: Kind, country: string): Listed | null {
    const found = begun(kind, country);
    return found === null || found.cursor !== null ? null : found;
  }

  async function listed(account: AccountRef, kind: Kind, country: string): Outcome<Listed> {
    const found = kept(kind, country);
    if (found !== null) return ok(found);
    const scope = scopeOf(kind, country);
    let asking = pending.get(scope);
    if (asking === undefined) {
      asking = ask(account, kind, country).finally(() => pending.delete(scope));
      pending.set(scope, asking);
    }
    return asking;
  }

  /** Page by page, each kept at once: a country of many towns takes more calls than a quarter of an hour allows. */
  async function ask(account: AccountRef, kind: Kind, country: string): Outcome<Listed> {
    const scope = scopeOf(kind, country);
    let part: Listed = begun(kind, country) ?? { atMs: clock.nowMs(), rows: [], cursor: '' };
    while (part.cursor !== null) {
      const answer = await client.call(
        {
          method: 'GET',
          path: 'targeting_criteria/locations',
          values: {
            location_type: kind,
            count: LIMITS.page,
            ...(kind === 'COUNTRIES' ? {} : { country_code: country }),
            ...(part.cursor === '' ? {} : { cursor: part.cursor }),
          },
          secretName: account.secretName,
          accountId: null,
        },
        z.object({ data: z.array(Location), next_cursor: z.string().nullish() }),
      );
      if (!answer.ok) return answer;
      const rows = answer.value.data.map((row): [string, string, string] => [row.targeting_value, row.name, row.country_code ?? country]);
      const next = answer.value.next_cursor ?? '';
      part = { ...part, rows: [...part.rows, ...rows], cursor: next === '' || next === part.cursor ? null : next };
      lists.set(scope, part);
      ledger.write(scope, JSON.stringify(part));
    }
    return ok(part);
  }

  async function one(account: AccountRef, place: PlaceRef): Outcome<string | null> {
    if (place.code?.startsWith(FOREIGN) === true) return ok(place.code.slice(FOREIGN.length));
    const rows = await listed(account, kindOf(place), place.country);
    return rows.ok ? ok(choose(rows.value, place)) : rows;
  }

  /** Kept by id, so that what is read back is the place of the plan, word for word. */
  function remember(id: string, place: PlaceRef): void {
    if (remembered.has(id)) return;
    remembered.set(id, place);
    const scope = `x/place/${id}`;
    const text = JSON.stringify(place);
    if (ledger.read(scope) !== text) ledger.write(scope, text);
  }

  return {
    known(place) {
      if (place.code?.startsWith(FOREIGN) === true) return 'exact';
      const rows = kept(kindOf(place), place.country);
      return rows === null ? null : choose(rows, place) === null ? 'missing' : 'exact';
    },
    async resolve(account, places, objectId) {
      const ids = new Set<string>();
      for (const place of places) {
        const found = await one(account, place);
        if (!found.ok) return found;
        if (found.value === null)
          return err(refusedBecause('place_unknown', objectId, 'places', `X does not list ${place.name}, ${place.country}`));
        remember(found.value, place);
        ids.add(found.value);
      }
      return ok([...ids]);
    },
    placeOf(id, name) {
      const kept = remembered.get(id);
      if (kept !== undefined) return kept;
      const read = PlaceRef.safeParse(parsedOrNull(ledger.read(`x/place/${id}`) ?? 'null'));
      if (!read.success) return { code: `${FOREIGN}${id}`, name: name ?? id, region: null, country: countryOf(id) };
      remembered.set(id, read.data);
      return read.data;
    },
    async warm(account) {
      for (const kind of ['COUNTRIES', 'REGIONS', 'CITIES'] as const) {
        const rows: Result<Listed, NetworkFailure> = await listed(account, kind, account.country);
        if (!rows.ok) return;
      }
    },
  };

  function countryOf(id: string): string {
    for (const [, known] of lists) for (const [rowId, , country] of known.rows) if (rowId === id) return country;
    return 'ZZ';
  }
}

/** The country itself, a department as a whole, or a town. */
function kindOf(place: PlaceRef): Kind {
  if (place.code === null) return 'COUNTRIES';
  return place.region === null ? 'REGIONS' : 'CITIES';
}

function choose(listed: Listed, place: PlaceRef): string | null {
  const { rows } = listed;
  if (place.code === null) return rows.find(([, , country]) => country === place.country)?.[0] ?? null;
  const named = rows.filter(([, name]) => first(name) === first(place.name));
  if (place.region === null) return named.length === 1 ? (named[0]?.[0] ?? null) : null;
  // Where X writes the department beside the town it must agree; where it does not, one name alone is no telling of two.
  const region = first(place.region);
  const exact = named.filter(([, name]) =>
    rest(name).some((part) => part === region || part.startsWith(`${region} `) || region.startsWith(`${part} `)),
  );
  if (exact.length > 0) return exact[0]?.[0] ?? null;
  const bare = named.filter(([, name]) => rest(name).length === 0);
  return bare.length === 1 ? (bare[0]?.[0] ?? null) : null;
}

/** `Bogotá, D.C.` and `Bogota` are one name: what follows a comma is left aside. */
function first(name: string): string {
  return fold(name.split(',')[0] ?? name);
}

function rest(name: string): readonly string[] {
  return name.split(',').slice(1).map(fold);
}
