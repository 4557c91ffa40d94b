import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, scrypt } from 'node:crypto';
import { z } from 'zod';

/** AES-256-GCM output, base64. The tag makes a changed byte or a wrong key an answer of `null`, never data. */
export const Sealed = z.strictObject({ iv: z.base64(), data: z.base64(), tag: z.base64() });
export type Sealed = z.infer<typeof Sealed>;

/** A key wrapped by a passphrase; the cost is kept beside it so that it can rise later. */
export const PassphraseWrap = z.strictObject({ salt: z.base64(), cost: z.number().int().min(1024).max(1_048_576), sealed: Sealed });
export type PassphraseWrap = z.infer<typeof PassphraseWrap>;

/**
 * 2^17 with blocks of 8: 128 MB and about half a second a guess.
 * @see OWASP Password Storage Cheat Sheet, scrypt (no version stated; read 2026-11-21)
 */
export const SCRYPT_COST = 131_072;

const TAG_BYTES = 16;

/** `purpose` is bound in: a text sealed for one use does not open in another. */
export function seal(key: Uint8Array, purpose: string, plain: Uint8Array): Sealed {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(purpose));
  const data = Buffer.concat([cipher.update(plain), cipher.final()]);
  return { iv: iv.toString('base64'), data: data.toString('base64'), tag: cipher.getAuthTag().toString('base64') };
}

export function unseal(key: Uint8Array, purpose: string, sealed: Sealed): Buffer | null {
  const tag = Buffer.from(sealed.tag, 'base64');
  if (tag.length !== TAG_BYTES) return null;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(sealed.iv, 'base64'), { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(purpose));
    decipher.setAuthTag(tag);
    return Buffer.concat([decipher.update(Buffer.from(sealed.data, 'base64')), decipher.final()]);
  } catch {
    return null;
  }
}

/** A key for one purpose out of a key with full entropy (RFC 5869). */
export function deriveKey(secret: Uint8Array, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), `altavoz ${purpose}`, 32));
}

export async function wrapWithPassphrase(
  passphrase: string,
  purpose: string,
  plain: Uint8Array,
  cost = SCRYPT_COST,
): Promise<PassphraseWrap> {
  const salt = randomBytes(16);
  return { salt: salt.toString('base64'), cost, sealed: seal(await stretch(passphrase, salt, cost), purpose, plain) };
}

export async function unwrapWithPassphrase(passphrase: string, purpose: string, wrap: PassphraseWrap): Promise<Buffer | null> {
  return unseal(await stretch(passphrase, Buffer.from(wrap.salt, 'base64'), wrap.cost), purpose, wrap.sealed);
}

/** Compatibility forms are folded so that the same words typed on another keyboard give the same key. */
function stretch(passphrase: string, salt: Uint8Array, cost: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFKC'), salt, 32, { N: cost, r: 8, p: 1, maxmem: 256 * cost * 8 }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}
