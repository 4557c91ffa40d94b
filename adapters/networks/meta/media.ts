import { z } from 'zod';
import { err, ok, type Result } from '../../../core/kernel/index.ts';
import type { AccountRef, MediaAsset, MediaNetwork, NetworkFailure, RemoteMedia } from '../../../core/ports/index.ts';
import type { MetaClient } from './client.ts';
import { parsedOrNull, rawAnswer } from './failures.ts';
import type { Pictures } from './pictures.ts';
import { Changed } from './schemas.ts';
import { accountPath } from './steps.ts';

/** "Ad image" and "Ad video" (v26.0); the sizes are third-party figures (read 2026-11-20). */
const IMAGE_MAX_BYTES = 30_000_000;
const VIDEO_MAX_BYTES = 4_000_000_000;
const IMAGE_TYPES: ReadonlySet<string> = new Set(['image/png', 'image/jpeg']);
const VIDEO_TYPES: ReadonlySet<string> = new Set(['video/mp4', 'video/quicktime']);

const Offset = z.coerce.number().int().nonnegative();
const Started = z.object({ upload_session_id: z.string(), video_id: z.string(), start_offset: Offset, end_offset: Offset });
const Transferred = z.object({ start_offset: Offset, end_offset: Offset });
const Video = z.object({
  id: z.string(),
  title: z.string().optional(),
  status: z.object({ video_status: z.string().optional() }).optional(),
});
/** Says where the server stands when a chunk does not begin there. Published SDK (read 2026-11-20). */
const OFFSET_DIFFERS = '/1363037';
const Misplaced = z.object({ error: z.object({ error_data: z.union([Transferred, z.string()]) }) });

/** An upload under way: what is left of it after a break. */
interface Session {
  readonly id: string;
  readonly videoId: string;
  from: number;
  to: number;
}

const MOST_REMEMBERED = 500;
/** "Ad video", `video_status` (v26.0; read 2026-11-20): such a video is never going to be usable, so it is sent again. */
const BROKEN: ReadonlySet<string> = new Set(['error', 'expired']);

