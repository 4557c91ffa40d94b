/**
 * A SHA-256 as 64 lower-case hexadecimal digits. A type of its own so that a raw e-mail or phone cannot be handed to
 * anything that sends or stores identifiers: only the functions that hash make one.
 */
export type Sha256Hex = string & { readonly sha256: unique symbol };

const SHAPE = /^[0-9a-f]{64}$/;

/** The text as a hash, or null when it is not one. */
export function asSha256(text: string): Sha256Hex | null {
  return SHAPE.test(text) ? (text as Sha256Hex) : null; // the shape was just checked
}
