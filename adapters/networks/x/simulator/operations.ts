import type { SimRequest } from '../../../simulators/types.ts';

const NEUTRAL: Readonly<Record<string, string>> = {
  campaigns: 'campaign',
  line_items: 'ad_group',
  targeting_criteria: 'targeting',
  cards: 'card',
  media_library: 'media',
  tweet: 'ad',
  tweets: 'ad',
  promoted_tweets: 'association',
  custom_audiences: 'audience',
};

/** The name that faults are aimed by: `create_campaign`, `list_ads`, `create_targeting`, `create_association`, `set_status`, `insights`, `upload_media`… */
export function operationOf(request: SimRequest): string {
  const { method, path } = request;
  if (path.startsWith('/oauth/')) return path.slice(7);
  if (path.startsWith('/files/')) return 'report_file';
  if (path.startsWith('/2/media/upload')) return 'upload_media';
  const parts = path.split('/').slice(2);
  if (parts[0] === 'stats')
    return parts.at(-1) === 'active_entities'
      ? 'active_entities'
      : parts[1] === 'jobs'
        ? method === 'POST'
          ? 'start_report'
          : 'read_report'
        : 'insights';
  if (parts[0] === 'measurement') return 'send_conversions';
  if (parts[0] === 'targeting_criteria') return 'search';
  if (parts[0] === 'bidding_rules') return 'bidding_rules';
  const isBatch = parts[0] === 'batch';
  const [, , area, id, rest] = isBatch ? parts.slice(1) : parts;
  if (area === undefined) return parts.length > 1 ? 'read_account' : 'list_accounts';
  const what = NEUTRAL[area] ?? area;
  if (isBatch) return what === 'targeting' ? 'create_targeting' : `batch_${what}s`;
  if (method === 'GET') return id === undefined ? `list_${what}s` : `read_${what}`;
  if (method === 'DELETE') return `delete_${what}`;
  if (rest === 'users') return 'change_audience';
  if (method === 'POST') return `create_${what}`;
  const form = new URLSearchParams(request.body.toString('utf8'));
  const names = [...request.query.keys(), ...form.keys()];
  return names.length === 1 && names[0] === 'entity_status' ? 'set_status' : `update_${what}`;
}
