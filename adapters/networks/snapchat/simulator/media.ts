import { createHash } from 'node:crypto';
import { absent, badRequest, RequestProblem } from './problems.ts';
import { formOf, type SnapCall } from './request.ts';
import { mediaStatus } from './show.ts';
import type { SnapObject, Store } from './store.ts';
import { textOf } from './values.ts';
import type { SimContext } from '../../../simulators/types.ts';

/** Files of media objects. Only their size, hash and dimensions are kept. "Media" (v1; read 2026-11-20) */
export interface Uploads {
  single(media: SnapObject, call: SnapCall): Record<string, unknown>;
  parts(media: SnapObject, call: SnapCall): Record<string, unknown>;
  forget(): void;
}

interface Upload {
  readonly id: string;
  readonly mediaId: string;
  readonly fileName: string;
  readonly size: number;
  readonly parts: number;
  readonly hash: ReturnType<typeof createHash>;
  next: number;
  received: number;
  head: Buffer;
  mime: string;
}

const SINGLE_MOST = 32 * 1024 * 1024;
const LARGEST = 1024 * 1024 * 1024;
const IMAGE_MOST = 5 * 1024 * 1024;
const MIMES: Readonly<Record<string, readonly string[]>> = { IMAGE: ['image/png', 'image/jpeg'], VIDEO: ['video/mp4', 'video/quicktime'] };
/** Films take their time. How long is this simulation's. */
const VIDEO_MS = 20_000;
const SLOW_IMAGE_MS = 3_000;

export function createUploads(store: Store, context: SimContext): Uploads {
  /** Parts live in memory: a network that lost its memory asks to begin again, as a real one does after a day. */
  const running = new Map<string, Upload>();

  function finish(media: SnapObject, fileName: string, size: number, hash: string, head: Buffer): Record<string, unknown> {
    const video = media.values['type'] === 'VIDEO';
    const dimensions = pngSize(head);
    if (!video) {
      if (size > IMAGE_MOST) throw badRequest('an image may be 5 MB');
      if (dimensions !== null && (dimensions.width !== 1080 || dimensions.height !== 1920))
        throw badRequest('an image must be 1080 by 1920');
    }
    const delay = video ? VIDEO_MS : context.switchOn('snapchat.slow_media') ? SLOW_IMAGE_MS : 0;
    media.extra = {
      readyMs: context.nowMs() + delay,
      shown: {
        file_name: fileName,
        file_size_in_bytes: size,
        hash,
        ...(dimensions === null
          ? {}
          : { image_metadata: { width_px: dimensions.width, height_px: dimensions.height, image_format: 'PNG' } }),
      },
    };
    store.save(media);
    return {
      media: [
        { sub_request_status: 'SUCCESS', media: { id: media.id, ...media.values, media_status: mediaStatus(media, context.nowMs()) } },
      ],
    };
  }

  /** The true type, or 415 E1006: octet-stream does not pass. */
  function checkMime(media: SnapObject, mime: string | null): string {
    if (mime === null || !(MIMES[textOf(media.values['type'])] ?? []).includes(mime))
      throw new RequestProblem(415, 'E1006', `the file of a ${textOf(media.values['type'])} cannot be ${mime ?? 'untyped'}`);
    return mime;
  }

  return {
    single(media, call) {
      const file = formOf(call).get('file');
      if (file === undefined) throw badRequest('the form field file is required');
      checkMime(media, file.mime);
      if (file.bytes.length > SINGLE_MOST) throw badRequest('a file of more than 32 MB goes in parts');
      if (file.bytes.length === 0) throw badRequest('the file is empty');
      checkHead(media, file.mime, file.bytes);
      const hash = createHash('sha256').update(file.bytes).digest('hex');
      return finish(media, file.fileName ?? 'file', file.bytes.length, hash, file.bytes.subarray(0, 32));
    },
    parts(media, call) {
      const action = call.query.get('action');
      const form = formOf(call);
      if (action === 'INIT') {
        const size = Number(form.get('file_size')?.text);
        const parts = Number(form.get('number_of_parts')?.text);
        const fileName = form.get('file_name')?.text ?? '';
        if (fileName === '' || !Number.isInteger(size) || size <= SINGLE_MOST || size > LARGEST || !Number.isInteger(parts) || parts < 1)
          throw badRequest('file_name, file_size (32 MB to 1 GB) and number_of_parts are required');
        const id = `up-${context.books.nextNumber('upload')}`;
        running.set(id, {
          id,
          mediaId: media.id,
          fileName,
          size,
          parts,
          hash: createHash('sha256'),
          next: 1,
          received: 0,
          head: Buffer.alloc(0),
          mime: '',
        });
        const path = `/v1/media/${media.id}/multipart-upload-v2`;
        return { upload_id: id, add_path: `${path}?action=ADD`, finalize_path: `${path}?action=FINALIZE` };
      }
      const upload = running.get(form.get('upload_id')?.text ?? '');
      if (upload === undefined || upload.mediaId !== media.id) throw absent('upload');
      if (action === 'ADD') {
        const file = form.get('file');
        const number = Number(form.get('part_number')?.text);
        if (file === undefined) throw badRequest('the form field file is required');
        if (number !== upload.next) throw badRequest(`part ${upload.next} is expected, not ${number}`);
        checkMime(media, file.mime);
        if (upload.next === 1) upload.head = Buffer.from(file.bytes.subarray(0, 32));
        upload.hash.update(file.bytes);
        upload.received += file.bytes.length;
        upload.next += 1;
        return {};
      }
      if (action !== 'FINALIZE') throw badRequest('action is INIT, ADD or FINALIZE');
      if (upload.next !== upload.parts + 1 || upload.received !== upload.size) throw badRequest('parts are missing');
      running.delete(upload.id);
      return finish(media, upload.fileName, upload.size, upload.hash.digest('hex'), upload.head);
    },
    forget: () => running.clear(),
  };
}

/** The file is what its type says, as far as its first bytes tell. */
function checkHead(media: SnapObject, mime: string | null, head: Buffer): void {
  if (media.values['type'] !== 'IMAGE') return;
  const isPng = head.subarray(0, 4).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47]));
  const isJpeg = head[0] === 0xff && head[1] === 0xd8;
  if (mime === 'image/png' ? !isPng : !isJpeg) throw new RequestProblem(415, 'E1006', `the file is no ${mime ?? 'image'}`);
}

function pngSize(head: Buffer): { readonly width: number; readonly height: number } | null {
  if (head.length < 24 || !head.subarray(0, 4).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47]))) return null;
  return { width: head.readUInt32BE(16), height: head.readUInt32BE(20) };
}
