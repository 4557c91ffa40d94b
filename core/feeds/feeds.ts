import type { Feed, feeds, FeedFields, FeedRun } from '../contract/feeds.ts';
import type { ImportPreview } from '../contract/vacancies.ts';
import { jsonDetails } from '../kernel/json-data.ts';
import { ok, refuse, type Refusal, type Result } from '../kernel/result.ts';
import { fold } from '../kernel/text.ts';
import type { AuditLog, CallContext, Clock, Handlers, Ids, Secrets, Topics, UnitOfWork } from '../ports/index.ts';
import type { FileSource, ImportOrigin, Proposal } from '../vacancies/index.ts';
import type { FeedRecord, FeedStore, RunRecord } from './feed-store.ts';
import type { FeedSource } from './feed-source.ts';

export interface FeedDependencies {
  readonly store: FeedStore;
  readonly source: FeedSource;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly unitOfWork: UnitOfWork;
  readonly audit: AuditLog;
  readonly topics: Topics;
  readonly clientName: (clientId: string) => string | null;
  /** Reads a file into an import that waits for a person. */
  readonly propose: (proposal: Proposal, context: CallContext) => Promise<Result<ImportPreview, Refusal>>;
  readonly discardImport: (importId: string) => void;
}

export interface Feeds extends Handlers<typeof feeds> {
  /** Looks at every feed whose time has come. Never two looks at once. */
  poll(context: CallContext): Promise<void>;
  /** Called inside the transaction that writes an import: after a crash the run is settled exactly if its vacancies are there. */
  settled(origin: ImportOrigin, columns: FeedFields['columns']): void;
}

