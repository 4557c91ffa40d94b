import { Briefcase, FileUp, FilterX } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { Vacancy } from '../../../core/contract/index.ts';
import { CommandButton } from '../../commands/index.ts';
import { useText } from '../../i18n/index.ts';
import { useClient, useUrlState } from '../../navigation/index.ts';
import { asRpcError, useBackend, type OutputOf } from '../../rpc/index.ts';
import { DataGrid, groupEdits, useGridController, useListWindow, type GridEdit } from '../../ui/grid/index.ts';
import { Button, EmptyState, ErrorState, Screen, useNotify } from '../../ui/index.ts';
import './vacancies.css';
import { vacancyColumns, type VacancyPatch } from './columns.tsx';
import { CreatePanel } from './create-panel.tsx';
import { DuplicatesPanel } from './duplicates-panel.tsx';
import { VacancyFilters } from './filters.tsx';
import { ImportWizard } from './import/wizard.tsx';
import { SourcesPanel } from './sources-panel.tsx';
import { useVacancyCommands } from './use-commands.ts';
import { VacancyPanel } from './vacancy-panel.tsx';
import { filterOf, isFiltered, VacanciesView } from './view.ts';

export function VacanciesScreen() {
  const [view] = useUrlState(VacanciesView);
  return view.import === null ? <VacancyList /> : <ImportWizard />;
}
export { VacanciesScreen as Screen };

function VacancyList() {
  const text = useText();
  const { t } = text;
  const { clientId } = useClient();
  const { call } = useBackend();
  const notify = useNotify();
  const [view, change] = useUrlState(VacanciesView);
  const [active, setActive] = useState<Vacancy | null>(null);
  const filter = useMemo(() => filterOf(view, clientId), [view, clientId]);
  const source = useListWindow('vacancies.list', { filter, sort: { by: view.by, direction: view.direction } }, pick);
  const controller = useGridController(source);
  const columns = useMemo(() => vacancyColumns(text), [text]);
  useVacancyCommands({
    controller,
    active,
    openImport: () => change({ import: 'new' }),
    create: () => change({ creating: true, open: null }),
    beside: (what) => change({ beside: view.beside === what ? null : what, open: null, creating: false }),
  });

  async function edit(edits: readonly GridEdit<Vacancy, VacancyPatch>[]): Promise<void> {
    try {
      for (const { ids, patch } of groupEdits(edits)) await call('vacancies.update', { vacancyIds: [...ids], fields: patch });
    } catch (cause) {
      notify.failed(cause);
    }
  }

  const selected = controller.count > 0;
  // Beside a panel or over a selection the bar holds what is needed now; both stay in the palette and on their keys.
  const roomy = !selected && !view.creating && view.open === null && view.beside === null;
  return (
    <Screen
      flush
      title={t('vacanciesScreen.title')}
      actions={
        <>
          {selected && <CommandButton id="vacancies.close" />}
          {selected && <CommandButton id="vacancies.reopen" />}
          {roomy && <CommandButton id="vacancies.duplicates" />}
          {roomy && <CommandButton id="vacancies.sources" />}
          <CommandButton id="vacancies.create" />
          <CommandButton id="vacancies.import" variant="primary" />
        </>
      }
      toolbar={<VacancyFilters clientId={clientId} view={view} change={change} />}
      panel={
        view.creating ? (
          <CreatePanel
            clientId={clientId}
            onClose={() => change({ creating: false })}
            onCreated={(id) => change({ creating: false, open: id })}
          />
        ) : view.open === null ? (
          view.beside === 'duplicates' ? (
            <DuplicatesPanel clientId={clientId} onOpen={(id) => change({ open: id })} onClose={() => change({ beside: null })} />
          ) : view.beside === 'sources' ? (
            <SourcesPanel
              clientId={clientId}
              onReview={(importId, wholeFeed) => change({ import: importId, wholeFeed })}
              onClose={() => change({ beside: null })}
            />
          ) : undefined
        ) : (
          <VacancyPanel key={view.open} vacancyId={view.open} onClose={() => change({ open: null })} />
        )
      }
    >
      <DataGrid<Vacancy, VacancyPatch>
        name="vacancies"
        label={t('vacanciesScreen.title')}
        columns={columns}
        source={source}
        controller={controller}
        sort={{ by: view.by, direction: view.direction }}
        onSort={(sort) => change({ by: VacanciesView.shape.by.parse(sort.by), direction: sort.direction })}
        onEdit={(edits) => void edit(edits)}
        onOpen={(row) => change({ open: row.id, creating: false })}
        onActive={(row) => {
          setActive(row);
          if (row !== null && view.open !== null && view.open !== row.id) change({ open: row.id });
        }}
        tone={tone}
        countLabel={(total) => t('vacanciesScreen.count', { count: total })}
        sumLabel={(rows, complete) =>
          complete ? t('vacanciesScreen.selectionSum', { positions: sum(rows, 'positions'), ads: sum(rows, 'ads') }) : null
        }
        failed={(retry) => <ErrorState error={asRpcError(source.error)} onRetry={retry} />}
        empty={
          isFiltered(view) ? (
            <EmptyState
              icon={<FilterX size={20} aria-hidden />}
              title={t('vacanciesScreen.noneMatch')}
              action={
                <Button onPress={() => change({ text: '', states: [], families: [], places: [] })}>
                  {t('vacanciesScreen.clearFilters')}
                </Button>
              }
            >
              {t('vacanciesScreen.noneMatchHelp')}
            </EmptyState>
          ) : (
            <EmptyState
              icon={<Briefcase size={20} aria-hidden />}
              title={t('vacanciesScreen.empty')}
              action={
                <Button variant="primary" icon={<FileUp size={16} aria-hidden />} onPress={() => change({ import: 'new' })}>
                  {t('vacanciesScreen.import')}
                </Button>
              }
            >
              {t('vacanciesScreen.emptyHelp')}
            </EmptyState>
          )
        }
      />
    </Screen>
  );
}

function pick(answer: OutputOf<'vacancies.list'>) {
  return answer;
}

function sum(rows: readonly Vacancy[], field: 'positions' | 'ads'): number {
  return rows.reduce((total, row) => total + (row[field] ?? 0), 0);
}

function tone(row: Vacancy): string {
  return row.state === 'closed' || row.state === 'expired' ? 'is-muted' : '';
}
