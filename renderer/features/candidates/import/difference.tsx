import { useMemo, useState } from 'react';
import type { CandidateImport, CandidateImportRow } from '../../../../core/contract/index.ts';
import { useText, type Text } from '../../../i18n/index.ts';
import { asRpcError, type OutputOf } from '../../../rpc/index.ts';
import { CountTiles, DataGrid, GridBadge, useGridController, useListWindow, type GridColumn } from '../../../ui/grid/index.ts';
import { EmptyState, ErrorState, type StatusIcon, type Tone } from '../../../ui/index.ts';

type Kind = CandidateImportRow['kind'];
const KINDS: readonly Kind[] = ['new', 'changed', 'unchanged', 'duplicate', 'rejected'];
const MARKS: Readonly<Record<Kind, readonly [Tone, StatusIcon]>> = {
  new: ['mine', 'new'],
  changed: ['mine', 'edited'],
  unchanged: ['quiet', 'dot'],
  duplicate: ['warn', 'warning'],
  rejected: ['bad', 'alert'],
};
interface Row extends CandidateImportRow {
  readonly id: string;
}

/** Row by row what would be stored, by line of the file: the people in it have no name here. */
export function DifferenceStep({ preview, revision }: { readonly preview: CandidateImport; readonly revision: string }) {
  const text = useText();
  const { t } = text;
  const [kind, setKind] = useState<Kind | null>(null);
  const { importId, counts } = preview;
  const source = useListWindow('candidates.importRows', { importId, kind }, pick, revision);
  const controller = useGridController(source);
  const columns = useMemo(() => differenceColumns(text), [text]);
  return (
    <div className="import-split">
      <CountTiles
        label={t('candidatesScreen.import.step.difference')}
        kinds={KINDS}
        counts={counts}
        marks={MARKS}
        labelOf={(each) => t(`candidatesScreen.kind.${each}`)}
        selected={kind}
        onSelect={setKind}
      />
      <DataGrid<Row, never>
        name="candidate-import-rows"
        label={t('candidatesScreen.import.step.difference')}
        columns={columns}
        source={source}
        controller={controller}
        sort={null}
        countLabel={(total) => t('candidatesScreen.import.rows', { count: total })}
        empty={<EmptyState title={t('candidatesScreen.import.noneOfKind')} />}
        failed={(retry) => <ErrorState error={asRpcError(source.error)} onRetry={retry} />}
      />
    </div>
  );
}

function pick(answer: OutputOf<'candidates.importRows'>) {
  return { rows: answer.rows.map((row) => ({ ...row, id: `${row.line} ${row.kind}` })), total: answer.total };
}

function differenceColumns(text: Text): readonly GridColumn<Row>[] {
  const { t, say, number } = text;
  const what = (row: Row): string =>
    row.reasons.length > 0
      ? row.reasons.map(({ code, details }) => say(code, details)).join('; ')
      : row.changes
          .map(
            ({ field, before, after }) =>
              `${say(`candidates.field.${field}`, {}, field)}: ${before === null ? '' : `${worded(field, before, text)} → `}${after === null ? '–' : worded(field, after, text)}`,
          )
          .join(' · ');
  return [
    { id: 'line', label: t('candidatesScreen.difference.line'), width: 84, align: 'end', pinned: true, text: (row) => number(row.line) },
    {
      id: 'kind',
      label: t('candidatesScreen.difference.kind'),
      width: 140,
      text: (row) => t(`candidatesScreen.kind.${row.kind}`),
      render: (row) => (
        <GridBadge tone={MARKS[row.kind][0]} icon={MARKS[row.kind][1]}>
          {t(`candidatesScreen.kind.${row.kind}`)}
        </GridBadge>
      ),
    },
    {
      id: 'what',
      label: t('candidatesScreen.difference.what'),
      width: 900,
      text: what,
      render: (row) => (
        <span title={what(row)} className={row.kind === 'rejected' ? 'difference-bad' : 'quiet'}>
          {what(row)}
        </span>
      ),
    },
  ];
}

/** Where the words of a field's codes are; other values are what the file says. */
const WORDS: Readonly<Record<string, string>> = {
  education: 'candidates.education',
  roleFamily: 'roleFamily',
  seniority: 'seniority',
  modality: 'modality',
  consent: 'candidates.consent',
  purpose: 'candidates.purpose',
  studyMode: 'candidates.studyMode',
};

function worded(field: string, value: string, { t, say }: Text): string {
  if (value === 'true' || value === 'false') return t(value === 'true' ? 'candidatesScreen.yes' : 'candidatesScreen.no');
  const group = WORDS[field];
  return group === undefined ? value : say(`${group}.${value}`, {}, value);
}
