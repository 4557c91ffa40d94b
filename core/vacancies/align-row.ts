import type { ImportTarget } from '../contract/vacancies.ts';
import type { Places } from '../places/index.ts';
import { isBlank, looksLikeAge, looksLikeBadge, readDate, readModality, readMoney, readUrl } from './values.ts';

/** What a column is known to hold: its target, `age` for an ignored column of posting ages, or nothing in particular. */
export type ColumnKind = ImportTarget | 'age' | null;

const TEXT_TARGETS: ReadonlySet<ColumnKind> = new Set<ColumnKind>([
  'title',
  'company',
  'description',
  'requirements',
  'companyAndCity',
  'city',
]);
const IMPOSSIBLE = -1e9;

type Move = 'start' | 'assign' | 'skip' | 'drop' | 'merge';

/** How well a cell suits a column: positive when it does, below zero when it speaks against it. */
export function fit(kind: ColumnKind, cell: string, places: Places, home: string): number {
  if (isBlank(cell)) return kind === 'title' ? -2 : 0;
  switch (kind) {
    case 'companyAndCity':
      return RATED.test(cell) || places.splitTail(cell, home) !== null ? 4 : -3;
    case 'modality':
      return readModality(cell) === undefined ? -3 : 3;
    case 'age':
      return looksLikeAge(cell) ? 3 : -2;
    case 'applyUrl':
      return readUrl(cell) === null ? -3 : 3;
    case 'opensOn':
    case 'closesOn':
      return readDate(cell, 'dmy') !== null || readDate(cell, 'mdy') !== null || looksLikeAge(cell) ? 2 : -3;
    case 'salary':
    case 'salaryMin':
    case 'salaryMax':
      return readMoney(cell, 'comma').kind === 'unreadable' ? -3 : 2;
    case 'positions':
    case 'applicantsWanted':
    case 'priority':
      return /^\s*\d{1,6}\s*$/.test(cell) ? 1 : -3;
    case 'description':
      return looksLikeAge(cell) || readModality(cell) !== undefined ? -3 : cell.length > 80 ? 2 : cell.length > 30 ? 1 : 0;
    case 'title':
      if (looksLikeBadge(cell)) return -4;
      return looksLikeAge(cell) || readModality(cell) !== undefined || readUrl(cell) !== null ? -3 : cell.length <= 120 ? 1 : -1;
    case 'city':
      return places.resolve({ city: cell, region: null, country: null }, home).place === null ? 0 : 2;
    case 'company':
      return looksLikeAge(cell) || readUrl(cell) !== null ? -1 : 0;
    default:
      return 0;
  }
}

/** `Acme S.A. 4,3 Bogotá`: a rating between the company and its place. */
export const RATED = /^(.*\S)\s+([0-5][.,]\d)\s+(\S.*)$/;

/**
 * Puts the cells of a ragged row under the columns that they suit, in order: a board that leaves a column out or puts a
 * badge in front shifts the rest. Null when no reading accounts for every cell that says something.
 */
export function alignRow(
  cells: readonly string[],
  kinds: readonly ColumnKind[],
  separator: string,
  places: Places,
  home: string,
): string[] | null {
  const rows = cells.length;
  const columns = kinds.length;
  if (rows > columns + 12) return null;
  const width = columns + 1;
  const score = Array.from({ length: (rows + 1) * width }, () => IMPOSSIBLE);
  const move = Array.from({ length: (rows + 1) * width }, (): Move => 'start');
  score[0] = 0;
  const offer = (at: number, value: number, how: Move): void => {
    if (value > (score[at] ?? IMPOSSIBLE)) {
      score[at] = value;
      move[at] = how;
    }
  };
  for (let i = 0; i <= rows; i++) {
    for (let j = 0; j <= columns; j++) {
      const here = score[i * width + j] ?? IMPOSSIBLE;
      if (here <= IMPOSSIBLE) continue;
      const cell = cells[i];
      const kind = kinds[j];
      if (kind !== undefined) offer(i * width + j + 1, here - (kind === 'title' ? 6 : 0.5), 'skip');
      if (cell === undefined) continue;
      if (looksLikeBadge(cell) || cell.trim() === '') offer((i + 1) * width + j, here - 0.4, 'drop');
      if (kind !== undefined) offer((i + 1) * width + j + 1, here + fit(kind, cell, places, home), 'assign');
      // An unquoted separator inside a text: the pieces belong together.
      if (j > 0 && i > 0 && rows > columns && TEXT_TARGETS.has(kinds[j - 1] ?? null) && move[i * width + j] !== 'skip')
        offer((i + 1) * width + j, here - 1, 'merge');
    }
  }
  const end = score[rows * width + columns] ?? IMPOSSIBLE;
  if (end <= 0) return null;
  const aligned = Array.from({ length: columns }, () => '');
  const pieces: string[][] = kinds.map(() => []);
  for (let i = rows, j = columns; i > 0 || j > 0;) {
    switch (move[i * width + j]) {
      case 'assign':
        pieces[j - 1]?.unshift(cells[i - 1] ?? '');
        i -= 1;
        j -= 1;
        break;
      case 'merge':
        pieces[j - 1]?.unshift(cells[i - 1] ?? '');
        i -= 1;
        break;
      case 'drop':
        i -= 1;
        break;
      default:
        j -= 1;
    }
  }
  pieces.forEach((list, column) => {
    aligned[column] = list.map((piece) => piece.trim()).join(separator === '\t' ? ' ' : `${separator} `);
  });
  return aligned;
}
