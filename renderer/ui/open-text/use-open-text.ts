import { useEffect, useState } from 'react';
import { keeper } from './keeper.ts';
import { begun, committed, givenUp, moved, shown, takenUp, toKeep, typed, type OpenState } from './state.ts';

export interface OpenText {
  readonly text: string;
  /** An earlier page left what stands in the field. */
  readonly isRecovered: boolean;
  readonly aside: string | null;
  readonly type: (text: string) => void;
  /** Says that the text was handed over to be saved. */
  readonly commit: (text: string) => void;
  /** Back to what is saved; false when there was nothing to give up. */
  readonly giveUp: () => boolean;
  /** Puts the text that stands aside into the field, unsaved: Enter or leaving it saves it. */
  readonly useAside: () => void;
  readonly dropAside: () => void;
}

/**
 * A text that is typed now and saved later, and outlives the page's process in between.
 *
 * `keepAs` names the object and its field, and must not change while the field lives: give the component a `key`. Null keeps
 * nothing. Never for secrets or for anything about a person.
 */
export function useOpenText(keepAs: string | null, value: string): OpenText {
  const [state, setState] = useState<OpenState>(() => begun(value, keepAs === null ? null : keeper.read(keepAs)));
  // While rendering, so that no frame shows the old value under the new one.
  if (state.value !== value) setState(moved(state, value));
  useEffect(() => {
    if (keepAs === null) return;
    const kept = toKeep(state);
    if (kept === null) keeper.forget(keepAs);
    else keeper.keep(keepAs, kept);
  }, [keepAs, state]);
  return {
    text: shown(state),
    isRecovered: state.open?.recovered === true,
    aside: state.aside,
    type: (text) => setState((before) => typed(before, text)),
    commit: (text) => setState((before) => committed(before, text)),
    giveUp() {
      if (shown(state) === state.value) return false;
      setState(givenUp);
      return true;
    },
    useAside: () => setState(takenUp),
    dropAside: () => setState((before) => ({ ...before, aside: null })),
  };
}
