import type { history } from '../contract/workspace.ts';
import { jsonData, jsonDetails, type JsonData } from '../kernel/json-data.ts';
import { ok, refuse, type Refusal, type Result } from '../kernel/result.ts';
import type { AuditLog } from '../ports/audit-log.ts';
import type { CallContext, FieldChange, Undoable } from '../ports/change-log.ts';
import type { Handlers } from '../ports/handlers.ts';
import type { Topics } from '../ports/topics.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { HistoryEntry, HistoryStep, HistoryStore } from './history-store.ts';

export interface HistoryOptions {
  readonly store: HistoryStore;
  readonly unitOfWork: UnitOfWork;
  readonly audit: AuditLog;
  readonly topics: Topics;
  /** One for every object type that can be undone; an edit that also touched another type is not offered. */
  readonly undoables: readonly Undoable[];
  /** Topics that screens of these objects read. */
  readonly topicsOf: (objectType: string) => readonly string[];
}

type Direction = 'undo' | 'redo';
type StepLabel = { readonly labelKey: string; readonly labelValues: { [key: string]: JsonData } };

/** Undo and redo over the stored log: they survive a restart, are recorded like any edit and appear in the audit log. */
export function createHistory(options: HistoryOptions): Handlers<typeof history> {
  const { store } = options;
  const undoables = new Map(options.undoables.map((undoable) => [undoable.objectType, undoable]));
  const types = [...undoables.keys()];

  function state(): { undo: StepLabel | null; redo: StepLabel | null } {
    return { undo: label(store.nextUndo(types)), redo: label(store.nextRedo(types)) };
  }

  function move(direction: Direction, context: CallContext): Result<ReturnType<typeof state>, Refusal> {
    const outcome = options.unitOfWork.transaction((): Result<readonly string[], Refusal> => {
      const step = direction === 'undo' ? store.nextUndo(types) : store.nextRedo(types);
      if (step === null) return refuse(`history.nothing_to_${direction}`);
      const touched = store.changedSince(step);
      if (touched !== null) return refuse('history.changed_since', { ...touched });
      const kept = blockedObject(step, direction);
      if (kept !== null) return refuse('history.changed_since', kept);
      const group = store.open(context, direction, step);
      for (const part of store.rows(step, direction === 'undo' ? 'backward' : 'forward')) {
        const changes = direction === 'undo' ? part.map(inverse) : part;
        restore(changes);
        store.append(group, changes);
      }
      store.settle(step, group, direction);
      options.audit.append(context, `history.${direction}`, group.id, { labelKey: step.labelKey, ...step.labelValues });
      return ok(step.objectTypes);
    });
    if (!outcome.ok) return outcome;
    options.topics.moved('history', 'audit', ...new Set(outcome.value.flatMap((type) => options.topicsOf(type))));
    return ok(state());
  }

  /** Asks the features whether an object must stay as it is, before anything is touched. */
  function blockedObject(step: HistoryStep, direction: Direction): { readonly objectType: string; readonly objectId: string } | null {
    if (!step.objectTypes.some((type) => undoables.get(type)?.blocked !== undefined)) return null;
    for (const part of store.rows(step, 'forward')) {
      for (const [objectType, run] of runsByType(direction === 'undo' ? part.map(inverse) : part)) {
        const changes = run.map((change) => ({ objectId: change.objectId, field: change.field, value: change.after }));
        const objectId = undoables.get(objectType)?.blocked?.(changes) ?? null;
        if (objectId !== null) return { objectType, objectId };
      }
    }
    return null;
  }

  function restore(changes: readonly FieldChange[]): void {
    for (const [objectType, run] of runsByType(changes)) {
      const undoable = undoables.get(objectType);
      if (undoable === undefined) throw new Error(`Nothing is registered to restore ${objectType}`);
      undoable.restore(run.map((change) => ({ objectId: change.objectId, field: change.field, value: change.after })));
    }
  }

  return {
    state: () => ok(state()),
    undo: (_input, context) => move('undo', context),
    redo: (_input, context) => move('redo', context),
    ofObject: (input) => ok({ entries: store.ofObject(input.objectType, input.objectId, input.limit).map(toEntry) }),
  };
}

function toEntry(entry: HistoryEntry) {
  return { ...entry, labelValues: jsonDetails(entry.labelValues), before: jsonData(entry.before), after: jsonData(entry.after) };
}

function label(step: HistoryStep | null): StepLabel | null {
  return step === null ? null : { labelKey: step.labelKey, labelValues: jsonDetails(step.labelValues) };
}

function inverse(change: FieldChange): FieldChange {
  return { ...change, before: change.after, after: change.before };
}

/** Neighbours of one type together, in order: a parent recorded before its children stays before them. */
function runsByType(changes: readonly FieldChange[]): readonly (readonly [string, readonly FieldChange[]])[] {
  const runs: [string, FieldChange[]][] = [];
  for (const change of changes) {
    const last = runs.at(-1);
    if (last !== undefined && last[0] === change.objectType) last[1].push(change);
    else runs.push([change.objectType, [change]]);
  }
  return runs;
}
