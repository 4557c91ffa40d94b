import { fold } from '../../../../core/kernel/index.ts';
import { draw } from '../../../simulators/draw.ts';
import type { SimContext } from '../../../simulators/types.ts';
import { accountOf } from './seeds.ts';
import type { Review, SnapObject, Store } from './store.ts';
import { narrowings } from './targeting.ts';
import { isObject, textOf } from './values.ts';

/** Words that the simulated reviewer refuses in a job ad; a small list of ours. */
const REFUSED_WORDS: readonly (readonly [string, string])[] = [
  ['solo hombres', 'Discrimination: the ad excludes people by their sex'],
  ['solo mujeres', 'Discrimination: the ad excludes people by their sex'],
  ['buena presencia', 'Discrimination: the ad asks for an appearance'],
  ['menores de 30', 'Discrimination: the ad excludes people by their age'],
  ['dinero facil', 'Misleading: income that cannot be shown'],
  ['ingresos garantizados', 'Misleading: income that cannot be shown'],
  ['multinivel', 'Unacceptable business model'],
];
/** What a job ad is known by. */
const JOB_WORDS = ['empleo', 'vacante', 'trabaj', 'postul', 'contrat', 'job', 'hiring', 'asesor', 'auxiliar', 'operari', 'buscamos'];

const QUICKEST_MS = 4 * 60_000;
/** Mostly under eight hours; a day is allowed for. "Ad review" (v1; read 2026-11-20) */
const USUAL_MS = 7.5 * 3_600_000;
const LONGEST_MS = 23 * 3_600_000;

function decidedMs(object: SnapObject, context: SimContext): number {
  const spread = draw(context.seed, 'review time', object.id, object.reviews.length);
  return context.nowMs() + QUICKEST_MS + (spread > 0.97 ? LONGEST_MS * ((spread - 0.97) / 0.03) : (USUAL_MS * spread) / 0.97);
}

/** An edit opens the review again, for the creative and for every ad that shows it; what was delivered before stays delivered. */
export function reviewCreative(creative: SnapObject, store: Store, context: SimContext): void {
  const words = fold(`${textOf(creative.values['headline'])} ${textOf(creative.values['brand_name'])}`);
  const hit = REFUSED_WORDS.find(([word]) => words.includes(word));
  open(creative, hit === undefined ? [] : [hit[1]], store, context);
  for (const ad of store.adsOf(creative.id)) if (!ad.deleted) reviewAd(ad, store, context);
}

export function reviewAd(ad: SnapObject, store: Store, context: SimContext): void {
  const creative = store.find(textOf(ad.values['creative_id']));
  const squad = ad.parentId === null ? null : store.find(ad.parentId);
  const campaign = squad?.parentId === null || squad === null ? null : store.find(squad.parentId);
  const reasons: string[] = [...(creative?.reviews.at(-1)?.reasons ?? [])];
  reasons.push(...employmentReasons(ad, creative, squad, campaign, context));
  if (reasons.length === 0) {
    if (context.takeFault('create_ad', 'reject_review')) reasons.push('The reviewer rejected the ad (fault)');
    else if (draw(context.seed, 'review', ad.id, ad.reviews.length) < 0.01 && !context.switchOn('snapchat.review_approves_all'))
      reasons.push('The ad does not follow the advertising policies');
  }
  open(ad, reasons, store, context);
}

/** Job ads that are not declared three times over, and declared ads that choose among people. "Housing, credit and employment" (v1; read 2026-11-20) */
function employmentReasons(
  ad: SnapObject,
  creative: SnapObject | null,
  squad: SnapObject | null,
  campaign: SnapObject | null,
  context: SimContext,
): readonly string[] {
  const targeting = squad?.values['targeting'];
  const regulated = isObject(targeting) && targeting['regulated_content'] === true;
  const regulations = campaign?.values['regulations'];
  const declared = isObject(regulations) && regulations['restricted_delivery_signals'] === true;
  if (regulated || declared) {
    const narrow = narrowings(targeting, context.switchOn('snapchat.regional_job_ads_pass'));
    if (narrow.length > 0) return narrow.map((what) => `Housing, credit, employment: targeting by ${what} is not allowed`);
  }
  const words = fold(`${textOf(creative?.values['headline'])} ${textOf(ad.values['name'])}`);
  const isJob = creative?.values['call_to_action'] === 'APPLY_NOW' || JOB_WORDS.some((word) => words.includes(word));
  if (isJob && !(regulated && declared && accountOf(ad.accountId)?.declared === true))
    return ['Housing, credit, employment: the ad is not declared'];
  return [];
}

function open(object: SnapObject, reasons: readonly string[], store: Store, context: SimContext): void {
  const review: Review = { startedMs: context.nowMs(), decidedMs: decidedMs(object, context), approved: reasons.length === 0, reasons };
  object.reviews = [...object.reviews, review];
  store.save(object);
}

export function reviewState(object: SnapObject, nowMs: number): 'PENDING' | 'APPROVED' | 'REJECTED' {
  const review = object.reviews.at(-1);
  if (review === undefined || nowMs < review.decidedMs) return 'PENDING';
  return review.approved ? 'APPROVED' : 'REJECTED';
}
