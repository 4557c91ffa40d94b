import type { SimContext, SimReply, SimRequest } from '../../../simulators/types.ts';
import { xTime } from '../days.ts';
import { invalid, missing, notFound, refuse } from './problems.ts';
import { isObject } from './request.ts';
import { X_SIMULATED_ACCOUNTS, type SimulatedXToken } from './seeds.ts';
import type { Store, XMedia, XUpload } from './store.ts';
import { found, listed, textIn, type Body, type Desk } from './world.ts';

/** Upload in pieces, and each account's library. @see X API, "Media upload"; X Ads API, "Media library" (version 12; read 2026-11-20) */

/** An upload that no library took is gone after a day. */
const KEPT_MS = 24 * 3_600_000;
const TRANSCODE_MS = 1_500;
/** "Media upload", additional_owners (version 2; read 2026-11-30) */
const MOST_OWNERS = 100;
const MOST_BYTES: Readonly<Record<string, number>> = {
  tweet_image: 5_000_000,
  tweet_gif: 15_000_000,
  tweet_video: 512_000_000,
  amplify_video: 512_000_000,
};
const PREFIX: Readonly<Record<string, string>> = { tweet_image: '3', tweet_gif: '16', tweet_video: '7', amplify_video: '13' };
/** Uploads belong to the user, not to an ad account; they stand under the first one in the books. */
const SHELF = X_SIMULATED_ACCOUNTS[0]?.remoteId ?? '';

/** Types of files by category. "Media upload", best practices (read 2026-11-20) */
const TYPES: Readonly<Record<string, RegExp>> = {
  tweet_image: /^image\/(png|jpeg|bmp|webp)$/,
  tweet_gif: /^image\/gif$/,
  tweet_video: /^video\/(mp4|quicktime)$/,
  amplify_video: /^video\/(mp4|quicktime)$/,
};
const MOST_SEGMENTS = 1_000;
const COMMAND_FIELDS: Readonly<Record<string, readonly string[]>> = {
  INIT: ['command', 'media_type', 'total_bytes', 'media_category', 'additional_owners', 'shared'],
  APPEND: ['command', 'media_id', 'segment_index', 'media'],
  FINALIZE: ['command', 'media_id'],
};

/** One address for all commands, or an address for each: both are documented. */
export function upload(request: SimRequest, token: SimulatedXToken, store: Store, sim: SimContext): SimReply {
  const [, , , id, step] = request.path.slice(1).split('/');
  if (request.method === 'GET' && id === undefined) {
    if (request.query.get('command') !== 'STATUS') throw invalid('command', 'STATUS');
    const entry = find(store, request.query.get('media_id') ?? '', token, sim);
    return { status: 200, body: { data: shown(entry, sim, true) } };
  }
  if (request.method !== 'POST') throw refuse(405, 'METHOD_NOT_ALLOWED', `${request.method} is not allowed here`);
  const parts = new Map(step === 'finalize' ? [] : id === 'initialize' ? initialFields(request) : multipart(request));
  if (id === 'initialize') parts.set('command', Buffer.from('INIT'));
  else if (id !== undefined) {
    if (step !== 'append' && step !== 'finalize') throw notFound('NOT_FOUND', 'address', request.path);
    parts.set('command', Buffer.from(step.toUpperCase()));
    parts.set('media_id', Buffer.from(id));
  }
  return command(parts, token, store, sim);
}

/** The first step at an address of its own takes JSON. */
function initialFields(request: SimRequest): ReadonlyMap<string, Buffer> {
  if (!(request.headers['content-type'] ?? '').startsWith('application/json')) return multipart(request);
  let body: unknown;
  try {
    body = JSON.parse(request.body.toString('utf8'));
  } catch {
    throw refuse(400, 'INVALID_PARAMETER', 'The body is not valid JSON');
  }
  if (!isObject(body)) throw refuse(400, 'INVALID_PARAMETER', 'Expected an object');
  return new Map(Object.entries(body).map(([name, value]) => [name, Buffer.from(Array.isArray(value) ? value.join(',') : String(value))]));
}

