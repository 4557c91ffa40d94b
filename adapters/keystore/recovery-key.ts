import { createHash, randomBytes } from 'node:crypto';

/** Crockford's alphabet: no I, L, O or U, so that nothing is misread from paper. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const SECRET_BYTES = 20;
const SECRET_DIGITS = 32;
const CHECK_DIGITS = 4;

/** 160 random bits as nine groups of four, the last one a check: `7K3M-…-Q2ZD`. */
export function newRecoveryKey(): { readonly text: string; readonly secret: Buffer } {
  const secret = randomBytes(SECRET_BYTES);
  const digits = encode(secret);
  return { text: ((digits + check(secret)).match(/.{4}/g) ?? []).join('-'), secret };
}

/** The secret in what a person typed, in any case and spacing, O for 0 and I or L for 1; null when the check does not hold. */
export function parseRecoveryKey(typed: string): Buffer | null {
  const digits = typed.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
  if (digits.length !== SECRET_DIGITS + CHECK_DIGITS || !digits.split('').every((digit) => ALPHABET.includes(digit))) return null;
  const secret = decode(digits.slice(0, SECRET_DIGITS));
  return check(secret) === digits.slice(SECRET_DIGITS) ? secret : null;
}

/** 20 bits of SHA-256: one wrong character in a million slips through, and then simply opens nothing. */
function check(secret: Uint8Array): string {
  return encode(createHash('sha256').update('altavoz recovery key').update(secret).digest()).slice(0, CHECK_DIGITS);
}

function encode(bytes: Uint8Array): string {
  let bits = '';
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
  return (bits.match(/.{5}/g) ?? []).map((part) => ALPHABET[Number.parseInt(part, 2)]).join('');
}

function decode(digits: string): Buffer {
  const bits = digits
    .split('')
    .map((digit) => ALPHABET.indexOf(digit).toString(2).padStart(5, '0'))
    .join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((part) => Number.parseInt(part, 2)));
}
