import { useEffect, useRef } from 'react';
import { Meter } from 'react-aria-components';
import type { AdAccount } from '../../../core/contract/index.ts';
import { useNow, useText } from '../../i18n/index.ts';
import { useWrite, type OutputOf } from '../../rpc/index.ts';
import { Age, Button, NetworkMark, StatusBadge, useNotify, type StatusIcon, type Tone } from '../../ui/index.ts';

import { MissingScopes } from './scopes.tsx';

type Rate = OutputOf<'networks.rates'>['rates'][number];
const STATES: Readonly<Record<AdAccount['connection'], readonly [Tone, StatusIcon]>> = {
  connected: ['good', 'check'],
  untested: ['quiet', 'draft'],
  reconnect: ['bad', 'alert'],
  no_permission: ['bad', 'ban'],
  unreachable: ['warn', 'warning'],
  unsupported: ['bad', 'ban'],
  no_secret: ['bad', 'alert'],
};
const SOON_MS = 7 * 86_400_000;

/** One account: what connects it, until when, what it may do, how much of its quota is left. */
export function AccountCard({
  account,
  rate,
  isOpen,
  onRenew,
}: {
  readonly account: AdAccount;
  readonly rate: Rate | null;
  readonly isOpen: boolean;
  readonly onRenew: (accountId: string) => void;
}) {
  const { t } = useText();
  const notify = useNotify();
  const test = useWrite('accounts.test');
  const element = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isOpen) element.current?.scrollIntoView({ block: 'nearest' });
  }, [isOpen]);
  const [tone, icon] = STATES[account.connection];
  const now = useNow();
  // A week ahead, as the home screen announces it; what no longer works is not renewed but connected again.
  const gone = account.connection === 'reconnect' || account.connection === 'no_secret';
  const ends = account.expiresAt !== null && Date.parse(account.expiresAt) - now < SOON_MS;
  const missing = account.scopes.filter(({ granted }) => !granted);
  return (
    <li ref={element} className={`account${isOpen ? ' account-open' : ''}`}>
      <div className="account-name">
        <NetworkMark id={account.network} />
        <h2 className="truncate">{account.name}</h2>
        <span className="small quiet">
          {account.clientName} · <code>{account.remoteId}</code> · {account.currency}
        </span>
      </div>
      <div className="account-state">
        <StatusBadge tone={tone} icon={icon} wraps>
          {t(`connections.state.${account.connection}`)}
        </StatusBadge>
        <span className="small quiet">
          {t('connections.lastSuccess')} <Age at={account.lastSuccessAt} />
        </span>
        {account.connection !== 'connected' && <span className="small">{t(`connections.fix.${account.connection}`)}</span>}
      </div>
      <div className="account-facts">
        <Expiry expiresAt={account.expiresAt} />
        {missing.length === 0 ? (
          <span className="small quiet">
            {account.scopes.length === 0 ? t('connections.scopes.unknown') : t('connections.scopes.all', { count: account.scopes.length })}
          </span>
        ) : (
          <MissingScopes scopes={missing} />
        )}
      </div>
      <Rate rate={rate} />
      <div className="account-actions">
        <Button
          needs="writing"
          isDisabled={test.isPending}
          onPress={() => test.mutate({ accountIds: [account.id] }, { onError: notify.failed })}
        >
          {t('connections.test')}
        </Button>
        {gone ? (
          <Button needs="writing" variant="primary" onPress={() => onRenew(account.id)}>
            {t('connections.reconnect')}
          </Button>
        ) : (
          ends && (
            <Button needs="writing" onPress={() => onRenew(account.id)}>
              {t('connections.renew')}
            </Button>
          )
        )}
      </div>
    </li>
  );
}

function Expiry({ expiresAt }: { readonly expiresAt: string | null }) {
  const { t } = useText();
  const now = useNow();
  if (expiresAt === null) return <span className="small quiet">{t('connections.noExpiry')}</span>;
  const left = Date.parse(expiresAt) - now;
  return (
    <span className={`small ${left < SOON_MS ? (left < 0 ? 'tone-bad' : 'tone-warn') : 'quiet'}`}>
      {t(left < 0 ? 'connections.expired' : 'connections.expires')} <Age at={expiresAt} />
    </span>
  );
}

/** How much of the network's quota this account has used. */
function Rate({ rate }: { readonly rate: Rate | null }) {
  const { t, percent, number, duration } = useText();
  const used = rate?.usedRatio ?? null;
  if (used === null || rate === null) return <span className="account-rate small faint">{t('connections.rate.unknown')}</span>;
  return (
    <div className="account-rate">
      <Meter aria-label={t('connections.rate')} value={Math.min(100, used * 100)} valueLabel={percent(used, 0)}>
        <div className="row small">
          <span className="quiet">{t('connections.rate')}</span>
          <span className="push num">{percent(used, 0)}</span>
        </div>
        <div className="rate-track">
          <div className={`rate-fill${used > 0.8 ? ' rate-high' : ''}`} style={{ width: `${Math.min(100, used * 100)}%` }} />
        </div>
      </Meter>
      <span className="small quiet">
        {rate.left === null
          ? t('connections.rate.estimate', { share: percent(1 - used, 0) })
          : t(`connections.rate.left.${rate.left.unit}`, {
              count: number(rate.left.count),
              limit: number(rate.left.limit),
              span: duration(rate.left.windowMs),
            })}
      </span>
      <span className="small faint">
        {rate.blockedUntil === null ? (
          t(`connections.rate.${rate.source ?? 'table'}`)
        ) : (
          <>
            {t('connections.rate.blocked')} <Age at={rate.blockedUntil} />
          </>
        )}
      </span>
    </div>
  );
}
