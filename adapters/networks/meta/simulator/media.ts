import { createHash } from 'node:crypto';
import { graphTime } from '../zone.ts';
import type { EdgeCall } from './edges.ts';
import { invalid } from './problems.ts';
import { parseFields } from './reads.ts';
import type { Store } from './store.ts';

interface StoredImage {
  readonly hash: string;
  readonly accountId: string;
  readonly name: string;
  readonly bytes: number;
  readonly width: number | null;
  readonly height: number | null;
  readonly createdMs: number;
}

/** The same bytes give the same hash in an account: uploading is safe to repeat. "Ad image" reference (v26.0; read 2026-11-20) */
export function uploadImage(call: EdgeCall): unknown {
  const bytes = call.values['bytes'];
  if (typeof bytes !== 'string') throw invalid('bytes are required', { title: 'Image missing', blame: ['bytes'] });
  const data = Buffer.from(bytes, 'base64');
  const png = data.subarray(0, 4).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47]));
  const jpeg = data.subarray(0, 2).equals(Buffer.from([0xff, 0xd8]));
  if (!png && !jpeg)
    throw invalid('the image file type is not supported', { subcode: 1487411, title: 'Image not accepted', blame: ['bytes'] });
  // Hashes are seen to be MD5; Meta does not say so.
  const hash = createHash(call.sim.switchOn('meta.image_hash_not_md5') ? 'sha256' : 'md5')
    .update(data)
    .digest('hex')
    .slice(0, 32);
  const key = `${call.account.remoteId}/${hash}`;
  if (call.store.books.get<StoredImage>('image', key) === null)
    call.store.books.put<StoredImage>('image', key, {
      hash,
      accountId: call.account.remoteId,
      name: `${hash}.${png ? 'png' : 'jpg'}`,
      bytes: data.length,
      // A PNG tells its size at fixed places.
      width: png && data.length >= 24 ? data.readUInt32BE(16) : null,
      height: png && data.length >= 24 ? data.readUInt32BE(20) : null,
      createdMs: call.sim.nowMs(),
    });
  return { images: { bytes: { hash, url: imageUrl(hash) } } };
}

function imageUrl(hash: string): string {
  return `https://scontent.example/${hash}`;
}

export function listImages(call: EdgeCall): readonly Record<string, unknown>[] {
  const wanted = parseFields(call.raw['fields'], 'AdImage').map((selection) => selection.name);
  const hashes = call.values['hashes'];
  return call.store.books
    .all<StoredImage>('image')
    .filter((image) => image.accountId === call.account.remoteId && (!Array.isArray(hashes) || hashes.includes(image.hash)))
    .map((image) => {
      const whole: Record<string, unknown> = {
        id: `${image.accountId.slice(4)}:${image.hash}`,
        account_id: image.accountId.slice(4),
        hash: image.hash,
        name: image.name,
        status: 'ACTIVE',
        width: image.width ?? undefined,
        height: image.height ?? undefined,
        url: imageUrl(image.hash),
        created_time: graphTime(image.createdMs, call.account.timeZone),
      };
      return Object.fromEntries(wanted.filter((name) => whole[name] !== undefined).map((name) => [name, whole[name]]));
    });
}

/** True when the account's library holds the hash: creatives may only name such. */
export function holdsImage(store: Store, accountId: string, hash: unknown): boolean {
  return typeof hash === 'string' && store.books.get<StoredImage>('image', `${accountId}/${hash}`) !== null;
}

export function removeImage(call: EdgeCall): unknown {
  const key = `${call.account.remoteId}/${String(call.values['hash'])}`;
  if (call.store.books.get<StoredImage>('image', key) === null) throw invalid('no image has that hash', { blame: ['hash'] });
  call.store.books.delete('image', key);
  return { success: true };
}
