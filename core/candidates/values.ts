import type { z } from 'zod';
import type { CompanySize, Consent, Education, Purpose, StudyMode } from '../contract/candidates.ts';
import { fold } from '../kernel/text.ts';

type Level = z.infer<typeof Education>;

/** Highest first: `Maestría en Educación Primaria` is a master. Patterns run on folded text. */
const EDUCATION: readonly (readonly [RegExp, Level])[] = [
  [/\b(doctor(ado|ate|a)?|ph ?d|phd|postdoc)/, 'doctorate'],
  [/\b(maestria|magister|masters?|mba|msc)\b/, 'master'],
  [/\b(especiali[sz]a|posgrado|postgrado|postgraduate|specialist)/, 'specialist'],
  [/\b(tecnolog[oai])/, 'technologist'],
  [/\b(tecnic[oa]|technical|vocational|tsu|cft|diploma(do)?)\b/, 'technical'],
  [
    /\b(profesional|universitari[oa]|pregrado|licenciad?|licenciatura|ingenier|bachelors?\b|graduate|grado|degree|undergraduate|college|university)/,
    'bachelor',
  ],
  [/\b(bachiller|secundari[oa]|preparatoria|media|high school|secondary|polimodal)/, 'secondary'],
  [/\b(primari[oa]|primary|basica|elementary)/, 'primary'],
  [/\b(ninguno|ninguna|sin estudios|none|no education)\b/, 'none'],
];

export function readEducation(cell: string): Level | null {
  const text = fold(cell).replaceAll('.', '');
  if (text.length > 80) return null;
  return EDUCATION.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}

/**
 * Years: `8`, `8,5 años`, `18 meses`, `3-5`, `>20`, `<1`, `sin experiencia`. More than n counts as n + 1 and less than one
 * as 0, as the surveys that write so are read.
 */
export function readYears(cell: string): number | null {
  const text = fold(cell).replaceAll(',', '.');
  if (/^(sin|ninguna?|no|never|nunca|none|no experience)\b/.test(text)) return 0;
  const numbers = text.match(/\d+(?:\.\d+)?/g)?.map(Number) ?? [];
  const [first, second] = numbers;
  if (first === undefined || numbers.length > 2) return null;
  if (!/^[<>≥≤+~]?\s*(mas de|menos de|more than|less than|over|under|entre)?\s*\d/.test(text)) return null;
  const unit = /\b(mes|meses|months?)\b/.test(text) ? 12 : 1;
  const base = second === undefined ? first : (first + second) / 2;
  const shifted = /^(>|mas de|more than|over)/.test(text)
    ? base + 1
    : /^(<|menos de|less than|under)/.test(text)
      ? Math.max(0, base - 1)
      : base;
  const years = Math.round((shifted / unit) * 10) / 10;
  return years > 80 ? null : years;
}

/** Days until the person can begin: `Inmediata`, `15 días`, `dos semanas`, `1 mes`. */
export function readAvailability(cell: string): number | null {
  const text = fold(cell);
  if (/^(inmediat|immediat|ya\b|hoy|now|disponible|si$|yes$)/.test(text)) return 0;
  const word = ['cero', 'un', 'dos', 'tres', 'cuatro'].findIndex((name) => new RegExp(`^(en )?${name}a?\\b`).test(text));
  const digits = /\d+/.exec(text)?.[0];
  const count = digits === undefined ? (word < 0 ? null : word) : Number(digits);
  if (count === null) return null;
  const unit = /\b(mes|meses|months?)\b/.test(text) ? 30 : /\b(semanas?|weeks?)\b/.test(text) ? 7 : 1;
  const known = unit !== 1 || /^\d+\s*(dias?|days?|d)?\b/.test(text);
  return known && count * unit <= 3650 ? count * unit : null;
}

const YES = /^(si|s|yes|y|true|verdadero|1|x|ok|has\b.*|tiene\b.*|con\b.*)$/;
const NO = /^(no|n|false|falso|0|no\b.*|sin\b.*|none)$/;

export function readYesNo(cell: string): boolean | null {
  const text = fold(cell);
  if (text.length > 40) return null;
  return NO.test(text) ? false : YES.test(text) ? true : null;
}

export function readConsent(cell: string): z.infer<typeof Consent> {
  const text = fold(cell);
  if (/^(no\b|false|falso|0$|deni|rechaz|revoc|retir|opt ?out|baja|withdrawn)/.test(text)) return 'denied';
  if (/^(si\b|s$|yes|y$|true|verdadero|1$|x$|acept|autoriz|otorg|grant|opt ?in|ok|consent|given)/.test(text)) return 'granted';
  return 'unknown';
}

export function readPurpose(cell: string): z.infer<typeof Purpose> {
  const text = fold(cell);
  if (/oferta|empleo|vacante|seleccion|reclutamiento|trabajo|job|recruit|vacanc|hiring/.test(text)) return 'job_offers';
  if (/banco de talento|talento|base de datos|futur|talent|pool/.test(text)) return 'talent_pool';
  if (/mercadeo|marketing|publicidad|comercial|advertis/.test(text)) return 'marketing';
  return text === '' ? 'unknown' : 'other';
}

export function readStudyMode(cell: string): z.infer<typeof StudyMode> | null {
  const text = fold(cell).replaceAll('_', ' ');
  if (/full ?time|tiempo completo|completa/.test(text)) return 'full_time';
  if (/part ?time|medio tiempo|parcial/.test(text)) return 'part_time';
  const answer = readYesNo(text);
  return answer === null ? null : answer ? 'full_time' : 'none';
}

const SIZES = [1, 10, 50, 100, 500, 1000, 5000, 10_000] as const;

/** `50-99`, `<10`, `10000+`, and `Oct-49`, which a spreadsheet made of 10-49. */
export function readCompanySize(cell: string): z.infer<typeof CompanySize> | null {
  const text = fold(cell)
    .replace(/^oct-/, '10-')
    .replace(/[.,](?=\d{3}\b)/g, '');
  if (/^(<|menos de)/.test(text)) return '1';
  const first = /\d+/.exec(text)?.[0];
  if (first === undefined) return null;
  const least = SIZES.findLast((size) => size <= Number(first));
  // A member of SIZES written out is a CompanySize.
  return least === undefined ? null : (String(least) as z.infer<typeof CompanySize>);
}

const CATEGORY_LIMIT = 60;
/** Looks like an e-mail, a link, a phone or a document: never kept as a category, whatever its column is called. */
const PERSONAL = /@|https?:|www\.|(?:\d[\s().-]*){6,}/;

/** A short word or two that many rows share. Null for anything that could single a person out. */
export function readCategory(cell: string): string | null {
  const text = cell
    .normalize('NFC')
    .replace(/[\s\p{C}]+/gu, ' ')
    .trim();
  if (text === '' || text.length > CATEGORY_LIMIT || PERSONAL.test(text)) return null;
  return /[\p{L}\p{N}]/u.test(text) ? text : null;
}

export function readDecimal(cell: string, most: number): number | null {
  const text = cell.trim().replace(',', '.');
  if (!/^\d{1,7}(\.\d{1,9})?$/.test(text)) return null;
  const value = Number(text);
  return value <= most ? value : null;
}

/** The form of a cell without its content: letters become `a`, digits `9`. */
export function shapeOf(cell: string): string {
  return cell.trim().slice(0, 40).replace(/\p{L}/gu, 'a').replace(/\p{N}/gu, '9');
}
