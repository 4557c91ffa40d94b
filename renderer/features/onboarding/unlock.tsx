import { useState } from 'react';
import type { WorkspaceStatus } from '../../../core/contract/index.ts';
import { useText } from '../../i18n/index.ts';
import { useWrite } from '../../rpc/index.ts';
import { Button, TextField } from '../../ui/index.ts';
import { FirstRun } from './first-run.tsx';

/** The passphrase, or the recovery key where it is lost. */
export function Unlock({ status }: { readonly status: WorkspaceStatus }) {
  const { t, error } = useText();
  const [byKey, setByKey] = useState(status.keyProtection !== 'passphrase');
  const [secret, setSecret] = useState('');
  const unlock = useWrite('workspace.unlock');
  function submit(): void {
    unlock.mutate({ passphrase: byKey ? null : secret, recoveryKey: byKey ? secret.trim() : null }, { onSettled: () => setSecret('') });
  }
  /** The key is in the computer's key store, which does not answer: unlocking that is the shorter way. */
  const silent = status.keyProtection === 'key_store' && status.keyStore !== 'available' ? status.keyStore : null;
  const keyLead = silent === null ? 'onboarding.unlock.keyLead' : (`onboarding.unlock.keyStore.${silent}` as const);
  const lead = byKey ? keyLead : 'onboarding.unlock.lead';
  return (
    <FirstRun title={t('onboarding.unlock.title')} lead={t(lead)}>
      {silent !== null && (
        <div>
          <Button variant="primary" isDisabled={unlock.isPending} onPress={() => unlock.mutate({ passphrase: null, recoveryKey: null })}>
            {t('onboarding.unlock.tryAgain')}
          </Button>
        </div>
      )}
      <form
        className="first-run-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (secret !== '') submit();
        }}
      >
        <TextField
          label={t(byKey ? 'onboarding.key.label' : 'onboarding.passphrase')}
          type={byKey ? 'text' : 'password'}
          mono={byKey}
          value={secret}
          onChange={setSecret}
          error={unlock.error === null ? null : `${error(unlock.error).what} ${error(unlock.error).fix}`}
          autoFocus={silent === null}
        />
        <Button variant={silent === null ? 'primary' : 'normal'} type="submit" isDisabled={secret === '' || unlock.isPending}>
          {t('onboarding.unlock.open')}
        </Button>
      </form>
      {status.keyProtection === 'passphrase' && (
        <button type="button" className="first-run-alternative" onClick={() => setByKey(!byKey)}>
          {t(byKey ? 'onboarding.unlock.byPassphrase' : 'onboarding.unlock.byKey')}
        </button>
      )}
      <p className="small faint">{t('onboarding.directory', { directory: status.directory })}</p>
    </FirstRun>
  );
}
