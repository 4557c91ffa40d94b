import { useEffect, useRef, useState } from 'react';
import type { AdAccount } from '../../../core/contract/index.ts';
import { useText } from '../../i18n/index.ts';
import { useClient } from '../../navigation/index.ts';
import { useRead, useWrite, type OutputOf } from '../../rpc/index.ts';
import { Await, Combo, EmptyState, Panel, Select, useNetworkNames } from '../../ui/index.ts';
import { ProblemText, SignedIn, Waiting } from './attempt.tsx';
import type { Network } from './choose-account.tsx';
import { OwnApp, type Way } from './own-app.tsx';
import { PastedToken } from './pasted-token.tsx';

type Method = Way['methods'][number];
type Attempt = OutputOf<'connections.attempt'>['attempt'];

interface ConnectProps {
  /** The account whose credential is renewed; null: a new one. */
  readonly renewed: AdAccount | null;
  readonly onClose: () => void;
}

/** Client and network, how to get in, then one of the accounts that the credential reaches. */
export function ConnectPanel({ renewed, onClose }: ConnectProps) {
  const { t } = useText();
  const networks = useRead('networks.list', {});
  const ways = useRead('connections.ways', {});
  const attempt = useRead('connections.attempt', {});
  const cancel = useWrite('connections.cancel');
  const live = attempt.data?.attempt ?? null;
  function close(): void {
    // What was not connected is not kept.
    if (live !== null) cancel.mutate({ attemptId: live.id });
    onClose();
  }
  return (
    <Panel id="connect" title={t('connections.connect')} subtitle={t('connections.connect.lead')} onClose={close}>
      <Await reading={networks}>
        {({ networks: known }) => (
          <Await reading={ways}>
            {({ ways: offered }) => (
              <Await reading={attempt}>
                {() =>
                  offered.length === 0 ? (
                    <EmptyState title={t('connections.signIn.noWays')} />
                  ) : (
                    <Connect key={renewed?.id ?? ''} networks={known} ways={offered} attempt={live} renewed={renewed} onDone={close} />
                  )
                }
              </Await>
            )}
          </Await>
        )}
      </Await>
    </Panel>
  );
}

interface ConnectFormProps {
  readonly networks: readonly Network[];
  readonly ways: readonly Way[];
  readonly attempt: Attempt;
  readonly renewed: AdAccount | null;
  readonly onDone: () => void;
}

function Connect({ networks, ways, attempt, renewed, onDone }: ConnectFormProps) {
  const { t } = useText();
  const { nameOf } = useNetworkNames();
  const current = useClient().clientId;
  const clients = useRead('clients.list', {}).data?.clients ?? [];
  const [clientId, setClientId] = useState(renewed?.clientId ?? current);
  // An attempt that is under way is found again by whoever comes back to it.
  const [networkId, setNetworkId] = useState<string | null>(renewed?.network ?? attempt?.network ?? null);
  const [wished, setMethod] = useState<Method | null>(renewed === null ? (attempt?.method ?? null) : null);
  const network = networks.find(({ id }) => id === networkId) ?? null;
  const way = ways.find((one) => one.network === networkId) ?? null;
  const method = way === null ? null : wished !== null && way.methods.includes(wished) ? wished : firstOf(way);
  return (
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
        onChange={setNetworkId}
        options={ways.map(({ network: id }) => ({ value: id, label: nameOf(id) }))}
      />
      {way !== null && network !== null && method !== null && (
        <>
          {way.methods.length > 1 && (
            <Select
              label={t('connections.signIn.how')}
              value={method}
              onChange={setMethod}
              options={way.methods.map((value) => ({ value, label: t(`connections.signIn.method.${value}`) }))}
            />
          )}
          <p className="small quiet">{t(`connections.signIn.lead.${method}`, { network: nameOf(way.network) })}</p>
          {method === 'pasted_token' ? (
            <PastedToken key={network.id} clientId={clientId} network={network} remoteId={renewed?.remoteId ?? null} onDone={onDone} />
          ) : (
            <BySigningIn
              way={way}
              method={method}
              network={network}
              clientId={clientId}
              attempt={attempt?.network === way.network && attempt.method === method ? attempt : null}
              remoteId={renewed?.remoteId ?? null}
              onDone={onDone}
            />
          )}
        </>
      )}
    </div>
  );
}

/** What a person can do without an app of their own comes last, where there is anything else. */
function firstOf(way: Way): Method | null {
  return way.methods.find((method) => method !== 'pasted_token') ?? way.methods[0] ?? null;
}

interface BySigningInProps {
  readonly way: Way;
  readonly method: Exclude<Method, 'pasted_token'>;
  readonly network: Network;
  readonly clientId: string | null;
  readonly attempt: Attempt;
  readonly remoteId: string | null;
  readonly onDone: () => void;
}

function BySigningIn(props: BySigningInProps) {
  const stage = props.attempt?.state ?? 'none';
  const place = useRef<HTMLDivElement>(null);
  const before = useRef(stage);
  useEffect(() => {
    if (before.current === stage) return;
    before.current = stage;
    // The button that led here is gone: whoever uses the keyboard goes on from this place.
    if (document.activeElement === null || document.activeElement === document.body) place.current?.focus();
  }, [stage]);
  return (
    <div ref={place} tabIndex={-1} className="stack sign-in-stage">
      <Stage {...props} />
    </div>
  );
}

function Stage({ way, method, network, clientId, attempt, remoteId, onDone }: BySigningInProps) {
  if (attempt?.state === 'waiting' || attempt?.state === 'finishing') return <Waiting key={attempt.id} attempt={attempt} />;
  if (attempt?.state === 'signed_in')
    return <SignedIn attempt={attempt} clientId={clientId} network={network} remoteId={remoteId} onDone={onDone} />;
  return (
    <>
      {attempt?.state === 'failed' && <ProblemText problem={attempt.problem} />}
      <OwnApp key={`${way.network} ${method}`} way={way} method={method} />
    </>
  );
}
