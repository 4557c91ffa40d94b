import { canonicalJson, ok, type Json, type Result } from '../../../core/kernel/index.ts';
import type { NetworkFailure, PlannedObject, PublishStep, StepEvidence } from '../../../core/ports/index.ts';
import { z } from 'zod';
import type { TikTokClient } from './client.ts';
import type { Library } from './library.ts';
import { remoteName, splitName } from './map.ts';
import type { Reader } from './read.ts';
import { needed, only, remoteIdOf, ROUTES } from './steps.ts';
import { mayBeSmartPlus, type Structure } from './structure.ts';
import { askerOf, type Structures } from './structures.ts';

type Look = Promise<Result<readonly StepEvidence[] | null, NetworkFailure>>;

const Row = z.looseObject({ create_time: z.string().nullish() });

/** What became of a step: by the marker at the end of the name, under the known parent. One full look, no waiting. */
export function createFind(client: TikTokClient, reader: Reader, structures: Structures, library: Library): (step: PublishStep) => Look {
  async function created(step: PublishStep, structure: Structure, filter: Readonly<Record<string, unknown>>): Look {
    const object = only(step);
    const route = ROUTES[structure][object.level];
    const rows = await client.all(
      {
        asker: askerOf(step.account),
        path: `${route.path}/get/`,
        values: { advertiser_id: step.account.remoteId, filtering: { ...filter, primary_status: 'STATUS_ALL' } },
      },
      Row,
      100,
    );
    if (!rows.ok) return rows;
    const nameField = { campaign: 'campaign_name', ad_group: 'adgroup_name', ad: 'ad_name' }[object.level];
    const found = rows.value
      .flatMap((row) => {
        const id = row[route.id];
        const name = row[nameField];
        const ours = typeof name === 'string' && splitName(name).marker === object.marker;
        return typeof id === 'string' && ours ? [{ id, createdAt: row.create_time ?? '' }] : [];
      })
      // Oldest first; of two made in the same second the smaller id.
      .toSorted(
        (left, right) =>
          left.createdAt.localeCompare(right.createdAt) || left.id.length - right.id.length || left.id.localeCompare(right.id),
      );
    if (found.length === 0) return ok(null);
    if (object.level === 'campaign') structures.remember(found[0]!.id, structure);
    return ok(found.map(({ id }) => ({ refs: [{ objectId: object.objectId, part: object.level, remoteId: id }], requestId: null })));
  }

  /**
   * Which way it was sent hangs on the moment of sending, which may lie on the other side of the change-over: both are looked at.
   * Whether TikTok compares names whole or in part is not stated; the whole name is found either way.
   */
  async function campaign(step: PublishStep): Look {
    const object = only(step);
    if (object.level !== 'campaign') throw new Error(`Step ${step.id} makes a campaign out of a ${object.level}`);
    const filter = { campaign_name: remoteName(object.fields.name, object.marker) };
    const manual = await created(step, 'manual', filter);
    if (!manual.ok || !mayBeSmartPlus(object.fields.objective)) return manual;
    const smart = await created(step, 'smart_plus', filter);
    // Seen in both lists it is one campaign, and a Smart+ one.
    return !smart.ok || smart.value !== null ? smart : manual;
  }

  /** Under its parent, without asking for the name: someone may have renamed it around the marker. */
  async function child(step: PublishStep, filter: Readonly<Record<string, unknown>>): Look {
    const structure = await structures.of(step);
    return structure.ok ? created(step, structure.value, filter) : structure;
  }

  async function changed(step: PublishStep, object: PlannedObject): Look {
    const structure = await structures.of(step);
    if (!structure.ok) return structure;
    const remoteId = remoteIdOf(step, object);
    const now = await reader.one(step.account, structure.value, object.level, remoteId);
    if (!now.ok) return now;
    const done: readonly StepEvidence[] = [{ refs: [{ objectId: object.objectId, part: object.level, remoteId }], requestId: null }];
    if (step.kind === 'set_status') {
      if (step.status === null) throw new Error(`Step ${step.id} does not say which status`);
      return ok(now.value.configured === step.status ? done : null);
    }
    const fields: { readonly [field: string]: unknown } = object.fields;
    for (const field of step.changedFields) {
      // Places read back as TikTok's numbers, a start and a picture not at all: setting them once more is harmless, believing them is not.
      if (!(field in now.value.fields)) return ok(null);
      if (canonicalJson(now.value.fields[field]) !== canonicalJson(plain(fields[field]))) return ok(null);
    }
    return ok(done);
  }

  return async function find(step) {
    switch (step.kind) {
      case 'create_tree':
        throw new Error('TikTok makes one object a call: its capabilities say so');
      case 'create_targeting':
      case 'create_card':
      case 'create_creative':
        throw new Error(`Step ${step.id} is of a kind that this network's capabilities do not name`);
      case 'create_campaign':
        return campaign(step);
      case 'create_ad_group':
        return child(step, { campaign_ids: [needed(step, 'campaign')] });
      case 'upload_media':
        return library.findFor(step);
      case 'create_ad':
        return child(step, { adgroup_ids: [needed(step, 'adGroup')] });
      case 'update':
      case 'set_status':
        return changed(step, only(step));
    }
  };
}

/** Neutral fields as they are compared: money in its wire form. */
function plain(value: unknown): Json {
  return JSON.parse(
    JSON.stringify(value ?? null, (_, member: unknown) => (typeof member === 'bigint' ? member.toString() : member)),
  ) as Json; // JSON.parse gives JSON
}
