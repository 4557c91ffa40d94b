import { invalid } from './problems.ts';
import { isObject } from './request.ts';
import { placeByKey, KNOWN_COUNTRIES } from './places.ts';
import { GEO_SHAPE, misshape, TARGETING_SHAPE } from './shapes.ts';

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
export const TARGETING_SUBSET: ReadonlySet<string> = new Set(Object.keys(TARGETING_SHAPE));
export const GEO_KEYS: ReadonlySet<string> = new Set(Object.keys(GEO_SHAPE));

interface CampaignFacts {
  readonly categories: readonly string[];
  readonly countries: readonly string[];
}

function spec(detail: string, blame: readonly string[], subcode = 1487079): never {
  throw invalid(detail, { subcode, title: 'Invalid targeting', blame: ['targeting', ...blame] });
}

/** Shape, limits, the explicit audience flag and what EMPLOYMENT forbids. Gives back the targeting as reads show it. */
export function checkTargeting(targeting: Record<string, unknown>, campaign: CampaignFacts): Record<string, unknown> {
  const places = targeting['geo_locations'];
  if (isObject(places) && places['location_types'] !== undefined)
    spec('location_types is no longer accepted', ['geo_locations', 'location_types'], 1870199);
  // Types of sub-fields are enforced since v24. "Targeting" reference (v26.0; read 2026-11-20)
  const fault = misshape(targeting, { fields: TARGETING_SHAPE }, []);
  if (fault !== null)
    spec(fault.path.length < 2 && fault.unknownName ? `targeting has no field ${fault.path.join('.')}` : fault.detail, fault.path);
  for (const gender of asList(targeting['genders'])) if (gender !== 1 && gender !== 2) spec('genders are 1 and 2', ['genders']);
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
  const list = (key: string): readonly unknown[] => asList(geo[key]);
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
  for (const entry of list('custom_locations')) {
    const point = entry as Record<string, unknown>; // an object by its shape
    checkPoint(point, campaign);
    if (typeof point['country'] === 'string') countries.add(point['country']);
  }
  for (const group of list('country_groups'))
    for (const country of EUROPEAN_GROUPS.has(String(group)) ? EUROPE : [`group ${String(group)}`]) countries.add(country);
  if (Object.values(geo).every((value) => Array.isArray(value) && value.length === 0)) spec('geo_locations is empty', ['geo_locations']);
  return [...countries];
}

const EUROPEAN_GROUPS: ReadonlySet<string> = new Set(['europe', 'eea', 'worldwide']);

/** A point of the map, by its coordinates or its address. Radii: one to eighty kilometres, more under EMPLOYMENT. "Targeting" and "Special ad category" (v26.0; read 2026-11-20); the lower bound of a kilometre is general product knowledge. */
function checkPoint(point: Record<string, unknown>, campaign: CampaignFacts): void {
  const where = ['geo_locations', 'custom_locations'];
  const { latitude, longitude, radius, distance_unit: unit, country } = point;
  const placed = typeof latitude === 'number' && typeof longitude === 'number';
  if (!placed && point['address_string'] === undefined) spec('a custom location needs latitude and longitude, or an address', where);
  if (placed && (Math.abs(latitude) > 90 || Math.abs(longitude) > 180)) spec('the coordinates are outside the world', where);
  if (unit !== undefined && unit !== 'kilometer' && unit !== 'mile') spec('distance_unit is kilometer or mile', where);
  // Miles, where nothing is said.
  const km = unit === 'kilometer' ? Number(radius) : Number(radius) * 1.609;
  if (radius === undefined || km < leastPointKm(country, campaign) || km > 81) spec('the radius is outside its limits', where);
}

function leastPointKm(country: unknown, campaign: CampaignFacts): number {
  if (!campaign.categories.includes('EMPLOYMENT')) return 1;
  if (country === 'US' || country === 'CA') return 24;
  return typeof country === 'string' && !EUROPE.has(country) ? 1 : 15;
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : []; // the shape has been checked
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
  // "Advantage audience" (v26.0; read 2026-11-20)
  if (relaxed && typeof min === 'number' && (min < 18 || min > 25)) spec('age_min must be 18 to 25 with advantage audience', ['age_min']);
  if (typeof min === 'number' && typeof max === 'number' && min > max) spec('age_min is above age_max', ['age_min']);
}

/** What EMPLOYMENT, HOUSING and the financial category refuse. "Special ad category" (v26.0; read 2026-11-20) */
function checkRegulated(targeting: Record<string, unknown>): void {
  const { age_min: min, age_max: max } = targeting;
  if ((min !== undefined && min !== 18) || (max !== undefined && max !== 65))
    spec('age cannot be narrowed under a special ad category', ['age_min']);
  for (const key of EMPLOYMENT_FORBIDDEN_DETAIL)
    if (targeting[key] !== undefined) spec(`${key} is not allowed under a special ad category`, [key]);
  // Interests of the approved list are all that is left of detailed targeting, wherever they stand.
  for (const group of asList(targeting['flexible_spec']))
    for (const key of Object.keys(group as object))
      // an object by its shape
      if (key !== 'interests') spec(`${key} is not allowed under a special ad category`, ['flexible_spec', key]);
  if (targeting['excluded_geo_locations'] !== undefined)
    spec('places cannot be excluded under a special ad category', ['excluded_geo_locations']);
  const geo = targeting['geo_locations'];
  if (!isObject(geo)) return;
  for (const key of EMPLOYMENT_FORBIDDEN_GEO)
    if (geo[key] !== undefined) spec(`${key} is not allowed under a special ad category`, ['geo_locations', key]);
}
