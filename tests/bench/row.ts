/** One line of the table: a value, and what stands beside it in the same run. */
export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The peer or limit with its own value; null when nothing stands beside it. */
  readonly peer: string | null;
  readonly ratio: number | null;
  /** Smallest and largest ratio of the rounds; null when there was one. */
  readonly spread: readonly [number, number] | null;
}

/** What a bench is told. */
export interface BenchOptions {
  readonly full: boolean;
  /** Speaks while it works, on standard error. */
  readonly say: (text: string) => void;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export function quantile(values: readonly number[], at: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * at;
  const below = sorted[Math.floor(position)];
  const above = sorted[Math.ceil(position)];
  if (below === undefined || above === undefined) throw new Error('There is no quantile of nothing');
  return below + (above - below) * (position - Math.floor(position));
}

/** A value against a peer, from rounds in which both were measured one after the other. */
export function compared(
  name: string,
  unit: string,
  peer: string,
  rounds: readonly { readonly ours: number; readonly theirs: number }[],
): Row {
  const ratios = rounds.map(({ ours, theirs }) => ours / theirs);
  const theirs = median(rounds.map((round) => round.theirs));
  return {
    name,
    unit,
    value: median(rounds.map(({ ours }) => ours)),
    peer: `${peer}: ${shown(theirs)} ${unit}`,
    ratio: median(ratios),
    spread: rounds.length > 1 ? [Math.min(...ratios), Math.max(...ratios)] : null,
  };
}

/** Values against a fixed limit. */
export function limited(name: string, unit: string, values: readonly number[], limit: number, what = 'goal'): Row {
  const value = median(values);
  const spread: Row['spread'] = values.length > 1 ? [Math.min(...values) / limit, Math.max(...values) / limit] : null;
  return { name, unit, value, peer: `${what}: ${shown(limit)} ${unit}`, ratio: value / limit, spread };
}

export function plain(name: string, unit: string, value: number): Row {
  return { name, unit, value, peer: null, ratio: null, spread: null };
}

/** Three figures that count. */
export function shown(value: number): string {
  const size = Math.abs(value);
  return size >= 100
    ? Math.round(value).toLocaleString('en-US')
    : size >= 10
      ? value.toFixed(1)
      : size >= 1
        ? value.toFixed(2)
        : value.toFixed(3);
}

/** The rows under their headings, each column as wide as its longest cell. */
export function tableOf(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.name,
    shown(row.value),
    row.unit,
    row.peer ?? '',
    row.ratio === null ? '' : `${shown(row.ratio)}${row.spread === null ? '' : ` (${shown(row.spread[0])}–${shown(row.spread[1])})`}`,
  ]);
  const table = [['name', 'value', 'unit', 'peer or limit', 'ratio'], ...cells];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...table.map((line) => line[column]?.length ?? 0)));
  return table
    .map((line) =>
      line
        .map((cell, column) => (column === 1 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