/** Pictures and videos in the account's library. */
export function createMedia(client: MetaClient, pictures: Pictures): MediaNetwork {
  /** Meta keeps no hash of ours: for pictures, what this process has put there. */
  const hashOf = new Map<string, string>();
  const sessions = new Map<string, Session>();

  const call = (account: AccountRef) => ({ secretName: account.secretName, accountId: account.remoteId });
  const videos = (account: AccountRef): string => `${accountPath(account.remoteId)}/advideos`;
  const keyOf = (account: AccountRef, sha256: string): string => `${account.remoteId}/${sha256}`;

  async function uploadImage(account: AccountRef, asset: MediaAsset): Promise<Result<RemoteMedia, NetworkFailure>> {
    const answer = await pictures.put(account, asset.bytes, null);
    if (!answer.ok) return answer;
    if (hashOf.size >= MOST_REMEMBERED) hashOf.clear();
    hashOf.set(keyOf(account, asset.sha256), answer.value.value);
    return ok({ remoteId: answer.value.value, ready: true });
  }

  async function findVideo(account: AccountRef, sha256: string): Promise<Result<RemoteMedia | null, NetworkFailure>> {
    const mark = markOf(sha256);
    const rows = await client.all(
      { ...call(account), path: videos(account), params: { title: mark, fields: 'id,title,status', limit: 25 } },
      Video,
    );
    if (!rows.ok) return rows;
    const found = rows.value.filter((row) => (row.title?.includes(mark) ?? false) && !BROKEN.has(row.status?.video_status ?? ''));
    const best = found.find(isReady) ?? found[0];
    return ok(best === undefined ? null : { remoteId: best.id, ready: isReady(best) });
  }

  async function uploadVideo(account: AccountRef, asset: MediaAsset): Promise<Result<RemoteMedia, NetworkFailure>> {
    const known = await findVideo(account, asset.sha256);
    if (!known.ok) return known;
    if (known.value !== null) return ok(known.value);
    const key = keyOf(account, asset.sha256);
    let session = sessions.get(key);
    if (session === undefined) {
      const started = await client.call(
        { ...call(account), method: 'POST', path: videos(account), params: { upload_phase: 'start', file_size: asset.bytes.length } },
        Started,
      );
      if (!started.ok) return started;
      const { upload_session_id: id, video_id: videoId, start_offset: from, end_offset: to } = started.value.value;
      session = { id, videoId, from, to };
      if (sessions.size >= MOST_REMEMBERED) sessions.clear();
      sessions.set(key, session);
    }
    const transferred = await transfer(account, asset, session);
    if (!transferred.ok) {
      // A session that Meta no longer takes is given up; one that only lost an answer goes on where the server says it stands.
      if (transferred.error.kind === 'refused') sessions.delete(key);
      return transferred;
    }
    const finished = await client.call(
      {
        ...call(account),
        method: 'POST',
        path: videos(account),
        params: { upload_phase: 'finish', upload_session_id: session.id, title: `${asset.name.slice(0, 60)} ${markOf(asset.sha256)}` },
      },
      Changed,
    );
    if (!finished.ok) return finished;
    sessions.delete(key);
    return ok({ remoteId: session.videoId, ready: false });
  }

  /** Chunk by chunk, of the size that the server asks for, until both offsets are equal. A chunk that arrived twice is one chunk: the server tells where it stands. */
  async function transfer(account: AccountRef, asset: MediaAsset, session: Session): Promise<Result<null, NetworkFailure>> {
    let corrected = false;
    while (session.from < session.to) {
      const answer = await client.call(
        {
          ...call(account),
          method: 'POST',
          path: videos(account),
          params: { upload_phase: 'transfer', upload_session_id: session.id, start_offset: session.from },
          file: { field: 'video_file_chunk', bytes: asset.bytes.subarray(session.from, session.to) },
        },
        Transferred,
      );
      if (answer.ok) {
        session.from = answer.value.value.start_offset;
        session.to = Math.min(answer.value.value.end_offset, asset.bytes.length);
        corrected = false;
        continue;
      }
      const stands = whereItStands(answer.error);
      if (stands === null || corrected) return answer;
      session.from = stands.start_offset;
      session.to = Math.min(stands.end_offset, asset.bytes.length);
      corrected = true;
    }
    return ok(null);
  }

  return {
    // The server says how long each chunk is to be.
    media: { imageMaxBytes: IMAGE_MAX_BYTES, videoMaxBytes: VIDEO_MAX_BYTES, chunkBytes: null },
    async upload(account, asset) {
      const image = asset.kind === 'image';
      if (!(image ? IMAGE_TYPES : VIDEO_TYPES).has(asset.mime)) return refusal('meta.media_type', `Meta does not take ${asset.mime}`);
      if (asset.bytes.length === 0 || asset.bytes.length > (image ? IMAGE_MAX_BYTES : VIDEO_MAX_BYTES))
        return refusal('meta.media_size', `${asset.bytes.length} bytes`);
      return image ? uploadImage(account, asset) : uploadVideo(account, asset);
    },
    async findMedia(account, sha256) {
      const hash = hashOf.get(keyOf(account, sha256));
      if (hash === undefined) return findVideo(account, sha256);
      const held = await pictures.holds(account, hash);
      if (!held.ok) return held;
      return ok(held.value ? { remoteId: hash, ready: true } : null);
    },
  };
}

/** What a video's title ends with, so that it is found again by its content. */
function markOf(sha256: string): string {
  return `#${sha256.slice(0, 24)}`;
}

function isReady(video: z.infer<typeof Video>): boolean {
  return video.status?.video_status === 'ready';
}

function whereItStands(failure: NetworkFailure): z.infer<typeof Transferred> | null {
  if (!failure.raw.code?.endsWith(OFFSET_DIFFERS) || failure.raw.body === null) return null;
  const read = Misplaced.safeParse(parsedOrNull(failure.raw.body));
  if (!read.success) return null;
  const { error_data: data } = read.data.error;
  const offsets = Transferred.safeParse(typeof data === 'string' ? parsedOrNull(data) : data);
  return offsets.success ? offsets.data : null;
}

function refusal(code: string, message: string): { readonly ok: false; readonly error: NetworkFailure } {
  return err({ kind: 'refused', code, problems: [], raw: rawAnswer(null, null, message, null) });
}
