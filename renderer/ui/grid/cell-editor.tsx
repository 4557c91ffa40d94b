import { useEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import { editorIntent, type EditorIntent } from './keyboard.ts';
import type { CellEdit } from './types.ts';

/** What is being typed, readable by the grid when the row scrolls away. */
export interface Draft {
  text: string;
}

interface Props {
  readonly id: string;
  readonly label: string;
  readonly edit: Pick<CellEdit<never, never>, 'options' | 'inputMode' | 'type'>;
  readonly start: string;
  readonly typed: boolean;
  readonly draft: RefObject<Draft | null>;
  readonly align: 'start' | 'end';
  /** Keeps the value and moves, or answers with the sentence that says why not. */
  readonly commit: (text: string, then: Exclude<EditorIntent, 'cancel' | null> | 'stay') => string | null;
  readonly cancel: () => void;
}

export function CellEditor({ id, label, edit, start, typed, draft, align, commit, cancel }: Props) {
  const [text, setText] = useState(start);
  const [message, setMessage] = useState<string | null>(null);
  const done = useRef(false);
  const field = useRef<HTMLInputElement & HTMLSelectElement>(null); // one of the two, by `options`; only what both share is used
  draft.current = { text };

  useEffect(() => {
    field.current?.focus();
    if (!typed && field.current instanceof HTMLInputElement) field.current.select();
    return () => {
      draft.current = null;
    };
  }, [typed, draft]);

  function keep(then: Exclude<EditorIntent, 'cancel' | null> | 'stay', value = text): void {
    if (done.current) return;
    // Moving the focus back to the grid blurs this field: it must not be kept a second time.
    done.current = true;
    const refusal = commit(value, then);
    done.current = refusal === null;
    setMessage(refusal);
  }
  function onKeyDown(event: KeyboardEvent): void {
    event.stopPropagation();
    const intent = editorIntent({ key: event.key, ctrl: event.ctrlKey || event.metaKey, shift: event.shiftKey, alt: event.altKey });
    if (intent === null || event.nativeEvent.isComposing) return;
    event.preventDefault();
    if (intent === 'cancel') {
      done.current = true;
      cancel();
    } else keep(intent);
  }
  const shared = {
    ref: field,
    className: `grid-editor${align === 'end' ? ' is-end' : ''}`,
    'aria-label': label,
    'aria-invalid': message !== null,
    'aria-describedby': message === null ? undefined : `${id}-error`,
    value: text,
    onKeyDown,
    onBlur: () => (text === start && !typed ? cancel() : keep('stay')),
  };
  return (
    <>
      {edit.options === undefined ? (
        <input
          {...shared}
          type={edit.type ?? 'text'}
          inputMode={edit.inputMode ?? 'text'}
          onChange={(event) => {
            setText(event.target.value);
            setMessage(null);
          }}
        />
      ) : (
        <select
          {...shared}
          onChange={(event) => {
            setText(event.target.value);
            keep('stay', event.target.value);
          }}
        >
          {edit.options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
      {message !== null && (
        <span id={`${id}-error`} role="alert" className="grid-editor-error">
          {message}
        </span>
      )}
    </>
  );
}
