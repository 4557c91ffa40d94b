import type { ForeignEdit, SimContext } from '../../../simulators/types.ts';
import { accountOf } from './seeds.ts';
import { isGone, type Store } from './store.ts';
import { keep, removeObject, type WriteContext } from './write.ts';

/** Somebody at work in Snapchat Ads Manager. */
export function editInAdsManager(edit: ForeignEdit, store: Store, sim: SimContext): boolean {
  const object = store.find(edit.id);
  const account = object === null ? null : accountOf(object.accountId);
  if (object === null || account === null || !['campaign', 'adsquad', 'ad'].includes(object.kind) || isGone(object, store)) return false;
  const { dailyBudgetMicros, status, name } = edit;
  if (dailyBudgetMicros !== undefined && typeof object.values['daily_budget_micro'] !== 'number') return false;
  const context: WriteContext = { store, sim, account, operation: 'foreign_edit' };
  keep(
    object,
    {
      ...object.values,
      ...(name === undefined ? {} : { name }),
      ...(status === undefined ? {} : { status: status === 'active' ? 'ACTIVE' : 'PAUSED' }),
      ...(dailyBudgetMicros === undefined ? {} : { daily_budget_micro: Number(dailyBudgetMicros) }),
    },
    context,
  );
  if (edit.deleted === true) removeObject(object, context);
  return true;
}
