/** Numbers from 0 up to 1 that depend on the seeds alone, so that the same data give the same segments on every run. */
export type Random = () => number;

/** The generator "small fast counting" on 32 bits, warmed up until near seeds have nothing in common. */
export function seededRandom(...seeds: readonly number[]): Random {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = 0xb7e15162;
  let counter = 1;
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  };
  for (const seed of seeds) {
    a ^= seed | 0;
    c ^= Math.floor(seed / 4_294_967_296) | 0;
    for (let turn = 0; turn < 12; turn++) next();
  }
  return () => next() / 4_294_967_296;
}

/** `amount` different whole numbers below `count`, in rising order; all of them when there are not enough. */
export function sampleIndexes(count: number, amount: number, random: Random): Uint32Array {
  if (amount >= count) return Uint32Array.from({ length: count }, (_, index) => index);
  const chosen = new Set<number>();
  // Floyd's way: each subset is equally likely, and memory holds only what was chosen.
  for (let top = count - amount; top < count; top++) {
    const drawn = Math.floor(random() * (top + 1));
    chosen.add(chosen.has(drawn) ? top : drawn);
  }
  return Uint32Array.from(chosen).toSorted();
}
