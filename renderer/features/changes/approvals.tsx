import { useState } from 'react';
import type { Approval } from '../../../core/contract/index.ts';
import { useText } from '../../i18n/index.ts';
import { useRead, useWrite } from '../../rpc/index.ts';
import { Age, Await, Button, EmptyState, StatusBadge, TextField, useNotify, type StatusIcon, type Tone } from '../../ui/index.ts';

const STATES: Readonly<Record<Approval['state'], readonly [Tone, StatusIcon]>> = {
  requested: ['info', 'waiting'],
  approved: ['good', 'check'],
  rejected: ['bad', 'cross'],
  void: ['warn', 'warning'],
};
const SHORTEST_REASON = 3;

/** Who asked for what, over which amount, and what was decided. A later edit voids an approval. */
export function Approvals() {
  const { t } = useText();
  const approvals = useRead('changes.approvals', {});
  return (
    <div className="approvals">
      <Await reading={approvals}>
        {(data) =>
          data.approvals.length === 0 ? (
            <EmptyState title={t('changesScreen.approvals.none')}>{t('changesScreen.approvals.noneLead')}</EmptyState>
          ) : (
            <ul>
              {data.approvals.map((approval) => (
                <ApprovalRow key={approval.id} approval={approval} />
              ))}
            </ul>
          )
        }
      </Await>
    </div>
  );
}

function ApprovalRow({ approval }: { readonly approval: Approval }) {
  const { t, number, moneys } = useText();
  const [tone, icon] = STATES[approval.state];
  const amount =
    approval.daily.length === 0
      ? t('changesScreen.noMoney')
      : t('frame.bar.daily', { amount: moneys(approval.daily, { sign: 'always', code: true }) });
  return (
    <li className="approval">
      <div className="approval-main">
        <div className="row">
          <strong>{amount}</strong>
          <span className="quiet">{t('changesScreen.objects', { count: approval.objects, shown: number(approval.objects) })}</span>
          <StatusBadge tone={tone} icon={icon} boxed>
            {t(`changesScreen.approvalState.${approval.state}`)}
          </StatusBadge>
        </div>
        {approval.note !== null && <p className="measure">{approval.note}</p>}
        <p className="small quiet">
          {t('changesScreen.approvals.asked', { name: approval.requestedBy })} <Age at={approval.requestedAt} />
          {approval.decidedAt !== null && (
            <>
              {' · '}
              {t('changesScreen.approvals.decided', { names: approval.decidedBy.join(', ') })} <Age at={approval.decidedAt} />
            </>
          )}
          {' · '}
          <span title={t('changesScreen.approvals.hash')}>
            <code>{approval.contentHash.slice(0, 10)}</code>
          </span>
        </p>
      </div>
      {approval.state === 'requested' && <Decide approval={approval} amount={amount} />}
    </li>
  );
}

function Decide({ approval, amount }: { readonly approval: Approval; readonly amount: string }) {
  const { t } = useText();
  const notify = useNotify();
  const approve = useWrite('changes.approve');
  const reject = useWrite('changes.reject');
  const [reason, setReason] = useState<string | null>(null);
  if (reason !== null) {
    return (
      <div className="approval-reject">
        <TextField label={t('changesScreen.reason')} value={reason} onChange={setReason} maxLength={500} autoFocus />
        <div className="row">
          <Button
            needs="writing"
            variant="danger"
            isDisabled={reason.trim().length < SHORTEST_REASON || reject.isPending}
            onPress={() =>
              reject.mutate(
                { approvalId: approval.id, reason },
                { onError: notify.failed, onSuccess: () => notify.done(t('changesScreen.rejected')) },
              )
            }
          >
            {t('changesScreen.reject.save')}
          </Button>
          <Button variant="plain" onPress={() => setReason(null)}>
            {t('common.cancel')}
          </Button>
        </div>
      </div>
    );
  }
  return (
    <div className="row">
      <Button needs="writing" onPress={() => setReason('')}>
        {t('changesScreen.reject')}
      </Button>
      <Button
        needs="writing"
        variant="primary"
        isDisabled={approve.isPending}
        onPress={() =>
          approve.mutate(
            { approvalId: approval.id, contentHash: approval.contentHash },
            { onError: notify.failed, onSuccess: () => notify.done(t('changesScreen.approved', { amount })) },
          )
        }
      >
        {t('changesScreen.approve', { amount })}
      </Button>
    </div>
  );
}
