/** What a template can name, in the order in which people reach for it. */
export const VARIABLES = [
  'title',
  'company',
  'city',
  'salary',
  'modality',
  'contract',
  'positions',
  'closesOn',
  'region',
  'roleFamily',
  'requirements',
  'description',
  'client',
] as const;
export type Variable = (typeof VARIABLES)[number];

/** Text with something put where the cursor stands (or over what is selected), and where the cursor goes. */
export function inserted(text: string, piece: string, from: number, to: number): { readonly text: string; readonly cursor: number } {
  return { text: text.slice(0, from) + piece + text.slice(to), cursor: from + piece.length };
}

/** `{{city}}`; a variable that may be missing stands in a condition, so that no empty gap is printed. */
export function pieceFor(variable: Variable, onlyWhenThere: boolean): string {
  return onlyWhenThere ? `{{#${variable}}}{{${variable}}}{{/${variable}}}` : `{{${variable}}}`;
}

/** Names in double braces that are no variable: a slip of the finger, told before saving. */
export function unknownVariables(texts: readonly string[]): readonly string[] {
  const known: ReadonlySet<string> = new Set(VARIABLES);
  const names = texts.flatMap((text) =>
    [...text.matchAll(/\{\{\s*[#^/]?\s*([A-Za-z_]+)\s*(?:\|[^}]*)?\}\}/g)].map((match) => match[1] ?? ''),
  );
  return [...new Set(names)].filter((name) => !known.has(name));
}
