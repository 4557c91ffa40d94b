import { addMoney, money, type Money } from '../kernel/index.ts';
import type { PlanHead, PlanRepository } from '../plans/index.ts';
import type { Selection } from '../publishing/change-source.ts';

/** What the selection names that differs from the network; with the parents that were never published, parents first. */
export function pendingIn(plans: PlanRepository, selection: Selection, withParents: boolean): readonly PlanHead[] {
  if ('all' in selection) return plans.heads({ clientId: selection.clientId, pendingOnly: true });
  const chosen = plans.heads({ ids: selection.objectIds, pendingOnly: true });
  if (!withParents) return chosen;
  const known = new Map(chosen.map((head) => [head.id, head]));
  let frontier = chosen;
  while (frontier.length > 0) {
    const missing = [...new Set(frontier.flatMap((head) => (head.parentId === null || known.has(head.parentId) ? [] : [head.parentId])))];
    // A parent that the network has already needs nothing published before its child.
    frontier = missing.length === 0 ? [] : plans.heads({ ids: missing, pendingOnly: true }).filter((head) => !head.published);
    for (const head of frontier) known.set(head.id, head);
  }
  return parentsFirst([...known.values()]);
}

const RANK = { campaign: 0, ad_group: 1, ad: 2 } as const;

function parentsFirst(heads: readonly PlanHead[]): readonly PlanHead[] {
  return heads.toSorted((left, right) => RANK[left.level] - RANK[right.level]);
}

/** Active daily budget after minus before, one row a currency. */
export function dailyOf(heads: readonly PlanHead[]): Money[] {
  const sums = new Map<string, Money>();
  for (const head of heads) {
    if (head.level !== 'campaign') continue;
    const delta = money(head.dailyDeltaMicros, head.currency);
    const sum = sums.get(head.currency);
    sums.set(head.currency, sum === undefined ? delta : addMoney(sum, delta));
  }
  return [...sums.values()].toSorted((left, right) => (left.currency < right.currency ? -1 : 1));
}

/**
 * What could be published now if problems stay behind: no object with an error or a conflict, nothing new under a new
 * parent that stays behind, and no new group or campaign that would stand there without an ad.
 */
export function publishable(pending: readonly PlanHead[]): readonly string[] {
  const byId = new Map(pending.map((head) => [head.id, head]));
  const sound = new Set<string>();
  for (const head of parentsFirst(pending)) {
    const parent = head.parentId === null ? undefined : byId.get(head.parentId);
    const parentStays = parent !== undefined && !parent.published && !sound.has(parent.id);
    if (head.errors === 0 && head.mark !== 'conflict' && !parentStays) sound.add(head.id);
  }
  const carries = new Set<string>();
  for (const head of parentsFirst(pending).toReversed()) {
    if (!sound.has(head.id)) continue;
    const isEmptyParent = head.level !== 'ad' && !head.published && !carries.has(head.id);
    if (isEmptyParent) sound.delete(head.id);
    else if (head.parentId !== null) carries.add(head.parentId);
  }
  return pending.filter((head) => sound.has(head.id)).map((head) => head.id);
}
