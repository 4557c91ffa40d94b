import { useMemo } from 'react';
import type { SegmentDetail } from '../../../core/contract/index.ts';
import { useText } from '../../i18n/index.ts';
import { Table } from '../../ui/index.ts';
import { SegmentMark } from './segment-mark.tsx';
import { colourOf } from './view.ts';

const WIDE = 480;
const HIGH = 220;
const EDGE = 14;

/** A sample of the people along the two directions that tell them apart best; the numbers stand at the segments' middles. */
export function MapChart({
  version,
  asTable,
  language,
}: {
  readonly version: SegmentDetail;
  readonly asTable: boolean;
  readonly language: 'es' | 'en';
}) {
  const { t, number, percent } = useText();
  const { points, explained } = version.map;
  const middles = useMemo(() => middlesOf(version), [version]);
  const shown = explained.reduce((sum, share) => sum + share, 0);
  const nameOf = (index: number): string => version.segments[index]?.name[language] ?? '';
  if (asTable)
    return (
      <div className="segments-table" role="region" tabIndex={0} aria-label={t('segmentsScreen.map.label')}>
        <Table
          label={t('segmentsScreen.map.label')}
          rows={middles}
          keyOf={({ segment }) => String(segment)}
          columns={[
            {
              id: 'segment',
              title: t('segmentsScreen.segment'),
              cell: ({ segment }) => (
                <span className="row">
                  <SegmentMark segment={segment} />
                  <span className="truncate">{nameOf(segment)}</span>
                </span>
              ),
            },
            { id: 'x', title: t('segmentsScreen.map.across'), align: 'end', width: '90px', cell: ({ x }) => number(x, 2) },
            { id: 'y', title: t('segmentsScreen.map.up'), align: 'end', width: '90px', cell: ({ y }) => number(y, 2) },
          ]}
        />
      </div>
    );
  const frame = frameOf(points);
  const description = t('segmentsScreen.map.description', {
    count: points.length,
    share: percent(shown, 0),
    segments: version.segments.length,
  });
  return (
    <svg viewBox={`0 0 ${WIDE} ${HIGH}`} className="segments-chart" role="img" aria-label={description}>
      <rect x={0.5} y={0.5} width={WIDE - 1} height={HIGH - 1} rx={4} className="segments-map-paper" />
      {points.map((point, index) => (
        <circle
          key={index} // a fixed list: points never change places
          cx={frame.x(point.x)}
          cy={frame.y(point.y)}
          r={2.2}
          fill={colourOf(point.segment)}
          opacity={0.55}
        />
      ))}
      {middles.map(({ segment, x, y }) => (
        <g key={segment}>
          <title>{nameOf(segment)}</title>
          <circle cx={frame.x(x)} cy={frame.y(y)} r={10} className="segments-middle" style={{ stroke: colourOf(segment) }} />
          <text x={frame.x(x)} y={frame.y(y) + 4} textAnchor="middle" className="segments-middle-number">
            {segment + 1}
          </text>
        </g>
      ))}
    </svg>
  );
}

type Points = SegmentDetail['map']['points'];

/** Where points go in the picture. A few far away ones stand at the edge, so that the rest keep their room. */
function frameOf(points: Points): { x(value: number): number; y(value: number): number } {
  const along = (values: readonly number[], from: number, to: number): ((value: number) => number) => {
    const sorted = values.toSorted((a, b) => a - b);
    const least = sorted[Math.floor(sorted.length * 0.005)] ?? 0;
    const most = sorted[Math.ceil(sorted.length * 0.995) - 1] ?? 1;
    return (value) => from + ((Math.min(most, Math.max(least, value)) - least) / Math.max(1e-9, most - least)) * (to - from);
  };
  return {
    x: along(
      points.map(({ x }) => x),
      EDGE,
      WIDE - EDGE,
    ),
    y: along(
      points.map(({ y }) => y),
      HIGH - EDGE,
      EDGE,
    ),
  };
}

function middlesOf(version: SegmentDetail): readonly { readonly segment: number; readonly x: number; readonly y: number }[] {
  return version.segments.flatMap(({ index }) => {
    const own = version.map.points.filter(({ segment }) => segment === index);
    if (own.length === 0) return [];
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    return [{ segment: index, x: mean(own.map(({ x }) => x)), y: mean(own.map(({ y }) => y)) }];
  });
}