function command(parts: ReadonlyMap<string, Buffer>, token: SimulatedXToken, store: Store, sim: SimContext): SimReply {
  const text = (name: string): string => {
    const part = parts.get(name);
    if (part === undefined || part.length === 0) throw missing(name);
    return part.toString('utf8');
  };
  const word = text('command');
  const known = COMMAND_FIELDS[word];
  if (known === undefined) throw invalid('command', 'INIT, APPEND or FINALIZE');
  for (const name of parts.keys()) if (!known.includes(name)) throw invalid(name, `Unknown parameter ${name}`);
  if (word === 'INIT') {
    const category = text('media_category');
    const total = Number(text('total_bytes'));
    const most = MOST_BYTES[category];
    if (most === undefined) throw invalid('media_category', `Unknown category ${category}`);
    if (!Number.isInteger(total) || total <= 0 || total > most) throw invalid('total_bytes', `Between 1 and ${most} bytes`);
    const mime = text('media_type');
    if (TYPES[category]?.test(mime) !== true) throw invalid('media_type', `${mime} does not go with ${category}`);
    const owners = parts.get('additional_owners')?.toString('utf8');
    const ids = owners === undefined ? [] : owners.split(',');
    if (!ids.every((id) => /^\d+$/.test(id)) || ids.length > MOST_OWNERS)
      throw invalid('additional_owners', `At most ${MOST_OWNERS} ids of users`);
    const entry: XUpload = {
      ...store.birth(SHELF, 'long', 0),
      ownerId: token.userId,
      total,
      mime,
      category,
      segments: {},
      width: 0,
      height: 0,
      finished: false,
    };
    store.add('upload', entry);
    return { status: 202, body: { data: { id: entry.id, media_key: keyOf(entry), expires_after_secs: KEPT_MS / 1000 } } };
  }
  const entry = find(store, text('media_id'), token, sim);
  if (word === 'APPEND') {
    const media = parts.get('media');
    if (media === undefined) throw missing('media');
    const index = Number(text('segment_index'));
    if (!Number.isInteger(index) || index < 0 || index >= MOST_SEGMENTS)
      throw invalid('segment_index', `Between 0 and ${MOST_SEGMENTS - 1}`);
    if (entry.finished) throw refuse(400, 'INVALID_MEDIA', 'The upload is finished', 'media_id');
    // Pieces may come in any order, and one that comes again takes the place of the first.
    entry.segments = { ...entry.segments, [index]: media.length };
    if (index === 0) measure(entry, media);
    store.save('upload', entry);
    return { status: 200, body: { data: { expires_at: xTime(entry.createdMs + KEPT_MS) } } };
  }
  const lengths = Object.values(entry.segments);
  const received = lengths.reduce((sum, length) => sum + length, 0);
  if (lengths.some((_, index) => entry.segments[index] === undefined) || received !== entry.total)
    throw refuse(400, 'INVALID_MEDIA', `Got ${received} of ${entry.total} bytes`, 'media_id');
  entry.finished = true;
  store.save('upload', entry);
  return { status: 200, body: { data: { ...shown(entry, sim, sim.switchOn('x.slow_uploads')), size: entry.total } } };
}

/** Whoever began an upload goes on with it; to others it is not there. */
function find(store: Store, id: string, token: SimulatedXToken, sim: SimContext): XUpload {
  const entry = store.find('upload', SHELF, id);
  if (entry === null || entry.ownerId !== token.userId || sim.nowMs() - entry.createdMs > KEPT_MS)
    throw refuse(400, 'INVALID_MEDIA_ID', `No media has the id ${id}`, 'media_id');
  return entry;
}

function keyOf(entry: XUpload): string {
  return `${PREFIX[entry.category] ?? '3'}_${entry.id}`;
}

function shown(entry: XUpload, sim: SimContext, withProgress: boolean): Record<string, unknown> {
  const waits = sim.nowMs() - entry.updatedMs < TRANSCODE_MS;
  return {
    id: entry.id,
    media_key: keyOf(entry),
    expires_after_secs: Math.max(0, Math.floor((entry.createdMs + KEPT_MS - sim.nowMs()) / 1000)),
    ...(withProgress ? { processing_info: waits ? { state: 'in_progress', check_after_secs: 1 } : { state: 'succeeded' } } : {}),
  };
}

/** Width and height stand in the head of a picture; where is the format's own. */
function measure(entry: XUpload, first: Buffer): void {
  [entry.width, entry.height] = sizeOf(first);
}

