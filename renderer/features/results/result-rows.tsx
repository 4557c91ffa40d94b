import { useMemo } from 'react';
import type { OutcomeFigures, ResultRow } from '../../../core/contract/index.ts';
import { dayNumber, type Money } from '../../../core/kernel/index.ts';
import { useText, type Text } from '../../i18n/index.ts';
import { asRpcError, type InputOf, type OutputOf } from '../../rpc/index.ts';
import { DataGrid, useGridController, useListWindow, type GridColumn } from '../../ui/grid/index.ts';
import { EmptyState, ErrorState, NetworkMark, Segmented, Sparkline } from '../../ui/index.ts';
import { GROUPS, ResultsView } from './view.ts';

interface Row extends ResultRow {
  readonly id: string;
}
interface Props {
  readonly range: Omit<InputOf<'results.rows'>, 'by' | 'sort' | 'offset' | 'limit'>;
  readonly days: number;
  readonly incompleteFromDay: string | null;
  readonly view: ResultsView;
  readonly change: (changes: Partial<ResultsView>) => void;
}

/** The same figures row by row, by whatever one asks about. */
export function ResultRows({ range, days, incompleteFromDay, view, change }: Props) {
  const text = useText();
  const { t } = text;
  const source = useListWindow('results.rows', { ...range, by: view.by, sort: view.sort }, pick);
  const controller = useGridController(source);
  const incomplete = incompleteFromDay === null ? 0 : Math.max(0, dayNumber(range.toDay) - dayNumber(incompleteFromDay) + 1);
  const columns = useMemo(() => resultColumns(text, view.by, incomplete), [text, view.by, incomplete]);
  return (
    <section className="results-rows" aria-label={t('resultsScreen.rows')}>
      <header className="results-chart-head">
        <h2>{t('resultsScreen.rows')}</h2>
        <Segmented
          label={t('resultsScreen.by')}
          value={view.by}
          options={GROUPS.map((value) => ({ value, label: t(`resultsScreen.group.${value}`) }))}
          onChange={(by) => change({ by })}
        />
      </header>
      <div className="results-grid">
        <DataGrid<Row, never>
          key={view.by}
          name="results"
          label={t('resultsScreen.rows')}
          columns={columns}
          source={source}
          controller={controller}
          sort={{ by: view.sort, direction: 'desc' }}
          onSort={({ by }) => change({ sort: ResultsView.shape.sort.parse(by) })}
          countLabel={(total) => t('resultsScreen.rowCount', { count: total })}
          sumLabel={(rows, complete) => (complete ? spendSum(rows, text) : null)}
          empty={<EmptyState title={t('resultsScreen.noRows')}>{t('resultsScreen.noRowsHelp', { count: days })}</EmptyState>}
          failed={(retry) => <ErrorState error={asRpcError(source.error)} onRetry={retry} />}
        />
      </div>
    </section>
  );
}

function pick(answer: OutputOf<'results.rows'>) {
  return { rows: answer.rows.map((row) => ({ ...row, id: `${row.key} ${row.figures.spend.currency}` })), total: answer.total };
}

function spendSum(rows: readonly Row[], { moneys }: Text): string {
  const sums = new Map<string, bigint>();
  for (const { figures } of rows) sums.set(figures.spend.currency, (sums.get(figures.spend.currency) ?? 0n) + figures.spend.amountMicros);
  return moneys(
    [...sums].map(([currency, amountMicros]) => ({ amountMicros, currency })),
    { code: true },
  );
}

function resultColumns(text: Text, by: ResultsView['by'], incomplete: number): readonly GridColumn<Row>[] {
  const { t, number, percent } = text;
  const money = (value: Money | null): string => (value === null ? '–' : text.money(value));
  const label = (row: Row): string => (by === 'role_family' ? text.say(`roleFamily.${row.label}`, {}, row.label) : row.label);
  const end = { align: 'end' as const };
  const outcome = (row: Row, show: (outcomes: OutcomeFigures) => string): string => (row.outcomes === null ? '–' : show(row.outcomes));
  return [
    {
      id: 'label',
      label: t(`resultsScreen.group.${by}`),
      width: 300,
      pinned: true,
      text: label,
      render: (row) =>
        by === 'network' && row.network !== null ? (
          <NetworkMark id={row.network} />
        ) : (
          <span className="plan-name">
            {row.network !== null && <NetworkMark id={row.network} showName={false} />}
            <span className="truncate">{label(row)}</span>
          </span>
        ),
    },
    {
      id: 'trend',
      label: t('resultsScreen.trend'),
      width: 124,
      text: (row) => row.daily.join(' '),
      render: (row) => (
        <Sparkline
          values={row.daily}
          incomplete={incomplete}
          label={t('resultsScreen.trendOf', { name: label(row) })}
          width={108}
          height={22}
        />
      ),
    },
    { id: 'spend', label: t('resultsScreen.measure.spend'), width: 124, ...end, sortBy: 'spend', text: (row) => money(row.figures.spend) },
    {
      id: 'conversions',
      label: t('resultsScreen.measure.conversions'),
      width: 110,
      ...end,
      sortBy: 'conversions',
      text: (row) => number(row.figures.conversions, 1),
    },
    { id: 'cpa', label: t('resultsScreen.measure.cpa'), width: 146, ...end, sortBy: 'cpa', text: (row) => money(row.figures.cpa) },
    {
      id: 'impressions',
      label: t('resultsScreen.measure.impressions'),
      width: 112,
      ...end,
      sortBy: 'impressions',
      text: (row) => number(row.figures.impressions),
    },
    {
      id: 'clicks',
      label: t('resultsScreen.measure.clicks'),
      width: 90,
      ...end,
      sortBy: 'clicks',
      text: (row) => number(row.figures.clicks),
    },
    { id: 'ctr', label: t('resultsScreen.measure.ctr'), width: 84, ...end, sortBy: 'ctr', text: (row) => percent(row.figures.ctr, 2) },
    { id: 'cpc', label: t('resultsScreen.measure.cpc'), width: 100, ...end, text: (row) => money(row.figures.cpc) },
    { id: 'cpm', label: t('resultsScreen.measure.cpm'), width: 104, ...end, text: (row) => money(row.figures.cpm) },
    { id: 'rate', label: t('resultsScreen.measure.rate'), width: 120, ...end, text: (row) => percent(row.figures.conversionRate, 2) },
    {
      id: 'qualified',
      label: t('resultsScreen.column.qualified'),
      width: 104,
      ...end,
      text: (row) => outcome(row, (one) => number(one.qualified)),
    },
    {
      id: 'costPerQualified',
      label: t('resultsScreen.outcomes.cost.qualified'),
      width: 158,
      ...end,
      text: (row) => outcome(row, (one) => money(one.costPerQualified)),
    },
    { id: 'hired', label: t('resultsScreen.column.hired'), width: 112, ...end, text: (row) => outcome(row, (one) => number(one.hired)) },
    {
      id: 'costPerHire',
      label: t('resultsScreen.outcomes.cost.hired'),
      width: 168,
      ...end,
      text: (row) => outcome(row, (one) => money(one.costPerHire)),
    },
    { id: 'currency', label: t('resultsScreen.currency'), width: 84, text: (row) => row.figures.spend.currency },
  ];
}
