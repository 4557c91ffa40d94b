import { createHash } from 'node:crypto';
import type { SimContext, SimReply, SimRequest } from '../../../simulators/types.ts';
import { TikTokProblem } from './problems.ts';
import type { Values } from './request.ts';
import { TIKTOK_SIMULATED_ACCOUNTS, TIKTOK_SIMULATED_APP, TIKTOK_SIMULATED_TOKENS, type Right, type SimulatedToken } from './seeds.ts';
import type { Store } from './store.ts';

/** Signing in and the tokens that come of it. "Authentication" (v1.3; read 2026-11-20) */

const CODE_LIFE_MS = 3_600_000;
interface Code {
  readonly code: string;
  readonly createdMs: number;
  readonly used: boolean;
}

export interface Auth {
  /** The portal's page: a person who says yes at once. */
  portal(request: SimRequest): SimReply;
  exchange(values: Values): unknown;
  revoke(values: Values): unknown;
  token(text: string | null, operation: string): SimulatedToken;
  checkRight(token: SimulatedToken, endpoint: string): void;
  checkApp(values: Values): void;
}

const RIGHT_OF: readonly (readonly [string, Right])[] = [
  ['/report/', 'report'],
  ['/file/', 'creative'],
  ['/identity/', 'creative'],
  ['/tool/', 'tool'],
  ['/dmp/', 'audience'],
  ['/event/', 'events'],
  ['/page/', 'leads'],
  ['/campaign/', 'ads'],
  ['/adgroup/', 'ads'],
  ['/ad/', 'ads'],
  ['/smart_plus/', 'ads'],
];

export function createAuth(store: Store, sim: SimContext): Auth {
  const { books } = store;

  function checkApp(values: Values): void {
    if (values['app_id'] !== TIKTOK_SIMULATED_APP.id) throw new TikTokProblem(40113, 'app_id: the app does not exist or is blocked');
    if (values['secret'] !== TIKTOK_SIMULATED_APP.secret) throw new TikTokProblem(40101, 'secret: is not the secret of the app');
  }

  return {
    checkApp,
    portal(request) {
      const { query } = request;
      const target = query.get('redirect_uri');
      if (query.get('app_id') !== TIKTOK_SIMULATED_APP.id) return { status: 400, body: 'Unknown app' };
      const code = createHash('sha256')
        .update(`code ${sim.seed} ${books.nextNumber('code')}`)
        .digest('hex')
        .slice(0, 40);
      books.put<Code>('code', code, { code, createdMs: sim.nowMs(), used: false });
      const answer = new URLSearchParams({ auth_code: code, code, state: query.get('state') ?? '' });
      if (target === null) return { status: 200, body: { auth_code: code, state: query.get('state') } };
      const url = new URL(target);
      for (const [name, value] of answer) url.searchParams.set(name, value);
      return { status: 302, headers: { location: url.href }, body: '' };
    },
    exchange(values) {
      checkApp(values);
      const code = books.get<Code>('code', String(values['auth_code']));
      // One hour, once. "Authentication" (v1.3; read 2026-11-20)
      if (code === null || code.used || sim.nowMs() - code.createdMs > CODE_LIFE_MS)
        throw new TikTokProblem(40110, 'auth_code: is not valid or was used before');
      books.put<Code>('code', code.code, { ...code, used: true });
      const token = createHash('sha256').update(`token ${code.code}`).digest('hex').slice(0, 40);
      books.put('token', token, { token });
      return { access_token: token, advertiser_ids: TIKTOK_SIMULATED_ACCOUNTS.map((account) => account.remoteId), scope: [4, 5, 6, 8, 12] };
    },
    revoke(values) {
      checkApp(values);
      const token = String(values['access_token']);
      books.put('revoked', token, { token });
      return {};
    },
    token(text, operation) {
      if (text === null || text === '') throw new TikTokProblem(40104, 'Access token is missing');
      if (sim.takeFault(operation, 'expire_token')) throw new TikTokProblem(40102, 'Access token is expired');
      if (sim.takeFault(operation, 'revoke')) throw new TikTokProblem(40105, 'Access token is incorrect or has been revoked');
      const seeded = TIKTOK_SIMULATED_TOKENS.get(text);
      const found = seeded ?? (books.get('token', text) === null ? undefined : [...TIKTOK_SIMULATED_TOKENS.values()][0]);
      if (found === undefined || books.get('revoked', text) !== null)
        throw new TikTokProblem(40105, 'Access token is incorrect or has been revoked');
      if (found.deadCode !== null) throw new TikTokProblem(found.deadCode, 'Access token is expired or has been revoked');
      return found;
    },
    checkRight(token, endpoint) {
      const right = RIGHT_OF.find(([prefix]) => endpoint.startsWith(prefix))?.[1];
      if (right !== undefined && !token.rights.includes(right))
        throw new TikTokProblem(40001, `No permission: the app was not granted ${right}`);
    },
  };
}
