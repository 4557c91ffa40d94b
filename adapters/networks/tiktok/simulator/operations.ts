const LEVEL: Readonly<Record<string, string>> = { campaign: 'campaign', adgroup: 'ad_group', ad: 'ad' };

/** Endpoints by the name that faults are aimed by; objects and their status are named by `operationOf`. */
const NAMED: Readonly<Record<string, string>> = {
  '/report/integrated/get/': 'insights',
  '/report/task/create/': 'start_report',
  '/file/image/ad/upload/': 'upload_media',
  '/file/video/ad/upload/': 'upload_media',
  '/file/image/ad/search/': 'list_media',
  '/file/video/ad/search/': 'list_media',
  '/tool/region/': 'search',
  '/tool/targeting/search/': 'search',
  '/tool/language/': 'search',
  '/advertiser/info/': 'read_account',
  '/oauth2/advertiser/get/': 'list_accounts',
  '/oauth2/access_token/': 'sign_in',
  '/dmp/custom_audience/create/': 'create_audience',
  '/dmp/custom_audience/update/': 'change_audience',
  '/dmp/custom_audience/list/': 'list_audiences',
  '/dmp/custom_audience/file/upload/': 'upload_audience_file',
  '/event/track/': 'send_conversions',
  '/page/lead/task/': 'read_leads',
};

/** `create_campaign`, `list_ads`, `update_ad_group`, `set_status`, `insights`, `upload_media`, `search`… */
export function operationOf(endpoint: string): string {
  const named = NAMED[endpoint];
  if (named !== undefined) return named;
  const parts = endpoint.split('/').filter((part) => part !== '' && part !== 'smart_plus');
  const [first = '', second = ''] = parts;
  const level = LEVEL[first];
  if (level === undefined) return parts.join('_');
  if (second === 'status') return 'set_status';
  if (second === 'get') return `list_${level}s`;
  return second === 'review_info' ? 'read_reviews' : `${second}_${level}`;
}
