const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const LF = 0x0a;
/** One record; more is not a vacancy. */
export const RECORD_LIMIT = 4 * 1024 * 1024;

export interface JsonPiece {
  readonly bytes: Buffer;
  readonly line: number;
}

/**
 * Cuts the records out of a JSON document without reading it whole: every object whose parent is an array, at the
 * shallowest depth at which one stands. `[{…}]`, `{"jobs": [{…}]}` and `{"@graph": [{…}]}` are the same to it, and one
 * lone object is one record. Strings are skipped as bytes, so that a brace inside a description is no brace.
 */
export function createJsonCutter(options: {
  readonly onPiece: (piece: JsonPiece) => void;
  /** What was cut so far was no record: a list nearer the root has come. */
  readonly onShallower?: () => void;
  /** Depth at which records stand, once known. */
  readonly level?: number;
}) {
  const { onPiece } = options;
  const stack: number[] = [];
  let inString = false;
  let escaped = false;
  let line = 1;
  const fixed = options.level ?? -1;
  let level = fixed;
  let startLine = 1;
  let parts: Buffer[] | null = null;
  let size = 0;
  let tooLong = false;
  let broken: number | null = null;

  function push(chunk: Buffer): void {
    let from = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at];
      if (byte === LF) line += 1;
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) inString = false;
        continue;
      }
      if (byte === QUOTE) inString = true;
      else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        const depth = stack.length;
        const inList = byte === OPEN_BRACE && parts === null && stack.at(-1) === OPEN_BRACKET;
        stack.push(byte);
        if (inList && (depth === level || (fixed < 0 && (level < 0 || depth < level)))) {
          if (level > depth) options.onShallower?.();
          level = depth;
          parts = [];
          size = 0;
          from = at;
          startLine = line;
        }
      } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        const opener = stack.pop();
        if (opener !== (byte === CLOSE_BRACE ? OPEN_BRACE : OPEN_BRACKET)) broken ??= line;
        if (parts !== null && stack.length === level) {
          onPiece({ bytes: Buffer.concat([...parts, chunk.subarray(from, at + 1)]), line: startLine });
          parts = null;
        }
      }
    }
    if (parts !== null) {
      parts.push(Buffer.from(chunk.subarray(from)));
      size += chunk.length - from;
      if (size > RECORD_LIMIT) tooLong = true;
    }
  }

  return {
    push,
    /** The line on which brackets stop matching; null while they do. */
    brokenAt: (): number | null => (tooLong ? startLine : broken),
    /** True when everything that was opened was closed. */
    isClosed: (): boolean => stack.length === 0 && !inString,
    line: (): number => line,
    level: (): number => level,
  };
}
