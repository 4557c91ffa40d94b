import type { z } from 'zod';
import type { Vacancy, VacancyFields, VacancyFilter, VacancyFlag, vacancies } from '../contract/vacancies.ts';
import { isDay } from '../kernel/days.ts';
import { ok, refuse } from '../kernel/result.ts';
import type { CallContext, FieldChange, Handlers, Undoable } from '../ports/index.ts';
import type { VacancyDependencies } from './dependencies.ts';
import { newFields, sameValue } from './difference.ts';
import { findDuplicates } from './duplicates.ts';
import { payProblem } from './pay-rules.ts';
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
  /** Holds what has no position left or all the applicants it wanted, and frees what has room again; returns how many moved. */
  keepCaps(context: CallContext): number;
  /** Marks what passed its closing date; returns how many. Run daily and on wake. */
  expireDue(context: CallContext): number;
}

/** A field that the form may not hold; null when all is well. */
type Invalid = { readonly field: keyof VacancyFields } | null;

export function createVacancies(deps: VacancyDependencies): Vacancies {
  const { store } = deps;

  function flagsOf(record: VacancyRecord, dead: ReadonlySet<string>): z.infer<typeof VacancyFlag>[] {
    const flags: z.infer<typeof VacancyFlag>[] = [];
    if (!isOpen(record.state)) return flags;
    const country = record.place?.country ?? deps.clientFacts(record.clientId)?.country ?? '';
    const pay = payProblem(record, country, todayOf(record.clientId), deps.payRules);
    if (pay !== null) flags.push(pay.kind);
    if (record.placeText !== null && record.place === null && record.modality !== 'remote') flags.push('place_unknown');
    if (record.applyUrl !== null && dead.has(record.applyUrl)) flags.push('link_dead');
    return flags;
  }

  function view(records: readonly VacancyRecord[]): z.infer<typeof Vacancy>[] {
    const dead = deps.deadLinks(records.flatMap((record) => record.applyUrl ?? []));
    const counts = deps.adCounts(records.map((record) => record.id));
    return records.map((whole) => {
      const { identityKey: _identity, sourceHash: _source, closedBy: _closedBy, createdAt: _created, ...record } = whole;
      return {
        ...record,
        clientName: deps.clientFacts(record.clientId)?.name ?? '',
        ads: counts.get(record.id)?.ads ?? 0,
        problems: counts.get(record.id)?.problems ?? 0,
        flags: flagsOf(whole, dead),
      };
    });
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

    duplicates({ clientId, similarity, limit }) {
      const found = findDuplicates(store.briefs(clientId), (id) => store.get(id)?.description ?? '', similarity);
      const groups = found.slice(0, limit).map(({ ids, similarity: score }) => {
        const shown = view(store.getMany(ids)).toSorted((a, b) => b.ads - a.ads || filled(b) - filled(a) || (a.id < b.id ? -1 : 1));
        return { similarity: score, keepId: shown[0]?.id ?? '', vacancies: shown };
      });
      return ok({ groups, total: found.length });
    },

    merge({ keepId, mergeIds }, context) {
      const keep = store.get(keepId);
      const others = store.getMany(mergeIds.filter((id) => id !== keepId));
      if (keep === null) return refuse('vacancies.not_found', { vacancyId: keepId });
      if (others.some((other) => other.clientId !== keep.clientId)) return refuse('vacancies.merge_mixed');
      const outcome = editMany([keepId, ...others.map((other) => other.id)], context, 'history.vacancies_merged', (record) => {
        if (record.id !== keepId) return isOpen(record.state) ? { state: 'closed', closedBy: 'person' } : null;
        return blanksFrom(record, others);
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

    keepCaps(context) {
      const facts = store.capped();
      if (facts.length === 0) return 0;
      const applicants = facts.some((fact) => fact.applicantsWanted !== null) ? deps.applicants() : new Map<string, number>();
      const full = (fact: (typeof facts)[number]): boolean =>
        fact.positions === 0 || (fact.applicantsWanted !== null && (applicants.get(fact.id) ?? 0) >= fact.applicantsWanted);
      const held = facts.filter((fact) => fact.state !== 'capped' && full(fact)).map((fact) => fact.id);
      const freed = facts.filter((fact) => fact.state === 'capped' && !full(fact)).map((fact) => fact.id);
      let moved = 0;
      if (held.length > 0) moved += editMany(held, context, 'history.vacancies_capped', () => ({ state: 'capped' })).changed;
      if (freed.length > 0)
        moved += editMany(freed, context, 'history.vacancies_uncapped', (record) => ({
          state: stateAfterDates({ state: 'open' }, record.closesOn, todayOf(record.clientId)),
        })).changed;
      return moved;
    },

    expireDue(context) {
      const due = store.clientsWithVacancies().flatMap((clientId) => store.past(clientId, todayOf(clientId)));
      return due.length === 0 ? 0 : editMany(due, context, 'history.vacancies_expired', () => ({ state: 'expired' })).changed;
    },
  };
}

const MERGED_FIELDS = [
  'externalId',
  'company',
  'place',
  'placeText',
  'modality',
  'contractType',
  'salaryMin',
  'salaryMax',
  'salaryPeriod',
  'requirements',
  'applyUrl',
  'opensOn',
  'closesOn',
  'positions',
  'applicantsWanted',
] as const;

/** What the kept vacancy does not say and another does. Pay goes together: a minimum of one with a maximum of another is nobody's. */
function blanksFrom(keep: VacancyRecord, others: readonly VacancyRecord[]): RecordPatch | null {
  const patch: { [field: string]: VacancyRecord[(typeof MERGED_FIELDS)[number]] | string } = {};
  const payTold = keep.salaryMin !== null || keep.salaryMax !== null;
  const payer = others.find((other) => other.salaryMin !== null || other.salaryMax !== null);
  for (const field of MERGED_FIELDS) {
    const isPay = field === 'salaryMin' || field === 'salaryMax' || field === 'salaryPeriod';
    if (keep[field] !== null || (isPay && payTold)) continue;
    const value = isPay ? payer?.[field] : others.find((other) => other[field] !== null)?.[field];
    if (value !== null && value !== undefined) patch[field] = value;
  }
  const longest = others.map((other) => other.description).find((text) => text !== '');
  if (keep.description === '' && longest !== undefined) patch['description'] = longest;
  return Object.keys(patch).length === 0 ? null : patch;
}

function filled(vacancy: VacancyFields): number {
  return MERGED_FIELDS.filter((field) => vacancy[field] !== null).length + (vacancy.description === '' ? 0 : 1);
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
