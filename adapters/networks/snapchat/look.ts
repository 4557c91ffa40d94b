import { canonicalJson, ok, type Json, type Result } from '../../../core/kernel/index.ts';
import type { Clock, ImageRenderer, NetworkFailure, PlannedObject, PublishStep, StepEvidence } from '../../../core/ports/index.ts';
import { z } from 'zod';
import { NAMES, type Names, type SnapClient } from './client.ts';
import { creativeName, fromSnapStatus, runTimes, splitName, toMicro } from './map.ts';
import type { MediaLibrary } from './media.ts';
import type { Reader } from './read.ts';
import { squadAgrees } from './run.ts';
import { AdSquad, Whole } from './schemas.ts';
import { needed, only, onlyOf, remoteIdOf, TEXT_FIELDS } from './step-parts.ts';
import { pictureOf } from './steps.ts';

type Look = Promise<Result<readonly StepEvidence[] | null, NetworkFailure>>;

const Configured = z.object({ id: z.string(), status: z.string() });
const TARGETING_FIELDS: readonly string[] = ['places', 'radiusKm', 'languages'];

export interface LookTools {
  readonly client: SnapClient;
  readonly reader: Reader;
  readonly media: MediaLibrary;
  readonly images: ImageRenderer;
  readonly clock: Clock;
}

/** What became of a step: by marker under the known parent. Lists come in the order of creation, so the oldest is first. One full look, no waiting. */
export function createFind(tools: LookTools): (step: PublishStep) => Look {
  const { client, reader } = tools;

  async function named(step: PublishStep, parent: string, names: Names, part: string, keep: (name: string) => boolean): Look {
    const { objectId } = only(step);
    const rows = await client.all({ path: `${parent}/${names.plural}`, secretName: step.account.secretName, objectId }, names, Whole);
    if (!rows.ok) return rows;
    const found = rows.value.filter((row) => keep(row.name));
    return ok(found.length === 0 ? null : found.map((row) => ({ refs: [{ objectId, part, remoteId: row.id }], requestId: null })));
  }

  async function uploaded(step: PublishStep): Look {
    const asset = await pictureOf(tools.images, onlyOf(step, 'ad').fields);
    if (asset === null) return ok(null);
    const media = await tools.media.findMedia(step.account, asset.sha256);
    if (!media.ok) return media;
    const { value } = media;
    if (value === null || !value.ready) return ok(null);
    return ok([{ refs: step.objects.map(({ objectId }) => ({ objectId, part: 'media', remoteId: value.remoteId })), requestId: null }]);
  }

  async function statusSet(step: PublishStep, object: PlannedObject, done: readonly StepEvidence[]): Look {
    const names = NAMES[object.level];
    const path = `/${names.plural}/${remoteIdOf(step, object)}`;
    const answer = await client.item(
      { method: 'GET', path, secretName: step.account.secretName, objectId: object.objectId },
      names,
      Configured,
    );
    if (answer.ok) return ok(fromSnapStatus(answer.value.value.status) === step.status ? done : null);
    const gone = answer.error.kind === 'refused' && answer.error.code === 'snapchat.not_found';
    return gone && step.status === 'archived' ? ok(done) : answer;
  }

  async function updated(step: PublishStep, object: PlannedObject, done: readonly StepEvidence[]): Look {
    const remoteId = remoteIdOf(step, object);
    const now = await reader.one(step.account, object.level, remoteId);
    if (!now.ok) return now;
    // Targeting reads back in Snapchat's words, which do not turn into our places: setting it once more is harmless, believing it is not.
    if (object.level === 'ad_group' && step.changedFields.some((field) => TARGETING_FIELDS.includes(field))) return ok(null);
    const textMoved = object.level === 'ad' && TEXT_FIELDS.some((field) => step.changedFields.includes(field));
    if (textMoved && now.value.extraRefs['creative'] !== step.refs['creative']) return ok(null);
    const fields: { readonly [field: string]: unknown } = object.fields;
    for (const field of step.changedFields) {
      const differs =
        field === 'status'
          ? now.value.configured !== object.fields.status
          : field in now.value.fields && canonicalJson(now.value.fields[field]) !== canonicalJson(plain(fields[field]));
      if (differs) return ok(null);
    }
    if (object.level !== 'campaign') return ok(done);
    const squads = await client.all(
      { path: `/campaigns/${remoteId}/adsquads`, secretName: step.account.secretName },
      NAMES.ad_group,
      AdSquad,
    );
    if (!squads.ok) return squads;
    const nowMs = tools.clock.nowMs();
    const times = runTimes(object.fields, step.account.timeZone, nowMs);
    const wanted = {
      ...(step.changedFields.includes('dailyBudget') ? { daily_budget_micro: toMicro(object.fields.dailyBudget.amountMicros) } : {}),
      ...(step.changedFields.includes('startDay') ? { start_time: times.start_time } : {}),
      ...(step.changedFields.includes('endDay') ? { end_time: times.end_time } : {}),
    };
    return ok(squads.value.every((squad) => squadAgrees(squad, wanted, nowMs)) ? done : null);
  }

  return async function find(step) {
    const object = only(step);
    const account = `/adaccounts/${step.account.remoteId}`;
    const marked = (name: string): boolean => splitName(name).marker === object.marker;
    const done = (): readonly StepEvidence[] => [
      { refs: [{ objectId: object.objectId, part: object.level, remoteId: remoteIdOf(step, object) }], requestId: null },
    ];
    switch (step.kind) {
      case 'create_tree':
      case 'create_targeting':
      case 'create_card':
        throw new Error(`Step ${step.id} is of a kind that this network's capabilities do not name`);
      case 'create_campaign':
        return named(step, account, NAMES.campaign, 'campaign', marked);
      case 'create_ad_group':
        return named(step, `/campaigns/${needed(step, 'campaign')}`, NAMES.ad_group, 'ad_group', marked);
      case 'upload_media':
        return uploaded(step);
      case 'create_creative': {
        const ad = onlyOf(step, 'ad');
        const wanted = creativeName(ad.fields, ad.marker);
        return named(step, account, NAMES.creative, 'creative', (name) => name === wanted);
      }
      case 'create_ad':
        return named(step, `/adsquads/${needed(step, 'adGroup')}`, NAMES.ad, 'ad', marked);
      case 'update':
        return updated(step, object, done());
      case 'set_status':
        return statusSet(step, object, done());
    }
  };
}

/** Neutral fields as they are compared: money in its wire form. */
function plain(value: unknown): Json {
  return JSON.parse(
    JSON.stringify(value ?? null, (_, member: unknown) => (typeof member === 'bigint' ? member.toString() : member)),
  ) as Json; // JSON.parse gives JSON
}
