import type { CandidateTarget } from '../contract/candidates.ts';
import { dateEvidence, decimalEvidence, isBlank } from '../vacancies/index.ts';
import { normalEmail, normalPhone } from './identifiers.ts';
import { shapeOf } from './values.ts';

/** What was seen of one column in the first rows. Lives in memory with the import and never reaches a disk. */
export interface ColumnFacts {
  filled: number;
  emails: number;
  phones: number;
  links: number;
  totalLength: number;
  /** First distinct values, at most thirty: enough to tell a category from a text. */
  readonly distinct: string[];
  dmy: number;
  mdy: number;
  comma: number;
  dot: number;
  readonly ambiguousDates: string[];
  readonly ambiguousNumbers: string[];
}

const CLOSE_LOOK = 500;
const DISTINCT = 30;
const EXAMPLES = 5;

export function emptyFacts(): ColumnFacts {
  return {
    filled: 0,
    emails: 0,
    phones: 0,
    links: 0,
    totalLength: 0,
    distinct: [],
    dmy: 0,
    mdy: 0,
    comma: 0,
    dot: 0,
    ambiguousDates: [],
    ambiguousNumbers: [],
  };
}

export function observe(facts: ColumnFacts, cell: string, country: string): void {
  if (isBlank(cell)) return;
  if (facts.filled < CLOSE_LOOK) {
    facts.filled += 1;
    facts.totalLength += cell.length;
    if (normalEmail(cell) !== null) facts.emails += 1;
    else if (/^\s*(https?:|www\.)/i.test(cell)) facts.links += 1;
    else if (/^[+(\s\d][\d\s().-]{6,20}$/.test(cell) && normalPhone(cell, country) !== null) facts.phones += 1;
    if (cell.length <= 80) keep(facts.distinct, cell.trim(), DISTINCT);
  }
  if (cell.length > 40) return;
  const order = dateEvidence(cell);
  if (order === 'dmy') facts.dmy += 1;
  else if (order === 'mdy') facts.mdy += 1;
  else if (order === 'either') keep(facts.ambiguousDates, cell, EXAMPLES);
  const mark = decimalEvidence(cell);
  if (mark === 'comma') facts.comma += 1;
  else if (mark === 'dot') facts.dot += 1;
  else if (mark === 'either') keep(facts.ambiguousNumbers, cell, EXAMPLES);
}

function keep(list: string[], value: string, most: number): void {
  if (list.length < most && !list.includes(value)) list.push(value);
}

const SHAPES: ReadonlySet<CandidateTarget | null> = new Set<CandidateTarget | null>(['email', 'phone', 'document', 'externalId']);

/** What a screen may show of a column: nothing of one that is not kept, only the shape of an identifier. */
export function samplesOf(facts: ColumnFacts, target: CandidateTarget | null): string[] {
  if (target === null) return [];
  const shown = facts.distinct.slice(0, EXAMPLES);
  return SHAPES.has(target) ? [...new Set(shown.map(shapeOf))] : shown;
}
