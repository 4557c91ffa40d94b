/** How far each label must move, in pixels, so that no two of them overlap; they keep their order from top to bottom. */
export function spread(positions: readonly number[], gap: number): readonly number[] {
  const order = positions.map((_, index) => index).toSorted((a, b) => positions[a]! - positions[b]!);
  const placed = [...positions];
  order.forEach((index, rank) => {
    const above = rank === 0 ? undefined : order[rank - 1];
    if (above !== undefined) placed[index] = Math.max(placed[index]!, placed[above]! + gap);
  });
  // What was pushed down goes half way back up, so that labels stay beside their lines.
  const pushed = Math.max(0, ...placed.map((position, index) => position - positions[index]!)) / 2;
  return placed.map((position, index) => position - pushed - positions[index]!);
}
