import type { ChangeRow, ChangeSummary, FieldDifference, changes } from '../contract/changes.ts';
import { ok, refuse, type Json } from '../kernel/index.ts';
import { compareThreeWays, decodeField, encodeFields, withDescendants, type FieldDelta, type PlanRecord } from '../plans/index.ts';
import type { AdNetwork, ChangeLog, FieldChange, Handlers } from '../ports/index.ts';
import type { ChangeSource } from '../publishing/change-source.ts';
import { createApprovals, type ApprovalsDeps } from './approvals.ts';
import type { ChangeStore, ListedChange, PendingCounts } from './change-store.ts';
import { resetsLearning } from './learning.ts';
import { createChangeSource } from './ready.ts';
import { createTakeBack, type RunHistory } from './take-back.ts';
import { dailyOf, pendingIn, publishable } from './selection.ts';
import { jsonDetails } from '../kernel/json-data.ts';

/** What the change bar shows of other features. */
export interface ChangeSurroundings {
  freshness(clientId: string | null): ChangeSummary['freshness'];
  publishing(clientId: string | null): ChangeSummary['publishing'];
  /** Calls that the network would still take now, null while unknown. */
  quotaLeft(network: string, clientId: string | null): number | null;
  /** Who set each field of an object last, newest first. */
  edits(objectId: string): readonly { readonly field: string; readonly author: string; readonly at: string }[];
}

export interface ChangesDeps extends ApprovalsDeps {
  readonly store: ChangeStore;
  readonly networks: ReadonlyMap<string, AdNetwork>;
  readonly changeLog: ChangeLog;
  readonly surroundings: ChangeSurroundings;
  readonly runHistory: RunHistory;
}
export interface Changes {
  readonly handlers: Handlers<typeof changes>;
  readonly source: ChangeSource;
  /** Ids of everything that may be published when what has errors stays behind, with problems up to date. */
  publishableSelection(clientId: string | null): readonly string[];
}

/** A month of the networks: 30.4 days. */
const MONTH_TENTHS = 304n;

export function createChanges(deps: ChangesDeps): Changes {
  const { store, plans, networks, clock, unitOfWork, changeLog, topics, surroundings } = deps;
  const source = createChangeSource(deps);

  const handlers: Handlers<typeof changes> = {
    ...createApprovals(deps),
    ...createTakeBack(deps),

    summary(input) {
      const { networks: perNetwork, daily, ...counts } = store.counts(input.clientId);
      return ok({
        ...counts,
        daily: [...daily],
        monthly: daily.map((amount) => ({ ...amount, amountMicros: (amount.amountMicros * MONTH_TENTHS) / 10n })),
        remoteCalls: perNetwork.map((item) => ({
          network: item.network,
          calls: callsFor(item, networks.get(item.network)),
          quotaLeft: surroundings.quotaLeft(item.network, input.clientId),
        })),
        freshness: surroundings.freshness(input.clientId),
        publishing: surroundings.publishing(input.clientId),
      });
    },

    list(input) {
      const { rows, total } = store.list(input);
      return ok({ rows: rows.map(rowOf), total });
    },

    publishable(input, context) {
      deps.checks.refresh({ clientId: input.clientId });
      const pending = plans.heads({ clientId: input.clientId, pendingOnly: true });
      const objectIds = publishable(pending);
      const chosen = new Set(objectIds);
      const going = pending.filter((head) => chosen.has(head.id));
      const ready = objectIds.length === 0 ? null : source.ready({ objectIds }, context);
      const obstacle = ready === null || ready.ok ? null : { code: ready.error.code, details: jsonDetails(ready.error.details) };
      return ok({
        objectIds: [...objectIds],
        ads: going.filter((head) => head.level === 'ad').length,
        heldBack: pending.length - going.length,
        daily: dailyOf(going),
        obstacle,
      });
    },

    difference(input) {
      const change = store.one(input.objectId);
      if (change === null) return refuse('plans.not_found', { objectId: input.objectId });
      return ok({ row: rowOf(change), fields: differences(change.objectId, compareThreeWays(change.draft, change.base, change.theirs)) });
    },

    revert(input, context) {
      const { field } = input;
      const chosen = pendingIn(plans, input.selection, false);
      const known = chosen.filter((head) => head.published || head.lifecycle !== 'draft');
      const fresh =
        field === null
          ? withDescendants(
              plans,
              chosen.filter((head) => !head.published && head.lifecycle === 'draft'),
            )
          : [];
      const log: FieldChange[] = [];
      const drafts: { id: string; draft: ReturnType<typeof encodeFields> }[] = [];
      for (const record of plans.getMany(known.map((head) => head.id))) {
        const back = takeBack(record, field);
        if (back === null) continue;
        drafts.push({ id: record.id, draft: back.draft });
        log.push(...back.changes);
      }
      // Undo walks the log backwards: children are written first, so parents come back before them.
      for (const head of fresh.toReversed())
        log.push({ objectType: 'plan_object', objectId: head.id, field: '*', before: plans.snapshot(head.id), after: null });
      const reverted = drafts.length + fresh.length;
      if (reverted === 0) return refuse('changes.nothing_selected');
      unitOfWork.transaction(() => {
        plans.setDrafts(drafts, clock.nowIso());
        plans.remove(fresh.map((head) => head.id));
        const group = changeLog.begin(context, 'history.changes_reverted', { count: reverted });
        changeLog.record(group, log);
      });
      topics.moved('changes', 'plans', 'checks', 'vacancies');
      return ok({ reverted });
    },

    resolve(input, context) {
      const record = plans.get(input.objectId);
      if (record === null) return refuse('plans.not_found', { objectId: input.objectId });
      if (record.base === null || !Object.hasOwn(record.theirs, input.field)) return refuse('plans.field_invalid', { field: input.field });
      const theirs = record.theirs[input.field] ?? null;
      if (decodeField(record.level, input.field, theirs) === null) return refuse('plans.field_invalid', { field: input.field });
      const mine = encodeFields(record.draft);
      const before = mine[input.field] ?? null;
      unitOfWork.transaction(() => {
        // Either way their value is what the network has now, so it becomes the base; keeping mine leaves it as a change against that.
        const { [input.field]: _settled, ...open } = record.theirs;
        plans.setBase(record.id, { ...encodeFields(record.base ?? {}), [input.field]: theirs }, open);
        if (input.keep === 'theirs') plans.setDrafts([{ id: record.id, draft: { ...mine, [input.field]: theirs } }], clock.nowIso());
        const group = changeLog.begin(context, 'history.change_resolved', { field: input.field, keep: input.keep });
        if (input.keep === 'theirs')
          changeLog.record(group, [{ objectType: 'plan_object', objectId: record.id, field: input.field, before, after: theirs }]);
      });
      topics.moved('changes', 'plans', 'checks');
      const change = store.one(record.id);
      return ok({ fields: change === null ? [] : differences(record.id, compareThreeWays(change.draft, change.base, change.theirs)) });
    },
  };

  function differences(objectId: string, deltas: readonly FieldDelta[]): FieldDifference[] {
    const edits = surroundings.edits(objectId);
    return deltas.toSorted(moneyFirst).map((delta) => {
      const edit = edits.find((entry) => entry.field === delta.field);
      return {
        field: delta.field,
        base: asJson(delta.base),
        mine: asJson(delta.mine),
        theirs: asJson(delta.theirs),
        kind: delta.kind,
        author: edit?.author ?? null,
        at: edit?.at ?? null,
      };
    });
  }

  return {
    handlers,
    source,
    publishableSelection(clientId) {
      deps.checks.refresh({ clientId });
      return publishable(plans.heads({ clientId, pendingOnly: true }));
    },
  };
}

