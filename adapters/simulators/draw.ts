/** A repeatable number in [0, 1) for a seed and any words: the same simulation gives the same figures. FNV-1a, then one avalanche round. */
export function draw(seed: number, ...words: readonly (string | number)[]): number {
  let hash = (2_166_136_261 ^ seed) >>> 0;
  for (const word of words) {
    const text = String(word);
    for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 16_777_619) >>> 0;
    hash = Math.imul(hash ^ 124, 16_777_619) >>> 0;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 2_246_822_507) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 13), 3_266_489_909) >>> 0;
  return ((hash ^ (hash >>> 16)) >>> 0) / 4_294_967_296;
}

/** Rounds up or down so that the mean over many draws is the value itself. */
export function roundByChance(value: number, chance: number): number {
  const whole = Math.floor(value);
  return whole + (chance < value - whole ? 1 : 0);
}
