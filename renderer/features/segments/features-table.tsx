import type { SegmentDetail } from '../../../core/contract/index.ts';
import { useText } from '../../i18n/index.ts';
import { useRead } from '../../rpc/index.ts';
import { Section, Table } from '../../ui/index.ts';
import { RefusedTraits } from './refused-traits.tsx';
import { influence } from './tuning.ts';

/** What sorted people and how it was treated; what was left out and why; what the law keeps out. */
export function FeaturesTable({ version }: { readonly version: SegmentDetail }) {
  const { t, say, number, percent } = useText();
  const { data: rules } = useRead('segments.features', { clientId: version.clientId });
  const told = influence(version.segments);
  const rows = version.features.toSorted((a, b) => Number(b.used) - Number(a.used));
  return (
    <Section title={t('segmentsScreen.features.title')} aside={t('segmentsScreen.features.aside')}>
      <Table
        label={t('segmentsScreen.features.title')}
        rows={rows}
        keyOf={({ key }) => key}
        columns={[
          { id: 'feature', title: t('segmentsScreen.features.feature'), cell: ({ key }) => say(`segments.feature.${key}`) },
          {
            id: 'use',
            title: t('segmentsScreen.features.use'),
            cell: (row) =>
              row.reason === null ? (
                <span>{treatmentOf(row)}</span>
              ) : (
                <span className="quiet">{t(`segmentsScreen.features.reason.${row.reason}`)}</span>
              ),
          },
          {
            id: 'influence',
            title: t('segmentsScreen.features.influence'),
            width: '150px',
            cell: ({ key, used }) =>
              used && (
                <span className="row">
                  <span className="segment-influence grow" aria-hidden>
                    <span style={{ width: `${((told.get(key) ?? 0) * 100).toFixed(0)}%` }} />
                  </span>
                  <span className="num quiet">{percent(told.get(key) ?? 0, 0)}</span>
                </span>
              ),
          },
          {
            id: 'weight',
            title: t('segmentsScreen.features.weight'),
            align: 'end',
            width: '70px',
            cell: ({ weight }) => number(weight, 1),
          },
          {
            id: 'blanks',
            title: t('segmentsScreen.features.blanks'),
            align: 'end',
            width: '110px',
            cell: ({ blanks }) => percent(blanks / Math.max(1, version.candidates), 0),
          },
        ]}
      />
      {rules !== undefined && (
        <details className="segments-law">
          <summary>{t('segmentsScreen.features.refused', { count: rules.refused.length })}</summary>
          <RefusedTraits refused={rules.refused} />
        </details>
      )}
    </Section>
  );

  function treatmentOf({ levels, rare, capped, low, high }: SegmentDetail['features'][number]): string {
    if (levels !== null) return t('segmentsScreen.features.levels', { count: levels, rare });
    return t('segmentsScreen.features.capped', { low: number(low ?? 0, 1), high: number(high ?? 0, 1), count: capped });
  }
}
