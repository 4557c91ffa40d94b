export { createVacancyReader, type ReaderOptions } from './vacancy-reader.ts';
export { createTableWriter } from './table-writer.ts';
export { loadPayRules, loadPlaces } from './place-files.ts';
