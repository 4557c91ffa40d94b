import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/min';
import { getCountries } from 'libphonenumber-js/min';
import type { Sha256Hex } from '../kernel/hashed.ts';
import type { IdentifierForm } from '../ports/index.ts';

/** Makes the hashes. `plain` is what the networks ask for; `keyed` cannot be guessed by who lacks this workspace's key. */
export interface IdentifierHasher {
  plain(text: string): Sha256Hex;
  /** `purpose` keeps hashes of one use from matching those of another. */
  keyed(purpose: string, text: string): Sha256Hex;
}

/** One person's identifiers as they are kept: the networks' unsalted forms, and keyed ones for what no network asks for. */
export interface HashedIdentifiers {
  readonly email: Sha256Hex | null;
  /** Null where it is the same as `email`: every address outside of Gmail. */
  readonly emailGmail: Sha256Hex | null;
  readonly phoneDigits: Sha256Hex | null;
  readonly phoneE164: Sha256Hex | null;
  /** Keyed: ten digits are counted through in a second. */
  readonly document: Sha256Hex | null;
  /** Keyed: the id that the agency's own system gives the person. */
  readonly external: Sha256Hex | null;
}

export const NO_IDENTIFIERS: HashedIdentifiers = {
  email: null,
  emailGmail: null,
  phoneDigits: null,
  phoneE164: null,
  document: null,
  external: null,
};

const INVISIBLE = /[\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]/g;
const EMAIL = /^[^\s@<>()[\],;:"]{1,64}@[^\s@<>()[\],;:"_]{1,251}\.[^\s@<>()[\],;:".\d_-][^\s@<>()[\],;:"._]*$/u;
const GMAIL = /^(.+)@(gmail\.com|googlemail\.com)$/;
const COUNTRIES: ReadonlySet<string> = new Set(getCountries());

/**
 * Trimmed, lower case, composed (NFC: `n` + tilde is `ñ`); `Ana <ana@x.co>` and `mailto:` are taken off. Null when it is
 * no address. Lower case of the root locale: a Turkish machine hashes the same.
 */
export function normalEmail(raw: string): string | null {
  let text = raw.replace(INVISIBLE, '').trim();
  const inside = /<([^<>]+)>\s*$/.exec(text);
  if (inside !== null) text = inside[1] ?? '';
  text = text
    .replace(/^mailto:/i, '')
    .trim()
    .normalize('NFC')
    .toLowerCase()
    .replace(/\.$/, '');
  if (text.length > 254 || text.includes('..') || text.startsWith('.') || text.includes('.@')) return null;
  return EMAIL.test(text) ? text : null;
}

/** Gmail reads `a.na+cv@gmail.com` and `ana@googlemail.com` as one mailbox; other hosts do not. */
export function gmailForm(email: string): string {
  const match = GMAIL.exec(email);
  if (match === null) return email;
  const local = (match[1] ?? '').replace(/\+.*$/, '').replaceAll('.', '');
  return local === '' ? email : `${local}@${match[2]}`;
}

/** `+573001234567`, or null. A number without country code is read as one of `country`. Two numbers in a cell: the first. */
export function normalPhone(raw: string, country: string): string | null {
  const text = raw
    .replace(INVISIBLE, '')
    .normalize('NFKC')
    .trim()
    .replace(/^(telefono|teléfono|tel|celular|cel|movil|móvil|whatsapp|phone|mobile)\s*[.:]?\s*/i, '')
    .replace(/^\(\s*(\+\d{1,3})\s*\)/, '$1 ')
    // A spreadsheet took the number for one: 573001234567.0, 3,001234567E+09 is past saving.
    .replace(/[.,]0+$/, '');
  const first = text.split(/\s*[/;|]\s*|\s+[oy]\s+|,\s+/)[0] ?? '';
  const home = COUNTRIES.has(country) ? (country as CountryCode) : undefined; // a member of the library's own list
  return e164(first, home) ?? withoutPlus(first, home);
}

