import { allBut, only } from '../../../simulators/faults.ts';
import type { FaultPlaces } from '../../../simulators/types.ts';

const SIGN_IN = 'sign_in|exchange_code|lengthen_token';
const BEFORE_A_TOKEN = 'nobody has a token yet while signing in';
const MADE = 'create_(?:campaign|ad_group|ad|creative)';

/** Where this network acts out the faults that are its own. */
export const META_FAULTS: FaultPlaces = {
  '429': allBut(SIGN_IN, BEFORE_A_TOKEN),
  expire_token: allBut(SIGN_IN, BEFORE_A_TOKEN),
  revoke: allBut('exchange_code|lengthen_token', BEFORE_A_TOKEN),
  partial: only('batch|(?:add|remove|replace)_members|send_conversions', 'a call makes or changes one object, whole or not at all'),
  reject_review: only('create_ad|list_ads', 'ads are reviewed when they are made, and again when they are listed'),
  late_listing: only(MADE, 'only what is made comes into a listing late'),
  restate: only('insights', 'only figures are restated'),
  silent_change: only('create_campaign|set_status|update_ad', 'a budget changes as its campaign is made, a status as it is set'),
  version_dead: allBut(SIGN_IN, 'signing in is not part of a version that ends'),
  answer_twice: only(`${MADE}|create_audience`, 'only what is made can be made twice'),
};
