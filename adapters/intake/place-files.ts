import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PayRules } from '../../core/vacancies/index.ts';
import { CountryTable, createPlaces, PlaceTable, type Places } from '../../core/places/index.ts';

/** What each country says of the pay in a job ad. */
export function loadPayRules(folder: string): PayRules {
  return PayRules.parse(JSON.parse(readFileSync(path.join(folder, 'rules.json'), 'utf8')));
}

/** Reads the tables that ship in `resources/places`. */
export function loadPlaces(folder: string): Places {
  const read = (name: string): unknown => JSON.parse(readFileSync(path.join(folder, name), 'utf8'));
  return createPlaces({
    places: ['co.json', 'ar.json'].map((name) => PlaceTable.parse(read(name))),
    countries: CountryTable.parse(read('countries.json')),
  });
}
