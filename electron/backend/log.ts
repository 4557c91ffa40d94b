import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { pino } from 'pino';

export interface Log {
  /** A bug or a broken machine, under the reference that the caller was given. */
  error(reference: string, place: string, cause: unknown): void;
  close(): void;
}

const E_MAIL = /[\w.+-]+@[\w-]+\.[\w.]+/g;
const LONG_DIGITS = /\+?\d[\d\s-]{6,}\d/g;
const TOKENS = /\b(EAA\w{10,}|ya29\.[\w-]+|1\/\/[\w-]+|[A-Za-z0-9_-]{40,})\b/g;

/** The second net: nothing personal or secret should reach an error's words, and what does is cut out here. */
export function redact(text: string): string {
  return text.replace(E_MAIL, '[e-mail]').replace(TOKENS, '[secret]').replace(LONG_DIGITS, '[number]');
}

export function createLog(folder: string): Log {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const destination = pino.destination({ dest: path.join(folder, 'altavoz.log'), sync: true, mode: 0o600 });
  const log = pino({ base: null }, destination);
  return {
    error(reference, place, cause) {
      const failure = cause instanceof Error ? cause : new Error(String(cause));
      log.error({ reference, place, name: failure.name, message: redact(failure.message), stack: redact(failure.stack ?? '') });
    },
    close: () => destination.end(),
  };
}
