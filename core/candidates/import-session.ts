import type { z } from 'zod';
import type { CandidateColumn, CandidateImport, CandidateTarget, Declaration, PreparationReport } from '../contract/candidates.ts';
import { isDay } from '../kernel/days.ts';
import { fold } from '../kernel/text.ts';
import {
  readDate,
  type ClientFacts,
  type DateOrder,
  type DecimalMark,
  type FileFacts,
  type FileSource,
  type RawRow,
} from '../vacancies/index.ts';
import type { Counts, RememberedMapping } from './candidate-store.ts';
import { emptyFacts, observe, samplesOf, type ColumnFacts } from './column-facts.ts';
import { guessHeader, type Guess } from './header-guess.ts';
import type { Overwrite } from './overwrite.ts';
import { dropReasonOf, protectedContent, protectedTrait, type DropReason } from './protected-words.ts';

type Column = Omit<z.infer<typeof CandidateColumn>, 'samples'>;
type Question = CandidateImport['questions'][number];
export type Said = z.infer<typeof Declaration>;

/** One file that a person is looking at. In memory only; what is staged of it are typed values and hashes. */
export interface ImportSession {
  readonly id: string;
  readonly number: number;
  readonly clientId: string;
  readonly client: ClientFacts;
  /** Read again when the mapping changes: no raw row was kept to go back to. */
  readonly source: FileSource;
  /** Null until it was read once. */
  file: FileFacts | null;
  header: readonly string[] | null;
  facts: ColumnFacts[];
  columns: Column[];
  questions: Question[];
  declaration: Said | null;
  rows: number;
  counts: Counts;
  tally: Tally;
}

/** What the preparation report is made of; grows with the columns of the file, not with its rows. */
export interface Tally {
  readonly dropped: Map<string, number>;
  readonly filled: Map<CandidateTarget, number>;
  readonly unreadable: Map<CandidateTarget, number>;
  kept: number;
  granted: number;
  denied: number;
}

export function noCounts(): Counts {
  return { new: 0, changed: 0, unchanged: 0, duplicate: 0, rejected: 0 };
}

export function noTally(): Tally {
  return { dropped: new Map(), filled: new Map(), unreadable: new Map(), kept: 0, granted: 0, denied: 0 };
}

export function count<K>(map: Map<K, number>, key: K): void {
  map.set(key, (map.get(key) ?? 0) + 1);
}

const HEADER_SEARCH = 10;

/** Index of the row that names the columns, -1 when the file begins with people. Only known words make a header: a row of names is data. */
export function findHeader(rows: readonly RawRow[]): number {
  let best = -1;
  let bestScore = 0;
  rows.slice(0, HEADER_SEARCH).forEach((row, index) => {
    if (row.problem !== null) return;
    const filled = row.cells.filter((cell) => cell.trim() !== '');
    const known = filled.filter((cell) => cell.length <= 80 && !isValue(cell) && isKnown(cell)).length;
    const score = known - (filled.some(isValue) ? 2 : 0);
    // An export of forty columns names few that we know; three among no data cell are enough.
    const enough = known >= filled.length / 4 || (known >= 3 && !filled.some(isValue));
    if (known >= Math.min(2, filled.length) && enough && score > bestScore) {
      best = index;
      bestScore = score;
    }
  });
  return best;
}

function isKnown(cell: string): boolean {
  return guessHeader(cell).confidence >= 0.7 || protectedTrait(cell) !== null || dropReasonOf(cell) !== null;
}

