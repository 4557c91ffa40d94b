import type { SimObject, SimState } from '../../adapters/simulators/types.ts';
import type { CliSession } from './session.ts';

export interface BooksReport {
  readonly duplicates: number;
  readonly orphans: number;
  readonly networks: {
    readonly [network: string]: {
      readonly campaigns: number;
      readonly adGroups: number;
      readonly ads: number;
      readonly active: number;
      readonly rejected: number;
    };
  };
}

/** What the simulators' own books say, held against ours: the judge is the other side, never our journal. */
export async function compareBooks(session: CliSession, networks: readonly string[]): Promise<BooksReport> {
  let duplicates = 0;
  let orphans = 0;
  const report: Record<string, BooksReport['networks'][string]> = {};
  const known = session.backend.knownMarkers();
  for (const network of networks) {
    const state = await session.backend.simulators()!.state(network);
    const living = livingOf(state);
    duplicates += countDuplicates(living.campaigns) + countDuplicates(living.adGroups) + countDuplicates(living.ads);
    const ids = new Set([...living.campaigns, ...living.adGroups].map((object) => object.id));
    for (const object of [...living.campaigns, ...living.adGroups, ...living.ads]) {
      if (object.marker === null || !known.has(object.marker)) orphans += 1;
      else if (object.parentId !== null && !ids.has(object.parentId)) orphans += 1;
    }
    report[network] = {
      campaigns: living.campaigns.length,
      adGroups: living.adGroups.length,
      ads: living.ads.length,
      active: living.ads.filter((ad) => ad.status === 'active').length,
      rejected: living.ads.filter((ad) => ad.review === 'rejected').length,
    };
  }
  return { duplicates, orphans, networks: report };
}

function livingOf(state: SimState): SimState {
  const living = (list: readonly SimObject[]): SimObject[] => list.filter((object) => object.status !== 'archived');
  return { campaigns: living(state.campaigns), adGroups: living(state.adGroups), ads: living(state.ads) };
}

/** Objects beyond the first that carry the same marker. */
function countDuplicates(objects: readonly SimObject[]): number {
  const markers = objects.map((object) => object.marker).filter((marker) => marker !== null);
  return markers.length - new Set(markers).size;
}
