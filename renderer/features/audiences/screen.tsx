import { Blend, ContactRound, ListPlus } from 'lucide-react';
import { useMemo } from 'react';
import { CommandButton, useCommands, type Command } from '../../commands/index.ts';
import { useText } from '../../i18n/index.ts';
import { useClient, useGo, useUrlState } from '../../navigation/index.ts';
import { useRead } from '../../rpc/index.ts';
import { Await, Button, EmptyState, Screen } from '../../ui/index.ts';
import { AudiencePanel } from './audience-panel.tsx';
import './audiences.css';
import { AudienceTable } from './list.tsx';
import { NewPanel } from './new-panel.tsx';
import { OverlapPanel } from './overlap-panel.tsx';
import { AudiencesView } from './view.ts';

/** Consented people, as hashes, on the networks' lists: drawn up, weighed, sent, read back, compared. */
export function AudiencesScreen() {
  const { t } = useText();
  const { clientId } = useClient();
  const [view, change] = useUrlState(AudiencesView);
  const reading = useRead('audiences.list', { clientId });
  const { data: clients } = useRead('clients.list', {});
  const all = reading.data?.audiences ?? [];
  const picked = all.filter(({ id }) => view.picked.includes(id));
  const open = all.find(({ id }) => id === view.open);
  const mayCompare = picked.length >= 2;
  const home = clientId ?? clients?.clients[0]?.id ?? null;

  useCommands(
    useMemo<readonly Command[]>(
      () => [
        {
          id: 'audiences.new',
          label: 'audiencesScreen.new',
          group: 'edit',
          shortcut: 'Mod+Alt+N',
          icon: ListPlus,
          isEnabled: (state) => (state.isReadOnly ? 'audiencesScreen.readOnly' : home === null ? 'audiencesScreen.noClient' : true),
          run: () => change({ panel: 'new', open: null, version: null, segment: null }),
        },
        {
          id: 'audiences.overlap',
          label: 'audiencesScreen.overlap',
          group: 'view',
          shortcut: 'O',
          icon: Blend,
          isEnabled: () => (mayCompare ? true : 'audiencesScreen.overlap.pick'),
          run: () => change({ panel: 'overlap', open: null }),
        },
      ],
      [change, home, mayCompare],
    ),
  );

  const close = (): void => change({ panel: null, open: null, version: null, segment: null });
  const panel =
    view.panel === 'new' && home !== null ? (
      <NewPanel
        key={`${home} ${view.version} ${view.segment}`}
        clientId={home}
        clients={clientId === null ? (clients?.clients ?? []) : []}
        from={view.version === null || view.segment === null ? null : { versionId: view.version, index: view.segment }}
        onCreated={(open) => change({ panel: null, open, version: null, segment: null })}
        onClose={close}
      />
    ) : view.panel === 'overlap' && mayCompare ? (
      <OverlapPanel audiences={picked} onCreated={(id) => change({ panel: null, open: id })} onClose={close} />
    ) : open === undefined ? undefined : (
      <AudiencePanel key={open.id} audience={open} onClose={close} />
    );

  return (
    <Screen
      title={t('frame.screen.audiences')}
      subtitle={panel === undefined ? t('audiencesScreen.subtitle') : undefined}
      actions={
        <>
          {all.length > 1 && panel === undefined && <CommandButton id="audiences.overlap" />}
          <CommandButton id="audiences.new" variant="primary" />
        </>
      }
      panel={panel}
    >
      <Await reading={reading}>
        {({ audiences }) =>
          audiences.length === 0 ? (
            <Nothing clientId={clientId} />
          ) : (
            <AudienceTable
              audiences={audiences}
              withClient={clientId === null}
              isNarrow={panel !== undefined}
              picked={view.picked}
              onPick={(next) => change({ picked: [...next] })}
              onOpen={(id) => change({ open: id, panel: null })}
            />
          )
        }
      </Await>
    </Screen>
  );
}
export { AudiencesScreen as Screen };

/** Before the first list: what one is for, and the one step that comes next. */
function Nothing({ clientId }: { readonly clientId: string | null }) {
  const { t } = useText();
  const go = useGo();
  const { data } = useRead('privacy.overview', { clientId });
  const isEmpty = data?.people === 0;
  return (
    <EmptyState
      icon={<ContactRound size={20} aria-hidden />}
      title={t(isEmpty ? 'audiencesScreen.empty.nobody' : 'audiencesScreen.empty')}
      action={
        isEmpty ? (
          <Button variant="primary" onPress={() => go('candidates')}>
            {t('audiencesScreen.empty.import')}
          </Button>
        ) : (
          <CommandButton id="audiences.new" variant="primary" />
        )
      }
    >
      {t(isEmpty ? 'audiencesScreen.empty.nobodyHelp' : 'audiencesScreen.empty.help')}
    </EmptyState>
  );
}
