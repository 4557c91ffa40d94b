import type { VacancyFields } from '../contract/vacancies.ts';
import type { VacancyDependencies } from './dependencies.ts';
import { changedFields, readable } from './difference.ts';
import { fingerprint } from './fingerprint.ts';
import type { ImportSession, policiesOf } from './import-session.ts';
import { stateAfterDates, stateAtBirth } from './lifecycle.ts';
import type { ReadRow } from './row-draft.ts';
import type { KnownVacancy, RecordPatch, RowKind, RowResult, VacancyRecord } from './vacancy-store.ts';

/** Identities kept in memory; beyond it the staged results are asked, so that five million rows need no more. */
export const REMEMBERED = 200_000;
export interface Seen {
  readonly identities: Set<string>;
  overflowed: boolean;
}

/** Says what a row that was read means beside what is stored. */
export function createRowJudge({ store, clock }: Pick<VacancyDependencies, 'store' | 'clock'>) {
  const { staging } = store;

  function classify(
    session: ImportSession,
    sequence: number,
    part: number,
    read: ReadRow,
    policyMark: string,
    policies: ReturnType<typeof policiesOf>,
    seen: Seen,
    firstEver: boolean,
  ): RowResult {
    const { identity } = read;
    const hash = identity === null ? null : hashOf(read, policyMark);
    const result = (kind: RowKind, vacancyId: string | null = null): RowResult => ({
      sequence,
      part,
      kind,
      vacancyId,
      identity: kind === 'duplicate' ? null : identity,
      hash,
    });
    if (identity === null || hash === null) return result('rejected');
    if (seen.identities.has(identity) || (seen.overflowed && staging.seen(session.number, identity))) return result('duplicate');
    seen.identities.add(identity);
    const known = firstEver ? null : store.known(session.clientId, identity);
    if (known === null) return result('new');
    return result(patchFor(session, known, read, hash, policies) === null ? 'unchanged' : 'changed', known.id);
  }

  /** What the row would write to the stored vacancy; null when nothing. */
  function patchFor(
    session: ImportSession,
    known: KnownVacancy,
    read: ReadRow,
    sourceHash: string,
    policies: ReturnType<typeof policiesOf>,
  ): { record: VacancyRecord; patch: RecordPatch } | null {
    const comesBack = known.state === 'closed' && known.closedBy === 'feed';
    if (known.sourceHash === sourceHash && !comesBack) return null;
    const record = store.get(known.id);
    if (record === null) throw new Error('A vacancy vanished while its import was compared');
    const patch: RecordPatch = changedFields(record, read, policies);
    const today = clock.today(session.client.timeZone);
    const base = comesBack ? { state: stateAtBirth(null, today) } : record;
    const state = stateAfterDates(base, patch.closesOn === undefined ? record.closesOn : patch.closesOn, today);
    if (state !== record.state && (comesBack || patch.closesOn !== undefined)) patch.state = state;
    if (Object.keys(patch).length === 0) return null;
    if (comesBack) patch.closedBy = null;
    return { record, patch: { ...patch, sourceHash } };
  }

  /** Policies are part of it: a row that changed nothing under one may change something under another. */
  function hashOf(read: ReadRow, policyMark: string): string {
    let text = policyMark;
    for (const field in read.fields) {
      const value = read.fields[field as keyof VacancyFields]; // keys of a VacancyFields partial
      text += `\u001f${field}\u001e${typeof value === 'string' ? value : (readable(value) ?? '')}`;
    }
    return fingerprint(read.cleared.length === 0 ? `${text}\u001f` : `${text}\u001f${read.cleared.join()}`);
  }

  return { classify, patchFor };
}
