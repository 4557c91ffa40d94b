import { useState } from 'react';
import { useText } from '../../i18n/index.ts';
import { useRead, useWrite, type OutputOf } from '../../rpc/index.ts';
import { Button, Select, TextField, useNotify } from '../../ui/index.ts';

export type Network = OutputOf<'networks.list'>['networks'][number];
export type Found = OutputOf<'accounts.discover'>['found'][number];
export type Values = Readonly<Record<string, string>>;

interface ChooseProps {
  readonly clientId: string;
  readonly network: Network;
  readonly secretName: string;
  readonly found: readonly Found[];
  /** The account that is renewed, where there is one: it is chosen from the start. */
  readonly remoteId: string | null;
  readonly onDone: () => void;
}

/** One of the accounts that the credential reaches, and what its network wants to know of it. */
export function ChooseAccount({ clientId, network, secretName, found, remoteId: wished, onDone }: ChooseProps) {
  const { t, say } = useText();
  const notify = useNotify();
  const known = useRead('accounts.list', { clientId }).data?.accounts ?? [];
  const only = found.length === 1 ? (found[0]?.remoteId ?? null) : null;
  const [remoteId, setRemoteId] = useState<string | null>(found.some((one) => one.remoteId === wished) ? wished : only);
  const [typed, setTyped] = useState<Values>({});
  const connect = useWrite('accounts.connect');
  const chosen = found.find((account) => account.remoteId === remoteId);
  // What the network's list shows, and what the account was told before, is not asked for again.
  const before = known.find((account) => account.network === network.id && account.remoteId === remoteId);
  const settings: Values = { ...chosen?.settings, ...before?.settings, ...typed };
  if (found.length === 0) return <p className="quiet">{t('connections.foundNone')}</p>;
  const ready =
    chosen !== undefined && network.settingFields.every(({ name, required }) => !required || (settings[name] ?? '').trim() !== '');
  return (
    <>
      <Select
        label={t('connections.found', { count: found.length })}
        value={remoteId}
        onChange={setRemoteId}
        placeholder={t('connections.chooseAccount')}
        options={found.map((account) => ({ value: account.remoteId, label: account.name, hint: account.currency }))}
      />
      {network.settingFields.map(({ name, required }) => (
        <TextField
          key={name}
          label={say(`connections.setting.${name}`, {}, name)}
          mono
          isRequired={required}
          value={settings[name] ?? ''}
          onChange={(value) => setTyped({ ...typed, [name]: value })}
        />
      ))}
      <div>
        <Button
          needs="writing"
          variant="primary"
          isDisabled={!ready || connect.isPending}
          onPress={() => {
            if (chosen === undefined) return;
            const { name, currency, timeZone } = chosen;
            connect.mutate(
              { clientId, network: network.id, remoteId: chosen.remoteId, name, currency, timeZone, secretName, settings },
              {
                onError: notify.failed,
                onSuccess: (account) => (notify.done(t('connections.connected', { name: account.name })), onDone()),
              },
            );
          }}
        >
          {t('connections.connect.save', { name: chosen?.name ?? '' })}
        </Button>
      </div>
    </>
  );
}
