import { err, ok, type Result } from '../../../core/kernel/index.ts';
import type { Clock, NetworkFailure, PlannedObject, PublishStep, StepEvidence } from '../../../core/ports/index.ts';
import type { Answer, TikTokClient } from './client.ts';
import { rawAnswer, refusal } from './failures.ts';
import type { Library } from './library.ts';
import { toOperation, remoteName, toAmount } from './map.ts';
import {
  adGroupPayload,
  campaignPayload,
  creativePayload,
  endPayload,
  schedulePayload,
  smartAdPayload,
  targetingPayload,
  type Payload,
} from './payloads.ts';
import type { Places } from './places.ts';
import { AdGroup, AdGroupMade, AdsMade, Anything, CampaignMade, SmartAdMade } from './schemas.ts';
import { OBJECTIVE, type Structure } from './structure.ts';
import { askerOf, campaignOver, type Structures } from './structures.ts';
import { dayAt } from '../account-days.ts';
import { parseScheduleTime } from './zone.ts';

export type Outcome = Promise<Result<StepEvidence, NetworkFailure>>;

export interface StepTools {
  readonly client: TikTokClient;
  readonly places: Places;
  readonly structures: Structures;
  readonly library: Library;
  readonly clock: Clock;
}

/** The object of a step; a step without one is a bug of the caller. */
export function only(step: PublishStep): PlannedObject {
  const [object] = step.objects;
  if (object === undefined) throw new Error(`Step ${step.id} names no object`);
  return object;
}

const REF_OF_LEVEL = { campaign: 'campaign', ad_group: 'adGroup', ad: 'ad' } as const;

/** Where an object lives, from the plan or from what earlier steps made. */
export function remoteIdOf(step: PublishStep, object: PlannedObject): string {
  return object.remoteId ?? needed(step, REF_OF_LEVEL[object.level]);
}

export function needed(step: PublishStep, part: string): string {
  const id = step.refs[part];
  if (id === undefined) throw new Error(`Step ${step.id} needs the remote id of its ${part}`);
  return id;
}

/** Where each level lives; the ids of Smart+ ads have a name of their own. */
export const ROUTES = {
  manual: {
    campaign: { path: '/campaign', id: 'campaign_id', ids: 'campaign_ids' },
    ad_group: { path: '/adgroup', id: 'adgroup_id', ids: 'adgroup_ids' },
    ad: { path: '/ad', id: 'ad_id', ids: 'ad_ids' },
  },
  smart_plus: {
    campaign: { path: '/smart_plus/campaign', id: 'campaign_id', ids: 'campaign_ids' },
    ad_group: { path: '/smart_plus/adgroup', id: 'adgroup_id', ids: 'adgroup_ids' },
    ad: { path: '/smart_plus/ad', id: 'smart_plus_ad_id', ids: 'smart_plus_ad_ids' },
  },
} as const satisfies Record<Structure, Record<PlannedObject['level'], { path: string; id: string; ids: string }>>;

export const AD_CONTENT: readonly string[] = ['primaryText', 'finalUrl', 'callToAction', 'image'];
const TARGETING: readonly string[] = ['places', 'languages'];

