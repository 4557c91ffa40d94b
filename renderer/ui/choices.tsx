import type { ReactNode } from 'react';
import {
  Button as AriaButton,
  Checkbox as AriaCheckbox,
  ComboBox as AriaComboBox,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select as AriaSelect,
  SelectValue,
  Switch as AriaSwitch,
  ToggleButton,
  ToggleButtonGroup,
} from 'react-aria-components';
import { Check, ChevronDown, Minus } from 'lucide-react';

export interface Option<V extends string> {
  readonly value: V;
  readonly label: string;
  readonly icon?: ReactNode;
  readonly hint?: string;
}

interface SelectProps<V extends string> {
  readonly label: string;
  readonly hideLabel?: boolean;
  readonly value: V | null;
  readonly options: readonly Option<V>[];
  readonly onChange: (value: V) => void;
  readonly placeholder?: string;
  readonly isDisabled?: boolean;
}

function OptionRow<V extends string>({ option }: { readonly option: Option<V> }) {
  return (
    <ListBoxItem id={option.value} textValue={option.label} className="menu-item">
      {({ isSelected }) => (
        <>
          <span className="menu-icon">{isSelected ? <Check size={15} aria-hidden /> : null}</span>
          {option.icon}
          <span className="grow truncate">{option.label}</span>
          {option.hint !== undefined && <span className="menu-hint">{option.hint}</span>}
        </>
      )}
    </ListBoxItem>
  );
}

export function Select<V extends string>({
  label,
  hideLabel = false,
  value,
  options,
  onChange,
  placeholder,
  isDisabled = false,
}: SelectProps<V>) {
  return (
    <AriaSelect
      className="field"
      value={value}
      onChange={(key) => {
        const chosen = options.find((option) => option.value === key);
        if (chosen !== undefined) onChange(chosen.value);
      }}
      isDisabled={isDisabled}
      {...(placeholder === undefined ? {} : { placeholder })}
    >
      <Label className={hideLabel ? 'visually-hidden' : 'field-label'}>{label}</Label>
      <AriaButton className="select-button">
        <SelectValue className="truncate grow select-value">
          {() => options.find((option) => option.value === value)?.label ?? placeholder ?? ''}
        </SelectValue>
        <ChevronDown size={15} aria-hidden />
      </AriaButton>
      <Popover className="popover" offset={4}>
        <ListBox className="menu">
          {options.map((option) => (
            <OptionRow key={option.value} option={option} />
          ))}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}

/** A select with typing, for long lists. */
export function Combo<V extends string>({ label, hideLabel = false, value, options, onChange, placeholder }: SelectProps<V>) {
  return (
    <AriaComboBox
      className="field"
      selectedKey={value}
      onSelectionChange={(key) => {
        const chosen = options.find((option) => option.value === key);
        if (chosen !== undefined) onChange(chosen.value);
      }}
      menuTrigger="focus"
    >
      <Label className={hideLabel ? 'visually-hidden' : 'field-label'}>{label}</Label>
      <div className="field-group">
        <Input className="field-input" placeholder={placeholder ?? ''} />
        <AriaButton className="field-inner-button">
          <ChevronDown size={15} aria-hidden />
        </AriaButton>
      </div>
      <Popover className="popover" offset={4}>
        <ListBox className="menu">
          {options.map((option) => (
            <OptionRow key={option.value} option={option} />
          ))}
        </ListBox>
      </Popover>
    </AriaComboBox>
  );
}

export function Checkbox({
  children,
  value,
  onChange,
  isIndeterminate = false,
  isDisabled = false,
  label,
}: {
  readonly children?: ReactNode;
  readonly value: boolean;
  readonly onChange: (value: boolean) => void;
  readonly isIndeterminate?: boolean;
  readonly isDisabled?: boolean;
  readonly label?: string;
}) {
  return (
    <AriaCheckbox
      className="checkbox"
      isSelected={value}
      onChange={onChange}
      isIndeterminate={isIndeterminate}
      isDisabled={isDisabled}
      {...(label === undefined ? {} : { 'aria-label': label })}
    >
      <span className="checkbox-box" aria-hidden>
        {isIndeterminate ? <Minus size={12} strokeWidth={3} /> : value ? <Check size={12} strokeWidth={3} /> : null}
      </span>
      {children !== undefined && <span>{children}</span>}
    </AriaCheckbox>
  );
}

export function Switch({
  children,
  value,
  onChange,
  isDisabled = false,
}: {
  readonly children: ReactNode;
  readonly value: boolean;
  readonly onChange: (value: boolean) => void;
  readonly isDisabled?: boolean;
}) {
  return (
    <AriaSwitch className="switch" isSelected={value} onChange={onChange} isDisabled={isDisabled}>
      <span className="switch-track" aria-hidden>
        <span className="switch-thumb" />
      </span>
      <span>{children}</span>
    </AriaSwitch>
  );
}

/** A few exclusive choices side by side; the quick filters of every screen. */
export function Segmented<V extends string>({
  label,
  value,
  options,
  onChange,
}: {
  readonly label: string;
  readonly value: V;
  readonly options: readonly (Option<V> & { readonly count?: string })[];
  readonly onChange: (value: V) => void;
}) {
  return (
    <ToggleButtonGroup
      className="segmented"
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={(keys) => {
        const chosen = options.find((option) => keys.has(option.value));
        if (chosen !== undefined) onChange(chosen.value);
      }}
    >
      {options.map((option) => (
        <ToggleButton key={option.value} id={option.value} className="segment">
          {option.icon}
          <span>{option.label}</span>
          {option.count !== undefined && <span className="segment-count">{option.count}</span>}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
