import type { SimRequest } from '../../../simulators/types.ts';
import { isObject } from './values.ts';

const NEUTRAL: Readonly<Record<string, string>> = {
  campaigns: 'campaign',
  adsquads: 'ad_group',
  ads: 'ad',
  creatives: 'creative',
  media: 'media',
  segments: 'audience',
  lead_generation_forms: 'form',
};

/** The name that faults are aimed by: `create_campaign`, `list_ads`, `set_status`, `upload_media`, `insights`, `token`… */
export function operationOf(request: SimRequest): string {
  const [version, first = '', second, third] = request.path.split('/').filter((part) => part !== '');
  if (version === 'login') return request.path.endsWith('access_token') ? 'token' : 'authorize';
  if (version === 'v3') return 'send_events';
  if (first === 'me') return second === undefined ? 'read_token' : 'list_accounts';
  if (first === 'targeting') return 'search';
  if (first === 'lead_gen') return 'webhooks';
  if (first === 'reports') return 'read_report_file';
  if (third === 'stats') return request.query.get('async') === 'true' ? 'start_report' : 'insights';
  if (third === 'stats_report') return 'read_report';
  if (third === 'leads_report') return request.method === 'POST' ? 'start_leads_report' : 'read_leads_report';
  if (third === 'upload' || third === 'multipart-upload-v2') return 'upload_media';
  if (third === 'users' || third === 'all_users') return 'change_audience';
  if (third !== undefined) {
    const what = NEUTRAL[third] ?? third;
    if (request.method === 'POST') return `create_${what}`;
    return request.method === 'GET' ? `list_${what}s` : `update_${what}`;
  }
  const what = first === 'adaccounts' ? 'account' : (NEUTRAL[first] ?? first);
  if (request.method === 'GET') return `read_${what}`;
  if (request.method === 'DELETE') return `delete_${what}`;
  return isStatusOnly(request) ? 'set_status' : `update_${what}`;
}

function isStatusOnly(request: SimRequest): boolean {
  try {
    const body: unknown = JSON.parse(request.body.toString('utf8'));
    const items = isObject(body) ? Object.values(body).flat() : [];
    return (
      items.length > 0 &&
      items.every((item) => isObject(item) && Object.keys(item).every((name) => name === 'id' || name === 'status') && 'status' in item)
    );
  } catch {
    return false;
  }
}
