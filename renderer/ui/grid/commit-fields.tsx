import { useEffect, useId, useRef } from 'react';
import { useText } from '../../i18n/index.ts';
import { isDay } from '../../../core/kernel/index.ts';
import { goesToNote, OpenNote, TextField, useOpenText } from '../index.ts';

interface CommitTextProps {
  /**
   * Object and field, as `plan/ID/name`: under it the uncommitted text outlives the page. Null keeps nothing; that is for secrets
   * and for anything about a person.
   */
  readonly keepAs: string | null;
  readonly label: string;
  readonly value: string;
  readonly onCommit: (value: string) => void;
  /** Answers with the sentence that says why a text cannot be kept. */
  readonly check?: (value: string) => string | null;
  readonly onDraft?: (value: string) => void;
  readonly multiline?: number;
  readonly hint?: string;
  readonly hideLabel?: boolean;
  readonly isDisabled?: boolean;
}

/** A text that is kept when the person leaves it: one edit, one undo step. */
export function CommitText(props: CommitTextProps) {
  // Another object's text is another field, with drafts of its own.
  return <OneText key={props.keepAs} {...props} />;
}

function OneText({
  keepAs,
  label,
  value,
  onCommit,
  check,
  onDraft,
  multiline,
  hint,
  hideLabel = false,
  isDisabled = false,
}: CommitTextProps) {
  const open = useOpenText(keepAs, value);
  const draft = open.text;
  const error = check?.(draft) ?? null;
  const told = useRef<string | null>(null);
  useEffect(() => {
    if (told.current === draft) return;
    told.current = draft;
    onDraft?.(draft);
  }, [draft, onDraft]);
  function send(text: string): void {
    if (text === value || (check?.(text) ?? null) !== null) return;
    open.commit(text);
    onCommit(text);
  }
  return (
    <div className="open-field">
      <TextField
        label={label}
        hideLabel={hideLabel}
        isDisabled={isDisabled}
        value={draft}
        error={error}
        {...(hint === undefined ? {} : { hint })}
        {...(multiline === undefined ? {} : { multiline })}
        onChange={open.type}
        onCommit={() => send(draft)}
        onGiveUp={open.giveUp}
      />
      <OpenNote
        label={label}
        isRecovered={open.isRecovered}
        aside={open.aside}
        onSave={error === null ? () => send(draft) : null}
        onGiveUp={open.giveUp}
        onUseAside={open.useAside}
        onDropAside={open.dropAside}
      />
    </div>
  );
}

interface DayFieldProps {
  /** As for `CommitText`; a form that keeps its whole draft leaves it out. */
  readonly keepAs?: string;
  readonly label: string;
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
  readonly min?: string | undefined;
  readonly max?: string | undefined;
  readonly hint?: string;
  readonly hideLabel?: boolean;
  readonly error?: string | null;
}

/** A calendar day, in the browser's own date field: typed, stepped with arrows, or picked. */
export function DayField(props: DayFieldProps) {
  return <OneDay key={props.keepAs ?? ''} {...props} />;
}

function OneDay({ keepAs, label, value, onChange, min, max, hint, hideLabel = false, error = null }: DayFieldProps) {
  const id = useId();
  const { day } = useText();
  const open = useOpenText(keepAs ?? null, value ?? '');
  const draft = open.text;
  // The browser writes a day as the computer does, 12/08 or 08/12: the words leave no doubt which one is meant.
  const words = isDay(draft) ? day(draft, 'long') : null;
  const notes = error === null ? [words, hint ?? null].filter((note) => note !== null) : [error];
  function keep(): void {
    if (draft === (value ?? '') || !(draft === '' || isDay(draft))) return;
    open.commit(draft);
    onChange(draft === '' ? null : draft);
  }
  return (
    <div className="field">
      <label htmlFor={id} className={hideLabel ? 'visually-hidden' : 'field-label'}>
        {label}
      </label>
      <input
        id={id}
        type="date"
        className="field-input"
        value={draft}
        min={min}
        max={max}
        aria-invalid={error !== null}
        aria-describedby={notes.length > 0 ? `${id}-note` : undefined}
        title={words ?? undefined}
        onChange={(event) => open.type(event.target.value)}
        onBlur={(event) => {
          if (!goesToNote(event.relatedTarget)) keep();
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') keep();
          if (event.key === 'Escape' && open.giveUp()) event.preventDefault();
        }}
      />
      {notes.length > 0 && (
        <span id={`${id}-note`} className={error !== null ? 'field-error' : hideLabel ? 'visually-hidden' : 'field-hint'}>
          {notes.join(' · ')}
        </span>
      )}
      <OpenNote
        label={label}
        isRecovered={open.isRecovered}
        aside={open.aside}
        onSave={keep}
        onGiveUp={open.giveUp}
        onUseAside={open.useAside}
        onDropAside={open.dropAside}
      />
    </div>
  );
}
