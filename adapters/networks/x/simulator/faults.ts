import { allBut, only } from '../../../simulators/faults.ts';
import type { FaultPlaces } from '../../../simulators/types.ts';

const SIGN_IN = 'request_token|authorize|access_token';
const NO_TOKEN = `${SIGN_IN}|report_file`;
const MADE = 'create_(?:campaign|ad_group|ad)';

/** Where this network acts out the faults that are its own. */
export const X_FAULTS: FaultPlaces = {
  '429': allBut(`${NO_TOKEN}|upload_media`, 'only calls of the Ads API are counted'),
  expire_token: allBut(NO_TOKEN, 'no token is sent there'),
  revoke: allBut(NO_TOKEN, 'no token is sent there; a person who says no is sign_in'),
  partial: only('batch_(?:campaigns|ad_groups)|create_targeting', 'a call outside the batches makes or changes one object'),
  reject_review: only('create_association|create_ad', 'a post is reviewed when it is put under a line item'),
  late_listing: only(`${MADE}|create_(?:card|association)`, 'only what is made comes into a listing late'),
  restate: only('insights|report_file', 'only figures are restated'),
  silent_change: only('create_campaign|batch_campaigns', 'it changes the budget of a campaign as it is made'),
  version_dead: allBut(`${NO_TOKEN}|upload_media`, 'only the Ads API has a version in its address'),
  answer_twice: only(MADE, 'only what is made can be made twice'),
};
