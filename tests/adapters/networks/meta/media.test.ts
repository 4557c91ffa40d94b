import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import type { AdImage } from '../../../../core/contract/plan-model.ts';
import type { MediaAsset } from '../../../../core/ports/index.ts';
import {
  adGroupObject,
  adObject,
  campaignObject,
  failureIn,
  madeId,
  openMetaWorld,
  publishTree,
  step,
  valueOf,
  type MetaWorld,
} from './world.ts';

let world: MetaWorld;
afterEach(() => world.close());

const IMAGE: AdImage = { template: 'split', headline: 'Asesor comercial', place: 'Bogotá', detail: '$ 2.400.000', brand: 'Altavoz' };
const fault = (kind: string, operation: string, times = 1): void => world.host.addFault({ network: 'meta', operation, kind, times });
const requests = (operation: string) => world.host.requests('meta').filter((request) => request.operation === operation);

function asset(bytes: Uint8Array, change: Partial<MediaAsset> = {}): MediaAsset {
  return {
    kind: 'video',
    mime: 'video/mp4',
    bytes,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    width: 1080,
    height: 1080,
    durationMs: 12_000,
    name: 'Planta de Cota',
    ...change,
  };
}
const noise = (length: number, seed: number): Uint8Array => Uint8Array.from({ length }, (_, index) => (index * 31 + seed * 7) % 251);

describe('the picture of an ad on Meta', () => {
  test('goes once for all ads that carry it, and the creative shows its hash', async () => {
    world = await openMetaWorld();
    const { meta, account } = world;
    const campaign = campaignObject(account);
    const adGroup = adGroupObject(campaign);
    const ads = [adObject(adGroup, { image: IMAGE }), adObject(adGroup, { image: IMAGE })];
    const evidence = valueOf(await meta.apply(step(account, 'upload_media', ads[0]!, {}, { objects: ads })));
    expect(evidence.refs.map(({ objectId, part }) => [objectId, part])).toEqual(ads.map((ad) => [ad.objectId, 'media']));
    const hash = madeId(evidence);
    const campaignId = madeId(valueOf(await meta.apply(step(account, 'create_campaign', campaign))));
    const adGroupId = madeId(valueOf(await meta.apply(step(account, 'create_ad_group', adGroup, { campaign: campaignId }))));
    const refs = { campaign: campaignId, adGroup: adGroupId, media: hash };
    const creative = madeId(valueOf(await meta.apply(step(account, 'create_creative', ads[0]!, refs))));
    valueOf(await meta.apply(step(account, 'create_ad', ads[0]!, { ...refs, creative })));
    const read = valueOf(await meta.read(account, { kind: 'all_marked' }));
    const ad = read.find((object) => object.level === 'ad')!;
    expect(ad.extraRefs).toEqual({ creative, media: hash });
    // The recipe cannot be read back, so no reading may claim it.
    expect(ad.fields).not.toHaveProperty('image');
  });

  test('is found by its bytes when the answer was lost, and sending it again makes nothing new', async () => {
    world = await openMetaWorld();
    const { meta, account } = world;
    const upload = step(account, 'upload_media', adObject(adGroupObject(campaignObject(account)), { image: IMAGE }));
    expect(valueOf(await meta.find(upload))).toBeNull();
    fault('lose_answer', 'create_image');
    expect(failureIn(await meta.apply(upload)).kind).toBe('outcome_unknown');
    const found = valueOf(await meta.find(upload));
    expect(found).toHaveLength(1);
    expect(madeId(valueOf(await meta.apply(upload)))).toBe(madeId(found![0]!));
  });

  test('still goes safely where Meta hashes otherwise than is seen', async () => {
    world = await openMetaWorld({ switches: { 'meta.image_hash_not_md5': true } });
    const { meta, account } = world;
    const upload = step(account, 'upload_media', adObject(adGroupObject(campaignObject(account)), { image: IMAGE }));
    const first = madeId(valueOf(await meta.apply(upload)));
    expect(valueOf(await meta.find(upload))).toBeNull();
    expect(madeId(valueOf(await meta.apply(upload)))).toBe(first);
  });

  test('stands in every variant, and a new picture is a new creative', async () => {
    world = await openMetaWorld();
    const { meta, account } = world;
    const { ad, adGroupId, campaignId, creativeId, media } = await publishTree(world, { ad: { image: IMAGE, headlines: ['Uno', 'Dos'] } });
    const body = JSON.parse(requests('create_creative')[0]!.body) as Record<string, unknown>; // the adapter's own body
    expect(body).toMatchObject({
      object_story_spec: { link_data: { image_hash: media } },
      asset_feed_spec: { images: [{ hash: media }], ad_formats: ['SINGLE_IMAGE'] },
    });
    const other = { ...ad, fields: { ...ad.fields, image: { ...IMAGE, headline: 'Otro' } } };
    const making = step(account, 'create_creative', other, { campaign: campaignId, adGroup: adGroupId, media: media! });
    expect(valueOf(await meta.find(making))).toBeNull();
    const again = step(account, 'create_creative', ad, { campaign: campaignId, adGroup: adGroupId, media: media! });
    expect(madeId(valueOf(await meta.find(again))![0]!)).toBe(creativeId);
  });

  test('is refused by the simulated Meta when the account does not hold it', async () => {
    world = await openMetaWorld();
    const { meta, account } = world;
    const ad = adObject(adGroupObject(campaignObject(account)), { image: IMAGE });
    const failure = failureIn(await meta.apply(step(account, 'create_creative', ad, { media: 'f'.repeat(32) })));
    expect(failure).toMatchObject({ kind: 'refused', problems: [{ objectId: ad.objectId, field: 'image' }] });
  });
});

