import { useState } from 'react';
import type { WorkspaceStatus } from '../../../core/contract/index.ts';
import { useText } from '../../i18n/index.ts';
import { RpcError, useTask, type InputOf } from '../../rpc/index.ts';
import { Button, Progress, TextField } from '../../ui/index.ts';
import { FirstRun } from './first-run.tsx';
import { RecoveryKey } from './recovery-key.tsx';

type Kind = InputOf<'workspace.create'>['kind'];
const SHORTEST_PASSPHRASE = 8;

interface Props {
  readonly status: WorkspaceStatus;
  /** Keeps this screen while the workspace is made and until its key is put away. */
  readonly onHold: (held: boolean) => void;
}

export function Onboarding({ status, onHold }: Props) {
  const { t, error } = useText();
  const [kind, setKind] = useState<Kind>('simulated');
  const [personName, setPersonName] = useState('');
  const [passphrase, setPassphrase] = useState('');
  const [failure, setFailure] = useState<RpcError | null>(null);
  const [recoveryKey, setRecoveryKey] = useState<string | null>(null);
  const task = useTask('workspace.create');
  // Without a key store a live workspace needs words that only the person knows; a simulated one may do without.
  const asksPassphrase = kind === 'live' && status.keyStore !== 'available';
  // One click is enough to look around; a live workspace asks who signs.
  const signer = personName.trim() === '' && kind === 'simulated' ? t('onboarding.name.default') : personName;
  const ready = signer.trim() !== '' && (!asksPassphrase || passphrase.length >= SHORTEST_PASSPHRASE);

  async function create(): Promise<void> {
    setFailure(null);
    onHold(true);
    const made = await task.run({
      kind,
      personName: signer,
      passphrase: asksPassphrase ? passphrase : null,
      withSample: kind === 'simulated',
    });
    if (made instanceof RpcError) {
      onHold(false);
      return setFailure(made);
    }
    setRecoveryKey(made.recoveryKey);
  }
  if (recoveryKey !== null) return <RecoveryKey recoveryKey={recoveryKey} onDone={() => onHold(false)} />;
  return (
    <FirstRun
      title={t(kind === 'simulated' ? 'onboarding.title' : 'onboarding.live.title')}
      lead={t(kind === 'simulated' ? 'onboarding.lead' : 'onboarding.live.lead')}
    >
      <form
        className="first-run-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) void create();
        }}
      >
        <TextField
          label={t('onboarding.name')}
          hint={t('onboarding.name.hint')}
          value={personName}
          onChange={setPersonName}
          maxLength={80}
          placeholder={kind === 'simulated' ? t('onboarding.name.default') : ''}
          isRequired={kind === 'live'}
          autoFocus
        />
        {asksPassphrase && (
          <TextField
            label={t('onboarding.passphrase')}
            hint={t('onboarding.passphrase.hint')}
            type="password"
            value={passphrase}
            onChange={setPassphrase}
            isRequired
          />
        )}
        {failure !== null && (
          <p role="alert" className="field-error">
            {error(failure).what} {error(failure).fix}
          </p>
        )}
        {task.running ? (
          <Progress label={t('onboarding.creating')} progress={task.progress} />
        ) : (
          <Button variant="primary" type="submit" isDisabled={!ready}>
            {t(kind === 'simulated' ? 'onboarding.create' : 'onboarding.live.create')}
          </Button>
        )}
      </form>
      {!task.running && (
        <button type="button" className="first-run-alternative" onClick={() => setKind(kind === 'simulated' ? 'live' : 'simulated')}>
          {t(kind === 'simulated' ? 'onboarding.toLive' : 'onboarding.toSimulated')}
        </button>
      )}
      <p className="small faint">{t('onboarding.directory', { directory: status.directory })}</p>
    </FirstRun>
  );
}
