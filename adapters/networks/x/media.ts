import { err, ok } from '../../../core/kernel/index.ts';
import type { AccountRef, Clock, MediaAsset, MediaNetwork, RemoteMedia } from '../../../core/ports/index.ts';
import type { Outcome, XClient } from './client.ts';
import { rawAnswer, refusedBecause } from './failures.ts';
import { LIMITS } from './manifest.ts';
import type { Identity } from './identity.ts';
import { LibraryMedia, Upload } from './schemas.ts';
import { z } from 'zod';

/** Bytes in one request of an upload. "Chunked media upload" (no version stated; read 2026-11-20) */
export const CHUNK_BYTES = 1_000_000;
const MOST_CHECKS = 30;
const VIDEO_BYTES = 512 * 1024 * 1024;

/** The name that content has in an account's library. */
export function mediaName(sha256: string): string {
  return `altavoz-${sha256}`;
}

/**
 * Pictures and videos: INIT, APPEND in chunks, FINALIZE, STATUS until X has prepared them, and a place in the account's
 * library under a name that is their hash. What was sent and never reached the library is gone in a day, and costs nothing.
 * @see X API, "Media upload" and X Ads API, "Media library" (version 12; read 2026-11-20)
 */
export function createMedia(client: XClient, identity: Identity, clock: Clock): MediaNetwork {
  const underWay = new Map<string, Outcome<RemoteMedia>>();

  async function findMedia(account: AccountRef, sha256: string): Outcome<RemoteMedia | null> {
    const name = mediaName(sha256);
    const rows = await client.all(
      {
        path: `accounts/${account.remoteId}/media_library`,
        values: { q: name },
        secretName: account.secretName,
        accountId: account.remoteId,
      },
      LibraryMedia,
      LIMITS.pageOfMedia,
    );
    if (!rows.ok) return rows;
    const hit = rows.value.find((row) => row.name === name && row.deleted !== true);
    return ok(hit === undefined ? null : { remoteId: hit.media_key, ready: isReady(hit.media_status) });
  }

  async function send(account: AccountRef, asset: MediaAsset): Outcome<string> {
    const owner = await identity.userFor(account, '');
    if (!owner.ok) return owner;
    const signer = await client.user(account.secretName);
    const begun = await client.upload(
      account,
      {
        command: 'INIT',
        media_type: asset.mime,
        total_bytes: String(asset.bytes.length),
        media_category: asset.kind === 'image' ? 'tweet_image' : 'tweet_video',
        // Only where somebody else will post it. "Media upload", additional_owners (version 2; read 2026-11-30)
        ...(signer?.userId === owner.value || signer?.userId === null ? {} : { additional_owners: owner.value }),
      },
      Upload,
    );
    if (!begun.ok) return begun;
    const { id } = begun.value.data;
    for (let index = 0; index * CHUNK_BYTES < asset.bytes.length; index += 1) {
      const part = asset.bytes.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES);
      const values = { command: 'APPEND', media_id: id, segment_index: String(index), media: Buffer.from(part) };
      const appended = await client.upload(account, values, z.unknown());
      if (!appended.ok) return appended;
    }
    const finished = await client.upload(account, { command: 'FINALIZE', media_id: id }, Upload);
    if (!finished.ok) return finished;
    let { processing_info: processing, media_key: key } = finished.value.data;
    for (let check = 0; processing !== undefined && processing !== null && processing.state !== 'succeeded'; check += 1) {
      if (processing.state === 'failed') return err(refusedBecause('media_failed', null, 'image', 'X could not prepare the picture'));
      if (check === MOST_CHECKS) return err(notReady());
      await clock.sleep((processing.check_after_secs ?? 1) * 1000);
      const looked = await client.uploadStatus(account, id, Upload);
      if (!looked.ok) return looked;
      processing = looked.value.data.processing_info;
      key = looked.value.data.media_key ?? key;
    }
    // 3_ for pictures, 7_ for videos: where the answer does not say the key it is made of the id.
    return ok(key ?? `${asset.kind === 'image' ? 3 : 7}_${id}`);
  }

  async function upload(account: AccountRef, asset: MediaAsset): Outcome<RemoteMedia> {
    const there = await findMedia(account, asset.sha256);
    if (!there.ok) return there;
    if (there.value !== null) return settle(account, there.value);
    if (asset.kind === 'image' && asset.bytes.length > LIMITS.cardImageBytes)
      return err(refusedBecause('image_too_large', null, 'image', `${asset.bytes.length} bytes; X takes ${LIMITS.cardImageBytes}`));
    const key = await send(account, asset);
    // Nobody ever sees what was sent and not laid down: sending it again is no second picture.
    if (!key.ok) return key.error.kind === 'outcome_unknown' ? err({ kind: 'unavailable', raw: key.error.raw }) : key;
    const added = await client.one(
      {
        method: 'POST',
        path: `accounts/${account.remoteId}/media_library`,
        values: { media_key: key.value, name: mediaName(asset.sha256) },
        secretName: account.secretName,
        accountId: account.remoteId,
      },
      LibraryMedia,
    );
    if (!added.ok) return added;
    return settle(account, { remoteId: added.value.media_key, ready: isReady(added.value.media_status) });
  }

  /** A card refuses what is still being prepared. */
  async function settle(account: AccountRef, media: RemoteMedia): Outcome<RemoteMedia> {
    for (let check = 0, now = media; ; check += 1) {
      if (now.ready) return ok(now);
      if (check === MOST_CHECKS) return err(notReady());
      await clock.sleep(1_000);
      const looked = await client.one(
        {
          method: 'GET',
          path: `accounts/${account.remoteId}/media_library/${media.remoteId}`,
          secretName: account.secretName,
          accountId: account.remoteId,
        },
        LibraryMedia,
      );
      if (!looked.ok) return looked;
      if (looked.value.media_status === 'TRANSCODE_FAILED')
        return err(refusedBecause('media_failed', null, 'image', 'X could not prepare the picture'));
      now = { remoteId: media.remoteId, ready: isReady(looked.value.media_status) };
    }
  }

  return {
    media: { imageMaxBytes: LIMITS.cardImageBytes, videoMaxBytes: VIDEO_BYTES, chunkBytes: CHUNK_BYTES },
    findMedia,
    async upload(account, asset) {
      const key = `${account.remoteId}/${asset.sha256}`;
      let sending = underWay.get(key);
      if (sending === undefined) {
        sending = upload(account, asset).finally(() => underWay.delete(key));
        underWay.set(key, sending);
      }
      return sending;
    },
  };
}

function isReady(status: string | null | undefined): boolean {
  return status === 'TRANSCODE_COMPLETED';
}

function notReady(): { readonly kind: 'unavailable'; readonly raw: ReturnType<typeof rawAnswer> } {
  return { kind: 'unavailable', raw: rawAnswer(null, null, 'X is still preparing the picture', null) };
}
