import type { ForeignEdit, SimContext } from '../../../simulators/types.ts';
import { toMetaAmount } from '../map.ts';
import { accountOf } from './seeds.ts';
import type { Store } from './store.ts';
import { setBudget, setStatus } from './writes.ts';

/** Somebody at work in Ads Manager. */
export function editInAdsManager(edit: ForeignEdit, store: Store, sim: SimContext): boolean {
  const object = store.find(edit.id);
  if (object === null || object.kind === 'creative' || object.status === 'DELETED') return false;
  const account = accountOf(object.accountId);
  const { dailyBudgetMicros, status, name } = edit;
  if (dailyBudgetMicros !== undefined && (account === null || typeof object.values['daily_budget'] !== 'number')) return false;
  const nowMs = sim.nowMs();
  if (name !== undefined) {
    object.name = name;
    object.updatedMs = nowMs;
  }
  if (status !== undefined) setStatus(object, status === 'active' ? 'ACTIVE' : 'PAUSED', nowMs);
  if (edit.deleted === true) setStatus(object, 'DELETED', nowMs);
  if (dailyBudgetMicros !== undefined && account !== null)
    setBudget(object, toMetaAmount(BigInt(dailyBudgetMicros), account.currency), nowMs, store);
  store.save(object);
  return true;
}
