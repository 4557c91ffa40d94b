import type { z } from 'zod';
import type { ColumnMapping, ImportColumn, ImportPreview, ImportQuestion, VacancyFields } from '../contract/vacancies.ts';
import { fold } from '../kernel/text.ts';
import type { Places } from '../places/index.ts';
import type { ColumnKind } from './align-row.ts';
import { emptyFacts, observe, type ColumnFacts } from './column-facts.ts';
import type { Policies } from './difference.ts';
import type { FileFacts, RawRow } from './file-reader.ts';
import { guessColumns, guessHeader } from './header-guess.ts';
import type { PlaceSplit } from './row-draft.ts';
import { fieldsOf } from './target-fields.ts';
import type { Counts, RememberedMapping } from './vacancy-store.ts';
import { looksLikeAge, readDate, readUrl } from './values.ts';

type Column = z.infer<typeof ImportColumn>;
type Question = z.infer<typeof ImportQuestion>;
export interface ClientFacts {
  readonly name: string;
  readonly country: string;
  readonly currency: string;
  readonly timeZone: string;
}

/** One import that a person is looking at. Lives in memory; its rows are staged in the database. */
export interface ImportSession {
  readonly id: string;
  readonly number: number;
  readonly clientId: string;
  readonly client: ClientFacts;
  file: FileFacts;
  header: readonly string[] | null;
  columns: Column[];
  facts: ColumnFacts[];
  rows: number;
  ragged: boolean;
  questions: Question[];
  closeMissing: boolean;
  counts: Counts;
  shrinkHeld: boolean;
  /** The watched folder or pull that brought the file; null when a person chose it. */
  readonly origin: ImportOrigin | null;
}

export interface ImportOrigin {
  readonly feedId: string;
  readonly runId: string;
}

const HEADER_SEARCH = 10;
const SURE = 0.7;
/** Of the client's open vacancies. */
export const SHRINK_RATIO = 0.3;

export function noCounts(): Counts {
  return { new: 0, changed: 0, closed: 0, unchanged: 0, duplicate: 0, rejected: 0 };
}

/** Index of the row that names the columns, -1 when the first row is already data. Banners above the header are passed over. */
export function findHeader(rows: readonly RawRow[]): number {
  let best = -1;
  let bestScore = 0;
  rows.slice(0, HEADER_SEARCH).forEach((row, index) => {
    if (row.problem !== null) return;
    const filled = row.cells.filter((cell) => cell.trim() !== '');
    const known = filled.filter(
      (cell) =>
        cell.length <= 60 &&
        (guessHeader(cell).target !== null || guessHeader(cell).confidence >= 0.9) &&
        guessHeader(cell).confidence >= SURE,
    ).length;
    const score = known - (filled.some(isData) ? 2 : 0);
    const needed = filled.length === 1 ? 1 : 2;
    // A wide export has many columns that are nobody's business; none of its names looks like a value.
    const plain = known >= 2 && !filled.some(isData);
    if (known >= needed && (plain || known >= filled.length / 4) && score > bestScore) {
      best = index;
      bestScore = score;
    }
  });
  if (best >= 0) return best;
  const [first, second] = rows;
  // Unknown words above cells that look like data are still a header.
  const plain = first !== undefined && first.cells.every((cell) => !isData(cell) && cell.length <= 40);
  return plain && second !== undefined && second.cells.some(isData) ? 0 : -1;
}

/**
 * The names of the columns. A merged cell names only its first column, and the row below then tells its parts apart
 * (`Salario` over `Mínimo` and `Máximo`): the two rows are one header.
 */
export function headerFrom(rows: readonly RawRow[], at: number): { readonly header: string[]; readonly used: number } {
  const header = (rows[at]?.cells ?? []).map((cell) => cell.trim());
  const below = rows[at + 1];
  const names = below?.cells.map((cell) => cell.trim()) ?? [];
  const gaps = header.some((cell, column) => cell === '' && (names[column] ?? '') !== '');
  const isSecond =
    gaps &&
    below?.problem === null &&
    names.length === header.length &&
    names.filter((name) => name !== '').every((name) => name.length <= 40 && !isData(name)) &&
    // Under a column that has its own name, a second header says nothing.
    names.filter((name, column) => name !== '' && header[column] !== '' && header[column + 1] !== '').length === 0;
  if (!isSecond) return { header, used: 1 };
  let above = '';
  const joined = header.map((cell, column) => {
    if (cell !== '') above = cell;
    const name = names[column] ?? '';
    return name === '' ? cell : `${above} ${name}`.trim();
  });
  return { header: joined, used: 2 };
}

