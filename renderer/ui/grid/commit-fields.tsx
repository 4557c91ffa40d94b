import { useEffect, useId, useState } from 'react';
import { isDay } from '../../../core/kernel/index.ts';
import { TextField } from '../index.ts';

interface CommitTextProps {
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
export function CommitText({
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
  const [draft, setDraft] = useState(value);
  useEffect(() => setDraft(value), [value]);
  const error = check?.(draft) ?? null;
  return (
    <TextField
      label={label}
      hideLabel={hideLabel}
      isDisabled={isDisabled}
      value={draft}
      error={error}
      {...(hint === undefined ? {} : { hint })}
      {...(multiline === undefined ? {} : { multiline })}
      onChange={(next) => {
        setDraft(next);
        onDraft?.(next);
      }}
      onCommit={() => {
        if (draft !== value && error === null) onCommit(draft);
      }}
    />
  );
}

interface DayFieldProps {
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
export function DayField({ label, value, onChange, min, max, hint, hideLabel = false, error = null }: DayFieldProps) {
  const id = useId();
  const [draft, setDraft] = useState(value ?? '');
  useEffect(() => setDraft(value ?? ''), [value]);
  function keep(): void {
    if (draft === (value ?? '')) return;
    if (draft === '' || isDay(draft)) onChange(draft === '' ? null : draft);
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
        aria-describedby={error !== null || hint !== undefined ? `${id}-note` : undefined}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={keep}
        onKeyDown={(event) => {
          if (event.key === 'Enter') keep();
        }}
      />
      {(error !== null || hint !== undefined) && (
        <span id={`${id}-note`} className={error === null ? 'field-hint' : 'field-error'}>
          {error ?? hint}
        </span>
      )}
    </div>
  );
}
