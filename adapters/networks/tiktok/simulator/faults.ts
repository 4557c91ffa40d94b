import { allBut, only } from '../../../simulators/faults.ts';
import type { FaultPlaces } from '../../../simulators/types.ts';

const SIGN_IN = 'sign_in|oauth2_revoke_token';
const NO_TOKEN = 'no token is sent there';
const MADE = 'create_(?:campaign|ad_group|ad)';

/** Where this network acts out the faults that are its own. */
export const TIKTOK_FAULTS: FaultPlaces = {
  '429': allBut(SIGN_IN, NO_TOKEN),
  expire_token: allBut(SIGN_IN, NO_TOKEN),
  revoke: allBut(SIGN_IN, NO_TOKEN),
  partial: only('set_status', 'only a change of status takes several objects; any other call makes or changes one'),
  reject_review: only('create_ad', 'an ad is reviewed when it is made or changed'),
  late_listing: only(MADE, 'only what is made comes into a listing late'),
  restate: only('insights', 'only figures are restated'),
  silent_change: only('create_campaign|set_status', 'a budget changes as its campaign is made, a status as it is set'),
  version_dead: allBut('nothing', 'every call has a version'),
  answer_twice: only(MADE, 'only what is made can be made twice'),
};
