import { allBut, never } from '../../../simulators/faults.ts';
import type { FaultPlaces } from '../../../simulators/types.ts';

const READ_ONLY = 'this network is only read here: nothing is made, changed or reviewed';

/** Where this network acts out the faults that are its own. */
export const LINKEDIN_FAULTS: FaultPlaces = {
  '429': allBut('nothing', 'every call is counted'),
  expire_token: allBut('nothing', 'every call needs a token'),
  revoke: allBut('insights|write', 'the right to read accounts is taken back; figures hang on a right of their own'),
  partial: never(READ_ONLY),
  reject_review: never(READ_ONLY),
  late_listing: never(READ_ONLY),
  restate: never('what was shown stays as it was shown'),
  silent_change: never(READ_ONLY),
  version_dead: allBut('nothing', 'every call has a version'),
  answer_twice: never(READ_ONLY),
};
