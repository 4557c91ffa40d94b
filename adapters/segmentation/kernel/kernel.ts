// The k-means kernel, in AssemblyScript: `node scripts/kernel.mjs` turns it into resources/kernels/*.wasm, byte for byte.
//
// The host lays the memory out and passes every pointer, because static data is shared by all the threads of a memory.
// Loops use explicit vectors and constant offsets: arrays of vectors spill to memory and run about ten times slower.
//
// Points stand in blocks of BLOCK: first coordinate of all of them, then the second, and so on. The categories of a point are
// row numbers, one for each group of columns (`rows`, laid out in the same blocks); a row stands for one combination of codes.
// With clusters padded to a multiple of four (`stride`), `table[row][cluster]` holds the category part of a distance.

/** Points of a block: three vectors of four, so that twelve sums and what feeds them fit the sixteen registers of x86. */
const BLOCK: usize = 12;
/** Seeding keeps its sums per chunk of this many blocks; the host finds a drawn point by walking chunks. */
const CHUNK: usize = 64;

// @ts-ignore: decorator
@inline
function fma(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, c) : f32x4.add(f32x4.mul(a, b), c);
}

/** Category part of one point for four clusters. `cell` is where its first row number stands. */
// @ts-ignore: decorator
@inline
function categoryPart(cell: usize, groups: usize, table: usize, stride: usize): v128 {
  let sum = v128.load(table + <usize>load<u32>(cell) * stride);
  for (let group: usize = 1; group < groups; group++) {
    cell += BLOCK * 4;
    sum = f32x4.add(sum, v128.load(table + <usize>load<u32>(cell) * stride));
  }
  return sum;
}

// @ts-ignore: decorator
@inline
function low(a: v128, b: v128): v128 {
  return v128.shuffle<f32>(a, b, 0, 4, 1, 5);
}

// @ts-ignore: decorator
@inline
function high(a: v128, b: v128): v128 {
  return v128.shuffle<f32>(a, b, 2, 6, 3, 7);
}

// @ts-ignore: decorator
@inline
function lowHalves(a: v128, b: v128): v128 {
  return v128.shuffle<f64>(a, b, 0, 2);
}

// @ts-ignore: decorator
@inline
function highHalves(a: v128, b: v128): v128 {
  return v128.shuffle<f64>(a, b, 1, 3);
}

/** table[row] = the sum of its codes' parts; rows of the first group carry the clusters' own part as well. */
export function fillTable(
  table: usize,
  rowCount: usize,
  firstGroupRows: usize,
  rowCodes: usize,
  width: usize,
  parts: usize,
  base: usize,
  stride: usize,
): void {
  for (let row: usize = 0; row < rowCount; row++) {
    for (let at: usize = 0; at < stride; at += 16) {
      let sum = row < firstGroupRows ? v128.load(base + at) : f32x4.splat(0);
      for (let column: usize = 0; column < width; column++) {
        const code = <usize>load<u32>(rowCodes + (row * width + column) * 4);
        sum = f32x4.add(sum, v128.load(parts + code * stride + at));
      }
      v128.store(table + row * stride + at, sum);
    }
  }
}

/**
 * One pass of Lloyd's algorithm over the blocks `from` to `to`: each point to its nearest centre. Sums are corrected only for
 * points that moved. `centres` holds −2c, four clusters side by side per coordinate. Returns how many moved.
 */
