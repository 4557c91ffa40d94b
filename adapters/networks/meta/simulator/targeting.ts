import { invalid } from './problems.ts';
import { isObject } from './request.ts';
import { placeByKey, KNOWN_COUNTRIES } from './places.ts';

const EUROPE = new Set([
  'ES',
  'FR',
  'DE',
  'IT',
  'PT',
  'NL',
  'BE',
  'IE',
  'AT',
  'PL',
  'SE',
  'DK',
  'FI',
  'GR',
  'RO',
  'CZ',
  'HU',
  'BG',
  'HR',
  'SK',
  'SI',
  'LT',
  'LV',
  'EE',
  'LU',
  'CY',
  'MT',
]);

/** A subset of the targeting spec; other keys are refused since sub-field types are enforced (v24 and later). "Targeting" reference (v26.0; read 2026-11-20) */
const TARGETING_KEYS = new Set([
  'geo_locations',
  'excluded_geo_locations',
  'age_min',
  'age_max',
  'age_range',
  'genders',
  'locales',
  'interests',
  'behaviors',
  'work_positions',
  'work_employers',
  'flexible_spec',
  'exclusions',
  'custom_audiences',
  'excluded_custom_audiences',
  'publisher_platforms',
  'facebook_positions',
  'instagram_positions',
  'messenger_positions',
  'audience_network_positions',
  'device_platforms',
  'user_os',
  'targeting_automation',
  'targeting_relaxation_types',
]);
export const GEO_KEYS = new Set([
  'countries',
  'regions',
  'cities',
  'custom_locations',
  'zips',
  'geo_markets',
  'country_groups',
  'location_types',
  'places',
  'subcities',
  'neighborhoods',
  'small_geo_areas',
  'medium_geo_areas',
  'large_geo_areas',
  'metro_areas',
  'subneighborhoods',
  'electoral_districts',
]);
const EMPLOYMENT_FORBIDDEN_GEO = [
  'zips',
  'geo_markets',
  'metro_areas',
  'subcities',
  'neighborhoods',
  'small_geo_areas',
  'subneighborhoods',
  'electoral_districts',
];
const EMPLOYMENT_FORBIDDEN_DETAIL = ['behaviors', 'work_positions', 'work_employers', 'exclusions', 'genders'];
export const TARGETING_SUBSET: ReadonlySet<string> = TARGETING_KEYS;

interface CampaignFacts {
  readonly categories: readonly string[];
  readonly countries: readonly string[];
}

function spec(detail: string, blame: readonly string[], subcode = 1487079): never {
  throw invalid(detail, { subcode, title: 'Invalid targeting', blame: ['targeting', ...blame] });
}

/** Shape, limits, the explicit audience flag and what EMPLOYMENT forbids. Gives back the targeting as reads show it. */
export function checkTargeting(targeting: Record<string, unknown>, campaign: CampaignFacts): Record<string, unknown> {
  for (const key of Object.keys(targeting)) if (!TARGETING_KEYS.has(key)) spec(`targeting has no field ${key}`, [key]);
  const geo = targeting['geo_locations'];
  if (!isObject(geo) && targeting['custom_audiences'] === undefined) spec('a location or a custom audience is needed', ['geo_locations']);
  const countries = isObject(geo) ? checkGeo(geo, campaign) : [];
  const regulated = campaign.categories.some((category) =>
    ['EMPLOYMENT', 'HOUSING', 'FINANCIAL_PRODUCTS_SERVICES', 'CREDIT'].includes(category),
  );
  const automation = targeting['targeting_automation'];
  const flag = isObject(automation) ? automation['advantage_audience'] : undefined;
  // Explicit since v23 wherever targeting is not relaxed, and always under a special category since v26. "Ad set" reference (read 2026-11-20)
  if (flag !== 0 && flag !== 1)
    spec('the advantage_audience flag must be set to 1 or 0', ['targeting_automation', 'advantage_audience'], 1870227);
  checkAges(targeting, flag === 1);
  if (regulated) checkRegulated(targeting);
  if (regulated && campaign.countries.length > 0) {
    const outside = countries.find((country) => !campaign.countries.includes(country));
    if (outside !== undefined) spec(`the campaign does not declare ${outside} in special_ad_category_country`, ['geo_locations'], 2909034); // third-party report (read 2026-11-20)
  }
  if (countries.some((country) => EUROPE.has(country))) return { ...targeting, reachesEurope: true };
  return targeting;
}

