import type { Result } from '../../../core/kernel/index.ts';
import type { AccountRef, NetworkFailure, PlannedObject, PublishStep, StepEvidence, StepKind } from '../../../core/ports/index.ts';

let numbers = 0;

/** Eight letters and digits that no other object of the run carries. */
export function marker(): string {
  numbers += 1;
  return `m${numbers.toString(36).padStart(7, '0')}`;
}

/** One step as the engine hands it to an adapter. */
export function step(
  account: AccountRef,
  kind: StepKind,
  object: PlannedObject,
  refs: Record<string, string> = {},
  more: Partial<PublishStep> = {},
): PublishStep {
  return {
    id: `s-${marker()}`,
    kind,
    account,
    objects: [object],
    above: [],
    refs,
    changedFields: [],
    status: null,
    firstSentAt: null,
    ...more,
  };
}

export function valueOf<T>(result: Result<T, NetworkFailure>): T {
  if (!result.ok) throw new Error(`Expected success, got ${JSON.stringify(result.error)}`);
  return result.value;
}

export function failureIn(result: Result<unknown, NetworkFailure>): NetworkFailure {
  if (result.ok) throw new Error(`Expected a failure, got ${JSON.stringify(result.value)}`);
  return result.error;
}

/** The id that a network gave to what a step made first. */
export function madeId(evidence: StepEvidence): string {
  return evidence.refs[0]!.remoteId;
}
