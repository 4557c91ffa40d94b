import { checkShape } from './shaped.ts';
import { GraphProblem, invalid } from './problems.ts';
import { isObject } from './request.ts';
import type { Values, WriteContext } from './rules.ts';
import { ATTRIBUTION, BID_CONSTRAINTS, PROMOTED_OBJECT, SCHEDULE } from './shapes.ts';
import type { GraphObject } from './store.ts';

/** What an ad set's own fields must say, one by one and together. */

/** "Objective and optimisation" tables (v26.0; read 2026-11-20). Objectives without a line take any destination. */
const DESTINATIONS: Readonly<Record<string, readonly string[]>> = {
  OUTCOME_TRAFFIC: ['WEBSITE', 'MESSENGER', 'WHATSAPP'],
  OUTCOME_ENGAGEMENT: ['ON_POST', 'ON_PAGE', 'ON_EVENT', 'ON_VIDEO', 'MESSENGER', 'WHATSAPP', 'INSTAGRAM_DIRECT', 'WEBSITE'],
  OUTCOME_LEADS: ['ON_AD', 'WEBSITE'],
  OUTCOME_SALES: ['WEBSITE'],
  OUTCOME_AWARENESS: [],
};

/** Goals that may be charged otherwise than by impressions. General product knowledge (2026-11-20); the page says "nearly always" impressions. */
const OTHER_BILLING: Readonly<Record<string, string>> = {
  LINK_CLICKS: 'LINK_CLICKS',
  THRUPLAY: 'THRUPLAY',
  PAGE_LIKES: 'PAGE_LIKES',
  POST_ENGAGEMENT: 'POST_ENGAGEMENT',
  APP_INSTALLS: 'APP_INSTALLS',
};

/** Goals whose attribution may look further back than one day after a click. */
const LONG_ATTRIBUTION: ReadonlySet<string> = new Set(['OFFSITE_CONVERSIONS', 'VALUE', 'LEAD_GENERATION', 'QUALITY_LEAD', 'CONVERSATIONS']);
const WINDOWS: Readonly<Record<string, readonly number[]>> = {
  CLICK_THROUGH: [1, 7, 28],
  VIEW_THROUGH: [1],
  ENGAGED_VIDEO_VIEW: [1],
};

export function checkAdSetFields(values: Values, whole: Values, campaign: GraphObject, context: WriteContext): void {
  const { sim } = context;
  const goal = String(whole['optimization_goal']);
  checkShape(values['promoted_object'], PROMOTED_OBJECT, ['promoted_object'], sim);
  checkShape(values['bid_constraints'], BID_CONSTRAINTS, ['bid_constraints'], sim);
  checkShape(values['attribution_spec'], ATTRIBUTION, ['attribution_spec'], sim);
  checkShape(values['adset_schedule'], SCHEDULE, ['adset_schedule'], sim);
  const promoted = isObject(whole['promoted_object']) ? whole['promoted_object'] : {};
  if (promoted['page_id'] !== undefined && String(promoted['page_id']) !== context.account.settings.pageId)
    throw invalid('this account cannot use that Page', { title: 'Page not available', blame: ['promoted_object', 'page_id'] });
  const billing = String(whole['billing_event']);
  if (billing !== 'IMPRESSIONS' && OTHER_BILLING[goal] !== billing)
    throw invalid(`${goal} cannot be charged by ${billing}`, { title: 'Billing event not available', blame: ['billing_event'] });
  const destinations = DESTINATIONS[String(campaign.values['objective'])];
  const destination = whole['destination_type'];
  if (typeof destination === 'string' && destinations !== undefined && !destinations.includes(destination))
    throw invalid(`${destination} does not go with the objective ${String(campaign.values['objective'])}`, {
      title: 'Destination and objective disagree',
      blame: ['destination_type'],
    });
  if ((destination === 'WHATSAPP' || destination === 'MESSENGER') && promoted['page_id'] === undefined)
    throw invalid('promoted_object.page_id is required', { title: 'Promoted object incomplete', blame: ['promoted_object', 'page_id'] });
  // A floor of the return goes with the goal VALUE only. "Bid strategies" (v26.0; read 2026-11-20)
  if (whole['bid_strategy'] === 'LOWEST_COST_WITH_MIN_ROAS' && goal !== 'VALUE')
    throw invalid('a minimum return needs the goal VALUE', { title: 'Bid strategy not available', blame: ['bid_strategy'] });
  if (typeof values['bid_amount'] === 'number' && values['bid_amount'] < 1)
    throw invalid('bid_amount must be above zero', { title: 'Bid not valid', blame: ['bid_amount'] });
  checkAttribution(values['attribution_spec'], goal);
  checkDayParts(values, whole, campaign);
}

/** One day after a click for all goals; a week and the day of a view for conversions. "Ad set" reference, `attribution_spec` (v26.0; read 2026-11-20) */
function checkAttribution(spec: unknown, goal: string): void {
  if (!Array.isArray(spec)) return;
  for (const entry of spec as readonly Readonly<Record<string, unknown>>[]) {
    // the shape has been checked
    const event = String(entry['event_type']);
    const days = Number(entry['window_days']);
    const short = event === 'CLICK_THROUGH' && days === 1;
    if (!WINDOWS[event]!.includes(days) || (!short && !LONG_ATTRIBUTION.has(goal)))
      throw invalid(`the window of ${days} days for ${event} is not available for ${goal}`, {
        title: 'Attribution not available',
        blame: ['attribution_spec'],
      });
  }
}

/** Hours of a week need a lifetime budget. General product knowledge (2026-11-20) */
function checkDayParts(values: Values, whole: Values, campaign: GraphObject): void {
  const parts = values['adset_schedule'];
  if (!Array.isArray(parts) || parts.length === 0) return;
  for (const part of parts as readonly Readonly<Record<string, unknown>>[]) {
    const [start, end] = [Number(part['start_minute']), Number(part['end_minute'])]; // integers by their shape
    const days = part['days'] as readonly number[]; // as above
    if (start < 0 || end > 1440 || start % 60 !== 0 || end % 60 !== 0 || end - start < 60 || days.some((day) => day < 0 || day > 6))
      throw invalid('a part of the schedule is whole hours of days 0 to 6', { title: 'Schedule not valid', blame: ['adset_schedule'] });
  }
  if (whole['lifetime_budget'] === undefined && campaign.values['lifetime_budget'] === undefined)
    throw invalid('a schedule needs a lifetime budget', { title: 'Schedule not available', blame: ['adset_schedule'] });
}

const HOUR_MS = 3_600_000;
const BUDGET_CHANGES_AN_HOUR = 4;

/** An ad set's budget moves four times an hour. "Marketing API rate limiting" (v26.0; read 2026-11-20) */
export function checkBudgetChanges(adSet: GraphObject, values: Values, nowMs: number): void {
  if (values['daily_budget'] === undefined && values['lifetime_budget'] === undefined) return;
  const changes = adSet.budgets.filter(([atMs], index) => index > 0 && nowMs - atMs < HOUR_MS);
  if (changes.length < BUDGET_CHANGES_AN_HOUR) return;
  throw new GraphProblem({
    message: 'Ad set budget changed too often',
    type: 'OAuthException',
    code: 613,
    error_subcode: 1487632,
    is_transient: false,
    error_user_title: 'Ad set budget changed too often',
    error_user_msg: `The budget of an ad set can change ${BUDGET_CHANGES_AN_HOUR} times an hour.`,
  });
}
