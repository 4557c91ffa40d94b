import { Blend, ChartScatter, Download, Shapes, SlidersHorizontal, Table2 } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import { CommandButton, useCommands, type Command } from '../../commands/index.ts';
import { useText } from '../../i18n/index.ts';
import { useClient, useGo, useUrlState } from '../../navigation/index.ts';
import { RpcError, useBackend, useRead, useTask, useWrite } from '../../rpc/index.ts';
import { Age, Await, Button, EmptyState, Progress, saveCsv, Screen, Select, useNotify } from '../../ui/index.ts';
import './segments.css';
import { SegmentsBody } from './body.tsx';
import { SegmentOverlapPanel } from './overlap-panel.tsx';
import { SuggestionsPanel } from './suggestions-panel.tsx';
import { featuresOf, type Tuning } from './tuning.ts';
import { KS, SegmentsView } from './view.ts';
import { WeightsPanel } from './weights-panel.tsx';

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
  // Weights belong to one client's people: another client begins with its own.
  const [tuned, setTuned] = useState<{ readonly of: string | null; readonly tuning: Tuning } | null>(null);
  const tuning = tuned !== null && tuned.of === clientId ? tuned.tuning : null;

  async function run(): Promise<void> {
    if (clientId === null) return;
    const answer = await build.run({
      clientId,
      k: view.k === 'auto' ? null : Number(view.k),
      seed: tuning?.seed ?? version?.seed ?? 1,
      features: tuning === null ? null : featuresOf(tuning),
      minimumSize: tuning?.minimumSize ?? null,
    });
    if (!(answer instanceof RpcError)) {
      setTuned(null);
      change({ version: null, against: version?.id ?? null, open: null, panel: null });
    } else if (answer.code !== 'segments.cancelled' && answer.code !== 'call.cancelled') notify.failed(answer);
  }
  async function exportRows(what: 'segments' | 'members'): Promise<void> {
    if (version === null) return;
    try {
      const { fileName, csv } = await call('segments.export', { versionId: version.id, what, language });
      saveCsv(fileName, csv);
    } catch (cause) {
      notify.failed(cause);
    }
  }
  const actions = useRef({
    run,
    exportRows,
    toggle: () => undefined as void,
    beside: (_panel: 'weights' | 'overlap') => undefined as void,
  });
  actions.current = {
    run,
    exportRows,
    toggle: () => change({ table: !view.table }),
    beside: (panel) => change({ panel: view.panel === panel ? null : panel, open: null }),
  };
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
          id: 'segments.weights',
          label: 'segmentsScreen.weights',
          group: 'edit',
          shortcut: 'P',
          icon: SlidersHorizontal,
          run: () => actions.current.beside('weights'),
        },
        {
          id: 'segments.overlap',
          label: 'segmentsScreen.overlap',
          group: 'view',
          shortcut: 'O',
          icon: Blend,
          isEnabled: () => (ready ? true : 'segmentsScreen.empty.title'),
          run: () => actions.current.beside('overlap'),
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
      [ready, view.table],
    ),
  );

  const versions = list.data?.versions ?? [];
  const against = versions.find(({ id }) => id === view.against);
  const panel =
    version !== null && view.open !== null && version.segments[view.open] !== undefined ? (
      <SuggestionsPanel version={version} index={view.open} language={language} onClose={() => change({ open: null })} />
    ) : view.panel === 'weights' && clientId !== null ? (
      <WeightsPanel
        clientId={clientId}
        version={version}
        tuning={tuning}
        onTune={(next) => setTuned(next === null ? null : { of: clientId, tuning: next })}
        isBuilding={build.running}
        onBuild={() => void run()}
        onClose={() => change({ panel: null })}
      />
    ) : view.panel === 'overlap' && version !== null ? (
      <SegmentOverlapPanel
        key={version.id}
        version={version}
        versions={versions}
        language={language}
        onClose={() => change({ panel: null })}
      />
    ) : undefined;
  return (
    <Screen
      title={t('segmentsScreen.title')}
      subtitle={
        version === null || panel !== undefined ? undefined : (
          <span>
            {t('segmentsScreen.subtitle', { number: version.number, count: version.candidates })} <Age at={version.createdAt} />
          </span>
        )
      }
      actions={
        <>
          {ready && panel === undefined && <CommandButton id="segments.table" />}
          {ready && panel === undefined && <CommandButton id="segments.export" />}
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
          {clientId !== null && (
            <span className="row segments-tools">
              <CommandButton id="segments.weights" />
              {ready && <CommandButton id="segments.overlap" />}
            </span>
          )}
          {version !== null && !version.current && (
            <Button
              needs="writing"
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
      panel={panel}
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
                onOpen={(open) => change({ open, panel: null })}
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