function isValue(cell: string): boolean {
  return cell.includes('@') || /^[\s$+(]*\d[\d.,\s()-]*$/.test(cell) || isDay(cell) || readDate(cell, 'dmy') !== null;
}

export function watchRows(session: ImportSession, rows: readonly RawRow[]): void {
  for (const row of rows) {
    if (row.problem !== null) continue;
    const width = session.header?.length ?? session.facts.length;
    if (session.header !== null && row.cells.length !== width) continue;
    row.cells.forEach((cell, column) => observe((session.facts[column] ??= emptyFacts()), cell, session.client.country));
  }
}

/** One column a target; what was decided for the client before comes first, then the surest guess. */
export function proposeColumns(session: ImportSession, memory: RememberedMapping | null): Column[] {
  const width = session.header?.length ?? session.facts.length;
  const columns = Array.from({ length: width }, (_, column): Column => {
    const header = session.header?.[column] ?? '';
    const facts = session.facts[column] ?? emptyFacts();
    const remembered = header === '' ? undefined : memory?.columns.find((entry) => fold(entry.header) === fold(header));
    const guess = remembered ?? agree(guessHeader(header), facts);
    const confidence = remembered === undefined ? (guess as Guess).confidence : null; // not remembered, so a Guess
    return settled(column, header, facts, guess.target, confidence, remembered?.overwrite);
  });
  const taken = new Set<CandidateTarget>();
  const order = columns.toSorted((a, b) => (b.confidence ?? 2) - (a.confidence ?? 2));
  for (const column of order) {
    if (column.target === null) continue;
    if (taken.has(column.target)) Object.assign(column, settled(column.column, column.header, session.facts[column.column], null, 0));
    else taken.add(column.target);
  }
  return columns;
}

/** A column with what becomes of it; a protected one is refused whoever asks. */
export function settled(
  column: number,
  header: string,
  facts: ColumnFacts | undefined,
  wanted: CandidateTarget | null,
  confidence: number | null,
  overwrite: Overwrite = 'always',
): Column {
  const trait = traitOf(header, facts, wanted);
  const target = trait === null ? wanted : null;
  return {
    column,
    header,
    target,
    confidence: target === null && confidence !== null ? 0 : confidence,
    overwrite,
    verdict: trait !== null ? 'refused' : target === null ? 'dropped' : 'kept',
    trait,
    dropReason: trait !== null || target !== null ? null : reasonFor(header, facts),
  };
}

/** Exact header words of a target outrank the list of traits (`politica de datos` is no politics); content never lies. */
export function traitOf(header: string, facts: ColumnFacts | undefined, wanted: CandidateTarget | null): Column['trait'] {
  const byContent = facts === undefined ? null : protectedContent(facts.distinct);
  if (byContent !== null) return byContent;
  const guess = guessHeader(header);
  return guess.target !== null && guess.confidence === 1 && wanted !== null ? null : guess.target === null ? protectedTrait(header) : null;
}

function reasonFor(header: string, facts: ColumnFacts | undefined): DropReason {
  const named = dropReasonOf(header);
  if (named !== null) return named;
  if (facts === undefined || facts.filled === 0) return 'not_needed';
  if (facts.links / facts.filled > 0.5) return 'link';
  return facts.totalLength / facts.filled > 60 ? 'free_text' : 'not_needed';
}

/** A header that says nothing, or that its cells contradict, gives way to what the cells are. */
function agree(guess: Guess, facts: ColumnFacts): Guess {
  if (facts.filled < 3) return guess;
  const emails = facts.emails / facts.filled;
  if (emails > 0.8 && guess.target !== 'email') return { target: 'email', confidence: 0.8 };
  if (guess.target === 'email' && emails < 0.2) return { target: null, confidence: 0.5 };
  if (guess.target === null && guess.confidence < 0.9 && facts.phones / facts.filled > 0.9) return { target: 'phone', confidence: 0.6 };
  return guess;
}

const DATE_TARGETS: ReadonlySet<CandidateTarget | null> = new Set<CandidateTarget | null>(['lastActivity', 'consentOn']);

/** What only a person can know; one column that proves its order answers for the whole file. */
export function findQuestions(session: ImportSession, answers: ReadonlyMap<string, string>): Question[] {
  const questions: Question[] = [];
  const ask = (kind: Question['kind'], column: number, examples: string[], options: string[]): void => {
    const answer = answers.get(kind);
    questions.push({ column, kind, examples, options, answer: answer !== undefined && options.includes(answer) ? answer : null });
  };
  const of = (targets: ReadonlySet<CandidateTarget | null>) => session.columns.filter((column) => targets.has(column.target));
  const factsOf = (column: Column): ColumnFacts => session.facts[column.column] ?? emptyFacts();
  const dates = of(DATE_TARGETS);
  const proven = dates.some((column) => factsOf(column).dmy + factsOf(column).mdy > 0);
  const doubtful = dates.find((column) => factsOf(column).ambiguousDates.length > 0);
  if (!proven && doubtful !== undefined) ask('date_order', doubtful.column, factsOf(doubtful).ambiguousDates, ['dmy', 'mdy']);
  const [salary] = of(new Set<CandidateTarget | null>(['salaryExpectation']));
  if (salary !== undefined) {
    const facts = factsOf(salary);
    if (facts.comma + facts.dot === 0 && facts.ambiguousNumbers.length > 0)
      ask('decimal_separator', salary.column, facts.ambiguousNumbers, ['comma', 'dot']);
  }
  return questions;
}

export function dateOrderOf(session: ImportSession): DateOrder {
  const asked = session.questions.find((question) => question.kind === 'date_order')?.answer;
  if (asked === 'dmy' || asked === 'mdy') return asked;
  let balance = 0;
  for (const column of session.columns) {
    const facts = DATE_TARGETS.has(column.target) ? session.facts[column.column] : undefined;
    balance += (facts?.mdy ?? 0) - (facts?.dmy ?? 0);
  }
  return balance > 0 ? 'mdy' : 'dmy';
}

export function decimalMarkOf(session: ImportSession): DecimalMark {
  const asked = session.questions.find((question) => question.kind === 'decimal_separator')?.answer;
  if (asked === 'comma' || asked === 'dot') return asked;
  const column = session.columns.find(({ target }) => target === 'salaryExpectation');
  const facts = column === undefined ? undefined : session.facts[column.column];
  return (facts?.dot ?? 0) > (facts?.comma ?? 0) ? 'dot' : 'comma';
}

/** What a person must say once, because no column says it row by row. */
export function missingDeclarations(session: ImportSession): CandidateImport['missingDeclarations'] {
  const has = (target: CandidateTarget): boolean => session.columns.some((column) => column.target === target);
  return (['source', 'purpose', 'consent'] as const).filter((what) => !has(what));
}

export function reportOf(session: ImportSession): PreparationReport {
  const { tally, counts } = session;
  const targets = session.columns.flatMap(({ target }) => (target === null ? [] : [target]));
  const dropped = new Map(tally.dropped);
  if (counts.duplicate > 0) dropped.set('candidates.drop.duplicate', counts.duplicate);
  const unknown = tally.kept - tally.granted - tally.denied;
  const declared = missingDeclarations(session).includes('consent') ? (session.declaration?.consent ?? 'unknown') : 'unknown';
  return {
    rows: session.rows,
    kept: tally.kept,
    dropped: [...dropped].map(([reason, rows]) => ({ reason, rows })).toSorted((a, b) => b.rows - a.rows),
    fields: targets.map((target) => {
      const filled = tally.filled.get(target) ?? 0;
      return { target, filled, missing: tally.kept - filled, unreadable: tally.unreadable.get(target) ?? 0 };
    }),
    refusedTraits: [...new Set(session.columns.flatMap(({ trait }) => (trait === null ? [] : [trait])))],
    droppedColumns: session.columns.filter(({ verdict }) => verdict === 'dropped').length,
    consents: {
      granted: tally.granted + (declared === 'granted' ? unknown : 0),
      denied: tally.denied + (declared === 'denied' ? unknown : 0),
      unknown: declared === 'unknown' ? unknown : 0,
    },
  };
}

export function previewOf(session: ImportSession): CandidateImport {
  return {
    importId: session.id,
    clientId: session.clientId,
    fileName: session.file?.fileName ?? '',
    encoding: session.file?.encoding ?? '',
    separator: session.file?.separator ?? '',
    headerRow: session.header !== null,
    rows: session.rows,
    columns: session.columns.map((column) => ({
      ...column,
      samples: samplesOf(session.facts[column.column] ?? emptyFacts(), column.target),
    })),
    questions: session.questions,
    missingDeclarations: missingDeclarations(session),
    declaration: session.declaration,
    counts: { ...session.counts },
    report: reportOf(session),
  };
}
