import { useEffect, useRef, useState } from 'react';
import { draftFrom, draftText } from './draft-text.ts';
import { keeper } from './keeper.ts';
import { begun, givenUp, shown, toKeep, typed, type OpenState } from './state.ts';

type Change<T> = (before: T) => T;

export interface KeptDraft<T extends object> {
  readonly draft: T;
  readonly set: (change: Change<T>) => void;
  /** A value that the form chooses by itself: not work of the person's, so it alone is not worth keeping. */
  readonly fill: (change: Change<T>) => void;
  readonly isRecovered: boolean;
  /** An earlier page left another draft, made over values that have changed since. */
  readonly hasAside: boolean;
  readonly useAside: () => void;
  readonly dropAside: () => void;
  /** Back to the start. */
  readonly giveUp: () => void;
  /** The draft was saved as this. */
  readonly saved: (as: T) => void;
}

interface Held<T> {
  /** What the form began with: a later page puts a draft back only over the same. */
  readonly from: string;
  /** The start with what the form chose by itself. */
  readonly base: T;
  readonly draft: T;
  readonly state: OpenState;
}

/**
 * A whole form that is saved by a button, kept while it is filled in as `useOpenText` keeps a field.
 *
 * Leaving the form gives the draft up, as it always did; one that was recovered and not decided about stays for another look.
 */
export function useKeptDraft<T extends object>(keepAs: string, start: () => T): KeptDraft<T> {
  const [held, setHeld] = useState<Held<T>>(() => {
    const base = start();
    const from = draftText(base);
    const state = begun(from, keeper.read(keepAs));
    return { from, base, draft: draftFrom(shown(state), base), state };
  });
  const { state, from } = held;
  const isUndecided = state.open?.recovered === true || state.aside !== null;
  const leaves = useRef(isUndecided);
  useEffect(() => {
    leaves.current = isUndecided;
    const kept = toKeep(state);
    if (kept === null) keeper.forget(keepAs);
    else keeper.keep(keepAs, { ...kept, from });
  }, [keepAs, state, from, isUndecided]);
  useEffect(
    () => () => {
      if (!leaves.current) keeper.forget(keepAs);
    },
    [keepAs],
  );
  const change = (next: (before: Held<T>) => Partial<Held<T>>): void => setHeld((before) => ({ ...before, ...next(before) }));
  const show = (before: Held<T>, draft: T): Partial<Held<T>> => ({ draft, state: typed(before.state, draftText(draft)) });
  return {
    draft: held.draft,
    set: (by) => change((before) => show(before, by(before.draft))),
    fill: (by) =>
      change((before) => {
        const base = by(before.base);
        const ground = { ...before, base, state: { ...before.state, value: draftText(base) } };
        return { ...ground, ...show(ground, by(before.draft)) };
      }),
    isRecovered: state.open?.recovered === true,
    hasAside: state.aside !== null,
    useAside: () =>
      change((before) => {
        if (before.state.aside === null) return {};
        const next = show(before, draftFrom(before.state.aside, before.base));
        return { ...next, state: { ...(next.state ?? before.state), aside: null } };
      }),
    dropAside: () => change((before) => ({ state: { ...before.state, aside: null } })),
    giveUp: () => change((before) => ({ draft: before.base, state: givenUp(before.state) })),
    saved: (as) => {
      const text = draftText(as);
      // At once, not after the next frame: the form may be gone by then.
      keeper.forget(keepAs);
      leaves.current = false;
      change(() => ({ from: text, base: as, draft: as, state: begun(text, null) }));
    },
  };
}
