import { z } from 'zod';
import { NetworkId, ObjectLevel, PlanFilter, SortDirection } from '../../../core/contract/index.ts';

export const PLAN_SORTS = [
  'name',
  'network',
  'status',
  'delivery',
  'dailyBudget',
  'updatedAt',
  'closesOn',
  'spend',
  'clicks',
  'impressions',
  'clientName',
] as const;

/** What the address of the screen remembers. `under…`: where the tree stands. `flow`: `list`, `new` or a flow's id. */
export const PlansView = z.object({
  level: ObjectLevel.default('campaign'),
  text: z.string().default(''),
  quick: PlanFilter.shape.quick.default(null),
  networks: z.array(NetworkId).default([]),
  underClient: z.string().nullable().default(null),
  underNetwork: NetworkId.nullable().default(null),
  under: z.string().nullable().default(null),
  /** The line of the tree that stands behind the three fields above. */
  node: z.string().nullable().default(null),
  by: z.enum(PLAN_SORTS).default('updatedAt'),
  direction: SortDirection.default('desc'),
  open: z.string().nullable().default(null),
  bulk: z.boolean().default(false),
  flow: z.string().nullable().default(null),
});
export type PlansView = z.output<typeof PlansView>;

export function filterOf(view: PlansView, clientId: string | null): PlanFilter {
  return {
    clientId: clientId ?? view.underClient,
    networks: view.underNetwork === null ? view.networks : [view.underNetwork],
    level: view.level,
    underId: view.under,
    text: view.text,
    quick: view.quick,
  };
}

export function isNarrowed(view: PlansView): boolean {
  return view.text !== '' || view.quick !== null || view.networks.length > 0 || view.underClient !== null || view.under !== null;
}
export const WIDE: Partial<PlansView> = {
  text: '',
  quick: null,
  networks: [],
  underClient: null,
  underNetwork: null,
  under: null,
  node: null,
};
