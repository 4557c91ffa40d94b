import type { plans } from '../contract/plans.ts';
import type { PlanObject } from '../contract/plans.ts';
import { ok, refuse } from '../kernel/index.ts';
import type { AdNetwork, AuditLog, CallContext, ChangeLog, Clock, FieldChange, Handlers, Topics, UnitOfWork } from '../ports/index.ts';
import { decideEdit, patchOf } from './edit.ts';
import type { ClientFacts, FiguresSource } from './facts.ts';
import type { PlanHead, PlanRepository } from './plan-repository.ts';
import type { PlanRecord } from './plan-store.ts';
import { previewAd } from './preview.ts';
import type { WireFields } from './wire.ts';

export interface PlansDeps {
  readonly store: PlanRepository;
  readonly networks: ReadonlyMap<string, AdNetwork>;
  readonly clients: ClientFacts;
  readonly figures: FiguresSource | null;
  readonly clock: Clock;
  readonly unitOfWork: UnitOfWork;
  readonly changeLog: ChangeLog;
  readonly audit: AuditLog;
  readonly topics: Topics;
}

export interface Plans {
  readonly handlers: Handlers<typeof plans>;
  /** Reads the ads' totals again; call after a sync. Grids show what was read last. */
  refreshFigures(): void;
}

/** Days in grids that span clients: the agency's own calendar. */
const AGENCY_TIME_ZONE = 'America/Bogota';

export function createPlans(deps: PlansDeps): Plans {
  const { store, networks, clients, clock, unitOfWork, changeLog, topics } = deps;

  const handlers: Handlers<typeof plans> = {
    tree(input) {
      const { nodes } = store.treeNodes(input);
      return ok({
        nodes: nodes.map((node) =>
          node.kind === 'network' && node.network !== null
            ? { ...node, name: networks.get(node.network)?.capabilities.displayName ?? node.name }
            : node,
        ),
      });
    },

    list(input) {
      const zone = input.filter.clientId === null ? AGENCY_TIME_ZONE : (clients.get(input.filter.clientId)?.timeZone ?? AGENCY_TIME_ZONE);
      return ok(store.list(input, clock.today(zone)));
    },

    get(input) {
      const record = store.get(input.objectId);
      const head = store.heads({ ids: [input.objectId] })[0];
      if (record === null || head === undefined) return refuse('plans.not_found', { objectId: input.objectId });
      return ok(planObject(record, head, store.clientName(record.clientId)));
    },

    edit(input, context) {
      const patch = patchOf(input.fields);
      const records = store.getMany(input.objectIds);
      if (records.length === 0) return refuse('plans.not_found', { count: input.objectIds.length });
      const skipped = new Map<string, number>();
      const changes: { readonly id: string; readonly draft: WireFields }[] = [];
      const log: FieldChange[] = [];
      count(skipped, 'plans.not_found', new Set(input.objectIds).size - records.length);
      const archived = archivedParents(store, records);
      for (const record of records) {
        const verdict = decideEdit(record, patch, record.parentId !== null && archived.has(record.parentId));
        if (verdict.kind === 'skip') {
          count(skipped, verdict.code, 1);
          continue;
        }
        changes.push({ id: record.id, draft: verdict.draft });
        for (const field of verdict.fields) log.push({ objectType: 'plan_object', objectId: record.id, ...field });
      }
      if (changes.length > 0) {
        unitOfWork.transaction(() => {
          store.setDrafts(changes, clock.nowIso());
          const group = changeLog.begin(context, 'history.plans_edited', { count: changes.length });
          changeLog.record(group, log);
        });
        topics.moved('plans', 'changes', 'checks');
      }
      return ok({ changed: changes.length, skipped: [...skipped].map(([code, number]) => ({ code, count: number })) });
    },

    removeDrafts(input, context) {
      const skipped = new Map<string, number>();
      const chosen = store.heads({ ids: input.objectIds });
      count(skipped, 'plans.not_found', new Set(input.objectIds).size - chosen.length);
      const family = withDescendants(store, chosen);
      const kept = new Set(family.filter((head) => head.published || head.lifecycle !== 'draft').map((head) => head.id));
      // A parent stays while anything under it stays.
      for (const head of family.toReversed()) if (kept.has(head.id) && head.parentId !== null) kept.add(head.parentId);
      for (const head of chosen) if (kept.has(head.id)) count(skipped, 'plans.published', 1);
      const gone = family.filter((head) => !kept.has(head.id)).map((head) => head.id);
      if (gone.length > 0) removeLogged(deps, gone, context);
      return ok({ removed: gone.length, skipped: [...skipped].map(([code, number]) => ({ code, count: number })) });
    },

    preview(input) {
      const record = store.get(input.adId);
      if (record === null) return refuse('plans.not_found', { objectId: input.adId });
      if (record.level !== 'ad') return refuse('plans.wrong_level', { level: record.level });
      const network = networks.get(record.network);
      if (network === undefined) return refuse('plans.not_found', { objectId: input.adId });
      const shown = previewAd(record.network, network.capabilities, record.draft, store.clientName(record.clientId));
      return ok({ network: shown.network, previews: [...shown.previews] });
    },
  };

  return {
    handlers,
    refreshFigures() {
      if (deps.figures === null) return;
      const totals = deps.figures.totals(store.publishedAdIds());
      const rows = [...totals].map(([adId, figure]) => ({
        adId,
        impressions: figure.impressions,
        clicks: figure.clicks,
        conversions: figure.conversions,
        spendMicros: figure.spend.amountMicros,
        currency: figure.spend.currency,
      }));
      unitOfWork.transaction(() => store.setFigures(rows));
      topics.moved('plans');
    },
  };
}

