import { identityOf, readAnswers, tombstonesOf, type IdentifierHasher, type ReadCandidate } from '../candidates/index.ts';
import { instantText } from '../kernel/instant.ts';
import type { Sha256Hex } from '../kernel/hashed.ts';
import type { Places } from '../places/index.ts';
import type { AccountRef, CallContext, Clock, Ids, LeadNetwork, PrivacyLedger, RemoteLead, UnitOfWork } from '../ports/index.ts';
import type { ClientFacts } from '../vacancies/index.ts';
import type { LeadRecord, LeadStore } from './lead-store.ts';

export interface RetrieveDependencies {
  readonly store: LeadStore;
  readonly places: Places;
  readonly hasher: IdentifierHasher;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly unitOfWork: UnitOfWork;
  readonly ledger: PrivacyLedger;
  /** People who asked to be forgotten: a form they once filled in may not bring them back. */
  readonly forgotten: { readonly size: number; has(mark: Sha256Hex): boolean };
}

/** One account whose network hands out leads. */
export interface LeadLane {
  readonly account: AccountRef;
  readonly accountName: string;
  readonly network: string;
  readonly clientId: string;
  readonly leads: LeadNetwork;
}

export interface Retrieved {
  readonly read: number;
  readonly added: number;
  readonly leftOut: number;
  /** `NetworkFailure` kind; null when it went well. */
  readonly failure: string | null;
}

const DAY_MS = 86_400_000;
/** Networks show some leads late: each reading begins two days before the last one did. */
export const LOOK_BACK_MS = 2 * DAY_MS;

/** Fetches what came since the last time. What people typed is hashed as it is read, and nothing of it is written or logged. */
export async function retrieveLeads(
  deps: RetrieveDependencies,
  lane: LeadLane,
  client: ClientFacts,
  context: CallContext,
): Promise<Retrieved> {
  const { accountId } = lane.account;
  const source = deps.store.source(accountId);
  const startedMs = deps.clock.nowMs();
  const oldestMs = startedMs - lane.leads.leadRetentionDays * DAY_MS;
  const lastMs = source?.retrievedAt == null ? oldestMs : Date.parse(source.retrievedAt) - LOOK_BACK_MS;
  const answer = await lane.leads.leads(lane.account, instantText(Math.max(oldestMs, lastMs)));
  const known = { accountId, clientId: lane.clientId };
  if (!answer.ok) {
    const { kind } = answer.error;
    const failureCode = answer.error.kind === 'refused' ? answer.error.code : null;
    deps.unitOfWork.transaction(() =>
      deps.store.saveSource({ ...known, retrievedAt: source?.retrievedAt ?? null, failure: kind, failureCode }),
    );
    return { read: 0, added: 0, leftOut: 0, failure: kind };
  }
  let added = 0;
  let leftOut = 0;
  deps.unitOfWork.transaction(() => {
    for (const remote of answer.value) {
      const lead = leadOf(deps, lane, client, remote);
      if (!deps.store.insert(lead)) continue;
      if (lead.state === 'new') added += 1;
      else leftOut += 1;
    }
    // From when the reading began: what came meanwhile is for the next one.
    deps.store.saveSource({ ...known, retrievedAt: instantText(startedMs), failure: null, failureCode: null });
    if (added + leftOut > 0) deps.ledger.note(context, 'leads.retrieved', lane.clientId, { network: lane.network, added, leftOut });
  });
  return { read: answer.value.length, added, leftOut, failure: null };
}

function leadOf(deps: RetrieveDependencies, lane: LeadLane, client: ClientFacts, remote: RemoteLead): LeadRecord {
  const read = readAnswers(deps, client, remote.answers, remote.createdAt.slice(0, 10));
  const reason = whyNot(deps, read);
  return {
    id: deps.ids.next(),
    clientId: lane.clientId,
    accountId: lane.account.accountId,
    network: lane.network,
    remoteId: remote.remoteId,
    createdAt: remote.createdAt,
    adRemoteId: remote.adRemoteId,
    formRemoteId: remote.formRemoteId,
    vacancyId: remote.adRemoteId === null ? null : deps.store.vacancyOfAd(lane.account.accountId, remote.adRemoteId),
    state: reason === null ? 'new' : 'left_out',
    reason,
    read: reason === null ? read : null,
  };
}

/** Who may not, or cannot, be kept: of them the network's own number of the lead stays, and nothing else. */
function whyNot(deps: RetrieveDependencies, read: ReadCandidate): string | null {
  if (identityOf(read.identifiers) === null) return 'candidates.drop.no_identifier';
  if (read.consent === 'denied') return 'candidates.drop.consent_denied';
  const isForgotten = deps.forgotten.size > 0 && tombstonesOf(deps.hasher, read.identifiers).some((mark) => deps.forgotten.has(mark));
  return isForgotten ? 'candidates.drop.forgotten' : null;
}
