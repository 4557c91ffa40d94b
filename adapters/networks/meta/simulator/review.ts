import { fold } from '../../../../core/kernel/index.ts';
import type { SimContext } from '../../../simulators/types.ts';
import { draw } from '../../../simulators/draw.ts';
import { isObject } from './request.ts';
import type { GraphObject, Review } from './store.ts';

/**
 * Words that the simulated reviewer refuses in a job ad. A small list of ours; Meta's own rules are in "Advertising Standards,
 * discriminatory practices" (no version stated; read 2026-11-20).
 */
const REFUSED_WORDS: readonly (readonly [string, string, string])[] = [
  ['solo hombres', 'DISCRIMINATION', 'El anuncio de empleo excluye a personas por su sexo.'],
  ['solo mujeres', 'DISCRIMINATION', 'El anuncio de empleo excluye a personas por su sexo.'],
  ['buena presencia', 'DISCRIMINATION', 'El anuncio de empleo pide una apariencia.'],
  ['menores de 30', 'DISCRIMINATION', 'El anuncio de empleo excluye a personas por su edad.'],
  ['dinero facil', 'MISLEADING_CLAIMS', 'El anuncio promete ingresos que no se pueden comprobar.'],
  ['ingresos garantizados', 'MISLEADING_CLAIMS', 'El anuncio promete ingresos que no se pueden comprobar.'],
  ['multinivel', 'UNACCEPTABLE_BUSINESS_PRACTICES', 'El modelo de negocio no está permitido.'],
];

const IN_PROCESS_MS = 20_000;
const QUICKEST_MS = 3 * 60_000;
const USUAL_SPAN_MS = 40 * 60_000;
const LONGEST_MS = 24 * 3_600_000;

/**
 * Starts the review of an ad that was made or whose creative or targeting changed. Ads made paused are reviewed too.
 * Most take minutes, one in fifty up to a day. One in a hundred is refused without a reason in the text; the switch
 * `meta.review_approves_all` turns that off. @see "Ad review" help pages (read 2026-11-20); durations are third-party reports
 */
export function startReview(ad: GraphObject, creative: GraphObject | null, context: SimContext): Review {
  const nowMs = context.nowMs();
  const chance = draw(context.seed, 'review', ad.id, nowMs);
  const spread = draw(context.seed, 'review time', ad.id);
  const span = spread > 0.98 ? LONGEST_MS * ((spread - 0.98) / 0.02) : USUAL_SPAN_MS * spread;
  const words = fold(creativeText(creative));
  const hit = REFUSED_WORDS.find(([word]) => words.includes(word));
  let feedback: Record<string, string> = {};
  if (hit !== undefined) feedback = { [hit[1]]: hit[2] };
  else if (context.takeFault('create_ad', 'reject_review')) feedback = { DISCRIMINATION: 'El revisor rechazó el anuncio (falla pedida).' };
  else if (chance < 0.01 && !context.switchOn('meta.review_approves_all'))
    feedback = { UNACCEPTABLE_BUSINESS_PRACTICES: 'El anuncio no cumple las normas.' };
  return {
    startedMs: nowMs,
    queuedMs: nowMs + IN_PROCESS_MS,
    decidedMs: nowMs + IN_PROCESS_MS + QUICKEST_MS + span,
    approved: Object.keys(feedback).length === 0,
    feedback,
  };
}

/** Every text of a creative, to be read by the reviewer. */
function creativeText(creative: GraphObject | null): string {
  const texts: string[] = [];
  const collect = (value: unknown): void => {
    if (typeof value === 'string') texts.push(value);
    else if (Array.isArray(value)) value.forEach(collect);
    else if (isObject(value)) Object.values(value).forEach(collect);
  };
  if (creative !== null) collect(creative.values);
  return texts.join(' ');
}