export function assign(
  from: usize,
  to: usize,
  count: usize,
  points: usize,
  dimensions: usize,
  rows: usize,
  groups: usize,
  centres: usize,
  table: usize,
  clusters: usize,
  labels: usize,
  sums: usize,
  sizes: usize,
  rowCodes: usize,
  width: usize,
  codeCounts: usize,
): i32 {
  const stride = clusters * 4;
  const blockBytes = dimensions * BLOCK * 4;
  const cellBytes = groups * BLOCK * 4;
  let moved = 0;
  for (let block = from; block < to; block++) {
    const first = points + block * blockBytes;
    const cells = rows + block * cellBytes;
    let best0 = f32x4.splat(Infinity);
    let best1 = best0;
    let best2 = best0;
    let label0 = i32x4.splat(0);
    let label1 = label0;
    let label2 = label0;
    for (let four: usize = 0; four < clusters; four += 4) {
      let centre = centres + four * dimensions * 4;
      let a0 = f32x4.splat(0), a1 = a0, a2 = a0;
      let b0 = a0, b1 = a0, b2 = a0;
      let c0 = a0, c1 = a0, c2 = a0;
      let d0 = a0, d1 = a0, d2 = a0;
      const end = first + blockBytes;
      for (let at = first; at < end; at += BLOCK * 4) {
        const x0 = v128.load(at);
        const x1 = v128.load(at, 16);
        const x2 = v128.load(at, 32);
        let c = v128.load32_splat(centre);
        a0 = fma(x0, c, a0);
        a1 = fma(x1, c, a1);
        a2 = fma(x2, c, a2);
        c = v128.load32_splat(centre, 4);
        b0 = fma(x0, c, b0);
        b1 = fma(x1, c, b1);
        b2 = fma(x2, c, b2);
        c = v128.load32_splat(centre, 8);
        c0 = fma(x0, c, c0);
        c1 = fma(x1, c, c1);
        c2 = fma(x2, c, c2);
        c = v128.load32_splat(centre, 12);
        d0 = fma(x0, c, d0);
        d1 = fma(x1, c, d1);
        d2 = fma(x2, c, d2);
        centre += 16;
      }
      const here = table + four * 4;
      let p = categoryPart(cells, groups, here, stride);
      let q = categoryPart(cells + 4, groups, here, stride);
      let r = categoryPart(cells + 8, groups, here, stride);
      let s = categoryPart(cells + 12, groups, here, stride);
      let pq = low(p, q), rs = low(r, s), pqHigh = high(p, q), rsHigh = high(r, s);
      a0 = f32x4.add(a0, lowHalves(pq, rs));
      b0 = f32x4.add(b0, highHalves(pq, rs));
      c0 = f32x4.add(c0, lowHalves(pqHigh, rsHigh));
      d0 = f32x4.add(d0, highHalves(pqHigh, rsHigh));
      p = categoryPart(cells + 16, groups, here, stride);
      q = categoryPart(cells + 20, groups, here, stride);
      r = categoryPart(cells + 24, groups, here, stride);
      s = categoryPart(cells + 28, groups, here, stride);
      pq = low(p, q); rs = low(r, s); pqHigh = high(p, q); rsHigh = high(r, s);
      a1 = f32x4.add(a1, lowHalves(pq, rs));
      b1 = f32x4.add(b1, highHalves(pq, rs));
      c1 = f32x4.add(c1, lowHalves(pqHigh, rsHigh));
      d1 = f32x4.add(d1, highHalves(pqHigh, rsHigh));
      p = categoryPart(cells + 32, groups, here, stride);
      q = categoryPart(cells + 36, groups, here, stride);
      r = categoryPart(cells + 40, groups, here, stride);
      s = categoryPart(cells + 44, groups, here, stride);
      pq = low(p, q); rs = low(r, s); pqHigh = high(p, q); rsHigh = high(r, s);
      a2 = f32x4.add(a2, lowHalves(pq, rs));
      b2 = f32x4.add(b2, highHalves(pq, rs));
      c2 = f32x4.add(c2, lowHalves(pqHigh, rsHigh));
      d2 = f32x4.add(d2, highHalves(pqHigh, rsHigh));

      let name = i32x4.splat(<i32>four);
      let better = f32x4.lt(a0, best0);
      best0 = v128.bitselect(a0, best0, better);
      label0 = v128.bitselect(name, label0, better);
      better = f32x4.lt(a1, best1);
      best1 = v128.bitselect(a1, best1, better);
      label1 = v128.bitselect(name, label1, better);
      better = f32x4.lt(a2, best2);
      best2 = v128.bitselect(a2, best2, better);
      label2 = v128.bitselect(name, label2, better);
      name = i32x4.splat(<i32>four + 1);
      better = f32x4.lt(b0, best0);
      best0 = v128.bitselect(b0, best0, better);
      label0 = v128.bitselect(name, label0, better);
      better = f32x4.lt(b1, best1);
      best1 = v128.bitselect(b1, best1, better);
      label1 = v128.bitselect(name, label1, better);
      better = f32x4.lt(b2, best2);
      best2 = v128.bitselect(b2, best2, better);
      label2 = v128.bitselect(name, label2, better);
      name = i32x4.splat(<i32>four + 2);
      better = f32x4.lt(c0, best0);
      best0 = v128.bitselect(c0, best0, better);
      label0 = v128.bitselect(name, label0, better);
      better = f32x4.lt(c1, best1);
      best1 = v128.bitselect(c1, best1, better);
      label1 = v128.bitselect(name, label1, better);
      better = f32x4.lt(c2, best2);
      best2 = v128.bitselect(c2, best2, better);
      label2 = v128.bitselect(name, label2, better);
      name = i32x4.splat(<i32>four + 3);
      better = f32x4.lt(d0, best0);
      best0 = v128.bitselect(d0, best0, better);
      label0 = v128.bitselect(name, label0, better);
      better = f32x4.lt(d1, best1);
      best1 = v128.bitselect(d1, best1, better);
      label1 = v128.bitselect(name, label1, better);
      better = f32x4.lt(d2, best2);
      best2 = v128.bitselect(d2, best2, better);
      label2 = v128.bitselect(name, label2, better);
    }
    const old = labels + block * BLOCK * 4;
    const change0 = v128.xor(label0, v128.load(old));
    const change1 = v128.xor(label1, v128.load(old, 16));
    const change2 = v128.xor(label2, v128.load(old, 32));
    if (!v128.any_true(v128.or(change0, v128.or(change1, change2)))) continue;
    const present = min(BLOCK, count - block * BLOCK);
    // The old labels are needed lane by lane, the new ones too: they wait in the block's spare labels behind the last one.
    const fresh = labels - BLOCK * 4;
    v128.store(fresh, label0);
    v128.store(fresh, label1, 16);
    v128.store(fresh, label2, 32);
    for (let lane: usize = 0; lane < present; lane++) {
      const before = load<i32>(old + lane * 4);
      const after = load<i32>(fresh + lane * 4);
      if (before == after) continue;
      moved++;
      if (before >= 0) shift(-1, before, lane, first, dimensions, cells, groups, clusters, sums, sizes, rowCodes, width, codeCounts);
      shift(1, after, lane, first, dimensions, cells, groups, clusters, sums, sizes, rowCodes, width, codeCounts);
      store<i32>(old + lane * 4, after);
    }
  }
  return moved;
}

