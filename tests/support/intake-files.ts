import { strToU8, zipSync, type Zippable } from 'fflate';

/** A table of text cells; the first row names the columns. */
export type Table = readonly (readonly string[])[];

export function csvText(table: Table, separator: string, end = '\n'): string {
  const quoted = (cell: string): string => (/["\r\n]/.test(cell) || cell.includes(separator) ? `"${cell.replaceAll('"', '""')}"` : cell);
  return table.map((row) => row.map(quoted).join(separator)).join(end) + end;
}

export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

export interface SheetCell {
  /** Number with Excel's own style, text, formula with or without its result, or a boolean. */
  readonly number?: number;
  readonly date?: boolean;
  readonly text?: string;
  readonly formula?: string;
  readonly error?: string;
  readonly inline?: boolean;
}

export function columnName(index: number): string {
  return index < 26 ? String.fromCharCode(65 + index) : `${columnName(Math.floor(index / 26) - 1)}${columnName(index % 26)}`;
}

/** A small workbook, written by hand so that every trap can be set in it. */
export function workbook(
  rows: readonly (readonly (SheetCell | string | number | null)[])[],
  more: {
    readonly before?: readonly { readonly name: string; readonly rows: readonly (readonly string[])[]; readonly hidden?: boolean }[];
    readonly extra?: Zippable;
    readonly date1904?: boolean;
    readonly sheetXml?: string;
  } = {},
): Buffer {
  const strings: string[] = [];
  const cellXml = (cell: SheetCell | string | number | null, reference: string): string => {
    if (cell === null) return '';
    const given: SheetCell = typeof cell === 'string' ? { text: cell } : typeof cell === 'number' ? { number: cell } : cell;
    const formula = given.formula === undefined ? '' : `<f>${escapeXml(given.formula)}</f>`;
    if (given.error !== undefined) return `<c r="${reference}" t="e">${formula}<v>${given.error}</v></c>`;
    if (given.number !== undefined) return `<c r="${reference}"${given.date === true ? ' s="1"' : ''}>${formula}<v>${given.number}</v></c>`;
    if (given.text === undefined) return `<c r="${reference}">${formula}</c>`;
    if (given.formula !== undefined) return `<c r="${reference}" t="str">${formula}<v>${escapeXml(given.text)}</v></c>`;
    if (given.inline === true) return `<c r="${reference}" t="inlineStr"><is><t xml:space="preserve">${escapeXml(given.text)}</t></is></c>`;
    strings.push(given.text);
    return `<c r="${reference}" t="s"><v>${strings.length - 1}</v></c>`;
  };
  const sheetXml = (cells: typeof rows): string =>
    `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${cells
      .map((row, at) => `<row r="${at + 1}">${row.map((cell, column) => cellXml(cell, `${columnName(column)}${at + 1}`)).join('')}</row>`)
      .join('')}</sheetData></worksheet>`;
  const sheets = (more.before ?? []).map((sheet) => ({ name: sheet.name, hidden: sheet.hidden ?? false, xml: sheetXml(sheet.rows) }));
  sheets.push({ name: 'Vacantes', hidden: false, xml: more.sheetXml ?? sheetXml(rows) });
  const files: Zippable = {
    '[Content_Types].xml': strToU8('<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'),
    'xl/workbook.xml': strToU8(
      `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">${
        more.date1904 === true ? '<workbookPr date1904="1"/>' : ''
      }<sheets>${sheets
        .map((sheet, at) => `<sheet name="${sheet.name}" sheetId="${at + 1}" r:id="rId${at + 1}"${sheet.hidden ? ' state="hidden"' : ''}/>`)
        .join('')}</sheets></workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': strToU8(
      `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${sheets
        .map((_sheet, at) => `<Relationship Id="rId${at + 1}" Type="worksheet" Target="worksheets/sheet${at + 1}.xml"/>`)
        .join('')}</Relationships>`,
    ),
    'xl/styles.xml': strToU8(
      '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
    ),
    'xl/sharedStrings.xml': strToU8(
      `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">${strings.map((text) => `<si><t xml:space="preserve">${escapeXml(text)}</t></si>`).join('')}</sst>`,
    ),
    ...Object.fromEntries(sheets.map((sheet, at) => [`xl/worksheets/sheet${at + 1}.xml`, strToU8(sheet.xml)])),
    ...more.extra,
  };
  return Buffer.from(zipSync(files));
}

/** Indeed-style feed; every field in CDATA, as boards write them. */
export function xmlFeed(table: Table): string {
  const [names = [], ...rows] = table;
  return `<?xml version="1.0" encoding="utf-8"?>\n<source>\n<publisher>Ejemplo</publisher>\n<publisherurl>https://empleos.example</publisherurl>\n${rows
    .map((row) => `<job>\n${names.map((name, at) => `<${name}><![CDATA[${row[at] ?? ''}]]></${name}>`).join('\n')}\n</job>`)
    .join('\n')}\n</source>\n`;
}
