import type { Refusal } from '../../core/kernel/result.ts';
import { catalogue, type Language } from '../backend/catalogue.ts';
import { RefusedError } from '../backend/api.ts';

/** JSON with money as decimal text: the command line's documents are read by people and scripts. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) => (typeof member === 'bigint' ? member.toString() : member), 2);
}

export function printDocument(value: unknown): void {
  process.stdout.write(`${toJson(value)}\n`);
}

export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

export function cliLanguage(): Language {
  return (process.env['LC_ALL'] ?? process.env['LANG'] ?? 'es').toLowerCase().startsWith('en') ? 'en' : 'es';
}

/** What happened and what to do, in the person's language. */
export function sentence(resources: string, refusal: Refusal): string {
  const words = catalogue(resources, cliLanguage());
  const say = (part: 'what' | 'fix'): string => {
    const id = `errors.${refusal.code}.${part}`;
    return id in words.messages ? words.formatMessage({ id }, refusal.details as Record<string, string>) : ''; // details are plain JSON; ICU prints them as text
  };
  const text = [say('what'), say('fix')].filter((part) => part !== '').join(' ');
  return text === '' ? `${refusal.code} ${JSON.stringify(refusal.details)}` : text;
}

/** Reports a failure by the contract of the command line and answers the exit code. */
export function reportFailure(resources: string, json: boolean, cause: unknown): number {
  if (cause instanceof RefusedError) {
    const { code, details } = cause.refusal;
    if (json) printDocument({ error: { code, details } });
    note(sentence(resources, { code, details }));
    return 1;
  }
  const message = cause instanceof Error ? cause.message : String(cause);
  if (json) printDocument({ error: { code: 'call.internal', details: { message } } });
  note(message);
  return 1;
}
