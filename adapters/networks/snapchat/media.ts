import { err, ok, type Result } from '../../../core/kernel/index.ts';
import type { AccountRef, Clock, MediaAsset, MediaNetwork, NetworkFailure } from '../../../core/ports/index.ts';
import { NAMES, type Call, type SnapClient } from './client.ts';
import { refusal, rawAnswer } from './failures.ts';
import { LIMITS } from './manifest.ts';
import { mediaName } from './map.ts';
import { Envelope, Item, Media, UploadStart } from './schemas.ts';
import type { z } from 'zod';

/** Pictures and films of an account, known by their content: its hash is the name that they carry on the network. */
export interface MediaLibrary extends MediaNetwork {
  /** As `upload`, and waits until the network has prepared it. */
  ready(account: AccountRef, asset: MediaAsset, objectId: string | null): Promise<Result<string, NetworkFailure>>;
}

const PART_BYTES = 16 * 1024 * 1024;
const UPLOAD_MS = 15 * 60_000;
const LOOK_MS = 1_000;
const MOST_LOOKS = 30;

type Shelf = Map<string, Media>;

export function createMedia(client: SnapClient, clock: Clock): MediaLibrary {
  /** What each account holds, by name: listed once, then kept by what we make. Dropped when we no longer know. */
  const shelves = new Map<string, Promise<Result<Shelf, NetworkFailure>>>();
  const underWay = new Map<string, Promise<Result<Media, NetworkFailure>>>();

  function shelfOf(account: AccountRef, fresh: boolean): Promise<Result<Shelf, NetworkFailure>> {
    const known = shelves.get(account.remoteId);
    if (known !== undefined && !fresh) return known;
    const listed = client
      .all({ path: `/adaccounts/${account.remoteId}/media`, secretName: account.secretName }, NAMES.media, Media)
      .then((rows) => {
        if (!rows.ok) shelves.delete(account.remoteId);
        // Of two with one name the first that can be used wins; one that failed is as good as absent.
        const shelf: Shelf = new Map();
        for (const media of rows.ok ? rows.value : [])
          if (media.media_status !== 'ERROR' && shelf.get(media.name)?.media_status !== 'READY') shelf.set(media.name, media);
        return rows.ok ? ok(shelf) : rows;
      });
    shelves.set(account.remoteId, listed);
    return listed;
  }

  function base(account: AccountRef, objectId: string | null): Pick<Call, 'secretName' | 'objectId'> {
    return { secretName: account.secretName, objectId };
  }

  async function create(account: AccountRef, asset: MediaAsset, objectId: string | null): Promise<Result<Media, NetworkFailure>> {
    const body = {
      media: [{ name: mediaName(asset.sha256), type: asset.kind === 'image' ? 'IMAGE' : 'VIDEO', ad_account_id: account.remoteId }],
    };
    const made = await client.item(
      {
        ...base(account, objectId),
        method: 'POST',
        path: `/adaccounts/${account.remoteId}/media`,
        body,
        ...(objectId === null ? { patience: 'wait' as const } : {}),
      },
      NAMES.media,
      Media,
    );
    if (made.ok) return ok(made.value.value);
    shelves.delete(account.remoteId);
    return made;
  }

  async function send(
    account: AccountRef,
    media: Media,
    asset: MediaAsset,
    objectId: string | null,
  ): Promise<Result<Media | null, NetworkFailure>> {
    const fileName = `${asset.name}.${asset.mime.split('/')[1] ?? 'bin'}`;
    const call = { ...base(account, objectId), method: 'POST', patience: 'wait', timeoutMs: UPLOAD_MS } as const;
    if (asset.bytes.length <= LIMITS.singleUploadBytes) {
      const file = { name: 'file', value: { bytes: asset.bytes, fileName, mime: asset.mime } };
      const sent = await client.call({ ...call, path: `/media/${media.id}/upload`, form: [file] }, Envelope);
      return sent.ok ? ok(told(sent.value.value)) : sent;
    }
    const parts = Math.ceil(asset.bytes.length / PART_BYTES);
    const started = await client.call(
      {
        ...call,
        path: `/media/${media.id}/multipart-upload-v2`,
        query: { action: 'INIT' },
        form: [
          { name: 'file_name', value: fileName },
          { name: 'file_size', value: String(asset.bytes.length) },
          { name: 'number_of_parts', value: String(parts) },
        ],
      },
      UploadStart,
    );
    if (!started.ok) return started;
    const { upload_id: uploadId, add_path: addPath, finalize_path: finalizePath } = started.value.value;
    for (let part = 1; part <= parts; part += 1) {
      const bytes = asset.bytes.subarray((part - 1) * PART_BYTES, part * PART_BYTES);
      const form = [
        { name: 'upload_id', value: uploadId },
        { name: 'part_number', value: String(part) },
        { name: 'file', value: { bytes, fileName, mime: asset.mime } },
      ];
      const added = await client.call({ ...call, path: ownPath(addPath), form }, Envelope);
      if (!added.ok) return added;
    }
    const done = await client.call({ ...call, path: ownPath(finalizePath), form: [{ name: 'upload_id', value: uploadId }] }, Envelope);
    return done.ok ? ok(told(done.value.value)) : done;
  }

  async function bring(account: AccountRef, asset: MediaAsset, objectId: string | null): Promise<Result<Media, NetworkFailure>> {
    const most = asset.kind === 'image' ? LIMITS.imageBytes : LIMITS.videoBytes;
    if (asset.bytes.length > most) return refusal('snapchat.media_too_large', objectId, 'image', `${asset.bytes.length} bytes`);
    const shelf = await shelfOf(account, false);
    if (!shelf.ok) return shelf;
    const name = mediaName(asset.sha256);
    let media = shelf.value.get(name);
    if (media === undefined) {
      const made = await create(account, asset, objectId);
      if (!made.ok) return made;
      media = made.value;
      shelf.value.set(name, media);
    }
    if (media.media_status === undefined || media.media_status === 'PENDING_UPLOAD') {
      const sent = await send(account, media, asset, objectId);
      if (!sent.ok) {
        shelves.delete(account.remoteId);
        return sent;
      }
      if (sent.value !== null) {
        media = sent.value;
        shelf.value.set(name, media);
      }
    }
    if (media.media_status !== 'READY') {
      const now = await look(account, media.id, objectId);
      if (!now.ok) return now;
      media = now.value;
      if (media.media_status === 'ERROR') {
        shelf.value.delete(name);
        return refusal('snapchat.picture_failed', objectId, 'image', 'The network could not prepare the file');
      }
      shelf.value.set(name, media);
    }
    return ok(media);
  }

  async function look(account: AccountRef, id: string, objectId: string | null): Promise<Result<Media, NetworkFailure>> {
    const answer = await client.item({ ...base(account, objectId), method: 'GET', path: `/media/${id}` }, NAMES.media, Media);
    return answer.ok ? ok(answer.value.value) : answer;
  }

  /** One bringing of the same content at a time. */
  function once(account: AccountRef, asset: MediaAsset, objectId: string | null): Promise<Result<Media, NetworkFailure>> {
    const key = `${account.remoteId}/${asset.sha256}`;
    let pending = underWay.get(key);
    if (pending === undefined) {
      pending = bring(account, asset, objectId).finally(() => underWay.delete(key));
      underWay.set(key, pending);
    }
    return pending;
  }

  return {
    media: { imageMaxBytes: LIMITS.imageBytes, videoMaxBytes: LIMITS.videoBytes, chunkBytes: PART_BYTES },
    async upload(account, asset) {
      const brought = await once(account, asset, null);
      return brought.ok ? ok({ remoteId: brought.value.id, ready: brought.value.media_status === 'READY' }) : brought;
    },
    async findMedia(account, sha256) {
      const shelf = await shelfOf(account, true);
      if (!shelf.ok) return shelf;
      const media = shelf.value.get(mediaName(sha256));
      // Made, but without content yet: as good as absent, and `upload` fills it.
      if (media === undefined || media.media_status === 'PENDING_UPLOAD') return ok(null);
      return ok({ remoteId: media.id, ready: media.media_status === 'READY' });
    },
    async ready(account, asset, objectId) {
      for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
        const brought = await once(account, asset, objectId);
        if (!brought.ok) return brought;
        if (brought.value.media_status === 'READY') return ok(brought.value.id);
        await clock.sleep(LOOK_MS);
      }
      // The file is there and is still being prepared: asking again later is harmless.
      return err({ kind: 'unavailable', raw: rawAnswer(null, null, 'The network is still preparing the picture', null) });
    },
  };
}

/** Some answers to an upload hold the object, which saves a look. */
function told(answer: z.infer<typeof Envelope>): Media | null {
  const list = answer['media'];
  const item = Array.isArray(list) ? Item.safeParse(list[0]) : null;
  const media = item?.success === true ? Media.safeParse(item.data['media']) : null;
  return media?.success === true ? media.data : null;
}

/** The network gives a path from its root or a whole address; the client takes whole addresses only from its own host. */
function ownPath(given: string): string {
  return given.replace(/^\/v1(?=\/)/, '');
}
