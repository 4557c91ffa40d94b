import { WORLD_REGIONS, WORLD_TOWNS } from '../../../simulators/world.ts';
import type { Fields } from './values.ts';

export interface SimulatedPlace {
  readonly id: string;
  readonly name: string;
  readonly targetType: 'Country' | 'Department' | 'City' | 'Province' | 'State';
  readonly countryCode: string;
  readonly parentId: string | null;
}

/** Countries by the rule 2000 + ISO 3166 numeric; of these only Colombia was checked (google-ads.md section 5.3). */
const COUNTRIES: readonly (readonly [string, string, string])[] = [
  ['2170', 'Colombia', 'CO'],
  ['2484', 'Mexico', 'MX'],
  ['2604', 'Peru', 'PE'],
  ['2152', 'Chile', 'CL'],
  ['2218', 'Ecuador', 'EC'],
  ['2032', 'Argentina', 'AR'],
  ['2724', 'Spain', 'ES'],
  ['2840', 'United States', 'US'],
  ['2591', 'Panama', 'PA'],
  ['2862', 'Venezuela', 'VE'],
  ['2188', 'Costa Rica', 'CR'],
  ['2076', 'Brazil', 'BR'],
];

/** Departments and the municipalities that this world knows in each. Names are Colombia's; the ids below are this world's own, not Google's. */
const COLOMBIA: Readonly<Record<string, readonly string[]>> = {
  'Bogota, D.C.': ['Bogota'],
  Antioquia: ['Medellin', 'Envigado', 'Itagui', 'Bello', 'Rionegro', 'Apartado', 'Sabaneta'],
  'Valle del Cauca': ['Cali', 'Palmira', 'Buenaventura', 'Tulua', 'Yumbo', 'Cartago'],
  Atlantico: ['Barranquilla', 'Soledad', 'Malambo'],
  Bolivar: ['Cartagena', 'Magangue', 'Turbaco'],
  Santander: ['Bucaramanga', 'Floridablanca', 'Barrancabermeja', 'Giron'],
  'Norte de Santander': ['Cucuta', 'Ocana'],
  Cundinamarca: ['Soacha', 'Chia', 'Zipaquira', 'Facatativa', 'Fusagasuga', 'Girardot', 'Funza', 'Mosquera', 'Madrid'],
  Risaralda: ['Pereira', 'Dosquebradas'],
  Caldas: ['Manizales', 'La Dorada'],
  Quindio: ['Armenia'],
  Tolima: ['Ibague', 'Espinal'],
  Huila: ['Neiva', 'Pitalito'],
  Meta: ['Villavicencio', 'Acacias'],
  Narino: ['Pasto', 'Ipiales', 'Tumaco'],
  Cauca: ['Popayan'],
  Cesar: ['Valledupar', 'Aguachica'],
  Magdalena: ['Santa Marta', 'Cienaga'],
  Cordoba: ['Monteria', 'Lorica'],
  Sucre: ['Sincelejo'],
  'La Guajira': ['Riohacha', 'Maicao'],
  Boyaca: ['Tunja', 'Duitama', 'Sogamoso'],
  Casanare: ['Yopal'],
  Choco: ['Quibdo'],
  Caqueta: ['Florencia'],
  Putumayo: ['Mocoa'],
  Arauca: ['Arauca'],
  'San Andres y Providencia': ['San Andres'],
  Amazonas: ['Leticia'],
  Guaviare: ['San Jose del Guaviare'],
  Guainia: ['Inirida'],
  Vaupes: ['Mitu'],
  Vichada: ['Puerto Carreno'],
};

const ABROAD: readonly SimulatedPlace[] = [
  { id: '1000073', name: 'Buenos Aires', targetType: 'City', countryCode: 'AR', parentId: '2032' },
  { id: '1000074', name: 'Miami', targetType: 'City', countryCode: 'US', parentId: '2840' },
  { id: '1000075', name: 'Madrid', targetType: 'City', countryCode: 'ES', parentId: '2724' },
  { id: '1000076', name: 'Mexico City', targetType: 'City', countryCode: 'MX', parentId: '2484' },
  { id: '1000077', name: 'Lima', targetType: 'City', countryCode: 'PE', parentId: '2604' },
];

