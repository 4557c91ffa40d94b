import { ok, type Result } from '../../../core/kernel/index.ts';
import type { ImageRenderer, MediaAsset, NetworkFailure, PublishStep } from '../../../core/ports/index.ts';
import type { AdFields } from '../../../core/contract/plan-model.ts';
import type { z } from 'zod';
import { NAMES, type Answer, type Call, type Names } from './client.ts';
import { refusal } from './failures.ts';
import { snapchatCapabilities } from './manifest.ts';
import { adPayload, campaignPayload, creativePayload, remoteName, squadPayload, targetingPayload, toSnapStatus } from './map.ts';
import { changeCampaign } from './run.ts';
import { changeFields, replaceObject } from './replace.ts';
import { Ad, AdSquad, Campaign, Creative } from './schemas.ts';
import { needed, only, onlyOf, remoteIdOf, TEXT_FIELDS, type Of, type Outcome, type StepTools } from './step-parts.ts';

/** The picture of an ad, drawn now: the same recipe gives the same bytes, and so the same name on the network. */
export async function pictureOf(images: ImageRenderer, fields: AdFields): Promise<MediaAsset | null> {
  const { image } = fields;
  const size = snapchatCapabilities().image;
  if (image === null || size === null) return null;
  const drawn = await images.render(image, size);
  const { bytes, mime, sha256, width, height } = drawn;
  return { kind: 'image', mime, bytes, sha256, width, height, durationMs: null, name: sha256.slice(0, 16) };
}

