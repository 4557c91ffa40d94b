import { ChartLine, Download, Table2 } from 'lucide-react';
import { useMemo, useRef } from 'react';
import { CommandButton, useCommands, type Command } from '../../commands/index.ts';
import { useNow, useText } from '../../i18n/index.ts';
import { useClient, useGo, useUrlState } from '../../navigation/index.ts';
import { useBackend, useRead } from '../../rpc/index.ts';
import { DayField, Facet } from '../../ui/grid/index.ts';
import { Age, Await, Button, EmptyState, saveCsv, Screen, Segmented, useNetworkNames, useNotify } from '../../ui/index.ts';
import './results.css';
import { Outcomes } from './outcomes.tsx';
import { ResultRows } from './result-rows.tsx';
import { Restatements } from './restatements.tsx';
import { SeriesChart } from './series-chart.tsx';
import { Totals } from './totals.tsx';
import { MEASURES, rangeOf, ResultsView } from './view.ts';

export function ResultsScreen() {
  const { t, say, tag } = useText();
  const { clientId } = useClient();
  const { call } = useBackend();
  const { nameOf } = useNetworkNames();
  const go = useGo();
  const notify = useNotify();
  const now = useNow();
  const [view, change] = useUrlState(ResultsView);
  const { data: clients } = useRead('clients.list', {});
  const { data: networks } = useRead('networks.list', {});
  const zone = (clients?.clients.find(({ id }) => id === clientId) ?? clients?.clients[0])?.timeZone;
  const today = new Intl.DateTimeFormat('en-CA', {
    ...(zone === undefined ? {} : { timeZone: zone }),
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(now);
  const { fromDay, toDay, count } = rangeOf(view, today);
  const range = { clientId, networks: view.networks, fromDay, toDay };
  const summary = useRead('results.summary', range);

  async function exportRows(): Promise<void> {
    try {
      const { fileName, csv } = await call('results.export', { ...range, by: view.by, language: tag === 'es-CO' ? 'es' : 'en' });
      saveCsv(fileName, csv);
    } catch (cause) {
      notify.failed(cause);
    }
  }
  const actions = useRef({ exportRows, toggleTable: () => undefined as void });
  actions.current = { exportRows, toggleTable: () => change({ table: !view.table }) };
  useCommands(
    useMemo<readonly Command[]>(
      () => [
        {
          id: 'results.table',
          label: view.table ? 'resultsScreen.showChart' : 'resultsScreen.showTable',
          group: 'view',
          shortcut: 'T',
          icon: view.table ? ChartLine : Table2,
          run: () => actions.current.toggleTable(),
        },
        {
          id: 'results.export',
          label: 'resultsScreen.export',
          group: 'data',
          shortcut: 'Mod+Shift+I',
          icon: Download,
          run: () => void actions.current.exportRows(),
        },
      ],
      [view.table],
    ),
  );

  return (
    <Screen
      title={t('resultsScreen.title')}
      subtitle={
        summary.data === undefined ? undefined : (
          <span className="results-freshness">
            {t('resultsScreen.read')} <Age at={summary.data.oldestReadAt} never={t('resultsScreen.neverRead')} />
          </span>
        )
      }
      actions={
        <>
          <CommandButton id="results.export" />
          <CommandButton id="general.sync" variant="primary" />
        </>
      }
      toolbar={
        <>
          <Segmented
            label={t('resultsScreen.range')}
            value={view.days}
            options={(['7', '14', '30', 'custom'] as const).map((value) => ({
              value,
              label: value === 'custom' ? t('resultsScreen.custom') : t('resultsScreen.days', { count: Number(value) }),
            }))}
            onChange={(days) => change(days === 'custom' ? { days, from: fromDay, to: toDay } : { days })}
          />
          {view.days === 'custom' && (
            <>
              <DayField label={t('resultsScreen.from')} hideLabel value={fromDay} max={toDay} onChange={(from) => change({ from })} />
              <DayField label={t('resultsScreen.to')} hideLabel value={toDay} min={fromDay} max={today} onChange={(to) => change({ to })} />
            </>
          )}
          <Facet
            label={t('resultsScreen.network')}
            chosen={view.networks}
            onChange={(chosen) => change({ networks: [...chosen] })}
            options={(networks?.networks ?? []).map(({ id, displayName }) => ({ value: id, label: displayName, count: null }))}
          />
          {summary.data !== undefined && summary.data.attribution.length > 0 && (
            <span
              className="push small quiet results-attribution"
              title={summary.data.attribution
                .map(({ network, window }) => `${nameOf(network)}: ${say(`resultsScreen.window.${window}`, {}, window)}`)
                .join('\n')}
            >
              {t('resultsScreen.attribution', {
                windows: summary.data.attribution
                  .map(({ network, window }) => `${nameOf(network)}, ${say(`resultsScreen.window.${window}`, {}, window)}`)
                  .join(' · '),
              })}
            </span>
          )}
        </>
      }
    >
      <Await reading={summary}>
        {(data) =>
          data.totals.length === 0 ? (
            <EmptyState
              icon={<ChartLine size={20} aria-hidden />}
              title={t('resultsScreen.empty')}
              action={
                <Button variant="primary" onPress={() => go(data.oldestReadAt === null ? 'connections' : 'plans')}>
                  {t(data.oldestReadAt === null ? 'resultsScreen.connect' : 'resultsScreen.seePlans')}
                </Button>
              }
            >
              {t('resultsScreen.emptyHelp')}
            </EmptyState>
          ) : (
            <div className="results">
              <Totals
                totals={data.totals}
                previous={data.previous}
                days={count}
                measure={view.measure}
                onMeasure={(measure) => change({ measure })}
              />
              <Outcomes outcomes={data.outcomes} unattributed={data.unattributed} />
              <SeriesChart
                range={range}
                days={count}
                measure={view.measure}
                measures={MEASURES}
                asTable={view.table}
                totals={data.totals}
                previous={data.previous}
                onMeasure={(measure) => change({ measure })}
              />
              <ResultRows range={range} days={count} incompleteFromDay={data.incompleteFromDay} view={view} change={change} />
              <Restatements isOpen={view.restated} onToggle={() => change({ restated: !view.restated })} />
            </div>
          )
        }
      </Await>
    </Screen>
  );
}
export { ResultsScreen as Screen };
