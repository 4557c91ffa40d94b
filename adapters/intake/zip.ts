import { Inflate } from 'fflate';
import type { ByteSource } from './byte-source.ts';

/** A workbook is small; a file that grows beyond these is made to fill memory. */
export const UNPACKED_LIMIT = 200 * 1024 * 1024;
export const RATIO_LIMIT = 100;
/** Ratios of a few kilobytes of repeated cells are honest. */
const RATIO_FROM = 4 * 1024 * 1024;
const ENTRY_LIMIT = 5_000;
const STEP = 64 * 1024;

export class ZipProblem extends Error {
  readonly kind: 'broken' | 'bomb';
  constructor(kind: ZipProblem['kind'], message: string) {
    super(message);
    this.name = 'ZipProblem';
    this.kind = kind;
  }
}

export interface ZipEntry {
  readonly name: string;
  readonly packed: number;
  /** Unpacks piece by piece; throws `ZipProblem`. */
  chunks(): Generator<Uint8Array>;
}

/**
 * Entries of a ZIP by its directory. What the directory *says* of sizes is not believed: bytes are counted as they
 * come out, over all entries together, and unpacking stops at the limit.
 * @see PKWARE, ".ZIP File Format Specification" 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16 (read 2026-11-29)
 */
export function openZip(bytes: ByteSource): ReadonlyMap<string, ZipEntry> {
  const tailFrom = Math.max(0, bytes.size - 66_000);
  const tail = readRange(bytes, tailFrom, bytes.size - tailFrom);
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || end + 22 > tail.length) throw new ZipProblem('broken', 'There is no directory at the end');
  const count = tail.readUInt16LE(end + 10);
  const size = tail.readUInt32LE(end + 12);
  const offset = tail.readUInt32LE(end + 16);
  if (count > ENTRY_LIMIT || offset + size > bytes.size) throw new ZipProblem('broken', 'The directory lies outside the file');
  const directory = readRange(bytes, offset, size);
  const budget = { unpacked: 0 };
  const entries = new Map<string, ZipEntry>();
  for (let at = 0, index = 0; index < count; index++) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== 0x02014b50) throw new ZipProblem('broken', 'The directory is cut');
    const flags = directory.readUInt16LE(at + 8);
    const method = directory.readUInt16LE(at + 10);
    const packed = directory.readUInt32LE(at + 20);
    const nameLength = directory.readUInt16LE(at + 28);
    const local = directory.readUInt32LE(at + 42);
    const name = directory.toString('utf8', at + 46, at + 46 + nameLength);
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
    entries.set(name, { name, packed, chunks: () => unpack(bytes, { local, packed, method, encrypted: (flags & 1) === 1 }, budget) });
  }
  return entries;
}

function* unpack(
  bytes: ByteSource,
  entry: { readonly local: number; readonly packed: number; readonly method: number; readonly encrypted: boolean },
  budget: { unpacked: number },
): Generator<Uint8Array> {
  if (entry.encrypted || (entry.method !== 0 && entry.method !== 8)) throw new ZipProblem('broken', 'An entry cannot be unpacked');
  const header = readRange(bytes, entry.local, 30);
  if (header.length < 30 || header.readUInt32LE(0) !== 0x04034b50) throw new ZipProblem('broken', 'An entry is not where it should be');
  const from = entry.local + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  let out: Uint8Array[] = [];
  let unpacked = 0;
  const inflate = new Inflate((chunk) => {
    out.push(chunk);
  });
  for (let done = 0; done < entry.packed;) {
    const piece = readRange(bytes, from + done, Math.min(STEP, entry.packed - done));
    if (piece.length === 0) throw new ZipProblem('broken', 'An entry is cut');
    done += piece.length;
    if (entry.method === 0) out.push(piece);
    else {
      try {
        inflate.push(piece, done >= entry.packed);
      } catch (error) {
        throw new ZipProblem('broken', error instanceof Error ? error.message : 'An entry cannot be unpacked');
      }
    }
    for (const chunk of out) {
      unpacked += chunk.length;
      budget.unpacked += chunk.length;
    }
    if (budget.unpacked > UNPACKED_LIMIT || (unpacked > RATIO_FROM && unpacked > RATIO_LIMIT * done))
      throw new ZipProblem('bomb', 'It unpacks to far more than a workbook is');
    yield* out;
    out = [];
  }
}

function readRange(bytes: ByteSource, from: number, length: number): Buffer {
  const parts: Buffer[] = [];
  for (let at = from; at < Math.min(bytes.size, from + length);) {
    const chunk = bytes.read(at).subarray(0, from + length - at);
    if (chunk.length === 0) break;
    parts.push(Buffer.from(chunk));
    at += chunk.length;
  }
  return Buffer.concat(parts);
}
