/** One cell: quoted where it must be, and never a formula. A text that a spreadsheet would calculate gets an apostrophe; plain numbers stay numbers. */
export function csvCell(value: string): string {
  const harmless = isNumber(value) ? value : neutralise(value);
  return /[",\n\r;]/.test(harmless) || harmless !== harmless.trim() ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

export function csvText(rows: readonly (readonly string[])[]): string {
  // The byte order mark makes Excel read the file as UTF-8.
  return `\uFEFF${rows.map((row) => row.map(csvCell).join(',')).join('\r\n')}\r\n`;
}

function neutralise(value: string): string {
  return /^[=+\-@\t\r\u0000＝＋－＠]/.test(value) ? `'${value}` : value;
}

function isNumber(value: string): boolean {
  return /^-?\d+(\.\d+)?$/.test(value);
}