/** Adds a point to a cluster's sums, or takes it away. */
// @ts-ignore: decorator
@inline
function shift(
  sign: i32,
  cluster: i32,
  lane: usize,
  first: usize,
  dimensions: usize,
  cells: usize,
  groups: usize,
  clusters: usize,
  sums: usize,
  sizes: usize,
  rowCodes: usize,
  width: usize,
  codeCounts: usize,
): void {
  const size = sizes + <usize>cluster * 4;
  store<i32>(size, load<i32>(size) + sign);
  let sum = sums + <usize>cluster * dimensions * 8;
  let at = first + lane * 4;
  const by = <f64>sign;
  for (let dimension: usize = 0; dimension < dimensions; dimension++) {
    store<f64>(sum, load<f64>(sum) + by * <f64>load<f32>(at));
    sum += 8;
    at += BLOCK * 4;
  }
  for (let group: usize = 0; group < groups; group++) {
    const row = <usize>load<u32>(cells + (group * BLOCK + lane) * 4);
    for (let column: usize = 0; column < width; column++) {
      const code = <usize>load<u32>(rowCodes + (row * width + column) * 4);
      const counter = codeCounts + (code * clusters + <usize>cluster) * 4;
      store<i32>(counter, load<i32>(counter) + sign);
    }
  }
}

/** Sums, sizes and code counts from labels alone, free of what many corrections rounded. The host clears them first. */
export function recount(
  from: usize,
  to: usize,
  count: usize,
  points: usize,
  dimensions: usize,
  rows: usize,
  groups: usize,
  clusters: usize,
  labels: usize,
  sums: usize,
  sizes: usize,
  rowCodes: usize,
  width: usize,
  codeCounts: usize,
): void {
  for (let block = from; block < to; block++) {
    const first = points + block * dimensions * BLOCK * 4;
    const cells = rows + block * groups * BLOCK * 4;
    const present = min(BLOCK, count - block * BLOCK);
    for (let lane: usize = 0; lane < present; lane++) {
      const cluster = load<i32>(labels + (block * BLOCK + lane) * 4);
      shift(1, cluster, lane, first, dimensions, cells, groups, clusters, sums, sizes, rowCodes, width, codeCounts);
    }
  }
}

/**
 * Squared distances of every point to four candidates, each capped by `closest` (what the centres chosen so far leave), into
 * four rows of `out`, `outStride` bytes apart; and their sums, four numbers a chunk. `norms` holds |x|², `closest` 0 where a
 * block is padding.
 */
