import type { changes } from '../contract/changes.ts';
import { ok, refuse, type Json } from '../kernel/index.ts';
import { decodeField, encodeFields, type PlanRecord, type WireFields } from '../plans/index.ts';
import type { FieldChange, Handlers } from '../ports/index.ts';
import type { Selection } from '../publishing/change-source.ts';
import type { ChangesDeps } from './changes.ts';

/** What earlier publishes held. */
export interface RunHistory {
  /** Null for a run that does not exist. `earlier`: the object's fields in the publish before; `made`: this run created it. */
  contents(runId: string): readonly { readonly objectId: string; readonly earlier: WireFields | null; readonly made: boolean }[] | null;
}

type Three = Pick<Handlers<typeof changes>, 'proposeRevert' | 'acceptIncoming' | 'undoPublish'>;

interface Settled {
  readonly record: PlanRecord;
  readonly fields: readonly string[];
}

/** Ways back that are proposals: they write drafts, and a person looks at the difference and publishes it. */
export function createTakeBack(deps: ChangesDeps): Three {
  const { plans, clock, unitOfWork, changeLog, topics } = deps;

  /** What of the selection stands otherwise on the network, with the fields that can be read. */
  function changedThere(selection: Selection): readonly Settled[] {
    const heads = 'all' in selection ? plans.heads({ clientId: selection.clientId }) : plans.heads({ ids: selection.objectIds });
    const marked = heads.filter((head) => head.mark === 'incoming' || head.mark === 'conflict').map((head) => head.id);
    const settled: Settled[] = [];
    for (const record of plans.getMany(marked)) {
      if (record.base === null) continue;
      const fields = Object.keys(record.theirs).filter((field) => decodeField(record.level, field, record.theirs[field] ?? null) !== null);
      if (fields.length > 0) settled.push({ record, fields });
    }
    return settled;
  }

  function rebase({ record, fields }: Settled): void {
    const base = { ...encodeFields(record.base ?? {}) };
    for (const field of fields) base[field] = record.theirs[field] ?? null;
    plans.setBase(record.id, base, Object.fromEntries(Object.entries(record.theirs).filter(([field]) => !fields.includes(field))));
  }

  return {
    proposeRevert(input, context) {
      const settled = changedThere(input.selection);
      if (settled.length === 0) return refuse('changes.nothing_changed_there');
      const count = settled.reduce((sum, { fields }) => sum + fields.length, 0);
      unitOfWork.transaction(() => {
        // Their value is what the network has now: it becomes the base, and what we want stands against it as a change.
        for (const one of settled) rebase(one);
        changeLog.begin(context, 'history.revert_proposed', { count });
      });
      topics.moved('changes', 'plans', 'checks');
      return ok({ objects: settled.length, fields: count });
    },

    acceptIncoming(input, context) {
      const settled = changedThere(input.selection);
      if (settled.length === 0) return refuse('changes.nothing_changed_there');
      const count = settled.reduce((sum, { fields }) => sum + fields.length, 0);
      const log: FieldChange[] = [];
      const drafts = settled.map(({ record, fields }) => {
        const draft = { ...encodeFields(record.draft) };
        for (const field of fields) {
          const after = record.theirs[field] ?? null;
          log.push({ objectType: 'plan_object', objectId: record.id, field, before: asJson(draft[field]), after });
          draft[field] = after;
        }
        return { id: record.id, draft };
      });
      unitOfWork.transaction(() => {
        for (const one of settled) rebase(one);
        plans.setDrafts(drafts, clock.nowIso());
        changeLog.record(changeLog.begin(context, 'history.incoming_accepted', { count }), log);
      });
      topics.moved('changes', 'plans', 'checks', 'vacancies');
      return ok({ objects: settled.length, fields: count });
    },

    undoPublish(input, context) {
      const contents = deps.runHistory.contents(input.runId);
      if (contents === null) return refuse('publishing.run_not_found');
      const log: FieldChange[] = [];
      const drafts: { id: string; draft: WireFields }[] = [];
      const count = { reverted: 0, archived: 0, skipped: 0 };
      const records = new Map(plans.getMany(contents.map((one) => one.objectId)).map((record) => [record.id, record]));
      for (const { objectId, earlier, made } of contents) {
        const record = records.get(objectId);
        if (record === undefined || record.remoteId === null || record.lifecycle === 'archived' || (!made && earlier === null)) {
          count.skipped += 1;
          continue;
        }
        const now = encodeFields(record.draft);
        const wanted: WireFields = made ? { ...now, status: 'archived' } : { ...now, ...earlier };
        const changed = Object.keys(wanted).filter((field) => JSON.stringify(wanted[field]) !== JSON.stringify(now[field]));
        if (changed.length === 0) continue;
        count[made ? 'archived' : 'reverted'] += 1;
        drafts.push({ id: objectId, draft: wanted });
        for (const field of changed)
          log.push({ objectType: 'plan_object', objectId, field, before: asJson(now[field]), after: asJson(wanted[field]) });
      }
      if (drafts.length === 0) return refuse('changes.nothing_to_undo');
      unitOfWork.transaction(() => {
        plans.setDrafts(drafts, clock.nowIso());
        changeLog.record(changeLog.begin(context, 'history.publish_undone', { count: drafts.length }), log);
      });
      topics.moved('changes', 'plans', 'checks', 'vacancies');
      return ok(count);
    },
  };
}

function asJson(value: Json | undefined): Json {
  return value ?? null;
}
