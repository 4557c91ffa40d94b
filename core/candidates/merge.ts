import { CandidateFeatures } from '../contract/candidates.ts';
import { decimalText } from '../kernel/money.ts';
import { fingerprint } from '../vacancies/index.ts';
import type { CandidateRecord } from './candidate-store.ts';
import { NO_IDENTIFIERS, type HashedIdentifiers } from './identifiers.ts';
import { heardOf, holdsIdentity, policyMark, type Policies } from './overwrite.ts';
import type { ReadCandidate } from './read-row.ts';

export const FEATURES = CandidateFeatures.keyof().options;
const NOTHING = Object.fromEntries(FEATURES.map((feature) => [feature, null])) as CandidateFeatures; // every feature may be null

export interface Birth {
  readonly id: string;
  readonly clientId: string;
  readonly identity: string;
  readonly importId: string;
  readonly now: string;
  readonly today: string;
}

export function newRecord(row: ReadCandidate, birth: Birth, policies: Policies): CandidateRecord {
  return {
    id: birth.id,
    clientId: birth.clientId,
    identity: birth.identity,
    features: { ...NOTHING, ...row.features },
    identifiers: row.identifiers,
    consent: row.consent,
    consentOn: row.consentOn,
    purpose: row.purpose,
    source: row.source,
    contentHash: contentHash(row, policyMark(policies)),
    importId: birth.importId,
    importedAt: birth.now,
    lastContactOn: contactOf(row, birth.today),
    audienceOn: null,
  };
}

/**
 * The stored person as the row leaves them: an empty cell leaves alone, a column's policy decides the rest, and a refusal
 * of consent always counts.
 */
export function mergedRecord(before: CandidateRecord, whole: ReadCandidate, birth: Birth, policies: Policies): CandidateRecord {
  const row = heardOf(whole, before, policies);
  const said = Object.fromEntries(Object.entries(row.features).filter(([, value]) => value !== null));
  const heard = Object.fromEntries(Object.entries(row.identifiers).filter(([, hash]) => hash !== null)) as Partial<HashedIdentifiers>; // a subset of the row's own
  // A new address takes its Gmail form along, or takes the old one away.
  const gmail = row.identifiers.email === null ? {} : { emailGmail: row.identifiers.emailGmail };
  const contact = contactOf(whole, birth.today);
  return {
    ...before,
    identity: holdsIdentity(policies) ? before.identity : birth.identity,
    features: { ...before.features, ...said },
    identifiers: { ...NO_IDENTIFIERS, ...before.identifiers, ...heard, ...gmail },
    consent: row.consent === null || row.consent === 'unknown' ? before.consent : row.consent,
    consentOn: row.consentOn ?? before.consentOn,
    purpose: row.purpose ?? before.purpose,
    source: row.source ?? before.source,
    contentHash: contentHash(whole, policyMark(policies)),
    lastContactOn: contact > before.lastContactOn ? contact : before.lastContactOn,
  };
}

/** The day that the hard maximum counts from; a date in the future says nothing. */
export function contactOf(row: ReadCandidate, today: string): string {
  const said = row.features.lastActivityOn ?? null;
  return said !== null && said <= today ? said : today;
}

function contentHash(row: ReadCandidate, mark: string): string {
  // Without a mark the text is what it was before there were policies: files of that time are still known.
  let text = `${mark === '' ? '' : `${mark}\u001f`}${row.consent}\u001f${row.consentOn}\u001f${row.purpose}\u001f${row.source}`;
  for (const feature of FEATURES) text += `\u001f${readableFeature(row.features[feature]) ?? ''}`;
  for (const hash of Object.values(row.identifiers)) text += `\u001f${hash ?? ''}`;
  return fingerprint(text);
}

/** A feature as a person reads it: money and places as text. */
export function readableFeature(value: CandidateFeatures[keyof CandidateFeatures] | undefined): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value !== 'object') return String(value);
  if ('amountMicros' in value) return `${decimalText(value.amountMicros, 0)} ${value.currency}`;
  return value.region === null ? value.name : `${value.name}, ${value.region}`;
}

/** What differs between two states of a person, features and consent only. */
export function differences(
  before: CandidateRecord | null,
  after: CandidateRecord,
): { field: string; before: string | null; after: string | null }[] {
  const changes = FEATURES.map((field) => ({
    field: field as string,
    before: before === null ? null : readableFeature(before.features[field]),
    after: readableFeature(after.features[field]),
  }));
  for (const field of ['consent', 'purpose', 'source'] as const)
    changes.push({ field, before: before?.[field] ?? null, after: after[field] });
  for (const [field, label] of [
    ['email', 'email'],
    ['phoneE164', 'phone'],
    ['document', 'document'],
  ] as const) {
    // That a hash is there or has become another one; never the hash.
    const had = before?.identifiers[field] ?? null;
    const has = after.identifiers[field];
    if (had !== has) changes.push({ field: label, before: had === null ? null : '•', after: has === null ? null : '••' });
  }
  return changes.filter((change) => change.before !== change.after);
}
