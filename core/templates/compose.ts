import type { TemplateFields } from '../contract/flows.ts';
import type { NetworkCapabilities, TextLimit } from '../ports/index.ts';
import { fold } from '../kernel/index.ts';
import type { VacancyForAds } from '../plans/index.ts';
import { fit, joined } from './fit.ts';
import { parseTemplate, type TemplateNode } from './parse.ts';
import type { PhraseBook } from './phrases.ts';
import { longText, renderNodes, type Rendered, type Values } from './render.ts';

export interface CompiledTemplate {
  readonly headlines: readonly (readonly TemplateNode[])[];
  readonly descriptions: readonly (readonly TemplateNode[])[];
  readonly primaryText: readonly TemplateNode[];
  readonly callToAction: TemplateFields['callToAction'];
}
export interface AdTexts {
  readonly headlines: string[];
  readonly descriptions: string[];
  readonly primaryText: string;
  /** Catalogue keys under `templates.note.*`, each once. */
  readonly notes: string[];
}

export function compileTemplate(fields: TemplateFields): CompiledTemplate {
  const nodes = (source: string) => parseTemplate(source).nodes;
  return {
    headlines: fields.headlines.map(nodes),
    descriptions: fields.descriptions.map(nodes),
    primaryText: nodes(fields.primaryText),
    callToAction: fields.callToAction,
  };
}

/** The texts of one vacancy on one network: whole where they fit, cut between words where they do not, filled up with phrases to the network's minimum. */
export function composeTexts(
  template: CompiledTemplate,
  values: Values,
  family: VacancyForAds['roleFamily'],
  capabilities: NetworkCapabilities,
  phrases: PhraseBook,
): AdTexts {
  const notes = new Set<string>();
  const own = phrases.families[family];
  const { text } = capabilities;
  const headlines = pick(
    render(template.headlines, values, notes),
    text.headlines,
    [...(own?.headlines ?? []), ...phrases.general.headlines],
    'headline',
    notes,
  );
  const descriptions = pick(
    render(template.descriptions, values, notes),
    text.descriptions,
    [...(own?.descriptions ?? []), ...phrases.general.descriptions],
    'description',
    notes,
  );
  const primaryText =
    text.primary === null ? '' : primary(renderOne(template.primaryText, values, notes), text.primary, descriptions, notes);
  return { headlines, descriptions, primaryText, notes: [...notes] };
}

function render(candidates: CompiledTemplate['headlines'], values: Values, notes: Set<string>): Rendered[] {
  return candidates
    .map((nodes) => renderOne(nodes, values, notes))
    .filter((rendered) => {
      if (rendered.gap) notes.add('templates.note.left_out');
      return !rendered.gap;
    });
}

function renderOne(nodes: readonly TemplateNode[], values: Values, notes: Set<string>): Rendered {
  const rendered = renderNodes(nodes, values);
  for (const name of rendered.fallbacks) notes.add(`templates.note.fallback_${name}`);
  return rendered;
}

/** First the candidates that fit whole, then the first ones cut, then phrases: as many as the network needs, at most as many as it takes. */
function pick(
  candidates: readonly Rendered[],
  limit: TextLimit,
  fillers: readonly string[],
  part: 'headline' | 'description',
  notes: Set<string>,
): string[] {
  const hard = limit.length ?? Number.POSITIVE_INFINITY;
  // Texts are made to the length that shows whole; only when the network's least number is not reached may they be longer.
  const length = Math.min(limit.recommended ?? hard, hard);
  const chosen: string[] = [];
  const seen = new Set<string>();
  const take = (text: string | null, allowed = length): boolean => {
    if (text === null || text === '' || text.length > allowed || chosen.length >= limit.max || seen.has(fold(text))) return false;
    seen.add(fold(text));
    chosen.push(text);
    return true;
  };
  const long: Rendered[] = [];
  for (const candidate of candidates) {
    const whole = joined(candidate.pieces);
    if (whole.length > length) long.push(candidate);
    else take(whole);
  }
  // The first candidate carries the vacancy's own words: it leads even when it had to be cut.
  const first = long.find((candidate) => candidate === candidates[0]);
  if (first !== undefined) {
    const cut = fit(first.pieces, length);
    if (cut !== null && !seen.has(fold(cut))) {
      if (chosen.length >= limit.max) chosen.pop();
      seen.add(fold(cut));
      chosen.unshift(cut);
      notes.add(`templates.note.cut_${part}`);
    }
  }
  for (const candidate of long)
    if (candidate !== first && chosen.length < limit.min && take(fit(candidate.pieces, length))) notes.add(`templates.note.cut_${part}`);
  for (const filler of fillers) if (chosen.length < Math.max(1, limit.min) && take(filler)) notes.add(`templates.note.phrase_${part}`);
  for (const text of [...candidates.map((candidate) => joined(candidate.pieces)), ...fillers])
    if (chosen.length < limit.min) take(text, hard);
  return chosen;
}

function primary(rendered: Rendered, limit: TextLimit, descriptions: readonly string[], notes: Set<string>): string {
  const whole = longText(rendered);
  if (whole === '') return descriptions[0] ?? '';
  if (limit.length === null || whole.length <= limit.length) return whole;
  notes.add('templates.note.cut_primary');
  return fit(rendered.pieces, limit.length) ?? descriptions[0] ?? '';
}
