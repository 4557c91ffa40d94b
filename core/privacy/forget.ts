import type { z } from 'zod';
import type { Consent } from '../contract/candidates.ts';
import type { Person } from '../contract/privacy.ts';
import {
  hashDocument,
  hashEmail,
  hashExternal,
  hashPhone,
  NO_IDENTIFIERS,
  tombstonesOf,
  type HashedIdentifiers,
  type IdentifierHasher,
} from '../candidates/index.ts';
import type { Sha256Hex } from '../kernel/hashed.ts';
import type { CallContext, PrivacyLedger, UnitOfWork } from '../ports/index.ts';
import type { ForgottenList, Held, PrivacyStore } from './privacy-store.ts';

/** Lists that a person may be on, local or at a network. */
export interface MemberLists {
  /** Inside the transaction that erases: takes them off our lists and writes down what the networks must be told. Returns how many removals are owed. */
  leave(held: readonly Held[], typed: HashedIdentifiers): number;
  /** Names of the lists with this person. */
  namesOf(number: number): readonly string[];
}

/** A place beside the candidates that keeps something of people. Synchronous; the writers are called inside the transaction that erases. */
export interface PersonTraces {
  /** What is kept there of whoever carries one of these hashes, for marking and for a request of access. */
  of(identifiers: HashedIdentifiers): readonly Trace[];
  /** Takes them out. Returns how many rows. */
  erase(identifiers: HashedIdentifiers): number;
  /** After a restore: takes out whoever is forgotten. Returns how many rows. */
  eraseForgotten(isForgotten: (mark: Sha256Hex) => boolean): number;
  /** Whoever's time is up. Opens its own transactions. Returns how many rows left or lost what tells who it was. */
  expire(context: CallContext): number;
}

export interface Trace {
  readonly kind: 'outcome' | 'lead';
  readonly clientId: string;
  readonly identifiers: HashedIdentifiers;
  readonly at: string;
  readonly consent: z.infer<typeof Consent>;
  readonly source: string;
  readonly deleteOn: string;
}

export interface ForgetDependencies {
  readonly store: PrivacyStore;
  readonly forgotten: ForgottenList;
  readonly hasher: IdentifierHasher;
  readonly lists: MemberLists;
  readonly traces: readonly PersonTraces[];
  readonly ledger: PrivacyLedger;
  readonly unitOfWork: UnitOfWork;
}

export interface Forgot {
  readonly candidates: number;
  readonly removals: number;
  readonly traces: number;
  readonly alreadyForgotten: boolean;
}

const PART = 2_000;

/** What is typed becomes hashes at once; null when it is no such identifier. */
export function hashPerson(hasher: IdentifierHasher, person: z.infer<typeof Person>): HashedIdentifiers | null {
  switch (person.kind) {
    case 'email': {
      const email = hashEmail(hasher, person.value);
      return email === null ? null : { ...NO_IDENTIFIERS, ...email };
    }
    case 'phone': {
      const phone = hashPhone(hasher, person.value, person.country);
      return phone === null ? null : { ...NO_IDENTIFIERS, ...phone };
    }
    case 'document': {
      const document = hashDocument(hasher, person.value, person.country);
      return document === null ? null : { ...NO_IDENTIFIERS, document };
    }
    case 'externalId': {
      const external = hashExternal(hasher, person.value);
      return external === null ? null : { ...NO_IDENTIFIERS, external };
    }
    default:
      return person.kind satisfies never;
  }
}

/**
 * Erases a person. The mark goes to the list beside the database first and durably, then one transaction takes them out:
 * a crash in between finds the mark at the next start and finishes. All their other identifiers are marked too, so that
 * a file which knows them by telephone does not bring back who was forgotten by e-mail.
 */
export function forgetPerson(deps: ForgetDependencies, typed: HashedIdentifiers, context: CallContext): Forgot {
  const held = deps.store.holders(typed);
  const ofPeople = [typed, ...held.map(({ record }) => record.identifiers)];
  const everywhere = [
    ...ofPeople,
    ...ofPeople.flatMap((hashes) => deps.traces.flatMap((place) => place.of(hashes).map(({ identifiers }) => identifiers))),
  ];
  const marks = new Set(everywhere.flatMap((hashes) => tombstonesOf(deps.hasher, hashes)));
  const alreadyForgotten = tombstonesOf(deps.hasher, typed).every((mark) => deps.forgotten.has(mark));
  deps.forgotten.add([...marks]);
  const { removals, traces } = deps.unitOfWork.durable(() => {
    const owed = deps.lists.leave(held, typed);
    deps.store.erase(held.map(({ number }) => number));
    for (const hashes of everywhere) deps.store.eraseTraces(hashes);
    const rows = everywhere.reduce((sum, hashes) => sum + deps.traces.reduce((part, place) => part + place.erase(hashes), 0), 0);
    deps.forgotten.settle();
    deps.ledger.note(context, 'privacy.forgot', null, { candidates: held.length, removals: owed, traces: rows });
    return { removals: owed, traces: rows };
  });
  deps.store.wipe();
  return { candidates: held.length, removals, traces, alreadyForgotten };
}

/** After a restore: whoever was forgotten since the backup is taken out again. Returns how many people came back and left. */
export function forgetAgain(deps: ForgetDependencies, context: CallContext): number {
  if (!deps.forgotten.isBehind()) return 0;
  let gone = 0;
  deps.unitOfWork.durable(() => {
    for (let after = 0; ;) {
      const part = deps.store.everyone(after, PART);
      const last = part.at(-1);
      if (last === undefined) break;
      after = last.number;
      const back = part.filter(({ record }) => tombstonesOf(deps.hasher, record.identifiers).some((mark) => deps.forgotten.has(mark)));
      if (back.length === 0) continue;
      deps.lists.leave(back, NO_IDENTIFIERS);
      deps.store.erase(back.map(({ number }) => number));
      for (const { record } of back) deps.store.eraseTraces(record.identifiers);
      gone += back.length;
    }
    gone += deps.traces.reduce((sum, place) => sum + place.eraseForgotten((mark) => deps.forgotten.has(mark)), 0);
    // Copies for undo that the backup brought along cannot be checked one by one any faster than dropped.
    deps.store.dropUndo('9999');
    deps.forgotten.settle();
    deps.ledger.note(context, 'privacy.forgot_again', null, { candidates: gone });
  });
  deps.store.wipe();
  return gone;
}
