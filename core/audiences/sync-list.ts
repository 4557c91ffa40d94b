import type {
  CallContext,
  AccountRef,
  AudienceNetwork,
  Clock,
  HashedMember,
  NetworkFailure,
  PrivacyLedger,
  UnitOfWork,
} from '../ports/index.ts';
import { inForm, type HashedIdentifiers } from '../candidates/index.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { AudienceRecord, AudienceStore, ListRecord, SentMember } from './audience-store.ts';

export interface ListNetwork {
  readonly audiences: AudienceNetwork;
  /** How long after creation a list may be missing from a look. */
  readonly listingLagMs: number;
}

export interface SyncDependencies {
  readonly store: AudienceStore;
  readonly unitOfWork: UnitOfWork;
  readonly ledger: PrivacyLedger;
  readonly clock: Clock;
}

export interface Synced {
  readonly added: number;
  readonly removed: number;
}

/** What a network may be told of a person, in its forms; null where it takes none of their identifiers. */
export function memberFor(network: AudienceNetwork, identifiers: HashedIdentifiers): HashedMember | null {
  const email = inForm(identifiers, network.audiences.emailForm);
  const phone = inForm(identifiers, network.audiences.phoneForm);
  return email === null && phone === null ? null : { email, phone };
}

/**
 * Makes the list exist, exactly once. The intent is committed before the call; while no answer proved an outcome the
 * list is looked for by its marker, twice with the network's lag between, and only then sent again.
 */
export async function ensureRemote(
  deps: SyncDependencies,
  network: ListNetwork,
  account: AccountRef,
  audience: AudienceRecord,
  list: ListRecord,
  context: CallContext,
): Promise<Result<ListRecord, NetworkFailure>> {
  if (list.state === 'ready' && list.remoteId !== null) return ok(list);
  const save = (next: ListRecord): ListRecord => {
    deps.unitOfWork.durable(() => deps.store.saveList(next));
    return next;
  };
  if (list.state === 'creating') {
    const found = await findTwice(deps, network, account, list.marker);
    if (!found.ok) return fail(deps, list, found.error);
    if (found.value !== null) return ok(save({ ...list, state: 'ready', remoteId: found.value.remoteId, failure: null }));
  }
  const intended: ListRecord = { ...list, state: 'creating', failure: null };
  deps.unitOfWork.durable(() => {
    deps.store.saveList(intended);
    deps.ledger.note(context, 'audiences.create_intended', audience.clientId, { network: list.network });
  });
  const made = await network.audiences.create(account, {
    name: audience.name,
    marker: list.marker,
    description: '',
    retentionDays: network.audiences.audiences.retentionDaysMax,
  });
  if (!made.ok) {
    // Only an answer that proves that nothing was made frees the intent; everything else is looked for first.
    const surelyNot = made.error.kind !== 'outcome_unknown' && made.error.kind !== 'unsupported';
    return fail(deps, surelyNot ? { ...intended, state: 'planned' } : intended, made.error);
  }
  deps.unitOfWork.durable(() => {
    deps.store.saveList({ ...intended, state: 'ready', remoteId: made.value.remoteId });
    deps.ledger.note(context, 'audiences.created', audience.clientId, { network: list.network });
  });
  return ok({ ...intended, state: 'ready', remoteId: made.value.remoteId });
}

async function findTwice(deps: SyncDependencies, network: ListNetwork, account: AccountRef, marker: string) {
  const first = await network.audiences.find(account, marker);
  if (!first.ok || first.value !== null) return first;
  await deps.clock.sleep(network.listingLagMs);
  return network.audiences.find(account, marker);
}

function fail(deps: SyncDependencies, list: ListRecord, failure: NetworkFailure): Result<ListRecord, NetworkFailure> {
  deps.unitOfWork.durable(() => deps.store.saveList({ ...list, failure: failure.kind }));
  return err(failure);
}

/**
 * Tells the network who joined and who left. Who must go goes first. Each batch is written down once the network took
 * it; a batch whose answer is lost is sent again, which adds and removes nobody twice.
 */
export async function syncMembers(
  deps: SyncDependencies,
  network: AudienceNetwork,
  account: AccountRef,
  list: ListRecord & { readonly remoteId: string },
): Promise<Result<Synced, NetworkFailure>> {
  const owed = await sendOwed(deps, network, account, list);
  if (!owed.ok) return owed;
  let removed = owed.value;
  const batch = network.audiences.batchMax;
  for (;;) {
    const leaving = deps.store.toRemove(list, batch);
    if (leaving.length === 0) break;
    const done = await network.change(account, list.remoteId, 'remove', leaving.map(withoutNumber));
    if (!done.ok) return failed(deps, list, done.error);
    deps.unitOfWork.durable(() =>
      deps.store.forgetSent(
        list.id,
        leaving.map(({ number }) => number),
      ),
    );
    removed += leaving.length;
  }
  let added = 0;
  for (let after = 0; ;) {
    const joining = deps.store.toAdd(list, after, batch);
    const last = joining.at(-1);
    if (last === undefined) break;
    after = last.number;
    const members = joining.flatMap(({ number, identifiers }): SentMember[] => {
      const member = memberFor(network, identifiers);
      return member === null ? [] : [{ number, ...member }];
    });
    if (members.length === 0) continue;
    const done = await network.change(account, list.remoteId, 'add', members.map(withoutNumber));
    if (!done.ok) return failed(deps, list, done.error);
    deps.unitOfWork.durable(() => deps.store.noteSent(list.id, members));
    added += members.length;
  }
  return ok({ added, removed });
}

/** Whoever must be dropped from a list: the forgotten. Returns how many. */
export async function sendOwed(
  deps: SyncDependencies,
  network: AudienceNetwork,
  account: AccountRef,
  list: ListRecord & { readonly remoteId: string },
): Promise<Result<number, NetworkFailure>> {
  let sent = 0;
  for (;;) {
    const owed = deps.store.owed(list.id, network.audiences.batchMax);
    if (owed.length === 0) return ok(sent);
    const done = await network.change(
      account,
      list.remoteId,
      'remove',
      owed.map(({ email, phone }) => ({ email, phone })),
    );
    if (!done.ok) return failed(deps, list, done.error);
    deps.unitOfWork.durable(() => deps.store.settleOwed(owed.map(({ row }) => row)));
    sent += owed.length;
  }
}

function withoutNumber({ email, phone }: SentMember): HashedMember {
  return { email, phone };
}

function failed<T>(deps: SyncDependencies, list: ListRecord, failure: NetworkFailure): Result<T, NetworkFailure> {
  deps.unitOfWork.durable(() => deps.store.saveList({ ...list, failure: failure.kind }));
  return err(failure);
}
