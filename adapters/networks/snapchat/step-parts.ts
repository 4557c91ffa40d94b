import type { Result } from '../../../core/kernel/index.ts';
import type { Clock, ImageRenderer, NetworkFailure, PlannedObject, PublishStep, StepEvidence } from '../../../core/ports/index.ts';
import type { SnapClient } from './client.ts';
import type { Facts } from './facts.ts';
import type { MediaLibrary } from './media.ts';
import type { Places } from './places.ts';

/** What steps are made of, and with what. */

export type Outcome = Promise<Result<StepEvidence, NetworkFailure>>;

export interface StepTools {
  readonly client: SnapClient;
  readonly places: Places;
  readonly media: MediaLibrary;
  readonly images: ImageRenderer;
  readonly facts: Facts;
  readonly clock: Clock;
}

export type Of<L extends PlannedObject['level']> = Extract<PlannedObject, { level: L }>;

/** The object of a step; a step without one is a bug of the caller. */
export function only(step: PublishStep): PlannedObject {
  const [object] = step.objects;
  if (object === undefined) throw new Error(`Step ${step.id} names no object`);
  return object;
}

export function onlyOf<L extends PlannedObject['level']>(step: PublishStep, level: L): Of<L> {
  const object = only(step);
  if (object.level !== level) throw new Error(`Step ${step.id} is of kind ${step.kind} and names a ${object.level}`);
  return object as Of<L>; // the level was just compared
}

const REF_OF_LEVEL = { campaign: 'campaign', ad_group: 'adGroup', ad: 'ad' } as const;

/** Where an object lives, from the plan or from what earlier steps made. */
export function remoteIdOf(step: PublishStep, object: PlannedObject): string {
  const id = object.remoteId ?? step.refs[REF_OF_LEVEL[object.level]];
  if (id === undefined) throw new Error(`Step ${step.id} does not say where its object is`);
  return id;
}

export function needed(step: PublishStep, part: string): string {
  const id = step.refs[part];
  if (id === undefined) throw new Error(`Step ${step.id} needs the remote id of its ${part}`);
  return id;
}

export const TEXT_FIELDS: readonly string[] = ['headlines', 'descriptions', 'primaryText', 'finalUrl', 'callToAction', 'image'];
