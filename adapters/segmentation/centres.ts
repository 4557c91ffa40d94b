import { BLOCK } from './kernel-module.ts';
import type { Shape } from './layout.ts';
import type { TableFacts } from './table-memory.ts';

/** Centres in double precision: coordinates of the numbers, and of each level along its own axis. */
export interface Centres {
  readonly k: number;
  readonly numbers: Float64Array; // [cluster][dimension]
  readonly levels: Float64Array; // [cluster][code]
}

export function createCentres(shape: Shape, k: number): Centres {
  return { k, numbers: new Float64Array(k * shape.dimensions), levels: new Float64Array(k * shape.codes) };
}

/** Clusters are worked on four at a time. */
export function paddedTo(k: number): number {
  return Math.ceil(k / 4) * 4;
}

/** Where the kernel finds single-precision centres. */
export interface CentreViews {
  readonly centres: Float32Array;
  readonly parts: Float32Array;
  readonly base: Float32Array;
}

/** What the kernel adds up for a distance: −2c per coordinate, the same per code, and |c|² once. Places past `k` are infinitely far. */
export function writeCentres(facts: TableFacts, from: Centres, views: CentreViews): void {
  const { shape } = facts;
  const padded = paddedTo(from.k);
  views.centres.fill(0, 0, padded * shape.dimensions);
  views.parts.fill(0, 0, padded * shape.codes);
  views.base.fill(Infinity, 0, padded);
  for (let cluster = 0; cluster < from.k; cluster++) {
    let own = 0;
    const four = Math.floor(cluster / 4) * 4;
    for (let dimension = 0; dimension < shape.dimensions; dimension++) {
      const value = from.numbers[cluster * shape.dimensions + dimension] ?? 0;
      own += value * value;
      views.centres[four * shape.dimensions + dimension * 4 + (cluster - four)] = -2 * value;
    }
    own += levelParts(facts, from, cluster, (code, part) => {
      views.parts[code * padded + cluster] = part;
    });
    views.base[cluster] = own;
  }
}

/** Gives −2 e·c for each code e of each column, and answers with |c|² of the categories. */
export function levelParts(facts: TableFacts, from: Centres, cluster: number, put: (code: number, part: number) => void): number {
  let own = 0;
  const first = cluster * facts.shape.codes;
  for (const column of facts.columns) {
    let blank = 0;
    for (let level = 0; level < column.levels; level++) {
      const scale = column.scales[level] ?? 0;
      const value = from.levels[first + column.firstCode + level] ?? 0;
      own += value * value;
      blank += (column.shares?.[level] ?? 0) * scale * value;
      put(column.firstCode + level, -2 * scale * value);
    }
    if (column.shares !== null) put(column.firstCode + column.levels, -2 * blank);
  }
  return own;
}

/** Means of the clusters from the kernel's sums. A cluster without points stays where it was. */
export function meansOf(facts: TableFacts, to: Centres, sums: Float64Array, sizes: Int32Array, codeCounts: Int32Array): void {
  const { shape } = facts;
  const padded = paddedTo(to.k);
  for (let cluster = 0; cluster < to.k; cluster++) {
    const size = sizes[cluster] ?? 0;
    if (size === 0) continue;
    for (let dimension = 0; dimension < shape.dimensions; dimension++)
      to.numbers[cluster * shape.dimensions + dimension] = (sums[cluster * shape.dimensions + dimension] ?? 0) / size;
    for (const column of facts.columns) {
      const blank = column.shares === null ? 0 : (codeCounts[(column.firstCode + column.levels) * padded + cluster] ?? 0);
      for (let level = 0; level < column.levels; level++) {
        const cases = (codeCounts[(column.firstCode + level) * padded + cluster] ?? 0) + blank * (column.shares?.[level] ?? 0);
        to.levels[cluster * shape.codes + column.firstCode + level] = ((column.scales[level] ?? 0) * cases) / size;
      }
    }
  }
}

/** Puts a point itself in a centre's place. */
export function centreAtPoint(
  facts: TableFacts,
  to: Centres,
  cluster: number,
  point: number,
  views: { points: Float32Array; rows: Uint32Array; rowCodes: Uint32Array },
): void {
  const { shape } = facts;
  const block = Math.floor(point / BLOCK);
  const lane = point - block * BLOCK;
  for (let dimension = 0; dimension < shape.dimensions; dimension++)
    to.numbers[cluster * shape.dimensions + dimension] = views.points[(block * shape.dimensions + dimension) * BLOCK + lane] ?? 0;
  const first = cluster * shape.codes;
  to.levels.fill(0, first, first + shape.codes);
  const held = new Set<number>();
  for (let group = 0; group < shape.groups; group++) {
    const row = views.rows[(block * shape.groups + group) * BLOCK + lane] ?? 0;
    for (let place = 0; place < shape.width; place++) held.add(views.rowCodes[row * shape.width + place] ?? 0);
  }
  for (const column of facts.columns) {
    for (let level = 0; level < column.levels; level++) {
      const scale = column.scales[level] ?? 0;
      if (held.has(column.firstCode + level)) to.levels[first + column.firstCode + level] = scale;
      else if (held.has(column.firstCode + column.levels) && column.shares !== null)
        to.levels[first + column.firstCode + level] = scale * (column.shares[level] ?? 0);
    }
  }
}

export function movement(from: Centres, to: Centres): number {
  let sum = 0;
  for (const [at, value] of to.numbers.entries()) sum += (value - (from.numbers[at] ?? 0)) ** 2;
  for (const [at, value] of to.levels.entries()) sum += (value - (from.levels[at] ?? 0)) ** 2;
  return sum;
}
