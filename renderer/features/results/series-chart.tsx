import { lazy, Suspense } from 'react';
import type { Figures } from '../../../core/contract/index.ts';
import { CommandButton } from '../../commands/index.ts';
import { useText, type Text } from '../../i18n/index.ts';
import { useRead, type InputOf, type OutputOf } from '../../rpc/index.ts';
import { Await, Select, Table, useNetworkNames } from '../../ui/index.ts';
import { changeOf, findingOf } from './finding.ts';
import type { Measure } from './view.ts';

const LineChart = lazy(async () => ({ default: (await import('./line-chart.tsx')).LineChart }));
type Series = OutputOf<'results.series'>;

interface Props {
  readonly range: Omit<InputOf<'results.series'>, 'measure'>;
  readonly days: number;
  readonly measure: Measure;
  readonly measures: readonly Measure[];
  readonly asTable: boolean;
  readonly totals: readonly Figures[];
  readonly previous: readonly Figures[];
  readonly onMeasure: (measure: Measure) => void;
}

/** Says what it found in its title; the figures behind it are one key away. */
export function SeriesChart({ range, days, measure, measures, asTable, totals, previous, onMeasure }: Props) {
  const text = useText();
  const { t } = text;
  const { nameOf } = useNetworkNames();
  const reading = useRead('results.series', { ...range, measure });
  const title = titleOf(measure, days, totals, previous, text);
  return (
    <section className="results-chart" aria-labelledby="results-finding">
      <header className="results-chart-head">
        <h2 id="results-finding">{title}</h2>
        <div className="push row">
          <Select
            label={t('resultsScreen.chartMeasure')}
            hideLabel
            value={measure}
            options={measures.map((value) => ({ value, label: t(`resultsScreen.measure.${value}`) }))}
            onChange={onMeasure}
          />
          <CommandButton id="results.table" />
        </div>
      </header>
      <Await reading={reading}>
        {(data) =>
          asTable ? (
            <SeriesTable data={data} measure={measure} text={text} />
          ) : (
            <Suspense fallback={<div className="results-canvas" />}>
              <LineChart
                data={data}
                title={title}
                description={describe(data)}
                format={(value, currency) => shown(value, measure, currency, text)}
                dayLabel={(day) => text.day(day)}
                nameOf={nameOf}
                incompleteLabel={t('resultsScreen.incomplete')}
              />
            </Suspense>
          )
        }
      </Await>
    </section>
  );

  function describe(data: Series): string {
    const parts = data.series.map(({ network, currency, values }) => {
      const known = values.filter((value) => value !== null);
      return t('resultsScreen.seriesDescription', {
        network: nameOf(network),
        least: shown(known.length === 0 ? null : Math.min(...known), measure, currency, text),
        most: shown(known.length === 0 ? null : Math.max(...known), measure, currency, text),
      });
    });
    return [title, ...parts, t('resultsScreen.tableHint')].join('. ');
  }
}

function titleOf(measure: Measure, days: number, totals: readonly Figures[], previous: readonly Figures[], { t, percent }: Text): string {
  // Two currencies have no one finding.
  const only = totals.length === 1 ? totals[0] : undefined;
  const finding = findingOf(
    changeOf(
      only,
      previous.find(({ spend }) => spend.currency === only?.spend.currency),
      measure,
    ),
  );
  const name = t(`resultsScreen.measure.${measure}`);
  switch (finding.kind) {
    case 'rose':
      return t('resultsScreen.finding.rose', { measure: name, share: percent(finding.by, 0), count: days });
    case 'fell':
      return t('resultsScreen.finding.fell', { measure: name, share: percent(finding.by, 0), count: days });
    case 'steady':
      return t('resultsScreen.finding.steady', { measure: name, count: days });
    case 'unknown':
      return t('resultsScreen.finding.unknown', { measure: name, count: days });
  }
}

function shown(value: number | null, measure: Measure, currency: string, text: Text): string {
  if (value === null) return '–';
  if (measure === 'ctr') return text.percent(value, 2);
  if (measure === 'spend' || measure === 'cpa')
    return text.money({ amountMicros: BigInt(Math.round(value)) * 1_000_000n, currency }, { compact: value >= 1_000_000 });
  return text.number(value, measure === 'conversions' ? 1 : 0);
}

function SeriesTable({ data, measure, text }: { readonly data: Series; readonly measure: Measure; readonly text: Text }) {
  const { nameOf } = useNetworkNames();
  const rows = data.days.map((day, index) => ({ day, index }));
  return (
    // It scrolls, so it must take the focus to be scrolled with the keys.
    <div className="results-table" role="region" tabIndex={0} aria-label={text.t(`resultsScreen.measure.${measure}`)}>
      <Table
        label={text.t(`resultsScreen.measure.${measure}`)}
        rows={rows.toReversed()}
        keyOf={({ day }) => day}
        columns={[
          {
            id: 'day',
            title: text.t('resultsScreen.day'),
            cell: ({ day }) => (
              <span>
                {text.day(day)}{' '}
                {data.incompleteFromDay !== null && day >= data.incompleteFromDay && (
                  <span className="small faint">{text.t('resultsScreen.incomplete')}</span>
                )}
              </span>
            ),
          },
          ...data.series.map(({ network, currency, values }) => ({
            id: `${network} ${currency}`,
            title: nameOf(network),
            align: 'end' as const,
            cell: ({ index }: { readonly index: number }) => shown(values[index] ?? null, measure, currency, text),
          })),
        ]}
      />
    </div>
  );
}