function isData(cell: string): boolean {
  return (
    cell.length > 80 || readUrl(cell) !== null || looksLikeAge(cell) || readDate(cell, 'dmy') !== null || /^[\s$]*\d[\d.,]*$/.test(cell)
  );
}

/** Watches the rows go by: how many cells they have, what their columns hold. */
export function watchRows(session: ImportSession, rows: readonly RawRow[], places: Places): void {
  for (const row of rows) {
    if (row.problem !== null) continue;
    const width = session.header?.length ?? session.facts.length;
    if (session.header !== null && row.cells.length !== width) {
      session.ragged = true;
      continue;
    }
    row.cells.forEach((cell, column) => {
      const facts = (session.facts[column] ??= emptyFacts());
      observe(facts, cell, places, session.client.country);
    });
  }
}

/** Columns with their guesses, the remembered ones first: what a person decided once is not asked again. */
export function proposeColumns(session: ImportSession, memory: RememberedMapping | null): Column[] {
  const width = session.header?.length ?? session.facts.length;
  const headers = Array.from({ length: width }, (_, column) => session.header?.[column] ?? '');
  const guesses = guessColumns(
    headers,
    headers.map((_, column) => session.facts[column] ?? emptyFacts()),
  );
  const remembered = headers.map((header) => memory?.columns.find((entry) => header !== '' && fold(entry.header) === fold(header)));
  const taken = new Set(remembered.flatMap((entry) => (entry?.target == null ? [] : [entry.target])));
  const used = new Set<string>();
  return headers.map((header, column) => {
    const known = remembered[column];
    const guess = guesses[column];
    let target = known !== undefined ? known.target : guess?.target != null && taken.has(guess.target) ? null : (guess?.target ?? null);
    if (target !== null && used.has(target)) target = null;
    if (target !== null) used.add(target);
    return {
      column,
      header,
      target,
      confidence: known !== undefined ? null : target === null ? 0 : (guess?.confidence ?? 0),
      samples: session.facts[column]?.samples ?? [],
      overwrite: known?.overwrite ?? 'always',
    };
  });
}

const DATE_TARGETS = new Set(['opensOn', 'closesOn']);
const MONEY_TARGETS = new Set(['salary', 'salaryMin', 'salaryMax']);

/**
 * What only a person can know. One locale wrote the whole file, so one column that proves its order answers for all,
 * and at most one question of each kind is asked.
 */
export function findQuestions(session: ImportSession, answers: ReadonlyMap<string, string>): Question[] {
  const questions: Question[] = [];
  const dates = session.columns.filter((column) => column.target !== null && DATE_TARGETS.has(column.target));
  const proven = session.facts.some((facts, column) => (facts.dmy > 0 || facts.mdy > 0) && dates.some((date) => date.column === column));
  const doubtful = dates.find((column) => (session.facts[column.column]?.ambiguousDates.length ?? 0) > 0);
  if (!proven && doubtful !== undefined) {
    questions.push({
      column: doubtful.column,
      kind: 'date_order',
      examples: session.facts[doubtful.column]?.ambiguousDates ?? [],
      options: ['dmy', 'mdy'],
      answer: known(answers.get('date_order'), ['dmy', 'mdy']),
    });
  }
  const sums = session.columns.filter((column) => column.target !== null && MONEY_TARGETS.has(column.target));
  const marked = sums.some((column) => (session.facts[column.column]?.comma ?? 0) + (session.facts[column.column]?.dot ?? 0) > 0);
  const unclear = sums.find((column) => (session.facts[column.column]?.ambiguousNumbers.length ?? 0) > 0);
  if (!marked && unclear !== undefined) {
    questions.push({
      column: unclear.column,
      kind: 'decimal_separator',
      examples: session.facts[unclear.column]?.ambiguousNumbers ?? [],
      options: ['comma', 'dot'],
      answer: known(answers.get('decimal_separator'), ['comma', 'dot']),
    });
  }
  const cities = session.columns.find((column) => column.target === 'city' && (session.facts[column.column]?.lists ?? 0) > 0);
  if (cities !== undefined) {
    questions.push({
      column: cities.column,
      kind: 'place_split',
      examples: session.facts[cities.column]?.listExamples ?? [],
      options: [...PLACE_SPLITS],
      answer: known(answers.get('place_split'), PLACE_SPLITS),
    });
  }
  return questions;
}