/** Removes objects, given parents first, as one undo step. */
function removeLogged(
  deps: Pick<PlansDeps, 'store' | 'unitOfWork' | 'changeLog' | 'topics'>,
  ids: readonly string[],
  context: CallContext,
): void {
  deps.unitOfWork.transaction(() => {
    // Undo walks the log backwards, so children are written first and parents come back before them.
    const log: FieldChange[] = ids.toReversed().map((id) => ({
      objectType: 'plan_object',
      objectId: id,
      field: '*',
      before: deps.store.snapshot(id),
      after: null,
    }));
    deps.store.remove(ids);
    const group = deps.changeLog.begin(context, 'history.plans_removed', { count: ids.length });
    deps.changeLog.record(group, log);
  });
  deps.topics.moved('plans', 'changes', 'checks', 'vacancies');
}

function planObject(record: PlanRecord, head: PlanHead, clientName: string): PlanObject {
  return {
    id: record.id,
    parentId: record.parentId,
    clientId: record.clientId,
    clientName,
    accountId: record.accountId,
    network: record.network,
    vacancyId: record.vacancyId,
    lifecycle: record.lifecycle,
    delivery: record.delivery,
    deliveryReasons: [...record.deliveryReasons],
    mark: head.mark,
    problems: { errors: head.errors, warnings: head.warnings },
    remoteId: record.remoteId,
    marker: record.marker,
    updatedAt: record.updatedAt,
    level: record.level,
    fields: record.draft,
  } as PlanObject; // level and fields of one record belong together
}

function archivedParents(store: PlanRepository, records: readonly PlanRecord[]): ReadonlySet<string> {
  const parents = [...new Set(records.flatMap((record) => (record.parentId === null ? [] : [record.parentId])))];
  return new Set(
    store
      .heads({ ids: parents })
      .filter((head) => head.status === 'archived')
      .map((head) => head.id),
  );
}

/** The objects and everything under them, parents first, each once. */
export function withDescendants(store: PlanRepository, chosen: readonly PlanHead[]): readonly PlanHead[] {
  const campaigns = [...new Set(chosen.map((head) => head.campaignId))];
  const wanted = new Set(chosen.map((head) => head.id));
  return store.heads({ campaignIds: campaigns }).filter((head) => {
    if (head.parentId !== null && wanted.has(head.parentId)) wanted.add(head.id);
    return wanted.has(head.id);
  });
}

function count(counts: Map<string, number>, code: string, by: number): void {
  if (by > 0) counts.set(code, (counts.get(code) ?? 0) + by);
}
