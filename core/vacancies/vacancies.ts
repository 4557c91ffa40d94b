import type { z } from 'zod';
import type { Vacancy, VacancyFields, VacancyFilter, vacancies } from '../contract/vacancies.ts';
import { isDay } from '../kernel/days.ts';
import { ok, refuse } from '../kernel/result.ts';
import type { CallContext, FieldChange, Handlers, Undoable } from '../ports/index.ts';
import type { VacancyDependencies } from './dependencies.ts';
import { newFields, sameValue } from './difference.ts';
import { identityKey } from './identity.ts';
import { createImports, type ImportHandlers } from './imports.ts';
import { isOpen, mayAdvertiseOn, stateAfterDates, stateAtBirth } from './lifecycle.ts';
import { patchFromJson, recordFromJson } from './record-schema.ts';
import { fieldToJson, recordToJson, type RecordPatch, type VacancyRecord } from './vacancy-store.ts';
import { readUrl } from './values.ts';

export interface Vacancies extends Handlers<typeof vacancies> {
  readonly undoable: Undoable;
  readonly propose: ImportHandlers['propose'];
  readonly withdraw: ImportHandlers['withdraw'];
  /** True when ads for it may be published or go on running today, in its client's time zone. False for one that is gone. */
  mayAdvertise(vacancyId: string): boolean;
  /** Derived by publishing: some ad of it is live. Call inside a transaction. Only moves between `open` and `advertised`. */
  setAdvertised(vacancyIds: readonly string[], advertised: boolean): void;
  get(input: { readonly vacancyId: string }, context: CallContext): ReturnType<Handlers<typeof vacancies>['get']>;
  /** Full records for a job flow, in order of creation, read in small batches. */
  matching(filter: z.infer<typeof VacancyFilter>): Iterable<VacancyRecord>;
  record(vacancyId: string): VacancyRecord | null;
  /** Marks what passed its closing date; returns how many. Run daily and on wake. */
  expireDue(context: CallContext): number;
}

/** A field that the form may not hold; null when all is well. */
type Invalid = { readonly field: keyof VacancyFields } | null;

