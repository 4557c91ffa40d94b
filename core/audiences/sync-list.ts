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
  /** The person stopped it: what is counted here was sent, the rest was not. */
  readonly cancelled: boolean;
}

/** How a long exchange is followed, and stopped between two requests. */
export interface SyncWatch {
  progress(done: number, total: number): void;
  cancelled(): boolean;
}

const UNWATCHED: SyncWatch = { progress: () => undefined, cancelled: () => false };

type ReadyList = ListRecord & { readonly remoteId: string };

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
  list: ReadyList,
  watch: SyncWatch,
): Promise<Result<Synced, NetworkFailure>> {
  const batch = network.audiences.batchMax;
  const { joining: toJoin, leaving: toLeave } = deps.store.pending(list);
  const total = toJoin + toLeave;
  const owed = await sendOwed(deps, network, account, list, watch);
  if (!owed.ok) return owed;
  let removed = owed.value;
  let added = 0;
  for (;;) {
    watch.progress(removed, total);
    if (watch.cancelled()) return ok({ added, removed, cancelled: true });
    const leaving = deps.store.toRemove(list, batch);
    if (leaving.length === 0) break;
    const done = await network.change(account, list.remoteId, 'remove', leaving.map(withoutNumber));
    if (!done.ok) return failed(deps, list, done.error);
    const numbers = leaving.map(({ number }) => number);
    deps.unitOfWork.durable(() => {
      const request = pendingRequest(deps, network, list, 'remove', leaving.length, done.value.requestId);
      if (request === null) deps.store.forgetSent(list.id, numbers);
      else deps.store.noteLeaving(list.id, numbers, request);
    });
    removed += leaving.length;
  }
  for (let after = 0; ;) {
    watch.progress(removed + added, total);
    if (watch.cancelled()) return ok({ added, removed, cancelled: true });
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
    deps.unitOfWork.durable(() =>
      deps.store.noteSent(list.id, members, pendingRequest(deps, network, list, 'add', members.length, done.value.requestId)),
    );
    added += members.length;
  }
  return ok({ added, removed, cancelled: false });
}

/** Whoever must be dropped from a list: the forgotten. Returns how many the network was told of. */
export async function sendOwed(
  deps: SyncDependencies,
  network: AudienceNetwork,
  account: AccountRef,
  list: ReadyList,
  watch: SyncWatch = UNWATCHED,
): Promise<Result<number, NetworkFailure>> {
  let sent = 0;
  for (;;) {
    const owed = watch.cancelled() ? [] : deps.store.owed(list.id, network.audiences.batchMax);
    if (owed.length === 0) return ok(sent);
    const done = await network.change(
      account,
      list.remoteId,
      'remove',
      owed.map(({ email, phone }) => ({ email, phone })),
    );
    if (!done.ok) return failed(deps, list, done.error);
    const rows = owed.map(({ row }) => row);
    deps.unitOfWork.durable(() => {
      const request = pendingRequest(deps, network, list, 'remove', owed.length, done.value.requestId);
      if (request === null) deps.store.settleOwed(rows);
      else deps.store.noteOwedLeaving(rows, request);
    });
    sent += owed.length;
  }
}

/** The row of a request that the network answers for later; null where its receipt is the last word. */
function pendingRequest(
  deps: SyncDependencies,
  network: AudienceNetwork,
  list: ReadyList,
  operation: 'add' | 'remove',
  members: number,
  requestId: string | null,
): number | null {
  if (network.progress === undefined || requestId === null) return null;
  return deps.store.noteRequest(list.id, { operation, members, sentAt: deps.clock.nowIso(), requestId });
}

/** After this long a network that still says nothing will say nothing. */
const REQUEST_LIFE_MS = 3 * 86_400_000;

/**
 * Reads what became of the requests that the network answers for later. Returns how many are still under way. A failure is
 * the caller's to write down: a look that nobody asked for says nothing about the list.
 */
export async function readProgress(
  deps: SyncDependencies,
  network: AudienceNetwork,
  account: AccountRef,
  list: ListRecord,
): Promise<Result<number, NetworkFailure>> {
  if (network.progress === undefined) return ok(0);
  let open = 0;
  for (const { row, requestId, sentAt } of deps.store.openRequests(list.id)) {
    const said = await network.progress(account, requestId);
    // A request that the network does not know, or never finishes, counts as one that failed: it is told again.
    const isLost = said.ok
      ? said.value.state === 'processing' && deps.clock.nowMs() - Date.parse(sentAt) > REQUEST_LIFE_MS
      : said.error.kind === 'refused';
    if (!said.ok && !isLost) return said;
    if (said.ok && said.value.state === 'processing' && !isLost) {
      open += 1;
      continue;
    }
    const outcome =
      said.ok && !isLost
        ? { state: said.value.state, taken: said.value.taken, problems: said.value.problems.map((one) => ({ ...one })) }
        : { state: 'failed' as const, taken: null, problems: [{ code: 'unknown', count: 1 }] };
    deps.unitOfWork.durable(() => deps.store.settleRequest(row, outcome));
  }
  return ok(open);
}

function withoutNumber({ email, phone }: SentMember): HashedMember {
  return { email, phone };
}

function failed<T>(deps: SyncDependencies, list: ListRecord, failure: NetworkFailure): Result<T, NetworkFailure> {
  deps.unitOfWork.durable(() => deps.store.saveList({ ...list, failure: failure.kind }));
  return err(failure);
}
