export { createVacancyReader, type ReaderOptions } from './vacancy-reader.ts';
export { createTableWriter } from './table-writer.ts';
export { loadPlaces } from './place-files.ts';
