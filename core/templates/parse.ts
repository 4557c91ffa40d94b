/** The variables that a template may name, in the order in which help lists them. */
export const VARIABLES = [
  'title',
  'company',
  'city',
  'region',
  'modality',
  'contract',
  'salary',
  'description',
  'requirements',
  'closesOn',
  'positions',
  'roleFamily',
  'client',
] as const;
export type Variable = (typeof VARIABLES)[number];

export type TemplateNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'variable'; readonly name: Variable; readonly fallback: string | null }
  /** `shown` true: when the variable has a value; false: when it has none. */
  | { readonly kind: 'section'; readonly name: Variable; readonly shown: boolean; readonly children: readonly TemplateNode[] };

export type TemplateProblem =
  | { readonly kind: 'unknown_variable'; readonly name: string; readonly position: number }
  | { readonly kind: 'unclosed_section'; readonly name: string; readonly position: number };

export interface ParsedTemplate {
  readonly nodes: readonly TemplateNode[];
  readonly problems: readonly TemplateProblem[];
}

const TAG = /\{\{\s*([#^/]?)\s*([^{}|]*?)\s*(?:\|([^{}]*))?\}\}/g;
const KNOWN: ReadonlySet<string> = new Set(VARIABLES);

interface Frame {
  readonly name: Variable;
  readonly shown: boolean;
  readonly position: number;
  readonly nodes: TemplateNode[];
}

/** Reads a template. What is wrong with it comes back beside the nodes, so that a half-typed text still previews. */
export function parseTemplate(source: string): ParsedTemplate {
  const root: TemplateNode[] = [];
  const open: Frame[] = [];
  const problems: TemplateProblem[] = [];
  let at = 0;
  const target = (): TemplateNode[] => open.at(-1)?.nodes ?? root;
  const text = (upTo: number): void => {
    if (upTo > at) target().push({ kind: 'text', text: source.slice(at, upTo) });
  };
  for (const match of source.matchAll(TAG)) {
    const [whole, sigil, name = '', fallback] = match;
    text(match.index);
    at = match.index + whole.length;
    if (!isVariable(name)) {
      problems.push({ kind: 'unknown_variable', name, position: match.index });
    } else if (sigil === '#' || sigil === '^') {
      open.push({ name, shown: sigil === '#', position: match.index, nodes: [] });
    } else if (sigil === '/') {
      const frame = open.at(-1);
      if (frame?.name !== name) problems.push({ kind: 'unclosed_section', name, position: match.index });
      else close(open, root);
    } else {
      target().push({ kind: 'variable', name, fallback: fallback === undefined ? null : fallback.trim() });
    }
  }
  text(source.length);
  while (open.length > 0) {
    const frame = open.at(-1)!;
    problems.push({ kind: 'unclosed_section', name: frame.name, position: frame.position });
    close(open, root);
  }
  return { nodes: root, problems };
}

function close(open: Frame[], root: TemplateNode[]): void {
  const frame = open.pop()!;
  (open.at(-1)?.nodes ?? root).push({ kind: 'section', name: frame.name, shown: frame.shown, children: frame.nodes });
}

function isVariable(name: string): name is Variable {
  return KNOWN.has(name);
}
