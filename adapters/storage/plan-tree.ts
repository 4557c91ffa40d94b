import type { Mark } from '../../core/plans/wire.ts';
import type { PlanRepository, PlanTreeOutput } from '../../core/plans/plan-repository.ts';
import type { Database } from './database.ts';

type Node = PlanTreeOutput['nodes'][number];
interface CountRow {
  readonly client_id: string;
  readonly network: string;
  readonly name: string;
  readonly children: number;
  readonly conflicts: number;
  readonly pending: number;
  readonly incoming: number;
  readonly errors: number;
}
interface ObjectRow {
  readonly id: string;
  readonly client_id: string;
  readonly network: string;
  readonly name: string;
  readonly mark: Mark;
  readonly children: number;
  readonly errors: number;
}

/** Sums of `plan_count`: what a folder of the tree shows about everything in it. */
const SUMS = `
  sum(CASE WHEN k.mark = 'conflict' THEN k.objects ELSE 0 END) AS conflicts, sum(CASE WHEN k.mark IN ('new', 'edited', 'removed') THEN k.objects ELSE 0 END) AS pending,
  sum(CASE WHEN k.mark = 'incoming' THEN k.objects ELSE 0 END) AS incoming, sum(k.errors) AS errors`;

/** The left tree, one level at a time. */
export function createPlanTree(db: Database): Pick<PlanRepository, 'treeNodes'> {
  const clients = db.prepare<[string | null, string | null], CountRow>(`
    SELECT k.client_id, '' AS network, c.name, count(DISTINCT k.network) AS children, ${SUMS}
    FROM plan_count k JOIN client c ON c.id = k.client_id WHERE k.objects > 0 AND (? IS NULL OR k.client_id = ?) GROUP BY k.client_id ORDER BY c.folded_name`);
  const networks = db.prepare<[string], CountRow>(`
    SELECT k.client_id, k.network, k.network AS name, sum(CASE WHEN k.level = 'campaign' THEN k.objects ELSE 0 END) AS children, ${SUMS}
    FROM plan_count k WHERE k.objects > 0 AND k.client_id = ? GROUP BY k.network ORDER BY k.network`);
  const campaigns = db.prepare<[string, string], ObjectRow>(`
    SELECT o.id, o.client_id, o.network, o.name, o.mark,
      (SELECT count(*) FROM plan_object g WHERE g.campaign_id = o.id AND g.level = 'ad_group') AS children,
      (SELECT coalesce(sum(e.errors), 0) FROM plan_object e WHERE e.campaign_id = o.id AND e.errors > 0) AS errors
    FROM plan_object o WHERE o.client_id = ? AND o.level = 'campaign' AND o.network = ? AND o.lifecycle <> 'archived' ORDER BY o.folded_name, o.n`);
  const groups = db.prepare<[string], ObjectRow>(`
    SELECT o.id, o.client_id, o.network, o.name, o.mark,
      (SELECT count(*) FROM plan_object a WHERE a.parent_id = o.id) AS children,
      o.errors + (SELECT coalesce(sum(e.errors), 0) FROM plan_object e WHERE e.campaign_id = o.campaign_id AND e.parent_id = o.id AND e.errors > 0) AS errors
    FROM plan_object o WHERE o.campaign_id = ? AND o.level = 'ad_group' AND o.lifecycle <> 'archived' ORDER BY o.folded_name, o.n`);

  return {
    treeNodes({ clientId, parent }) {
      if (parent === null) return { nodes: clients.all(clientId, clientId).map((row) => folder(row, 'client')) };
      if ('campaignId' in parent) return { nodes: groups.all(parent.campaignId).map((row) => object(row, 'ad_group')) };
      if ('network' in parent) return { nodes: campaigns.all(parent.clientId, parent.network).map((row) => object(row, 'campaign')) };
      return { nodes: networks.all(parent.clientId).map((row) => folder(row, 'network')) };
    },
  };
}

function folder(row: CountRow, kind: 'client' | 'network'): Node {
  return {
    key: kind === 'client' ? `client:${row.client_id}` : `network:${row.client_id}:${row.network}`,
    kind,
    id: null,
    clientId: row.client_id,
    network: kind === 'client' ? null : row.network,
    name: row.name,
    children: row.children,
    mark: row.conflicts > 0 ? 'conflict' : row.pending > 0 ? 'edited' : row.incoming > 0 ? 'incoming' : 'none',
    errors: row.errors,
  };
}

function object(row: ObjectRow, kind: 'campaign' | 'ad_group'): Node {
  return {
    key: `${kind}:${row.id}`,
    kind,
    id: row.id,
    clientId: row.client_id,
    network: row.network,
    name: row.name,
    children: row.children,
    mark: row.mark,
    errors: row.errors,
  };
}