/** One step. Content that is addressed by its hash, and settings that may be set twice, are the only ones of several calls. */
export function createApply(tools: StepTools): (step: PublishStep) => Outcome {
  const { client, clock } = tools;

  function base(step: PublishStep): Pick<Call, 'secretName' | 'objectId'> {
    return { secretName: step.account.secretName, objectId: only(step).objectId };
  }

  async function create<T extends { readonly id: string }>(
    step: PublishStep,
    parent: string,
    names: Names,
    schema: z.ZodType<T>,
    part: string,
    payload: Record<string, unknown>,
  ): Outcome {
    const answer = await client.item(
      { ...base(step), method: 'POST', path: `${parent}/${names.plural}`, body: { [names.plural]: [payload] } },
      names,
      schema,
    );
    return answer.ok ? evidence(step, part, answer.value) : answer;
  }

  function evidence(step: PublishStep, part: string, answer: Answer<{ readonly id: string }>) {
    return ok({ refs: [{ objectId: only(step).objectId, part, remoteId: answer.value.id }], requestId: answer.requestId });
  }

  async function createCampaign(step: PublishStep): Outcome {
    const object = onlyOf(step, 'campaign');
    const fit = await tools.facts.accountFits(step.account, object.objectId);
    if (!fit.ok) return fit;
    const payload = campaignPayload(object.fields, object.marker, step.account, clock.nowMs());
    return create(step, `/adaccounts/${step.account.remoteId}`, NAMES.campaign, Campaign, 'campaign', payload);
  }

  async function targetingOf(step: PublishStep, object: Of<'ad_group'>): Promise<Result<Record<string, unknown>, NetworkFailure>> {
    const geos = await tools.places.geos(step.account, object.fields.places, object.objectId);
    return geos.ok ? ok(targetingPayload(geos.value, object.fields.languages)) : geos;
  }

  async function createSquad(step: PublishStep): Outcome {
    const object = onlyOf(step, 'ad_group');
    const campaignId = needed(step, 'campaign');
    const campaign = await tools.facts.campaign(step.account, campaignId, object.objectId);
    if (!campaign.ok) return campaign;
    const targeting = await targetingOf(step, object);
    if (!targeting.ok) return targeting;
    const payload = squadPayload(object.fields, object.marker, campaign.value, targeting.value, step.account, clock.nowMs());
    return create(step, `/campaigns/${campaignId}`, NAMES.ad_group, AdSquad, 'ad_group', payload);
  }

  async function uploadMedia(step: PublishStep): Outcome {
    const object = onlyOf(step, 'ad');
    const asset = await pictureOf(tools.images, object.fields);
    if (asset === null) return refusal('snapchat.picture_missing', object.objectId, 'image', 'The ad has no picture');
    const brought = await tools.media.ready(step.account, asset, object.objectId);
    if (!brought.ok) return brought;
    return ok({ refs: step.objects.map(({ objectId }) => ({ objectId, part: 'media', remoteId: brought.value })), requestId: null });
  }

  /** Deleting is the documented way out; no status for it is. "Campaigns", delete (v1; read 2026-11-20) */
  async function setStatus(step: PublishStep): Outcome {
    const object = only(step);
    if (step.status === null) throw new Error(`Step ${step.id} does not say which status`);
    const names = NAMES[object.level];
    const remoteId = remoteIdOf(step, object);
    const path = `/${names.plural}/${remoteId}`;
    if (object.level === 'campaign') tools.facts.forget(remoteId);
    if (step.status !== 'archived') {
      const set = await changeFields(client, step.account, names, remoteId, { status: toSnapStatus(step.status) }, object.objectId);
      return set.ok ? ok({ refs: [{ objectId: object.objectId, part: object.level, remoteId }], requestId: set.value }) : set;
    }
    const gone = await client.text({ ...base(step), method: 'DELETE', path });
    // What is gone already is what was asked for.
    if (!gone.ok && !(gone.error.kind === 'refused' && gone.error.code === 'snapchat.not_found')) return gone;
    return ok({ refs: [{ objectId: object.objectId, part: object.level, remoteId }], requestId: null });
  }

  async function update(step: PublishStep): Outcome {
    const object = only(step);
    const changed = new Set(step.changedFields);
    const remoteId = remoteIdOf(step, object);
    const done = (requestId: string | null) => ok({ refs: [{ objectId: object.objectId, part: object.level, remoteId }], requestId });
    const small: Record<string, unknown> = {
      ...(changed.has('name') ? { name: remoteName(object.fields.name, object.marker) } : {}),
      ...(changed.has('status') && object.fields.status !== 'archived' ? { status: toSnapStatus(object.fields.status) } : {}),
    };
    if (object.level === 'campaign') {
      tools.facts.forget(remoteId);
      const moved = await changeCampaign(tools, step, object, small);
      return moved.ok ? done(moved.value) : moved;
    }
    const large: Record<string, unknown> = {};
    if (object.level === 'ad_group' && ['places', 'radiusKm', 'languages'].some((field) => changed.has(field))) {
      const targeting = await targetingOf(step, object);
      if (!targeting.ok) return targeting;
      large['targeting'] = targeting.value;
    }
    if (object.level === 'ad' && TEXT_FIELDS.some((field) => changed.has(field))) large['creative_id'] = needed(step, 'creative');
    const names = NAMES[object.level];
    // What PATCH does not take goes as a replacement of the whole object.
    if (Object.keys(large).length > 0) {
      const put = await replaceObject(client, step.account, names, remoteId, () => ({ ...small, ...large }), object.objectId);
      return put.ok ? done(put.value) : put;
    }
    if (Object.keys(small).length === 0)
      return refusal(
        'snapchat.nothing_to_change',
        object.objectId,
        step.changedFields[0] ?? null,
        `Snapchat has no ${step.changedFields.join(', ')} on this level`,
      );
    const set = await changeFields(client, step.account, names, remoteId, small, object.objectId);
    return set.ok ? done(set.value) : set;
  }

  return async function apply(step) {
    switch (step.kind) {
      case 'create_tree':
      case 'create_targeting':
      case 'create_card':
        throw new Error(`Step ${step.id} is of a kind that this network's capabilities do not name`);
      case 'create_campaign':
        return createCampaign(step);
      case 'create_ad_group':
        return createSquad(step);
      case 'upload_media':
        return uploadMedia(step);
      case 'create_creative': {
        const ad = onlyOf(step, 'ad');
        const payload = creativePayload(ad.fields, ad.marker, needed(step, 'media'), step.account);
        return create(step, `/adaccounts/${step.account.remoteId}`, NAMES.creative, Creative, 'creative', payload);
      }
      case 'create_ad': {
        const ad = onlyOf(step, 'ad');
        const squadId = needed(step, 'adGroup');
        return create(step, `/adsquads/${squadId}`, NAMES.ad, Ad, 'ad', adPayload(ad.fields, ad.marker, squadId, needed(step, 'creative')));
      }
      case 'update':
        return update(step);
      case 'set_status':
        return setStatus(step);
    }
  };
}
