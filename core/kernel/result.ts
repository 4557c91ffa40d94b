/** An expected outcome. Bugs and broken machines throw; everything else is one of these two. */
export type Result<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

export function err<E>(error: E): { readonly ok: false; readonly error: E } {
  return { ok: false, error };
}

/** Values that survive JSON unchanged: what details, payloads and snapshots are made of. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * Why a method answered no. `code` is `feature.reason`; the renderer and the command line turn it, with
 * `details`, into a Spanish or English sentence. Never carries names, phones, e-mails or tokens.
 */
export interface Refusal {
  readonly code: string;
  readonly details: { readonly [key: string]: Json };
}

export function refuse(code: string, details: Refusal['details'] = {}): { readonly ok: false; readonly error: Refusal } {
  return err({ code, details });
}

/** Makes a switch over a closed list exhaustive: adding a case elsewhere stops compiling here. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected case: ${JSON.stringify(value)}`);
}
