import { ClipboardPlus, Download, FileUp, Send, UserPlus } from 'lucide-react';
import { useMemo, useRef } from 'react';
import { CommandButton, useCommands, type Command, type CommandState } from '../../commands/index.ts';
import { useNow, useText, type MessageKey } from '../../i18n/index.ts';
import { useClient, useUrlState } from '../../navigation/index.ts';
import { useWrite } from '../../rpc/index.ts';
import { Screen, Tabs, useNotify } from '../../ui/index.ts';
import './applicants.css';
import { ImportPanel } from './import-panel.tsx';
import { Leads } from './leads.tsx';
import { Outcomes } from './outcomes.tsx';
import { RecordPanel } from './record-panel.tsx';
import { ReceiptsPanel, Sends } from './sends.tsx';
import { TakePanel } from './take-panel.tsx';
import { ApplicantsView } from './view.ts';

/** What became of whoever answered an ad: outcomes and where networks stand with them, and answers to lead forms. */
export function ApplicantsScreen() {
  const { t } = useText();
  const notify = useNotify();
  const { clientId } = useClient();
  const [view, change] = useUrlState(ApplicantsView);
  // A client's today is not known here before its name is; the agency's home is Colombia.
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/Bogota' }).format(useNow());
  const sending = useWrite('conversions.send');
  const fetching = useWrite('leads.retrieve');
  const close = (): void => change({ panel: null, batch: null });

  function send(): void {
    sending.mutate(
      { clientId, accountId: null },
      {
        onSuccess: ({ failures, ...counts }) => {
          const failed = failures.length === 0 ? '' : ` ${t('applicantsScreen.sentFailed', { count: failures.length })}`;
          notify.done(`${t('applicantsScreen.sent', counts)}${failed}`);
        },
        onError: notify.failed,
      },
    );
  }
  function retrieve(): void {
    fetching.mutate(
      { clientId, accountId: null },
      {
        onSuccess: ({ added, leftOut, failures }) => {
          const failed = failures.length === 0 ? '' : ` ${t('applicantsScreen.retrieveFailed', { count: failures.length })}`;
          notify.done(`${t('applicantsScreen.retrieved', { added, leftOut })}${failed}`);
        },
        onError: notify.failed,
      },
    );
  }
  const actions = useRef({ send, retrieve });
  actions.current = { send, retrieve };
  useCommands(
    useMemo<readonly Command[]>(() => {
      const writable = (state: CommandState): true | MessageKey => (state.isReadOnly ? 'applicantsScreen.readOnly' : true);
      return [
        {
          id: 'applicants.import',
          label: 'applicantsScreen.import',
          group: 'data',
          shortcut: 'Mod+I',
          icon: FileUp,
          isEnabled: writable,
          run: () => change({ tab: 'outcomes', panel: 'import', batch: null }),
        },
        {
          id: 'applicants.record',
          label: 'applicantsScreen.record',
          group: 'edit',
          shortcut: 'Mod+Alt+N',
          icon: ClipboardPlus,
          isEnabled: writable,
          run: () => change({ tab: 'outcomes', panel: 'record', batch: null }),
        },
        {
          id: 'applicants.send',
          label: 'applicantsScreen.send',
          group: 'data',
          icon: Send,
          isEnabled: writable,
          run: () => actions.current.send(),
        },
        {
          id: 'applicants.retrieve',
          label: 'applicantsScreen.retrieve',
          group: 'data',
          icon: Download,
          isEnabled: writable,
          run: () => actions.current.retrieve(),
        },
        {
          id: 'applicants.take',
          label: 'applicantsScreen.take',
          group: 'data',
          icon: UserPlus,
          isEnabled: writable,
          run: () => change({ tab: 'leads', panel: 'take', batch: null }),
        },
      ];
    }, [change]),
  );
  return (
    <Screen
      title={t('frame.screen.applicants')}
      subtitle={t('applicantsScreen.subtitle')}
      actions={
        view.tab === 'leads' ? (
          <>
            <CommandButton id="applicants.retrieve" />
            <CommandButton id="applicants.take" variant="primary" />
          </>
        ) : view.tab === 'sends' ? (
          <CommandButton id="applicants.send" variant="primary" />
        ) : (
          <>
            <CommandButton id="applicants.record" />
            <CommandButton id="applicants.import" variant="primary" />
          </>
        )
      }
      panel={
        view.batch !== null ? (
          <ReceiptsPanel batchId={view.batch} clientId={clientId} onClose={close} />
        ) : view.panel === 'record' ? (
          <RecordPanel clientId={clientId} today={today} onClose={close} />
        ) : view.panel === 'import' ? (
          <ImportPanel clientId={clientId} onClose={close} />
        ) : view.panel === 'take' ? (
          <TakePanel clientId={clientId} onClose={close} />
        ) : undefined
      }
    >
      <div className="applicants">
        <Tabs
          label={t('frame.screen.applicants')}
          value={view.tab}
          onChange={(tab) => change({ tab, page: 0, batch: null, panel: null })}
          items={[
            {
              value: 'outcomes',
              label: t('applicantsScreen.tab.outcomes'),
              content: <Outcomes clientId={clientId} view={view} change={change} />,
            },
            { value: 'sends', label: t('applicantsScreen.tab.sends'), content: <Sends clientId={clientId} view={view} change={change} /> },
            {
              value: 'leads',
              label: t('applicantsScreen.tab.leads'),
              content: <Leads clientId={clientId} view={view} change={change} onRetrieve={retrieve} />,
            },
          ]}
        />
      </div>
    </Screen>
  );
}
export { ApplicantsScreen as Screen };