export function createVacancies(deps: VacancyDependencies): Vacancies {
  const { store } = deps;

  function view(records: readonly VacancyRecord[]): z.infer<typeof Vacancy>[] {
    const counts = deps.adCounts(records.map((record) => record.id));
    return records.map(({ identityKey: _identity, sourceHash: _source, closedBy: _closedBy, createdAt: _created, ...record }) => ({
      ...record,
      clientName: deps.clientFacts(record.clientId)?.name ?? '',
      ads: counts.get(record.id)?.ads ?? 0,
      problems: counts.get(record.id)?.problems ?? 0,
    }));
  }

  function todayOf(clientId: string): string {
    return deps.clock.today(deps.clientFacts(clientId)?.timeZone ?? 'UTC');
  }

  /** Many vacancies, one undo step. `patchOf` answers null for one that stays as it is. */
  function editMany(
    ids: readonly string[],
    context: CallContext,
    labelKey: string,
    patchOf: (record: VacancyRecord) => RecordPatch | null,
  ): { changed: number; skipped: number } {
    let changed = 0;
    const now = deps.clock.nowIso();
    deps.unitOfWork.transaction(() => {
      const edits: { record: VacancyRecord; patch: RecordPatch }[] = [];
      for (let from = 0; from < ids.length; from += 500) {
        for (const record of store.getMany(ids.slice(from, from + 500))) {
          const wanted = patchOf(record);
          if (wanted === null) continue;
          const patch = Object.fromEntries(
            Object.entries(wanted).filter(([field, value]) => value !== undefined && !sameValue(record[field as keyof RecordPatch], value)),
          ) as RecordPatch; // a subset of a RecordPatch
          if (Object.keys(patch).length > 0) edits.push({ record, patch });
        }
      }
      changed = edits.length;
      if (changed === 0) return;
      const group = deps.changeLog.begin(context, labelKey, { count: changed });
      for (const { record, patch } of edits) {
        const full: RecordPatch = { ...patch, updatedAt: now };
        store.update(record.id, full);
        const changes: FieldChange[] = Object.entries(full).map(([field, value]) => ({
          objectType: 'vacancy',
          objectId: record.id,
          field,
          before: fieldToJson(record[field as keyof RecordPatch]),
          after: fieldToJson(value),
        })); // keys of a RecordPatch
        deps.changeLog.record(group, changes);
      }
    });
    if (changed > 0) deps.topics.moved('vacancies', 'history', 'clients');
    return { changed, skipped: ids.length - changed };
  }

  /** The place that a typed text means, unless the caller chose one. */
  function withPlace(fields: Partial<VacancyFields>, country: string): Partial<VacancyFields> {
    if (fields.placeText === undefined || fields.place !== undefined) return fields;
    if (fields.placeText === null) return { ...fields, place: null };
    return { ...fields, place: deps.places.resolve({ city: fields.placeText, region: null, country: null }, country).place };
  }

  const undoable: Undoable = {
    objectType: 'vacancy',
    /** A vacancy that ads run for cannot be made never to have been; close it instead. */
    blocked(changes) {
      const gone = changes.find(
        ({ objectId, field, value }) => field === '*' && value === null && store.get(objectId)?.state === 'advertised',
      );
      return gone?.objectId ?? null;
    },
    restore(changes) {
      const patches = new Map<string, { [field: string]: (typeof changes)[number]['value'] }>();
      for (const { objectId, field, value } of changes) {
        if (field !== '*') patches.set(objectId, { ...patches.get(objectId), [field]: value });
        else if (value === null) store.remove(objectId);
        else store.insert(recordFromJson(value));
      }
      for (const [id, values] of patches) store.update(id, patchFromJson(values));
    },
  };

  return {
    ...createImports(deps),
    undoable,

    list({ filter, sort, offset, limit }) {
      const { rows, total } = store.list(filter, sort, offset, limit);
      return ok({ rows: view(rows), total });
    },

    get({ vacancyId }) {
      const record = store.get(vacancyId);
      const [shown] = record === null ? [] : view([record]);
      return shown === undefined ? refuse('vacancies.not_found', { vacancyId }) : ok(shown);
    },

    facets({ clientId }) {
      const { states, roleFamilies, places } = store.facets(clientId);
      return ok({ states: [...states], roleFamilies: [...roleFamilies], places: [...places] });
    },

    create({ clientId, fields }, context) {
      const client = deps.clientFacts(clientId);
      if (client === null) return refuse('clients.not_found', { clientId });
      const given = withPlace(present(fields), client.country);
      const whole = newFields({ line: 0, fields: given, cleared: [], notes: [], reasons: [], identity: null });
      const invalid = invalidField(whole);
      if (invalid !== null) return refuse('vacancies.field_invalid', invalid);
      const now = deps.clock.nowIso();
      const key = identityKey(whole, whole.place !== null && whole.place.code !== null);
      // The same words typed twice are two vacancies on purpose; only a feed must find its own again.
      const taken = store.known(clientId, key) !== null;
      const id = deps.ids.next();
      const record: VacancyRecord = {
        ...whole,
        id,
        clientId,
        state: stateAtBirth(whole.closesOn, todayOf(clientId)),
        identityKey: taken ? `own\n${id}` : key,
        sourceHash: null,
        closedBy: null,
        createdAt: now,
        updatedAt: now,
      };
      deps.unitOfWork.transaction(() => {
        const group = deps.changeLog.begin(context, 'history.vacancy_created', { title: record.title });
        store.insert(record);
        deps.changeLog.record(group, [{ objectType: 'vacancy', objectId: id, field: '*', before: null, after: recordToJson(record) }]);
      });
      deps.topics.moved('vacancies', 'history', 'clients');
      const [shown] = view([record]);
      if (shown === undefined) throw new Error('A record has no view');
      return ok(shown);
    },

    update({ vacancyIds, fields }, context) {
      const given = present(fields);
      const alone = invalidField({ ...EMPTY, ...given });
      if (alone !== null && alone.field in given) return refuse('vacancies.field_invalid', alone);
      const outcome = editMany(vacancyIds, context, 'history.vacancies_edited', (record) => {
        const patch = withPlace(given, deps.clientFacts(record.clientId)?.country ?? '');
        if (invalidField({ ...record, ...patch }) !== null) return null;
        const state = stateAfterDates(record, patch.closesOn === undefined ? record.closesOn : patch.closesOn, todayOf(record.clientId));
        return patch.closesOn === undefined ? patch : { ...patch, state };
      });
      return ok(outcome);
    },

    close({ vacancyIds }, context) {
      return ok(
        editMany(vacancyIds, context, 'history.vacancies_closed', (record) =>
          isOpen(record.state) ? { state: 'closed', closedBy: 'person' } : null,
        ),
      );
    },

    reopen({ vacancyIds }, context) {
      const outcome = editMany(vacancyIds, context, 'history.vacancies_reopened', (record) => {
        if (record.state !== 'closed' && record.state !== 'expired') return null;
        const state = stateAtBirth(record.closesOn, todayOf(record.clientId));
        // Past its date it would expire again tonight: the date must move first.
        return state === 'expired' ? null : { state, closedBy: null };
      });
      return ok(outcome);
    },

    mayAdvertise(vacancyId) {
      const record = store.get(vacancyId);
      return record !== null && mayAdvertiseOn(record, todayOf(record.clientId));
    },

    setAdvertised(vacancyIds, advertised) {
      const [from, to] = advertised ? (['open', 'advertised'] as const) : (['advertised', 'open'] as const);
      for (const record of store.getMany(vacancyIds)) if (record.state === from) store.update(record.id, { state: to });
    },

    *matching(filter) {
      const ids = store.matching(filter);
      for (let from = 0; from < ids.length; from += 200) yield* store.getMany(ids.slice(from, from + 200));
    },

    record: (vacancyId) => store.get(vacancyId),

    expireDue(context) {
      const due = store.clientsWithVacancies().flatMap((clientId) => store.past(clientId, todayOf(clientId)));
      return due.length === 0 ? 0 : editMany(due, context, 'history.vacancies_expired', () => ({ state: 'expired' })).changed;
    },
  };
}

