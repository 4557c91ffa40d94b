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
  ['B/quilla', '08001'],
  ['b/manga', '68001'],
  ['Bogotá D.C.', '11001'],
  ['Bogotá/Cundinamarca', '11001'],
  ['Sta. Marta', '47001'],
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
  expect(table.cities.length).toBe(1123);
});

interface Table {
  readonly regions: readonly (readonly [string, string, ...unknown[]])[];
  readonly cities: readonly (readonly [string, string, (readonly string[])?])[];
}
const colombia = JSON.parse(readFileSync(path.join(root, 'resources/places/co.json'), 'utf8')) as Table; // our own file, parsed by `loadPlaces` above

test('knows every municipality of the official list, in every department', () => {
  expect(colombia.regions).toHaveLength(33);
  expect(colombia.cities.length).toBeGreaterThanOrEqual(1_122);
  expect(new Set(colombia.cities.map(([own]) => own)).size).toBe(colombia.cities.length);
  expect(new Set(colombia.cities.map(([own]) => own.slice(0, 2))).size).toBe(33);
});

test('maps every municipality with its department to its code, however it is written', () => {
  const regions = new Map(colombia.regions.map(([own, name]) => [own, name]));
  const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '');
  const wrong: string[] = [];
  for (const [own, name] of colombia.cities) {
    const region = regions.get(own.slice(0, 2)) ?? '';
    for (const text of [
      `${name}, ${region}`,
      `${region}, ${name}`,
      `${plain(name)} - ${plain(region)}`.toUpperCase(),
      `${name.toLowerCase()} (${region})`,
      `${name}, ${region}, Colombia`,
    ])
      // "Huila, Colombia" is the department and its country: nobody writes the village like that.
      if (code(text) !== own && text !== 'Huila, Colombia') wrong.push(`${text} → ${code(text)} instead of ${own}`);
    if (code(name, 'CO', region) !== own) wrong.push(`${name} | ${region}`);
  }
  expect(wrong).toEqual([]);
});

test('maps every spelling of its own that the list keeps', () => {
  const regions = new Map(colombia.regions.map(([own, name]) => [own, name]));
  const wrong = colombia.cities.flatMap(([own, , aliases = []]) =>
    aliases
      // Alone, a name that several towns share is nobody's; with its department it is this one's.
      .filter((alias) => ![own, null].includes(code(alias)) || code(alias, 'CO', regions.get(own.slice(0, 2)) ?? null) !== own)
      .map((alias) => `${alias} → ${code(alias)} instead of ${own}`),
  );
  expect(wrong).toEqual([]);
});

test('maps a municipality with one letter wrong, wherever no other is as near', () => {
  const regions = new Map(colombia.regions.map(([own, name]) => [own, name]));
  let asked = 0;
  let right = 0;
  for (const [own, name] of colombia.cities) {
    if (name.length < 7) continue;
    const at = 2 + (own.charCodeAt(4) % (name.length - 4));
    asked += 1;
    const found = code(`${name.slice(0, at)}${name.slice(at + 1)}, ${regions.get(own.slice(0, 2))}`);
    if (found === own) right += 1;
    // Not understood is a stated fallback; another municipality would be a wrong ad.
    else expect([own.slice(0, 2), null]).toContain(found);
  }
  expect(right / asked).toBeGreaterThan(0.97);
});
