export { CountryTable, PlaceTable } from './place-table.ts';
export { createPlaces, type PlaceFinding, type PlaceLevel, type Places, type PlaceText } from './places.ts';
export { placeKey } from './gazetteer.ts';
