import { canonicalJson, ok, sha256Hex, type Json } from '../../../core/kernel/index.ts';
import type { ImageRenderer, MediaNetwork, PublishStep, StepEvidence } from '../../../core/ports/index.ts';
import type { Outcome, XClient } from './client.ts';
import { LIMITS, xCapabilities } from './manifest.ts';
import { cardName, splitName } from './map.ts';
import { createPosts } from './posts.ts';
import type { Places } from './places.ts';
import type { Reader } from './read.ts';
import { Campaign, Card, LineItem } from './schemas.ts';
import { needed, of, only, remoteIdOf } from './steps.ts';
import { createTargeting } from './targeting.ts';

type Look = Outcome<readonly StepEvidence[] | null>;

export interface LookTools {
  readonly client: XClient;
  readonly reader: Reader;
  readonly places: Places;
  readonly media: MediaNetwork;
  readonly images: ImageRenderer;
}

interface Seen {
  readonly remoteId: string;
  readonly createdAt: string;
}

/** What became of a step, by marker. Whole lists are looked through: what X's search by words matches is not stated. One full look, no waiting. */
export function createFind(tools: LookTools): (step: PublishStep) => Look {
  const { client, reader } = tools;
  const posts = createPosts(client);
  const targeting = createTargeting(client, tools.places);

  const auth = (step: PublishStep): { secretName: string; accountId: string } => ({
    secretName: step.account.secretName,
    accountId: step.account.remoteId,
  });

  async function campaign(step: PublishStep): Look {
    const { marker } = of(step, 'campaign');
    const rows = await client.all({ ...auth(step), path: `accounts/${step.account.remoteId}/campaigns` }, Campaign);
    if (!rows.ok) return rows;
    return evidence(step, 'campaign', rows.value.filter((row) => splitName(row.name).marker === marker).map(seen));
  }

  async function lineItem(step: PublishStep): Look {
    const { marker } = of(step, 'ad_group');
    const values = { campaign_ids: needed(step, 'campaign') };
    const rows = await client.all({ ...auth(step), path: `accounts/${step.account.remoteId}/line_items`, values }, LineItem);
    if (!rows.ok) return rows;
    return evidence(step, 'ad_group', rows.value.filter((row) => splitName(row.name ?? '').marker === marker).map(seen));
  }

  async function targetingOf(step: PublishStep): Look {
    const group = of(step, 'ad_group');
    const lineItemId = remoteIdOf(step, group);
    const left = await targeting.changes(step.account, lineItemId, group);
    if (!left.ok) return left;
    return left.value.length === 0 ? evidence(step, 'targeting', [{ remoteId: lineItemId, createdAt: '' }]) : ok(null);
  }

  async function picture(step: PublishStep): Look {
    const { fields } = of(step, 'ad');
    if (fields.image === null) return ok(null);
    const { sha256 } = await tools.images.render(fields.image, xCapabilities.image ?? { width: 800, height: 418 });
    const found = await tools.media.findMedia(step.account, sha256);
    if (!found.ok) return found;
    // Still being prepared: the upload, tried again, waits for it and sends nothing.
    if (found.value === null || !found.value.ready) return ok(null);
    const { remoteId } = found.value;
    return ok([{ refs: step.objects.map((object) => ({ objectId: object.objectId, part: 'media', remoteId })), requestId: null }]);
  }

  async function card(step: PublishStep): Look {
    const { fields, marker } = of(step, 'ad');
    const name = cardName(fields, marker);
    const rows = await client.all({ ...auth(step), path: `accounts/${step.account.remoteId}/cards` }, Card, LIMITS.pageOfCards);
    if (!rows.ok) return rows;
    const named = rows.value.filter((row) => row.name === name && row.deleted !== true);
    return evidence(
      step,
      'card',
      named.map((row) => ({ remoteId: row.card_uri, createdAt: row.created_at ?? '' })),
    );
  }

  async function post(step: PublishStep): Look {
    const { marker } = of(step, 'ad');
    const rows = await posts.marked(step.account, marker);
    if (!rows.ok) return rows;
    return evidence(
      step,
      'ad',
      // Ids of posts grow with time; their dates are written in another style.
      rows.value.map((row) => ({ remoteId: row.id_str, createdAt: row.id_str.padStart(20, '0') })),
    );
  }

  async function status(step: PublishStep): Look {
    const object = only(step);
    const remoteId = remoteIdOf(step, object);
    const now =
      object.level === 'ad'
        ? await posts.statusOf(step.account, { postId: remoteId, lineItemId: needed(step, 'adGroup') })
        : await configuredOf(step, object.level, remoteId);
    if (!now.ok) return now;
    return now.value === step.status ? evidence(step, object.level, [{ remoteId, createdAt: '' }]) : ok(null);
  }

  async function configuredOf(step: PublishStep, level: 'campaign' | 'ad_group', remoteId: string): Outcome<string> {
    const found = await reader.one(step.account, level, remoteId, { lineItemId: null });
    // What X does not show any more is archived for good.
    return found.ok ? ok(found.value?.configured ?? 'archived') : found;
  }

  async function updated(step: PublishStep): Look {
    const object = only(step);
    const remoteId = remoteIdOf(step, object);
    const lineItemId = object.level === 'ad' ? needed(step, 'adGroup') : null;
    const now = await reader.one(step.account, object.level, remoteId, { lineItemId });
    if (!now.ok) return now;
    if (now.value === null) return ok(null);
    const wanted: { readonly [field: string]: unknown } = object.fields;
    const theirs = now.value.fields;
    const differs = step.changedFields.some(
      // A start that has come reads back as "at once": setting it once more is harmless, believing it is not.
      (field) => !(field in theirs) || canonicalJson(theirs[field]) !== canonicalJson(plain(wanted[field])),
    );
    return differs ? ok(null) : evidence(step, object.level, [{ remoteId, createdAt: '' }]);
  }

  return async function find(step) {
    switch (step.kind) {
      case 'create_campaign':
        return campaign(step);
      case 'create_ad_group':
        return lineItem(step);
      case 'create_targeting':
        return targetingOf(step);
      case 'upload_media':
        return picture(step);
      case 'create_card':
        return card(step);
      case 'create_ad':
        return post(step);
      case 'update':
        return updated(step);
      case 'set_status':
        return status(step);
      case 'create_tree':
      case 'create_creative':
        throw new Error(`Step ${step.id} is of a kind that this network's capabilities do not name`);
    }
  };
}

function seen(row: { readonly id: string; readonly created_at?: string | null | undefined }): Seen {
  return { remoteId: row.id, createdAt: row.created_at ?? '' };
}

/** Oldest first; of two made in the same second, always the same one. */
function evidence(
  step: PublishStep,
  part: string,
  rows: readonly Seen[],
): { readonly ok: true; readonly value: readonly StepEvidence[] | null } {
  const { objectId } = only(step);
  const ordered = rows.toSorted(
    (left, right) => left.createdAt.localeCompare(right.createdAt) || sha256Hex(left.remoteId).localeCompare(sha256Hex(right.remoteId)),
  );
  return ok(ordered.length === 0 ? null : ordered.map(({ remoteId }) => ({ refs: [{ objectId, part, remoteId }], requestId: null })));
}

/** Neutral fields as they are compared: money in its wire form. */
function plain(value: unknown): Json {
  return JSON.parse(
    JSON.stringify(value ?? null, (_, member: unknown) => (typeof member === 'bigint' ? member.toString() : member)),
  ) as Json; // JSON.parse gives JSON
}
