import { draw } from '../../../simulators/draw.ts';
import type { EdgeCall } from './edges.ts';
import { formsOf } from './pages.ts';
import { GraphProblem, invalid } from './problems.ts';
import { isObject, scalarText } from './request.ts';
import type { WriteContext } from './rules.ts';
import { checkShape } from './shaped.ts';
import { VIDEO_DATA } from './shapes.ts';
import { findVideo, videoIsReady } from './videos.ts';

/** What stands between a token and a creative, before its content is looked at. */
export function checkCreating(call: EdgeCall): void {
  // Third-party report (read 2026-11-20).
  if (call.token.appInDevelopment)
    throw invalid('the app is in development mode: creatives cannot be made', { subcode: 1885183, title: 'App in development' });
  failForNow(call);
}

/** Refused as if for good, and taken at the next try: half of the creatives with the first switch, none ever with the second. Third-party report (read 2026-11-20) */
function failForNow(call: EdgeCall): void {
  const { sim, store, values } = call;
  const name = scalarText(values['name']);
  const again =
    sim.switchOn('meta.creatives_fail_at_first') && draw(sim.seed, 'fails', name) < 0.5 && store.books.get('failed', name) === null;
  if (!again && !sim.switchOn('meta.creatives_always_fail')) return;
  store.books.put('failed', name, { id: name });
  throw new GraphProblem({
    message: 'Invalid parameter',
    type: 'OAuthException',
    code: 100,
    error_subcode: 1487390,
    is_transient: false,
    error_user_title: 'Ad creative could not be created',
    error_user_msg: 'The ad creative could not be created. Try again.',
  });
}

/** A video of the account that is ready, with a picture to stand for it. "Ad creative video data" (v26.0; read 2026-11-20) */
export function checkVideoData(data: Readonly<Record<string, unknown>>, context: WriteContext): void {
  const refuse = (detail: string, field: string): GraphProblem =>
    invalid(detail, { title: 'Video not usable', blame: ['object_story_spec', 'video_data', field] });
  checkShape(data, VIDEO_DATA, ['object_story_spec', 'video_data'], context.sim);
  checkFormOf(data['call_to_action'], context);
  const video = findVideo(context.store, scalarText(data['video_id']));
  if (video === null || video.accountId !== context.account.remoteId) throw refuse('no video of this account has that id', 'video_id');
  if (!videoIsReady(video, context.sim.nowMs())) throw refuse('the video is still being processed', 'video_id');
  if (data['image_hash'] === undefined && data['image_url'] === undefined) throw refuse('a thumbnail is required', 'image_hash');
}

/** A button that opens an instant form opens one of the Page's own. "Lead ads" (v26.0; read 2026-11-20) */
export function checkFormOf(action: unknown, context: WriteContext): void {
  const value = isObject(action) ? action['value'] : undefined;
  const id = isObject(value) ? value['lead_gen_form_id'] : undefined;
  if (id === undefined || formsOf(context.store, context.account).some((form) => form.id === scalarText(id))) return;
  throw invalid('no form of this Page has that id', { title: 'Form not found', blame: ['object_story_spec', 'call_to_action'] });
}
