import { RotateCw, Send } from 'lucide-react';
import type { AdAccount, Audience } from '../../../core/contract/index.ts';
import { useText } from '../../i18n/index.ts';
import { RpcError, useTask } from '../../rpc/index.ts';
import { Age, Button, NetworkMark, Progress, StatusBadge, useNotify, type StatusIcon, type Tone } from '../../ui/index.ts';
import { Verdict, type Preview } from './counts.tsx';

type List = Audience['lists'][number];
type Request = List['requests'][number];

const REQUESTS: Readonly<Record<Request['state'], readonly [Tone, StatusIcon]>> = {
  processing: ['info', 'working'],
  done: ['good', 'check'],
  partly: ['warn', 'warning'],
  failed: ['bad', 'alert'],
};

/** A network that says so many days means that it drops nobody by itself. */
const FOREVER_DAYS = 3_650;

interface Props {
  readonly audience: Audience;
  readonly account: AdAccount;
  readonly guard: Preview['guards'][number];
  readonly list: List | undefined;
}

/** One account: what the network would make of the list, how it stands there, and the way to send it. */
export function NetworkList({ audience, account, guard, list }: Props) {
  const { t, say, number } = useText();
  const notify = useNotify();
  const send = useTask('audiences.upload');
  const isThere = list !== undefined && list.state === 'ready';
  const isSmall = guard.verdict === 'too_small' && !isThere;

  const action = isThere ? t('audiencesScreen.open.sync') : t('audiencesScreen.open.send', { count: audience.members });

  async function upload(): Promise<void> {
    // The button says how few there would be: pressing it is the confirmation.
    const answer = await send.run({ audienceId: audience.id, accountId: account.id, acceptSmall: isSmall });
    if (answer instanceof RpcError) notify.failed(answer);
    else notify.done(t('audiencesScreen.open.sent', { added: answer.added, removed: answer.removed }));
  }

  return (
    <section className="audience-network" aria-label={account.name}>
      <div className="row">
        <NetworkMark id={account.network} />
        <span className="quiet truncate grow">{account.name}</span>
        <Verdict verdict={guard.verdict} />
      </div>
      {!isThere && (
        <p className="small quiet">
          {t('audiencesScreen.guard.sending', {
            usable: guard.usable,
            requests: guard.requests,
            batch: number(guard.batchMax),
            days: (guard.retentionDaysMax ?? FOREVER_DAYS) >= FOREVER_DAYS ? 'none' : String(guard.retentionDaysMax),
          })}{' '}
          {guard.verdict !== 'enough' && t('audiencesScreen.guard.small', { minimum: number(guard.minimum) })}
        </p>
      )}
      {list !== undefined && <Standing list={list} />}
      {list?.failure != null && (
        <p className="small" role="status">
          <StatusBadge tone="bad" icon="alert">
            {say(`publishing.failure.${list.failure}`, {}, list.failure)}
          </StatusBadge>
        </p>
      )}
      {send.running ? (
        <Progress label={t('audiencesScreen.open.sending', { network: account.name })} progress={send.progress} onCancel={send.cancel} />
      ) : (
        <div className="row">
          <Button
            needs="sending"
            variant={isThere || isSmall ? 'normal' : 'primary'}
            icon={isThere ? <RotateCw size={15} aria-hidden /> : <Send size={15} aria-hidden />}
            isDisabled={audience.members === 0 && !isThere}
            aria-label={t('audiencesScreen.open.actionOn', { action, account: account.name })}
            onPress={() => void upload()}
          >
            {action}
          </Button>
        </div>
      )}
    </section>
  );
}

/** What the network was told and what it answered; what it does not say is called unknown. */
function Standing({ list }: { readonly list: List }) {
  const { t, say, number } = useText();
  const unknown = t('audiencesScreen.list.unknown');
  return (
    <>
      <dl className="audience-standing">
        <div>
          <dt>{t('audiencesScreen.list.sent')}</dt>
          <dd>{number(list.sent)}</dd>
        </div>
        <div>
          <dt>{t('audiencesScreen.list.matched')}</dt>
          <dd>{list.matched === null ? <span className="quiet">{unknown}</span> : number(list.matched)}</dd>
        </div>
        {list.owedRemovals > 0 && (
          <div>
            <dt>{t('audiencesScreen.list.owed')}</dt>
            <dd>{number(list.owedRemovals)}</dd>
          </div>
        )}
        {list.removing > 0 && (
          <div title={t('audiencesScreen.list.removingHelp')}>
            <dt>{t('audiencesScreen.list.removing')}</dt>
            <dd>{number(list.removing)}</dd>
          </div>
        )}
      </dl>
      <p className="small quiet">
        {t(list.state === 'ready' ? `audiencesScreen.list.status.${list.remoteStatus}` : `audiencesScreen.list.state.${list.state}`)}
        {list.syncedAt !== null && (
          <>
            {' · '}
            <Age at={list.syncedAt} />
          </>
        )}
      </p>
      {list.requests.length > 0 && (
        <ul className="audience-requests" aria-label={t('audiencesScreen.list.requests')}>
          {list.requests.map((request, index) => {
            const [tone, icon] = REQUESTS[request.state];
            return (
              <li key={`${request.sentAt} ${index}`} className="small">
                <span className="truncate">{t(`audiencesScreen.list.request.${request.operation}`, { count: request.members })}</span>
                <StatusBadge tone={tone} icon={icon}>
                  {t(`audiencesScreen.list.request.${request.state}`)}
                </StatusBadge>
                <span className="quiet push">
                  <Age at={request.sentAt} />
                </span>
                {request.problems.map(({ code, count }) => (
                  <span key={code} className="audience-problem quiet">
                    {number(count)} · {say(`networkErrors.${code}.cause`, {}, t('audiencesScreen.list.problemUnknown'))}
                  </span>
                ))}
              </li>
            );
          })}
        </ul>
      )}
    </>
  );
}