export function measure(
  from: usize,
  to: usize,
  points: usize,
  dimensions: usize,
  rows: usize,
  groups: usize,
  centres: usize,
  table: usize,
  norms: usize,
  closest: usize,
  out: usize,
  outStride: usize,
  chunkSums: usize,
): void {
  const zero = f32x4.splat(0);
  const blockBytes = dimensions * BLOCK * 4;
  let sumA: f64 = 0, sumB: f64 = 0, sumC: f64 = 0, sumD: f64 = 0;
  for (let block = from; block < to; block++) {
    const first = points + block * blockBytes;
    const cells = rows + block * groups * BLOCK * 4;
    for (let third: usize = 0; third < BLOCK; third += 4) {
      let centre = centres;
      let a = zero, b = zero, c = zero, d = zero;
      const end = first + blockBytes;
      for (let at = first; at < end; at += BLOCK * 4) {
        const x = v128.load(at + third * 4);
        a = fma(x, v128.load32_splat(centre), a);
        b = fma(x, v128.load32_splat(centre, 4), b);
        c = fma(x, v128.load32_splat(centre, 8), c);
        d = fma(x, v128.load32_splat(centre, 12), d);
        centre += 16;
      }
      const cell = cells + third * 4;
      const p = categoryPart(cell, groups, table, 16);
      const q = categoryPart(cell + 4, groups, table, 16);
      const r = categoryPart(cell + 8, groups, table, 16);
      const s = categoryPart(cell + 12, groups, table, 16);
      const pq = low(p, q), rs = low(r, s), pqHigh = high(p, q), rsHigh = high(r, s);
      const place = (block * BLOCK + third) * 4;
      const norm = v128.load(norms + place);
      const cap = v128.load(closest + place);
      a = f32x4.min(cap, f32x4.max(zero, f32x4.add(norm, f32x4.add(a, lowHalves(pq, rs)))));
      b = f32x4.min(cap, f32x4.max(zero, f32x4.add(norm, f32x4.add(b, highHalves(pq, rs)))));
      c = f32x4.min(cap, f32x4.max(zero, f32x4.add(norm, f32x4.add(c, lowHalves(pqHigh, rsHigh)))));
      d = f32x4.min(cap, f32x4.max(zero, f32x4.add(norm, f32x4.add(d, highHalves(pqHigh, rsHigh)))));
      v128.store(out + place, a);
      v128.store(out + outStride + place, b);
      v128.store(out + outStride * 2 + place, c);
      v128.store(out + outStride * 3 + place, d);
      sumA += total(a);
      sumB += total(b);
      sumC += total(c);
      sumD += total(d);
    }
    if ((block + 1) % CHUNK == 0 || block + 1 == to) {
      const chunk = chunkSums + (block / CHUNK) * 32;
      store<f64>(chunk, sumA);
      store<f64>(chunk, sumB, 8);
      store<f64>(chunk, sumC, 16);
      store<f64>(chunk, sumD, 24);
      sumA = 0; sumB = 0; sumC = 0; sumD = 0;
    }
  }
}

// @ts-ignore: decorator
@inline
function total(a: v128): f64 {
  const pair = f64x2.add(f64x2.promote_low_f32x4(a), f64x2.promote_low_f32x4(v128.shuffle<f64>(a, a, 1, 1)));
  return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
}

/** energies[cluster] += Σ|x|² of its points, in double precision; `rowNorms` has the category part of each row. */
export function energy(
  from: usize,
  to: usize,
  count: usize,
  points: usize,
  dimensions: usize,
  rows: usize,
  groups: usize,
  rowNorms: usize,
  labels: usize,
  energies: usize,
): void {
  for (let block = from; block < to; block++) {
    const first = points + block * dimensions * BLOCK * 4;
    const cells = rows + block * groups * BLOCK * 4;
    const present = min(BLOCK, count - block * BLOCK);
    for (let lane: usize = 0; lane < present; lane++) {
      const at = energies + <usize>load<i32>(labels + (block * BLOCK + lane) * 4) * 8;
      store<f64>(at, load<f64>(at) + normOf(first + lane * 4, dimensions, cells + lane * 4, groups, rowNorms));
    }
  }
}

// @ts-ignore: decorator
@inline
function normOf(at: usize, dimensions: usize, cell: usize, groups: usize, rowNorms: usize): f64 {
  let norm: f64 = 0;
  for (let dimension: usize = 0; dimension < dimensions; dimension++) {
    const x = <f64>load<f32>(at);
    norm += x * x;
    at += BLOCK * 4;
  }
  for (let group: usize = 0; group < groups; group++) {
    norm += load<f64>(rowNorms + <usize>load<u32>(cell) * 8);
    cell += BLOCK * 4;
  }
  return norm;
}

