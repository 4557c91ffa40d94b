import { err, ok, type Result } from '../../../core/kernel/index.ts';
import type { Clock, NetworkFailure, PlannedObject, PublishStep, RemoteRef, StepEvidence } from '../../../core/ports/index.ts';
import type { Answer, MetaClient } from './client.ts';
import { rawAnswer } from './failures.ts';
import {
  adPayload,
  adSetPayload,
  campaignLabels,
  campaignPayload,
  creativePayload,
  runFromLabels,
  runPayload,
  targetingPayload,
  toMetaAmount,
  toMetaStatus,
  remoteName,
  type CampaignFacts,
} from './map.ts';
import type { Pictures } from './pictures.ts';
import type { Places } from './places.ts';
import { AdSet, Campaign, Changed, Created } from './schemas.ts';
import { graphTime, parseGraphTime } from './zone.ts';

export type Outcome = Promise<Result<StepEvidence, NetworkFailure>>;

export interface StepTools {
  readonly client: MetaClient;
  readonly places: Places;
  readonly pictures: Pictures;
  readonly clock: Clock;
  facts(step: PublishStep, campaignId: string): Promise<Result<CampaignFacts, NetworkFailure>>;
  forgetFacts(campaignId: string): void;
}

/** `1001` and `act_1001` are the same account; paths want the second. */
export function accountPath(remoteId: string): string {
  return remoteId.startsWith('act_') ? remoteId : `act_${remoteId}`;
}

export function refused(
  code: string,
  objectId: string,
  field: string | null,
  message: string,
): { readonly ok: false; readonly error: NetworkFailure } {
  return err({ kind: 'refused', code, problems: [{ objectId, field }], raw: rawAnswer(null, null, message, null) });
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
  const id = object.remoteId ?? step.refs[REF_OF_LEVEL[object.level]];
  if (id === undefined) throw new Error(`Step ${step.id} does not say where its object is`);
  return id;
}

export function needed(step: PublishStep, part: string): string {
  const id = step.refs[part];
  if (id === undefined) throw new Error(`Step ${step.id} needs the remote id of its ${part}`);
  return id;
}