/** One step, at most one object made or changed at TikTok. */
export function createApply(tools: StepTools): (step: PublishStep) => Outcome {
  const { client, places, structures, library, clock } = tools;

  function write<T>(step: PublishStep, path: string, values: Payload, schema: Parameters<typeof client.write<T>>[1]) {
    return client.write({ asker: askerOf(step.account), path, values, objectId: only(step).objectId }, schema);
  }
  function made(step: PublishStep, part: string, remoteId: string, answer: Answer<unknown>): Awaited<Outcome> {
    return ok({ refs: [{ objectId: only(step).objectId, part, remoteId }], requestId: answer.requestId });
  }

  async function createCampaign(step: PublishStep): Outcome {
    const object = only(step);
    if (object.level !== 'campaign') throw new Error(`Step ${step.id} makes a campaign out of a ${object.level}`);
    const structure = structures.ofNew(object.fields.objective, clock.nowMs());
    const answer = await write(
      step,
      `${ROUTES[structure].campaign.path}/create/`,
      campaignPayload(object.fields, object.marker, step.account),
      CampaignMade,
    );
    if (!answer.ok) return answer;
    structures.remember(answer.value.value.campaign_id, structure);
    return made(step, 'campaign', answer.value.value.campaign_id, answer.value);
  }

  async function targetingFor(step: PublishStep, object: Extract<PlannedObject, { level: 'ad_group' }>) {
    const campaign = campaignOver(step);
    if (campaign === null)
      return err<NetworkFailure>(refusal('campaign_unknown', object.objectId, null, 'The campaign of this ad group is not known here'));
    const objective = OBJECTIVE[campaign.objective];
    const locationIds = await places.resolve(step.account, object.fields.places, campaign.countries, objective, object.objectId);
    if (!locationIds.ok) return locationIds;
    const languages = await places.languages(step.account, object.fields.languages, object.objectId);
    return languages.ok ? ok({ locationIds: locationIds.value, languages: languages.value, campaign }) : languages;
  }

  async function createAdGroup(step: PublishStep): Outcome {
    const object = only(step);
    if (object.level !== 'ad_group') throw new Error(`Step ${step.id} makes an ad group out of a ${object.level}`);
    const structure = await structures.of(step);
    if (!structure.ok) return structure;
    const targeting = await targetingFor(step, object);
    if (!targeting.ok) return targeting;
    const answer = await write(
      step,
      `${ROUTES[structure.value].ad_group.path}/create/`,
      adGroupPayload(
        structure.value,
        object.fields,
        object.marker,
        needed(step, 'campaign'),
        targeting.value.campaign,
        targeting.value,
        step.account,
        clock.nowMs(),
      ),
      AdGroupMade,
    );
    return answer.ok ? made(step, 'ad_group', answer.value.value.adgroup_id, answer.value) : answer;
  }

  async function createAd(step: PublishStep): Outcome {
    const object = only(step);
    if (object.level !== 'ad') throw new Error(`Step ${step.id} makes an ad out of a ${object.level}`);
    const structure = await structures.of(step);
    if (!structure.ok) return structure;
    const parents = { advertiser_id: step.account.remoteId, adgroup_id: needed(step, 'adGroup') };
    const image = needed(step, 'media');
    if (structure.value === 'smart_plus') {
      const answer = await write(
        step,
        '/smart_plus/ad/create/',
        { ...parents, ...smartAdPayload(object.fields, object.marker, step.account, image), operation_status: 'DISABLE' },
        SmartAdMade,
      );
      return answer.ok ? made(step, 'ad', answer.value.value.smart_plus_ad_id, answer.value) : answer;
    }
    const creative = { ...creativePayload(object.fields, object.marker, step.account, image), operation_status: 'DISABLE' };
    const answer = await write(step, '/ad/create/', { ...parents, creatives: [creative] }, AdsMade);
    return answer.ok ? made(step, 'ad', answer.value.value.ad_ids[0]!, answer.value) : answer;
  }

  async function setStatus(step: PublishStep): Outcome {
    if (step.status === null) throw new Error(`Step ${step.id} does not say which status`);
    const object = only(step);
    const structure = await structures.of(step);
    if (!structure.ok) return structure;
    const remoteId = remoteIdOf(step, object);
    const route = ROUTES[structure.value][object.level];
    const answer = await write(
      step,
      `${route.path}/status/update/`,
      { advertiser_id: step.account.remoteId, [route.ids]: [remoteId], operation_status: toOperation(step.status) },
      Anything,
    );
    if (!answer.ok) return answer;
    if (answer.value.partial && !doneIds(answer.value.value, route.ids).includes(remoteId)) return err(itemFailed(object, answer.value));
    return made(step, object.level, remoteId, answer.value);
  }

  async function update(step: PublishStep): Outcome {
    const object = only(step);
    const structure = await structures.of(step);
    if (!structure.ok) return structure;
    const remoteId = remoteIdOf(step, object);
    const route = ROUTES[structure.value][object.level];
    const values = await changes(step, object, structure.value);
    if (!values.ok) return values;
    if (Object.keys(values.value).length === 0 && !(object.level === 'campaign' && runChanged(step)))
      return err(
        refusal(
          'nothing_to_change',
          object.objectId,
          step.changedFields[0] ?? null,
          `TikTok has no ${step.changedFields.join(', ')} on this level`,
        ),
      );
    let last: Answer<unknown> = { value: null, requestId: null, partial: false };
    if (object.level === 'campaign' && runChanged(step)) {
      const moved = await moveRun(step, object, structure.value, remoteId);
      if (!moved.ok) return moved;
    }
    if (Object.keys(values.value).length > 0) {
      const body =
        object.level === 'ad' && structure.value === 'manual'
          ? {
              advertiser_id: step.account.remoteId,
              adgroup_id: needed(step, 'adGroup'),
              patch_update: true,
              creatives: [{ ad_id: remoteId, ...values.value }],
            }
          : { advertiser_id: step.account.remoteId, [route.id]: remoteId, ...values.value };
      const answer = await write(step, `${route.path}/update/`, body, Anything);
      if (!answer.ok) return answer;
      last = answer.value;
    }
    return made(step, object.level, remoteId, last);
  }

  const runChanged = (step: PublishStep): boolean => step.changedFields.some((field) => field === 'endDay' || field === 'startDay');

  async function changes(step: PublishStep, object: PlannedObject, structure: Structure): Promise<Result<Payload, NetworkFailure>> {
    const changed = new Set(step.changedFields);
    if (object.level === 'campaign') {
      const { fields } = object;
      if (changed.has('objective'))
        return err(refusal('objective_fixed', object.objectId, 'objective', 'An objective cannot be changed once the campaign exists'));
      return ok({
        ...(changed.has('name') ? { campaign_name: remoteName(fields.name, object.marker) } : {}),
        ...(changed.has('dailyBudget') ? { budget: toAmount(fields.dailyBudget.amountMicros, fields.dailyBudget.currency) } : {}),
      });
    }
    if (object.level === 'ad_group') {
      const name = changed.has('name') ? { adgroup_name: remoteName(object.fields.name, object.marker) } : {};
      if (!TARGETING.some((field) => changed.has(field))) return ok(name);
      const targeting = await targetingFor(step, object);
      return targeting.ok ? ok({ ...name, ...targetingPayload(structure, targeting.value) }) : targeting;
    }
    if (![...AD_CONTENT, 'name'].some((field) => changed.has(field))) return ok({});
    const image = changed.has('image') && object.fields.image !== null ? needed(step, 'media') : null;
    return ok(
      structure === 'manual'
        ? creativePayload(object.fields, object.marker, step.account, image)
        : smartAdPayload(object.fields, object.marker, step.account, image),
    );
  }

  /**
   * The run of a campaign lives on its ad groups, so each is moved. Setting an end twice is setting it once, which is why the
   * whole may be repeated after any break; `find` believes it only when every ad group says so.
   */
  async function moveRun(
    step: PublishStep,
    object: Extract<PlannedObject, { level: 'campaign' }>,
    structure: Structure,
    campaignId: string,
  ): Promise<Result<null, NetworkFailure>> {
    const asker = askerOf(step.account);
    const route = ROUTES[structure].ad_group;
    const groups = await client.all(
      { asker, path: `${route.path}/get/`, values: { advertiser_id: step.account.remoteId, filtering: { campaign_ids: [campaignId] } } },
      AdGroup,
      100,
    );
    if (!groups.ok) return groups;
    const nowMs = clock.nowMs();
    const { timeZone } = step.account;
    const ahead = object.fields.startDay > dayAt(nowMs, timeZone);
    for (const group of groups.value) {
      // A group that has not begun may be told to begin now; one that has keeps its beginning, unless it shall wait again.
      const waits = (parseScheduleTime(group.schedule_start_time) ?? 0) > nowMs;
      const run =
        step.changedFields.includes('startDay') && (ahead || waits)
          ? schedulePayload(object.fields, timeZone, nowMs)
          : endPayload(object.fields, timeZone);
      const values = { advertiser_id: step.account.remoteId, adgroup_id: group.adgroup_id, ...run };
      const answer = await write(step, `${route.path}/update/`, values, Anything);
      if (!answer.ok) return answer;
    }
    return ok(null);
  }

  return async function apply(step) {
    switch (step.kind) {
      case 'create_tree':
        throw new Error('TikTok makes one object a call: its capabilities say so');
      case 'create_targeting':
      case 'create_card':
      case 'create_creative':
        throw new Error(`Step ${step.id} is of a kind that this network's capabilities do not name`);
      case 'create_campaign':
        return createCampaign(step);
      case 'create_ad_group':
        return createAdGroup(step);
      case 'upload_media':
        return library.uploadFor(step);
      case 'create_ad':
        return createAd(step);
      case 'update':
        return update(step);
      case 'set_status':
        return setStatus(step);
    }
  };
}

/** Ids that a partial answer names as done: lists called after the ids, not the ones that say what failed. */
export function doneIds(data: unknown, name: string): readonly string[] {
  if (typeof data !== 'object' || data === null || !(name in data)) return [];
  const list: unknown = Object.entries(data).find(([key]) => key === name)?.[1];
  return Array.isArray(list) ? list.map(String) : [];
}

function itemFailed(object: PlannedObject, answer: Answer<unknown>): NetworkFailure {
  return {
    kind: 'refused',
    code: 'tiktok.item_failed',
    problems: [{ objectId: object.objectId, field: 'status' }],
    raw: rawAnswer(200, '20001', 'Partial success: this object is not among those that were changed', JSON.stringify(answer.value)),
  };
}
