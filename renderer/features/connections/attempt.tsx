import { useState } from 'react';
import { RotateCw } from 'lucide-react';
import { useText } from '../../i18n/index.ts';
import { useRead, useWrite, type OutputOf } from '../../rpc/index.ts';
import { Button, TextField, useNetworkNames, useNotify } from '../../ui/index.ts';
import { ChooseAccount, type Network } from './choose-account.tsx';
import { NetworkReason, openBrowser } from './own-app.tsx';
import { MissingScopes } from './scopes.tsx';

export type Attempt = NonNullable<OutputOf<'connections.attempt'>['attempt']>;

const LOOK_MS = 5_000;

/** A sign-in under way: wait for the browser, or take what the person copied. */
export function Waiting({ attempt }: { readonly attempt: Attempt }) {
  const { t, instant } = useText();
  const { nameOf } = useNetworkNames();
  const notify = useNotify();
  const [pasted, setPasted] = useState('');
  const answer = useWrite('connections.answer');
  const cancel = useWrite('connections.cancel');
  // The panel's own reading, again: that time is up is announced by nobody.
  useRead('connections.attempt', {}, { everyMs: LOOK_MS });
  const copying = attempt.method === 'own_app_copy_code';
  const finishing = attempt.state === 'finishing' || answer.isPending;
  return (
    <>
      <div role="status" className="stack-tight">
        <p>{t(finishing ? 'connections.signIn.finishing' : copying ? 'connections.signIn.waitingCopy' : 'connections.signIn.waiting')}</p>
        <span className="small quiet">{t('connections.signIn.until', { time: instant(attempt.deadline) })}</span>
      </div>
      {copying && (
        <TextField
          label={t('connections.signIn.pasted')}
          mono
          autoFocus
          value={pasted}
          onChange={setPasted}
          maxLength={8_000}
          isDisabled={finishing}
        />
      )}
      <ProblemText problem={attempt.problem} />
      <div className="row row-wrap">
        {copying && (
          <Button
            needs="writing"
            variant="primary"
            isDisabled={pasted.trim() === '' || finishing}
            onPress={() => answer.mutate({ attemptId: attempt.id, pasted }, { onError: notify.failed, onSettled: () => setPasted('') })}
          >
            {t('connections.signIn.send')}
          </Button>
        )}
        <Button onPress={() => openBrowser(attempt.url)} isDisabled={finishing || attempt.url === null}>
          {t('connections.signIn.open', { network: nameOf(attempt.network) })}
        </Button>
        <Button isDisabled={cancel.isPending} onPress={() => cancel.mutate({ attemptId: attempt.id }, { onError: notify.failed })}>
          {t('connections.signIn.cancel')}
        </Button>
      </div>
    </>
  );
}

/** Why nothing came of it, or what was wrong with what was pasted. */
export function ProblemText({ problem }: { readonly problem: Attempt['problem'] }) {
  const { say } = useText();
  if (problem === null) return null;
  return (
    <p role="alert" className="field-error">
      {say(`errors.${problem.code}.what`, problem.details)} {say(`errors.${problem.code}.fix`, problem.details)}{' '}
      <NetworkReason code={problem.networkCode} />
    </p>
  );
}

interface SignedInProps {
  readonly attempt: Attempt;
  readonly clientId: string | null;
  readonly network: Network;
  readonly remoteId: string | null;
  readonly onDone: () => void;
}

/** What was granted, what its absence disables, and the accounts to choose from. */
export function SignedIn({ attempt, clientId, network, remoteId, onDone }: SignedInProps) {
  const { t, instant } = useText();
  const { nameOf } = useNetworkNames();
  const notify = useNotify();
  const list = useWrite('connections.listAccounts');
  const { scopes, expiresAt, found, secretName } = attempt;
  return (
    <>
      <div role="status" className="stack-tight">
        <p>{t('connections.signIn.done', { network: nameOf(attempt.network) })}</p>
        {scopes === null ? (
          <span className="small quiet">{t('connections.signIn.grantedLater')}</span>
        ) : scopes.every(({ granted }) => granted) ? (
          <span className="small quiet">{t('connections.signIn.granted', { count: scopes.length })}</span>
        ) : (
          <MissingScopes scopes={scopes} />
        )}
        <span className="small quiet">
          {expiresAt === null ? t('connections.noExpiry') : `${t('connections.expires')} ${instant(expiresAt)}`}
        </span>
      </div>
      <ProblemText problem={attempt.problem} />
      {found === null || secretName === null ? (
        <div className="stack-tight">
          <p>{t('connections.signIn.notListed')}</p>
          <div>
            <Button
              icon={<RotateCw size={15} aria-hidden />}
              isDisabled={list.isPending}
              onPress={() => list.mutate({ attemptId: attempt.id }, { onError: notify.failed })}
            >
              {t('connections.signIn.listAgain')}
            </Button>
          </div>
        </div>
      ) : (
        clientId !== null && (
          <ChooseAccount
            key={secretName}
            clientId={clientId}
            network={network}
            secretName={secretName}
            found={found}
            remoteId={remoteId}
            onDone={onDone}
          />
        )
      )}
    </>
  );
}