/** One step, at most one change at Meta. */
export function createApply(tools: StepTools): (step: PublishStep) => Outcome {
  const { client, places, clock } = tools;

  function post<T>(
    step: PublishStep,
    path: string,
    params: Record<string, unknown>,
    schema: Parameters<typeof client.call<T>>[1],
  ): Promise<Result<Answer<T>, NetworkFailure>> {
    return client.call(
      {
        method: 'POST',
        path,
        params,
        secretName: step.account.secretName,
        accountId: step.account.remoteId,
        objectId: only(step).objectId,
      },
      schema,
    );
  }

  async function create(step: PublishStep, edge: string, part: string, params: Record<string, unknown>): Outcome {
    const answer = await post(step, `${accountPath(step.account.remoteId)}/${edge}`, params, Created);
    if (!answer.ok) return answer;
    return ok({ refs: [{ objectId: only(step).objectId, part, remoteId: answer.value.value.id }], requestId: answer.value.requestId });
  }

  async function targetingFor(
    step: PublishStep,
    object: Extract<PlannedObject, { level: 'ad_group' }>,
    countries: readonly string[],
  ): Promise<Result<Record<string, unknown>, NetworkFailure>> {
    const geo = await places.resolve(step.account, object.fields.places, countries, object.objectId);
    if (!geo.ok) return geo;
    const locales = await places.locales(step.account, object.fields.languages, object.objectId);
    return locales.ok ? ok(targetingPayload(geo.value, object.fields.radiusKm, locales.value)) : locales;
  }

  async function createAdGroup(step: PublishStep): Outcome {
    const object = only(step);
    if (object.level !== 'ad_group') throw new Error(`Step ${step.id} makes an ad group out of a ${object.level}`);
    const campaignId = needed(step, 'campaign');
    const facts = await tools.facts(step, campaignId);
    if (!facts.ok) return facts;
    const targeting = await targetingFor(step, object, facts.value.countries);
    if (!targeting.ok) return targeting;
    return create(
      step,
      'adsets',
      'ad_group',
      adSetPayload(object.fields, object.marker, campaignId, facts.value, targeting.value, step.account, clock.nowMs()),
    );
  }

  async function change(step: PublishStep, params: Record<string, unknown>): Outcome {
    const object = only(step);
    const remoteId = remoteIdOf(step, object);
    const answer = await post(step, remoteId, params, Changed);
    if (!answer.ok) return answer;
    const ref: RemoteRef = { objectId: object.objectId, part: object.level, remoteId };
    return ok({ refs: [ref], requestId: answer.value.requestId });
  }

  async function update(step: PublishStep): Outcome {
    const object = only(step);
    const changed = new Set(step.changedFields);
    const params: Record<string, unknown> = {};
    if (changed.has('name')) params['name'] = remoteName(object.fields.name, object.marker);
    if (changed.has('status')) params['status'] = toMetaStatus(object.fields.status);
    if (object.level === 'campaign') {
      const { fields } = object;
      if (changed.has('dailyBudget')) params['daily_budget'] = toMetaAmount(fields.dailyBudget.amountMicros, fields.dailyBudget.currency);
      if (changed.has('countries')) params['special_ad_category_country'] = [...fields.countries];
      if (changed.has('endDay') || changed.has('startDay')) {
        const moved = await moveRun(step, object);
        if (!moved.ok) return moved;
        params['adlabels'] = campaignLabels(object.marker, fields);
      }
      tools.forgetFacts(remoteIdOf(step, object));
    }
    if (object.level === 'ad_group' && ['places', 'radiusKm', 'languages'].some((field) => changed.has(field))) {
      const found = await client.call(
        {
          method: 'GET',
          path: remoteIdOf(step, object),
          params: { fields: 'id,campaign_id' },
          secretName: step.account.secretName,
          accountId: step.account.remoteId,
        },
        AdSet,
      );
      if (!found.ok) return found;
      const facts = await tools.facts(step, found.value.value.campaign_id ?? '');
      if (!facts.ok) return facts;
      const targeting = await targetingFor(step, object, facts.value.countries);
      if (!targeting.ok) return targeting;
      params['targeting'] = targeting.value;
    }
    if (object.level === 'ad' && TEXT_FIELDS.some((field) => changed.has(field)))
      params['creative'] = { creative_id: needed(step, 'creative') };
    if (Object.keys(params).length === 0)
      return refused(
        'meta.nothing_to_change',
        object.objectId,
        step.changedFields[0] ?? null,
        `Meta has no ${step.changedFields.join(', ')} on this level`,
      );
    return change(step, params);
  }

  /**
   * The run of a campaign lives on its ad sets, so each is moved, and the campaign's own label last. A run that has begun keeps its
   * beginning, and one that shall wait for a later day then is refused before anything moves. Setting a day twice is setting it once, which is why the whole may be repeated after any break; `find` believes it only when every part says so.
   */
  async function moveRun(step: PublishStep, object: Extract<PlannedObject, { level: 'campaign' }>): Promise<Result<null, NetworkFailure>> {
    const campaignId = remoteIdOf(step, object);
    const sets = await client.all(
      {
        path: `${campaignId}/adsets`,
        params: { fields: 'id,start_time,end_time', limit: 200 },
        secretName: step.account.secretName,
        accountId: step.account.remoteId,
      },
      AdSet,
    );
    if (!sets.ok) return sets;
    const nowMs = clock.nowMs();
    const { timeZone } = step.account;
    const { start_time: startTime, end_time: endTime } = runPayload(
      { startDay: object.fields.startDay, endDay: object.fields.endDay },
      timeZone,
      nowMs,
    );
    const startMoves = step.changedFields.includes('startDay');
    const begun = sets.value.filter((adSet) => (parseGraphTime(adSet.start_time) ?? nowMs) <= nowMs);
    if (startMoves && startTime !== undefined && begun.length > 0)
      return refused(
        'meta.already_started',
        object.objectId,
        'startDay',
        'The campaign runs already: its start cannot move to a later day',
      );
    for (const adSet of sets.value) {
      const start = startMoves && !begun.includes(adSet) ? { start_time: startTime ?? graphTime(nowMs, timeZone) } : {};
      // 0 takes an end away. "Ad set" reference, `end_time` (v26.0; read 2026-11-20)
      const answer = await post(step, adSet.id, { ...start, end_time: endTime ?? 0 }, Changed);
      if (!answer.ok) return answer;
    }
    return ok(null);
  }

  return async function apply(step) {
    const object = only(step);
    switch (step.kind) {
      case 'upload_media':
        return tools.pictures.upload(step);
      case 'create_targeting':
      case 'create_card':
        throw new Error(`Step ${step.id} is of a kind that this network's capabilities do not name`);
      case 'create_tree':
        throw new Error('Meta makes one object a call: its capabilities say so');
      case 'create_campaign':
        if (object.level !== 'campaign') throw new Error(`Step ${step.id} makes a campaign out of a ${object.level}`);
        return create(step, 'campaigns', 'campaign', campaignPayload(object.fields, object.marker));
      case 'create_ad_group':
        return createAdGroup(step);
      case 'create_creative':
        if (object.level !== 'ad') throw new Error(`Step ${step.id} makes a creative out of a ${object.level}`);
        return create(
          step,
          'adcreatives',
          'creative',
          creativePayload(object.fields, object.marker, step.account, pictureOf(step, object)),
        );
      case 'create_ad':
        if (object.level !== 'ad') throw new Error(`Step ${step.id} makes an ad out of a ${object.level}`);
        return create(step, 'ads', 'ad', adPayload(object.fields, object.marker, needed(step, 'adGroup'), needed(step, 'creative')));
      case 'update':
        return update(step);
      case 'set_status':
        if (step.status === null) throw new Error(`Step ${step.id} does not say which status`);
        return change(step, { status: toMetaStatus(step.status) });
    }
  };
}

