import type { SegmentDetail } from '../../../core/contract/index.ts';
import { useText } from '../../i18n/index.ts';
import { Table } from '../../ui/index.ts';

const WIDE = 480;
const HIGH = 220;
const LEFT = 40;
const BOTTOM = 40;
const TOP = 16;

/** Silhouette and stability for each k; the chosen one is ringed. The same figures are a table one key away. */
export function KChart({ version, asTable }: { readonly version: SegmentDetail; readonly asTable: boolean }) {
  const { t, number, percent } = useText();
  const { trials, choice } = version;
  const label = t('segmentsScreen.k.label');
  const stability = (value: number | null): string => (value === null ? '–' : number(value, 2));
  if (asTable)
    return (
      <div className="segments-table" role="region" tabIndex={0} aria-label={label}>
        <Table
          label={label}
          rows={trials}
          keyOf={({ k }) => String(k)}
          columns={[
            { id: 'k', title: 'k', cell: ({ k }) => (k === choice.k ? <strong>{k}</strong> : k), align: 'end', width: '44px' },
            { id: 'silhouette', title: t('segmentsScreen.k.silhouette'), align: 'end', cell: (trial) => number(trial.silhouette, 3) },
            {
              id: 'sampled',
              title: t('segmentsScreen.k.sampled'),
              align: 'end',
              cell: ({ sampled }) =>
                sampled === null ? '–' : `${number(sampled.silhouette, 3)} ± ${number(2 * sampled.standardError, 3)}`,
            },
            { id: 'stability', title: t('segmentsScreen.k.stability'), align: 'end', cell: (trial) => stability(trial.stability) },
            { id: 'smallest', title: t('segmentsScreen.k.smallest'), align: 'end', cell: ({ smallest }) => number(smallest) },
          ]}
        />
      </div>
    );
  const step = trials.length > 1 ? (WIDE - LEFT - 20) / (trials.length - 1) : 0;
  const x = (index: number): number => LEFT + 10 + index * step;
  const y = (value: number): number => TOP + (1 - Math.max(0, Math.min(1, value))) * (HIGH - TOP - BOTTOM);
  const line = (value: (trial: (typeof trials)[number]) => number): string =>
    trials.map((trial, index) => `${x(index).toFixed(1)},${y(value(trial)).toFixed(1)}`).join(' ');
  const description = t('segmentsScreen.k.description', {
    k: choice.k,
    silhouette: number(version.silhouette, 2),
    count: trials.length,
  });
  return (
    <svg viewBox={`0 0 ${WIDE} ${HIGH}`} className="segments-chart" role="img" aria-label={description}>
      {[0, 0.25, 0.5, 0.75, 1].map((value) => (
        <g key={value}>
          <line x1={LEFT} x2={WIDE - 4} y1={y(value)} y2={y(value)} className="segments-gridline" />
          <text x={LEFT - 6} y={y(value) + 4} textAnchor="end" className="segments-tick">
            {number(value, 2)}
          </text>
        </g>
      ))}
      <polyline points={line(({ stability }) => stability ?? 0)} className="segments-line segments-line-quiet" />
      <polyline points={line(({ silhouette }) => silhouette)} className="segments-line" />
      {trials.map((trial, index) => (
        <g key={trial.k}>
          <title>
            {t('segmentsScreen.k.point', {
              k: trial.k,
              silhouette: number(trial.silhouette, 3),
              stability: stability(trial.stability),
              smallest: number(trial.smallest),
              share: percent(trial.smallest / Math.max(1, version.candidates), 0),
            })}
          </title>
          {trial.stability !== null && (
            <rect x={x(index) - 3} y={y(trial.stability) - 3} width={6} height={6} className="segments-point-quiet" />
          )}
          <circle cx={x(index)} cy={y(trial.silhouette)} r={4} className="segments-point" />
          {trial.k === choice.k && <circle cx={x(index)} cy={y(trial.silhouette)} r={8} className="segments-ring" />}
          <text
            x={x(index)}
            y={HIGH - BOTTOM + 16}
            textAnchor="middle"
            className={trial.k === choice.k ? 'segments-tick segments-tick-chosen' : 'segments-tick'}
          >
            {trial.k}
          </text>
        </g>
      ))}
      <g transform={`translate(${LEFT + 10}, ${HIGH - 6})`}>
        <circle cx={4} cy={-4} r={4} className="segments-point" />
        <text x={14} className="segments-tick">
          {t('segmentsScreen.k.silhouette')}
        </text>
        <rect x={161} y={-7} width={6} height={6} className="segments-point-quiet" />
        <text x={174} className="segments-tick">
          {t('segmentsScreen.k.stability')}
        </text>
      </g>
    </svg>
  );
}
