import { readFileSync } from 'node:fs';
import type { Database } from './database.ts';

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;

/** What the log held before SQLite opened the file. `lastCommit`: number of the last frame that ends a transaction, 0 for none. */
export interface LogSurvey {
  readonly state: 'missing' | 'readable' | 'damaged';
  readonly lastCommit: number;
}

/**
 * Reads the frame headers of the `-wal` file; call before the database is opened.
 *
 * SQLite replays the log up to the first frame that does not add up and drops the rest without a word, which is right
 * after a power cut and wrong after damage: a step that was sent to a network could be forgotten. Frame headers are
 * not encrypted.
 * @see https://www.sqlite.org/fileformat2.html#the_write_ahead_log (SQLite 3.53; read 2026-11-21)
 */
export function surveyLog(databaseFile: string): LogSurvey {
  let log: Buffer;
  try {
    log = readFileSync(`${databaseFile}-wal`);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { state: 'missing', lastCommit: 0 };
    throw error;
  }
  if (log.length < HEADER_BYTES) return { state: log.length === 0 ? 'readable' : 'damaged', lastCommit: 0 };
  const bigEndian = log.readUInt32BE(0) % 2 === 1;
  const [first, second] = checksum(log.subarray(0, 24), bigEndian);
  if (first !== log.readUInt32BE(24) || second !== log.readUInt32BE(28)) return { state: 'damaged', lastCommit: 0 };
  const frameBytes = FRAME_HEADER_BYTES + log.readUInt32BE(8);
  const salts = log.subarray(16, 24);
  let lastCommit = 0;
  for (let at = HEADER_BYTES, frame = 1; at + frameBytes <= log.length; at += frameBytes, frame += 1) {
    const ofThisRound = log.subarray(at + 8, at + 16).equals(salts);
    if (ofThisRound && log.readUInt32BE(at + 4) !== 0) lastCommit = frame;
  }
  return { state: 'readable', lastCommit };
}

/** True when SQLite took up less than the log held: a finished transaction is gone. Call right after opening. */
export function lostCommits(db: Database, survey: LogSurvey): boolean {
  if (survey.state === 'damaged') return true;
  const [row] = db.pragma('wal_checkpoint(PASSIVE)') as { readonly log: number }[];
  return (row?.log ?? 0) < survey.lastCommit;
}

/**
 * Folds the log in and cuts it to nothing, once it was judged. SQLite would write over it from its start: a kill between the
 * header of a frame and its page would then leave a new header before an old page, which looks like a finished transaction
 * that was damaged. At the end of a file such a frame is short, and short frames were never finished.
 */
export function emptyLog(db: Database): void {
  db.pragma('wal_checkpoint(TRUNCATE)');
}

function checksum(bytes: Buffer, bigEndian: boolean): readonly [number, number] {
  let first = 0;
  let second = 0;
  for (let at = 0; at < bytes.length; at += 8) {
    first = (first + (bigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at)) + second) >>> 0;
    second = (second + (bigEndian ? bytes.readUInt32BE(at + 4) : bytes.readUInt32LE(at + 4)) + first) >>> 0;
  }
  return [first, second];
}
