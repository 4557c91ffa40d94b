import type { z } from 'zod';
import type { Audience, audiences } from '../contract/audiences.ts';
import { err, ok, refuse, type Result } from '../kernel/result.ts';
import type { AccountRef, CallContext, Handlers, Ids, NetworkFailure, Topics } from '../ports/index.ts';
import type { MemberLists } from '../privacy/index.ts';
import type { AudienceRecord, ListRecord } from './audience-store.ts';
import { listFile } from './list-file.ts';
import { createMemberLists } from './member-lists.ts';
import { sizeGuard } from './size-guard.ts';
import { ensureRemote, readProgress, sendOwed, syncMembers, type ListNetwork, type SyncDependencies } from './sync-list.ts';

export interface AudienceDependencies extends SyncDependencies {
  readonly ids: Ids;
  readonly topics: Topics;
  readonly clientFacts: (clientId: string) => { readonly name: string; readonly timeZone: string } | null;
  /** Ids of a segment's people; null when there is no such segment. */
  readonly segmentMembers: (versionId: string, index: number) => Iterable<string> | null;
  /** By network id; null: it takes no lists. */
  readonly network: (id: string) => ListNetwork | null;
  readonly networkIds: readonly string[];
  readonly account: (accountId: string) => { readonly ref: AccountRef; readonly network: string; readonly clientId: string } | null;
  /** False while nothing may be sent: fenced after a restore, or read-only. */
  readonly maySend: () => boolean;
}

export interface Audiences extends Handlers<typeof audiences> {
  readonly lists: MemberLists;
  /** Tells the networks who must be dropped; what fails is tried again next time. */
  sendRemovals(context: CallContext): Promise<void>;
  /** True when taking this import back would strand people at a network. */
  holdsImport(importId: string): boolean;
}

/** Below this share of distinct people, one list for all is cheaper than several. */
const EFFICIENT = 0.7;
const REQUESTS_SHOWN = 6;

