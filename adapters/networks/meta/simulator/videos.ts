import { createHash } from 'node:crypto';
import { graphTime } from '../zone.ts';
import type { EdgeCall } from './edges.ts';
import { GraphProblem, invalid, missingObject, permissionProblem } from './problems.ts';
import { parseFields } from './reads.ts';
import { scalarText } from './request.ts';
import { pageOf, picked } from './show.ts';
import type { Store } from './store.ts';

/** A video of an account, or one on its way: bytes are counted and hashed, never kept. "Ad video", chunked upload (v26.0; read 2026-11-20) */
export interface Video {
  readonly id: string;
  readonly accountId: string;
  readonly sessionId: string;
  readonly size: number;
  received: number;
  /** Of the bytes so far, chained chunk by chunk. */
  digest: string;
  title: string;
  finishedMs: number | null;
  readonly createdMs: number;
}

/** Chunks are as long as the server says. The figure is this simulation's; real ones are megabytes. */
const CHUNK_BYTES = 1_048_576;
const LARGEST_BYTES = 4_000_000_000;
/** How long a finished video is worked on before it may be used. Figure of this simulation. */
const PROCESSING_MS = 4 * 60_000;

export function findVideo(store: Store, id: string): Video | null {
  return store.books.get<Video>('video', id);
}

function save(call: EdgeCall, video: Video): void {
  call.store.books.put('video', video.id, video);
}

export function uploadVideo(call: EdgeCall): unknown {
  const { values, token, sim } = call;
  // An official page says that some system users may not upload videos yet; whether it still holds is not confirmed.
  if (token.kind === 'SYSTEM_USER' && sim.switchOn('meta.system_users_upload_no_video'))
    throw permissionProblem(10, 'Video uploads by system users are not supported for this business');
  switch (values['upload_phase']) {
    case 'start':
      return start(call);
    case 'transfer':
      return transfer(call);
    case 'finish':
      return finish(call);
    case 'cancel': {
      call.store.books.delete('video', sessionOf(call).id);
      return { success: true };
    }
    default:
      throw invalid('upload_phase is required', { title: 'Missing parameter', blame: ['upload_phase'] });
  }
}

function offsets(video: Video): { readonly start_offset: string; readonly end_offset: string } {
  return { start_offset: String(video.received), end_offset: String(Math.min(video.size, video.received + CHUNK_BYTES)) };
}

function start(call: EdgeCall): unknown {
  const size = call.values['file_size'];
  if (typeof size !== 'number' || size < 1 || size > LARGEST_BYTES)
    throw invalid('file_size must lie between 1 byte and 4 GB', { title: 'Video not accepted', blame: ['file_size'] });
  const id = call.store.newId();
  const video: Video = {
    id,
    accountId: call.account.remoteId,
    sessionId: String(Number(id.slice(-9)) + 500_000_000),
    size,
    received: 0,
    digest: '',
    title: '',
    finishedMs: null,
    createdMs: call.sim.nowMs(),
  };
  save(call, video);
  return { upload_session_id: video.sessionId, video_id: id, ...offsets(video) };
}

function sessionOf(call: EdgeCall): Video {
  const session = scalarText(call.values['upload_session_id']);
  const video = call.store.books
    .all<Video>('video')
    .find((entry) => entry.sessionId === session && entry.accountId === call.account.remoteId);
  if (video === undefined)
    throw invalid('the upload session does not exist or has expired', { title: 'Upload session expired', blame: ['upload_session_id'] });
  return video;
}

function transfer(call: EdgeCall): unknown {
  const video = sessionOf(call);
  const from = call.values['start_offset'];
  const chunk = Buffer.from(scalarText(call.values['video_file_chunk']), 'latin1');
  if (video.finishedMs !== null) throw invalid('the upload is finished', { blame: ['upload_session_id'] });
  const due = Number(offsets(video).end_offset);
  if (from !== video.received || chunk.length === 0 || video.received + chunk.length > due)
    // Says where it stands, so that a client whose answer was lost goes on from there. Published SDK (read 2026-11-20)
    throw new GraphProblem({
      message: 'There was a problem uploading your video file. Please try again.',
      type: 'OAuthException',
      code: 6000,
      error_subcode: 1363037,
      is_transient: false,
      error_data: offsets(video),
    });
  video.received += chunk.length;
  video.digest = createHash('sha256').update(video.digest).update(chunk).digest('hex');
  save(call, video);
  return offsets(video);
}

function finish(call: EdgeCall): unknown {
  const video = sessionOf(call);
  if (video.received < video.size)
    throw invalid('not all bytes have been received', { title: 'Upload incomplete', blame: ['upload_session_id'] });
  video.title = scalarText(call.values['title'] ?? call.values['name'] ?? '');
  video.finishedMs ??= call.sim.nowMs();
  save(call, video);
  return { success: true };
}

export function listVideos(call: EdgeCall): unknown {
  const wanted = parseFields(call.raw['fields'], 'AdVideo');
  const title = scalarText(call.values['title'] ?? '').toLowerCase();
  const own = call.store.books
    .all<Video>('video')
    .filter((video) => video.accountId === call.account.remoteId && video.finishedMs !== null && video.title.toLowerCase().includes(title));
  return pageOf(call, own, (video) => picked(showVideo(call, video), wanted));
}

export function removeVideo(call: EdgeCall): unknown {
  const video = findVideo(call.store, scalarText(call.values['video_id']));
  if (video === null || video.accountId !== call.account.remoteId) throw missingObject(scalarText(call.values['video_id']));
  call.store.books.delete('video', video.id);
  return { success: true };
}

export function videoIsReady(video: Video, nowMs: number): boolean {
  return video.finishedMs !== null && nowMs - video.finishedMs >= PROCESSING_MS;
}

export function showVideo(call: EdgeCall, video: Video): Record<string, unknown> {
  const { sim, account } = call;
  return {
    id: video.id,
    title: video.title,
    created_time: graphTime(video.createdMs, account.timeZone),
    updated_time: graphTime(video.finishedMs ?? video.createdMs, account.timeZone),
    status: { video_status: videoIsReady(video, sim.nowMs()) ? 'ready' : 'processing' },
  };
}