const PLACE_SPLITS = ['one', 'per_region', 'per_city'] as const satisfies readonly PlaceSplit[];

/** Until somebody says otherwise, a row is one vacancy. */
export function placeSplitOf(session: ImportSession): PlaceSplit {
  const answer = session.questions.find((question) => question.kind === 'place_split')?.answer;
  return PLACE_SPLITS.find((split) => split === answer) ?? 'one';
}

function known(answer: string | undefined, options: readonly string[]): string | null {
  return answer !== undefined && options.includes(answer) ? answer : null;
}

export function dateOrderOf(session: ImportSession): 'dmy' | 'mdy' {
  const asked = session.questions.find((question) => question.kind === 'date_order')?.answer;
  if (asked === 'dmy' || asked === 'mdy') return asked;
  let dmy = 0;
  let mdy = 0;
  for (const column of session.columns) {
    if (column.target === null || !DATE_TARGETS.has(column.target)) continue;
    dmy += session.facts[column.column]?.dmy ?? 0;
    mdy += session.facts[column.column]?.mdy ?? 0;
  }
  return mdy > dmy ? 'mdy' : 'dmy';
}

export function decimalMarkOf(session: ImportSession): 'comma' | 'dot' {
  const asked = session.questions.find((question) => question.kind === 'decimal_separator')?.answer;
  if (asked === 'comma' || asked === 'dot') return asked;
  let comma = 0;
  let dot = 0;
  for (const column of session.columns) {
    if (column.target === null || !MONEY_TARGETS.has(column.target)) continue;
    comma += session.facts[column.column]?.comma ?? 0;
    dot += session.facts[column.column]?.dot ?? 0;
  }
  return dot > comma ? 'dot' : 'comma';
}

export function kindsOf(session: ImportSession): ColumnKind[] {
  return session.columns.map((column) => {
    if (column.target !== null) return column.target;
    const facts = session.facts[column.column];
    return facts !== undefined && facts.filled > 0 && facts.ages / facts.filled > 0.5 ? 'age' : null;
  });
}

export function policiesOf(session: ImportSession): Policies {
  const policies = new Map<keyof VacancyFields, z.infer<typeof ColumnMapping>['overwrite']>();
  for (const column of session.columns) {
    if (column.target === null) continue;
    for (const field of fieldsOf(column.target)) policies.set(field, column.overwrite);
  }
  return policies;
}

export function previewOf(session: ImportSession): z.infer<typeof ImportPreview> {
  return {
    importId: session.id,
    fileName: session.file.fileName,
    clientId: session.clientId,
    format: session.file.format,
    encoding: session.file.encoding,
    separator: session.file.separator,
    headerRow: session.header !== null,
    rows: session.rows,
    columns: session.columns,
    questions: session.questions,
    counts: { ...session.counts },
    shrinkHeld: session.shrinkHeld,
  };
}

/** A declared mapping first, then what the client's last import taught. */
export function withDeclared(memory: RememberedMapping | null, declared: RememberedMapping['columns']): RememberedMapping | null {
  if (declared.length === 0) return memory;
  const known = new Set(declared.map((column) => fold(column.header)));
  const rest = memory?.columns.filter((column) => !known.has(fold(column.header))) ?? [];
  return { dateOrder: null, decimalSeparator: null, placeSplit: null, ...memory, columns: [...declared, ...rest] };
}
