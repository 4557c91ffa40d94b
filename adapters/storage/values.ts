import { z } from 'zod';
import type { Json } from '../../core/kernel/result.ts';

const TextList = z.array(z.string());

/** JSON columns. SQL NULL stands for JSON null. */
export const json = {
  /** What JSON.parse gives is Json by definition; a schema that says the same took four fifths of the time of a large undo. */
  value(text: string | null): Json {
    return text === null ? null : (JSON.parse(text) as Json);
  },
  object(text: string): { readonly [key: string]: Json } {
    const value = json.value(text);
    if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new Error('A stored JSON object is not one');
    return value as { readonly [key: string]: Json }; // what is left of Json after the line above
  },
  texts(text: string): readonly string[] {
    return TextList.parse(JSON.parse(text));
  },
  write(value: Json): string | null {
    return value === null ? null : JSON.stringify(value);
  },
};