/** |x|² of each point in single precision, for `measure`. */
export function fillNorms(
  from: usize,
  to: usize,
  points: usize,
  dimensions: usize,
  rows: usize,
  groups: usize,
  rowNorms: usize,
  norms: usize,
): void {
  for (let block = from; block < to; block++) {
    const first = points + block * dimensions * BLOCK * 4;
    const cells = rows + block * groups * BLOCK * 4;
    for (let lane: usize = 0; lane < BLOCK; lane++) {
      store<f32>(norms + (block * BLOCK + lane) * 4, <f32>normOf(first + lane * 4, dimensions, cells + lane * 4, groups, rowNorms));
    }
  }
}

/**
 * The exact silhouette with squared distances, in closed form: the mean squared distance from x to a cluster is
 * |x|² − 2x·μ + Q/n, with Q the cluster's sum of |y|². `centres` holds −2μ and `table` the category part, both in double
 * precision, `clusters` wide and even; Q/n stands in the first group's rows. Adds each point's value to `scores[its cluster]`.
 */
export function silhouette(
  from: usize,
  to: usize,
  count: usize,
  points: usize,
  dimensions: usize,
  rows: usize,
  groups: usize,
  centres: usize,
  table: usize,
  clusters: usize,
  rowNorms: usize,
  labels: usize,
  sizes: usize,
  means: usize,
  scores: usize,
): void {
  const stride = clusters * 8;
  for (let block = from; block < to; block++) {
    const first = points + block * dimensions * BLOCK * 4;
    const cells = rows + block * groups * BLOCK * 4;
    const present = min(BLOCK, count - block * BLOCK);
    for (let lane: usize = 0; lane < present; lane++) {
      for (let pair: usize = 0; pair < stride; pair += 16) {
        let cell = cells + lane * 4;
        let sum = v128.load(table + <usize>load<u32>(cell) * stride + pair);
        for (let group: usize = 1; group < groups; group++) {
          cell += BLOCK * 4;
          sum = f64x2.add(sum, v128.load(table + <usize>load<u32>(cell) * stride + pair));
        }
        let at = first + lane * 4;
        let centre = centres + pair;
        for (let dimension: usize = 0; dimension < dimensions; dimension++) {
          sum = f64x2.add(sum, f64x2.mul(f64x2.splat(<f64>load<f32>(at)), v128.load(centre)));
          at += BLOCK * 4;
          centre += stride;
        }
        v128.store(means + pair, sum);
      }
      const norm = normOf(first + lane * 4, dimensions, cells + lane * 4, groups, rowNorms);
      const own = <usize>load<i32>(labels + (block * BLOCK + lane) * 4);
      const size = load<f64>(sizes + own * 8);
      if (size <= 1) continue; // alone: zero, as everyone defines it
      const inside = Math.max(0, ((load<f64>(means + own * 8) + norm) * size) / (size - 1));
      let outside: f64 = Infinity;
      for (let cluster: usize = 0; cluster < clusters; cluster++) {
        if (cluster != own) outside = Math.min(outside, load<f64>(means + cluster * 8) + norm);
      }
      outside = Math.max(0, outside);
      const most = Math.max(inside, outside);
      if (most > 0) {
        const score = scores + own * 8;
        store<f64>(score, load<f64>(score) + (outside - inside) / most);
      }
    }
  }
}

/** Turns the four rows that `measure` wrote into distances, four queries side by side: out[point] = (a, b, c, d). */
export function interleaveRoots(count: usize, from: usize, rowStride: usize, out: usize): void {
  for (let at: usize = 0; at < count; at += 4) {
    const p = f32x4.sqrt(v128.load(from + at * 4));
    const q = f32x4.sqrt(v128.load(from + rowStride + at * 4));
    const r = f32x4.sqrt(v128.load(from + rowStride * 2 + at * 4));
    const s = f32x4.sqrt(v128.load(from + rowStride * 3 + at * 4));
    const pq = low(p, q), rs = low(r, s), pqHigh = high(p, q), rsHigh = high(r, s);
    const to = out + at * 16;
    v128.store(to, lowHalves(pq, rs));
    v128.store(to, highHalves(pq, rs), 16);
    v128.store(to, lowHalves(pqHigh, rsHigh), 32);
    v128.store(to, highHalves(pqHigh, rsHigh), 48);
  }
}

/** sums[label] += the four distances of each point; the host clears the sums. */
export function gather(count: usize, distances: usize, labels: usize, sums: usize): void {
  for (let at: usize = 0; at < count; at++) {
    const sum = sums + <usize>load<u8>(labels + at) * 16;
    v128.store(sum, f32x4.add(v128.load(sum), v128.load(distances + at * 16)));
  }
}
