import type { TemplateNode, Variable } from './parse.ts';

export type Values = Readonly<Record<Variable, string>>;

export interface Piece {
  readonly text: string;
  /** Salary and city: they are never cut, other words go first. */
  readonly kept: boolean;
}

export interface Rendered {
  readonly pieces: readonly Piece[];
  /** A variable without value and without fallback stood where it would leave a hole. */
  readonly gap: boolean;
  readonly fallbacks: readonly Variable[];
}

/** Stands for a missing value until the sentence around it has been dropped; never leaves this folder. */
const GAP = '\uFFFC';
const KEPT: ReadonlySet<Variable> = new Set(['salary', 'city']);

export function renderNodes(nodes: readonly TemplateNode[], values: Values): Rendered {
  const pieces: Piece[] = [];
  const fallbacks: Variable[] = [];
  walk(nodes, values, pieces, fallbacks);
  return { pieces, gap: pieces.some((piece) => piece.text.includes(GAP)), fallbacks };
}

function walk(nodes: readonly TemplateNode[], values: Values, pieces: Piece[], fallbacks: Variable[]): void {
  for (const node of nodes) {
    if (node.kind === 'text') pieces.push({ text: node.text, kept: false });
    else if (node.kind === 'section') {
      if ((values[node.name] !== '') === node.shown) walk(node.children, values, pieces, fallbacks);
    } else {
      const value = values[node.name];
      if (value !== '') pieces.push({ text: value, kept: KEPT.has(node.name) });
      else if (node.fallback !== null) {
        // An empty fallback is written on purpose: nothing stands there and the sentence stays.
        fallbacks.push(node.name);
        pieces.push({ text: node.fallback, kept: false });
      } else pieces.push({ text: GAP, kept: false });
    }
  }
}

/** Long text: lines and sentences with a hole in them are left out, spaces are tidied, the first letter is a capital. */
export function longText(rendered: Rendered): string {
  const text = rendered.pieces.map((piece) => piece.text).join('');
  const lines = text.split('\n').map((line) =>
    line
      .split(/(?<=[.!?])\s+/u)
      .filter((sentence) => !sentence.includes(GAP))
      .join(' '),
  );
  return capitalFirst(tidy(lines.join('\n')));
}

export function tidy(text: string): string {
  return (
    text
      .replace(/[^\S\n]+/gu, ' ')
      .replace(/ ?\n ?/g, '\n')
      .replace(/\n{3,}/g, '\n\n')
      .replace(/ +([,.;:!?)])/g, '$1')
      .replace(/([(¿¡]) +/g, '$1')
      .replace(/\(\s*\)/g, '')
      // "¡¡Urgente!!": networks refuse repeated signs, Google together with the whole campaign.
      .replace(/([!?¡¿*])\1+/gu, '$1')
      .trim()
  );
}

export function capitalFirst(text: string): string {
  const at = text.search(/[\p{L}\p{N}]/u);
  return at < 0 ? text : text.slice(0, at) + text.charAt(at).toLocaleUpperCase('es') + text.slice(at + 1);
}
