import { OAuth2Client } from 'google-auth-library';
import { err, ok, type Result } from '../../../core/kernel/index.ts';
import type { Clock, NetworkFailure, Secrets } from '../../../core/ports/index.ts';
import { rawAnswer } from './failures.ts';
import { Credential } from './schemas.ts';

export type Outcome<T> = Result<T, NetworkFailure>;

export interface Bearer {
  readonly access: string;
  readonly loginCustomerId: string | null;
  /** What the person agreed to; null while Google does not say. */
  readonly scopes: readonly string[] | null;
  /** When the refresh token ends (ISO); null: until it is revoked, or nobody said. */
  readonly endsAt: string | null;
}

export interface Tokens {
  /** `stale` is the access token that was just refused. */
  bearer(secretName: string, stale: string | null): Promise<Outcome<Bearer>>;
}

/** Refresh tokens of a consent screen in Testing. @see google-ads.md section 2 (general product knowledge; read 2026-11-20) */
export const TESTING_LIFE_MS = 7 * 86_400_000;
/** Clocks differ, and Google counts from its own. */
const SLACK_MS = 3_600_000;
/** A program that was closed for a week meets the dead token later. */
const LATEST_MEETING_MS = 14 * 86_400_000;

export function createTokens(deps: { readonly tokenUrl: string; readonly secrets: Secrets; readonly clock: Clock }): Tokens {
  const sessions = new Map<
    string,
    { readonly credential: Credential; readonly client: OAuth2Client; access: Promise<Outcome<string>> | null }
  >();

  /** One refresh at a time for everybody who waits (reliability.md FM-14). Google never changes the refresh token by itself. */
  async function bearer(secretName: string, stale: string | null): Promise<Outcome<Bearer>> {
    const text = await deps.secrets.get(secretName);
    const credential = readCredential(text);
    if (credential === null)
      return err({
        kind: 'auth_expired',
        raw: rawAnswer(null, 'no_credential', 'The stored credential is missing or cannot be read', null),
      });
    let session = sessions.get(secretName);
    if (
      session === undefined ||
      session.credential.refreshToken !== credential.refreshToken ||
      session.credential.clientId !== credential.clientId
    ) {
      const client = new OAuth2Client({
        clientId: credential.clientId,
        clientSecret: credential.clientSecret ?? '',
        endpoints: { oauth2TokenUrl: deps.tokenUrl },
      });
      client.setCredentials({ refresh_token: credential.refreshToken });
      session = { credential, client, access: null };
      sessions.set(secretName, session);
    }
    if (stale !== null && session.client.credentials.access_token === stale) {
      session.client.setCredentials({ refresh_token: credential.refreshToken });
      session.access = null;
    }
    const current = session;
    current.access ??= current.client
      .getAccessToken()
      .then((answer): Outcome<string> =>
        typeof answer.token === 'string'
          ? ok(answer.token)
          : err({ kind: 'auth_expired', raw: rawAnswer(null, 'no_token', 'No access token came back', null) }),
      )
      .catch((cause: unknown) => err(refreshFailure(cause, credential, deps.clock.nowMs())))
      // The library keeps the token until shortly before it ends; it is asked each time anew.
      .finally(() => void (current.access = null));
    const access = await current.access;
    if (!access.ok) return access;
    return ok({
      access: access.value,
      loginCustomerId: credential.loginCustomerId?.replaceAll('-', '') ?? null,
      scopes: current.client.credentials.scope?.split(' ') ?? null,
      endsAt: credential.endsAt ?? null,
    });
  }

  return { bearer };
}

function readCredential(text: string | null): Credential | null {
  if (text === null) return null;
  try {
    const parsed = Credential.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** `invalid_grant` asks for a person; anything else changed nothing, for no request of ours had left. */
function refreshFailure(cause: unknown, credential: Credential, nowMs: number): NetworkFailure {
  const response =
    typeof cause === 'object' && cause !== null && 'response' in cause
      ? (cause.response as { readonly status?: number; readonly data?: unknown } | undefined)
      : undefined; // gaxios puts the answer there
  const data: unknown = response?.data;
  const code = typeof data === 'object' && data !== null && 'error' in data && typeof data.error === 'string' ? data.error : null;
  if (code === 'invalid_grant' && diedOfTesting(credential, nowMs))
    return {
      kind: 'auth_expired',
      raw: rawAnswer(
        response?.status ?? null,
        'google.consent_in_testing',
        'The sign-in lived for seven days: the consent screen of the Google Cloud project is in Testing',
        null,
      ),
    };
  const raw = rawAnswer(
    response?.status ?? null,
    code,
    cause instanceof Error ? cause.message : 'The sign-in address did not answer',
    null,
  );
  const final = code === 'invalid_grant' || code === 'invalid_client' || code === 'unauthorized_client' || code === 'invalid_rapt';
  return { kind: final ? 'auth_expired' : 'unavailable', raw };
}

/** Google told the end, or the token died in the week after its first seven days: so ends a consent screen in Testing. */
function diedOfTesting(credential: Credential, nowMs: number): boolean {
  if (credential.endsAt !== undefined) return nowMs >= Date.parse(credential.endsAt) - SLACK_MS;
  if (credential.signedInAt === undefined) return false;
  const ageMs = nowMs - Date.parse(credential.signedInAt);
  return ageMs >= TESTING_LIFE_MS - SLACK_MS && ageMs <= LATEST_MEETING_MS;
}
