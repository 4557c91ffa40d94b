import type { ForeignEdit, SimContext } from '../../../simulators/types.ts';
import { X_SIMULATED_ACCOUNTS } from './seeds.ts';
import type { Store, Switch, XCampaign, XLineItem, XPost } from './store.ts';

/** Somebody at work in X Ads Manager. */
export function editInAdsManager(edit: ForeignEdit, store: Store, sim: SimContext): boolean {
  for (const { remoteId } of X_SIMULATED_ACCOUNTS) {
    const campaign = store.find('campaign', remoteId, edit.id);
    if (campaign !== null) return editCampaign(campaign, edit, store, sim);
    const item = store.find('line_item', remoteId, edit.id);
    if (item !== null) return edit.dailyBudgetMicros === undefined && editLineItem(item, edit, store, sim);
    const post = store.find('post', remoteId, edit.id);
    if (post !== null) return editPost(post, edit, store, sim);
  }
  return false;
}

function editCampaign(campaign: XCampaign, edit: ForeignEdit, store: Store, sim: SimContext): boolean {
  if (campaign.deletedMs !== null) return false;
  const nowMs = sim.nowMs();
  if (edit.name !== undefined) campaign.name = edit.name;
  if (edit.status !== undefined) turn(campaign, edit.status, nowMs);
  if (edit.dailyBudgetMicros !== undefined) {
    campaign.dailyMicros = Number(edit.dailyBudgetMicros);
    campaign.budgets.push([nowMs, campaign.dailyMicros]);
  }
  if (edit.deleted === true) {
    // What stands under a deleted campaign goes with it.
    for (const item of store.under('line_item', campaign.id))
      if (item.deletedMs === null) editLineItem(item, { id: item.id, deleted: true }, store, sim);
    campaign.deletedMs = nowMs;
  }
  store.save('campaign', campaign);
  return true;
}

function editLineItem(item: XLineItem, edit: ForeignEdit, store: Store, sim: SimContext): boolean {
  if (item.deletedMs !== null) return false;
  if (edit.name !== undefined) item.name = edit.name;
  if (edit.status !== undefined) turn(item, edit.status, sim.nowMs());
  if (edit.deleted === true) item.deletedMs = sim.nowMs();
  store.save('line_item', item);
  return true;
}

/** A post has no switch: to pause it is to take it out of its line item, and only an association puts it back. */
function editPost(post: XPost, edit: ForeignEdit, store: Store, sim: SimContext): boolean {
  if (post.deletedMs !== null || edit.dailyBudgetMicros !== undefined || edit.status === 'active') return false;
  const nowMs = sim.nowMs();
  if (edit.name !== undefined) post.name = edit.name;
  if (edit.status === 'paused' || edit.deleted === true)
    for (const row of store.all('promoted', post.accountId))
      if (row.postId === post.id && row.deletedMs === null) {
        row.deletedMs = nowMs;
        store.save('promoted', row);
      }
  if (edit.deleted === true) post.deletedMs = nowMs;
  store.save('post', post);
  return true;
}

function turn(object: { status: Switch; readonly history: [number, Switch][] }, status: 'active' | 'paused', nowMs: number): void {
  object.status = status === 'active' ? 'ACTIVE' : 'PAUSED';
  object.history.push([nowMs, object.status]);
}
