import { createCsvParser, type CellDecoder } from './csv-parser.ts';

const CANDIDATES = [',', ';', '\t', '|'] as const;
const ROWS = 60;

/** Excel writes `sep=;` as a first line to tell itself; it is an instruction, not data. */
export function separatorDirective(sample: Buffer): { readonly separator: string; readonly length: number } | null {
  const match = /^"?sep=(.)"?\r?\n/i.exec(sample.toString('latin1', 0, 16));
  return match === null ? null : { separator: match[1] ?? ',', length: match[0].length };
}

/** The candidate that cuts the sample into the most regular table of more than one column; a comma when none does. */
export function detectSeparator(sample: Buffer, decode: CellDecoder): string {
  let best = ',';
  let bestScore = 0;
  for (const separator of CANDIDATES) {
    const widths: number[] = [];
    let broken = 0;
    const parser = createCsvParser({
      separator,
      decode,
      onRow: (row) => (row.problem === null ? widths.push(row.cells.length) : (broken += 1)),
    });
    parser.push(sample);
    const seen = widths.slice(0, ROWS);
    const header = seen[0] ?? 1;
    const common = mostCommon(seen);
    if (common < 2 && header < 2) continue;
    const regular = seen.filter((width) => width === common).length / Math.max(1, seen.length + broken);
    const score = regular + (header === common ? 0.5 : 0) + Math.min(common, 12) * 0.02 + (header > 1 ? 0.2 : -0.5) - (common < 2 ? 1 : 0);
    if (score > bestScore) {
      best = separator;
      bestScore = score;
    }
  }
  return best;
}

function mostCommon(widths: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const width of widths) counts.set(width, (counts.get(width) ?? 0) + 1);
  let best = 0;
  let most = 0;
  for (const [width, count] of counts) if (count > most) [best, most] = [width, count];
  return best;
}