/** Hash of the picture that the creative shows; null for an ad without one. */
function pictureOf(step: PublishStep, object: Extract<PlannedObject, { level: 'ad' }>): string | null {
  return object.fields.image === null ? null : needed(step, 'media');
}

export const TEXT_FIELDS: readonly string[] = ['headlines', 'descriptions', 'primaryText', 'finalUrl', 'callToAction', 'image'];

const MOST_REMEMBERED = 5_000;

/** What ad sets need of their campaign, read once. */
export function createFacts(client: MetaClient): Pick<StepTools, 'facts' | 'forgetFacts'> {
  const known = new Map<string, CampaignFacts>();
  return {
    async facts(step, campaignId) {
      const found = known.get(campaignId);
      if (found !== undefined) return ok(found);
      const answer = await client.call(
        {
          method: 'GET',
          path: campaignId,
          params: { fields: 'id,objective,special_ad_category_country,adlabels' },
          secretName: step.account.secretName,
          accountId: step.account.remoteId,
          objectId: only(step).objectId,
        },
        Campaign,
      );
      if (!answer.ok) return answer;
      const { objective, special_ad_category_country: countries = [], adlabels = [] } = answer.value.value;
      const run = runFromLabels(adlabels);
      if (run === null || objective === undefined)
        return refused('meta.dates_unknown', only(step).objectId, null, 'The campaign has lost the labels that say when it runs');
      const facts: CampaignFacts = { objective, countries, run };
      if (known.size > MOST_REMEMBERED) known.clear();
      known.set(campaignId, facts);
      return ok(facts);
    },
    forgetFacts: (campaignId) => void known.delete(campaignId),
  };
}