export function createFeeds(deps: FeedDependencies): Feeds {
  const { store, clock, topics } = deps;
  /** Imports that wait, by run. They live as long as the program; a run without one is read again. */
  const waiting = new Map<string, string>();
  let looking: Promise<unknown> = Promise.resolve();

  function shown(record: FeedRecord): Feed {
    const { settings } = record.fields;
    return {
      id: record.id,
      clientName: deps.clientName(record.fields.clientId) ?? '',
      ...record.fields,
      settings: settings.kind === 'http' ? { ...settings, headers: settings.headers.map(({ name }) => ({ name, value: null })) } : settings,
      lastLookedAt: record.lastLookedAt,
      trouble: record.trouble === null ? null : { code: record.trouble.code, details: jsonDetails(record.trouble.details) },
      waiting: store.countWaiting(record.id),
    };
  }

  function shownRun(run: RunRecord): FeedRun {
    const { fingerprint: _fingerprint, mark: _mark, ...rest } = run;
    return {
      ...rest,
      refusal: run.refusal === null ? null : { code: run.refusal.code, details: jsonDetails(run.refusal.details) },
      importId: run.state === 'proposed' ? (waiting.get(run.id) ?? null) : null,
    };
  }

  async function headersOf(record: FeedRecord): Promise<ReadonlyMap<string, string>> {
    const kept = record.secretName === '' ? null : await deps.secrets.get(record.secretName);
    const values: unknown = kept === null ? {} : JSON.parse(kept);
    const known = new Map(
      Object.entries(values ?? {}).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : [])),
    );
    return known;
  }

  /** Keeps the header values where secrets live, and nothing of them in the record. */
  async function keep(fields: FeedFields, before: FeedRecord | null, id: string): Promise<{ fields: FeedFields; secretName: string }> {
    if (fields.settings.kind !== 'http' || fields.settings.headers.length === 0) {
      if (before !== null && before.secretName !== '') await deps.secrets.delete(before.secretName);
      return { fields, secretName: '' };
    }
    const known = before === null ? new Map<string, string>() : await headersOf(before);
    const values = fields.settings.headers.map(({ name, value }) => [name, value ?? known.get(name) ?? ''] as const);
    const secretName = `feed/${id}`;
    await deps.secrets.set(secretName, JSON.stringify(Object.fromEntries(values)));
    const headers = fields.settings.headers.map(({ name }) => ({ name, value: null }));
    return { fields: { ...fields, settings: { ...fields.settings, headers } }, secretName };
  }

  function taken(name: string, but: string | null): boolean {
    return store.list().some((record) => record.id !== but && fold(record.fields.name) === fold(name));
  }

  function write(record: FeedRecord, context: CallContext, label: string): void {
    deps.unitOfWork.transaction(() => {
      store.save(record);
      deps.audit.append(context, label, record.id, { name: record.fields.name, kind: record.fields.settings.kind });
    });
    topics.moved('feeds', 'audit');
  }

  /** One file or answer: nothing when it is what was seen last, else a run, proposed or settled at once. */
  async function take(
    record: FeedRecord,
    found: { readonly name: string; readonly mark: string; readonly fingerprint: string; readonly source: FileSource },
    context: CallContext,
  ): Promise<RunRecord | null> {
    const last = store.latest(record.id, found.name);
    const same = last !== null && last.fingerprint === found.fingerprint;
    if (same && (last.state !== 'proposed' || waiting.has(last.id))) {
      if (last.mark !== found.mark) store.saveRun({ ...last, mark: found.mark });
      return null;
    }
    // What nobody looked at yet makes room for what is newer.
    if (last !== null && !same && last.state === 'proposed') {
      const open = waiting.get(last.id);
      if (open !== undefined) deps.discardImport(open);
      waiting.delete(last.id);
      store.saveRun({ ...last, state: 'superseded' });
    }
    const run: RunRecord = {
      id: same ? last.id : deps.ids.next(),
      feedId: record.id,
      fileName: found.name,
      fingerprint: found.fingerprint,
      mark: found.mark,
      foundAt: same ? last.foundAt : clock.nowIso(),
      state: 'proposed',
      counts: null,
      held: null,
      refusal: null,
    };
    // Written before it is read: a crash while reading finds the run, not a second one.
    store.saveRun(run);
    const { clientId, wholeFeed, columns } = record.fields;
    const origin: ImportOrigin = { feedId: record.id, runId: run.id };
    const proposed = await deps.propose({ clientId, source: found.source, closeMissing: wholeFeed, columns, origin }, context);
    const settled = outcome(run, proposed);
    if (proposed.ok) {
      if (settled.state === 'proposed') waiting.set(run.id, proposed.value.importId);
      else deps.discardImport(proposed.value.importId);
    }
    store.saveRun(settled);
    topics.moved('feeds', 'home');
    return settled;
  }

  function outcome(run: RunRecord, proposed: Result<ImportPreview, Refusal>): RunRecord {
    if (!proposed.ok) return { ...run, state: 'refused', refusal: proposed.error };
    const { counts, shrinkHeld, questions } = proposed.value;
    const nothing = counts.new + counts.changed + counts.closed + counts.rejected === 0;
    const open = questions.some((question) => question.answer === null);
    return { ...run, counts, state: nothing ? 'unchanged' : 'proposed', held: shrinkHeld ? 'shrink' : open ? 'question' : null };
  }

  async function look(record: FeedRecord, context: CallContext): Promise<RunRecord | null> {
    const { settings } = record.fields;
    let run: RunRecord | null = null;
    let trouble: Refusal | null = null;
    if (settings.kind === 'folder') {
      const files = await deps.source.files(settings.path);
      if (!files.ok) trouble = files.error;
      else {
        for (const file of files.value) {
          const last = store.latest(record.id, file.name);
          if (last !== null && last.mark === file.mark && (last.state !== 'proposed' || waiting.has(last.id))) continue;
          const fingerprint = await deps.source.fingerprint(file.path);
          if (!fingerprint.ok) continue; // taken away between two looks: the next one sees
          const found = { name: file.name, mark: file.mark, fingerprint: fingerprint.value, source: { path: file.path } };
          run = (await take(record, found, context)) ?? run;
        }
      }
    } else {
      const last = store.latest(record.id, record.fields.name);
      const mark = last === null || (last.state === 'proposed' && !waiting.has(last.id)) || last.mark === '' ? null : last.mark;
      const pulled = await deps.source.pull(settings, await headersOf(record), mark);
      if (!pulled.ok) trouble = pulled.error;
      else if (pulled.value !== null) run = await take(record, { name: record.fields.name, ...pulled.value }, context);
    }
    store.looked(record.id, clock.nowIso(), trouble);
    topics.moved('feeds');
    return run;
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = looking.then(work, work);
    looking = next.catch(() => undefined);
    return next;
  }

  function isDue(record: FeedRecord): boolean {
    if (!record.fields.enabled) return false;
    // A folder costs nothing to look at: what is dropped in it is seen at the next poll.
    if (record.fields.settings.kind === 'folder' || record.lastLookedAt === null) return true;
    return clock.nowMs() - Date.parse(record.lastLookedAt) >= record.fields.everyMinutes * 60_000;
  }

  return {
    list: ({ clientId }) =>
      ok({
        feeds: store
          .list()
          .filter((record) => clientId === null || record.fields.clientId === clientId)
          .map(shown),
      }),
    runs: ({ feedId, limit }) => ok({ runs: store.runs(feedId, limit).map(shownRun) }),
    async create({ fields }, context) {
      if (deps.clientName(fields.clientId) === null) return refuse('clients.not_found', { clientId: fields.clientId });
      if (taken(fields.name, null)) return refuse('feeds.name_taken', { name: fields.name });
      const id = deps.ids.next();
      const kept = await keep(fields, null, id);
      const record: FeedRecord = { id, ...kept, lastLookedAt: null, trouble: null, createdAt: clock.nowIso() };
      write(record, context, 'feeds.created');
      return ok(shown(record));
    },
    async update({ feedId, fields }, context) {
      const before = store.get(feedId);
      if (before === null) return refuse('feeds.not_found');
      if (deps.clientName(fields.clientId) === null) return refuse('clients.not_found', { clientId: fields.clientId });
      if (taken(fields.name, feedId)) return refuse('feeds.name_taken', { name: fields.name });
      const record: FeedRecord = { ...before, ...(await keep(fields, before, feedId)), trouble: null };
      write(record, context, 'feeds.changed');
      return ok(shown(record));
    },
    async remove({ feedId }, context) {
      const record = store.get(feedId);
      if (record === null) return refuse('feeds.not_found');
      for (const run of store.runs(feedId, 200)) {
        const open = waiting.get(run.id);
        if (open !== undefined) deps.discardImport(open);
        waiting.delete(run.id);
      }
      if (record.secretName !== '') await deps.secrets.delete(record.secretName);
      deps.unitOfWork.transaction(() => {
        store.remove(feedId);
        deps.audit.append(context, 'feeds.removed', feedId, { name: record.fields.name });
      });
      topics.moved('feeds', 'audit');
      return ok({ done: true as const });
    },
    async look({ feedId }, context) {
      const record = store.get(feedId);
      if (record === null) return refuse('feeds.not_found');
      const run = await inTurn(() => look(record, context));
      const trouble = store.get(feedId)?.trouble ?? null;
      if (trouble !== null) return { ok: false, error: trouble };
      return ok({ run: run === null ? null : shownRun(run) });
    },
    dismiss({ runId }, context) {
      const run = store.run(runId);
      if (run === null || run.state !== 'proposed') return refuse('feeds.not_found');
      const open = waiting.get(runId);
      if (open !== undefined) deps.discardImport(open);
      waiting.delete(runId);
      deps.unitOfWork.transaction(() => {
        store.saveRun({ ...run, state: 'dismissed' });
        deps.audit.append(context, 'feeds.dismissed', run.feedId, { fileName: run.fileName });
      });
      topics.moved('feeds', 'audit');
      return ok({ done: true as const });
    },
    poll: (context) =>
      inTurn(async () => {
        for (const record of store.list()) if (isDue(record)) await look(record, context);
      }),
    settled({ feedId, runId }, columns) {
      const run = store.run(runId);
      if (run !== null) store.saveRun({ ...run, state: 'imported' });
      waiting.delete(runId);
      const record = store.get(feedId);
      // What a person decided once about a feed's columns is not asked again.
      if (record !== null) store.save({ ...record, fields: { ...record.fields, columns } });
      topics.moved('feeds');
    },
  };
}
