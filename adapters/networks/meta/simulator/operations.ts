import type { GraphCall } from './request.ts';
import type { Kind } from './store.ts';

const NEUTRAL: Readonly<Record<string, string>> = {
  campaigns: 'campaign',
  adsets: 'ad_group',
  ads: 'ad',
  adcreatives: 'creative',
  campaignsbylabels: 'campaign',
  adsetsbylabels: 'ad_group',
  adsbylabels: 'ad',
  adlabels: 'label',
  adimages: 'image',
  campaign: 'campaign',
  adset: 'ad_group',
  ad: 'ad',
  creative: 'creative',
  customaudiences: 'audience',
  advideos: 'video',
  leadgen_forms: 'form',
};

/** Edges beside the tree, by their method. */
const SIDE: Readonly<Record<string, string>> = {
  'POST users': 'add_members',
  'POST usersreplace': 'replace_members',
  'DELETE users': 'remove_members',
  'POST events': 'send_conversions',
  'GET stats': 'read_stats',
  'GET leads': 'list_leads',
};

/** The name that faults are aimed by: `create_campaign`, `list_ads`, `update_ad_group`, `set_status`, `insights`, `search`… */
export function operationOf(call: GraphCall, kindOf: (id: string) => Kind | null): string {
  const [first, edge] = call.path;
  if (first === undefined) return 'batch';
  if (first === 'search' || first === 'debug_token') return first;
  if (first === 'oauth') return call.params['grant_type'] === 'fb_exchange_token' ? 'lengthen_token' : 'exchange_code';
  if (first === 'dialog' || first === 'connect') return 'sign_in';
  if (first === 'me') return edge === 'adaccounts' ? 'list_accounts' : 'read_token';
  if (edge === 'insights') return call.method === 'POST' ? 'start_report' : 'insights';
  const side = SIDE[`${call.method} ${edge}`];
  if (side !== undefined) return side;
  if (edge === 'advideos' && call.method === 'POST') return `${String(call.params['upload_phase'])}_video`;
  const verb = call.method === 'DELETE' ? 'delete' : call.method === 'POST' ? 'create' : 'list';
  if (edge !== undefined) {
    const what = NEUTRAL[edge] ?? edge;
    if (first.startsWith('act_')) return verb === 'list' ? `list_${what}s` : `${verb}_${what}`;
    return verb === 'list' ? `list_${what}s` : `add_${what}`;
  }
  if (first.startsWith('act_')) return call.method === 'GET' ? 'read_account' : 'update_account';
  const what = NEUTRAL[kindOf(first) ?? ''] ?? 'object';
  if (call.method === 'GET') return `read_${what}`;
  if (call.method === 'DELETE') return `delete_${what}`;
  return isStatusOnly(call.params) ? 'set_status' : `update_${what}`;
}

const ENVELOPE: ReadonlySet<string> = new Set(['access_token', 'appsecret_proof', 'fields', 'id', 'locale']);

function isStatusOnly(params: Readonly<Record<string, unknown>>): boolean {
  const names = Object.keys(params).filter((name) => !ENVELOPE.has(name));
  return names.length === 1 && names[0] === 'status';
}
