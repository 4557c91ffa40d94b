import type { ForeignEdit, SimContext } from '../../../simulators/types.ts';
import { toAmount } from '../map.ts';
import { accountOf } from './seeds.ts';
import type { Operation, SimulatedObject, Store } from './store.ts';

/** Somebody at work in TikTok Ads Manager. */
export function editInAdsManager(edit: ForeignEdit, store: Store, sim: SimContext): boolean {
  const object = store.find(edit.id);
  if (object === null || object.operation === 'DELETE') return false;
  const account = accountOf(object.accountId);
  const { dailyBudgetMicros, status, name } = edit;
  if (dailyBudgetMicros !== undefined && (account === null || object.budgets.length === 0)) return false;
  const nowMs = sim.nowMs();
  if (name !== undefined) object.name = name;
  if (status !== undefined) set(object, status === 'active' ? 'ENABLE' : 'DISABLE', nowMs);
  if (edit.deleted === true) set(object, 'DELETE', nowMs);
  if (dailyBudgetMicros !== undefined && account !== null) {
    const budget = toAmount(BigInt(dailyBudgetMicros), account.currency);
    object.values = { ...object.values, budget };
    object.budgets = [...object.budgets, [nowMs, budget]];
  }
  object.modifiedMs = nowMs;
  store.save(object);
  return true;
}

function set(object: SimulatedObject, operation: Operation, nowMs: number): void {
  object.operation = operation;
  object.history = [...object.history, [nowMs, operation]];
}
