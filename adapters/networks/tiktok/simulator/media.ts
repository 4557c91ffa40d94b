import { createHash } from 'node:crypto';
import type { Listed } from './lists.ts';
import { listedPage } from './lists.ts';
import { missing, TikTokProblem } from './problems.ts';
import { isFile, isObject, listOf, textOf, type Values } from './request.ts';
import type { WriteContext } from './rules.ts';
import { scheduleTime } from '../zone.ts';

/** The library of pictures and films of an advertiser. "Upload an image", "Upload a video" (v1.3; read 2026-11-20) */
export interface StoredMedia {
  readonly id: string;
  readonly kind: 'image' | 'video';
  readonly accountId: string;
  readonly fileName: string;
  readonly signature: string;
  readonly width: number;
  readonly height: number;
  readonly size: number;
  readonly format: string;
  readonly createdMs: number;
  /** Films are prepared for a while. */
  readonly readyMs: number;
}

const MOST_PIXELS = 3_686_400;
const IMAGE_BYTES = 50 * 1024 * 1024;
const VIDEO_BYTES = 500 * 1024 * 1024;
const TRANSCODING_MS = 45_000;

export function upload(kind: 'image' | 'video', values: Values, context: WriteContext): unknown {
  const { store, sim, account } = context;
  const type = textOf(values['upload_type']) ?? 'UPLOAD_BY_FILE';
  if (type !== 'UPLOAD_BY_FILE') {
    if (type === 'UPLOAD_BY_FILE_ID') {
      if (textOf(values['file_id']) === null) throw missing('file_id');
      throw new TikTokProblem(40007, `file_id: ${String(values['file_id'])} does not exist`);
    }
    if (textOf(values[`${kind}_url`]) === null) throw missing(`${kind}_url`);
    throw new TikTokProblem(40902, `${kind}_url: could not be fetched: this simulation reaches no address`);
  }
  const file = values[`${kind}_file`];
  if (!isFile(file)) throw new TikTokProblem(40905, `${kind}_file: the file is missing`);
  if (file.bytes.length === 0) throw new TikTokProblem(40906, `${kind}_file: the file is empty`);
  if (file.bytes.length > (kind === 'image' ? IMAGE_BYTES : VIDEO_BYTES))
    throw new TikTokProblem(40907, `${kind}_file: the file is too large`);
  const signature = createHash('md5').update(file.bytes).digest('hex');
  const said = textOf(values[`${kind}_signature`]);
  if (said === null) throw missing(`${kind}_signature`);
  if (said !== signature) throw new TikTokProblem(40900, `${kind}_signature: does not match the file`);
  const look = kind === 'image' ? imageSize(file.bytes) : videoLook(file.bytes);
  if (look === null || look.width === 0 || look.height === 0)
    throw new TikTokProblem(40908, `${kind}_file: the type of the file is not supported`);
  if (look.width * look.height > MOST_PIXELS && kind === 'image') throw new TikTokProblem(40915, 'image_file: too many pixels');
  const fileName = textOf(values['file_name']) ?? (file.fileName || `${signature}.${look.format}`);
  if (all(kind, context).some((media) => media.fileName === fileName))
    throw new TikTokProblem(40911, `file_name: ${fileName} is already used`);
  const nowMs = sim.nowMs();
  const media: StoredMedia = {
    id: kind === 'image' ? `ad-site-i18n-sg/${store.newId()}` : `v10033g50000${store.newId()}`,
    kind,
    accountId: account.remoteId,
    fileName,
    signature,
    ...look,
    size: file.bytes.length,
    createdMs: nowMs,
    readyMs: kind === 'image' ? nowMs : nowMs + TRANSCODING_MS,
  };
  store.books.put(kind, media.id, media);
  // One picture is answered as an object, films as a list.
  return kind === 'image' ? show(media, nowMs) : [show(media, nowMs)];
}

function all(kind: 'image' | 'video', context: WriteContext): readonly StoredMedia[] {
  return context.store.books.all<StoredMedia>(kind).filter((media) => media.accountId === context.account.remoteId);
}

function show(media: StoredMedia, nowMs: number): Readonly<Record<string, unknown>> {
  const common = {
    material_id: media.id.replace(/\D/g, ''),
    file_name: media.fileName,
    signature: media.signature,
    width: media.width,
    height: media.height,
    format: media.format,
    size: media.size,
    displayable: nowMs >= media.readyMs,
    create_time: scheduleTime(media.createdMs),
    modify_time: scheduleTime(media.createdMs),
  };
  return media.kind === 'image'
    ? { ...common, image_id: media.id, is_carousel_usable: true, image_url: `https://p.example/${media.id}` }
    : { ...common, video_id: media.id, duration: 15, bit_rate: 1_000_000, preview_url: `https://v.example/${media.id}` };
}

export function mediaInfo(kind: 'image' | 'video', values: Values, context: WriteContext): unknown {
  const ids = listOf(values[`${kind}_ids`]);
  if (ids.length > 100) throw new TikTokProblem(40011, `${kind}_ids: at most 100`);
  return {
    list: all(kind, context)
      .filter((media) => ids.includes(media.id))
      .map((media) => show(media, context.sim.nowMs())),
  };
}

export function searchMedia(kind: 'image' | 'video', values: Values, context: WriteContext): Listed {
  const filter = isObject(values['filtering']) ? values['filtering'] : {};
  const rows = all(kind, context).filter(
    (media) =>
      (filter['width'] === undefined || media.width === filter['width']) &&
      (filter['height'] === undefined || media.height === filter['height']),
  );
  return listedPage(
    rows.toReversed().map((media) => show(media, context.sim.nowMs())),
    values,
    100,
  );
}

interface Look {
  readonly width: number;
  readonly height: number;
  readonly format: string;
}

/** Width and height from the head of a PNG or the frame of a JPEG. */
function imageSize(bytes: Buffer): Look | null {
  if (bytes.length > 24 && bytes.subarray(0, 4).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47])))
    return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20), format: 'png' };
  if (bytes.length < 4 || bytes[0] !== 0xff || bytes[1] !== 0xd8) return null;
  for (let at = 2; at + 9 < bytes.length;) {
    const marker = bytes[at + 1] ?? 0;
    if (marker >= 0xc0 && marker <= 0xc3) return { width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5), format: 'jpeg' };
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return null;
}

/** Told by its head alone; every film of this simulation is upright. */
function videoLook(bytes: Buffer): Look | null {
  return bytes.length > 12 && bytes.subarray(4, 8).toString('latin1') === 'ftyp' ? { width: 720, height: 1280, format: 'mp4' } : null;
}
