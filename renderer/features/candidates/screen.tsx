import { FileUp, FilterX, ScrollText, Users } from 'lucide-react';
import { useMemo } from 'react';
import type { Candidate } from '../../../core/contract/index.ts';
import { CommandButton, useCommands, type Command } from '../../commands/index.ts';
import { useText } from '../../i18n/index.ts';
import { useClient, useUrlState } from '../../navigation/index.ts';
import { asRpcError, useRead, type OutputOf } from '../../rpc/index.ts';
import { DataGrid, useGridController, useListWindow } from '../../ui/grid/index.ts';
import { Age, Await, Button, EmptyState, ErrorState, Panel, Screen } from '../../ui/index.ts';
import '../vacancies/vacancies.css';
import './candidates.css';
import { candidateColumns } from './columns.tsx';
import { CandidateFilters } from './filters.tsx';
import { CandidateWizard } from './import/wizard.tsx';
import { Report } from './report.tsx';
import { CandidatesView, filterOf, isFiltered } from './view.ts';

export function CandidatesScreen() {
  const [view] = useUrlState(CandidatesView);
  return view.import === null ? <CandidateList /> : <CandidateWizard />;
}
export { CandidatesScreen as Screen };

function CandidateList() {
  const text = useText();
  const { t } = text;
  const { clientId } = useClient();
  const [view, change] = useUrlState(CandidatesView);
  const filter = useMemo(() => filterOf(view, clientId), [view, clientId]);
  const source = useListWindow('candidates.list', { filter, sort: { by: view.by, direction: view.direction } }, pick);
  const controller = useGridController(source);
  const columns = useMemo(() => candidateColumns(text), [text]);
  useCommands(
    useMemo<readonly Command[]>(
      () => [
        {
          id: 'candidates.import',
          label: 'candidatesScreen.import',
          group: 'data',
          shortcut: 'Mod+I',
          icon: FileUp,
          isEnabled: (state) => (state.isReadOnly ? 'candidatesScreen.readOnly' : true),
          run: () => change({ import: 'new' }),
        },
        {
          id: 'candidates.report',
          label: 'candidatesScreen.reports',
          group: 'view',
          icon: ScrollText,
          run: () => change({ report: !view.report }),
        },
      ],
      [change, view.report],
    ),
  );

  return (
    <Screen
      flush
      title={t('frame.screen.candidates')}
      subtitle={t('candidatesScreen.noNames')}
      actions={
        <>
          <CommandButton id="candidates.report" />
          <CommandButton id="candidates.import" variant="primary" />
        </>
      }
      toolbar={<CandidateFilters clientId={clientId} view={view} change={change} />}
      panel={view.report ? <ReportPanel clientId={clientId} onClose={() => change({ report: false })} /> : undefined}
    >
      <DataGrid<Candidate, never>
        name="candidates"
        label={t('frame.screen.candidates')}
        columns={columns}
        source={source}
        controller={controller}
        sort={{ by: view.by, direction: view.direction }}
        onSort={(sort) => change({ by: CandidatesView.shape.by.parse(sort.by), direction: sort.direction })}
        countLabel={(total) => t('candidatesScreen.count', { count: total })}
        failed={(retry) => <ErrorState error={asRpcError(source.error)} onRetry={retry} />}
        empty={
          isFiltered(view) ? (
            <EmptyState
              icon={<FilterX size={20} aria-hidden />}
              title={t('candidatesScreen.noneMatch')}
              action={
                <Button onPress={() => change({ families: [], educations: [], modalities: [], consents: [], places: [] })}>
                  {t('candidatesScreen.clearFilters')}
                </Button>
              }
            >
              {t('candidatesScreen.noneMatchHelp')}
            </EmptyState>
          ) : (
            <EmptyState
              icon={<Users size={20} aria-hidden />}
              title={t('candidatesScreen.empty')}
              action={
                <Button variant="primary" icon={<FileUp size={16} aria-hidden />} onPress={() => change({ import: 'new' })}>
                  {t('candidatesScreen.import')}
                </Button>
              }
            >
              {t('candidatesScreen.emptyHelp')}
            </EmptyState>
          )
        }
      />
    </Screen>
  );
}

function pick(answer: OutputOf<'candidates.list'>) {
  return answer;
}

/** Preparation reports of what was imported, newest first. */
function ReportPanel({ clientId, onClose }: { readonly clientId: string | null; readonly onClose: () => void }) {
  const { t } = useText();
  const reading = useRead('candidates.reports', { clientId });
  return (
    <Panel id="candidate-reports" title={t('candidatesScreen.reports')} onClose={onClose} width={520}>
      <Await reading={reading}>
        {({ reports }) =>
          reports.length === 0 ? (
            <EmptyState title={t('candidatesScreen.report.none')}>{t('candidatesScreen.report.noneHelp')}</EmptyState>
          ) : (
            <div className="report-list">
              {reports.map((one) => (
                <section key={one.importId} aria-label={one.clientName}>
                  <p className="quiet">
                    {one.clientName} · <Age at={one.at} /> · {one.actor}
                  </p>
                  <Report report={one.report} />
                </section>
              ))}
            </div>
          )
        }
      </Await>
    </Panel>
  );
}