function checkGeo(geo: Record<string, unknown>, campaign: CampaignFacts): string[] {
  const countries = new Set<string>();
  for (const key of Object.keys(geo)) if (!GEO_KEYS.has(key)) spec(`geo_locations has no field ${key}`, ['geo_locations', key]);
  if (geo['location_types'] !== undefined) spec('location_types is no longer accepted', ['geo_locations', 'location_types'], 1870199);
  const list = (key: string): readonly unknown[] => {
    const value = geo[key];
    if (value === undefined) return [];
    if (!Array.isArray(value)) spec(`${key} must be a list`, ['geo_locations', key]);
    return value as readonly unknown[]; // checked on the line above
  };
  for (const country of list('countries')) {
    if (typeof country !== 'string' || !KNOWN_COUNTRIES.has(country))
      spec(`unknown country ${String(country)}`, ['geo_locations', 'countries']);
    countries.add(country); // a string, or the line above has thrown
  }
  for (const entry of list('regions')) countries.add(keyed(entry, 'region'));
  for (const entry of list('cities')) {
    countries.add(keyed(entry, 'city'));
    checkRadius(entry as Record<string, unknown>, campaign); // `keyed` has refused anything but an object
  }
  if (list('cities').length > 250 || list('regions').length > 200) spec('too many places', ['geo_locations']);
  if (Object.keys(geo).length === 0) spec('geo_locations is empty', ['geo_locations']);
  return [...countries];
}

function keyed(entry: unknown, kind: 'city' | 'region'): string {
  if (!isObject(entry) || typeof entry['key'] !== 'string') spec(`each ${kind} needs a key`, ['geo_locations']);
  const place = placeByKey(entry['key'], kind);
  if (place === null) spec(`no ${kind} has the key ${entry['key']}`, ['geo_locations'], 1487694);
  return place.country;
}

function checkRadius(city: Record<string, unknown>, campaign: CampaignFacts): void {
  const { radius, distance_unit: unit } = city;
  if (radius === undefined) return;
  if (typeof radius !== 'number' || (unit !== 'kilometer' && unit !== 'mile'))
    spec('a radius needs distance_unit kilometer or mile', ['geo_locations', 'cities']);
  const km = unit === 'mile' ? radius * 1.609 : radius; // a number, or the line above has thrown
  const place = placeByKey(String(city['key']), 'city');
  const strict = campaign.categories.includes('EMPLOYMENT') && (place?.country === 'US' || place?.country === 'CA');
  if (km < (strict ? 24 : 16.9) || km > 81) spec('the radius is outside its limits', ['geo_locations', 'cities']);
}

function checkAges(targeting: Record<string, unknown>, relaxed: boolean): void {
  const { age_min: min, age_max: max } = targeting;
  for (const [name, age] of [
    ['age_min', min],
    ['age_max', max],
  ] as const) {
    if (age !== undefined && (typeof age !== 'number' || !Number.isInteger(age) || age < 13 || age > 65))
      spec(`${name} must be between 13 and 65`, [name]);
  }
  if (relaxed && typeof max === 'number' && max !== 65) spec('age_max must be 65 with advantage audience', ['age_max']);
}

/** What EMPLOYMENT, HOUSING and the financial category refuse. "Special ad category" (v26.0; read 2026-11-20) */
function checkRegulated(targeting: Record<string, unknown>): void {
  const { age_min: min, age_max: max } = targeting;
  if ((min !== undefined && min !== 18) || (max !== undefined && max !== 65))
    spec('age cannot be narrowed under a special ad category', ['age_min']);
  for (const key of EMPLOYMENT_FORBIDDEN_DETAIL)
    if (targeting[key] !== undefined) spec(`${key} is not allowed under a special ad category`, [key]);
  if (targeting['excluded_geo_locations'] !== undefined)
    spec('places cannot be excluded under a special ad category', ['excluded_geo_locations']);
  const geo = targeting['geo_locations'];
  if (!isObject(geo)) return;
  for (const key of EMPLOYMENT_FORBIDDEN_GEO)
    if (geo[key] !== undefined) spec(`${key} is not allowed under a special ad category`, ['geo_locations', key]);
}