function rowOf(change: ListedChange): ChangeRow {
  const { draft, base, theirs, ...row } = change;
  return { ...row, resetsLearning: resetsLearning(draft, base, theirs) };
}

/** Amounts lead a difference: they are what a reviewer looks for. */
function moneyFirst(left: FieldDelta, right: FieldDelta): number {
  return rank(left) - rank(right);
}

function rank(delta: FieldDelta): number {
  if (delta.kind === 'unchanged') return 3;
  if (delta.field === 'dailyBudget') return 0;
  return delta.field === 'status' ? 1 : 2;
}

function takeBack(
  record: PlanRecord,
  field: string | null,
): { readonly draft: ReturnType<typeof encodeFields>; readonly changes: readonly FieldChange[] } | null {
  if (record.base === null) return null;
  const deltas = compareThreeWays(encodeFields(record.draft), encodeFields(record.base), {}).filter(
    (delta) => delta.kind === 'mine' && (field === null || delta.field === field) && Object.hasOwn(record.base ?? {}, delta.field),
  );
  if (deltas.length === 0) return null;
  const draft = { ...encodeFields(record.draft), ...Object.fromEntries(deltas.map((delta) => [delta.field, delta.base])) };
  return {
    draft,
    changes: deltas.map((delta) => ({
      objectType: 'plan_object',
      objectId: record.id,
      field: delta.field,
      before: delta.mine,
      after: delta.base,
    })),
  };
}

/** Remote calls that publishing would take, near enough for a quota: a tree is one call, else each object one and an ad two; activation is one more a campaign. */
function callsFor(item: PendingCounts['networks'][number], network: AdNetwork | undefined): number {
  if (network === undefined) return 0;
  if (network.capabilities.creation === 'tree')
    return item.newCampaigns * 2 + (item.newCampaigns === 0 ? item.newAdGroups + item.newAds : 0) + item.edits;
  return item.newCampaigns * 2 + item.newAdGroups + item.newAds * 2 + item.edits;
}

function asJson(value: Json): FieldDifference['mine'] {
  return value as FieldDifference['mine']; // Json and the schema's JSON are the same values
}
