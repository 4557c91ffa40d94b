import { fold } from '../../../../core/kernel/index.ts';
import { WORLD_REGIONS, WORLD_TOWNS } from '../../../simulators/world.ts';

/** The simulated network's gazetteer. Keys are this simulation's own: real ones are strings too and must be looked up, never guessed. */
export interface GeoPlace {
  readonly key: string;
  readonly name: string;
  readonly type: 'country' | 'region' | 'city';
  readonly country: string;
  readonly region: string | null;
  readonly regionKey: string | null;
}

const COUNTRIES: readonly (readonly [string, string])[] = [
  ['CO', 'Colombia'],
  ['AR', 'Argentina'],
  ['CL', 'Chile'],
  ['PE', 'Peru'],
  ['EC', 'Ecuador'],
  ['MX', 'Mexico'],
  ['PA', 'Panama'],
  ['CR', 'Costa Rica'],
  ['UY', 'Uruguay'],
  ['PY', 'Paraguay'],
  ['BO', 'Bolivia'],
  ['BR', 'Brazil'],
  ['GT', 'Guatemala'],
  ['SV', 'El Salvador'],
  ['HN', 'Honduras'],
  ['NI', 'Nicaragua'],
  ['DO', 'Dominican Republic'],
  ['VE', 'Venezuela'],
  ['US', 'United States'],
  ['CA', 'Canada'],
  ['ES', 'Spain'],
];

