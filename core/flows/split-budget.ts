import { allocate } from '../kernel/index.ts';

export interface BudgetPart {
  /** Vacancies that it advertises; at least one. */
  readonly weight: number;
  readonly minimumMicros: bigint;
}

/**
 * Splits an amount by weight in whole steps, never giving a part less than its minimum. What is less than a step is
 * left out, so the parts never add up to more than the total. Null when the minimums alone are more than the total.
 */
export function splitBudget(totalMicros: bigint, parts: readonly BudgetPart[], stepMicros: bigint): readonly bigint[] | null {
  const total = (totalMicros / stepMicros) * stepMicros;
  const floors = parts.map((part) => roundUp(part.minimumMicros > 0n ? part.minimumMicros : stepMicros, stepMicros));
  if (floors.reduce((sum, floor) => sum + floor, 0n) > total) return null;
  // Parts that their weight would leave below the minimum get the minimum; the rest shares what is left, and so on until nobody is below.
  const fixed = new Set<number>();
  for (;;) {
    const free = parts.map((_, index) => index).filter((index) => !fixed.has(index));
    const left = total - [...fixed].reduce((sum, index) => sum + floors[index]!, 0n);
    const shares =
      free.length === 0
        ? []
        : allocate(
            left,
            free.map((index) => BigInt(parts[index]!.weight)),
            stepMicros,
          );
    const short = free.filter((index, position) => shares[position]! < floors[index]!);
    if (short.length === 0) return parts.map((_, index) => (fixed.has(index) ? floors[index]! : shares[free.indexOf(index)]!));
    for (const index of short) fixed.add(index);
  }
}

export function roundUp(micros: bigint, stepMicros: bigint): bigint {
  return ((micros + stepMicros - 1n) / stepMicros) * stepMicros;
}

/** The smallest step that several networks can all express. */
export function commonStep(steps: readonly bigint[]): bigint {
  return steps.reduce((left, right) => (left / greatestDivisor(left, right)) * right, 1n);
}

function greatestDivisor(left: bigint, right: bigint): bigint {
  return right === 0n ? left : greatestDivisor(right, left % right);
}
