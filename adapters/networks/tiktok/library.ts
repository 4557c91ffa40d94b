import { createHash } from 'node:crypto';
import { err, ok, type Result } from '../../../core/kernel/index.ts';
import type {
  AccountRef,
  ImageRenderer,
  MediaAsset,
  MediaNetwork,
  NetworkFailure,
  PublishStep,
  RemoteMedia,
  StepEvidence,
} from '../../../core/ports/index.ts';
import type { TikTokClient } from './client.ts';
import { tiktokCapabilities } from './manifest.ts';
import { Image, ImageMade, Video, VideosMade } from './schemas.ts';
import { askerOf } from './structures.ts';

/**
 * The account's library of pictures and films. File names are unique in it (40911), so a file is called after its content:
 * a second upload of the same bytes is refused, and what is there is looked up. TikTok itself would give the same film a new id
 * each time. @see "Upload an image", "Upload a video" (v1.3; read 2026-11-20)
 */
export interface Library extends MediaNetwork {
  uploadFor(step: PublishStep): Promise<Result<StepEvidence, NetworkFailure>>;
  findFor(step: PublishStep): Promise<Result<readonly StepEvidence[] | null, NetworkFailure>>;
}

const IMAGE_MAX_BYTES = 50 * 1024 * 1024;
const VIDEO_MAX_BYTES = 500 * 1024 * 1024;
const PAGE = 100;
const MOST_REMEMBERED = 5_000;
const NOTICING_TURNS = 3;
const NAME_USED = 'tiktok.file_name_used';

type Found = Promise<Result<RemoteMedia | null, NetworkFailure>>;
interface Content {
  readonly kind: MediaAsset['kind'];
  readonly sha256: string;
}

export function createLibrary(client: TikTokClient, images: ImageRenderer): Library {
  const known = new Map<string, RemoteMedia>();

  const keyOf = (account: AccountRef, content: Content): string => `${account.accountId}|${content.kind}|${content.sha256}`;
  function remember(account: AccountRef, content: Content, media: RemoteMedia): RemoteMedia {
    if (known.size >= MOST_REMEMBERED) known.clear();
    if (media.ready) known.set(keyOf(account, content), media);
    return media;
  }

  async function search(account: AccountRef, content: Content): Found {
    const call = { asker: askerOf(account), values: { advertiser_id: account.remoteId } };
    const ours = (row: { file_name?: string | null | undefined }): boolean => (row.file_name ?? '').startsWith(nameOf(content.sha256));
    if (content.kind === 'image') {
      const rows = await client.all({ ...call, path: '/file/image/ad/search/' }, Image, PAGE);
      if (!rows.ok) return rows;
      const row = rows.value.find(ours);
      return ok(row === undefined ? null : remember(account, content, { remoteId: row.image_id, ready: true }));
    }
    const rows = await client.all({ ...call, path: '/file/video/ad/search/' }, Video, PAGE);
    if (!rows.ok) return rows;
    const row = rows.value.find(ours);
    return ok(row === undefined ? null : remember(account, content, { remoteId: row.video_id, ready: row.displayable === true }));
  }

  async function upload(
    account: AccountRef,
    asset: Pick<MediaAsset, 'kind' | 'mime' | 'bytes' | 'sha256'>,
    objectId: string | null,
  ): Promise<Result<RemoteMedia, NetworkFailure>> {
    const held = known.get(keyOf(account, asset));
    if (held !== undefined) return ok(held);
    const made = await send(account, asset, objectId);
    if (made.ok) return ok(remember(account, asset, made.value));
    if (made.error.kind !== 'refused' || made.error.code !== NAME_USED) return made;
    const found = await search(account, asset);
    if (!found.ok) return found;
    return found.value === null ? made : ok(found.value);
  }

  async function send(
    account: AccountRef,
    asset: Pick<MediaAsset, 'kind' | 'mime' | 'bytes' | 'sha256'>,
    objectId: string | null,
  ): Promise<Result<RemoteMedia, NetworkFailure>> {
    const name = `${nameOf(asset.sha256)}${EXTENSION[asset.mime] ?? ''}`;
    const image = asset.kind === 'image';
    const request = {
      asker: askerOf(account),
      path: image ? '/file/image/ad/upload/' : '/file/video/ad/upload/',
      fields: {
        advertiser_id: account.remoteId,
        upload_type: 'UPLOAD_BY_FILE',
        file_name: name,
        // Of the bytes, so that what arrives is what was sent: 40900 otherwise.
        [image ? 'image_signature' : 'video_signature']: createHash('md5').update(asset.bytes).digest('hex'),
      },
      file: { field: image ? 'image_file' : 'video_file', name, mime: asset.mime, bytes: asset.bytes },
      objectId,
    };
    if (image) {
      const answer = await client.upload(request, ImageMade);
      return answer.ok ? ok({ remoteId: answer.value.value.image_id, ready: true }) : answer;
    }
    const answer = await client.upload(request, VideosMade);
    // Films are prepared after they have arrived; until then an ad with one is refused (40901).
    return answer.ok ? ok({ remoteId: answer.value.value[0]!.video_id, ready: false }) : answer;
  }

  async function drawn(step: PublishStep) {
    const picture = step.objects.find((object) => object.level === 'ad' && object.fields.image !== null);
    const size = tiktokCapabilities.image;
    if (picture?.level !== 'ad' || picture.fields.image === null || size === null) throw new Error(`Step ${step.id} names no picture`);
    const rendered = await images.render(picture.fields.image, size);
    // Drawing may hold this thread for seconds. Connections that the other side gave up meanwhile are to be noticed now: a write
    // on one of them would end as an unknown outcome.
    for (let turn = 0; turn < NOTICING_TURNS; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    return rendered;
  }
  function evidence(step: PublishStep, media: RemoteMedia): StepEvidence {
    return { refs: step.objects.map(({ objectId }) => ({ objectId, part: 'media', remoteId: media.remoteId })), requestId: null };
  }

  return {
    media: { imageMaxBytes: IMAGE_MAX_BYTES, videoMaxBytes: VIDEO_MAX_BYTES, chunkBytes: null },
    upload: (account, asset) => upload(account, asset, null),
    async findMedia(account, sha256) {
      for (const kind of ['image', 'video'] as const) {
        const found = await search(account, { kind, sha256 });
        if (!found.ok || found.value !== null) return found;
      }
      return ok(null);
    },
    async uploadFor(step) {
      const picture = await drawn(step);
      const media = await upload(step.account, { kind: 'image', ...picture }, step.objects[0]?.objectId ?? null);
      return media.ok ? ok(evidence(step, media.value)) : err(media.error);
    },
    async findFor(step) {
      const picture = await drawn(step);
      const found = await search(step.account, { kind: 'image', sha256: picture.sha256 });
      if (!found.ok) return found;
      return ok(found.value === null ? null : [evidence(step, found.value)]);
    },
  };
}

const EXTENSION: Readonly<Record<string, string>> = {
  'image/png': '.png',
  'image/jpeg': '.jpg',
  'video/mp4': '.mp4',
  'video/quicktime': '.mov',
};

/** 128 bits of the content's hash: enough that two files of one account never share a name. */
function nameOf(sha256: string): string {
  return `altavoz-${sha256.slice(0, 32)}`;
}
