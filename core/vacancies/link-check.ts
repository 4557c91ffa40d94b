import type { Clock, Topics } from '../ports/index.ts';

export type LinkState = 'alive' | 'dead' | 'unknown';

/** Asks a page whether it is there, and nothing else. `unknown` when no answer says so surely: offline, blocked, broken. */
export interface LinkProbe {
  ask(url: string): Promise<LinkState>;
}

export interface LinkStore {
  /** Addresses of open vacancies that were not asked since that moment, those never asked first. */
  due(beforeMs: number, limit: number): readonly string[];
  save(url: string, state: LinkState, atMs: number): void;
}

/** Pages asked in one round: a feed of ten thousand links is asked over a day, not at once. */
const ROUND = 25;
const AGAIN_MS = 6 * 3_600_000;

/** Asks the apply links that are due, one after the other; true when some vacancy looks different after it. */
export async function checkLinks(deps: { store: LinkStore; probe: LinkProbe; clock: Clock; topics: Topics }): Promise<boolean> {
  const due = deps.store.due(deps.clock.nowMs() - AGAIN_MS, ROUND);
  let dead = false;
  for (const url of due) {
    const state = await deps.probe.ask(url);
    deps.store.save(url, state, deps.clock.nowMs());
    dead ||= state === 'dead';
  }
  if (dead) deps.topics.moved('vacancies');
  return dead;
}
