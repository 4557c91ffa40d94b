import path from 'node:path';
import { createFeeds } from '../../core/feeds/index.ts';
import { checkLinks, createVacancies } from '../../core/vacancies/index.ts';
import {
  createFeedSource,
  createLinkProbe,
  createTableWriter,
  createVacancyReader,
  loadPayRules,
  loadPlaces,
} from '../../adapters/intake/index.ts';
import { createVacancySource } from '../../adapters/storage/plan-vacancies.ts';
import type { AccountParts } from './compose-accounts.ts';
import type { FeatureBasis } from './feature-basis.ts';

/** Vacancies, the feeds that bring them and the links that they point to. */
export function composeVacancies(basis: FeatureBasis, { clientFact }: Pick<AccountParts, 'clientFact'>) {
  const { options, open, hub, stores, shared, system } = basis;
  const { clock, secrets } = open;
  const places = loadPlaces(path.join(options.resourcesRoot, 'places'));
  const reader = createVacancyReader({ workerUrl: options.readerWorker });
  const vacancies = createVacancies({
    ...shared,
    store: stores.vacancies,
    places,
    payRules: loadPayRules(path.join(options.resourcesRoot, 'pay')),
    reader,
    writer: createTableWriter(),
    clientFacts: clientFact,
    say: options.say,
    adCounts: stores.cross.adCounts,
    deadLinks: (urls) => stores.links.dead(urls),
    applicants: stores.cross.applicants,
    importSettled: (origin, columns) => feeds.settled(origin, [...columns]),
  });
  const feeds = createFeeds({
    ...shared,
    store: stores.feeds,
    source: createFeedSource({ clock, loopbackOnly: open.kind !== 'live' }),
    secrets,
    clientName: (id) => clientFact(id)?.name ?? null,
    propose: vacancies.propose,
    discardImport: vacancies.withdraw,
  });
  const linkProbe = createLinkProbe({ loopbackOnly: open.kind !== 'live' });
  const vacancySource = createVacancySource(open.database, stores.vacancies);

  /** Looks for changed feeds, and whether the links of vacancies still answer. */
  async function lookOut(): Promise<void> {
    const links = { store: stores.links, probe: linkProbe, clock, topics: hub };
    await Promise.all([feeds.poll(system), checkLinks(links)]);
  }

  return { places, reader, vacancies, feeds, vacancySource, lookOut };
}
