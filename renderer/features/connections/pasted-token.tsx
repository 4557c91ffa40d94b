import { useEffect, useRef, useState } from 'react';
import { useText } from '../../i18n/index.ts';
import { useWrite } from '../../rpc/index.ts';
import { Button, TextField } from '../../ui/index.ts';
import { ChooseAccount, type Network, type Values } from './choose-account.tsx';

interface PastedTokenProps {
  readonly clientId: string | null;
  readonly network: Network;
  readonly remoteId: string | null;
  readonly onDone: () => void;
}

/** The credential goes to the key store and nowhere else; then one of the accounts that it reaches. */
export function PastedToken({ clientId, network, remoteId, onDone }: PastedTokenProps) {
  const { t, say, error } = useText();
  const [credential, setCredential] = useState<Values>({});
  const discover = useWrite('accounts.discover');
  const { mutate: letGo } = useWrite('accounts.letGo');
  const pending = useRef<string | null>(null);
  const gone = useRef(false);
  // Closing the panel, choosing another way in or leaving the screen: what was not connected is not kept.
  useEffect(() => {
    gone.current = false;
    return () => {
      gone.current = true;
      if (pending.current !== null) letGo({ secretName: pending.current });
      pending.current = null;
    };
  }, [letGo]);
  function find(): void {
    if (pending.current !== null) letGo({ secretName: pending.current });
    pending.current = null;
    void discover
      .mutateAsync({ network: network.id, credential })
      .then(({ secretName }) => {
        // The panel was closed before the network answered.
        if (gone.current) letGo({ secretName });
        else pending.current = secretName;
      })
      .catch(() => undefined); // shown below
  }
  const ready =
    clientId !== null && network.credentialFields.every(({ name, required }) => !required || (credential[name] ?? '').trim() !== '');
  const failure = discover.error === null ? null : error(discover.error);
  return (
    <>
      {network.credentialFields.map(({ name, secret, required }) => (
        <TextField
          key={name}
          label={say(`connections.credential.${name}`, {}, name)}
          type={secret ? 'password' : 'text'}
          mono={!secret}
          isRequired={required}
          value={credential[name] ?? ''}
          onChange={(value) => setCredential({ ...credential, [name]: value })}
        />
      ))}
      {failure !== null && (
        <p role="alert" className="field-error">
          {failure.what} {failure.fix}
        </p>
      )}
      <div>
        <Button
          needs="writing"
          variant={discover.data === undefined ? 'primary' : 'normal'}
          isDisabled={!ready || discover.isPending}
          onPress={find}
        >
          {t('connections.discover')}
        </Button>
      </div>
      {discover.data !== undefined && clientId !== null && (
        <ChooseAccount
          key={discover.data.secretName}
          clientId={clientId}
          network={network}
          secretName={discover.data.secretName}
          found={discover.data.found}
          remoteId={remoteId}
          onDone={onDone}
        />
      )}
    </>
  );
}
