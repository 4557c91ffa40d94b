import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Compares without telling, by time, how much of a guess was right. */
export function sameSecret(left: string, right: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}

export interface Session {
  /** 256 bits, given once in the address that opens the window; void as soon as it is exchanged. */
  readonly entryToken: string;
  exchange(token: string): string | null;
  accepts(request: IncomingMessage): boolean;
}

export const COOKIE = 'altavoz_session';

/**
 * One person, one browser profile, one run: the entry token is exchanged once for a cookie that scripts cannot read and
 * other sites cannot send. `reissue` makes a fresh entry address, for a second window asked for on the command line.
 */
export function createSession(): Session & { reissue(): string } {
  let entryToken: string | null = randomBytes(32).toString('base64url');
  const cookies = new Set<string>();
  return {
    get entryToken() {
      return entryToken ?? '';
    },
    reissue() {
      entryToken = randomBytes(32).toString('base64url');
      return entryToken;
    },
    exchange(token) {
      if (entryToken === null || !sameSecret(token, entryToken)) return null;
      entryToken = null;
      const cookie = randomBytes(32).toString('base64url');
      cookies.add(cookie);
      return cookie;
    },
    accepts(request) {
      const header = request.headers.cookie ?? '';
      for (const part of header.split(';')) {
        const [name, value] = part.trim().split('=');
        if (name !== COOKIE || value === undefined) continue;
        for (const cookie of cookies) if (sameSecret(value, cookie)) return true;
      }
      return false;
    },
  };
}

/**
 * Which requests may come in at all, cookie aside. Exact Host list: a name that was rebound to 127.0.0.1 does not pass.
 * Origin must be ours on everything but plain navigation; `Sec-Fetch-Site`, where the browser sends it, must not be another site.
 */
export function trustedOrigin(request: IncomingMessage, port: number): boolean {
  const hosts = [`127.0.0.1:${port}`, `[::1]:${port}`, `localhost:${port}`];
  const host = request.headers.host;
  if (host === undefined || !hosts.includes(host)) return false;
  const site = request.headers['sec-fetch-site'];
  const isEntry = request.method === 'GET' && (request.url ?? '').startsWith('/enter?');
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !isEntry) return false;
  const origin = request.headers.origin;
  if (request.method === 'GET' || request.method === 'HEAD') return origin === undefined || origin === `http://${host}`;
  return origin === `http://${host}`;
}

/** Sent with every answer. `style-src` has no inline styles: components set them through the style object. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy':
    'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), clipboard-read=(self), clipboard-write=(self)',
  'x-frame-options': 'DENY',
};
