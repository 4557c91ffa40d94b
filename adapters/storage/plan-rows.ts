import type { PlanRecord } from '../../core/plans/plan-store.ts';
import type { PlanHead } from '../../core/plans/plan-repository.ts';
import { changeState, dailyDeltaMicros } from '../../core/plans/three-way.ts';
import { decodeFields, decodePartial, objectHash, textOf, type WireFields } from '../../core/plans/wire.ts';
import { contentHash, fold } from '../../core/kernel/index.ts';

/** A row of `plan_object` joined with `plan_content`. */
export interface FullRow {
  readonly id: string;
  readonly level: PlanRecord['level'];
  readonly parent_id: string | null;
  readonly client_id: string;
  readonly account_id: string;
  readonly network: string;
  readonly vacancy_id: string | null;
  readonly flow_id: string | null;
  readonly marker: string;
  readonly lifecycle: PlanRecord['lifecycle'];
  readonly remote_id: string | null;
  readonly delivery: PlanRecord['delivery'];
  readonly delivery_read_at: string | null;
  readonly version: number;
  readonly updated_at: string;
  readonly draft: string;
  readonly base: string | null;
  readonly theirs: string;
  readonly remote_refs: string;
  readonly delivery_reasons: string;
}

export const FULL_COLUMNS = `o.id, o.level, o.parent_id, o.client_id, o.account_id, o.network, o.vacancy_id, o.flow_id, o.marker, o.lifecycle, o.remote_id,
  o.delivery, o.delivery_read_at, o.version, o.updated_at, x.draft, x.base, x.theirs, x.remote_refs, x.delivery_reasons`;

export function recordOf(row: FullRow): PlanRecord {
  return {
    id: row.id,
    level: row.level,
    parentId: row.parent_id,
    clientId: row.client_id,
    accountId: row.account_id,
    network: row.network,
    vacancyId: row.vacancy_id,
    flowId: row.flow_id,
    marker: row.marker,
    lifecycle: row.lifecycle,
    draft: decodeFields(row.level, JSON.parse(row.draft)),
    base: row.base === null ? null : decodePartial(row.level, JSON.parse(row.base)),
    theirs: wireOf(row.theirs),
    remoteId: row.remote_id,
    remoteRefs: JSON.parse(row.remote_refs) as Record<string, string>, // written by this store only
    delivery: row.delivery,
    deliveryReasons: JSON.parse(row.delivery_reasons) as string[], // written by this store only
    deliveryReadAt: row.delivery_read_at,
    version: row.version,
    updatedAt: row.updated_at,
  } as PlanRecord; // level and fields belong together: both come from the same row, and base is whole once creation was confirmed
}

export function wireOf(json: string): WireFields {
  return JSON.parse(json) as WireFields; // JSON text of an object, written by this store only
}

export interface HeadRow {
  readonly id: string;
  readonly level: PlanHead['level'];
  readonly parent_id: string | null;
  readonly campaign_id: string;
  readonly client_id: string;
  readonly account_id: string;
  readonly network: string;
  readonly vacancy_id: string | null;
  readonly flow_id: string | null;
  readonly flow_key: string | null;
  readonly name: string;
  readonly status: PlanHead['status'];
  readonly lifecycle: PlanHead['lifecycle'];
  readonly mark: PlanHead['mark'];
  readonly published: number;
  readonly errors: number;
  readonly warnings: number;
  readonly content_hash: string;
  readonly text_hash: string | null;
  readonly checked_key: string | null;
  readonly approval_id: string | null;
  readonly approval: PlanHead['approval'];
  readonly budget: string | null;
  readonly delta: string;
  readonly currency: string;
}

/** Amounts come as text: a number would lose pesos above 2^53 micros. */
export const HEAD_COLUMNS = `id, level, parent_id, campaign_id, client_id, account_id, network, vacancy_id, flow_id, flow_key, name, status, lifecycle, mark, remote_id IS NOT NULL AS published,
  errors, warnings, content_hash, text_hash, checked_key, approval_id, approval, CAST(daily_budget_micros AS TEXT) AS budget, CAST(daily_delta_micros AS TEXT) AS delta, currency`;

export function headOf(row: HeadRow): PlanHead {
  return {
    id: row.id,
    level: row.level,
    parentId: row.parent_id,
    campaignId: row.campaign_id,
    clientId: row.client_id,
    accountId: row.account_id,
    network: row.network,
    vacancyId: row.vacancy_id,
    flowId: row.flow_id,
    flowKey: row.flow_key,
    name: row.name,
    status: row.status,
    lifecycle: row.lifecycle,
    mark: row.mark,
    published: row.published === 1,
    errors: row.errors,
    warnings: row.warnings,
    contentHash: row.content_hash,
    textHash: row.text_hash,
    checkedKey: row.checked_key,
    approvalId: row.approval_id,
    approval: row.approval,
    dailyBudgetMicros: row.budget === null ? null : BigInt(row.budget),
    dailyDeltaMicros: BigInt(row.delta),
    currency: row.currency,
  };
}

/** The columns that follow from the content of an object. */
export function derivedColumns(
  object: {
    readonly id: string;
    readonly level: PlanRecord['level'];
    readonly parentId: string | null;
    readonly accountId: string;
    readonly marker: string;
  },
  draft: WireFields,
  base: WireFields | null,
  theirs: WireFields,
) {
  const budget = draft['dailyBudget'] as { readonly amountMicros: string; readonly currency: string } | undefined; // the wire form of Money
  const name = textOf(draft['name']);
  return {
    name,
    foldedName: fold(name),
    status: textOf(draft['status']),
    ...standingColumns(draft, base, theirs),
    currency: budget?.currency ?? '',
    dailyBudgetMicros: budget === undefined ? null : BigInt(budget.amountMicros),
    contentHash: objectHash(object, draft),
    textHash:
      object.level === 'ad' ? contentHash([draft['headlines'] ?? [], draft['descriptions'] ?? [], draft['primaryText'] ?? '']) : null,
  };
}

/** The columns that say how an object stands between us and the network: all that moves while its draft stays as it is. */
export function standingColumns(draft: WireFields, base: WireFields | null, theirs: WireFields) {
  const state = changeState(draft, base, theirs);
  return {
    mark: state.mark,
    changeCount: state.changes,
    changedFields: state.fields,
    incomingFields: state.incoming,
    dailyDeltaMicros: dailyDeltaMicros(draft, base),
  };
}