function build(): ReadonlyMap<string, SimulatedPlace> {
  const places: SimulatedPlace[] = COUNTRIES.map(([id, name, countryCode]) => ({
    id,
    name,
    targetType: 'Country',
    countryCode,
    parentId: null,
  }));
  for (const [index, [department, cities]] of Object.entries(COLOMBIA).entries()) {
    const departmentId = String(9_070_001 + index);
    places.push({ id: departmentId, name: department, targetType: 'Department', countryCode: 'CO', parentId: '2170' });
    for (const [offset, city] of cities.entries())
      places.push({
        id: String(9_170_001 + index * 50 + offset),
        name: city,
        targetType: 'City',
        countryCode: 'CO',
        parentId: departmentId,
      });
  }
  const countryIds = new Map(COUNTRIES.map(([id, , code]) => [code, id]));
  const regions = new Map(
    places.filter((place) => place.targetType === 'Department').map((place) => [`${place.countryCode}/${folded(place.name)}`, place]),
  );
  WORLD_REGIONS.forEach(({ name, country }, index) => {
    const key = `${country}/${folded(name)}`;
    const parentId = countryIds.get(country);
    if (regions.has(key) || parentId === undefined) return;
    const region: SimulatedPlace = {
      id: String(9_080_001 + index),
      name,
      targetType: country === 'CO' ? 'Department' : 'Province',
      countryCode: country,
      parentId,
    };
    regions.set(key, region);
    places.push(region);
  });
  const known = new Set(places.map((place) => `${place.parentId}/${folded(place.name)}`));
  WORLD_TOWNS.forEach(({ name, region, country }, index) => {
    const home = regions.get(`${country}/${folded(region)}`);
    if (home === undefined || known.has(`${home.id}/${folded(name)}`)) return;
    places.push({ id: String(9_300_001 + index), name, targetType: 'City', countryCode: country, parentId: home.id });
  });
  return new Map([...places, ...ABROAD].map((place) => [place.id, place]));
}

export function folded(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}

export const PLACES: ReadonlyMap<string, SimulatedPlace> = build();

/** `Medellin,Antioquia,Colombia`. */
export function canonicalName(place: SimulatedPlace): string {
  const names: string[] = [];
  for (let at: SimulatedPlace | undefined = place; at !== undefined; at = at.parentId === null ? undefined : PLACES.get(at.parentId))
    names.push(at.name);
  return names.join(',');
}

export function placeResource(place: SimulatedPlace): Fields {
  const fields: Fields = {
    resourceName: `geoTargetConstants/${place.id}`,
    id: place.id,
    name: place.name,
    countryCode: place.countryCode,
    targetType: place.targetType,
    status: 'ENABLED',
    canonicalName: canonicalName(place),
  };
  if (place.parentId !== null) fields['parentGeoTarget'] = `geoTargetConstants/${place.parentId}`;
  return fields;
}

/** Suggestions for up to 25 names: those whose name starts with the term, exact ones first (the ranking is not documented; the count is, GeoTargetConstantSuggestionError.LOCATION_NAME_LIMIT). */
export function suggest(names: readonly string[], countryCode: string, locale: string): Fields[] {
  const result: Fields[] = [];
  for (const name of names) {
    const term = folded(name);
    const hits = [...PLACES.values()].filter(
      (place) => (countryCode === '' || place.countryCode === countryCode) && folded(place.name).startsWith(term),
    );
    hits.sort((a, b) => Number(folded(b.name) === term) - Number(folded(a.name) === term));
    for (const place of hits.slice(0, 5)) {
      result.push({
        locale: locale === '' ? 'en' : locale,
        reach: String(place.targetType === 'Country' ? 30_000_000 : place.targetType === 'City' ? 400_000 : 2_000_000),
        searchTerm: name,
        geoTargetConstant: placeResource(place),
        geoTargetConstantParents: place.parentId === null ? [] : [placeResource(PLACES.get(place.parentId)!)],
      });
    }
  }
  return result;
}
