import { fold } from '../../../../core/kernel/index.ts';
import { draw } from '../../../simulators/draw.ts';
import type { SimContext } from '../../../simulators/types.ts';
import { isObject } from './request.ts';
import type { Review, SimulatedObject } from './store.ts';

/** Words that the simulated reviewer refuses in a job ad. A small list of ours; TikTok's rules are in its "Advertising policies, discriminatory practices" (no version stated; read 2026-11-20). */
const REFUSED_WORDS: readonly (readonly [string, string])[] = [
  ['solo hombres', 'El anuncio de empleo excluye a personas por su sexo.'],
  ['solo mujeres', 'El anuncio de empleo excluye a personas por su sexo.'],
  ['buena presencia', 'El anuncio de empleo pide una apariencia.'],
  ['menores de 30', 'El anuncio de empleo excluye a personas por su edad.'],
  ['dinero facil', 'El anuncio promete ingresos que no se pueden comprobar.'],
  ['ingresos garantizados', 'El anuncio promete ingresos que no se pueden comprobar.'],
  ['multinivel', 'El modelo de negocio no está permitido.'],
];

const QUICKEST_MS = 10 * 60_000;
const USUAL_SPAN_MS = 3 * 3_600_000;
const LONGEST_MS = 24 * 3_600_000;

/**
 * Starts the review of an ad that was made or changed; ads made paused are reviewed too. Most take some hours, one in fifty up to
 * a day; one in a hundred is refused without a reason in its words, which the switch `tiktok.review_approves_all` turns off.
 * TikTok states "usually within 24 hours" ("Ad review", read 2026-11-20); the spread is this simulation's.
 */
export function startReview(ad: SimulatedObject, context: SimContext): void {
  const nowMs = context.nowMs();
  const spread = draw(context.seed, 'tiktok review time', ad.id, ad.reviews.length);
  const span = spread > 0.98 ? LONGEST_MS * ((spread - 0.98) / 0.02) : USUAL_SPAN_MS * spread;
  const words = fold(textsOf(ad.values));
  const reasons = REFUSED_WORDS.filter(([word]) => words.includes(word)).map(([, reason]) => reason);
  if (reasons.length === 0 && context.takeFault('create_ad', 'reject_review'))
    reasons.push('El revisor rechazó el anuncio (falla pedida).');
  const unlucky = draw(context.seed, 'tiktok review', ad.id, nowMs) < 0.01 && !context.switchOn('tiktok.review_approves_all');
  if (reasons.length === 0 && unlucky) reasons.push('El anuncio no cumple las normas.');
  const review: Review = {
    startedMs: nowMs,
    decidedMs: nowMs + Math.min(LONGEST_MS, QUICKEST_MS + span),
    approved: reasons.length === 0,
    again: ad.reviews.length > 0,
    reasons,
  };
  ad.reviews = [...ad.reviews, review];
}

function textsOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(textsOf).join(' ');
  return isObject(value) ? Object.values(value).map(textsOf).join(' ') : '';
}
