import { ok, type Result } from '../../../core/kernel/index.ts';
import type { AccountRef, ConnectionReport, NetworkFailure, RemoteAccount, Secrets } from '../../../core/ports/index.ts';
import type { MetaClient } from './client.ts';
import { AccountNode, DebugToken, PermissionRow } from './schemas.ts';
import { accountPath } from './steps.ts';

/** What each permission is for; without it those parts of the program are off. "Permissions" (v26.0; read 2026-11-20) */
export const PERMISSIONS: readonly { readonly name: string; readonly disables: readonly string[] }[] = [
  { name: 'ads_management', disables: ['publish', 'pause', 'audiences', 'conversions'] },
  { name: 'ads_read', disables: ['read', 'metrics'] },
  { name: 'business_management', disables: ['list_accounts'] },
  { name: 'pages_show_list', disables: ['publish'] },
  { name: 'pages_manage_ads', disables: ['publish'] },
  { name: 'leads_retrieval', disables: ['leads'] },
];

export interface Connection {
  test(account: AccountRef): Promise<Result<ConnectionReport, NetworkFailure>>;
  listAccounts(secretName: string): Promise<Result<readonly RemoteAccount[], NetworkFailure>>;
}

export function createConnection(client: MetaClient, secrets: Secrets): Connection {
  return {
    async test(account) {
      const auth = { secretName: account.secretName, accountId: account.remoteId };
      const node = await client.call(
        {
          ...auth,
          method: 'GET',
          path: accountPath(account.remoteId),
          params: { fields: 'id,name,account_status,currency,timezone_name,funding_source' },
        },
        AccountNode,
      );
      if (!node.ok) return node;
      const permissions = await client.all({ ...auth, path: 'me/permissions', params: {} }, PermissionRow);
      if (!permissions.ok) return permissions;
      const granted = new Set(permissions.value.filter((row) => row.status === 'granted').map((row) => row.permission));
      return ok({
        scopes: PERMISSIONS.map(({ name, disables }) => ({
          name,
          granted: granted.has(name),
          disables: granted.has(name) ? [] : disables,
        })),
        expiresAt: await expiryOf(account),
        accountStatus: statusOf(node.value.value.account_status, node.value.value.funding_source !== undefined),
        currency: node.value.value.currency,
        timeZone: node.value.value.timezone_name,
      });
    },
    async listAccounts(secretName) {
      const rows = await client.all(
        { path: 'me/adaccounts', params: { fields: 'id,name,currency,timezone_name', limit: 100 }, secretName, accountId: null },
        AccountNode,
      );
      return rows.ok
        ? ok(rows.value.map((row) => ({ remoteId: row.id, name: row.name, currency: row.currency, timeZone: row.timezone_name })))
        : rows;
    },
  };

  /** 0 stands for never. An app may refuse to let a token be checked by itself: then nothing is known, and nothing is wrong. */
  async function expiryOf(account: AccountRef): Promise<string | null> {
    const text = await secrets.get(account.secretName);
    if (text === null) return null;
    const answer = await client.call(
      { method: 'GET', path: 'debug_token', params: { input_token: text }, secretName: account.secretName, accountId: null },
      DebugToken,
    );
    if (!answer.ok) return null;
    // The token may outlive the person's leave to use the data: whichever ends first ends the work. "Debug token" (v26.0; read 2026-11-20)
    const { expires_at: token = 0, data_access_expires_at: data = 0 } = answer.value.value.data;
    const ends = [token, data].filter((seconds) => seconds > 0);
    return ends.length === 0 ? null : new Date(Math.min(...ends) * 1000).toISOString();
  }
}

/** 1 active, 2 disabled, 3 unsettled, 7 in risk review, 9 in grace after a failed payment, 100 closing, 101 closed. "Ad account" reference (v26.0; read 2026-11-20) */
function statusOf(status: number | undefined, hasFunding: boolean): ConnectionReport['accountStatus'] {
  if (status === 2 || status === 7 || status === 100 || status === 101) return 'disabled';
  if (status === 3 || status === 9 || !hasFunding) return 'no_payment_method';
  return status === 1 ? 'ok' : 'unknown';
}
