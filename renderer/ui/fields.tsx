import { useState, type FocusEvent, type KeyboardEvent, type ReactNode } from 'react';
import {
  FieldError,
  Input,
  Label,
  NumberField as AriaNumberField,
  SearchField as AriaSearchField,
  Text,
  TextArea,
  TextField as AriaTextField,
  Button as AriaButton,
} from 'react-aria-components';
import { Search, X } from 'lucide-react';
import { decimalText, type Money } from '../../core/kernel/index.ts';
import { currencySymbol, useText } from '../i18n/index.ts';
import { goesToNote } from './open-text/index.ts';
import { parseAmount } from './parse-amount.ts';

interface CommonProps {
  readonly label: string;
  /** The label is for screen readers only: the surroundings already say it. */
  readonly hideLabel?: boolean;
  readonly hint?: ReactNode;
  readonly error?: string | null | undefined;
  readonly isDisabled?: boolean;
  readonly isReadOnly?: boolean;
  readonly isRequired?: boolean;
  readonly autoFocus?: boolean;
}

function FieldLabel({ label, hideLabel = false }: CommonProps) {
  return <Label className={hideLabel ? 'visually-hidden' : 'field-label'}>{label}</Label>;
}
function FieldNotes({ hint, error }: CommonProps) {
  return (
    <>
      {hint !== undefined && (error === null || error === undefined) && (
        <Text slot="description" className="field-hint">
          {hint}
        </Text>
      )}
      <FieldError className="field-error">{error}</FieldError>
    </>
  );
}
/** What react-aria reads of the props that every field shares. */
function shared({ error, isDisabled = false, isReadOnly = false, isRequired = false, autoFocus = false }: CommonProps) {
  return { className: 'field', isInvalid: error !== null && error !== undefined, isDisabled, isReadOnly, isRequired, autoFocus };
}

export interface TextFieldProps extends CommonProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
  readonly multiline?: number;
  readonly type?: 'text' | 'password' | 'url';
  readonly maxLength?: number;
  readonly mono?: boolean;
  /** Called when the person leaves the field or presses Enter. */
  readonly onCommit?: () => void;
  /** Called on Escape; answers whether there was something to give up. When there was, that is all that Escape does. */
  readonly onGiveUp?: () => boolean;
}

export function TextField(props: TextFieldProps) {
  const { value, onChange, placeholder, multiline, type = 'text', maxLength, mono = false, onCommit, onGiveUp } = props;
  const limits = maxLength === undefined ? {} : { maxLength };
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Enter' && multiline === undefined) onCommit?.();
    if (event.key === 'Escape' && !event.nativeEvent.isComposing && onGiveUp?.() === true) event.preventDefault();
  }
  return (
    <AriaTextField
      {...shared(props)}
      value={value}
      onChange={onChange}
      type={type}
      {...limits}
      {...(onCommit === undefined ? {} : { onBlur: (event: FocusEvent) => goesToNote(event.relatedTarget) || onCommit() })}
    >
      <FieldLabel {...props} />
      {multiline === undefined ? (
        <Input className={`field-input${mono ? ' mono' : ''}`} placeholder={placeholder ?? ''} onKeyDown={onKeyDown} />
      ) : (
        <TextArea className="field-input field-area" rows={multiline} placeholder={placeholder ?? ''} onKeyDown={onKeyDown} />
      )}
      <FieldNotes {...props} />
    </AriaTextField>
  );
}

export function SearchField({
  label,
  value,
  onChange,
  placeholder,
  autoFocus = false,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
  readonly autoFocus?: boolean;
}) {
  const { t } = useText();
  return (
    <AriaSearchField className="field search-field" aria-label={label} value={value} onChange={onChange} autoFocus={autoFocus}>
      <Search size={15} aria-hidden className="search-icon" />
      <Input className="field-input" placeholder={placeholder ?? label} />
      <AriaButton className="search-clear" aria-label={t('common.clear')}>
        <X size={14} aria-hidden />
      </AriaButton>
    </AriaSearchField>
  );
}

export interface NumberFieldProps extends CommonProps {
  readonly value: number | null;
  readonly onChange: (value: number | null) => void;
  readonly min?: number;
  readonly max?: number;
  readonly step?: number;
  readonly unit?: string;
}

export function NumberField(props: NumberFieldProps) {
  const { value, onChange, min, max, step, unit } = props;
  return (
    <AriaNumberField
      {...shared(props)}
      value={value ?? Number.NaN}
      onChange={(next) => onChange(Number.isNaN(next) ? null : next)}
      {...(min === undefined ? {} : { minValue: min })}
      {...(max === undefined ? {} : { maxValue: max })}
      {...(step === undefined ? {} : { step })}
    >
      <FieldLabel {...props} />
      <div className="field-group">
        <Input className="field-input num" />
        {unit !== undefined && <span className="field-unit">{unit}</span>}
      </div>
      <FieldNotes {...props} />
    </AriaNumberField>
  );
}

export interface MoneyFieldProps extends CommonProps {
  readonly value: Money | null;
  /** Used while the value is null. */
  readonly currency: string;
  readonly onChange: (value: Money | null) => void;
}

/** An amount as people write it (`480.000`, `1.250,50`, `$ 480000`), kept as bigint micros; never a float in between. */
export function MoneyField(props: MoneyFieldProps) {
  const { value, currency, onChange } = props;
  const { t, tag, money } = useText();
  const [draft, setDraft] = useState<string | null>(null);
  const [wrong, setWrong] = useState(false);
  const micros = value?.amountMicros ?? null;
  const shown = draft ?? (value === null ? '' : money(value).replace(currencySymbol(value.currency, tag), ''));
  function commit(): void {
    if (draft === null) return;
    const amountMicros = parseAmount(draft, tag);
    if (draft.trim() === '') onChange(null);
    else if (amountMicros === null) return setWrong(true);
    else if (amountMicros !== micros) onChange({ amountMicros, currency: value?.currency ?? currency });
    setWrong(false);
    setDraft(null);
  }
  const error = wrong ? t('common.money.notUnderstood') : props.error;
  return (
    <AriaTextField {...shared({ ...props, error })} value={shown} onChange={(text) => (setDraft(text), setWrong(false))} onBlur={commit}>
      <FieldLabel {...props} />
      <div className="field-group">
        <span className="field-unit" aria-hidden>
          {currencySymbol(value?.currency ?? currency, tag)}
        </span>
        <Input
          className="field-input num"
          inputMode="decimal"
          onFocus={(event) => {
            // Plain digits are easier to change than grouped ones.
            if (value !== null) setDraft(decimalText(value.amountMicros, 0).replace('.', tag === 'es-CO' ? ',' : '.'));
            const input = event.currentTarget;
            requestAnimationFrame(() => input.select());
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') commit();
            if (event.key === 'Escape') setDraft(null);
          }}
        />
        <span className="field-unit">{value?.currency ?? currency}</span>
      </div>
      <FieldNotes {...props} error={error} />
    </AriaTextField>
  );
}
