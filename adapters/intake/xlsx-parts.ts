import { SaxesParser } from 'saxes';
import { ZipProblem, type ZipEntry } from './zip.ts';

/** The small parts of a workbook: which sheets, which texts, which number formats are dates. */
export interface Workbook {
  readonly sheets: readonly { readonly name: string; readonly path: string; readonly hidden: boolean }[];
  readonly strings: readonly string[];
  /** By the index of a cell's style. */
  readonly isDate: readonly boolean[];
  readonly date1904: boolean;
}

type Attributes = Readonly<Record<string, string>>;
export interface XmlHandlers {
  readonly open?: (name: string, attributes: Attributes) => void;
  readonly text?: (text: string) => void;
  readonly close?: (name: string) => void;
}

/** Feeds an entry through a parser that knows no entities but XML's own five; yields after each chunk so that rows can leave. */
export function* parseEntry(entry: ZipEntry, handlers: XmlHandlers): Generator<void> {
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw new ZipProblem('broken', error.message);
  });
  parser.on('doctype', () => {
    throw new ZipProblem('broken', 'A workbook has no document type');
  });
  const bare = (name: string): string => name.slice(name.indexOf(':') + 1);
  parser.on('opentag', (tag) => handlers.open?.(bare(tag.name), tag.attributes));
  parser.on('text', (text) => handlers.text?.(text));
  parser.on('cdata', (text) => handlers.text?.(text));
  parser.on('closetag', (tag) => handlers.close?.(bare(tag.name)));
  const decoder = new TextDecoder('utf-8');
  for (const chunk of entry.chunks()) {
    parser.write(decoder.decode(chunk, { stream: true }));
    yield;
  }
  parser.write(decoder.decode()).close();
  yield;
}

function read(entry: ZipEntry | undefined, handlers: XmlHandlers): void {
  if (entry === undefined) return;
  for (const reading = parseEntry(entry, handlers); reading.next().done !== true;);
}

export function readWorkbook(entries: ReadonlyMap<string, ZipEntry>): Workbook {
  const book = entries.get('xl/workbook.xml');
  if (book === undefined) throw new ZipProblem('broken', 'It is no workbook');
  const targets = new Map<string, string>();
  read(entries.get('xl/_rels/workbook.xml.rels'), {
    open: (name, { Id, Target }) => {
      if (name === 'Relationship' && Id !== undefined && Target !== undefined) targets.set(Id, partPath(Target));
    },
  });
  const sheets: { name: string; path: string; hidden: boolean }[] = [];
  let date1904 = false;
  read(book, {
    open(name, attributes) {
      if (name === 'workbookPr') date1904 = /^(1|true)$/.test(attributes['date1904'] ?? '');
      if (name !== 'sheet') return;
      const id = Object.entries(attributes).find(([key]) => key === 'r:id' || key.endsWith(':id'))?.[1] ?? '';
      sheets.push({
        name: attributes['name'] ?? '',
        path: targets.get(id) ?? '',
        hidden: /^(hidden|veryHidden)$/.test(attributes['state'] ?? ''),
      });
    },
  });
  return {
    sheets,
    strings: readStrings(entries.get('xl/sharedStrings.xml')),
    isDate: readDateStyles(entries.get('xl/styles.xml')),
    date1904,
  };
}

function partPath(target: string): string {
  return target.startsWith('/') ? target.slice(1) : `xl/${target.replace(/^\.\//, '')}`;
}

function readStrings(entry: ZipEntry | undefined): string[] {
  const strings: string[] = [];
  let text = '';
  let reading = false;
  // Ruby above Asian text is no part of it.
  let phonetic = false;
  read(entry, {
    open(name) {
      if (name === 'si') text = '';
      else if (name === 'rPh') phonetic = true;
      else if (name === 't') reading = !phonetic;
    },
    text: (part) => {
      if (reading) text += part;
    },
    close(name) {
      if (name === 't') reading = false;
      else if (name === 'rPh') phonetic = false;
      else if (name === 'si') strings.push(unescapeText(text));
    },
  });
  return strings;
}

/** `_x000D_` is how a workbook writes a character that XML may not hold. */
export function unescapeText(text: string): string {
  return text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_whole, hex: string) => {
        const code = Number.parseInt(hex, 16);
        return code === 9 || code === 10 || code === 13 || code >= 32 ? String.fromCharCode(code) : '';
      })
    : text;
}

/**
 * Formats that show a day. 14–22 and 45–47 are the built-in ones.
 * @see ECMA-376-1:2016, 18.8.30 numFmt (read 2026-11-29)
 */
function readDateStyles(entry: ZipEntry | undefined): boolean[] {
  const custom = new Map<number, boolean>();
  const styles: boolean[] = [];
  let inCells = false;
  read(entry, {
    open(name, attributes) {
      if (name === 'numFmt') custom.set(Number(attributes['numFmtId']), isDateFormat(attributes['formatCode'] ?? ''));
      else if (name === 'cellXfs') inCells = true;
      else if (name === 'xf' && inCells) {
        const id = Number(attributes['numFmtId'] ?? 0);
        styles.push(custom.get(id) ?? ((id >= 14 && id <= 17) || id === 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58)));
      }
    },
    close: (name) => {
      if (name === 'cellXfs') inCells = false;
    },
  });
  return styles;
}

function isDateFormat(code: string): boolean {
  const bare = code.replace(/"[^"]*"|\\.|\[[^\]]*\]/g, '');
  return /[dy]/i.test(bare) && !/^general$/i.test(bare);
}
