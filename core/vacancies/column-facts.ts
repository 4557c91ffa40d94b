import { placeKey, type Places } from '../places/index.ts';
import { familyOf } from './job-words.ts';
import { dateEvidence, decimalEvidence, isBlank, looksLikeAge, readDate, readModality, readUrl } from './values.ts';

/** What was seen of one column while the file went by; small, so that it can be kept with the import. */
export interface ColumnFacts {
  filled: number;
  urls: number;
  dates: number;
  amounts: number;
  ages: number;
  modalities: number;
  places: number;
  glued: number;
  jobTitles: number;
  /** Cells that list several cities, whole file; counting stops at a few. */
  lists: number;
  listExamples: string[];
  totalLength: number;
  /** First distinct values, at most five. */
  samples: string[];
  /** Whole file: rows that prove an order, and examples of those that prove nothing. */
  dmy: number;
  mdy: number;
  ambiguousDates: string[];
  comma: number;
  dot: number;
  ambiguousNumbers: string[];
}

/** Rows looked at closely; the order of dates and the decimal mark are watched until they are proven. */
const CLOSE_LOOK = 200;
/** So many proofs of one kind settle a column; the rest need not be looked at. */
const PROOFS = 500;
const EXAMPLES = 5;
const SAMPLE_LENGTH = 80;
/** A name, a mark, another name that begins with a capital: nothing else is looked up as a list. */
const LISTED = /^\p{Lu}[\p{L}. ]{2,40}[|;/,\n] ?\p{Lu}/u;

export function emptyFacts(): ColumnFacts {
  return {
    filled: 0,
    urls: 0,
    dates: 0,
    amounts: 0,
    ages: 0,
    modalities: 0,
    places: 0,
    glued: 0,
    jobTitles: 0,
    lists: 0,
    listExamples: [],
    totalLength: 0,
    samples: [],
    dmy: 0,
    mdy: 0,
    ambiguousDates: [],
    comma: 0,
    dot: 0,
    ambiguousNumbers: [],
  };
}

export function observe(facts: ColumnFacts, cell: string, places: Places, home: string): void {
  if (cell === '' || isBlank(cell)) return;
  if (facts.filled < CLOSE_LOOK) lookClosely(facts, cell, places, home);
  if (facts.lists < EXAMPLES && LISTED.test(cell) && cell.length <= 2_000 && places.list(cell, home).length > 1) {
    facts.lists += 1;
    keep(facts.listExamples, cell.length > SAMPLE_LENGTH ? `${cell.slice(0, SAMPLE_LENGTH - 1)}…` : cell);
  }
  if (cell.length > 60) return;
  const code = cell.charCodeAt(0);
  const digitFirst = (code >= 48 && code <= 57) || code === 32;
  if (digitFirst && facts.dmy + facts.mdy < PROOFS) {
    const order = dateEvidence(cell);
    if (order === 'dmy') facts.dmy += 1;
    else if (order === 'mdy') facts.mdy += 1;
    else if (order === 'either') keep(facts.ambiguousDates, cell);
  }
  if (facts.comma + facts.dot < PROOFS && (digitFirst || /\d[.,]\d/.test(cell))) {
    const mark = decimalEvidence(cell);
    if (mark === 'comma') facts.comma += 1;
    else if (mark === 'dot') facts.dot += 1;
    else if (mark === 'either') keep(facts.ambiguousNumbers, cell);
  }
}

function lookClosely(facts: ColumnFacts, cell: string, places: Places, home: string): void {
  facts.filled += 1;
  facts.totalLength += cell.length;
  const sample = cell.length > SAMPLE_LENGTH ? `${cell.slice(0, SAMPLE_LENGTH - 1)}…` : cell;
  keep(facts.samples, sample);
  if (cell.length > 300) return;
  if (readUrl(cell) !== null) facts.urls += 1;
  else if (looksLikeAge(cell)) facts.ages += 1;
  else if (readModality(cell) !== undefined) facts.modalities += 1;
  else if (readDate(cell, 'dmy') !== null || readDate(cell, 'mdy') !== null) facts.dates += 1;
  else if (/^[\s$€a-zA-Z]{0,6}\d[\d.,'\s]{3,}/.test(cell) && !/[a-z]{7,}/i.test(cell)) facts.amounts += 1;
  else if (cell.length <= 60 && isPlace(cell, places, home)) facts.places += 1;
  else if (places.splitTail(cell, home) !== null) facts.glued += 1;
  else if (cell.length <= 120 && familyOf(cell) !== 'other') facts.jobTitles += 1;
}

function isPlace(cell: string, places: Places, home: string): boolean {
  const finding = places.resolve({ city: cell, region: null, country: null }, home);
  return finding.whole && finding.level !== 'misspelled' && placeKey(cell) !== '';
}

function keep(list: string[], value: string): void {
  if (list.length < EXAMPLES && !list.includes(value)) list.push(value);
}
