import type { MixedTable } from '../../core/segmentation/index.ts';
import { BLOCK, type KernelMemory } from './kernel-module.ts';
import { blocksOf, placeTable, type Shape, type TablePlaces } from './layout.ts';

/** A column of categories inside the engine: its codes are numbered on from those of the columns before. */
export interface ColumnFacts {
  readonly firstCode: number;
  readonly levels: number;
  readonly scales: Float64Array;
  readonly shares: Float64Array | null;
}

/** All that a thread needs besides the memory itself. Plain data: it crosses to the workers. */
export interface TableFacts {
  readonly shape: Shape;
  readonly places: TablePlaces;
  readonly columns: readonly ColumnFacts[];
  /** Of all axes, numbers and levels; the tolerance is a share of it. */
  readonly meanVariance: number;
}

export interface PlannedTable {
  readonly facts: TableFacts;
  write(memory: KernelMemory): void;
}

/** Columns whose codes multiply to at most this many combinations share one look-up: such a table stays in the nearest cache. */
const COMBINATIONS = 1024;

interface Group {
  readonly columns: readonly number[];
  /** Row of each point, counted from the group's own first. */
  readonly rows: Uint16Array | Uint32Array;
  /** Codes of each row, within their columns. */
  readonly codes: readonly (readonly number[])[];
}

function codesOf(column: MixedTable['categories'][number]): number {
  return column.levels + (column.shares === null ? 0 : 1);
}

function groupColumns(table: MixedTable): readonly number[][] {
  const groups: number[][] = [];
  let product = Infinity;
  for (const [index, column] of table.categories.entries()) {
    product *= codesOf(column);
    if (product > COMBINATIONS) {
      groups.push([]);
      product = codesOf(column);
    }
    groups.at(-1)?.push(index);
  }
  return groups.length === 0 ? [[]] : groups;
}

function readGroup(table: MixedTable, columns: readonly number[]): Group {
  const parts = columns.map((index) => table.categories[index]).filter((part) => part !== undefined);
  const size = parts.reduce((product, part) => product * codesOf(part), 1);
  const known = new Int32Array(size).fill(-1);
  const codes: number[][] = [];
  const rows = size > 65_535 ? new Uint32Array(table.count) : new Uint16Array(table.count);
  for (let point = 0; point < table.count; point++) {
    let mixed = 0;
    for (const part of parts) mixed = mixed * codesOf(part) + (part.codes[point] ?? 0);
    let row = known[mixed] ?? -1;
    if (row < 0) {
      row = codes.length;
      known[mixed] = row;
      codes.push(parts.map((part) => part.codes[point] ?? 0));
    }
    rows[point] = row;
  }
  if (codes.length === 0) codes.push(parts.map(() => 0));
  return { columns, rows, codes };
}

/** |x|² that a code adds to its point. */
export function codeNorm(column: Pick<ColumnFacts, 'levels' | 'scales' | 'shares'>, code: number): number {
  const { shares } = column;
  if (code < column.levels) return (column.scales[code] ?? 0) ** 2;
  return shares === null ? 0 : shares.reduce((sum, share, level) => sum + (share * (column.scales[level] ?? 0)) ** 2, 0);
}

export function planTable(table: MixedTable): PlannedTable {
  const groups = groupColumns(table).map((columns) => readGroup(table, columns));
  let codes = 0;
  const columns = table.categories.map((column): ColumnFacts => {
    const firstCode = codes;
    codes += codesOf(column);
    return { firstCode, levels: column.levels, scales: column.scales, shares: column.shares };
  });
  const shape: Shape = {
    count: table.count,
    dimensions: table.numbers.length,
    groups: groups.length,
    rowCount: groups.reduce((sum, group) => sum + group.codes.length, 0),
    firstGroupRows: groups[0]?.codes.length ?? 0,
    width: Math.max(0, ...groups.map((group) => group.columns.length)),
    codes: codes + 1,
  };
  const places = placeTable(shape);
  return {
    facts: { shape, places, columns, meanVariance: meanVariance(table) },
    write(memory) {
      writePoints(memory, table, shape, places);
      writeRows(memory, groups, columns, shape, places);
    },
  };
}

function writePoints(memory: KernelMemory, table: MixedTable, shape: Shape, places: TablePlaces): void {
  const points = new Float32Array(memory.buffer, places.points, blocksOf(shape) * shape.dimensions * BLOCK);
  const jump = shape.dimensions * BLOCK;
  for (const [dimension, values] of table.numbers.entries()) {
    let block = dimension * BLOCK;
    let lane = 0;
    for (let point = 0; point < table.count; point++) {
      points[block + lane] = values[point] ?? 0;
      lane += 1;
      if (lane === BLOCK) {
        lane = 0;
        block += jump;
      }
    }
  }
}

function writeRows(
  memory: KernelMemory,
  groups: readonly Group[],
  columns: readonly ColumnFacts[],
  shape: Shape,
  places: TablePlaces,
): void {
  const rows = new Uint32Array(memory.buffer, places.rows, blocksOf(shape) * shape.groups * BLOCK);
  const rowCodes = new Uint32Array(memory.buffer, places.rowCodes, shape.rowCount * shape.width).fill(shape.codes - 1);
  const rowNorms = new Float64Array(memory.buffer, places.rowNorms, shape.rowCount);
  let first = 0;
  for (const [number, group] of groups.entries()) {
    for (let point = 0; point < shape.count; point++) {
      const block = Math.floor(point / BLOCK);
      rows[(block * shape.groups + number) * BLOCK + (point - block * BLOCK)] = first + (group.rows[point] ?? 0);
    }
    // Padding behind the last point still looks its row up: any row of its own group will do.
    for (let point = shape.count; point < blocksOf(shape) * BLOCK; point++)
      rows[((blocksOf(shape) - 1) * shape.groups + number) * BLOCK + (point % BLOCK)] = first;
    for (const [row, codes] of group.codes.entries()) {
      for (const [place, code] of codes.entries()) {
        const column = columns[group.columns[place] ?? 0];
        if (column === undefined) continue;
        rowCodes[(first + row) * shape.width + place] = column.firstCode + code;
        rowNorms[first + row] = (rowNorms[first + row] ?? 0) + codeNorm(column, code);
      }
    }
    first += group.codes.length;
  }
}

/** Mean over all axes, as scikit-learn scales its tolerance: each level is an axis. */
function meanVariance(table: MixedTable): number {
  let sum = 0;
  let axes = table.numbers.length;
  for (const values of table.numbers) {
    let total = 0;
    let squares = 0;
    for (const value of values) {
      total += value;
      squares += value * value;
    }
    sum += squares / table.count - (total / table.count) ** 2;
  }
  for (const column of table.categories) {
    axes += column.levels;
    const cases = new Float64Array(column.levels + 1);
    for (let point = 0; point < table.count; point++) {
      const code = column.codes[point] ?? 0;
      cases[code] = (cases[code] ?? 0) + 1;
    }
    const blank = (cases[column.levels] ?? 0) / table.count;
    for (let level = 0; level < column.levels; level++) {
      const share = (cases[level] ?? 0) / table.count;
      const atMean = column.shares?.[level] ?? 0;
      const mean = share + blank * atMean;
      sum += (column.scales[level] ?? 0) ** 2 * (share + blank * atMean ** 2 - mean ** 2);
    }
  }
  return axes === 0 ? 0 : sum / axes;
}
