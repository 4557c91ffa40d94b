/**
 * How far two ways of sorting the same rows agree, corrected for chance: 1 is the same sorting under any names, 0 what
 * chance would give. One who sorts everything into one heap agrees only with another who does (1), else 0.
 */
export function adjustedRandIndex(first: ArrayLike<number>, second: ArrayLike<number>): number {
  const count = first.length;
  const wide = 1 + largest(second);
  const joint = new Float64Array((1 + largest(first)) * wide);
  for (let row = 0; row < count; row++) {
    const cell = (first[row] ?? 0) * wide + (second[row] ?? 0);
    joint[cell] = (joint[cell] ?? 0) + 1;
  }
  const left = new Float64Array(joint.length / wide);
  const right = new Float64Array(wide);
  let both = 0;
  for (const [cell, cases] of joint.entries()) {
    both += pairs(cases);
    const row = Math.floor(cell / wide);
    left[row] = (left[row] ?? 0) + cases;
    right[cell % wide] = (right[cell % wide] ?? 0) + cases;
  }
  const inLeft = left.reduce((sum, cases) => sum + pairs(cases), 0);
  const inRight = right.reduce((sum, cases) => sum + pairs(cases), 0);
  const expected = count < 2 ? 0 : (inLeft * inRight) / pairs(count);
  const most = (inLeft + inRight) / 2;
  return most === expected ? 1 : (both - expected) / (most - expected);
}

function pairs(cases: number): number {
  return (cases * (cases - 1)) / 2;
}

function largest(labels: ArrayLike<number>): number {
  let most = 0;
  for (let row = 0; row < labels.length; row++) most = Math.max(most, labels[row] ?? 0);
  return most;
}
