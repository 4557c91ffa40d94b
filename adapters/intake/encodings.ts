import { isUtf8 } from 'node:buffer';
import type { CellDecoder } from './csv-parser.ts';

export type Encoding = 'utf-8' | 'windows-1252' | 'utf-16le' | 'utf-16be';

/** What a whole pass over the bytes said. */
export interface EncodingFacts {
  readonly encoding: Encoding;
  /** Bytes of the mark at the start. */
  readonly markLength: number;
  /** Where the first NUL stands, 1-based, in bytes of its line; null when there is none. */
  readonly nul: { readonly line: number; readonly column: number } | null;
}

export const ENCODING_NAMES: Readonly<Record<Encoding, string>> = {
  'utf-8': 'UTF-8',
  'windows-1252': 'Windows-1252',
  'utf-16le': 'UTF-16 LE',
  'utf-16be': 'UTF-16 BE',
};

/** Decided by the mark, else by whether *every* byte is valid UTF-8: a Windows-1252 file may hold its first accent on its last page. */
export function createEncodingScan(): { push(chunk: Buffer): void; end(): EncodingFacts } {
  let first: Buffer | null = null;
  let carry: Buffer = Buffer.alloc(0);
  let valid = true;
  let nul: EncodingFacts['nul'] = null;
  let line = 1;
  let column = 1;
  return {
    push(chunk) {
      first ??= Buffer.from(chunk.subarray(0, 4));
      if (nul === null) {
        const at = chunk.indexOf(0);
        const clean = at < 0 ? chunk : chunk.subarray(0, at);
        for (let end = clean.indexOf(0x0a); end >= 0; end = clean.indexOf(0x0a, end + 1)) line += 1;
        const last = clean.lastIndexOf(0x0a);
        column = last < 0 ? column + clean.length : clean.length - last;
        if (at >= 0) nul = { line, column };
      }
      if (!valid) return;
      const whole = carry.length === 0 ? chunk : Buffer.concat([carry, chunk]);
      const cut = whole.length - unfinishedTail(whole);
      valid = isUtf8(whole.subarray(0, cut));
      carry = Buffer.from(whole.subarray(cut));
    },
    end() {
      const start: Buffer = first ?? Buffer.alloc(0);
      if (start[0] === 0xff && start[1] === 0xfe) return { encoding: 'utf-16le', markLength: 2, nul: null };
      if (start[0] === 0xfe && start[1] === 0xff) return { encoding: 'utf-16be', markLength: 2, nul: null };
      const marked = start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf;
      return { encoding: valid && carry.length === 0 ? 'utf-8' : 'windows-1252', markLength: marked ? 3 : 0, nul };
    },
  };
}

/** Bytes at the end that may be the start of a longer UTF-8 character. */
function unfinishedTail(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > back ? back : 0;
  }
  return 0;
}

/** UTF-16 is turned into UTF-8 as it streams; the others are cut by bytes, since separators and quotes are plain ASCII in them. */
export function createTranscoder(encoding: Encoding): ((chunk: Buffer | null) => Buffer) | null {
  if (encoding !== 'utf-16le' && encoding !== 'utf-16be') return null;
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  return (chunk) => Buffer.from(chunk === null ? decoder.decode() : decoder.decode(chunk, { stream: true }), 'utf8');
}

/** ASCII cells, most of them, take the fastest road; Windows-1252 is not Latin-1: 0x80–0x9F hold € and curly quotes. */
export function cellDecoder(encoding: Encoding): CellDecoder {
  if (encoding !== 'windows-1252') return (bytes, start, end) => bytes.toString('utf8', start, end);
  const decoder = new TextDecoder('windows-1252');
  return (bytes, start, end) => {
    for (let at = start; at < end; at++) {
      const byte = bytes[at] ?? 0;
      if (byte >= 0x80 && byte < 0xa0) return decoder.decode(bytes.subarray(start, end));
    }
    return bytes.toString('latin1', start, end);
  };
}

/** The bytes 0x80–0x9F of Windows-1252 by the character they stand for, to walk double-encoded text backwards. */
const HIGH_BYTES: ReadonlyMap<string, number> = new Map(
  Array.from({ length: 32 }, (_, index) => [new TextDecoder('windows-1252').decode(Uint8Array.of(0x80 + index)), 0x80 + index] as const),
);
const SUSPECT = /[ÂÃÐÑâ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]/;

/**
 * Undoes UTF-8 that was read as Windows-1252 and saved as UTF-8 again (`BogotÃ¡`). Null when the text is not that: it
 * counts only when the *whole* cell turns back into valid UTF-8, which no honest Spanish text does.
 */
export function repairDoubleEncoding(text: string): string | null {
  if (!SUSPECT.test(text)) return null;
  const bytes = Buffer.alloc(text.length);
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    const byte = code < 0x100 ? code : HIGH_BYTES.get(text.charAt(index));
    if (byte === undefined) return null;
    bytes[index] = byte;
  }
  if (!isUtf8(bytes)) return null;
  const repaired = bytes.toString('utf8');
  return repairDoubleEncoding(repaired) ?? repaired;
}
