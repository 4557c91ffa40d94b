import { allBut, only } from '../../../simulators/faults.ts';
import type { FaultPlaces } from '../../../simulators/types.ts';

const SIGN_IN = 'token|authorize';
const NO_TOKEN = `${SIGN_IN}|send_events`;
const OBJECTS = '(?:campaign|ad_group|ad|creative|media|audience|form)';

/** Where this network acts out the faults that are its own. */
export const SNAPCHAT_FAULTS: FaultPlaces = {
  '429': allBut('authorize', 'a person is not counted'),
  expire_token: allBut(NO_TOKEN, 'no token of the Ads API is sent there'),
  revoke: allBut(NO_TOKEN, 'no token of the Ads API is sent there; a person who says no is sign_in'),
  partial: only(`(?:create|update)_${OBJECTS}`, 'only lists of objects are answered item by item'),
  reject_review: only('create_ad', 'an ad is reviewed when it is made or changed'),
  late_listing: only(`create_${OBJECTS}`, 'only what is made comes into a listing late'),
  restate: only('insights', 'only figures are restated'),
  silent_change: only(
    `create_campaign|set_status|update_${OBJECTS}`,
    'a budget changes as its campaign is made, a status as it is set to active',
  ),
  version_dead: allBut(NO_TOKEN, 'only the Ads API has a version that ends'),
  answer_twice: only(`create_${OBJECTS}`, 'only what is made can be made twice'),
};
