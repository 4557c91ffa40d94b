import path from 'node:path';
import { expect, test } from 'vitest';
import { loadPlaces } from '../../../adapters/intake/index.ts';

const places = loadPlaces(path.join(import.meta.dirname, '..', '..', '..', 'resources', 'places'));

test("the client's country named alone is the country, and a village of that name is found beside its department", () => {
  expect(places.resolve({ city: 'Colombia', region: null, country: null }, 'CO').place).toMatchObject({ code: null, country: 'CO' });
  expect(places.resolve({ city: 'Colombia, Huila', region: null, country: null }, 'CO').place).toMatchObject({
    code: '41206',
    name: 'Colombia',
  });
});
