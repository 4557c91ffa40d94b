import { afterEach, describe, expect, it } from 'vitest';
import { deflateSync } from 'node:zlib';
import { sha256Hex } from '../../../../core/kernel/index.ts';
import type { MediaAsset } from '../../../../core/ports/index.ts';
import { createHash } from 'node:crypto';
import { failureIn, openWorld, valueOf, type World } from './world.ts';

let world: World;
afterEach(() => world.close());

/** The head of a PNG of that size and a body that makes it its own; the network here reads no further. */
function picture(name: string, seed: string): MediaAsset {
  const head = Buffer.alloc(33);
  head.writeUInt32BE(0x89504e47, 0);
  head.writeUInt32BE(0x0d0a1a0a, 4);
  head.write('IHDR', 12, 'ascii');
  head.writeUInt32BE(1200, 16);
  head.writeUInt32BE(628, 20);
  const bytes = Buffer.concat([head, deflateSync(Buffer.from(seed.repeat(50)))]);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { kind: 'image', mime: 'image/png', bytes, sha256, width: 1200, height: 628, durationMs: null, name };
}

const uploads = (): number => world.host.requests('google').filter(({ operation }) => operation === 'upload_media').length;

describe('pictures on Google', () => {
  it('are sent once by content, whatever they are called', async () => {
    world = await openWorld();
    const media = world.ports.media!;
    const first = picture('Vacante', 'a');
    expect(valueOf(await media.findMedia(world.account, first.sha256))).toBeNull();
    const sent = valueOf(await media.upload(world.account, first));
    expect(sent).toMatchObject({ ready: true });
    expect(valueOf(await media.upload(world.account, { ...first, name: 'Otro nombre' }))).toEqual(sent);
    expect(valueOf(await media.findMedia(world.account, first.sha256))).toEqual(sent);
    expect(uploads()).toBe(1);
    const other = valueOf(await media.upload(world.account, picture('Vacante', 'b')));
    expect(other.remoteId).not.toBe(sent.remoteId);
    // Another account holds nothing of it.
    expect(valueOf(await media.findMedia(world.accountOf({ remoteId: '1110000011' }), first.sha256))).toBeNull();
  });

  it('are found after a lost answer, and are one asset also when they are sent again', async () => {
    world = await openWorld();
    const media = world.ports.media!;
    const asset = picture('Vacante', 'c');
    world.fault('upload_media', 'lose_answer');
    expect(failureIn(await media.upload(world.account, asset)).kind).toBe('outcome_unknown');
    expect(valueOf(await media.findMedia(world.account, asset.sha256))).not.toBeNull();
    world.fault('upload_media', 'late_listing');
    const late = picture('Vacante', 'd');
    const made = valueOf(await media.upload(world.account, late));
    expect(valueOf(await media.findMedia(world.account, late.sha256))).toBeNull();
    expect(valueOf(await media.upload(world.account, late))).toEqual(made);
    expect(uploads()).toBe(3);
  });

  it('carry names that never clash, whether Google asks for that or not', async () => {
    for (const unique of [false, true]) {
      world = await openWorld({ switches: { 'google.asset_names_unique': unique } });
      for (const seed of ['e', 'f']) valueOf(await world.ports.media!.upload(world.account, picture('Vacante', seed)));
      const raw = async (name: string, seed: string): Promise<Response> =>
        fetch(`${world.url}/v25/customers/1110000001/assets:mutate`, {
          method: 'POST',
          headers: { authorization: 'Bearer simulated-access-1', 'login-customer-id': '9990000001' },
          body: JSON.stringify({
            operations: [{ create: { name, imageAsset: { data: Buffer.from(picture(name, seed).bytes).toString('base64') } } }],
          }),
        });
      expect((await raw('Una', 'g')).status).toBe(200);
      expect((await raw('Una', 'h')).status).toBe(unique ? 400 : 200);
      if (!unique) await world.close();
    }
  });

  it('are refused with nothing sent where Google would, and videos are YouTube’s', async () => {
    world = await openWorld();
    const media = world.ports.media!;
    const asset = picture('Vacante', 'i');
    expect(media.media).toEqual({ imageMaxBytes: 5_120 * 1024, videoMaxBytes: null, chunkBytes: null });
    expect(failureIn(await media.upload(world.account, { ...asset, mime: 'image/webp' }))).toMatchObject({ code: 'google.media_type' });
    const large = { ...asset, bytes: new Uint8Array(5_120 * 1024 + 1), sha256: sha256Hex('large') };
    expect(failureIn(await media.upload(world.account, large))).toMatchObject({ code: 'google.media_size' });
    expect(failureIn(await media.upload(world.account, { ...asset, kind: 'video', mime: 'video/mp4', durationMs: 1 }))).toMatchObject({
      code: 'google.video_by_youtube',
    });
    expect(world.host.requestCount('google')).toBe(0);
    const text = { ...asset, bytes: Buffer.from('no picture'), sha256: sha256Hex('no picture') };
    expect(failureIn(await media.upload(world.account, text))).toMatchObject({
      code: 'google.media_type',
      problems: [{ field: 'image' }],
    });
  });
});
