import { CircleCheck, CircleX, GitCompareArrows, Hourglass, Split, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button as AriaButton, ProgressBar } from 'react-aria-components';
import type { ChangeSummary } from '../../../core/contract/index.ts';
import { CommandButton } from '../../commands/index.ts';
import { useText } from '../../i18n/index.ts';
import { useClient, useGo } from '../../navigation/index.ts';
import { useRead } from '../../rpc/index.ts';
import { Age, NetworkMark } from '../../ui/index.ts';

/** What is pending, what it does to spending, what stands in the way, what the networks last said. Always there. */
export function ChangeBar() {
  const { t } = useText();
  const { clientId } = useClient();
  const { data } = useRead('changes.summary', { clientId });
  return (
    <footer className="change-bar" aria-label={t('frame.bar')}>
      {data !== undefined && <LedgerLine summary={data} />}
      {data !== undefined && (data.publishing.running ? <Publishing summary={data} /> : <Pending summary={data} />)}
      {data !== undefined && <Freshness summary={data} />}
      <CommandButton id="general.reviewAndPublish" variant={data !== undefined && data.changes > 0 ? 'primary' : 'normal'} />
    </footer>
  );
}

/** The hairline above the bar: the share of pending changes that are blocked, warned about, waiting, approved, and only drafted. */
function LedgerLine({ summary }: { readonly summary: ChangeSummary }) {
  const { changes, conflicts, errors, warnings, awaitingApproval, approved, publishing } = summary;
  if (publishing.running) {
    return (
      <div className="ledger-line" aria-hidden>
        <span className="ledger-sent" style={{ flexGrow: publishing.done }} />
        <span className="ledger-none" style={{ flexGrow: Math.max(0, publishing.total - publishing.done) }} />
      </div>
    );
  }
  let left = changes;
  const take = (count: number): number => {
    const taken = Math.min(left, count);
    left -= taken;
    return taken;
  };
  const parts = [
    ['bad', take(errors + conflicts)],
    ['warn', take(warnings)],
    ['waiting', take(awaitingApproval)],
    ['good', take(approved)],
    ['mine', left],
  ] as const;
  return (
    <div className="ledger-line" aria-hidden>
      {changes === 0 && <span className="ledger-none" style={{ flexGrow: 1 }} />}
      {parts
        .filter(([, count]) => count > 0)
        .map(([tone, count]) => (
          <span key={tone} className={`ledger-${tone}`} style={{ flexGrow: count }} />
        ))}
    </div>
  );
}

function Pending({ summary }: { readonly summary: ChangeSummary }) {
  const { t, number, money } = useText();
  const go = useGo();
  if (summary.changes === 0 && summary.conflicts === 0) {
    return (
      <p className="bar-calm">
        <CircleCheck size={15} aria-hidden /> {t('frame.bar.nothing')}
      </p>
    );
  }
  const spends = summary.daily.map((daily, index) => ({ daily, monthly: summary.monthly[index] }));
  return (
    <div className="bar-facts">
      <BarButton onPress={() => go('changes')} tone="mine" icon={<GitCompareArrows size={15} aria-hidden />}>
        <strong>{t('frame.bar.changes', { count: summary.changes, shown: number(summary.changes) })}</strong>
      </BarButton>
      {spends.map(({ daily, monthly }) => (
        <BarButton key={daily.currency} onPress={() => go('changes', { quick: 'money' })} tone="money">
          <strong>{t('frame.bar.daily', { amount: money(daily, { sign: 'always', code: true }) })}</strong>
          {monthly !== undefined && (
            <span className="quiet">{t('frame.bar.monthly', { amount: money(monthly, { sign: 'always', compact: true }) })}</span>
          )}
        </BarButton>
      ))}
      {summary.errors > 0 && (
        <BarButton onPress={() => go('changes', { quick: 'with_errors' })} tone="bad" icon={<CircleX size={15} aria-hidden />}>
          {t('frame.bar.errors', { count: summary.errors, shown: number(summary.errors) })}
        </BarButton>
      )}
      {summary.warnings > 0 && (
        <BarButton onPress={() => go('changes', { quick: 'with_warnings' })} tone="warn" icon={<TriangleAlert size={15} aria-hidden />}>
          {t('frame.bar.warnings', { count: summary.warnings, shown: number(summary.warnings) })}
        </BarButton>
      )}
      {summary.conflicts > 0 && (
        <BarButton onPress={() => go('changes', { quick: 'conflicts' })} tone="bad" icon={<Split size={15} aria-hidden />}>
          {t('frame.bar.conflicts', { count: summary.conflicts, shown: number(summary.conflicts) })}
        </BarButton>
      )}
      {summary.awaitingApproval > 0 && (
        <BarButton onPress={() => go('changes', { quick: 'awaiting_approval' })} tone="waiting" icon={<Hourglass size={14} aria-hidden />}>
          {t('frame.bar.awaiting', { count: summary.awaitingApproval, shown: number(summary.awaitingApproval) })}
        </BarButton>
      )}
    </div>
  );
}

function BarButton({
  tone,
  icon,
  children,
  onPress,
}: {
  readonly tone: 'mine' | 'money' | 'bad' | 'warn' | 'waiting';
  readonly icon?: ReactNode;
  readonly children: ReactNode;
  readonly onPress: () => void;
}) {
  return (
    <AriaButton className={`bar-fact bar-${tone}`} onPress={onPress}>
      {icon}
      {children}
    </AriaButton>
  );
}

function Publishing({ summary }: { readonly summary: ChangeSummary }) {
  const { t, number } = useText();
  const go = useGo();
  const { done, total, unknown, needsPerson } = summary.publishing;
  return (
    <div className="bar-facts">
      <ProgressBar aria-label={t('frame.bar.publishing')} value={done} maxValue={Math.max(1, total)} className="bar-progress">
        <AriaButton className="bar-fact" onPress={() => go('changes', { tab: 'journal' })}>
          <strong>{t('frame.bar.publishing')}</strong>
          <span className="quiet">{t('common.progress.of', { done: number(done), total: number(total) })}</span>
        </AriaButton>
      </ProgressBar>
      {unknown > 0 && (
        <BarButton onPress={() => go('changes', { tab: 'journal' })} tone="warn" icon={<Hourglass size={14} aria-hidden />}>
          {t('frame.bar.unknown', { count: unknown, shown: number(unknown) })}
        </BarButton>
      )}
      {needsPerson > 0 && (
        <BarButton onPress={() => go('changes', { tab: 'journal' })} tone="bad" icon={<CircleX size={15} aria-hidden />}>
          {t('frame.bar.needsPerson', { count: needsPerson, shown: number(needsPerson) })}
        </BarButton>
      )}
    </div>
  );
}

function Freshness({ summary }: { readonly summary: ChangeSummary }) {
  const { t } = useText();
  return (
    <ul className="bar-freshness" aria-label={t('frame.bar.freshness')}>
      {summary.freshness.map(({ network, lastReadAt }) => (
        <li key={network}>
          <NetworkMark id={network} size={10} />
          <Age at={lastReadAt} />
        </li>
      ))}
    </ul>
  );
}
