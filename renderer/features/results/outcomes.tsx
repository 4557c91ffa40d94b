import { useText } from '../../i18n/index.ts';
import type { OutputOf } from '../../rpc/index.ts';

type Summary = OutputOf<'results.summary'>;

/** What those who answered cost, one line a currency; and, always, how many nobody can say where they came from. */
export function Outcomes({ outcomes, unattributed }: Pick<Summary, 'outcomes' | 'unattributed'>) {
  const text = useText();
  const { t, number, percent } = text;
  const shares = unattributed.map(({ kind, count, of }) =>
    t('resultsScreen.outcomes.share', {
      kind: t(`resultsScreen.outcomes.kind.${kind}`),
      share: percent(count / of, 0),
      count: number(count),
      of: number(of),
    }),
  );
  return (
    <section aria-labelledby="results-outcomes">
      <header className="results-chart-head">
        <h2 id="results-outcomes">{t('resultsScreen.outcomes.title')}</h2>
      </header>
      {outcomes.map((one) => (
        <dl key={one.currency} className="totals-tiles results-outcomes">
          {(
            [
              ['application', one.applications, one.costPerApplication],
              ['qualified', one.qualified, one.costPerQualified],
              ['hired', one.hired, one.costPerHire],
            ] as const
          ).map(([kind, count, cost]) => (
            <div key={kind} className="total">
              <dt className="total-label">{t(`resultsScreen.outcomes.cost.${kind}`)}</dt>
              <dd className="total-value">
                {cost === null ? '–' : text.money(cost)}
                {cost !== null && <span className="money-code">{`\u00a0${one.currency}`}</span>}
              </dd>
              <dd className="total-change quiet">{t(`resultsScreen.outcomes.count.${kind}`, { count })}</dd>
            </div>
          ))}
        </dl>
      ))}
      <p className="small quiet">
        {shares.length === 0 ? t('resultsScreen.outcomes.none') : t('resultsScreen.outcomes.unattributed', { shares: shares.join(' · ') })}{' '}
        {t('resultsScreen.outcomes.rule')}
      </p>
    </section>
  );
}
