import { Download, RefreshCw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { Audience } from '../../../core/contract/index.ts';
import { useText } from '../../i18n/index.ts';
import { useGo } from '../../navigation/index.ts';
import { useRead, useWrite } from '../../rpc/index.ts';
import { Await, Button, Dialog, Menu, Panel, saveCsv, Section, useNetworkNames, useNotify } from '../../ui/index.ts';
import { Counts } from './counts.tsx';
import { NetworkList } from './network-list.tsx';
import { kindOf } from './view.ts';

/** One list: who is on it, how it stands on each account, and what can be done with it. */
export function AudiencePanel({ audience, onClose }: { readonly audience: Audience; readonly onClose: () => void }) {
  const { t } = useText();
  const notify = useNotify();
  const go = useGo();
  const { nameOf } = useNetworkNames();
  const [asking, setAsking] = useState(false);
  const preview = useRead('audiences.preview', { clientId: audience.clientId, definition: audience.definition });
  const accounts = useRead('accounts.list', { clientId: audience.clientId });
  const refresh = useWrite('audiences.refresh');
  const exportList = useWrite('audiences.export');
  const remove = useWrite('audiences.remove');
  const kind = kindOf(audience.definition);
  const guards = preview.data?.guards ?? [];
  const taking = (accounts.data?.accounts ?? []).filter(({ network }) => guards.some((guard) => guard.network === network));
  const there = audience.lists.filter(({ state }) => state === 'ready' || state === 'creating');

  function save(network: string): void {
    exportList.mutate(
      { audienceId: audience.id, network },
      {
        onSuccess: ({ fileName, csv, people }) => {
          saveCsv(fileName, csv);
          notify.done(t('audiencesScreen.open.exported', { people }));
        },
        onError: notify.failed,
      },
    );
  }
  function removeNow(): void {
    setAsking(false);
    remove.mutate(
      { audienceId: audience.id },
      {
        onSuccess: () => {
          notify.done(t('audiencesScreen.remove.done'));
          onClose();
        },
        onError: notify.failed,
      },
    );
  }

  return (
    <Panel
      id="audience"
      title={audience.name}
      subtitle={t('audiencesScreen.open.about', { kind: t(kind.key, kind.values), client: audience.clientName })}
      onClose={onClose}
      width={480}
      footer={
        <>
          <Button
            needs="writing"
            icon={<RefreshCw size={15} aria-hidden />}
            isDisabled={refresh.isPending || there.length === 0}
            onPress={() =>
              refresh.mutate(
                { audienceId: audience.id },
                { onSuccess: () => notify.done(t('audiencesScreen.open.refreshed')), onError: notify.failed },
              )
            }
          >
            {t('audiencesScreen.open.refresh')}
          </Button>
          <Menu
            label={t('audiencesScreen.open.export')}
            groups={[
              {
                id: 'networks',
                entries: guards.map(({ network }) => ({
                  id: network,
                  label: t('audiencesScreen.open.exportFor', { network: nameOf(network) }),
                  isDisabled: audience.members === 0,
                  onAction: () => save(network),
                })),
              },
            ]}
          >
            <Button icon={<Download size={15} aria-hidden />} isDisabled={exportList.isPending}>
              {t('audiencesScreen.open.export')}
            </Button>
          </Menu>
          <span className="push" />
          <Button
            needs="writing"
            variant="plain"
            icon={<Trash2 size={15} aria-hidden />}
            isDisabled={remove.isPending}
            onPress={() => setAsking(true)}
          >
            {t('audiencesScreen.open.remove')}
          </Button>
        </>
      }
    >
      <div className="audience-panel">
        <Await reading={preview}>{(data) => <Counts preview={data} />}</Await>
        <Section title={t('audiencesScreen.open.networks')} aside={t('audiencesScreen.guard.aside')}>
          {accounts.data !== undefined && preview.data !== undefined && taking.length === 0 ? (
            <div className="stack">
              <p className="quiet">{t('audiencesScreen.open.noAccounts')}</p>
              <div className="row">
                <Button onPress={() => go('connections', { connect: true })}>{t('audiencesScreen.open.connect')}</Button>
              </div>
            </div>
          ) : (
            <div className="audience-networks">
              {taking.map((account) => {
                const guard = guards.find(({ network }) => network === account.network);
                return (
                  guard !== undefined && (
                    <NetworkList
                      key={account.id}
                      audience={audience}
                      account={account}
                      guard={guard}
                      list={audience.lists.find(({ accountId, state }) => accountId === account.id && state !== 'removed')}
                    />
                  )
                );
              })}
            </div>
          )}
        </Section>
      </div>
      <Dialog
        tone="danger"
        title={t('audiencesScreen.remove.title', { name: audience.name })}
        isOpen={asking}
        onClose={() => setAsking(false)}
        actions={
          <>
            <Button onPress={() => setAsking(false)}>{t('audiencesScreen.remove.keep')}</Button>
            <Button variant="danger" onPress={removeNow}>
              {t('audiencesScreen.open.remove')}
            </Button>
          </>
        }
      >
        <p>{t('audiencesScreen.remove.warning', { networks: there.length })}</p>
      </Dialog>
    </Panel>
  );
}
