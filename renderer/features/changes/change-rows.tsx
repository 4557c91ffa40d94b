import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef } from 'react';
import type { ChangeRow } from '../../../core/contract/index.ts';
import { useText } from '../../i18n/index.ts';
import { Checkbox, Money, NetworkMark, StatusBadge, type StatusIcon, type Tone } from '../../ui/index.ts';
import { groupRows, type Line } from './group-rows.ts';

interface Props {
  readonly rows: readonly ChangeRow[];
  readonly selected: ReadonlySet<string>;
  readonly onSelect: (selected: ReadonlySet<string>) => void;
  readonly openId: string | null;
  readonly onOpen: (objectId: string) => void;
}

const HEIGHTS: Readonly<Record<Line['kind'], number>> = { client: 44, campaign: 34, row: 34 };

/** Plus, delta, minus: the marks that people who know Editor read. */
export const MARKS: Readonly<Record<ChangeRow['mark'], readonly [Tone, StatusIcon]>> = {
  none: ['quiet', 'dot'],
  new: ['mine', 'new'],
  edited: ['mine', 'edited'],
  removed: ['bad', 'removed'],
  conflict: ['bad', 'conflict'],
  incoming: ['good', 'incoming'],
};
const APPROVALS: Readonly<Record<ChangeRow['approval'], readonly [Tone, StatusIcon]>> = {
  none: ['quiet', 'draft'],
  requested: ['info', 'waiting'],
  approved: ['good', 'check'],
  void: ['warn', 'warning'],
};

export function ChangeRows(props: Props) {
  const { t } = useText();
  const { rows, selected, onSelect } = props;
  const lines = useMemo(() => groupRows(rows), [rows]);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => HEIGHTS[lines[index]?.kind ?? 'row'],
    overscan: 12,
  });
  function toggle(ids: readonly string[], on: boolean): void {
    const next = new Set(selected);
    for (const id of ids)
      if (on) next.add(id);
      else next.delete(id);
    onSelect(next);
  }
  const all = rows.map(({ objectId }) => objectId);
  const chosen = all.filter((id) => selected.has(id)).length;
  return (
    <div className="change-table" role="table" aria-label={t('frame.screen.changes')} aria-rowcount={lines.length}>
      <div className="change-line change-head" role="row">
        <span role="columnheader">
          <Checkbox
            label={t('changesScreen.select.all')}
            value={chosen === all.length}
            isIndeterminate={chosen > 0 && chosen < all.length}
            onChange={(on) => toggle(all, on)}
          />
        </span>
        <span role="columnheader">{t('changesScreen.column.mark')}</span>
        <span role="columnheader">{t('changesScreen.column.name')}</span>
        <span role="columnheader" className="num">
          {t('changesScreen.column.daily')}
        </span>
        <span role="columnheader">{t('changesScreen.column.problems')}</span>
        <span role="columnheader">{t('changesScreen.column.approval')}</span>
        <span role="columnheader">{t('changesScreen.column.learning')}</span>
      </div>
      <div className="change-scroll" ref={scroller} role="rowgroup">
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }} role="presentation">
          {virtual.getVirtualItems().map((item) => {
            const line = lines[item.index];
            if (line === undefined) return null;
            return (
              <div
                key={line.key}
                role="presentation"
                className="change-slot"
                style={{ height: item.size, transform: `translateY(${item.start}px)` }}
              >
                <LineView line={line} {...props} toggle={toggle} />
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

function LineView({
  line,
  selected,
  toggle,
  openId,
  onOpen,
}: Props & { readonly line: Line; readonly toggle: (ids: readonly string[], on: boolean) => void }) {
  const { t, number } = useText();
  if (line.kind === 'client') {
    return (
      <div className="change-client" role="row">
        <strong role="cell">{line.name}</strong>
        <span role="cell" className="quiet small">
          {t('changesScreen.objects', { count: line.rows, shown: number(line.rows) })}
        </span>
        <span role="cell" className="push row">
          {line.daily.map((amount) => (
            <strong key={amount.currency}>
              <Money value={amount} signed />
              <span className="quiet">{t('home.perDay')}</span>
            </strong>
          ))}
        </span>
      </div>
    );
  }
  if (line.kind === 'campaign') {
    const chosen = line.ids.filter((id) => selected.has(id)).length;
    return (
      <div className="change-line change-campaign" role="row">
        <span role="cell">
          <Checkbox
            label={t('changesScreen.select.campaign', { name: line.name })}
            value={chosen === line.ids.length}
            isIndeterminate={chosen > 0 && chosen < line.ids.length}
            onChange={(on) => toggle(line.ids, on)}
          />
        </span>
        <span role="cell">
          <NetworkMark id={line.network} />
        </span>
        <span role="cell" className="truncate">
          {line.name}
        </span>
      </div>
    );
  }
  return (
    <ChangeLine
      row={line.row}
      isOpen={line.row.objectId === openId}
      isSelected={selected.has(line.row.objectId)}
      onSelect={(on) => toggle([line.row.objectId], on)}
      onOpen={() => onOpen(line.row.objectId)}
    />
  );
}

interface LineProps {
  readonly row: ChangeRow;
  readonly isOpen: boolean;
  readonly isSelected: boolean;
  readonly onSelect: (on: boolean) => void;
  readonly onOpen: () => void;
}

function ChangeLine({ row, isOpen, isSelected, onSelect, onOpen }: LineProps) {
  const { t } = useText();
  const [tone, icon] = MARKS[row.mark];
  const [approvalTone, approvalIcon] = APPROVALS[row.approval];
  return (
    // The name is the button; a click anywhere on the line is the same for a mouse.
    <div
      className={`change-line change-row${isOpen ? ' change-open' : ''}${isSelected ? ' change-selected' : ''}`}
      role="row"
      aria-selected={isSelected}
      onClick={onOpen}
      onKeyDown={undefined}
    >
      <span role="cell" onClick={(event) => event.stopPropagation()} onKeyDown={undefined}>
        <Checkbox label={t('changesScreen.select.one', { name: row.name })} value={isSelected} onChange={onSelect} />
      </span>
      <span role="cell">
        <StatusBadge tone={tone} icon={icon}>
          {t(`changesScreen.mark.${row.mark}`)}
        </StatusBadge>
      </span>
      <span role="cell" className={`change-name level-${row.level}`}>
        <button type="button" className="change-name-button truncate" onClick={onOpen} aria-expanded={isOpen}>
          {row.name}
        </button>
        <span className="small faint">{t(`frame.kind.${row.level}`)}</span>
      </span>
      <span role="cell" className="num">
        {row.dailyDelta === null ? null : <Money value={row.dailyDelta} signed />}
      </span>
      <span role="cell" className="row">
        {row.errors > 0 && (
          <StatusBadge tone="bad" icon="cross">
            {t('frame.bar.errors', { count: row.errors, shown: row.errors })}
          </StatusBadge>
        )}
        {row.warnings > 0 && (
          <StatusBadge tone="warn" icon="warning">
            {t('frame.bar.warnings', { count: row.warnings, shown: row.warnings })}
          </StatusBadge>
        )}
      </span>
      <span role="cell">
        {row.approval !== 'none' && (
          <StatusBadge tone={approvalTone} icon={approvalIcon}>
            {t(`changesScreen.approval.${row.approval}`)}
          </StatusBadge>
        )}
      </span>
      <span role="cell" className={row.resetsLearning === 'yes' ? 'tone-warn' : 'faint'}>
        {row.resetsLearning === 'no' ? '' : t(`changesScreen.learning.${row.resetsLearning}`)}
      </span>
    </div>
  );
}
