import { createAudiences } from '../../core/audiences/index.ts';
import { createCandidates } from '../../core/candidates/index.ts';
import { createConversions } from '../../core/conversions/index.ts';
import { createLeads } from '../../core/leads/index.ts';
import type { Places } from '../../core/places/index.ts';
import type { AccountRef, CallContext } from '../../core/ports/index.ts';
import { createPrivacy } from '../../core/privacy/index.ts';
import type { ClientFacts, VacancyFileReader } from '../../core/vacancies/index.ts';
import type { NetworkPorts } from '../../adapters/networks/registry.ts';
import { createForgottenList } from '../../adapters/storage/forgotten-list.ts';
import { createPrivacyLedger } from '../../adapters/storage/privacy-sql-store.ts';
import type { createStores } from '../../adapters/storage/stores.ts';
import type { OpenWorkspace } from '../../adapters/storage/index.ts';
import type { EventHub } from './topics.ts';

export interface ReachableAccount {
  readonly account: AccountRef;
  readonly name: string;
  readonly network: string;
  readonly clientId: string;
}

export interface PeopleParts {
  readonly open: OpenWorkspace;
  readonly hub: EventHub;
  readonly stores: ReturnType<typeof createStores>;
  readonly places: Places;
  readonly reader: VacancyFileReader;
  readonly ports: ReadonlyMap<string, NetworkPorts>;
  readonly clientFacts: (clientId: string) => ClientFacts | null;
  readonly accountRef: (accountId: string) => AccountRef | null;
  /** Accounts that may be reached now. */
  readonly reachable: (clientId: string | null) => readonly ReachableAccount[];
  /** Ids of a segment's people; null when there is no such segment. */
  readonly segmentMembers: (versionId: string, index: number) => Iterable<string> | null;
}

/** Candidates, what the law asks about them, the lists that networks get of them, what became of applicants, and answers to lead forms. */
export function composePeople(parts: PeopleParts) {
  const { open, hub, stores, ports } = parts;
  const { clock, ids, unitOfWork, changeLog, auditLog: audit, hasher } = open;
  const ledger = createPrivacyLedger(open.database, clock, audit);
  const forgotten = createForgottenList(open.directory, open.database, hasher, open.readOnly !== null);
  const shared = { clock, ids, unitOfWork, topics: hub, ledger, clientFacts: parts.clientFacts };
  const maySend = (): boolean => open.readOnly === null && open.fence.reason() === null;
  const audiences = createAudiences({
    ...shared,
    store: stores.audiences,
    segmentMembers: parts.segmentMembers,
    network(id) {
      const network = ports.get(id);
      return network === undefined || network.audiences === null
        ? null
        : { audiences: network.audiences, listingLagMs: network.ads.capabilities.listingLagMs };
    },
    networkIds: [...ports.keys()],
    account(accountId) {
      const record = stores.accounts.get(accountId);
      const ref = parts.accountRef(accountId);
      return record === null || ref === null ? null : { ref, network: record.network, clientId: record.clientId };
    },
    maySend,
  });
  const candidates = createCandidates({
    ...shared,
    store: stores.candidates,
    places: parts.places,
    reader: parts.reader,
    hasher,
    changeLog,
    audit,
    forgotten,
    isOnLists: (importId) => audiences.holdsImport(importId),
  });
  const retention = (clientId: string) => stores.candidates.retention(clientId);
  const conversions = createConversions({
    ...shared,
    store: stores.conversions,
    hasher,
    forgotten,
    reader: parts.reader,
    retention,
    maySend,
    countryOf: (text) => parts.places.country(text),
    clicks: new Map(
      [...ports].flatMap(([id, { conversions: own }]) => (own === null ? [] : [[id, own.conversions.clickParameter] as const])),
    ),
    lanes: (clientId) =>
      parts.reachable(clientId).flatMap(({ account, name, network, clientId: owner }) => {
        const own = ports.get(network)?.conversions ?? null;
        return own === null ? [] : [{ account, accountName: name, network, clientId: owner, conversions: own }];
      }),
  });
  const leads = createLeads({
    ...shared,
    store: stores.leads,
    places: parts.places,
    hasher,
    forgotten,
    retention,
    candidates,
    mayWrite: () => open.readOnly === null,
    lanes: (clientId) =>
      parts.reachable(clientId).flatMap(({ account, name, network, clientId: owner }) => {
        const own = ports.get(network)?.leads ?? null;
        return own === null ? [] : [{ account, accountName: name, network, clientId: owner, leads: own }];
      }),
  });
  const privacy = createPrivacy({
    ...shared,
    store: stores.privacy,
    forgotten,
    hasher,
    lists: audiences.lists,
    traces: [conversions.traces, leads.traces],
    retention,
    sendRemovals: (context) => audiences.sendRemovals(context),
  });

  /** What must happen whether or not somebody presses a button: at the start, and every so often. */
  async function keep(context: CallContext): Promise<void> {
    if (open.readOnly !== null) return;
    privacy.deleteExpired(context);
    await audiences.sendRemovals(context);
    await conversions.sendDue(context);
    await leads.retrieveDue(context);
  }
  return { candidates, privacy, audiences, conversions, leads, keep };
}
