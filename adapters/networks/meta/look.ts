import { canonicalJson, ok, type Json, type Result } from '../../../core/kernel/index.ts';
import type { NetworkFailure, PlannedObject, PublishStep, StepEvidence } from '../../../core/ports/index.ts';
import type { MetaClient } from './client.ts';
import { creativeName, EVERY_STATUS, splitName, toMetaStatus } from './map.ts';
import type { Pictures } from './pictures.ts';
import type { Reader } from './read.ts';
import { Found } from './schemas.ts';
import { accountPath, needed, only, remoteIdOf, TEXT_FIELDS } from './steps.ts';
import { z } from 'zod';

type Look = Promise<Result<readonly StepEvidence[] | null, NetworkFailure>>;

const Configured = z.object({ id: z.string(), status: z.string().optional() });

/** What became of a step: by marker in the name under the known parent, and by label where the name gave nothing. One full look, no waiting. */
export function createFind(client: MetaClient, reader: Reader, pictures: Pictures): (step: PublishStep) => Look {
  async function byName(
    step: PublishStep,
    path: string,
    needle: string,
    keep: (name: string) => boolean,
    withStatus: boolean,
  ): Promise<Result<readonly z.infer<typeof Found>[], NetworkFailure>> {
    const rows = await client.all(
      {
        path,
        // A creative has no time of creation to ask for; asking would fail the whole call.
        params: {
          fields: withStatus ? 'id,name,created_time' : 'id,name',
          filtering: [{ field: 'name', operator: 'CONTAIN', value: needle }],
          limit: 100,
          ...(withStatus ? { effective_status: EVERY_STATUS } : {}),
        },
        secretName: step.account.secretName,
        accountId: step.account.remoteId,
      },
      Found,
    );
    return rows.ok ? ok(rows.value.filter((row) => keep(row.name))) : rows;
  }

  /** Renamed by someone since: the label still says whose it is. */
  async function byLabel(
    step: PublishStep,
    edge: string,
    marker: string,
  ): Promise<Result<readonly z.infer<typeof Found>[], NetworkFailure>> {
    const call = { secretName: step.account.secretName, accountId: step.account.remoteId };
    const label = `altavoz-${marker}`;
    const labels = await client.all(
      {
        ...call,
        path: `${accountPath(step.account.remoteId)}/adlabels`,
        params: { fields: 'id,name', filtering: [{ field: 'name', operator: 'EQUAL', value: label }], limit: 100 },
      },
      Found,
    );
    if (!labels.ok) return labels;
    const ids = labels.value.filter((row) => row.name === label).map((row) => row.id);
    if (ids.length === 0) return ok([]);
    return client.all(
      {
        ...call,
        path: `${accountPath(step.account.remoteId)}/${edge}`,
        params: { ad_label_ids: ids, operator: 'ANY', fields: 'id,name,created_time', limit: 100 },
      },
      Found,
    );
  }

  async function created(step: PublishStep, path: string, labelEdge: string, part: string): Look {
    const { objectId, marker } = only(step);
    const named = await byName(step, path, `[${marker}]`, (name) => splitName(name).marker === marker, true);
    if (!named.ok) return named;
    const labelled = named.value.length > 0 ? ok([]) : await byLabel(step, labelEdge, marker);
    if (!labelled.ok) return labelled;
    return evidence([...named.value, ...labelled.value], objectId, part);
  }

  async function creative(step: PublishStep): Look {
    const object = only(step);
    if (object.level !== 'ad') throw new Error(`Step ${step.id} makes a creative out of a ${object.level}`);
    const wanted = creativeName(object.fields, object.marker);
    const rows = await byName(
      step,
      `${accountPath(step.account.remoteId)}/adcreatives`,
      `[${object.marker}]`,
      (name) => name === wanted,
      false,
    );
    return rows.ok ? evidence(rows.value, object.objectId, 'creative') : rows;
  }

  async function changed(step: PublishStep, object: PlannedObject): Look {
    const remoteId = remoteIdOf(step, object);
    const done: readonly StepEvidence[] = [{ refs: [{ objectId: object.objectId, part: object.level, remoteId }], requestId: null }];
    if (step.kind === 'set_status') {
      const answer = await client.call(
        {
          method: 'GET',
          path: remoteId,
          params: { fields: 'id,status' },
          secretName: step.account.secretName,
          accountId: step.account.remoteId,
          objectId: object.objectId,
        },
        Configured,
      );
      if (!answer.ok) return answer;
      if (step.status === null) throw new Error(`Step ${step.id} does not say which status`);
      return ok(answer.value.value.status === toMetaStatus(step.status) ? done : null);
    }
    const now = await reader.one(step.account, object.level, remoteId);
    if (!now.ok) return now;
    const fields: { readonly [field: string]: unknown } = object.fields;
    const creativeMoved = object.level === 'ad' && TEXT_FIELDS.some((field) => step.changedFields.includes(field));
    if (creativeMoved && now.value.extraRefs['creative'] !== step.refs['creative']) return ok(null);
    for (const field of step.changedFields) {
      if (
        field === 'status'
          ? now.value.configured !== object.fields.status
          : field in now.value.fields && canonicalJson(now.value.fields[field]) !== canonicalJson(plain(fields[field]))
      )
        return ok(null);
    }
    // Targeting reads back as Meta's keys, which do not turn into our places: setting it once more is harmless, believing it is not.
    return ok(step.changedFields.some((field) => TARGETING_FIELDS.includes(field)) ? null : done);
  }

  return async function find(step) {
    const object = only(step);
    const account = accountPath(step.account.remoteId);
    switch (step.kind) {
      case 'upload_media':
        return pictures.find(step);
      case 'create_targeting':
      case 'create_card':
        throw new Error(`Step ${step.id} is of a kind that this network's capabilities do not name`);
      case 'create_tree':
        throw new Error('Meta makes one object a call: its capabilities say so');
      case 'create_campaign':
        return created(step, `${account}/campaigns`, 'campaignsbylabels', 'campaign');
      case 'create_ad_group':
        return created(step, `${needed(step, 'campaign')}/adsets`, 'adsetsbylabels', 'ad_group');
      case 'create_creative':
        return creative(step);
      case 'create_ad':
        return created(step, `${needed(step, 'adGroup')}/ads`, 'adsbylabels', 'ad');
      case 'update':
      case 'set_status':
        return changed(step, object);
    }
  };
}

const TARGETING_FIELDS: readonly string[] = ['places', 'radiusKm', 'languages'];

/** Oldest first; of two made in the same second the smaller id. */
function evidence(
  rows: readonly z.infer<typeof Found>[],
  objectId: string,
  part: string,
): { readonly ok: true; readonly value: readonly StepEvidence[] | null } {
  const ordered = rows.toSorted(
    (left, right) =>
      (left.created_time ?? '').localeCompare(right.created_time ?? '') ||
      left.id.length - right.id.length ||
      left.id.localeCompare(right.id),
  );
  return ok(ordered.length === 0 ? null : ordered.map((row) => ({ refs: [{ objectId, part, remoteId: row.id }], requestId: null })));
}

/** Neutral fields as they are compared: money in its wire form. */
function plain(value: unknown): Json {
  return JSON.parse(
    JSON.stringify(value ?? null, (_, member: unknown) => (typeof member === 'bigint' ? member.toString() : member)),
  ) as Json; // JSON.parse gives JSON
}
