import { dayNumber } from '../../../core/kernel/index.ts';
import { useNow, useText } from '../../i18n/index.ts';
import { useGo } from '../../navigation/index.ts';
import type { OutputOf } from '../../rpc/index.ts';

type Row = OutputOf<'home.overview'>['closingSoon'][number];

/** Vacancies about to close, with the ads that will pause with them. */
export function ClosingSoon({ rows }: { readonly rows: readonly Row[] }) {
  const { t } = useText();
  if (rows.length === 0) return <p className="quiet home-note">{t('home.closing.none')}</p>;
  return (
    <ul>
      {rows.map((row) => (
        <ClosingRow key={row.vacancyId} row={row} />
      ))}
    </ul>
  );
}

function ClosingRow({ row }: { readonly row: Row }) {
  const { t, day } = useText();
  const go = useGo();
  const today = new Date(useNow()).toISOString().slice(0, 10);
  const days = dayNumber(row.closesOn) - dayNumber(today);
  return (
    <li>
      <button type="button" className="closing-row" onClick={() => go('vacancies', { open: row.vacancyId })}>
        <span className={`closing-days${days <= 2 ? ' closing-near' : ''}`}>{t('home.closing.days', { days })}</span>
        <span className="grow stack-none">
          <span className="truncate">{row.title}</span>
          <span className="small quiet truncate">{row.clientName}</span>
        </span>
        <span className="small quiet num">
          {day(row.closesOn)}
          <br />
          {t('home.closing.ads', { count: row.ads })}
        </span>
      </button>
    </li>
  );
}
