import type { SimContext } from '../../../simulators/types.ts';
import { META_SIMULATED_ACCOUNTS, META_SIMULATED_TOKENS, type SimulatedToken } from './seeds.ts';

/** Tokens that sign-ins of this simulation gave out. */
export interface GivenToken {
  readonly text: string;
  readonly appId: string;
  readonly appInDevelopment: boolean;
  readonly scopes: readonly string[];
  readonly expiresMs: number | null;
}

const PAGE = /^(.+)-page-(\d+)$/;

/** A token by its text: a seeded one, one given out by a sign-in, or a Page's own, which lives as long as the one it came from. */
export function tokenOf(text: string, context: SimContext): SimulatedToken | null {
  const seeded = META_SIMULATED_TOKENS.get(text);
  if (seeded !== undefined) return seeded;
  const page = PAGE.exec(text);
  if (page !== null) {
    const owner = tokenOf(page[1]!, context);
    const accounts = META_SIMULATED_ACCOUNTS.filter((account) => account.settings.pageId === page[2]).map(({ remoteId }) => remoteId);
    return owner === null || accounts.length === 0 ? null : { ...owner, kind: 'PAGE', accounts, expiresInDays: null };
  }
  const given = context.books.get<GivenToken>('token', text);
  if (given === null) return null;
  const over = given.expiresMs !== null && given.expiresMs <= context.nowMs();
  return {
    scopes: given.scopes,
    deadSubcode: over ? 463 : null,
    needsProof: false,
    tier: 'standard_access',
    accounts: META_SIMULATED_ACCOUNTS.map((account) => account.remoteId),
    expiresInDays: given.expiresMs === null ? null : Math.max(0, (given.expiresMs - context.nowMs()) / 86_400_000),
    kind: 'USER',
    appInDevelopment: given.appInDevelopment,
  };
}

export function pageTokenOf(text: string, pageId: string): string {
  return `${text}-page-${pageId}`;
}