describe('media in an account’s library', () => {
  test('takes an image once and knows it again', async () => {
    world = await openMetaWorld();
    const media = world.ports.media!;
    const bytes = new Uint8Array(Buffer.from('89504e470d0a1a0a0000000d49484452000004380000043808020000', 'hex'));
    const image = asset(bytes, { kind: 'image', mime: 'image/png', durationMs: null });
    expect(valueOf(await media.findMedia(world.account, image.sha256))).toBeNull();
    const first = valueOf(await media.upload(world.account, image));
    expect(first.ready).toBe(true);
    expect(valueOf(await media.upload(world.account, image)).remoteId).toBe(first.remoteId);
    expect(valueOf(await media.findMedia(world.account, image.sha256))).toEqual(first);
  });

  test('sends a video in the server’s own chunks, whole and in order', async () => {
    world = await openMetaWorld();
    const media = world.ports.media!;
    const video = asset(noise(2_621_440, 1));
    const made = valueOf(await media.upload(world.account, video));
    expect(made.ready).toBe(false);
    expect([requests('start_video'), requests('transfer_video'), requests('finish_video')].map(({ length }) => length)).toEqual([1, 3, 1]);
    expect(valueOf(await media.findMedia(world.account, video.sha256))).toEqual({ remoteId: made.remoteId, ready: false });
    world.host.advance(5 * 60_000);
    expect(valueOf(await media.findMedia(world.account, video.sha256))).toEqual({ remoteId: made.remoteId, ready: true });
    expect(valueOf(await media.upload(world.account, video)).remoteId).toBe(made.remoteId);
    expect(requests('start_video')).toHaveLength(1);
  });

  test('goes on where the server stands after an answer was lost at any step', async () => {
    for (const phase of ['start', 'transfer', 'finish']) {
      world = await openMetaWorld();
      const media = world.ports.media!;
      const video = asset(noise(1_500_000, 3));
      fault('lose_answer', `${phase}_video`);
      expect(failureIn(await media.upload(world.account, video)).kind).toBe('outcome_unknown');
      const made = valueOf(await media.upload(world.account, video));
      expect(valueOf(await media.findMedia(world.account, video.sha256))?.remoteId).toBe(made.remoteId);
      // The chunk that had arrived is told apart and not sent a second time as another.
      const starts = requests('transfer_video').filter((request) => request.status === 200).length;
      expect(starts).toBe(2);
      if (phase !== 'finish') await world.close();
    }
  });

  test('may be shown by a creative once it is ready, with a picture to stand for it', async () => {
    world = await openMetaWorld();
    const { remoteId } = valueOf(await world.ports.media!.upload(world.account, asset(noise(5_000, 2))));
    const show = async (more: object): Promise<object> => {
      const response = await fetch(`${world.url}/v26.0/act_1001/adcreatives`, {
        method: 'POST',
        headers: { authorization: 'Bearer EAAsim-full', 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'v', object_story_spec: { page_id: '2001', video_data: { video_id: remoteId, ...more } } }),
      });
      return (await response.json()) as object; // Graph answers with objects
    };
    expect(await show({ image_url: 'https://empleos.example.co/1.png' })).toMatchObject({
      error: { error_user_title: 'Video not usable' },
    });
    world.host.advance(5 * 60_000);
    expect(await show({})).toMatchObject({ error: { error_user_title: 'Video not usable' } });
    expect(await show({ image_url: 'https://empleos.example.co/1.png' })).toHaveProperty('id');
  });

  test('says before sending what Meta would not take', async () => {
    world = await openMetaWorld();
    const media = world.ports.media!;
    expect(failureIn(await media.upload(world.account, asset(noise(10, 1), { mime: 'video/webm' })))).toMatchObject({
      code: 'meta.media_type',
    });
    expect(failureIn(await media.upload(world.account, asset(new Uint8Array(0))))).toMatchObject({ code: 'meta.media_size' });
    expect(world.host.requestCount('meta')).toBe(0);
  });

  test('tells a permission from a broken upload where system users may send no video', async () => {
    world = await openMetaWorld({ switches: { 'meta.system_users_upload_no_video': true } });
    expect(failureIn(await world.ports.media!.upload(world.account, asset(noise(10, 1)))).kind).toBe('no_permission');
  });
});
