import { useText } from '../i18n/index.ts';

/** One value a day, from zero; the last `incomplete` days are grey. The figures stand beside it in the row. */
export function Sparkline({
  values,
  label,
  incomplete = 0,
  width = 96,
  height = 22,
}: {
  readonly values: readonly number[];
  readonly label: string;
  readonly incomplete?: number;
  readonly width?: number;
  readonly height?: number;
}) {
  const top = Math.max(1e-9, ...values);
  const step = values.length > 1 ? (width - 4) / (values.length - 1) : 0;
  const points = values.map((value, index) => `${(2 + index * step).toFixed(1)},${(height - 2 - (value / top) * (height - 4)).toFixed(1)}`);
  const split = Math.max(1, points.length - incomplete);
  return (
    <svg className="sparkline" width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      {incomplete > 0 && <polyline points={points.slice(split - 1).join(' ')} className="sparkline-incomplete" />}
      <polyline points={points.slice(0, split).join(' ')} className="sparkline-line" />
    </svg>
  );
}

interface PacingProps {
  /** Shares of the cap, 1 = all of it. */
  readonly spentRatio: number;
  readonly projectedRatio: number;
  /** Where an even spend would stand today. */
  readonly todayRatio: number;
  readonly label: string;
}

/** Solid what is spent, hatched where it is heading, a tick for where an even month would be today, a line at the cap. */
export function PacingBar({ spentRatio, projectedRatio, todayRatio, label }: PacingProps) {
  const { percent } = useText();
  const scale = Math.max(1.15, Math.min(1.6, projectedRatio * 1.05));
  const at = (ratio: number): string => `${((Math.min(ratio, scale) / scale) * 100).toFixed(2)}%`;
  const over = projectedRatio > 1;
  return (
    <div className="pacing" role="img" aria-label={`${label}: ${percent(spentRatio, 0)}`}>
      <div className={`pacing-projected${over ? ' pacing-over' : ''}`} style={{ width: at(projectedRatio) }} />
      <div className={`pacing-spent${spentRatio > 1 ? ' pacing-over' : ''}`} style={{ width: at(spentRatio) }} />
      <div className="pacing-cap" style={{ insetInlineStart: at(1) }} />
      <div className="pacing-today" style={{ insetInlineStart: at(todayRatio) }} />
    </div>
  );
}
