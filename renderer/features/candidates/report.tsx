import type { PreparationReport } from '../../../core/contract/index.ts';
import { useText } from '../../i18n/index.ts';
import { StatusBadge } from '../../ui/index.ts';

/** What a file became: who is kept, who is not and why, what is missing, what was refused. */
export function Report({ report }: { readonly report: PreparationReport }) {
  const { t, say, number, percent } = useText();
  const share = (part: number): string => percent(report.kept === 0 ? null : part / report.kept, 0);
  return (
    <div className="report">
      <dl className="report-figures">
        <Figure label={t('candidatesScreen.report.rows')} value={number(report.rows)} />
        <Figure label={t('candidatesScreen.report.kept')} value={number(report.kept)} />
        <Figure
          label={t('candidatesScreen.report.consented')}
          value={number(report.consents.granted)}
          note={share(report.consents.granted)}
        />
        <Figure label={t('candidatesScreen.report.dropped')} value={number(report.rows - report.kept)} />
      </dl>
      {report.refusedTraits.length > 0 && (
        <p className="report-refused">
          <StatusBadge tone="warn" icon="ban">
            {t('candidatesScreen.report.refused')}
          </StatusBadge>{' '}
          {t('candidatesScreen.report.refusedWhy', {
            traits: report.refusedTraits.map((trait) => say(`candidates.trait.${trait}`)).join(', '),
          })}
        </p>
      )}
      {report.dropped.length > 0 && (
        <table className="table report-table" aria-label={t('candidatesScreen.report.dropped')}>
          <thead>
            <tr>
              <th scope="col">{t('candidatesScreen.report.reason')}</th>
              <th scope="col" className="num">
                {t('candidatesScreen.report.count')}
              </th>
            </tr>
          </thead>
          <tbody>
            {report.dropped.map(({ reason, rows }) => (
              <tr key={reason}>
                <td>{say(reason, {}, t('candidatesScreen.report.otherReason'))}</td>
                <td className="num">{number(rows)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <table className="table report-table" aria-label={t('candidatesScreen.report.fields')}>
        <thead>
          <tr>
            <th scope="col">{t('candidatesScreen.report.field')}</th>
            <th scope="col">{t('candidatesScreen.report.coverage')}</th>
            <th scope="col" className="num">
              {t('candidatesScreen.report.missing')}
            </th>
            <th scope="col" className="num">
              {t('candidatesScreen.report.unreadable')}
            </th>
          </tr>
        </thead>
        <tbody>
          {report.fields.map(({ target, filled, missing, unreadable }) => (
            <tr key={target}>
              <td>{say(`candidates.field.${target}`, {}, say(`candidates.target.${target}`))}</td>
              <td className="report-share">
                <span className="report-bar" aria-hidden>
                  <span style={{ width: `${report.kept === 0 ? 0 : (filled / report.kept) * 100}%` }} />
                </span>
                <span className="small quiet">{share(filled)}</span>
              </td>
              <td className="num">{number(missing)}</td>
              <td className="num">{unreadable === 0 ? <span className="faint">0</span> : number(unreadable)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Figure({ label, value, note }: { readonly label: string; readonly value: string; readonly note?: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {value}
        {note !== undefined && <span className="small quiet"> {note}</span>}
      </dd>
    </div>
  );
}
