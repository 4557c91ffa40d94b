import { allBut, only } from '../../../simulators/faults.ts';
import type { FaultPlaces } from '../../../simulators/types.ts';

const MADE = 'create_(?:tree|campaign|ad_group|ad)|upload_media|mutate';
const MUTATIONS = `${MADE}|set_status|update`;
const QUERIES = 'list_(?!accounts$|audiences$)\\w+|insights';
const NO_TOKEN = 'no access token is sent there';

/** Where this network acts out the faults that are its own. */
export const GOOGLE_FAULTS: FaultPlaces = {
  '429': allBut('token|sign_in', NO_TOKEN),
  expire_token: allBut('token|sign_in', NO_TOKEN),
  revoke: allBut('nothing', 'every call needs consent'),
  partial: only(`${MUTATIONS}|(?:add|remove)_members|send_events`, 'a question is answered whole'),
  reject_review: only(
    `create_(?:tree|ad_group|ad)|mutate|update|${QUERIES}`,
    'ads are reviewed when they are made, and again when asked for',
  ),
  late_listing: only(`${MADE}|create_audience|list_leads`, 'only what is made comes into a listing late'),
  restate: only(QUERIES, 'only figures are restated, at any query'),
  silent_change: only(
    `${MUTATIONS}|${QUERIES}|read_audience|list_audiences`,
    'somebody changes the newest campaign, or closes the newest list, while it is written or asked for',
  ),
  version_dead: allBut('token|sign_in', 'signing in has no version that ends'),
  answer_twice: only(`${MUTATIONS}|send_events`, 'only what is made can be made twice'),
};
