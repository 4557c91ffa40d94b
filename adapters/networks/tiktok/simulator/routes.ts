import type { SimContext } from '../../../simulators/types.ts';
import { operationOf } from './operations.ts';
import type { Auth } from './auth.ts';
import type { Delivery } from './delivery.ts';
import { createIdentity, deleteIdentity, listIdentities } from './identities.ts';
import { createMockLead, deleteMockLeads, downloadLeads, leadTask, listPages, mockLead } from './leads.ts';
import { listObjects } from './lists.ts';
import { mediaInfo, searchMedia, upload } from './media.ts';
import {
  createAudience,
  createLookalike,
  deleteAudiences,
  getAudiences,
  listAudiences,
  trackEvents,
  updateAudience,
  uploadAudienceFile,
} from './people.ts';
import { TikTokProblem } from './problems.ts';
import { checkTask, createTask, downloadTask, runReport, sandboxReport, type ReportContext } from './reports.ts';
import { listOf, textOf, type Values } from './request.ts';
import type { WriteContext } from './rules.ts';
import { accountOf, TIKTOK_SIMULATED_ACCOUNTS, type SimulatedToken } from './seeds.ts';
import type { Store } from './store.ts';
import { advertiserInfo, coveredAdvertisers, languages, regions, targetingSearch } from './tools.ts';
import {
  createAdGroup,
  createAds,
  createCampaign,
  createSmartAd,
  setStatuses,
  updateAdGroup,
  updateAds,
  updateCampaign,
  updateSmartAd,
} from './writes.ts';

