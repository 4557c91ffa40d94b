import { FilePlus2, UserX } from 'lucide-react';
import { useMemo } from 'react';
import { CommandButton, useCommands, type Command, type CommandState } from '../../commands/index.ts';
import { useNow, useText, type MessageKey } from '../../i18n/index.ts';
import { useClient, useUrlState } from '../../navigation/index.ts';
import { useRead, type OutputOf } from '../../rpc/index.ts';
import { Await, Screen, Tabs } from '../../ui/index.ts';
import { ForgetPanel } from './forget-panel.tsx';
import { Ledger } from './ledger.tsx';
import './privacy.css';
import { RequestPanel, Requests } from './requests.tsx';
import { RetentionList } from './retention.tsx';
import { PrivacyView } from './view.ts';

/** What people may ask of the agency, until when, and what was done: in counts. */
export function PrivacyScreen() {
  const { t } = useText();
  const { clientId } = useClient();
  const [view, change] = useUrlState(PrivacyView);
  const overview = useRead('privacy.overview', { clientId });
  // The law's days are Colombia's, wherever this laptop is.
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/Bogota' }).format(useNow());
  const close = (): void => change({ panel: null });
  useCommands(
    useMemo<readonly Command[]>(() => {
      const writable = (state: CommandState): true | MessageKey => (state.isReadOnly ? 'candidatesScreen.readOnly' : true);
      return [
        {
          id: 'privacy.forget',
          label: 'privacyScreen.forget.title',
          group: 'edit',
          icon: UserX,
          isEnabled: writable,
          run: () => change({ panel: 'forget' }),
        },
        {
          id: 'privacy.request',
          label: 'privacyScreen.requests.open',
          group: 'edit',
          shortcut: 'Mod+Alt+N',
          icon: FilePlus2,
          isEnabled: writable,
          run: () => change({ panel: 'request' }),
        },
      ];
    }, [change]),
  );
  return (
    <Screen
      title={t('frame.screen.privacy')}
      subtitle={t('privacyScreen.subtitle')}
      actions={
        <>
          <CommandButton id="privacy.request" />
          <CommandButton id="privacy.forget" variant="primary" />
        </>
      }
      panel={
        view.panel === 'forget' ? (
          <ForgetPanel clientId={clientId} onClose={close} />
        ) : view.panel === 'request' ? (
          <RequestPanel clientId={clientId} today={today} onClose={close} />
        ) : undefined
      }
    >
      <Await reading={overview}>{(data) => <Figures overview={data} />}</Await>
      <Tabs
        label={t('frame.screen.privacy')}
        value={view.tab}
        onChange={(tab) => change({ tab })}
        items={[
          {
            value: 'requests',
            label: t('privacyScreen.tab.requests'),
            count: overview.data === undefined ? undefined : String(overview.data.openRequests),
            content: <Requests onOpen={() => change({ panel: 'request' })} />,
          },
          {
            value: 'ledger',
            label: t('privacyScreen.tab.ledger'),
            content: <Ledger clientId={clientId} page={view.page} toPage={(page) => change({ page })} />,
          },
          { value: 'retention', label: t('privacyScreen.tab.retention'), content: <RetentionList clientId={clientId} /> },
        ]}
      />
    </Screen>
  );
}
export { PrivacyScreen as Screen };

function Figures({ overview }: { readonly overview: OutputOf<'privacy.overview'> }) {
  const { t, number } = useText();
  const figures: readonly (readonly [MessageKey, number, boolean])[] = [
    ['privacyScreen.figure.people', overview.people, false],
    ['privacyScreen.figure.consented', overview.withConsent, false],
    ['privacyScreen.figure.leaving', overview.leavingSoon, false],
    ['privacyScreen.figure.overdue', overview.overdueRequests, overview.overdueRequests > 0],
  ];
  return (
    <dl className="privacy-figures">
      {figures.map(([label, value, isBad]) => (
        <div key={label}>
          <dt>{t(label)}</dt>
          <dd className={isBad ? 'is-bad' : undefined}>{number(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
