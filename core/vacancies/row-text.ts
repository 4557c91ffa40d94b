import { fold } from '../kernel/text.ts';

/** Undoes what spreadsheets and our own export do to protect a text: `="007"` and a quote in front of a sign. */
export function unwrap(cell: string): string {
  const text = cell.trim();
  const formulaText = /^="([^"]*)"$/.exec(text);
  if (formulaText !== null) return formulaText[1] ?? '';
  return /^'[=+\-@\t]/.test(text) ? text.slice(1) : text;
}

export const NO_WORDS = /^(no|false|falso|0)$/;

/** A column called `remoto` that says yes. */
export function flagged(cell: string, header: string): 'remote' | undefined {
  return /^(si|yes|true|verdadero|1|x)$/.test(fold(cell)) && /remot|teletrabajo|telecommut/.test(fold(header)) ? 'remote' : undefined;
}

/** Feeds carry their descriptions as HTML; ads are plain text. */
export function plainText(text: string): string {
  if (!text.includes('<') || !/<\/?(p|br|div|ul|ol|li|strong|b|em|i|span|h[1-6]|a|table|tr)\b/i.test(text)) return text;
  return text
    .replace(/<(script|style)\b[^]*?<\/\1>/gi, '')
    .replace(/<li\b[^>]*>/gi, '\n- ')
    .replace(/<(br|\/p|\/div|\/h[1-6]|\/ul|\/ol|\/tr)\b[^>]*>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&(?:amp|quot|#39|lt|gt|nbsp);/g, (entity) => ENTITIES[entity] ?? entity)
    .replace(/[ \t\u00a0]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&quot;': '"', '&#39;': "'", '&lt;': '<', '&gt;': '>', '&nbsp;': ' ' };

/** Two spaces in a row, or white space that is not a space (the no-break space among them). */
const UNEVEN = /\s\s|[^\S ]/;

/** One line of plain text; pages that were scraped leave HTML entities behind. */
export function oneLine(text: string): string {
  const plain = text.includes('&') ? text.replace(/&(?:amp|quot|#39|lt|gt|nbsp);/g, (entity) => ENTITIES[entity] ?? entity) : text;
  return (UNEVEN.test(plain) ? plain.replace(/\s+/g, ' ') : plain).trim();
}

export function currencyOf(cell: string): string | null {
  const code = cell.trim().toUpperCase();
  if (/^[A-Z]{3}$/.test(code)) return code;
  const names: Readonly<Record<string, string>> = {
    'pesos colombianos': 'COP',
    dolares: 'USD',
    dollars: 'USD',
    euros: 'EUR',
    'pesos argentinos': 'ARS',
    'pesos mexicanos': 'MXN',
    'pesos chilenos': 'CLP',
    soles: 'PEN',
    us$: 'USD',
  };
  return names[fold(cell)] ?? null;
}