/** A call that has been let in: token, quota and fields are in order. */
export interface Admitted {
  readonly values: Values;
  readonly token: SimulatedToken;
}
export interface World {
  readonly store: Store;
  readonly sim: SimContext;
  readonly delivery: Delivery;
  readonly auth: Auth;
}
/** A file instead of the envelope. */
export class FileAnswer {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Route = (values: Values, context: WriteContext, world: World, token: SimulatedToken) => unknown;

const onSmart = {
  'POST /smart_plus/campaign/create/': (values, context) => createCampaign('smart_plus', values, context),
  'POST /smart_plus/campaign/update/': (values, context) => updateCampaign('smart_plus', values, context),
  'POST /smart_plus/campaign/status/update/': (values, context) => setStatuses('campaign', 'smart_plus', 'campaign_ids', values, context),
  'GET /smart_plus/campaign/get/': (values, context) => listObjects('campaign', 'smart_plus', values, listing(context)),
  'POST /smart_plus/adgroup/create/': (values, context) => createAdGroup('smart_plus', values, context),
  'POST /smart_plus/adgroup/update/': (values, context) => updateAdGroup('smart_plus', values, context),
  'POST /smart_plus/adgroup/status/update/': (values, context) => setStatuses('adgroup', 'smart_plus', 'adgroup_ids', values, context),
  'GET /smart_plus/adgroup/get/': (values, context) => listObjects('adgroup', 'smart_plus', values, listing(context)),
  'POST /smart_plus/ad/create/': (values, context) => createSmartAd(values, context),
  'POST /smart_plus/ad/update/': (values, context) => updateSmartAd(values, context),
  'POST /smart_plus/ad/status/update/': (values, context) => setStatuses('ad', 'smart_plus', 'smart_plus_ad_ids', values, context),
  'GET /smart_plus/ad/get/': (values, context) => listObjects('ad', 'smart_plus', values, listing(context)),
  'GET /smart_plus/ad/review_info/': (values, context) => smartReviews(values, context),
} as const satisfies Record<string, Route>;

const ROUTES: Readonly<Record<string, Route>> = {
  ...onSmart,
  'POST /campaign/create/': (values, context) => createCampaign('manual', values, context),
  'POST /campaign/update/': (values, context) => updateCampaign('manual', values, context),
  'POST /campaign/status/update/': (values, context) => setStatuses('campaign', 'manual', 'campaign_ids', values, context),
  'GET /campaign/get/': (values, context) => listObjects('campaign', 'manual', values, listing(context)),
  'POST /adgroup/create/': (values, context) => createAdGroup('manual', values, context),
  'POST /adgroup/update/': (values, context) => updateAdGroup('manual', values, context),
  'POST /adgroup/status/update/': (values, context) => setStatuses('adgroup', 'manual', 'adgroup_ids', values, context),
  'GET /adgroup/get/': (values, context) => listObjects('adgroup', 'manual', values, listing(context)),
  'POST /ad/create/': (values, context) => createAds(values, context),
  'POST /ad/update/': (values, context) => updateAds(values, context),
  'POST /ad/status/update/': (values, context) => setStatuses('ad', 'manual', 'ad_ids', values, context),
  'GET /ad/get/': (values, context) => listObjects('ad', 'manual', values, listing(context)),
  'POST /file/image/ad/upload/': (values, context) => upload('image', values, context),
  'GET /file/image/ad/info/': (values, context) => mediaInfo('image', values, context),
  'GET /file/image/ad/search/': (values, context) => searchMedia('image', values, context),
  'POST /file/video/ad/upload/': (values, context) => upload('video', values, context),
  'GET /file/video/ad/info/': (values, context) => mediaInfo('video', values, context),
  'GET /file/video/ad/search/': (values, context) => searchMedia('video', values, context),
  'POST /identity/create/': (values, context) => createIdentity(values, context),
  'GET /identity/get/': (values, context) => listIdentities(values, context),
  'POST /identity/delete/': (values, context) => deleteIdentity(values, context),
  'GET /report/integrated/get/': (values, context, world, token) =>
    token.level === 'sandbox' ? sandboxReport(values) : runReport(values, reporting(context, world)),
  'POST /report/task/create/': (values, context, world) => createTask(values, reporting(context, world)),
  'GET /report/task/check/': (values, context, world) => checkTask(values, reporting(context, world)),
  'GET /report/task/download/': (values, context, world) => new FileAnswer(downloadTask(values, reporting(context, world))),
  'GET /tool/region/': (values, context) => regions(values, context.sim),
  'POST /tool/targeting/search/': (values, context) => targetingSearch(values, context.sim),
  'GET /tool/language/': () => languages(),
  'GET /term/check/': (values, context) => ({ confirmed: context.store.books.get('term', termKey(values, context)) !== null }),
  'POST /term/confirm/': (values, context) => (
    context.store.books.put('term', termKey(values, context), { key: termKey(values, context) }),
    {}
  ),
  'POST /dmp/custom_audience/file/upload/': (values, context) => uploadAudienceFile(values, context),
  'POST /dmp/custom_audience/create/': (values, context) => createAudience(values, context),
  'POST /dmp/custom_audience/update/': (values, context) => updateAudience(values, context),
  'POST /dmp/custom_audience/delete/': (values, context) => deleteAudiences(values, context),
  'GET /dmp/custom_audience/get/': (values, context) => getAudiences(values, context),
  'GET /dmp/custom_audience/list/': (values, context) => listAudiences(values, context),
  'POST /dmp/custom_audience/lookalike/create/': (values, context) => createLookalike(values, context),
  'GET /page/get/': (values, context) => listPages(values, context),
  'POST /page/lead/task/': (values, context) => leadTask(values, context),
  'GET /page/lead/task/download/': (values, context) => new FileAnswer(downloadLeads(values, context)),
  'POST /page/lead/mock/create/': (_values, context) => createMockLead(context),
  'GET /page/lead/mock/get/': (_values, context) => mockLead(context),
  'POST /page/lead/mock/delete/': (_values, context) => deleteMockLeads(context),
};

const listing = (context: WriteContext) => ({ store: context.store, sim: context.sim, accountId: context.account.remoteId });
const reporting = (context: WriteContext, world: World): ReportContext => ({ ...context, delivery: world.delivery });
const termKey = (values: Values, context: WriteContext): string => `${context.account.remoteId}/${String(values['term_type'])}`;

function smartReviews(values: Values, context: WriteContext): unknown {
  const ids = listOf(values['smart_plus_ad_ids']);
  if (ids.length > 100) throw new TikTokProblem(40011, 'smart_plus_ad_ids: at most 100');
  const infos = ids.flatMap((id) => {
    const review = context.store.find(id)?.reviews.at(-1);
    if (review === undefined || context.sim.nowMs() < review.decidedMs) return [];
    return [
      {
        smart_plus_ad_id: id,
        review_status: review.approved ? 'ALL_AVAILABLE' : 'UNAVAILABLE',
        appeal_status: 'NOT_APPEALED',
        reject_info: review.approved ? [] : [{ reasons: review.reasons, suggestion: '' }],
      },
    ];
  });
  return { smart_plus_ad_review_infos: infos, material_review_infos: [] };
}

/** What is answered to calls of no account first, then those of the account that the call names. */
export function route(key: string, endpoint: string, { values, token }: Admitted, world: World): unknown {
  switch (key) {
    case 'GET /advertiser/info/':
      return advertiserInfo(values, token);
    case 'GET /oauth2/advertiser/get/':
      world.auth.checkApp(values);
      return coveredAdvertisers(token);
    case 'GET /user/info/':
      return { core_user_id: '7100000000000000001', display_name: 'Altavoz (simulación)', email: 'a***@example.com' };
    case 'POST /event/track/':
      return trackEvents(
        values,
        { store: world.store, sim: world.sim, operation: operationOf(endpoint) },
        new Set(TIKTOK_SIMULATED_ACCOUNTS.filter((one) => token.accounts.includes(one.remoteId)).map((one) => one.settings.pixelId)),
      );
  }
  const advertiserId = textOf(values['advertiser_id']);
  if (advertiserId === null) throw new TikTokProblem(40002, 'advertiser_id: Missing data for required field.');
  const account = accountOf(advertiserId);
  if (account === null) throw new TikTokProblem(40300, `advertiser_id: ${advertiserId} does not exist`);
  if (!token.accounts.includes(account.remoteId)) throw new TikTokProblem(40001, `No permission to operate advertiser ${advertiserId}`);
  const handler = ROUTES[key];
  if (handler === undefined) throw new TikTokProblem(40008, `${endpoint} is not simulated`);
  if (account.status !== 'STATUS_ENABLE' && key.startsWith('POST') && /(campaign|adgroup|ad)\/(create|update)\/$/.test(endpoint))
    throw new TikTokProblem(40001, `Advertiser ${advertiserId} is suspended and cannot change ads`);
  return handler(values, { store: world.store, sim: world.sim, account, operation: operationOf(endpoint) }, world, token);
}
