import { hasEmoji, lengthOf } from '../map.ts';
import type { StoredMedia } from './media.ts';
import { missing, refuse, TikTokProblem } from './problems.ts';
import { isObject, listOf, textOf, type Values } from './request.ts';
import { checkName, type WriteContext } from './rules.ts';
import { pageIdOf } from './leads.ts';
import { identitiesOf } from './identities.ts';

/** What TikTok lets through as an ad. "Ad create", "Smart+ ad create" (v1.3; read 2026-11-20) */

const LONGEST_TEXT = 100;
/** Shapes that in-feed ads take: width to height. */
const RATIOS: readonly number[] = [9 / 16, 1, 16 / 9];
const RATIO_SLACK = 0.02;

export function creativeValues(creative: Values, context: WriteContext): Values {
  // Said to be nothing, the name becomes the number of the ad.
  if (creative['ad_name'] !== '') checkName('ad', creative['ad_name']);
  const format = textOf(creative['ad_format']);
  if (format === null) throw missing('creatives.ad_format');
  checkIdentity(creative, context);
  checkText(creative['ad_text'], format !== 'CAROUSEL_ADS');
  const images = listOf(creative['image_ids']).map((id) => mediaIn(context, 'image', id));
  if (images.length === 0) throw missing('creatives.image_ids');
  if (format === 'SINGLE_IMAGE') {
    if (images.length !== 1) throw refuse('creatives.image_ids', 'SINGLE_IMAGE takes one image.');
    checkRatio(images[0]!);
  }
  if (format === 'SINGLE_VIDEO') {
    const video = mediaIn(context, 'video', textOf(creative['video_id']) ?? '');
    checkReady(video, context);
    if (Math.abs(video.width / video.height - images[0]!.width / images[0]!.height) > RATIO_SLACK)
      throw refuse('creatives.image_ids', 'The cover must have the ratio of the video.');
  }
  if (format === 'CAROUSEL_ADS') checkCarousel(images.length, textOf(creative['music_id']), context);
  checkDestination(textOf(creative['landing_page_url']), creative['page_id'], context);
  return creative;
}

export function smartAdValues(values: Values, context: WriteContext): Values {
  checkName('ad', values['ad_name']);
  const creatives = objects(values['creative_list']);
  if (creatives.length < 1 || creatives.length > 31) throw refuse('creative_list', 'Length must be between 1 and 31.');
  const configuration = isObject(values['ad_configuration']) ? values['ad_configuration'] : {};
  for (const creative of creatives) {
    const info = isObject(creative['creative_info']) ? creative['creative_info'] : {};
    checkIdentity(info['identity_id'] === undefined ? configuration : info, context);
    const images = objects(info['image_info']).map((image) => mediaIn(context, 'image', String(image['web_uri'])));
    if (images.length === 0) throw missing('creative_list.creative_info.image_info');
    const music = isObject(info['music_info']) ? textOf(info['music_info']['music_id']) : null;
    if (info['ad_format'] === 'CAROUSEL_ADS') checkCarousel(images.length, music, context);
    if (info['ad_format'] === 'SINGLE_VIDEO')
      checkReady(mediaIn(context, 'video', isObject(info['video_info']) ? String(info['video_info']['video_id']) : ''), context);
  }
  const texts = objects(values['ad_text_list']);
  if (texts.length < 1 || texts.length > 5) throw refuse('ad_text_list', 'Length must be between 1 and 5.');
  for (const text of texts) checkText(text['ad_text'], true);
  if (objects(values['call_to_action_list']).length > 3) throw refuse('call_to_action_list', 'Longer than maximum length 3.');
  const [page] = objects(values['landing_page_url_list']);
  checkDestination(textOf(page?.['landing_page_url']), objects(values['page_list'])[0]?.['page_id'], context);
  return values;
}

function objects(value: unknown): readonly Values[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function checkText(text: unknown, required: boolean): void {
  if (typeof text !== 'string' || text.trim() === '') {
    if (required) throw missing('ad_text');
    return;
  }
  if (lengthOf(text) > LONGEST_TEXT) throw refuse('ad_text', `Longer than maximum length ${LONGEST_TEXT}.`);
  if (hasEmoji(text)) throw refuse('ad_text', 'Emoji are not supported.');
}

function checkIdentity(values: Values, context: WriteContext): void {
  if (textOf(values['identity_type']) === null) throw missing('identity_type');
  const id = textOf(values['identity_id']);
  if (id === null || id === '') throw missing('identity_id');
  if (!identitiesOf(context).some((identity) => identity.identity_id === id && identity.identity_type === values['identity_type']))
    throw refuse('identity_id', 'The identity does not belong to this advertiser.');
}

function mediaIn(context: WriteContext, kind: 'image' | 'video', id: string): StoredMedia {
  const media = context.store.books.get<StoredMedia>(kind, id);
  if (media === null || media.accountId !== context.account.remoteId) {
    if (kind === 'video') throw new TikTokProblem(40053, `video_id: ${id} does not exist`);
    throw refuse('image_ids', `${id} does not exist.`);
  }
  return media;
}

function checkReady(video: StoredMedia, context: WriteContext): void {
  if (context.sim.nowMs() < video.readyMs) throw new TikTokProblem(40901, 'video_id: the video is still being transcoded');
}

function checkRatio(image: StoredMedia): void {
  const ratio = image.width / image.height;
  if (!RATIOS.some((wanted) => Math.abs(ratio - wanted) <= RATIO_SLACK))
    throw refuse('creatives.image_ids', 'The image must be 9:16, 1:1 or 16:9.');
}

function checkCarousel(count: number, musicId: string | null, context: WriteContext): void {
  if (count > 35) throw refuse('image_ids', 'A carousel has 1 to 35 images.');
  if (musicId === null || musicId === '') throw missing('music_id');
  if (musicId !== context.account.settings.musicId) throw refuse('music_id', 'The music does not exist.');
}

function checkDestination(url: string | null, pageId: unknown, context: WriteContext): void {
  if (pageId !== undefined) {
    if (String(pageId) !== pageIdOf(context)) throw refuse('page_id', `${String(pageId)} does not exist.`);
    return;
  }
  if (url === null) throw missing('landing_page_url');
  if (!/^https?:\/\/[^\s/]+\.[^\s]+$/.test(url)) throw refuse('landing_page_url', 'Not a valid URL.');
}
