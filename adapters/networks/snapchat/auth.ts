import { err, ok, type Result } from '../../../core/kernel/index.ts';
import type { Clock, NetworkFailure, Secrets } from '../../../core/ports/index.ts';
import { failureOf, parsedOrNull, rawAnswer, unreadable, withoutAnswer } from './failures.ts';
import { Credential, RequestError, Tokens } from './schemas.ts';
import type { Wire } from './transport.ts';

/** Access tokens, from the refresh token that the key store keeps. They live in memory only. */
export interface Auth {
  /** The token that is good now; `dead`: this one was refused, so another is fetched, once for everybody. */
  token(secretName: string, dead: string | null): Promise<Result<string, NetworkFailure>>;
  /** For conversions: the token made for them where there is one (`own`). */
  conversionsToken(secretName: string): Promise<Result<{ readonly token: string; readonly own: boolean }, NetworkFailure>>;
  scopes(secretName: string): readonly string[];
  exchange(form: Readonly<Record<string, string>>): Promise<Result<Tokens, NetworkFailure>>;
}

interface Held {
  readonly token: string;
  readonly goodUntilMs: number;
  readonly scopes: readonly string[];
}

const TIMEOUT_MS = 30_000;
/** A token about to die is not handed out: the request would meet its end. */
const MARGIN_MS = 60_000;

export function createAuth(deps: {
  readonly accountsUrl: string;
  readonly wire: Wire;
  readonly secrets: Secrets;
  readonly clock: Clock;
}): Auth {
  const { wire, secrets, clock } = deps;
  const held = new Map<string, Held>();
  const underWay = new Map<string, Promise<Result<Held, NetworkFailure>>>();

  async function exchange(form: Readonly<Record<string, string>>): Promise<Result<Tokens, NetworkFailure>> {
    const answer = await wire.send({
      method: 'POST',
      url: `${deps.accountsUrl}/login/oauth2/access_token`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form).toString(),
      timeoutMs: TIMEOUT_MS,
    });
    // A lost answer costs nothing: the same refresh token may be used again.
    if (answer.kind !== 'answer') return err(withoutAnswer(answer, false));
    const parsed = parsedOrNull(answer.body);
    if (answer.status === 200) {
      const tokens = Tokens.safeParse(parsed);
      return tokens.success ? ok(tokens.data) : err(unreadable(200, '', false)); // its body may hold half a token
    }
    const told = RequestError.safeParse(parsed);
    if (!told.success || answer.status >= 500) return err(unreadable(answer.status, answer.body, false));
    const code = told.data.error ?? told.data.error_code ?? null;
    return err(
      failureOf(answer.status === 401 ? 400 : answer.status, code, told.data.error_description ?? code ?? '', answer.body, {
        write: false,
        objectId: null,
      }),
    );
  }

  async function credential(secretName: string): Promise<Result<Credential, NetworkFailure>> {
    const kept = await secrets.get(secretName);
    const read = Credential.safeParse(kept === null ? null : parsedOrNull(kept));
    return read.success
      ? ok(read.data)
      : err({
          kind: 'auth_expired',
          raw: rawAnswer(
            null,
            null,
            kept === null ? 'No sign-in is kept for this account' : 'The kept sign-in lacks an app or a refresh token',
            null,
          ),
        });
  }

  /**
   * Newest refresh token first, then the one before it: a new one whose answer got lost, or that does not work, must not lock
   * anyone out. A token that came with the answer is kept beside the one that has just worked, before anything else happens.
   */
  async function refresh(secretName: string): Promise<Result<Held, NetworkFailure>> {
    const found = await credential(secretName);
    if (!found.ok) return found;
    const { clientId, clientSecret, refreshToken, olderRefreshToken } = found.value;
    for (const candidate of [refreshToken, ...(olderRefreshToken === undefined ? [] : [olderRefreshToken])]) {
      const answer = await exchange({
        grant_type: 'refresh_token',
        client_id: clientId,
        client_secret: clientSecret,
        refresh_token: candidate,
      });
      if (answer.ok) {
        const newest = answer.value.refresh_token;
        if (newest !== undefined && newest !== candidate)
          await secrets.set(secretName, JSON.stringify({ ...found.value, refreshToken: newest, olderRefreshToken: candidate }));
        return ok({
          token: answer.value.access_token,
          goodUntilMs: clock.nowMs() + answer.value.expires_in * 1000 - MARGIN_MS,
          scopes: answer.value.scope.split(' ').filter((scope) => scope !== ''),
        });
      }
      if (answer.error.kind !== 'refused') return answer;
      if (answer.error.raw.code !== 'invalid_grant') return err({ kind: 'auth_expired', raw: answer.error.raw });
    }
    return err({ kind: 'auth_expired', raw: rawAnswer(400, 'invalid_grant', 'No kept refresh token is accepted any more', null) });
  }

  async function token(secretName: string, dead: string | null): Promise<Result<string, NetworkFailure>> {
    const known = held.get(secretName);
    // Someone else may have fetched a new one since the dead one was handed out.
    if (known !== undefined && known.token !== dead && clock.nowMs() < known.goodUntilMs) return ok(known.token);
    let pending = underWay.get(secretName);
    if (pending === undefined) {
      pending = refresh(secretName).finally(() => underWay.delete(secretName));
      underWay.set(secretName, pending);
    }
    const fresh = await pending;
    if (!fresh.ok) return fresh;
    held.set(secretName, fresh.value);
    return ok(fresh.value.token);
  }

  return {
    token,
    exchange,
    async conversionsToken(secretName) {
      const found = await credential(secretName);
      if (!found.ok) return found;
      if (found.value.conversionsToken !== undefined) return ok({ token: found.value.conversionsToken, own: true });
      const access = await token(secretName, null);
      return access.ok ? ok({ token: access.value, own: false }) : access;
    },
    scopes: (secretName) => held.get(secretName)?.scopes ?? [],
  };
}
