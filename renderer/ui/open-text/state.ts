import type { KeptText } from './keeper.ts';

/** A field between two commits. */
export interface OpenState {
  /** What is saved, as last heard. */
  readonly value: string;
  /** What was handed over and has not come back as the value yet. */
  readonly sent: string | null;
  /** What stands in the field and is not saved; `recovered` when an earlier page left it. */
  readonly open: { readonly text: string; readonly recovered: boolean } | null;
  /** A text that was being written while the value became another: shown beside the field, for the person to decide. */
  readonly aside: string | null;
}

/** A field appears, perhaps with what an earlier page left of it. */
export function begun(value: string, kept: KeptText | null): OpenState {
  const state: OpenState = { value, sent: null, open: null, aside: null };
  if (kept === null) return state;
  const differs = (text: string | null): string | null => (text === value ? null : text);
  const text = differs(kept.text);
  if (kept.from !== value) return { ...state, aside: text ?? differs(kept.aside) };
  return { ...state, open: text === null ? null : { text, recovered: true }, aside: differs(kept.aside) };
}

/** What the field shows. */
export function shown({ value, sent, open }: OpenState): string {
  return open?.text ?? sent ?? value;
}

export function typed(state: OpenState, text: string): OpenState {
  if (text === (state.sent ?? state.value)) return { ...state, open: null };
  return { ...state, open: { text, recovered: state.open?.recovered ?? false } };
}

/** The text was handed over to be saved. */
export function committed(state: OpenState, text: string): OpenState {
  return { ...state, sent: text, open: null, aside: state.aside === text ? null : state.aside };
}

/** Back to what is saved. */
export function givenUp(state: OpenState): OpenState {
  return { ...state, sent: null, open: null };
}

/** The person prefers the text that stood aside: it is in the field, and still not saved. */
export function takenUp(state: OpenState): OpenState {
  return state.aside === null ? state : { ...state, open: { text: state.aside, recovered: true }, aside: null };
}

/** Another value is saved: the one that was handed over, or one from elsewhere. */
export function moved(state: OpenState, value: string): OpenState {
  const open = state.open?.text === value ? null : state.open;
  // What was handed over came back, perhaps tidied: what is typed meanwhile stands on it.
  if (state.sent !== null || open === null) return { ...state, value, sent: null, open };
  return { value, sent: null, open: null, aside: open.text };
}

/** What must outlive this page; null when nothing waits. */
export function toKeep({ value, sent, open, aside }: OpenState): KeptText | null {
  return open === null && aside === null ? null : { from: sent ?? value, text: open?.text ?? null, aside };
}
