import { identityOf, tombstonesOf, type HashedIdentifiers, type IdentifierHasher } from '../candidates/index.ts';
import type { Sha256Hex } from '../kernel/hashed.ts';
import type { Ids } from '../ports/index.ts';
import type { ConversionStore, OutcomeRecord } from './conversion-store.ts';
import type { ReadOutcome } from './read-outcome.ts';

export interface KeepDependencies {
  readonly store: ConversionStore;
  readonly hasher: IdentifierHasher;
  readonly ids: Ids;
  /** People who asked to be forgotten: later files may not bring them back. */
  readonly forgotten: { readonly size: number; has(mark: Sha256Hex): boolean };
}

/** The marks that the person would leave when forgotten: keyed, so that they find a row of this workspace and are worth nothing outside of it. */
export function keysOf(
  hasher: IdentifierHasher,
  identifiers: HashedIdentifiers,
  click: OutcomeRecord['click'] = null,
): readonly Sha256Hex[] {
  const keys = tombstonesOf(hasher, identifiers);
  return click === null ? keys : [...keys, hasher.keyed('outcome', `click\n${click.network}\n${click.id}`)];
}

/** Made of who, what and where: the same file read into a restored backup gives the same ids, which the networks know. */
function eventIdOf(hasher: IdentifierHasher, clientId: string, read: ReadOutcome): string {
  const who = identityOf(read.identifiers) ?? `click\n${read.click?.network}\n${read.click?.id}`;
  // Without a vacancy, two applications of one person are told apart by their day.
  const where = read.vacancyId ?? read.occurredAt.slice(0, 10);
  return hasher.keyed('event', `${clientId}\n${where}\n${read.kind}\n${who}`).slice(0, 32);
}

/** Keeps an outcome unless it is there already or the person was forgotten. Call inside a transaction. */
export function keep(
  deps: KeepDependencies,
  clientId: string,
  read: ReadOutcome,
  now: string,
): { readonly kind: 'new' | 'duplicate'; readonly id: string } | { readonly kind: 'forgotten' } {
  if (isForgotten(deps, read.identifiers)) return { kind: 'forgotten' };
  const keys = keysOf(deps.hasher, read.identifiers, read.click);
  const eventId = eventIdOf(deps.hasher, clientId, read);
  const known = deps.store.known({
    clientId,
    vacancyId: read.vacancyId,
    kind: read.kind,
    occurredAt: read.occurredAt,
    keys,
    eventId,
    external: read.identifiers.external,
  });
  if (known !== null) return { kind: 'duplicate', id: known };
  const id = deps.ids.next();
  deps.store.insert({ ...read, id, eventId, clientId, recordedAt: now, keys });
  return { kind: 'new', id };
}

export function isForgotten(deps: Pick<KeepDependencies, 'hasher' | 'forgotten'>, identifiers: HashedIdentifiers): boolean {
  return deps.forgotten.size > 0 && tombstonesOf(deps.hasher, identifiers).some((mark) => deps.forgotten.has(mark));
}
