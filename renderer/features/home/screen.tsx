import { ArrowRight, Briefcase, Megaphone } from 'lucide-react';
import type { ReactNode } from 'react';
import { useText } from '../../i18n/index.ts';
import { useClient, useGo } from '../../navigation/index.ts';
import { useRead, type OutputOf } from '../../rpc/index.ts';
import { Await, Button, EmptyState, Money, Screen, Section } from '../../ui/index.ts';
import { Attention } from './attention.tsx';
import { ClosingSoon } from './closing-soon.tsx';
import { FreshnessList } from './freshness.tsx';
import { Pacing } from './pacing.tsx';
import './home.css';

type Overview = OutputOf<'home.overview'>;

function HomeScreen() {
  const { t, day } = useText();
  const { clientId } = useClient();
  const overview = useRead('home.overview', { clientId });
  const status = useRead('workspace.status', {});
  const today = status.data?.now.slice(0, 10);
  return (
    <Screen title={t('home.title')} subtitle={today === undefined ? null : day(today, 'long')}>
      <Await reading={overview}>{(data) => (isBlank(data) ? <FirstSteps /> : <Overview data={data} />)}</Await>
    </Screen>
  );
}
export { HomeScreen as Screen };

function isBlank({ live, pending, pacing, attention, closingSoon }: Overview): boolean {
  return live.campaigns + live.ads + pending.changes + pacing.length + attention.length + closingSoon.length === 0;
}

function Overview({ data }: { readonly data: Overview }) {
  const { t } = useText();
  const go = useGo();
  return (
    <>
      <LiveLine data={data} />
      <div className="home-columns">
        <div>
          <Section title={t('home.attention')}>
            <Attention items={data.attention} />
          </Section>
          <Section title={t('home.pacing')} aside={t('home.pacing.legend')}>
            <Pacing rows={data.pacing} />
          </Section>
        </div>
        <div>
          <Section
            title={t('home.closing')}
            aside={
              <button type="button" className="link-button" onClick={() => go('vacancies')}>
                {t('home.closing.all')}
              </button>
            }
          >
            <ClosingSoon rows={data.closingSoon} />
          </Section>
          <Section title={t('home.freshness')}>
            <FreshnessList />
          </Section>
        </div>
      </div>
    </>
  );
}

/** The state of the work in one line of figures. */
function LiveLine({ data }: { readonly data: Overview }) {
  const { t, number } = useText();
  const go = useGo();
  const { live, pending } = data;
  return (
    <dl className="figures-line">
      <Figure label={t('home.live.ads')} onOpen={() => go('plans', { level: 'ad' })}>
        {number(live.ads)}
      </Figure>
      <Figure label={t('home.live.campaigns')} onOpen={() => go('plans')}>
        {number(live.campaigns)}
      </Figure>
      <Figure label={t('home.live.review')} onOpen={() => go('plans', { level: 'ad', quick: 'in_review' })}>
        {number(live.inReview)}
      </Figure>
      <Figure
        label={t('home.live.rejected')}
        tone={live.rejected > 0 ? 'bad' : undefined}
        onOpen={() => go('plans', { level: 'ad', quick: 'rejected' })}
      >
        {number(live.rejected)}
      </Figure>
      <Figure
        label={t('home.live.pending')}
        tone={pending.changes > 0 ? 'mine' : undefined}
        onOpen={() => go('changes')}
        note={pending.daily.map((amount, index) => (
          <span key={amount.currency}>
            {index > 0 && ' · '}
            <Money value={amount} signed />
            {t('home.perDay')}
          </span>
        ))}
      >
        {number(pending.changes)}
      </Figure>
    </dl>
  );
}

function Figure({
  label,
  children,
  note,
  tone,
  onOpen,
}: {
  readonly label: string;
  readonly children: ReactNode;
  readonly note?: ReactNode;
  readonly tone?: 'bad' | 'mine' | undefined;
  readonly onOpen: () => void;
}) {
  return (
    <div className={`figure${tone === undefined ? '' : ` figure-${tone}`}`}>
      <dt>{label}</dt>
      <dd>
        <button type="button" className="figure-value" onClick={onOpen}>
          {children}
          <ArrowRight size={14} aria-hidden className="figure-arrow" />
          <span className="visually-hidden">{label}</span>
        </button>
        {note !== undefined && <span className="small quiet">{note}</span>}
      </dd>
    </div>
  );
}

/** The next step on the road: vacancies first, then ads made from them. */
function FirstSteps() {
  const { t } = useText();
  const go = useGo();
  const info = useRead('workspace.info', {});
  const hasVacancies = (info.data?.vacancies ?? 0) > 0;
  if (info.data === undefined) return null;
  return (
    <EmptyState
      icon={hasVacancies ? <Megaphone size={20} aria-hidden /> : <Briefcase size={20} aria-hidden />}
      title={t(hasVacancies ? 'home.ready.title' : 'home.empty.title')}
      action={
        <Button variant="primary" onPress={() => go(hasVacancies ? 'plans' : 'vacancies')}>
          {t(hasVacancies ? 'home.ready.action' : 'home.empty.action')}
        </Button>
      }
    >
      {hasVacancies ? t('home.ready', { count: info.data.vacancies }) : t('home.empty')}
    </EmptyState>
  );
}
