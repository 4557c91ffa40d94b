import { useText } from '../../i18n/index.ts';
import { useGo } from '../../navigation/index.ts';
import type { OutputOf } from '../../rpc/index.ts';
import { Money, PacingBar, StatusBadge } from '../../ui/index.ts';

type Row = OutputOf<'home.overview'>['pacing'][number];

/** Thousandths, from exact amounts: a bar needs no more. */
function ratio(part: bigint, whole: bigint): number {
  return whole <= 0n ? 0 : Number((part * 1000n) / whole) / 1000;
}

/** Spend of the month against the cap, with where it is heading. */
export function Pacing({ rows }: { readonly rows: readonly Row[] }) {
  const { t } = useText();
  if (rows.length === 0) return <p className="quiet home-note">{t('home.pacing.none')}</p>;
  return (
    <table className="table pacing-table" aria-label={t('home.pacing')}>
      <thead>
        <tr>
          <th scope="col">{t('home.pacing.client')}</th>
          <th scope="col">{t('home.pacing.month')}</th>
          <th scope="col" className="num">
            {t('home.pacing.spent')}
          </th>
          <th scope="col" className="num">
            {t('home.pacing.cap')}
          </th>
          <th scope="col">{t('home.pacing.projected')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <PacingRow key={`${row.clientId}-${row.spent.currency}`} row={row} />
        ))}
      </tbody>
    </table>
  );
}

function PacingRow({ row }: { readonly row: Row }) {
  const { t, percent, money } = useText();
  const go = useGo();
  const cap = row.cap?.amountMicros ?? null;
  const projected = cap === null ? null : ratio(row.projected.amountMicros, cap);
  const state = projected === null ? null : projected > 1 ? 'over' : projected < 0.8 ? 'under' : 'on';
  return (
    <tr>
      <td>
        <button type="button" className="table-open" onClick={() => go('results', { client: row.clientId })}>
          {row.clientName}
        </button>
      </td>
      <td className="pacing-cell">
        {cap !== null && projected !== null && (
          <PacingBar
            spentRatio={ratio(row.spent.amountMicros, cap)}
            projectedRatio={projected}
            todayRatio={row.dayOfMonth / row.daysInMonth}
            label={t('home.pacing.describe', { client: row.clientName, projected: money(row.projected, { code: true }) })}
          />
        )}
      </td>
      <td className="num">
        <Money value={row.spent} code={false} />
      </td>
      <td className="num">{row.cap === null ? <span className="faint">{t('home.pacing.noCap')}</span> : <Money value={row.cap} />}</td>
      <td>
        {state === null ? (
          <Money value={row.projected} />
        ) : (
          <StatusBadge
            tone={state === 'over' ? 'bad' : state === 'under' ? 'warn' : 'good'}
            icon={state === 'over' ? 'alert' : state === 'under' ? 'warning' : 'check'}
          >
            {t(`home.pacing.${state}`, { percent: percent(projected, 0) })}
          </StatusBadge>
        )}
      </td>
    </tr>
  );
}
