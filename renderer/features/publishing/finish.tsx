import type { NetworkForecast } from '../../../core/contract/index.ts';
import { useNow, useText } from '../../i18n/index.ts';
import { NetworkMark, useNetworkNames } from '../../ui/index.ts';

interface Outlook {
  readonly networks: readonly NetworkForecast[];
  readonly finishesAt: string | null;
}

/** A start as near as this is now: the screen's clock moves in steps. */
const SOON_MS = 90_000;

/** `16:40` today, `mar 1 dic, 08:00` on another day. */
function useMoment(): (at: string) => { readonly text: string; readonly isToday: boolean } {
  const { tag } = useText();
  const now = useNow();
  return (at) => {
    const moment = new Date(at);
    const isToday = moment.toDateString() === new Date(now).toDateString();
    const clock = { hour: '2-digit', minute: '2-digit' } as const;
    const options = isToday ? clock : ({ weekday: 'short', day: 'numeric', month: 'short', ...clock } as const);
    return { text: new Intl.DateTimeFormat(tag, options).format(moment), isToday };
  };
}

/** `Termina hacia las 16:40; Google en 2 tandas`: one line over all networks. */
export function FinishLine({ outlook, canary = false }: { readonly outlook: Outlook; readonly canary?: boolean }) {
  const { t } = useText();
  const { nameOf } = useNetworkNames();
  const momentOf = useMoment();
  if (outlook.finishesAt === null) return null;
  const { text, isToday } = momentOf(outlook.finishesAt);
  const key = canary
    ? isToday
      ? 'publishing.finish.canary'
      : 'publishing.finish.canaryLater'
    : isToday
      ? 'publishing.finish'
      : 'publishing.finish.later';
  const split = outlook.networks.filter(({ windows }) => windows > 1);
  return (
    <p className="publish-finish">
      <strong>{t(key, { at: text })}</strong>
      {split.map(({ network, windows }) => (
        <span key={network}>; {t('publishing.finish.windows', { name: nameOf(network), windows })}</span>
      ))}
    </p>
  );
}

/** What one network still needs, and when it is through. */
function useFinishOf(): (forecast: NetworkForecast) => { readonly notes: readonly string[]; readonly end: string } {
  const { t, number, duration } = useText();
  const momentOf = useMoment();
  const now = useNow();
  return (forecast) => {
    const end = momentOf(forecast.finishesAt);
    const notes = [
      t('publishing.callsOf', { calls: forecast.calls, shown: number(forecast.calls) }),
      forecast.left === null || forecast.needed === null
        ? null
        : t('publishing.finish.quota', {
            needed: number(forecast.needed),
            left: number(forecast.left.count),
            limit: number(forecast.left.limit),
            span: duration(forecast.left.windowMs),
          }),
      Date.parse(forecast.startsAt) > now + SOON_MS ? t('publishing.finish.starts', { at: momentOf(forecast.startsAt).text }) : null,
    ].filter((note) => note !== null);
    return { notes, end: t(end.isToday ? 'publishing.finish.column' : 'publishing.finish.columnLater', { at: end.text }) };
  };
}

/** On the line of a network that is under way. */
export function NetworkFinish({ forecast }: { readonly forecast: NetworkForecast }) {
  const { notes, end } = useFinishOf()(forecast);
  return (
    <>
      {notes.join(' · ')} · <span className={forecast.windows > 1 ? 'tone-warn' : ''}>{end}</span>
    </>
  );
}

export function NetworkFinishes({ networks }: { readonly networks: readonly NetworkForecast[] }) {
  const { t } = useText();
  const finishOf = useFinishOf();
  return (
    <ul className="publish-calls" aria-label={t('publishing.forecast')}>
      {networks.map((forecast) => (
        <li key={forecast.network}>
          <NetworkMark id={forecast.network} />
          <span className="quiet grow">{finishOf(forecast).notes.join(' · ')}</span>
          <span className={forecast.windows > 1 ? 'publish-end tone-warn' : 'publish-end'}>{finishOf(forecast).end}</span>
        </li>
      ))}
    </ul>
  );
}
