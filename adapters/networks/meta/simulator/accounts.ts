import type { SimContext } from '../../../simulators/types.ts';
import { offsetMs } from '../../account-days.ts';
import { leastDailyBudget } from './money-rules.ts';
import type { Selection } from './reads.ts';
import { META_SIMULATED_ACCOUNTS, type SimulatedAccount, type SimulatedToken } from './seeds.ts';

/** Nodes that only tell: the account, its pages and pixels, the person behind the token. */

function pick(whole: Readonly<Record<string, unknown>>, wanted: readonly Selection[]): Record<string, unknown> {
  return Object.fromEntries(wanted.filter(({ name }) => whole[name] !== undefined).map(({ name }) => [name, whole[name]]));
}

export function showAccount(
  account: SimulatedAccount,
  token: SimulatedToken,
  wanted: readonly Selection[],
  context: SimContext,
): Record<string, unknown> {
  const whole = {
    id: account.remoteId,
    account_id: account.remoteId.slice(4),
    name: account.name,
    // 1 active; 9 is the state between a failed payment and closing. "Ad account" reference (v26.0; read 2026-11-20)
    account_status: account.hasFunding ? 1 : 9,
    disable_reason: 0,
    currency: account.currency,
    timezone_name: account.timeZone,
    timezone_offset_hours_utc: offsetMs(context.nowMs(), account.timeZone) / 3_600_000,
    amount_spent: '0',
    balance: '0',
    spend_cap: '0',
    min_daily_budget: leastDailyBudget(account.currency),
    funding_source: account.hasFunding ? '7001' : undefined,
    funding_source_details: account.hasFunding ? { id: '7001', type: 1, display_string: 'VISA *0000' } : undefined,
    business_country_code: account.country,
    user_tasks: token.scopes.includes('ads_management') ? ['ADVERTISE', 'ANALYZE', 'DRAFT'] : ['ANALYZE'],
    capabilities: [],
  };
  return { ...pick(whole, wanted), id: account.remoteId };
}

export function accountsOf(token: SimulatedToken): readonly SimulatedAccount[] {
  return META_SIMULATED_ACCOUNTS.filter((account) => token.accounts.includes(account.remoteId));
}

export function minimumBudgets(account: SimulatedAccount): Record<string, unknown> {
  const least = leastDailyBudget(account.currency);
  return {
    currency: account.currency,
    min_daily_budget_imp: least,
    min_daily_budget_video_views: least * 2,
    min_daily_budget_high_freq: least * 5,
    min_daily_budget_low_freq: least * 40,
  };
}

export function debugToken(token: SimulatedToken | null, nowMs: number): Record<string, unknown> {
  if (token === null) return { data: { is_valid: false, scopes: [], error: { code: 190, message: 'Invalid OAuth access token.' } } };
  const seconds = Math.floor(nowMs / 1000);
  const dead = token.deadSubcode !== null;
  return {
    data: {
      app_id: '5001',
      application: 'Altavoz (simulación)',
      type: token.kind,
      is_valid: !dead,
      issued_at: seconds - 86_400,
      // 0 stands for a token that never expires. "Debug token" reference (v26.0; read 2026-11-20)
      expires_at: dead ? seconds - 3_600 : token.expiresInDays === null ? 0 : Math.floor(seconds + token.expiresInDays * 86_400),
      // People's leave ends ninety days after they last agreed; system users' does not.
      data_access_expires_at: token.kind === 'USER' ? seconds + 90 * 86_400 : 0,
      scopes: token.scopes,
      granular_scopes: token.scopes.map((scope) => ({ scope })),
      user_id: '6001',
      ...(dead ? { error: { code: 190, subcode: token.deadSubcode, message: 'The session has been invalidated.' } } : {}),
    },
  };
}
