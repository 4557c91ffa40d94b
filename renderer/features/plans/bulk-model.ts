import type { PlanRow } from '../../../core/contract/index.ts';
import type { GridEdit } from '../../ui/grid/index.ts';
import type { PlanPatch } from './columns.tsx';

export type BulkAction =
  | { readonly kind: 'status'; readonly status: PlanRow['status'] }
  | { readonly kind: 'budget'; readonly amountMicros: bigint }
  /** Hundredths of a percent, so that no amount meets a float: +12.5 % = 1250n. */
  | { readonly kind: 'budget_by'; readonly basisPoints: bigint }
  | { readonly kind: 'end'; readonly endDay: string | null }
  | { readonly kind: 'replace'; readonly find: string; readonly replacement: string };

export type SkipReason = 'archived' | 'same' | 'no_budget' | 'not_found' | 'too_low';

export interface BulkPlan {
  readonly edits: readonly GridEdit<PlanRow, PlanPatch>[];
  readonly skipped: ReadonlyMap<SkipReason, number>;
  /** Daily budgets before and after, a currency each. */
  readonly before: ReadonlyMap<string, bigint>;
  readonly after: ReadonlyMap<string, bigint>;
}

/** What a bulk edit would do, said before it is done. */
export function planBulk(rows: readonly PlanRow[], action: BulkAction): BulkPlan {
  const edits: GridEdit<PlanRow, PlanPatch>[] = [];
  const skipped = new Map<SkipReason, number>();
  const before = new Map<string, bigint>();
  const after = new Map<string, bigint>();
  for (const row of rows) {
    const outcome = patchFor(row, action);
    if (typeof outcome === 'string') skipped.set(outcome, (skipped.get(outcome) ?? 0) + 1);
    else edits.push({ row, patch: outcome });
    const now = row.dailyBudget;
    if (now === null) continue;
    const next = typeof outcome === 'string' ? now : (outcome.dailyBudget ?? now);
    before.set(now.currency, (before.get(now.currency) ?? 0n) + now.amountMicros);
    after.set(now.currency, (after.get(now.currency) ?? 0n) + next.amountMicros);
  }
  return { edits, skipped, before, after };
}

const WHOLE = 1_000_000n;

function patchFor(row: PlanRow, action: BulkAction): PlanPatch | SkipReason {
  if (row.lifecycle === 'archived') return 'archived';
  switch (action.kind) {
    case 'status':
      return row.status === action.status ? 'same' : { status: action.status };
    case 'end':
      return { endDay: action.endDay };
    case 'replace': {
      if (action.find === '' || !row.name.includes(action.find)) return 'not_found';
      const name = row.name.replaceAll(action.find, action.replacement);
      return name === row.name || name.trim() === '' ? 'same' : { name };
    }
    case 'budget':
    case 'budget_by': {
      if (row.dailyBudget === null) return 'no_budget';
      const { amountMicros, currency } = row.dailyBudget;
      // Down to whole units: a network that counts pesos must not be asked for cents, and never more than was meant.
      const next =
        action.kind === 'budget' ? action.amountMicros : ((amountMicros * (10_000n + action.basisPoints)) / 10_000n / WHOLE) * WHOLE;
      if (next <= 0n) return 'too_low';
      return next === amountMicros ? 'same' : { dailyBudget: { amountMicros: next, currency } };
    }
  }
}
