import { useState } from 'react';
import { useText } from '../../i18n/index.ts';
import { useClient } from '../../navigation/index.ts';
import { useRead, useWrite, type OutputOf } from '../../rpc/index.ts';
import { Button, Combo, Panel, Select, TextField, useNetworkNames, useNotify } from '../../ui/index.ts';

type Network = OutputOf<'networks.list'>['networks'][number];
type Found = OutputOf<'accounts.discover'>['found'][number];
type Values = Readonly<Record<string, string>>;

/** Client and network, then the credential (it goes to the key store and nowhere else), then one of the accounts that it reaches. */
export function ConnectPanel({ onClose }: { readonly onClose: () => void }) {
  const { t, error } = useText();
  const { nameOf } = useNetworkNames();
  const current = useClient().clientId;
  const clients = useRead('clients.list', {}).data?.clients ?? [];
  const networks = useRead('networks.list', {}).data?.networks ?? [];
  const [clientId, setClientId] = useState(current);
  const [networkId, setNetworkId] = useState<string | null>(null);
  const [credential, setCredential] = useState<Values>({});
  const discover = useWrite('accounts.discover');
  const network = networks.find(({ id }) => id === networkId) ?? null;
  const ready =
    clientId !== null &&
    network !== null &&
    network.credentialFields.every(({ name, required }) => !required || (credential[name] ?? '').trim() !== '');
  const failure = discover.error === null ? null : error(discover.error);
  return (
    <Panel id="connect" title={t('connections.connect')} subtitle={t('connections.connect.lead')} onClose={onClose}>
      <div className="stack">
        <Combo
          label={t('connections.client')}
          value={clientId}
          onChange={setClientId}
          options={clients.map(({ id, name }) => ({ value: id, label: name }))}
        />
        <Select
          label={t('changesScreen.network')}
          value={networkId}
          placeholder={t('connections.chooseNetwork')}
          onChange={(id) => {
            setNetworkId(id);
            setCredential({});
            discover.reset();
          }}
          options={networks.map(({ id }) => ({ value: id, label: nameOf(id) }))}
        />
        {network !== null && <Credential network={network} values={credential} onChange={setCredential} />}
        {failure !== null && (
          <p role="alert" className="field-error">
            {failure.what} {failure.fix}
          </p>
        )}
        <div>
          <Button
            variant={discover.data === undefined ? 'primary' : 'normal'}
            isDisabled={!ready || discover.isPending}
            onPress={() => network !== null && discover.mutate({ network: network.id, credential })}
          >
            {t('connections.discover')}
          </Button>
        </div>
        {discover.data !== undefined && network !== null && clientId !== null && (
          <Choose
            key={discover.data.secretName}
            clientId={clientId}
            network={network}
            secretName={discover.data.secretName}
            found={discover.data.found}
            onDone={onClose}
          />
        )}
      </div>
    </Panel>
  );
}

function Credential({
  network,
  values,
  onChange,
}: {
  readonly network: Network;
  readonly values: Values;
  readonly onChange: (values: Values) => void;
}) {
  const { say } = useText();
  return network.credentialFields.map(({ name, secret, required }) => (
    <TextField
      key={name}
      label={say(`connections.credential.${name}`, {}, name)}
      type={secret ? 'password' : 'text'}
      mono={!secret}
      isRequired={required}
      value={values[name] ?? ''}
      onChange={(value) => onChange({ ...values, [name]: value })}
    />
  ));
}

interface ChooseProps {
  readonly clientId: string;
  readonly network: Network;
  readonly secretName: string;
  readonly found: readonly Found[];
  readonly onDone: () => void;
}

function Choose({ clientId, network, secretName, found, onDone }: ChooseProps) {
  const { t, say } = useText();
  const notify = useNotify();
  const [remoteId, setRemoteId] = useState<string | null>(found.length === 1 ? (found[0]?.remoteId ?? null) : null);
  const [settings, setSettings] = useState<Values>({});
  const connect = useWrite('accounts.connect');
  const chosen = found.find((account) => account.remoteId === remoteId);
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
          onChange={(value) => setSettings({ ...settings, [name]: value })}
        />
      ))}
      <div>
        <Button
          variant="primary"
          isDisabled={!ready || connect.isPending}
          onPress={() => {
            if (chosen === undefined) return;
            connect.mutate(
              {
                clientId,
                network: network.id,
                remoteId: chosen.remoteId,
                name: chosen.name,
                currency: chosen.currency,
                timeZone: chosen.timeZone,
                secretName,
                settings,
              },
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