function e164(text: string, home: CountryCode | undefined): string | null {
  const digits = text.replace(/\D/g, '');
  if (digits.length < 6 || digits.length > 20 || /^(\d)\1*$/.test(digits)) return null;
  const spelled = text.replace(/^\s*\(?\s*00(?=[1-9])/, '+');
  const number = parsePhoneNumberFromString(spelled, home === undefined ? undefined : { defaultCountry: home, extract: false });
  return number === undefined || !number.isPossible() ? null : number.number;
}

/** `573001234567`: the code is there, the sign is not. */
function withoutPlus(text: string, home: CountryCode | undefined): string | null {
  const digits = text.replace(/\D/g, '');
  return /^[1-9]\d{10,14}$/.test(digits) && /^[\d\s().-]+$/.test(text) ? e164(`+${digits}`, home) : null;
}

/** Type words and marks off, upper case, behind its country: `CO:1020304050`. Null when it is no document number. */
export function normalDocument(raw: string, country: string): string | null {
  const text = raw
    .replace(INVISIBLE, '')
    .normalize('NFKC')
    .trim()
    .toUpperCase()
    .replace(/[.,]0$/, '')
    .replace(
      /^(C\.?C\.?|C\.?E\.?|T\.?I\.?|D\.?N\.?I\.?|C[EÉ]DULA|DOCUMENTO|PASAPORTE|PASSPORT|PPT|PEP|RUT|CUIL|CURP|RFC)(?=[\s.:#-]|\d)[\s.:#-]*(NO|N|Nº|NRO)?[\s.:#-]*(?=[A-Z0-9])/,
      '',
    );
  const bare = text.replace(/[\s.,'-]/g, '').replace(/^0+(?=\d)/, '');
  if (!/^[A-Z0-9]{4,20}$/.test(bare) || !/\d{3}/.test(bare) || /^(\d)\1*$/.test(bare)) return null;
  return `${country}:${bare}`;
}

/** The text that a network hashes, in the form that it asks for; null when the cell holds no such identifier. */
export function normalForm(form: IdentifierForm, raw: string, country: string): string | null {
  switch (form) {
    case 'email':
      return normalEmail(raw);
    case 'email_gmail': {
      const email = normalEmail(raw);
      return email === null ? null : gmailForm(email);
    }
    case 'phone_e164':
      return normalPhone(raw, country);
    case 'phone_digits':
      return normalPhone(raw, country)?.slice(1) ?? null;
    default:
      return form satisfies never;
  }
}

export function hashEmail(hasher: IdentifierHasher, raw: string): Pick<HashedIdentifiers, 'email' | 'emailGmail'> | null {
  const email = normalEmail(raw);
  if (email === null) return null;
  const gmail = gmailForm(email);
  return { email: hasher.plain(email), emailGmail: gmail === email ? null : hasher.plain(gmail) };
}

export function hashPhone(
  hasher: IdentifierHasher,
  raw: string,
  country: string,
): Pick<HashedIdentifiers, 'phoneDigits' | 'phoneE164'> | null {
  const phone = normalPhone(raw, country);
  return phone === null ? null : { phoneDigits: hasher.plain(phone.slice(1)), phoneE164: hasher.plain(phone) };
}

export function hashDocument(hasher: IdentifierHasher, raw: string, country: string): Sha256Hex | null {
  const document = normalDocument(raw, country);
  return document === null ? null : hasher.keyed('document', document);
}

/** The agency's own id; cased and spaced as its system pleases, so both are folded away. */
export function hashExternal(hasher: IdentifierHasher, raw: string): Sha256Hex | null {
  const text = raw.replace(INVISIBLE, '').normalize('NFKC').trim().toUpperCase();
  return text === '' || text.length > 200 ? null : hasher.keyed('external', text);
}

/** How a network form reads the kept hashes. */
export function inForm(identifiers: HashedIdentifiers, form: IdentifierForm): Sha256Hex | null {
  switch (form) {
    case 'email':
      return identifiers.email;
    case 'email_gmail':
      return identifiers.emailGmail ?? identifiers.email;
    case 'phone_digits':
      return identifiers.phoneDigits;
    case 'phone_e164':
      return identifiers.phoneE164;
    default:
      return form satisfies never;
  }
}

/** What is looked up among the forgotten: every kept identifier, hashed once more with the workspace's key. */
export function tombstonesOf(hasher: IdentifierHasher, identifiers: HashedIdentifiers): readonly Sha256Hex[] {
  const kept = [identifiers.email, identifiers.emailGmail, identifiers.phoneE164, identifiers.document, identifiers.external];
  return kept.flatMap((hash) => (hash === null ? [] : [hasher.keyed('forgotten', hash)]));
}