const EMPTY: VacancyFields = newFields({ line: 0, fields: { title: '-' }, cleared: [], notes: [], reasons: [], identity: null });

/** Leaves out the keys that were not sent: an absent field is not a cleared one. */
function present(fields: { readonly [K in keyof VacancyFields]?: VacancyFields[K] | undefined }): Partial<VacancyFields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function invalidField(fields: VacancyFields): Invalid {
  if (fields.title.trim() === '' || fields.title.length > 300) return { field: 'title' };
  if (fields.applyUrl !== null && readUrl(fields.applyUrl) !== fields.applyUrl) return { field: 'applyUrl' };
  for (const field of ['opensOn', 'closesOn'] as const) {
    const day = fields[field];
    if (day !== null && !isDay(day)) return { field };
  }
  if (fields.opensOn !== null && fields.closesOn !== null && fields.opensOn > fields.closesOn) return { field: 'closesOn' };
  const { salaryMin, salaryMax } = fields;
  if (salaryMin !== null && salaryMin.amountMicros < 0n) return { field: 'salaryMin' };
  if (salaryMax !== null && salaryMax.amountMicros < 0n) return { field: 'salaryMax' };
  if (
    salaryMin !== null &&
    salaryMax !== null &&
    (salaryMin.currency !== salaryMax.currency || salaryMin.amountMicros > salaryMax.amountMicros)
  )
    return { field: 'salaryMax' };
  for (const field of ['positions', 'applicantsWanted'] as const) {
    const count = fields[field];
    if (count !== null && count < 0) return { field };
  }
  return null;
}
