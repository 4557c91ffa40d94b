import type { ForeignEdit, SimContext } from '../../../simulators/types.ts';
import { GOOGLE_SIMULATED_ACCOUNTS } from './accounts.ts';
import { nameOf, type Collection, type Row, type Store } from './store.ts';
import { textAt } from './values.ts';

const KINDS = { campaigns: 'CAMPAIGN', adGroups: 'AD_GROUP', adGroupAds: 'AD_GROUP_AD', campaignBudgets: 'CAMPAIGN_BUDGET' } as const;

/** Somebody at work on ads.google.com. The change history says so, as it does there. */
export function editOnTheWeb(edit: ForeignEdit, store: Store, context: SimContext): boolean {
  const found = find(edit.id, store);
  if (found === null || found.row.resource['status'] === 'REMOVED') return false;
  const { collection, row } = found;
  const { dailyBudgetMicros, status, name } = edit;
  const budget = collection === 'campaigns' ? store.get(textAt(row.resource, 'campaignBudget')) : null;
  // Search ads have no name of their own.
  if ((dailyBudgetMicros !== undefined && budget === null) || (name !== undefined && collection === 'adGroupAds')) return false;
  const turned = edit.deleted === true ? 'REMOVED' : status === undefined ? null : status === 'active' ? 'ENABLED' : 'PAUSED';
  const nowMs = context.nowMs();
  function put(kind: keyof typeof KINDS, changed: Row, fields: string): void {
    store.put(kind, changed);
    store.addChanges([
      {
        customerId: changed.customerId,
        atMs: nowMs,
        resourceName: nameOf(changed),
        resourceType: KINDS[kind],
        clientType: 'GOOGLE_ADS_WEB_CLIENT',
        operation: edit.deleted === true ? 'REMOVE' : 'UPDATE',
        changedFields: fields,
      },
    ]);
  }
  if (turned !== null || name !== undefined) {
    const resource = { ...row.resource, ...(turned === null ? {} : { status: turned }), ...(name === undefined ? {} : { name }) };
    const history = turned === null ? row.history : [...row.history, [nowMs, turned] as const];
    const fields = [...(turned === null ? [] : ['status']), ...(name === undefined ? [] : ['name'])];
    put(collection, { ...row, resource, history }, fields.join(','));
  }
  if (budget !== null && dailyBudgetMicros !== undefined)
    put(
      'campaignBudgets',
      {
        ...budget,
        resource: { ...budget.resource, amountMicros: dailyBudgetMicros },
        amounts: [...(budget.amounts ?? []), [nowMs, dailyBudgetMicros]],
      },
      'amount_micros',
    );
  return true;
}

function find(id: string, store: Store): { readonly collection: 'campaigns' | 'adGroups' | 'adGroupAds'; readonly row: Row } | null {
  const collections = ['campaigns', 'adGroups', 'adGroupAds'] as const satisfies readonly Collection[];
  for (const customer of GOOGLE_SIMULATED_ACCOUNTS.customers)
    for (const collection of collections) {
      const row = store.get(`customers/${customer.id}/${collection}/${id}`);
      if (row !== null) return { collection, row };
    }
  return null;
}
