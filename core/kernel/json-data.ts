import type { Json } from './result.ts';

/** JSON as zod writes its type: the same values as `Json`, without `readonly`. */
export type JsonData = string | number | boolean | null | JsonData[] | { [key: string]: JsonData };

/** Hands a value of ours to a contract output. */
export function jsonData(value: Json): JsonData {
  return value as JsonData; // the same values: outputs are encoded at once and never changed
}

export function jsonDetails(value: { readonly [key: string]: Json }): { [key: string]: JsonData } {
  return value as { [key: string]: JsonData }; // as above
}
