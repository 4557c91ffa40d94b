export { createHistory, type HistoryOptions } from './history.ts';
export type { HistoryEntry, HistoryStep, HistoryStore } from './history-store.ts';
