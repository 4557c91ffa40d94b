import type { SignInAttempt } from '../contract/connections.ts';
import { assertNever } from '../kernel/result.ts';
import type { NetworkFailure, OpenDoor, SignIn, SignInApp, SignInDone } from '../ports/index.ts';
import type { CallContext } from '../ports/change-log.ts';

/** Codes live ten minutes where a network says so; whoever copies by hand needs some of them. */
export const COPYING_MS = 10 * 60_000;
/** Pasting the wrong thing is human; doing it for ever is not. */
export const PASTES_MAX = 8;

/** One sign-in under way. What is secret of it stands here and in no answer: the app, the verifier (`handle`), the state. */
export interface Attempt {
  readonly signIn: SignIn;
  readonly app: SignInApp;
  readonly handle: string;
  readonly state: string;
  readonly redirectUri: string | null;
  readonly door: OpenDoor | null;
  /** Who began it: the browser's answer comes without anybody calling. */
  readonly context: CallContext;
  pastes: number;
  shown: SignInAttempt;
}

/** Its details fill the sentence of `code`. */
export interface Problem {
  readonly code: string;
  readonly details: { readonly [key: string]: string | number };
  readonly networkCode: string | null;
}

export function problem(
  code: string,
  details: { readonly [key: string]: string | number } = {},
  networkCode: string | null = null,
): Problem {
  return { code, details, networkCode };
}

/** Why the network did not go along. Its own words stay out: an answer about tokens may hold one in a shape that nobody expected. */
export function problemOf(failure: NetworkFailure, network: string): Problem {
  switch (failure.kind) {
    case 'refused':
      return problem('connections.refused', { network }, failure.code === 'unknown' ? null : failure.code);
    case 'auth_expired':
    case 'no_permission':
    case 'unsupported':
      return problem('connections.refused', { network });
    case 'rate_limited':
    case 'unavailable':
    case 'outcome_unknown':
      return problem('connections.unreachable', { network });
    default:
      return assertNever(failure);
  }
}

/** What was asked for, what the person agreed to, and what is off without the rest; null while nobody has said. */
export function scopeReport(signIn: SignIn, done: SignInDone): SignInAttempt['scopes'] {
  const { granted } = done;
  if (granted === null || signIn.scopes.length === 0) return null;
  return signIn.scopes.map(({ name, disables }) => {
    const has = granted.includes(name);
    return { name, granted: has, disables: has ? [] : [...disables] };
  });
}

/** The end of an attempt that came to nothing: no address, no token, no accounts are shown any more. */
export function ended(shown: SignInAttempt, state: 'failed' | 'cancelled', why: Problem | null): SignInAttempt {
  return {
    ...shown,
    state,
    url: null,
    problem: why === null ? null : { ...why, details: { ...why.details } },
    secretName: null,
    expiresAt: null,
    scopes: null,
    found: null,
  };
}
