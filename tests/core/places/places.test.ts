import path from 'node:path';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadPlaces } from '../../../adapters/intake/index.ts';
import { root } from '../../support/vacancy-desk.ts';

const places = loadPlaces(path.join(root, 'resources/places'));
const code = (city: string, home = 'CO', region: string | null = null): string | null =>
  places.resolve({ city, region, country: null }, home).place?.code ?? null;

test.each([
  ['Bogotá, D.C., Bogotá, D.C.', '11001'],
  ['BOGOTA', '11001'],
  ['Santa Fe de Bogotá', '11001'],
  ['Antioquia, Medellín', '05001'],
  ['medellin', '05001'],
  ['Medellin - Antioquia', '05001'],
  ['Cali (Valle del Cauca)', '76001'],
  ['Cartagena', '13001'],
  ['Cúcuta', '54001'],
  ['Norte de Santander, Cúcuta', '54001'],
  ['Quindio, Armenia', '63001'],
  ['Armenia', '63001'],
  ['Rionegro', '05615'],
  ['Santander, Rionegro', '68615'],
  ['Buga', '76111'],
  ['B/quilla', null],
  ['Barranquila', '08001'],
  ['Villavisencio', '50001'],
  ['Bucaramnga', '68001'],
  ['Florida Blanca', '68276'],
  ['Valle del Cauca', '76'],
  ['Cauca, Buenos Aires', '19110'],
])('finds %s in Colombia as %s', (text, wanted) => {
  expect(code(text)).toBe(wanted);
});

test.each([
  ['Capital Federal, Buenos Aires', '02'],
  ['Rosario, Santa Fe', '82084'],
  ['Don Torcuato, Buenos Aires', '06805'],
  ['San Martin, Buenos Aires', '06371'],
  ['Buenos Aires, Buenos Aires', '06'],
  ['Villa Inexistente, Mendoza', '50'],
])('finds %s in Argentina as %s', (text, wanted) => {
  expect(code(text, 'AR')).toBe(wanted);
  expect(code(text, 'CO')).toBe(wanted);
});

test('reads a name that both countries have as the one at home', () => {
  expect([code('Córdoba, Córdoba', 'AR'), code('Córdoba, Córdoba', 'CO')]).toEqual(['14014', '23']);
});

test('says how sure it is, and falls back from city to region to country', () => {
  const look = (city: string | null, region: string | null, country: string | null) => places.resolve({ city, region, country }, 'CO');
  expect(look('Medellín', 'Antioquia', null)).toMatchObject({ level: 'city', whole: true });
  expect(look('Vereda Sin Nombre', 'Antioquia', null)).toMatchObject({
    level: 'region',
    whole: false,
    place: { code: '05', name: 'Antioquia' },
  });
  expect(look('Atlantis', null, 'Colombia')).toMatchObject({ level: 'country', whole: false, place: { code: null, country: 'CO' } });
  expect(look('Perú', null, null)).toMatchObject({ level: 'country', whole: true, place: { country: 'PE', name: 'Perú' } });
  expect(look('Atlantis', null, null)).toMatchObject({ level: 'unknown', place: null });
});

test('takes the place off the end of a glued text and leaves the company whole', () => {
  const split = (text: string) => places.splitTail(text, 'CO');
  expect(split('GRUPO AFL S.A.S. Bogotá, D.C., Bogotá, D.C.')).toEqual({ head: 'GRUPO AFL S.A.S.', tail: 'Bogotá, D.C., Bogotá, D.C.' });
  expect(split('Agencia Comfenalco Antioquia Antioquia, Medellín')).toEqual({
    head: 'Agencia Comfenalco Antioquia',
    tail: 'Antioquia, Medellín',
  });
  expect(split('Gi Group Colombia Valle del Cauca, Buga')).toEqual({ head: 'Gi Group Colombia', tail: 'Valle del Cauca, Buga' });
  expect(split('Net Real Solutions - Colombia')).toEqual({ head: 'Net Real Solutions', tail: 'Colombia' });
  expect(split('Seguros Bogotá')).toBeNull();
});

test('knows all 33 departments, their capitals, and every municipality once', () => {
  const table: { regions: [string, string][]; cities: [string, string][] } = JSON.parse(
    readFileSync(path.join(root, 'resources/places/co.json'), 'utf8'),
  );
  expect(table.regions).toHaveLength(33);
  for (const [region] of table.regions) expect(table.cities.some(([city]) => city === `${region}001`)).toBe(true);
  expect(new Set(table.cities.map(([city]) => city)).size).toBe(table.cities.length);
  expect(table.cities.length).toBe(1122);
});