/** Country → region → its towns, in the order that gives them their keys: append only. */
const REGIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  CO: {
    'Bogotá D.C.': 'Bogotá',
    Antioquia:
      'Medellín|Bello|Itagüí|Envigado|Sabaneta|Rionegro|Apartadó|Turbo|Caucasia|La Estrella|Copacabana|Girardota|Marinilla|La Ceja|Caldas|Guarne|Puerto Berrío|Santa Fe de Antioquia|Chigorodó|Yarumal',
    'Valle del Cauca':
      'Cali|Palmira|Buenaventura|Tuluá|Cartago|Buga|Guadalajara de Buga|Jamundí|Yumbo|Candelaria|Florida|Zarzal|Sevilla|Roldanillo',
    Atlántico: 'Barranquilla|Soledad|Malambo|Puerto Colombia|Sabanalarga|Galapa|Baranoa',
    Bolívar: 'Cartagena|Cartagena de Indias|Magangué|Turbaco|Arjona|El Carmen de Bolívar|Mompós',
    Santander: 'Bucaramanga|Floridablanca|Girón|Piedecuesta|Barrancabermeja|San Gil|Socorro|Lebrija',
    'Norte de Santander': 'Cúcuta|San José de Cúcuta|Ocaña|Los Patios|Villa del Rosario|Pamplona',
    Cundinamarca:
      'Soacha|Chía|Zipaquirá|Facatativá|Fusagasugá|Girardot|Mosquera|Madrid|Funza|Cajicá|Cota|Tocancipá|Sopó|La Calera|Sibaté|Tenjo|Ubaté|Villeta',
    Risaralda: 'Pereira|Dosquebradas|Santa Rosa de Cabal|La Virginia',
    Caldas: 'Manizales|Villamaría|La Dorada|Chinchiná|Riosucio',
    Quindío: 'Armenia|Calarcá|Montenegro|La Tebaida|Quimbaya',
    Tolima: 'Ibagué|Espinal|Melgar|Honda|Chaparral|Mariquita',
    Huila: 'Neiva|Pitalito|Garzón|La Plata',
    Meta: 'Villavicencio|Acacías|Granada|Puerto López',
    Nariño: 'Pasto|San Juan de Pasto|Ipiales|Tumaco',
    Cauca: 'Popayán|Santander de Quilichao|Puerto Tejada|Miranda',
    Córdoba: 'Montería|Cereté|Lorica|Sahagún|Montelíbano|Planeta Rica',
    Magdalena: 'Santa Marta|Ciénaga|Fundación|El Banco',
    Cesar: 'Valledupar|Aguachica|Codazzi|Bosconia',
    Sucre: 'Sincelejo|Corozal|Tolú|San Marcos',
    'La Guajira': 'Riohacha|Maicao|Uribia|Fonseca',
    Boyacá: 'Tunja|Duitama|Sogamoso|Chiquinquirá|Paipa|Puerto Boyacá',
    Casanare: 'Yopal|Aguazul|Tauramena|Villanueva',
    Arauca: 'Arauca|Saravena|Tame',
    Caquetá: 'Florencia|San Vicente del Caguán',
    Putumayo: 'Mocoa|Puerto Asís|Orito',
    Chocó: 'Quibdó|Istmina',
    Amazonas: 'Leticia',
    'San Andrés y Providencia': 'San Andrés',
    Guaviare: 'San José del Guaviare',
    Guainía: 'Inírida',
    Vaupés: 'Mitú',
    Vichada: 'Puerto Carreño',
  },
  AR: {
    'Ciudad Autónoma de Buenos Aires': 'Buenos Aires|Ciudad Autónoma de Buenos Aires',
    'Buenos Aires Province':
      'La Plata|Mar del Plata|Bahía Blanca|Quilmes|Lanús|Avellaneda|San Isidro|Tigre|Pilar|Tandil|Morón|Merlo|Lomas de Zamora|San Nicolás de los Arroyos|Zárate|Campana',
    'Córdoba Province': 'Córdoba|Villa Carlos Paz|Río Cuarto|Villa María|San Francisco',
    'Santa Fe Province': 'Rosario|Santa Fe|Rafaela|Venado Tuerto',
    'Mendoza Province': 'Mendoza|San Rafael|Godoy Cruz|Luján de Cuyo',
    'Tucumán Province': 'San Miguel de Tucumán|Yerba Buena|Tafí Viejo',
    'Salta Province': 'Salta|San Ramón de la Nueva Orán',
    'Entre Ríos Province': 'Paraná|Concordia|Gualeguaychú',
    'Misiones Province': 'Posadas|Oberá|Eldorado',
    'Corrientes Province': 'Corrientes|Goya',
    'Chaco Province': 'Resistencia|Presidencia Roque Sáenz Peña',
    'Neuquén Province': 'Neuquén|Plottier|San Martín de los Andes',
    'Río Negro Province': 'San Carlos de Bariloche|Bariloche|General Roca|Cipolletti|Viedma',
    'Chubut Province': 'Comodoro Rivadavia|Trelew|Puerto Madryn|Rawson',
    'San Juan Province': 'San Juan',
    'San Luis Province': 'San Luis|Villa Mercedes',
    'Jujuy Province': 'San Salvador de Jujuy|Palpalá',
    'Santiago del Estero Province': 'Santiago del Estero|La Banda',
    'La Rioja Province': 'La Rioja',
    'Catamarca Province': 'San Fernando del Valle de Catamarca|Catamarca',
    'La Pampa Province': 'Santa Rosa|General Pico',
    'Formosa Province': 'Formosa',
    'Santa Cruz Province': 'Río Gallegos|Caleta Olivia',
    'Tierra del Fuego Province': 'Ushuaia|Río Grande',
  },
  CL: {
    'Santiago Metropolitan Region': 'Santiago',
    'Valparaíso Region': 'Valparaíso|Viña del Mar',
    'Biobío Region': 'Concepción|Talcahuano',
    'Antofagasta Region': 'Antofagasta|Calama',
    'Coquimbo Region': 'La Serena|Coquimbo',
    'Araucanía Region': 'Temuco',
    'Los Lagos Region': 'Puerto Montt',
    'Tarapacá Region': 'Iquique',
  },
  PE: {
    'Lima Region': 'Lima|Callao',
    Arequipa: 'Arequipa',
    'La Libertad': 'Trujillo',
    Lambayeque: 'Chiclayo',
    Piura: 'Piura',
    Cusco: 'Cusco',
  },
  EC: { Pichincha: 'Quito', Guayas: 'Guayaquil|Durán', Azuay: 'Cuenca', Manabí: 'Manta|Portoviejo' },
  MX: {
    'Distrito Federal': 'Ciudad de México|Mexico City',
    Jalisco: 'Guadalajara|Zapopan',
    'Nuevo León': 'Monterrey',
    Puebla: 'Puebla',
    Querétaro: 'Querétaro',
    Yucatán: 'Mérida',
    'Baja California': 'Tijuana',
    Guanajuato: 'León',
  },
  PA: { 'Panamá Province': 'Ciudad de Panamá|Panama City' },
  CR: { 'San José Province': 'San José' },
  US: { Florida: 'Miami|Orlando', Texas: 'Houston|Dallas', 'New York': 'New York' },
  ES: { 'Comunidad de Madrid': 'Madrid', Cataluña: 'Barcelona' },
};