function sizeOf(bytes: Buffer): readonly [number, number] {
  const head = bytes.subarray(0, 4).toString('latin1');
  if (bytes.length < 26) return [0, 0];
  if (head.endsWith('PNG')) return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  if (head.startsWith('GIF')) return [bytes.readUInt16LE(6), bytes.readUInt16LE(8)];
  if (head.startsWith('BM')) return [bytes.readInt32LE(18), Math.abs(bytes.readInt32LE(22))];
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return [0, 0];
  for (let at = 2; at + 9 < bytes.length;) {
    const marker = bytes[at + 1] ?? 0;
    if (marker >= 0xc0 && marker <= 0xc3) return [bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5)];
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return [0, 0];
}

/** The parts of a multipart body by name. */
function multipart(request: SimRequest): ReadonlyMap<string, Buffer> {
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)/.exec(request.headers['content-type'] ?? '')?.[1];
  if (boundary === undefined) throw refuse(400, 'INVALID_PARAMETER', 'The body must be multipart');
  const parts = new Map<string, Buffer>();
  const mark = Buffer.from(`--${boundary}`);
  let at = request.body.indexOf(mark);
  while (at >= 0) {
    const next = request.body.indexOf(mark, at + mark.length);
    if (next < 0) break;
    const part = request.body.subarray(at + mark.length + 2, next - 2);
    const head = part.indexOf('\r\n\r\n');
    const name = /name="([^"]+)"/.exec(part.subarray(0, Math.max(0, head)).toString('utf8'))?.[1];
    if (name !== undefined) parts.set(name, part.subarray(head + 4));
    at = next;
  }
  return parts;
}

function statusOf(media: XMedia, sim: SimContext): string {
  return sim.nowMs() >= media.readyMs ? 'TRANSCODE_COMPLETED' : 'TRANSCODE_IN_PROGRESS';
}

function mediaBody(media: XMedia, sim: SimContext): Body {
  return {
    tweeted: false,
    name: media.name,
    file_name: media.fileName,
    media_url: `https://pbs.example/media/${media.id}`,
    media_category: media.category.toUpperCase(),
    media_key: media.id,
    created_at: xTime(media.createdMs),
    media_status: statusOf(media, sim),
    media_type: media.category === 'tweet_image' ? 'IMAGE' : media.category === 'tweet_gif' ? 'GIF' : 'VIDEO',
    updated_at: xTime(media.updatedMs),
    deleted: media.deletedMs !== null,
  };
}

export function mediaLibrary(desk: Desk): Body {
  const { call, values, store, account, sim } = desk;
  const key = call.ids['media_key'] ?? '';
  switch (call.key) {
    case 'GET accounts/:account_id/media_library': {
      const q = textIn(values, 'q')?.toLowerCase() ?? null;
      const type = textIn(values, 'media_type');
      const rows = listed<'media'>(desk, store.all('media', account.remoteId)).filter(
        (row) =>
          (q === null || (row.name ?? '').toLowerCase().includes(q)) && (type === null || mediaBody(row, sim)['media_type'] === type),
      );
      return { data: rows.map((row) => mediaBody(row, sim)) };
    }
    case 'GET accounts/:account_id/media_library/:media_key':
      return { data: mediaBody(found(desk, 'media', key), sim) };
    case 'DELETE accounts/:account_id/media_library/:media_key': {
      const media = found(desk, 'media', key);
      media.deletedMs = sim.nowMs();
      store.save('media', media);
      return { data: mediaBody(media, sim) };
    }
    default: {
      const mediaKey = textIn(values, 'media_key') ?? '';
      const there = store.find('media', account.remoteId, mediaKey);
      if (there !== null && there.deletedMs === null) return { data: mediaBody(there, sim) };
      const entry = store.find('upload', SHELF, mediaKey.split('_')[1] ?? '');
      if (entry === null || !entry.finished || keyOf(entry) !== mediaKey || sim.nowMs() - entry.createdMs > KEPT_MS)
        throw refuse(404, 'MEDIA_NOT_FOUND', `The media (${mediaKey}) was not found`, 'media_key');
      const media: XMedia = {
        ...store.birth(account.remoteId, 'short', 0),
        id: mediaKey,
        name: textIn(values, 'name'),
        fileName: textIn(values, 'file_name'),
        category: entry.category,
        bytes: entry.total,
        width: entry.width,
        height: entry.height,
        readyMs: sim.nowMs() + (sim.switchOn('x.slow_uploads') ? TRANSCODE_MS : 0),
      };
      store.add('media', media);
      return { data: mediaBody(media, sim) };
    }
  }
}
