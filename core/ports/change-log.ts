import type { Json } from '../kernel/result.ts';

/** Who acts: a person, a rule or an assistant, through which carrier. Known to every handler. */
export interface Actor {
  readonly id: string;
  readonly name: string;
  readonly role: 'view' | 'edit' | 'approve' | 'publish' | 'admin';
}

export interface CallContext {
  readonly actor: Actor;
  readonly carrier: 'desktop' | 'server' | 'cli' | 'mcp' | 'scheduler' | 'test';
  /** Given by the caller to follow and cancel a long command; null when it does not care. */
  readonly taskId: string | null;
}

/** One field of one object, before → after. Undo, audit, three-way merging and a later team sync all read these rows. */
export interface FieldChange {
  readonly objectType: string;
  readonly objectId: string;
  /** `*` when the whole object appears (`before` null) or disappears (`after` null). */
  readonly field: string;
  readonly before: Json;
  readonly after: Json;
}

export interface ChangeGroup {
  readonly id: string;
  /** Catalogue key of what was done (`history.vacancies_imported`) and its figures. */
  readonly labelKey: string;
  readonly labelValues: { readonly [key: string]: Json };
}

/** The field-level log. Call inside a UnitOfWork transaction, beside the write it describes. */
export interface ChangeLog {
  /** Opens one undo step. Everything recorded in it is undone together. Also writes the audit row of the group. */
  begin(context: CallContext, labelKey: string, labelValues?: ChangeGroup['labelValues']): ChangeGroup;
  record(group: ChangeGroup, changes: readonly FieldChange[]): void;
}

/** How a feature takes part in undo and redo: it puts back the values that the log remembers. */
export interface Undoable {
  readonly objectType: string;
  /** Sets each field to `value` (field `*`: recreate the object from the value, or remove it when null). Runs inside the transaction; records nothing itself. */
  restore(changes: readonly { readonly objectId: string; readonly field: string; readonly value: Json }[]): void;
  /** First of these objects that must stay as it is (it lives on a network, say), null when all may change; undo then refuses and touches nothing. */
  blocked?(changes: readonly { readonly objectId: string; readonly field: string; readonly value: Json }[]): string | null;
}
