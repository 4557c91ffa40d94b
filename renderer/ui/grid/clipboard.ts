/** Tables as spreadsheets put them on the clipboard: tabs between cells, line ends between rows, quotes around cells that hold either. */
export function parseTsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  for (let index = 0; index < text.length; index++) {
    const char = text[index];
    if (quoted) {
      if (char !== '"') cell += char;
      else if (text[index + 1] === '"') cell += text[++index];
      else quoted = false;
    } else if (char === '"' && cell === '' && closes(text, index + 1)) quoted = true;
    else if (char === '\t') row = pushed(row, cell, () => (cell = ''));
    else if (char === '\n' || char === '\r') {
      if (char === '\r' && text[index + 1] === '\n') index++;
      rows.push(pushed(row, cell, () => (cell = '')));
      row = [];
    } else cell += char;
  }
  // A table ends with a line end; only what follows the last one is another row.
  if (cell !== '' || row.length > 0) rows.push([...row, cell]);
  return rows;
}

function pushed(row: string[], cell: string, clear: () => void): string[] {
  clear();
  row.push(cell);
  return row;
}

/** A quote opens a quoted cell only when one closes it before a tab or a line end: `"Auxiliar" de bodega` is plain text. */
function closes(text: string, from: number): boolean {
  for (let index = from; index < text.length; index++) {
    if (text[index] !== '"') continue;
    if (text[index + 1] === '"') {
      index++;
      continue;
    }
    const next = text[index + 1];
    return next === undefined || next === '\t' || next === '\n' || next === '\r';
  }
  return false;
}

export function formatTsv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.map(formatCell).join('\t')).join('\n');
}

function formatCell(value: string): string {
  return /[\t\n\r]|^"/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/**
 * Which clipboard cell lands on which grid cell. One value fills the whole target; a table that divides the
 * target evenly repeats over it, any other goes down once from the target's first cell, as spreadsheets do.
 */
export function pasteCells(
  table: readonly (readonly string[])[],
  target: { readonly top: number; readonly bottom: number; readonly left: number; readonly right: number },
  bounds: { readonly rows: number; readonly columns: number },
): readonly { readonly row: number; readonly column: number; readonly text: string }[] {
  const height = table.length;
  const width = Math.max(0, ...table.map((row) => row.length));
  if (height === 0 || width === 0) return [];
  const rows = repeats(target.bottom - target.top + 1, height);
  const columns = repeats(target.right - target.left + 1, width);
  const cells = [];
  for (let row = 0; row < rows && target.top + row < bounds.rows; row++) {
    for (let column = 0; column < columns && target.left + column < bounds.columns; column++) {
      const text = table[row % height]![column % width];
      if (text !== undefined) cells.push({ row: target.top + row, column: target.left + column, text });
    }
  }
  return cells;
}

function repeats(room: number, size: number): number {
  return room % size === 0 ? room : size;
}
