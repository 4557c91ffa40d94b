import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { useText } from '../../i18n/index.ts';
import type { StatusIcon, Tone } from '../status.tsx';
import { GridBadge } from './grid-badge.tsx';

interface Props<K extends string> {
  readonly label: string;
  readonly kinds: readonly K[];
  readonly counts: Readonly<Record<K, number>>;
  readonly marks: Readonly<Record<K, readonly [Tone, StatusIcon]>>;
  readonly labelOf: (kind: K) => string;
  /** Null: rows of every kind. */
  readonly selected: K | null;
  readonly onSelect: (kind: K | null) => void;
  /** Further controls behind the tiles. */
  readonly children?: ReactNode;
}

/** How many rows there are of each kind; pressing one shows only those, pressing it again shows all. */
export function CountTiles<K extends string>({ label, kinds, counts, marks, labelOf, selected, onSelect, children }: Props<K>) {
  const { number } = useText();
  return (
    <div className="count-tiles" role="group" aria-label={label}>
      {kinds.map((kind) => (
        <Button
          key={kind}
          className={`count-tile${counts[kind] === 0 ? ' is-zero' : ''}`}
          aria-pressed={selected === kind}
          {...(selected === kind ? { 'data-selected': true } : {})}
          onPress={() => onSelect(selected === kind ? null : kind)}
        >
          <strong>{number(counts[kind])}</strong>
          <GridBadge tone={counts[kind] === 0 ? 'quiet' : marks[kind][0]} icon={marks[kind][1]}>
            {labelOf(kind)}
          </GridBadge>
        </Button>
      ))}
      {children}
    </div>
  );
}
