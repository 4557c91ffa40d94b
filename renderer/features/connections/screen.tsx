import { Plug, PlugZap } from 'lucide-react';
import { useCallback, useMemo } from 'react';
import { z } from 'zod';
import { CommandButton, useCommands, type Command } from '../../commands/index.ts';
import type { AdAccount } from '../../../core/contract/index.ts';
import { useText } from '../../i18n/index.ts';
import { useClient, useUrlState } from '../../navigation/index.ts';
import { useRead, useWrite } from '../../rpc/index.ts';
import { Await, Button, EmptyState, Screen, Tabs, useNotify } from '../../ui/index.ts';
import { Backups } from '../health/backups.tsx';
import { Doctor } from '../health/doctor.tsx';
import { Simulators } from '../health/simulators.tsx';
import { AccountCard } from './account-card.tsx';
import { ConnectPanel } from './connect-panel.tsx';
import { CurrencyStrip } from './currency-strip.tsx';
import { VersionCalendar } from './version-calendar.tsx';
import './connections.css';

const State = z.object({
  tab: z.enum(['accounts', 'health', 'backups', 'simulators']).default('accounts'),
  open: z.string().nullable().default(null),
  connect: z.boolean().default(false),
  renew: z.string().nullable().default(null),
});

function ConnectionsScreen() {
  const { t } = useText();
  const [{ tab, open, connect, renew }, set] = useUrlState(State);
  const status = useRead('workspace.status', {});
  useConnectionCommands(useCallback(() => set({ connect: true, renew: null, tab: 'accounts' }), [set]));
  const simulated = status.data?.kind === 'simulated';
  return (
    <Screen
      title={t('frame.screen.connections')}
      flush
      actions={
        <>
          <CommandButton id="connections.test" />
          <CommandButton id="connections.connect" variant="primary" />
        </>
      }
      panel={connect ? <Connecting accountId={renew} onClose={() => set({ connect: false, renew: null })} /> : undefined}
    >
      <Tabs
        label={t('frame.screen.connections')}
        value={tab === 'simulators' && !simulated ? 'accounts' : tab}
        onChange={(value) => set({ tab: value })}
        items={[
          {
            value: 'accounts',
            label: t('connections.tab.accounts'),
            content: (
              <Accounts
                openId={open}
                onConnect={() => set({ connect: true, renew: null })}
                onRenew={(id) => set({ connect: true, renew: id })}
              />
            ),
          },
          { value: 'health', label: t('connections.tab.health'), content: <Doctor /> },
          { value: 'backups', label: t('connections.tab.backups'), content: <Backups /> },
          ...(simulated ? [{ value: 'simulators' as const, label: t('connections.tab.simulators'), content: <Simulators /> }] : []),
        ]}
      />
    </Screen>
  );
}
export { ConnectionsScreen as Screen };

function useConnectionCommands(openConnect: () => void): void {
  const { t } = useText();
  const notify = useNotify();
  const { mutate: test, isPending } = useWrite('accounts.test');
  useCommands(
    useMemo<readonly Command[]>(
      () => [
        {
          id: 'connections.test',
          label: 'connections.testAll',
          group: 'data',
          icon: PlugZap,
          shortcut: 'T',
          isEnabled: () => (isPending ? 'connections.testing' : true),
          run: () =>
            test(
              { accountIds: null },
              {
                onError: notify.failed,
                onSuccess: ({ accounts }) =>
                  notify.done(
                    t('connections.tested', {
                      passed: accounts.filter(({ connection }) => connection === 'connected').length,
                      count: accounts.length,
                    }),
                  ),
              },
            ),
        },
        { id: 'connections.connect', label: 'connections.connect', group: 'data', icon: Plug, run: openConnect },
      ],
      [isPending, test, notify, t, openConnect],
    ),
  );
}

/** The account that is renewed is known before its form is drawn. */
function Connecting({ accountId, onClose }: { readonly accountId: string | null; readonly onClose: () => void }) {
  const accounts = useRead('accounts.list', { clientId: null }, { enabled: accountId !== null });
  if (accountId !== null && accounts.data === undefined) return null;
  const renewed = accounts.data?.accounts.find(({ id }) => id === accountId) ?? null;
  return <ConnectPanel renewed={renewed} onClose={onClose} />;
}

interface AccountsProps {
  readonly openId: string | null;
  readonly onConnect: () => void;
  readonly onRenew: (accountId: string) => void;
}

function Accounts({ openId, onConnect, onRenew }: AccountsProps) {
  const { t } = useText();
  const { clientId } = useClient();
  const accounts = useRead('accounts.list', { clientId });
  const rates = useRead('networks.rates', {}, { everyMs: 30_000 });
  return (
    <Await reading={accounts}>
      {(data) =>
        data.accounts.length === 0 ? (
          <EmptyState
            icon={<Plug size={20} aria-hidden />}
            title={t('connections.none')}
            action={
              <Button needs="writing" variant="primary" onPress={onConnect}>
                {t('connections.connect')}
              </Button>
            }
          >
            {t('connections.noneLead')}
          </EmptyState>
        ) : (
          <>
            <CurrencyStrip accounts={data.accounts} />
            <ul className="accounts">
              {troubledFirst(data.accounts).map((account) => (
                <AccountCard
                  key={account.id}
                  account={account}
                  rate={rates.data?.rates.find(({ accountId }) => accountId === account.id) ?? null}
                  isOpen={account.id === openId}
                  onRenew={onRenew}
                />
              ))}
            </ul>
            <div className="versions">
              <VersionCalendar />
            </div>
          </>
        )
      }
    </Await>
  );
}

/** What a person has to do something about stands at the top; otherwise as it was. */
function troubledFirst(accounts: readonly AdAccount[]): readonly AdAccount[] {
  const needsHelp = ({ connection }: AdAccount): boolean => connection !== 'connected' && connection !== 'untested';
  return [...accounts.filter(needsHelp), ...accounts.filter((account) => !needsHelp(account))];
}