/** Languages by the ids that this simulation gives them; callers find them with `type=adlocale`. */
export const LOCALES: readonly { readonly key: number; readonly name: string }[] = [
  { key: 1001, name: 'English (All)' },
  { key: 1002, name: 'Spanish (All)' },
  { key: 1003, name: 'French (All)' },
  { key: 1005, name: 'Portuguese (All)' },
  { key: 23, name: 'Spanish' },
  { key: 7, name: 'Spanish (Spain)' },
  { key: 6, name: 'English (US)' },
  { key: 24, name: 'English (UK)' },
  { key: 16, name: 'Portuguese (Brazil)' },
  { key: 5, name: 'German' },
  { key: 10, name: 'Italian' },
];

export const KNOWN_COUNTRIES: ReadonlySet<string> = new Set(COUNTRIES.map(([code]) => code));

const byKey = new Map<string, GeoPlace>();
const searchable: (GeoPlace & { readonly folded: string })[] = [];

function add(place: GeoPlace): void {
  byKey.set(`${place.type}/${place.key}`, place);
  searchable.push({ ...place, folded: fold(place.name) });
}

for (const [code, name] of COUNTRIES) add({ key: code, name, type: 'country', country: code, region: null, regionKey: null });
COUNTRIES.forEach(([country], countryIndex) => {
  Object.entries(REGIONS[country] ?? {}).forEach(([region, towns], regionIndex) => {
    const regionKey = String(500 + countryIndex * 100 + regionIndex);
    add({ key: regionKey, name: region, type: 'region', country, region: null, regionKey: null });
    towns.split('|').forEach((name, townIndex) =>
      add({
        key: String(400_000 + (countryIndex * 100 + regionIndex) * 100 + townIndex),
        name,
        type: 'city',
        country,
        region,
        regionKey,
      }),
    );
  });
});

/** `Bogotá, D.C.` and `Bogotá D.C.`, `Córdoba Province` and `Córdoba` are one region. */
function regionName(name: string): string {
  return fold(name)
    .replace(/ (province|region)$/, '')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}

const regionOf = new Map(
  searchable.filter((place) => place.type === 'region').map((place) => [`${place.country}/${regionName(place.name)}`, place]),
);
WORLD_REGIONS.forEach(({ name, country }, index) => {
  const key = `${country}/${regionName(name)}`;
  if (regionOf.has(key)) return;
  add({ key: String(90_000 + index), name, type: 'region', country, region: null, regionKey: null });
  regionOf.set(key, searchable.at(-1)!);
});
const townsKnown = new Set(
  searchable.filter((place) => place.type === 'city').map((place) => `${place.country}/${regionName(place.region ?? '')}/${place.folded}`),
);
WORLD_TOWNS.forEach(({ name, region, country }, index) => {
  const home = regionOf.get(`${country}/${regionName(region)}`);
  if (home === undefined || townsKnown.has(`${country}/${regionName(region)}/${fold(name)}`)) return;
  add({ key: String(600_000 + index), name, type: 'city', country, region: home.name, regionKey: home.key });
});

export function placeByKey(key: string, type: GeoPlace['type']): GeoPlace | null {
  return byKey.get(`${type}/${key}`) ?? null;
}

/** Names that begin with the query first, then those that hold it. "Targeting search, adgeolocation" (v26.0; read 2026-11-20) */
export function searchPlaces(
  query: string,
  types: readonly string[],
  country: string | null,
  regionKey: string | null,
): readonly GeoPlace[] {
  const needle = fold(query);
  const hits = searchable.filter(
    (place) =>
      types.includes(place.type) &&
      (country === null || place.country === country) &&
      (regionKey === null || place.regionKey === regionKey) &&
      place.folded.includes(needle),
  );
  return hits.toSorted(
    (left, right) =>
      Number(!left.folded.startsWith(needle)) - Number(!right.folded.startsWith(needle)) || left.folded.length - right.folded.length,
  );
}
