import { err, ok } from '../../../core/kernel/index.ts';
import type { Clock, ImageRenderer, MediaNetwork, PlannedObject, PublishStep, StepEvidence } from '../../../core/ports/index.ts';
import type { AdFields } from '../../../core/contract/plan-model.ts';
import type { Call, Outcome, Values, XClient } from './client.ts';
import { refusedBecause } from './failures.ts';
import type { Identity } from './identity.ts';
import { LANGUAGES, LIMITS, X, xCapabilities } from './manifest.ts';
import { campaignValues, cardBody, lineItemValues, postName, postValues, remoteName, runValues, toLocalMicro } from './map.ts';
import type { Places } from './places.ts';
import { createPosts, type Posts } from './posts.ts';
import { Campaign, Card, Criterion, LineItem } from './schemas.ts';
import { createTargeting, type Targeting } from './targeting.ts';
import { z } from 'zod';

export interface StepTools {
  readonly client: XClient;
  readonly places: Places;
  readonly identity: Identity;
  readonly media: MediaNetwork;
  readonly images: ImageRenderer;
  readonly clock: Clock;
}

type Done = Outcome<StepEvidence>;

/** The object of a step; a step without one is a bug of the caller. */
export function only(step: PublishStep): PlannedObject {
  const [object] = step.objects;
  if (object === undefined) throw new Error(`Step ${step.id} names no object`);
  return object;
}

export function of<L extends PlannedObject['level']>(step: PublishStep, level: L): Extract<PlannedObject, { level: L }> {
  const object = only(step);
  if (object.level !== level) throw new Error(`Step ${step.id} takes a ${object.level} for a ${level}`);
  return object as Extract<PlannedObject, { level: L }>; // the level was just compared
}

export function needed(step: PublishStep, part: string): string {
  const id = step.refs[part];
  if (id === undefined) throw new Error(`Step ${step.id} needs the remote id of its ${part}`);
  return id;
}

const REF_OF_LEVEL = { campaign: 'campaign', ad_group: 'adGroup', ad: 'ad' } as const;

/** Where an object lives, from the plan or from what earlier steps made. */
export function remoteIdOf(step: PublishStep, object: PlannedObject): string {
  return object.remoteId ?? needed(step, REF_OF_LEVEL[object.level]);
}

export function campaignAbove(step: PublishStep): Extract<PlannedObject, { level: 'campaign' }>['fields'] {
  const campaign = step.above.find((object) => object.level === 'campaign');
  if (campaign === undefined) throw new Error(`Step ${step.id} does not say which campaign it belongs to`);
  return campaign.fields;
}

export function made(step: PublishStep, part: string, remoteId: string): { readonly ok: true; readonly value: StepEvidence } {
  return ok({ refs: [{ objectId: only(step).objectId, part, remoteId }], requestId: null });
}