export function createAudiences(deps: AudienceDependencies): Audiences {
  const { store } = deps;
  /** Audiences that are being sent or taken off: a second hand at the same time could make a list twice. */
  const busy = new Set<string>();

  function view(record: AudienceRecord): z.infer<typeof Audience> {
    return {
      id: record.id,
      clientId: record.clientId,
      clientName: deps.clientFacts(record.clientId)?.name ?? '',
      name: record.name,
      kind: record.definition.kind,
      definition: record.definition,
      createdAt: record.createdAt,
      members: store.memberCount(record.id),
      confirmedAt: record.confirmedAt,
      lists: store.lists(record.id).map((list) => ({
        listId: list.id,
        network: list.network,
        accountId: list.accountId,
        state: list.state,
        remoteId: list.remoteId,
        sent: store.sentCount(list.id),
        matched: list.matched,
        remoteStatus: list.remoteStatus,
        owedRemovals: store.owedCount(list.id),
        removing: store.removingCount(list.id),
        requests: [...store.requests(list.id, REQUESTS_SHOWN)],
        failure: list.failure,
        syncedAt: list.syncedAt,
      })),
    };
  }

  /** Puts on the list whoever belongs there today: who withdrew, was forgotten or left the segment is on it no more. */
  function refill(record: AudienceRecord): number {
    if (record.definition.kind === 'union') {
      for (const id of record.definition.audienceIds) {
        const part = store.get(id);
        if (part !== null) refill(part);
      }
    }
    return store.fill(record, segmentOf(record) ?? null);
  }

  function segmentOf(record: Pick<AudienceRecord, 'definition'>): Iterable<string> | null | undefined {
    return record.definition.kind === 'segment' ? deps.segmentMembers(record.definition.versionId, record.definition.index) : undefined;
  }

  /** A refusal that keeps a definition from being filled; null when all is well. */
  function unfit(clientId: string, definition: AudienceRecord['definition']) {
    if (deps.clientFacts(clientId) === null) return refuse('clients.not_found', { clientId });
    if (definition.kind === 'segment' && deps.segmentMembers(definition.versionId, definition.index) === null)
      return refuse('audiences.segment_not_found');
    if (definition.kind === 'filter' && definition.filter.clientId !== clientId) return refuse('audiences.other_client');
    if (definition.kind !== 'union') return null;
    const parts = definition.audienceIds.map((id) => store.get(id));
    if (parts.includes(null)) return refuse('audiences.not_found');
    // Consent was given to one client; a list across two would lend it out.
    return parts.some((part) => part?.clientId !== clientId) ? refuse('audiences.other_client') : null;
  }

  async function upload(record: AudienceRecord, network: ListNetwork, account: AccountRef, list: ListRecord, context: CallContext) {
    const made = await ensureRemote(deps, network, account, record, list, context);
    if (!made.ok) return made;
    const { remoteId } = made.value;
    if (remoteId === null) throw new Error('A list is ready without its remote id');
    const ready = { ...made.value, remoteId };
    const progress = await readProgress(deps, network.audiences, account, ready);
    if (!progress.ok) return failing(ready, progress.error);
    const synced = await syncMembers(deps, network.audiences, account, ready, {
      progress: (done, total) => deps.topics.progress(context.taskId, 'audiences.upload', done, total),
      cancelled: () => deps.topics.cancelled(context.taskId),
    });
    if (!synced.ok) return synced;
    const { added, removed } = synced.value;
    const read = await network.audiences.read(account, remoteId);
    const now = deps.clock.nowIso();
    deps.unitOfWork.transaction(() => {
      store.saveList({
        ...ready,
        failure: null,
        syncedAt: now,
        ...(read.ok ? { matched: read.value.size, remoteStatus: read.value.status } : {}),
      });
      deps.ledger.note(context, 'audiences.uploaded', record.clientId, { network: list.network, added, removed });
      confirm(record, list.network, now, context);
    });
    return synced;
  }

  /** From here on its people's time to live counts. Inside a transaction. */
  function confirm(record: AudienceRecord, network: string, now: string, context: CallContext): void {
    if (record.confirmedAt === null) deps.ledger.note(context, 'audiences.confirmed', record.clientId, { network });
    store.confirm(record.id, now, deps.clock.today(deps.clientFacts(record.clientId)?.timeZone ?? 'UTC'));
  }

  function failing(list: ListRecord, failure: NetworkFailure): Result<never, NetworkFailure> {
    deps.unitOfWork.transaction(() => store.saveList({ ...list, failure: failure.kind }));
    return err(failure);
  }

  /** One list's state as its network tells it; a list whose answer never came is looked for. */
  async function readBack(list: ListRecord): Promise<Result<null, NetworkFailure>> {
    const account = deps.account(list.accountId);
    const network = deps.network(list.network);
    if (account === null || network === null || list.state === 'removed' || list.state === 'planned') return ok(null);
    const progress = await readProgress(deps, network.audiences, account.ref, list);
    if (!progress.ok) return failing(list, progress.error);
    const read =
      list.remoteId === null
        ? await network.audiences.find(account.ref, list.marker)
        : await network.audiences.read(account.ref, list.remoteId);
    if (!read.ok) return failing(list, read.error);
    const found = read.value;
    if (found !== null)
      deps.unitOfWork.transaction(() =>
        store.saveList({
          ...list,
          state: 'ready',
          remoteId: found.remoteId,
          matched: found.size,
          remoteStatus: found.status,
          failure: null,
        }),
      );
    return ok(null);
  }

  async function alone<T>(audienceId: string, work: () => Promise<T>): Promise<T | ReturnType<typeof refuse>> {
    if (busy.has(audienceId)) return refuse('audiences.busy');
    busy.add(audienceId);
    try {
      return await work();
    } finally {
      busy.delete(audienceId);
    }
  }

  return {
    lists: createMemberLists(store, deps.network),
    holdsImport: (importId) => store.holdsImport(importId),

    list({ clientId }) {
      return ok({ audiences: store.list(clientId).map(view) });
    },

    preview({ clientId, definition }) {
      const problem = unfit(clientId, definition);
      if (problem !== null) return problem;
      const census = store.census({ clientId, definition }, segmentOf({ definition }) ?? null);
      return ok({
        people: census.people,
        leftOut: { consent: census.noConsent, purpose: census.otherPurpose, identifier: census.noIdentifier },
        members: census.members,
        identifiers: { email: census.withEmail, phone: census.withPhone, both: census.withBoth },
        guards: deps.networkIds.flatMap((id) => {
          const network = deps.network(id);
          return network === null ? [] : [sizeGuard(id, census.members, network.audiences.audiences)];
        }),
      });
    },

    create({ clientId, name, definition }, context) {
      const problem = unfit(clientId, definition);
      if (problem !== null) return problem;
      const record: AudienceRecord = { id: deps.ids.next(), clientId, name, definition, createdAt: deps.clock.nowIso(), confirmedAt: null };
      const filled = deps.unitOfWork.transaction(() => {
        store.insert(record);
        const members = refill(record);
        if (members === 0) store.remove(record.id);
        else deps.ledger.note(context, 'audiences.drawn_up', clientId, { members });
        return members;
      });
      if (filled === 0) return refuse('audiences.no_consented_people');
      deps.topics.moved('audiences', 'privacy');
      return ok(view(record));
    },

    async upload({ audienceId, accountId, acceptSmall }, context) {
      const record = store.get(audienceId);
      if (record === null) return refuse('audiences.not_found');
      const account = deps.account(accountId);
      if (account === null || account.clientId !== record.clientId) return refuse('audiences.account_not_found');
      const network = deps.network(account.network);
      if (network === null) return refuse('audiences.network_has_none', { network: account.network });
      if (!deps.maySend()) return refuse('audiences.fenced');
      if (segmentOf(record) === null) return refuse('audiences.segment_not_found');
      const members = deps.unitOfWork.transaction(() => refill(record));
      const guard = sizeGuard(account.network, members, network.audiences.audiences);
      const known = store.lists(record.id).find((list) => list.accountId === accountId && list.state !== 'removed');
      // A list that is there already must hear who left, however few remain.
      if (guard.verdict === 'too_small' && !acceptSmall && known === undefined)
        return refuse('audiences.too_small', { network: account.network, expected: guard.expectedTo, minimum: guard.minimum });
      return alone(audienceId, async () => {
        const list = known ?? newList(record, accountId, account.network);
        if (known === undefined) deps.unitOfWork.transaction(() => store.saveList(list));
        const synced = await upload(record, network, account.ref, list, context);
        deps.topics.moved('audiences', 'privacy', 'candidates');
        if (!synced.ok) return refuse('audiences.network_failed', { network: account.network, kind: synced.error.kind });
        const { added, removed, cancelled } = synced.value;
        if (cancelled) return refuse('audiences.cancelled', { added, removed });
        return ok({ added, removed, audience: view(store.get(audienceId) ?? record) });
      });
    },

    async refresh({ audienceId }) {
      const record = store.get(audienceId);
      if (record === null) return refuse('audiences.not_found');
      return alone(audienceId, async () => {
        if (segmentOf(record) !== null) deps.unitOfWork.transaction(() => refill(record));
        let failure: { readonly network: string; readonly kind: string } | null = null;
        for (const list of store.lists(audienceId)) {
          const read = await readBack(list);
          if (!read.ok) failure ??= { network: list.network, kind: read.error.kind };
        }
        deps.topics.moved('audiences', 'privacy');
        return failure === null ? ok(view(record)) : refuse('audiences.network_failed', { ...failure });
      });
    },

    export({ audienceId, network: networkId }, context) {
      const record = store.get(audienceId);
      if (record === null) return refuse('audiences.not_found');
      const network = deps.network(networkId);
      if (network === null) return refuse('audiences.network_has_none', { network: networkId });
      if (segmentOf(record) === null) return refuse('audiences.segment_not_found');
      const members = deps.unitOfWork.transaction(() => refill(record));
      if (members === 0) return refuse('audiences.no_consented_people');
      const file = listFile(store, record, networkId, network.audiences);
      deps.unitOfWork.transaction(() => {
        deps.ledger.note(context, 'audiences.exported', record.clientId, { network: networkId, people: file.people });
        confirm(record, networkId, deps.clock.nowIso(), context);
      });
      deps.topics.moved('audiences', 'privacy', 'candidates');
      return ok(file);
    },

    async remove({ audienceId }, context) {
      const record = store.get(audienceId);
      if (record === null) return refuse('audiences.not_found');
      if (busy.has(audienceId)) return refuse('audiences.busy');
      for (const list of store.lists(audienceId)) {
        if (list.state === 'removed') continue;
        const account = deps.account(list.accountId);
        const network = deps.network(list.network);
        if (list.state === 'planned' || account === null || network === null) continue;
        if (!deps.maySend()) return refuse('audiences.fenced');
        const found = list.remoteId === null ? await network.audiences.find(account.ref, list.marker) : null;
        const remoteId = list.remoteId ?? (found?.ok === true ? (found.value?.remoteId ?? null) : null);
        if (found?.ok === false) return refuse('audiences.network_failed', { network: list.network, kind: found.error.kind });
        if (remoteId === null) continue;
        const gone = await network.audiences.remove(account.ref, remoteId);
        if (!gone.ok) return refuse('audiences.network_failed', { network: list.network, kind: gone.error.kind });
        deps.unitOfWork.transaction(() => store.saveList({ ...list, state: 'removed' }));
      }
      deps.unitOfWork.transaction(() => {
        store.remove(audienceId);
        deps.ledger.note(context, 'audiences.removed', record.clientId, {});
      });
      deps.topics.moved('audiences', 'privacy');
      return ok({ done: true as const });
    },

    overlap({ audienceIds }) {
      const records = audienceIds.map((id) => store.get(id));
      if (records.some((record) => record === null)) return refuse('audiences.not_found');
      const found = store.overlap(audienceIds);
      const entries = [...found.sizes.values()].reduce((sum, size) => sum + size, 0);
      const efficiencyRatio = entries === 0 ? null : found.unique / entries;
      return ok({
        lists: records.flatMap((record) =>
          record === null
            ? []
            : [
                {
                  audienceId: record.id,
                  name: record.name,
                  members: found.sizes.get(record.id) ?? 0,
                  onlyHere: found.onlyHere.get(record.id) ?? 0,
                },
              ],
        ),
        pairs: found.pairs.map((pair) => ({ ...pair })),
        entries,
        unique: found.unique,
        shared: found.shared,
        overlapRatio: found.unique === 0 ? null : found.shared / found.unique,
        efficiencyRatio,
        suggestUnified: efficiencyRatio !== null && efficiencyRatio < EFFICIENT,
        atNetworks: 'unknown' as const,
      });
    },

    async sendRemovals(context) {
      if (!deps.maySend()) return;
      for (const list of store.allLists()) {
        const account = deps.account(list.accountId);
        const network = deps.network(list.network);
        if (account === null || network === null || list.remoteId === null || list.state === 'removed') continue;
        const progress = await readProgress(deps, network.audiences, account.ref, list);
        // Removals under way were told; what is left to tell is what the network has not heard.
        if (!progress.ok || store.owed(list.id, 1).length === 0) continue;
        const sent = await sendOwed(deps, network.audiences, account.ref, { ...list, remoteId: list.remoteId });
        if (sent.ok)
          deps.unitOfWork.transaction(() => {
            store.saveList({ ...list, failure: null });
            deps.ledger.note(context, 'audiences.removals_sent', account.clientId, { network: list.network, removed: sent.value });
          });
      }
      deps.topics.moved('audiences', 'privacy');
    },
  };

  function newList(record: AudienceRecord, accountId: string, network: string): ListRecord {
    return {
      id: deps.ids.next(),
      audienceId: record.id,
      accountId,
      network,
      marker: deps.ids.marker(),
      state: 'planned',
      remoteId: null,
      matched: null,
      remoteStatus: 'unknown',
      failure: null,
      syncedAt: null,
      unsure: false,
    };
  }
}
