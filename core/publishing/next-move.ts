import { assertNever } from '../kernel/result.ts';
import type { NetworkFailure } from '../ports/ad-network.ts';

export const BACKOFF_FIRST_MS = 1_000;
export const BACKOFF_LAST_MS = 60_000;
/** Times one step is sent before a person is asked. */
export const MAX_ATTEMPTS = 6;
/** Failures in a row of one step, its network answering others meanwhile, before a person is asked. */
export const MAX_FAILURES = 10;
/** A quota without a stated end is asked again after this long. */
export const RATE_WAIT_MS = 60_000;
/** How often a blocked sign-in is tried by reading. */
export const SIGN_IN_PROBE_MS = 120_000;
export const UNSUPPORTED_WAIT_MS = 300_000;

/** Full jitter: anything between nothing and the doubled wait, so that a thousand clients do not come back at once. */
export function backoffMs(failures: number, random: number): number {
  const ceiling = Math.min(BACKOFF_LAST_MS, BACKOFF_FIRST_MS * 2 ** Math.min(failures, 16));
  return Math.max(1, Math.round(random * ceiling));
}

export type Move =
  /** The step goes again by itself; `scope` says who waits with it. */
  | { readonly move: 'wait'; readonly ms: number; readonly scope: 'step' | 'account' | 'network' }
  /** Never send again before looking. */
  | { readonly move: 'look_up' }
  | { readonly move: 'sign_in'; readonly reason: 'auth_expired' | 'no_permission'; readonly probeMs: number }
  /** The network's answer is final for this step; its siblings go on. */
  | { readonly move: 'reject' }
  | { readonly move: 'ask_person' }
  | { readonly move: 'ask_person_and_wait'; readonly ms: number };

/** What was under way when the failure came: a write, a look for its traces, or a reading. */
export type Phase = 'apply' | 'find' | 'read';

/** Pure. `failures` counts those before this one. */
export function nextMove(failure: NetworkFailure, phase: Phase, failures: number, random: number): Move {
  switch (failure.kind) {
    case 'rate_limited':
      return { move: 'wait', ms: failure.retryAfterMs ?? RATE_WAIT_MS, scope: failure.scope === 'application' ? 'network' : 'account' };
    case 'unavailable':
      return failures >= (failure.triesMax === undefined ? MAX_FAILURES : failure.triesMax - 1)
        ? { move: 'ask_person' }
        : { move: 'wait', ms: backoffMs(failures, random), scope: 'step' };
    case 'outcome_unknown':
      // A look or a reading leaves nothing behind, so it may simply be repeated.
      if (phase === 'apply') return { move: 'look_up' };
      return failures >= MAX_FAILURES ? { move: 'ask_person' } : { move: 'wait', ms: backoffMs(failures, random), scope: 'step' };
    case 'auth_expired':
    case 'no_permission':
      return { move: 'sign_in', reason: failure.kind, probeMs: SIGN_IN_PROBE_MS };
    case 'refused':
      return phase === 'apply' ? { move: 'reject' } : { move: 'ask_person' };
    case 'unsupported':
      // An answer that cannot be understood may stand for a write that worked.
      return phase === 'apply' ? { move: 'look_up' } : { move: 'ask_person_and_wait', ms: UNSUPPORTED_WAIT_MS };
    default:
      return assertNever(failure);
  }
}

/** A request that was given up here may still be on its way there: the listing lag counts from its latest arrival. */
export const LOOK_MARGIN_MS = 20_000;

/** How long the first clean look and the one that is believed must lie apart. Every look comes after the sending, so this covers it too. */
export function lookApartMs(listingLagMs: number): number {
  return listingLagMs + LOOK_MARGIN_MS;
}

/**
 * "None" is believed after two clean looks that lie apart for longer than the network may hide an object. `waitedMs` is time that
 * really passed since the first of them: a clock that somebody moved must not make us send twice.
 */
export function noneIsCertain(looks: number, waitedMs: number, listingLagMs: number): boolean {
  return looks >= 2 && waitedMs >= lookApartMs(listingLagMs);
}
