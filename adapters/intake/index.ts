export { createVacancyReader, type ReaderOptions } from './vacancy-reader.ts';
export { createFeedSource } from './feed-source.ts';
export { createLinkProbe } from './link-probe.ts';
export { createTableWriter } from './table-writer.ts';
export { loadPayRules, loadPlaces } from './place-files.ts';
