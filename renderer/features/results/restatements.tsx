import { ChevronRight } from 'lucide-react';
import { useText } from '../../i18n/index.ts';
import { useRead } from '../../rpc/index.ts';
import { Age, NetworkMark, Table } from '../../ui/index.ts';

const SHOWN = 100;

/** Figures that a network corrected after the day: what it said, what it says now. Old and new are both kept. */
export function Restatements({ isOpen, onToggle }: { readonly isOpen: boolean; readonly onToggle: () => void }) {
  const { t, say, day, number } = useText();
  const { data } = useRead('results.restatements', { offset: 0, limit: SHOWN });
  if (data === undefined || data.total === 0) return null;
  return (
    <section className="results-restated">
      <button type="button" className="results-fold" aria-expanded={isOpen} onClick={onToggle}>
        <ChevronRight size={15} aria-hidden />
        {t('resultsScreen.restated', { count: data.total })}
      </button>
      {isOpen && (
        <>
          <p className="small quiet measure">{t('resultsScreen.restatedHelp')}</p>
          <Table
            label={t('resultsScreen.restated', { count: data.total })}
            rows={data.rows}
            keyOf={(row) => `${row.network} ${row.adName} ${row.day} ${row.measure} ${row.seenAt}`}
            columns={[
              { id: 'network', title: t('resultsScreen.network'), width: '110px', cell: (row) => <NetworkMark id={row.network} /> },
              { id: 'ad', title: t('resultsScreen.ad'), cell: (row) => row.adName },
              { id: 'day', title: t('resultsScreen.day'), cell: (row) => day(row.day) },
              {
                id: 'measure',
                title: t('resultsScreen.chartMeasure'),
                cell: (row) => say(`resultsScreen.measure.${row.measure}`, {}, row.measure),
              },
              { id: 'before', title: t('resultsScreen.before'), align: 'end', cell: (row) => row.before },
              { id: 'after', title: t('resultsScreen.after'), align: 'end', cell: (row) => row.after },
              { id: 'seen', title: t('resultsScreen.seen'), align: 'end', cell: (row) => <Age at={row.seenAt} /> },
            ]}
          />
          {data.total > SHOWN && <p className="small quiet">{t('resultsScreen.restatedMore', { count: number(data.total - SHOWN) })}</p>}
        </>
      )}
    </section>
  );
}