/** One step, at most one change at X; parts that may be repeated without harm where a step has several. */
export function createApply(tools: StepTools): (step: PublishStep) => Done {
  const { client, identity, media, clock } = tools;
  const posts: Posts = createPosts(client);
  const targeting: Targeting = createTargeting(client, tools.places);

  function write(step: PublishStep, method: Call['method'], path: string, values: Values, json?: object): Call {
    return {
      method,
      path: `${json !== undefined && Array.isArray(json) ? 'batch/' : ''}accounts/${step.account.remoteId}/${path}`,
      values,
      ...(json === undefined ? {} : { json }),
      secretName: step.account.secretName,
      accountId: step.account.remoteId,
      objectId: only(step).objectId,
    };
  }

  async function createCampaign(step: PublishStep): Done {
    const { fields, marker, objectId } = of(step, 'campaign');
    const funding = await identity.fundingFor(step.account, objectId);
    if (!funding.ok) return funding;
    const answer = await client.one(write(step, 'POST', 'campaigns', campaignValues(fields, marker, funding.value)), Campaign);
    return answer.ok ? made(step, 'campaign', answer.value.id) : answer;
  }

  async function createLineItem(step: PublishStep): Done {
    const { fields, marker } = of(step, 'ad_group');
    const values = lineItemValues(fields, marker, needed(step, 'campaign'), campaignAbove(step), step.account, clock.nowMs());
    const answer = await client.one(write(step, 'POST', 'line_items', values), LineItem);
    return answer.ok ? made(step, 'ad_group', answer.value.id) : answer;
  }

  /** The places and languages as they are now, and one batch of what must go and what must come: all or nothing. */
  async function createTargetingOf(step: PublishStep): Done {
    const group = of(step, 'ad_group');
    const lineItemId = remoteIdOf(step, group);
    const stranger = group.fields.languages.find((language) => !LANGUAGES.includes(language));
    if (stranger !== undefined)
      return err(refusedBecause('language_unknown', group.objectId, 'languages', `X has no language for ${stranger}`));
    const operations = await targeting.changes(step.account, lineItemId, group);
    if (!operations.ok) return operations;
    if (operations.value.length > 0) {
      const answer = await client.call(
        write(step, 'POST', 'targeting_criteria', {}, operations.value),
        z.object({ data: z.array(Criterion) }),
      );
      if (!answer.ok) return answer;
    }
    return made(step, 'targeting', lineItemId);
  }

  async function uploadMedia(step: PublishStep): Done {
    const { fields } = of(step, 'ad');
    if (fields.image === null) return err(refusedBecause('image_missing', only(step).objectId, 'image', 'A website card needs a picture'));
    const picture = await tools.images.render(fields.image, xCapabilities.image ?? { width: 800, height: 418 });
    // Drawing may take seconds in which nothing is heard: connections that X closed meanwhile are noticed before one is used.
    for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    const sent = await media.upload(step.account, { ...picture, kind: 'image', durationMs: null, name: fields.name });
    if (!sent.ok) return sent;
    // Every ad of the step carries this picture.
    const refs = step.objects.map((object) => ({ objectId: object.objectId, part: 'media', remoteId: sent.value.remoteId }));
    return ok({ refs, requestId: null });
  }

  async function createCard(step: PublishStep): Done {
    const { fields, marker } = of(step, 'ad');
    const answer = await client.one(write(step, 'POST', 'cards', {}, cardBody(fields, marker, needed(step, 'media'))), Card);
    return answer.ok ? made(step, 'card', answer.value.card_uri) : answer;
  }

  async function createAd(step: PublishStep): Done {
    const { fields, marker, objectId } = of(step, 'ad');
    const user = await identity.userFor(step.account, objectId);
    if (!user.ok) return user;
    const lineItemId = needed(step, 'adGroup');
    const posted = await posts.create(
      write(step, 'POST', 'tweet', postValues(fields, marker, lineItemId, user.value, needed(step, 'card'))),
    );
    if (posted.ok) return made(step, 'ad', posted.value);
    if (posted.error.kind !== 'refused' || posted.error.code !== `${X}.duplicate_post`) return posted;
    // The same words a moment ago: our own post, whose answer was lost, or another of the same text.
    const there = await posts.marked(step.account, marker);
    if (!there.ok) return there;
    const own = there.value.find(
      (post) => post.name === postName(fields.name, lineItemId, marker) && post.card_uri === needed(step, 'card'),
    );
    return own === undefined ? posted : made(step, 'ad', own.id_str);
  }

  async function update(step: PublishStep): Done {
    const object = only(step);
    const changed = new Set(step.changedFields);
    const remoteId = remoteIdOf(step, object);
    const values: Record<string, string> = {};
    if (changed.has('name')) values['name'] = nameOf(step, object);
    if (object.level === 'campaign') {
      const { dailyBudget } = object.fields;
      if (changed.has('dailyBudget'))
        values['daily_budget_amount_local_micro'] = toLocalMicro(dailyBudget.amountMicros, dailyBudget.currency);
      if (changed.has('startDay') || changed.has('endDay')) {
        const moved = await moveRun(step, object);
        if (!moved.ok) return moved;
        if (Object.keys(values).length === 0) return made(step, 'campaign', remoteId);
      }
    }
    if (Object.keys(values).length === 0)
      return err(
        refusedBecause(
          'nothing_to_change',
          object.objectId,
          step.changedFields[0] ?? null,
          `X cannot change ${step.changedFields.join(', ')} here`,
        ),
      );
    if (object.level === 'ad') {
      const renamed = await posts.rename(step.account, remoteId, values['name'] ?? '', object.objectId);
      return renamed.ok ? made(step, 'ad', remoteId) : renamed;
    }
    const path = object.level === 'campaign' ? `campaigns/${remoteId}` : `line_items/${remoteId}`;
    const answer = await client.one(write(step, 'PUT', path, values), z.object({ id: z.string() }));
    return answer.ok ? made(step, object.level, remoteId) : answer;
  }

  /** A campaign's dates live on its line items: each batch of them moves as one, and moving twice is moving once. */
  async function moveRun(step: PublishStep, campaign: Extract<PlannedObject, { level: 'campaign' }>): Outcome<null> {
    const campaignId = remoteIdOf(step, campaign);
    const items = await client.all(
      {
        path: `accounts/${step.account.remoteId}/line_items`,
        values: { campaign_ids: campaignId },
        secretName: step.account.secretName,
        accountId: step.account.remoteId,
      },
      LineItem,
    );
    if (!items.ok) return items;
    const run = runValues(campaign.fields, step.account.timeZone, clock.nowMs());
    const operations = items.value.map((item) => ({
      operation_type: 'Update',
      params: {
        line_item_id: item.id,
        // An empty text takes an end away. "Campaigns", PUT (version 12; read 2026-11-20)
        ...(step.changedFields.includes('endDay') ? { end_time: run.end_time ?? '' } : {}),
        ...(step.changedFields.includes('startDay') ? { start_time: run.start_time } : {}),
      },
    }));
    for (let from = 0; from < operations.length; from += LIMITS.lineItemOperations) {
      const part = operations.slice(from, from + LIMITS.lineItemOperations);
      const answer = await client.call(write(step, 'POST', 'line_items', {}, part), z.object({ data: z.array(z.unknown()) }));
      if (!answer.ok) return answer;
    }
    return ok(null);
  }

  async function setStatus(step: PublishStep): Done {
    const object = only(step);
    const { status } = step;
    if (status === null) throw new Error(`Step ${step.id} does not say which status`);
    const remoteId = remoteIdOf(step, object);
    if (object.level === 'ad') {
      const set = await posts.setStatus(
        step.account,
        { postId: remoteId, lineItemId: needed(step, 'adGroup'), objectId: object.objectId },
        status,
      );
      return set.ok ? made(step, 'ad', remoteId) : set;
    }
    const path = object.level === 'campaign' ? `campaigns/${remoteId}` : `line_items/${remoteId}`;
    const answer = await client.one(
      status === 'archived'
        ? write(step, 'DELETE', path, {})
        : write(step, 'PUT', path, { entity_status: status === 'active' ? 'ACTIVE' : 'PAUSED' }),
      z.object({ id: z.string() }),
    );
    return answer.ok ? made(step, object.level, remoteId) : answer;
  }

  return async function apply(step) {
    switch (step.kind) {
      case 'create_campaign':
        return createCampaign(step);
      case 'create_ad_group':
        return createLineItem(step);
      case 'create_targeting':
        return createTargetingOf(step);
      case 'upload_media':
        return uploadMedia(step);
      case 'create_card':
        return createCard(step);
      case 'create_ad':
        return createAd(step);
      case 'update':
        return update(step);
      case 'set_status':
        return setStatus(step);
      case 'create_tree':
      case 'create_creative':
        throw new Error(`Step ${step.id} is of a kind that this network's capabilities do not name`);
    }
  };
}

function nameOf(step: PublishStep, object: PlannedObject): string {
  return object.level === 'ad'
    ? postName(object.fields.name, needed(step, 'adGroup'), object.marker)
    : remoteName(object.fields.name, object.marker);
}

/** Fields of an ad that live in its card: a card of the same content is the same card. */
export type CardFields = Pick<AdFields, 'headlines' | 'finalUrl' | 'image'>;
