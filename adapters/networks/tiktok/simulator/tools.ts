import type { SimContext } from '../../../simulators/types.ts';
import { LANGUAGES, PLACES, isOffered, searchPlaces, type GeoPlace } from './places.ts';
import { refuse } from './problems.ts';
import { listOf, type Values } from './request.ts';
import { accountOf, type SimulatedToken } from './seeds.ts';

/** Tables to target by, and what an account is. Pages "Get regions", "Targeting search", "Advertiser info" (v1.3; read 2026-11-20) */

const DEPTH: Readonly<Record<string, readonly string[]>> = {
  TO_COUNTRY: ['COUNTRY'],
  TO_PROVINCE: ['COUNTRY', 'PROVINCE'],
  TO_CITY: ['COUNTRY', 'PROVINCE', 'CITY'],
};

export function regions(values: Values, sim: SimContext): unknown {
  const levels = DEPTH[String(values['level_range'] ?? 'TO_CITY')];
  if (levels === undefined) throw refuse('level_range', `Must be one of: ${Object.keys(DEPTH).join(', ')}.`);
  const shown = PLACES.filter((place) => levels.includes(place.level) && isOffered(place, sim.switchOn('tiktok.few_cities')));
  return {
    region_list: [...new Set(shown.map((place) => place.country))],
    region_info: shown.map((place) => ({
      location_id: place.id,
      name: place.name,
      level: place.level,
      region_code: place.country,
      parent_id: place.parentId,
      area_type: 'ADMIN',
    })),
  };
}

export function targetingSearch(values: Values, sim: SimContext): unknown {
  const levels = values['geo_types'] === undefined ? ['COUNTRY', 'PROVINCE', 'CITY'] : listOf(values['geo_types']);
  const few = sim.switchOn('tiktok.few_cities');
  const hits = listOf(values['keywords']).flatMap((keyword) => searchPlaces(keyword, levels, listOf(values['region_codes']), few));
  const parents = new Map(hits.flatMap((hit) => PLACES.filter((place) => place.id === hit.parentId).map((place) => [place.id, place])));
  return { targeting_tag_list: hits.map(tag), parent_tags: [...parents.values()].map(tag) };
}

function tag(place: GeoPlace): unknown {
  return {
    targeting_type: 'GEO',
    name: place.name,
    status_info: { status: 'ENABLED', reason: null },
    geo: {
      geo_id: place.id,
      geo_type: place.level,
      region_code: place.country,
      description: place.level.toLowerCase(),
      parent_id: place.parentId,
    },
  };
}

export function languages(): unknown {
  return { languages: LANGUAGES };
}

export function advertiserInfo(values: Values, token: SimulatedToken): unknown {
  const ids = listOf(values['advertiser_ids']);
  if (ids.length > 100) throw refuse('advertiser_ids', 'Longer than maximum length 100.');
  return {
    list: ids.flatMap((id) => {
      const account = token.accounts.includes(id) ? accountOf(id) : null;
      if (account === null) return [];
      return [
        {
          advertiser_id: account.remoteId,
          name: account.name,
          status: account.status,
          currency: account.currency,
          country: account.country,
          timezone: account.timeZone,
          display_timezone: account.timeZone,
          balance: account.balance,
          role: 'ROLE_ADVERTISER',
          company: account.name,
          language: 'es',
        },
      ];
    }),
  };
}

export function coveredAdvertisers(token: SimulatedToken): unknown {
  return { list: token.accounts.map((id) => ({ advertiser_id: id, advertiser_name: accountOf(id)?.name ?? '' })) };
}
