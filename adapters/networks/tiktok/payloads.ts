import type { AdFields, AdGroupFields, CampaignFields } from '../../../core/contract/plan-model.ts';
import type { AccountRef } from '../../../core/ports/index.ts';
import { ADULTS, ATTRIBUTION, PLACEMENT, SPECIAL_INDUSTRY_COUNTRIES } from './manifest.ts';
import { remoteName, requestIdOf, toAmount, toCallToAction } from './map.ts';
import { OBJECTIVE, type Structure } from './structure.ts';
import { dayAt, lastSecondOfDayMs, startOfDayMs } from '../account-days.ts';
import { scheduleTime } from './zone.ts';

/** What each object is made with, for both ways of building. All of it paused. Pages "Campaign/Ad group/Ad create" and their Smart+ twins (v1.3; read 2026-11-20) */

export type Payload = Readonly<Record<string, unknown>>;
export type Run = Pick<CampaignFields, 'startDay' | 'endDay'>;
export interface Targeting {
  readonly locationIds: readonly string[];
  readonly languages: readonly string[];
}

/** The budget is the campaign's and TikTok spreads it: a daily average, up to 125 % on one day, never more than seven in a week. */
export function campaignPayload(fields: CampaignFields, marker: string, account: AccountRef): Payload {
  return {
    advertiser_id: account.remoteId,
    campaign_name: remoteName(fields.name, marker),
    objective_type: OBJECTIVE[fields.objective],
    budget_mode: 'BUDGET_MODE_DYNAMIC_DAILY_BUDGET',
    budget: toAmount(fields.dailyBudget.amountMicros, fields.dailyBudget.currency),
    budget_optimize_on: true,
    operation_status: 'DISABLE',
    request_id: requestIdOf(marker),
    // Only advertisers of these countries may say it, and they must. Elsewhere the same limits are ours to keep: every adult, no sex.
    ...(SPECIAL_INDUSTRY_COUNTRIES.has(account.country) ? { special_industries: ['EMPLOYMENT'] } : {}),
  };
}

function audience(targeting: Targeting): Payload {
  return {
    location_ids: targeting.locationIds,
    ...(targeting.languages.length === 0 ? {} : { languages: targeting.languages }),
    age_groups: ADULTS,
    gender: 'GENDER_UNLIMITED',
  };
}

export function targetingPayload(structure: Structure, targeting: Targeting): Payload {
  return structure === 'manual' ? audience(targeting) : { targeting_spec: audience(targeting) };
}

/** A start that has come becomes now: the field is required and may not lie in the past. */
export function schedulePayload(run: Run, timeZone: string, nowMs: number): Payload {
  const startMs = run.startDay > dayAt(nowMs, timeZone) ? startOfDayMs(run.startDay, timeZone) : nowMs;
  return { ...endPayload(run, timeZone), schedule_start_time: scheduleTime(startMs) };
}

export function endPayload(run: Run, timeZone: string): Payload {
  return run.endDay === null
    ? { schedule_type: 'SCHEDULE_FROM_NOW' }
    : { schedule_type: 'SCHEDULE_START_END', schedule_end_time: scheduleTime(lastSecondOfDayMs(run.endDay, timeZone)) };
}

export function adGroupPayload(
  structure: Structure,
  fields: AdGroupFields,
  marker: string,
  campaignId: string,
  campaign: CampaignFields,
  targeting: Targeting,
  account: AccountRef,
  nowMs: number,
): Payload {
  const applications = campaign.objective === 'applications';
  return {
    advertiser_id: account.remoteId,
    campaign_id: campaignId,
    adgroup_name: remoteName(fields.name, marker),
    request_id: requestIdOf(marker),
    promotion_type: 'WEBSITE',
    placement_type: 'PLACEMENT_TYPE_NORMAL',
    placements: [PLACEMENT],
    ...targetingPayload(structure, targeting),
    ...schedulePayload(campaign, account.timeZone, nowMs),
    optimization_goal: applications ? 'CONVERT' : 'CLICK',
    billing_event: applications ? 'OCPM' : 'CPC',
    bid_type: 'BID_TYPE_NO_BID',
    operation_status: 'DISABLE',
    // The campaign holds the budget; the two fields are required all the same, and say that there is none here.
    ...(structure === 'manual'
      ? { budget_mode: 'BUDGET_MODE_INFINITE', budget: 0, pacing: 'PACING_MODE_SMOOTH' }
      : // Without these two Smart+ looks for people beyond the places that were approved.
        { targeting_optimization_mode: 'MANUAL', suggestion_audience_enabled: false }),
    ...(applications
      ? {
          pixel_id: account.settings['pixelId'] ?? '',
          optimization_event: 'SUBMIT_APPLICATION',
          click_attribution_window: ATTRIBUTION.click,
          view_attribution_window: ATTRIBUTION.view,
        }
      : {}),
  };
}

function identity(account: AccountRef): Payload {
  const type = account.settings['identityType'];
  return {
    identity_type: type === undefined || type === '' ? 'CUSTOMIZED_USER' : type,
    identity_id: account.settings['identityId'] ?? '',
  };
}

/** A creative of a manual ad. `imageId` null: the picture stays as it is. */
export function creativePayload(fields: AdFields, marker: string, account: AccountRef, imageId: string | null): Payload {
  return {
    ad_name: remoteName(fields.name, marker),
    ad_format: 'SINGLE_IMAGE',
    ...identity(account),
    ...(imageId === null ? {} : { image_ids: [imageId] }),
    ad_text: fields.primaryText,
    call_to_action: toCallToAction(fields.callToAction),
    landing_page_url: fields.finalUrl,
  };
}

/** The same ad for Smart+, which knows no single picture: a carousel of one, with the music that every carousel must have. */
export function smartAdPayload(fields: AdFields, marker: string, account: AccountRef, imageId: string | null): Payload {
  const who = identity(account);
  const custom = who['identity_type'] === 'CUSTOMIZED_USER';
  return {
    ad_name: remoteName(fields.name, marker),
    ad_text_list: [{ ad_text: fields.primaryText }],
    call_to_action_list: [{ call_to_action: toCallToAction(fields.callToAction) }],
    landing_page_url_list: [{ landing_page_url: fields.finalUrl }],
    ...(imageId === null
      ? {}
      : {
          creative_list: [
            {
              creative_info: {
                ad_format: 'CAROUSEL_ADS',
                image_info: [{ web_uri: imageId }],
                music_info: { music_id: account.settings['musicId'] ?? '' },
                ...(custom ? {} : who),
              },
            },
          ],
        }),
    ...(custom ? { ad_configuration: who } : {}),
  };
}
