import { useMemo, useState } from 'react';
import { Download } from 'lucide-react';
import type { ImportPreview, ImportRow } from '../../../../core/contract/index.ts';
import { useText, type Text } from '../../../i18n/index.ts';
import { asRpcError, useBackend, type OutputOf } from '../../../rpc/index.ts';
import { CountTiles, DataGrid, GridBadge, useGridController, useListWindow, type GridColumn } from '../../../ui/grid/index.ts';
import { Button, EmptyState, ErrorState, saveCsv, useNotify, type StatusIcon, type Tone } from '../../../ui/index.ts';

type Kind = ImportRow['kind'];
const KINDS: readonly Kind[] = ['new', 'changed', 'closed', 'unchanged', 'duplicate', 'rejected'];
const MARKS: Readonly<Record<Kind, readonly [Tone, StatusIcon]>> = {
  new: ['mine', 'new'],
  changed: ['mine', 'edited'],
  closed: ['warn', 'archive'],
  unchanged: ['quiet', 'dot'],
  duplicate: ['warn', 'warning'],
  rejected: ['bad', 'alert'],
};
interface Row extends ImportRow {
  readonly id: string;
}

/** What the file would change, row by row, before anything is written. */
export function DifferenceStep({ preview, revision }: { readonly preview: ImportPreview; readonly revision: string }) {
  const text = useText();
  const { t, tag } = text;
  const { call } = useBackend();
  const notify = useNotify();
  const [kind, setKind] = useState<Kind | null>(null);
  const { importId, counts } = preview;
  const source = useListWindow('vacancies.importRows', { importId, kind }, pick, revision);
  const controller = useGridController(source);
  const columns = useMemo(() => differenceColumns(text, preview), [text, preview]);

  async function download(): Promise<void> {
    try {
      const { fileName, csv } = await call('vacancies.importRejects', { importId, language: tag === 'es-CO' ? 'es' : 'en' });
      saveCsv(fileName, csv);
    } catch (cause) {
      notify.failed(cause);
    }
  }

  return (
    <div className="import-split">
      <CountTiles
        label={t('vacanciesScreen.import.step.difference')}
        kinds={KINDS}
        counts={counts}
        marks={MARKS}
        labelOf={(each) => t(`vacanciesScreen.kind.${each}`)}
        selected={kind}
        onSelect={setKind}
      >
        {counts.rejected > 0 && (
          <Button icon={<Download size={15} aria-hidden />} onPress={() => void download()}>
            {t('vacanciesScreen.import.downloadRejects', { count: counts.rejected })}
          </Button>
        )}
      </CountTiles>
      <DataGrid<Row, never>
        name="import-rows"
        label={t('vacanciesScreen.import.step.difference')}
        columns={columns}
        source={source}
        controller={controller}
        sort={null}
        countLabel={(total) => t('vacanciesScreen.import.rows', { count: total })}
        empty={<EmptyState title={t('vacanciesScreen.import.noneOfKind')}>{t('vacanciesScreen.import.noneOfKindHelp')}</EmptyState>}
        failed={(retry) => <ErrorState error={asRpcError(source.error)} onRetry={retry} />}
      />
    </div>
  );
}

function pick(answer: OutputOf<'vacancies.importRows'>) {
  return { rows: answer.rows.map((row) => ({ ...row, id: `${row.line} ${row.kind}` })), total: answer.total };
}

function differenceColumns(text: Text, preview: ImportPreview): readonly GridColumn<Row>[] {
  const { t, say, number } = text;
  const field = (name: string): string => say(`vacanciesScreen.column.${name}`, {}, say(`vacanciesScreen.${name}`, {}, name));
  const why = (row: Row): string =>
    row.reasons
      .map(({ code, column, details }) => {
        const reason = say(code, details);
        const header = preview.columns.find((each) => each.column === column)?.header;
        return header === undefined ? reason : `${header}: ${reason}`;
      })
      .join('; ');
  const changes = (row: Row): string =>
    row.changes
      .map(({ field: name, before, after }) => `${field(name)}: ${before === null ? '' : `${before} → `}${after ?? '–'}`)
      .join(' · ');
  const what = (row: Row): string =>
    row.reasons.length > 0 ? why(row) : [changes(row), ...row.notes.map((note) => say(note))].filter((part) => part !== '').join(' · ');
  return [
    { id: 'line', label: t('vacanciesScreen.difference.line'), width: 76, align: 'end', pinned: true, text: (row) => number(row.line) },
    {
      id: 'kind',
      label: t('vacanciesScreen.difference.kind'),
      width: 126,
      text: (row) => t(`vacanciesScreen.kind.${row.kind}`),
      render: (row) => (
        <GridBadge tone={MARKS[row.kind][0]} icon={MARKS[row.kind][1]}>
          {t(`vacanciesScreen.kind.${row.kind}`)}
        </GridBadge>
      ),
    },
    { id: 'title', label: t('vacanciesScreen.column.title'), width: 260, text: (row) => row.title ?? '' },
    { id: 'place', label: t('vacanciesScreen.column.place'), width: 140, text: (row) => row.placeText ?? '' },
    { id: 'company', label: t('vacanciesScreen.column.company'), width: 150, text: (row) => row.company ?? '' },
    {
      id: 'what',
      label: t('vacanciesScreen.difference.what'),
      width: 640,
      text: what,
      render: (row) =>
        row.kind !== 'changed' ? (
          <span title={what(row)} className={row.kind === 'rejected' ? 'difference-bad' : 'quiet'}>
            {what(row)}
          </span>
        ) : (
          <span className="row-changes" title={what(row)}>
            {row.changes.map(({ field: name, before, after }) => (
              <span key={name}>
                <span className="quiet">{field(name)} </span>
                <del>{before ?? '–'}</del> → <ins>{after ?? '–'}</ins>
              </span>
            ))}
          </span>
        ),
    },
  ];
}
