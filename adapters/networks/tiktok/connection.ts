import { err, ok, type Result } from '../../../core/kernel/index.ts';
import type { AccountRef, ConnectionReport, NetworkFailure, RemoteAccount } from '../../../core/ports/index.ts';
import type { Asker, TikTokClient } from './client.ts';
import { rawAnswer } from './failures.ts';
import { PLACEMENT } from './manifest.ts';
import { Advertisers, Anything, Covered } from './schemas.ts';
import { askerOf } from './structures.ts';

export interface Connection {
  test(account: AccountRef): Promise<Result<ConnectionReport, NetworkFailure>>;
  listAccounts(secretName: string): Promise<Result<readonly RemoteAccount[], NetworkFailure>>;
}

const PER_CALL = 100;

/**
 * TikTok names permissions by numbers that only the moment of signing in tells, and the person may have granted fewer than were
 * asked for. So each is tried with a reading that changes nothing. "Authentication", permission scopes (v1.3; read 2026-11-20)
 */
const PROBES: readonly {
  readonly name: string;
  readonly disables: readonly string[];
  readonly path: string;
  readonly values: Readonly<Record<string, unknown>>;
}[] = [
  { name: 'ads_management', disables: ['publish', 'pause', 'read'], path: '/campaign/get/', values: { page: 1, page_size: 1 } },
  {
    name: 'creative_management',
    disables: ['publish'],
    path: '/file/image/ad/search/',
    values: { page: 1, page_size: 1 },
  },
  {
    name: 'reporting',
    disables: ['metrics'],
    path: '/report/integrated/get/',
    values: {
      report_type: 'BASIC',
      data_level: 'AUCTION_ADVERTISER',
      dimensions: ['advertiser_id'],
      metrics: ['spend'],
      query_lifetime: true,
      page: 1,
      page_size: 1,
    },
  },
  {
    name: 'targeting',
    disables: ['publish'],
    path: '/tool/region/',
    values: { placements: [PLACEMENT], objective_type: 'TRAFFIC', level_range: 'TO_COUNTRY' },
  },
  { name: 'audience_management', disables: ['audiences'], path: '/dmp/custom_audience/list/', values: { page: 1, page_size: 1 } },
];

export function createConnection(client: TikTokClient): Connection {
  async function infos(asker: Asker, ids: readonly string[]) {
    return client.get({ asker, path: '/advertiser/info/', values: { advertiser_ids: ids } }, Advertisers);
  }

  return {
    async test(account) {
      const asker = askerOf(account);
      const info = await infos(asker, [account.remoteId]);
      if (!info.ok) return info;
      const own = info.value.value.list.find((row) => row.advertiser_id === account.remoteId);
      if (own === undefined)
        return err({ kind: 'no_permission', missing: null, raw: rawAnswer(200, null, 'The token does not cover this account', null) });
      const scopes: ConnectionReport['scopes'][number][] = [];
      for (const probe of PROBES) {
        const answer = await client.get(
          { asker, path: probe.path, values: { advertiser_id: account.remoteId, ...probe.values } },
          Anything,
        );
        if (!answer.ok && answer.error.kind !== 'no_permission') return answer;
        scopes.push({ name: probe.name, granted: answer.ok, disables: answer.ok ? [] : probe.disables });
      }
      return ok({
        scopes,
        // Tokens of advertisers do not expire: they die when they are revoked or the app is suspended.
        expiresAt: null,
        accountStatus: statusOf(own.status, own.balance),
        currency: own.currency,
        timeZone: own.display_timezone ?? own.timezone ?? account.timeZone,
      });
    },
    async listAccounts(secretName) {
      const credential = await client.credential(secretName);
      if (credential === null) return err({ kind: 'auth_expired', raw: rawAnswer(null, null, 'No token is kept', null) });
      const { appId = '', appSecret = '' } = credential;
      if (appId === '' || appSecret === '')
        return err({
          kind: 'no_permission',
          missing: 'appId, appSecret',
          raw: rawAnswer(null, null, 'TikTok lists accounts only to the app that signed in: its id and secret are needed', null),
        });
      const asker: Asker = { secretName, settings: {}, remoteId: null };
      const covered = await client.get({ asker, path: '/oauth2/advertiser/get/', values: { app_id: appId, secret: appSecret } }, Covered);
      if (!covered.ok) return covered;
      const ids = covered.value.value.list.map((row) => row.advertiser_id);
      const accounts: RemoteAccount[] = [];
      for (let from = 0; from < ids.length; from += PER_CALL) {
        const info = await infos(asker, ids.slice(from, from + PER_CALL));
        if (!info.ok) return info;
        for (const row of info.value.value.list)
          accounts.push({
            remoteId: row.advertiser_id,
            name: row.name,
            currency: row.currency,
            timeZone: row.display_timezone ?? row.timezone ?? '',
          });
      }
      return ok(accounts);
    },
  };
}

/** `STATUS_LIMIT` is a punished account; the other states wait for its advertiser. A prepaid account without money stands still. */
function statusOf(status: string, balance: number | string | null | undefined): ConnectionReport['accountStatus'] {
  if (status === 'STATUS_ENABLE') return balance !== null && balance !== undefined && Number(balance) <= 0 ? 'no_payment_method' : 'ok';
  return status === '' ? 'unknown' : 'disabled';
}
