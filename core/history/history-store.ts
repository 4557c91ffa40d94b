import type { Json } from '../kernel/result.ts';
import type { CallContext, ChangeGroup, FieldChange } from '../ports/change-log.ts';

/** One undo step as the log holds it. */
export interface HistoryStep {
  readonly sequence: number;
  readonly labelKey: string;
  readonly labelValues: ChangeGroup['labelValues'];
  readonly objectTypes: readonly string[];
}

export interface HistoryEntry {
  readonly id: string;
  readonly at: string;
  readonly author: string;
  readonly labelKey: string;
  readonly labelValues: ChangeGroup['labelValues'];
  readonly field: string;
  readonly before: Json;
  readonly after: Json;
}

/** The change log as undo and redo see it. Writers run inside a transaction. */
export interface HistoryStore {
  /** Newest edit that stands and whose object types are all among these; null when there is none. What runs by itself (scheduler) is not undone. */
  nextUndo(objectTypes: readonly string[]): HistoryStep | null;
  /** Oldest edit taken back that may still be done again. */
  nextRedo(objectTypes: readonly string[]): HistoryStep | null;
  /** First object that a standing edit touched after this step was done (or taken back), on a field of this step; null when none. */
  changedSince(step: HistoryStep): { readonly objectType: string; readonly objectId: string; readonly field: string } | null;
  /** The step's rows in parts of bounded size: as recorded, or from the last to the first. */
  rows(step: HistoryStep, order: 'forward' | 'backward'): Iterable<readonly FieldChange[]>;
  /** Opens the group that takes the step back or does it again. */
  open(context: CallContext, kind: 'undo' | 'redo', step: HistoryStep): ChangeGroup;
  append(group: ChangeGroup, changes: readonly FieldChange[]): void;
  /** Marks the step as taken back by, or done again by, that group. */
  settle(step: HistoryStep, group: ChangeGroup, kind: 'undo' | 'redo'): void;
  ofObject(objectType: string, objectId: string, limit: number): readonly HistoryEntry[];
}
