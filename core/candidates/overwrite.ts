import type { z } from 'zod';
import type { CandidateFeatures, CandidateTarget } from '../contract/candidates.ts';
import type { OverwritePolicy } from '../contract/vacancies.ts';
import type { CandidateRecord } from './candidate-store.ts';
import type { HashedIdentifiers } from './identifiers.ts';
import type { ReadCandidate } from './read-row.ts';

export type Overwrite = z.infer<typeof OverwritePolicy>;
/** What a column may do to a person who is here already; a target that is not named may do everything. */
export type Policies = ReadonlyMap<CandidateTarget, Overwrite>;

/** Currency, region and country say nothing by themselves: they go with the salary and the city. */
const FEATURES: Readonly<Partial<Record<CandidateTarget, readonly (keyof CandidateFeatures)[]>>> = {
  experience: ['experienceYears'],
  education: ['education'],
  roleFamily: ['roleFamily'],
  sector: ['sector'],
  seniority: ['seniority'],
  salaryExpectation: ['salaryExpectation'],
  city: ['place', 'cityText'],
  modality: ['modality'],
  availability: ['availabilityDays'],
  lastActivity: ['lastActivityOn'],
  discipline: ['discipline'],
  relevantExperience: ['relevantExperience'],
  studyMode: ['studyMode'],
  companySize: ['companySize'],
  companyType: ['companyType'],
  jobChange: ['yearsSinceJobChange'],
  trainingHours: ['trainingHours'],
  cityIndex: ['cityIndex'],
  openToChange: ['openToChange'],
};
const IDENTIFIERS: Readonly<Partial<Record<CandidateTarget, readonly (keyof HashedIdentifiers)[]>>> = {
  email: ['email', 'emailGmail'],
  phone: ['phoneDigits', 'phoneE164'],
  document: ['document'],
  externalId: ['external'],
};
const GROUNDS = ['consent', 'consentOn', 'purpose', 'source'] as const;

/** Stands in the fingerprint of a row, so that another policy reads the same file anew. Empty where everything is replaced. */
export function policyMark(policies: Policies): string {
  return [...policies]
    .filter(([, policy]) => policy !== 'always')
    .map(([target, policy]) => `${target}:${policy}`)
    .toSorted()
    .join(',');
}

/**
 * The row as far as its columns may speak about somebody who is here already. Whoever says no is always heard: a consent
 * that was refused replaces any other.
 */
export function heardOf(row: ReadCandidate, before: CandidateRecord, policies: Policies): ReadCandidate {
  const features: { -readonly [K in keyof CandidateFeatures]?: CandidateFeatures[K] | null } = { ...row.features };
  const identifiers: { -readonly [K in keyof HashedIdentifiers]: HashedIdentifiers[K] } = { ...row.identifiers };
  const grounds = { consent: row.consent, consentOn: row.consentOn, purpose: row.purpose, source: row.source };
  for (const [target, policy] of policies) {
    if (policy === 'always') continue;
    const isKept = (value: unknown): boolean => policy === 'never' || (value !== null && value !== undefined && value !== 'unknown');
    // The first of several decides for all: a city's name without its place is as good as blank.
    const ownFeatures = FEATURES[target] ?? [];
    const [feature] = ownFeatures;
    if (feature !== undefined && isKept(before.features[feature])) for (const field of ownFeatures) features[field] = null;
    const ownIdentifiers = IDENTIFIERS[target] ?? [];
    const [identifier] = ownIdentifiers;
    if (identifier !== undefined && isKept(before.identifiers[identifier])) for (const field of ownIdentifiers) identifiers[field] = null;
    for (const field of GROUNDS) {
      if (field !== target || !isKept(before[field])) continue;
      if (field !== 'consent' || row.consent !== 'denied') grounds[field] = null;
    }
  }
  return { ...row, features, identifiers, ...grounds };
}

/** True where a column with an identifier may not replace one: then the person keeps the identity they were found by. */
export function holdsIdentity(policies: Policies): boolean {
  return [...policies].some(([target, policy]) => policy !== 'always' && IDENTIFIERS[target] !== undefined);
}
