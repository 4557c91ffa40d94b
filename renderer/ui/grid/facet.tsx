import { Check, ChevronDown, X } from 'lucide-react';
import { useState } from 'react';
import { Button as AriaButton, Dialog, DialogTrigger, ListBox, ListBoxItem, Popover } from 'react-aria-components';
import { useText } from '../../i18n/index.ts';
import { SearchField } from '../index.ts';

export interface FacetOption<V extends string> {
  readonly value: V;
  readonly label: string;
  readonly count: number | null;
}

interface Props<V extends string> {
  readonly label: string;
  readonly options: readonly FacetOption<V>[];
  readonly chosen: readonly V[];
  readonly onChange: (chosen: readonly V[]) => void;
}

const SEARCHABLE = 12;

/** A filter of several values with how many rows each has. */
export function Facet<V extends string>({ label, options, chosen, onChange }: Props<V>) {
  const { t, number } = useText();
  const [text, setText] = useState('');
  const folded = fold(text);
  const shown = options.filter((option) => folded === '' || fold(option.label).includes(folded));
  const first = options.find((option) => option.value === chosen[0])?.label;
  return (
    <span className={`facet${chosen.length > 0 ? ' is-on' : ''}`}>
      <DialogTrigger>
        <AriaButton className="facet-button">
          <span>{label}</span>
          {first !== undefined && (
            <span className="facet-value truncate">
              {chosen.length === 1 ? first : t('grid.facet.several', { first, more: chosen.length - 1 })}
            </span>
          )}
          <ChevronDown aria-hidden size={14} />
        </AriaButton>
        <Popover className="popover" offset={4}>
          <Dialog aria-label={label} className="facet-dialog">
            {options.length > SEARCHABLE && <SearchField label={t('grid.facet.search')} value={text} onChange={setText} autoFocus />}
            <ListBox
              aria-label={label}
              className="menu"
              selectionMode="multiple"
              selectedKeys={chosen}
              onSelectionChange={(keys) =>
                onChange(
                  keys === 'all'
                    ? options.map(({ value }) => value)
                    : options.filter(({ value }) => keys.has(value)).map(({ value }) => value),
                )
              }
              renderEmptyState={() => <p className="quiet small facet-none">{t('grid.facet.none')}</p>}
            >
              {shown.map((option) => (
                <ListBoxItem key={option.value} id={option.value} textValue={option.label} className="menu-item">
                  {({ isSelected }) => (
                    <>
                      <span className={`grid-box${isSelected ? ' is-on' : ''}`}>
                        {isSelected && <Check aria-hidden size={12} strokeWidth={3} />}
                      </span>
                      <span className="grow truncate">{option.label}</span>
                      {option.count !== null && <span className="menu-hint num">{number(option.count)}</span>}
                    </>
                  )}
                </ListBoxItem>
              ))}
            </ListBox>
          </Dialog>
        </Popover>
      </DialogTrigger>
      {chosen.length > 0 && (
        <AriaButton className="facet-clear" aria-label={t('grid.facet.clear', { label })} onPress={() => onChange([])}>
          <X aria-hidden size={13} />
        </AriaButton>
      )}
    </span>
  );
}

function fold(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().trim();
}
