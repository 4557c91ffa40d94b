import { ChartScatter, Download, Shapes, Table2 } from 'lucide-react';
import { useMemo, useRef } from 'react';
import { CommandButton, useCommands, type Command } from '../../commands/index.ts';
import { useText } from '../../i18n/index.ts';
import { useClient, useGo, useUrlState } from '../../navigation/index.ts';
import { RpcError, useBackend, useRead, useTask, useWrite } from '../../rpc/index.ts';
import { Age, Await, Button, EmptyState, Progress, Screen, Select, useNotify } from '../../ui/index.ts';
import { saveText } from '../../ui/grid/index.ts';
import './segments.css';
import { SegmentsBody } from './body.tsx';
import { SuggestionsPanel } from './suggestions-panel.tsx';
import { KS, SegmentsView } from './view.ts';

export function SegmentsScreen() {
  const { t, tag, number } = useText();
  const language = tag === 'es-CO' ? 'es' : 'en';
  const { clientId: chosen, choose } = useClient();
  const { call } = useBackend();
  const go = useGo();
  const notify = useNotify();
  const [view, change] = useUrlState(SegmentsView);
  const { data: clients } = useRead('clients.list', {});
  // Segments are one client's; the first stands in while the whole program looks at all of them.
  const clientId = chosen ?? clients?.clients[0]?.id ?? null;
  const ask = { enabled: clientId !== null };
  const list = useRead('segments.list', { clientId: clientId ?? '' }, ask);
  const reading = useRead('segments.get', { clientId: clientId ?? '', versionId: view.version }, ask);
  const build = useTask('segments.build');
  const restore = useWrite('segments.restore');
  const version = reading.data?.version ?? null;

  async function run(): Promise<void> {
    if (clientId === null) return;
    const answer = await build.run({
      clientId,
      k: view.k === 'auto' ? null : Number(view.k),
      seed: version?.seed ?? 1,
      features: null,
      minimumSize: null,
    });
    if (!(answer instanceof RpcError)) change({ version: null, against: version?.id ?? null, open: null });
    else if (answer.code !== 'segments.cancelled' && answer.code !== 'call.cancelled') notify.failed(answer);
  }
  async function exportRows(what: 'segments' | 'members'): Promise<void> {
    if (version === null) return;
    try {
      const { fileName, csv } = await call('segments.export', { versionId: version.id, what, language });
      saveText(fileName, csv);
    } catch (cause) {
      notify.failed(cause);
    }
  }
  const actions = useRef({ run, exportRows, toggle: () => undefined as void });
  actions.current = { run, exportRows, toggle: () => change({ table: !view.table }) };
  const ready = version !== null;
  useCommands(
    useMemo<readonly Command[]>(
      () => [
        {
          id: 'segments.build',
          label: 'segmentsScreen.build',
          group: 'data',
          shortcut: 'B',
          icon: Shapes,
          run: () => void actions.current.run(),
        },
        {
          id: 'segments.table',
          label: view.table ? 'segmentsScreen.showCharts' : 'segmentsScreen.showTables',
          group: 'view',
          shortcut: 'T',
          icon: view.table ? ChartScatter : Table2,
          run: () => actions.current.toggle(),
        },
        {
          id: 'segments.export',
          label: 'segmentsScreen.export',
          group: 'data',
          shortcut: 'Mod+Shift+I',
          icon: Download,
          run: () => void actions.current.exportRows('segments'),
        },
        {
          id: 'segments.exportMembers',
          label: 'segmentsScreen.exportMembers',
          group: 'data',
          icon: Download,
          run: () => void actions.current.exportRows('members'),
        },
      ],
      [view.table],
    ),
  );

  const versions = list.data?.versions ?? [];
  const against = versions.find(({ id }) => id === view.against);
  return (
    <Screen
      title={t('segmentsScreen.title')}
      subtitle={
        version === null ? undefined : (
          <span>
            {t('segmentsScreen.subtitle', { number: version.number, count: version.candidates })} <Age at={version.createdAt} />
          </span>
        )
      }
      actions={
        <>
          {ready && <CommandButton id="segments.table" />}
          {ready && <CommandButton id="segments.export" />}
          <CommandButton id="segments.build" variant="primary" />
        </>
      }
      toolbar={
        <>
          {chosen === null && (clients?.clients.length ?? 0) > 1 && (
            <Select
              label={t('segmentsScreen.client')}
              value={clientId}
              options={(clients?.clients ?? []).map(({ id, name }) => ({ value: id, label: name }))}
              onChange={choose}
            />
          )}
          <Select
            label={t('segmentsScreen.howMany')}
            value={view.k}
            options={KS.map((value) => ({ value, label: value === 'auto' ? t('segmentsScreen.auto') : value }))}
            onChange={(k) => change({ k })}
          />
          {version !== null && (
            <Select
              label={t('segmentsScreen.version')}
              value={version.id}
              options={versions.map((one) => ({
                value: one.id,
                label: t(one.current ? 'segmentsScreen.versionCurrent' : 'segmentsScreen.versionOld', {
                  number: one.number,
                  k: one.choice.k,
                }),
              }))}
              onChange={(id) => change({ version: id, open: null, against: id === view.against ? null : view.against })}
            />
          )}
          {version !== null && versions.length > 1 && (
            <Select
              label={t('segmentsScreen.against')}
              value={view.against ?? ''}
              options={[
                { value: '', label: t('segmentsScreen.nothing') },
                ...versions
                  .filter(({ id }) => id !== version.id)
                  .map((one) => ({ value: one.id, label: t('segmentsScreen.versionOld', { number: one.number, k: one.choice.k }) })),
              ]}
              onChange={(id) => change({ against: id === '' ? null : id })}
            />
          )}
          {version !== null && !version.current && (
            <Button
              onPress={() =>
                restore.mutate(
                  { versionId: version.id },
                  { onError: (cause) => notify.failed(cause), onSuccess: () => change({ version: null }) },
                )
              }
            >
              {t('segmentsScreen.restore', { number: version.number })}
            </Button>
          )}
        </>
      }
      panel={
        version !== null && view.open !== null && version.segments[view.open] !== undefined ? (
          <SuggestionsPanel version={version} index={view.open} language={language} onClose={() => change({ open: null })} />
        ) : undefined
      }
    >
      {build.running && <Progress label={t('segmentsScreen.building')} progress={build.progress} onCancel={build.cancel} />}
      {clientId === null ? (
        <EmptyState icon={<Shapes size={20} aria-hidden />} title={t('segmentsScreen.noClient')} />
      ) : (
        <Await reading={reading}>
          {({ version: shown }) =>
            shown === null ? (
              <Nothing clientId={clientId} onImport={() => go('candidates')} number={number} />
            ) : (
              <SegmentsBody
                version={shown}
                language={language}
                asTable={view.table}
                open={view.open}
                onOpen={(open) => change({ open })}
                against={against === undefined ? null : { id: against.id, number: against.number }}
              />
            )
          }
        </Await>
      )}
    </Screen>
  );
}
export { SegmentsScreen as Screen };

/** Before the first version: what it takes, and the one step that comes next. */
function Nothing({
  clientId,
  onImport,
  number,
}: {
  readonly clientId: string;
  readonly onImport: () => void;
  readonly number: (value: number) => string;
}) {
  const { t } = useText();
  const { data } = useRead('segments.features', { clientId });
  const people = data?.candidates ?? 0;
  return (
    <EmptyState
      icon={<Shapes size={20} aria-hidden />}
      title={t(people === 0 ? 'segmentsScreen.empty.nobody' : 'segmentsScreen.empty.title')}
      action={
        people === 0 ? (
          <Button variant="primary" onPress={onImport}>
            {t('segmentsScreen.empty.import')}
          </Button>
        ) : (
          <CommandButton id="segments.build" variant="primary" />
        )
      }
    >
      {people === 0 ? t('segmentsScreen.empty.nobodyHelp') : t('segmentsScreen.empty.help', { count: number(people) })}
    </EmptyState>
  );
}
