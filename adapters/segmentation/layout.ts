import { BLOCK, CHUNK_BLOCKS, FIRST_BYTE, MOST_CLUSTERS } from './kernel-module.ts';

/** Measures of a table that decide where everything stands. */
export interface Shape {
  readonly count: number;
  readonly dimensions: number;
  readonly groups: number;
  /** Distinct combinations of codes, all groups together. */
  readonly rowCount: number;
  readonly firstGroupRows: number;
  /** Columns of the widest group. */
  readonly width: number;
  /** Codes of all columns, and one more that stands for no column. */
  readonly codes: number;
}

/** Where the table itself stands: written once, read by all threads. */
export interface TablePlaces {
  readonly points: number;
  readonly rows: number;
  readonly rowCodes: number;
  readonly rowNorms: number;
  readonly norms: number;
  readonly end: number;
}

/** Where one thread keeps its own work. */
export interface ScratchPlaces {
  readonly labels: number;
  /** Squared distance of each point to the nearest centre drawn so far. */
  readonly closest: number;
  /** Four rows that `measure` writes, `rowBytes` apart. */
  readonly measured: number;
  readonly rowBytes: number;
  readonly chunkSums: number;
  readonly table: number;
  readonly parts: number;
  readonly base: number;
  readonly centres: number;
  readonly sums: number;
  readonly sizes: number;
  readonly codeCounts: number;
  readonly doubles: {
    readonly centres: number;
    readonly table: number;
    readonly sizes: number;
    readonly means: number;
    readonly scores: number;
    readonly energies: number;
  };
  readonly end: number;
}

export function blocksOf(shape: Shape): number {
  return Math.ceil(shape.count / BLOCK);
}

function placer(from: number): { take(bytes: number): number; readonly end: number } {
  let next = Math.ceil(from / 64) * 64;
  return {
    take(bytes) {
      const at = next;
      next = Math.ceil((next + bytes) / 64) * 64;
      return at;
    },
    get end() {
      return next;
    },
  };
}

export function placeTable(shape: Shape): TablePlaces {
  const blocks = blocksOf(shape);
  const place = placer(FIRST_BYTE);
  return {
    points: place.take(blocks * shape.dimensions * BLOCK * 4),
    rows: place.take(blocks * shape.groups * BLOCK * 4),
    rowCodes: place.take(shape.rowCount * shape.width * 4),
    rowNorms: place.take(shape.rowCount * 8),
    norms: place.take(blocks * BLOCK * 4),
    end: place.end,
  };
}

export function placeScratch(shape: Shape, from: number): ScratchPlaces {
  const padded = blocksOf(shape) * BLOCK;
  const place = placer(from);
  place.take(BLOCK * 4); // labels of the block at hand, which the kernel keeps just before the first label
  const rowBytes = Math.ceil((padded * 4) / 64) * 64;
  return {
    labels: place.take(padded * 4),
    closest: place.take(rowBytes),
    measured: place.take(rowBytes * 4),
    rowBytes,
    chunkSums: place.take(Math.ceil(blocksOf(shape) / CHUNK_BLOCKS) * 32),
    table: place.take(shape.rowCount * MOST_CLUSTERS * 4),
    parts: place.take(shape.codes * MOST_CLUSTERS * 4),
    base: place.take(MOST_CLUSTERS * 4),
    centres: place.take(shape.dimensions * MOST_CLUSTERS * 4),
    sums: place.take(shape.dimensions * MOST_CLUSTERS * 8),
    sizes: place.take(MOST_CLUSTERS * 4),
    codeCounts: place.take(shape.codes * MOST_CLUSTERS * 4),
    doubles: {
      centres: place.take(shape.dimensions * MOST_CLUSTERS * 8),
      table: place.take(shape.rowCount * MOST_CLUSTERS * 8),
      sizes: place.take(MOST_CLUSTERS * 8),
      means: place.take(MOST_CLUSTERS * 8),
      scores: place.take(MOST_CLUSTERS * 8),
      energies: place.take(MOST_CLUSTERS * 8),
    },
    end: place.end,
  };
}
