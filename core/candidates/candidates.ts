import type { Candidate, candidates } from '../contract/candidates.ts';
import type { z } from 'zod';
import { addDays, addMonths } from '../kernel/days.ts';
import { ok, refuse } from '../kernel/result.ts';
import type { Handlers, Undoable } from '../ports/index.ts';
import type { CandidateFeatureRow, CandidateRecord, RetentionRule } from './candidate-store.ts';
import type { CandidateDependencies } from './dependencies.ts';
import { createCandidateImports, IMPORT_OBJECT, type CandidateImportHandlers } from './imports.ts';
import { DEFAULT_RETENTION } from './stage-file.ts';

export interface Candidates extends Handlers<typeof candidates>, Pick<CandidateImportHandlers, 'prepareRead' | 'takeRead'> {
  readonly undoable: Undoable;
  /** What segmentation reads: typed features by id, never an identifier. */
  candidateFeatures(clientId: string): Iterable<CandidateFeatureRow>;
}

export function createCandidates(deps: CandidateDependencies): Candidates {
  const { store } = deps;

  const view = (record: CandidateRecord, rule: RetentionRule): z.infer<typeof Candidate> => ({
    id: record.id,
    clientId: record.clientId,
    clientName: deps.clientFacts(record.clientId)?.name ?? '',
    ...record.features,
    consent: record.consent ?? 'unknown',
    purpose: record.purpose ?? 'unknown',
    source: record.source ?? '',
    hasEmail: record.identifiers.email !== null,
    hasPhone: record.identifiers.phoneE164 !== null,
    hasDocument: record.identifiers.document !== null,
    importedAt: record.importedAt,
    deleteOn: deleteOn(record, rule),
  });

  /** The store keeps what undo needs; a person who was forgotten meanwhile stays forgotten. */
  const undoable: Undoable = {
    objectType: IMPORT_OBJECT,
    blocked: (changes) => changes.find(({ objectId }) => !store.mayTurn(objectId) || deps.isOnLists(objectId))?.objectId ?? null,
    restore(changes) {
      for (const { objectId, value } of changes) {
        const done = value === null ? store.revert(objectId) : store.repeat(objectId);
        if (!done) throw new Error('What an undo needs was checked and is gone');
      }
    },
  };

  return {
    ...createCandidateImports(deps),
    undoable,
    candidateFeatures: (clientId) => store.candidateFeatures(clientId),

    list({ filter, sort, offset, limit }) {
      const rules = new Map<string, RetentionRule>();
      const ruleOf = (clientId: string): RetentionRule => {
        const known = rules.get(clientId) ?? store.retention(clientId) ?? DEFAULT_RETENTION;
        rules.set(clientId, known);
        return known;
      };
      const { rows, total } = store.list(filter, sort, offset, limit);
      return ok({ rows: rows.map((record) => view(record, ruleOf(record.clientId))), total });
    },

    facets({ clientId }) {
      const { roleFamilies, educations, modalities, consents, places } = store.facets(clientId);
      return ok({
        roleFamilies: [...roleFamilies],
        educations: [...educations],
        modalities: [...modalities],
        consents: [...consents],
        places: [...places],
      });
    },

    getRetention({ clientId }) {
      if (deps.clientFacts(clientId) === null) return refuse('clients.not_found', { clientId });
      return ok(store.retention(clientId) ?? DEFAULT_RETENTION);
    },

    setRetention({ clientId, retention }, context) {
      if (deps.clientFacts(clientId) === null) return refuse('clients.not_found', { clientId });
      const before = store.retention(clientId) ?? DEFAULT_RETENTION;
      deps.unitOfWork.transaction(() => {
        store.setRetention(clientId, retention);
        deps.audit.append(context, 'privacy.retention_set', clientId, { before, after: retention });
      });
      deps.topics.moved('candidates', 'privacy');
      return ok(retention);
    },
  };
}

/** The earlier of both clocks: months after the last contact, days after the last audience. */
export function deleteOn(record: Pick<CandidateRecord, 'lastContactOn' | 'audienceOn'>, rule: RetentionRule): string {
  const most = addMonths(record.lastContactOn, rule.maxMonths);
  if (record.audienceOn === null) return most;
  const after = addDays(record.audienceOn, rule.daysAfterAudience);
  return after < most ? after : most;
}
