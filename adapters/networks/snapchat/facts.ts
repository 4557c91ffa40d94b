import { ok, type Result } from '../../../core/kernel/index.ts';
import type { AccountRef, NetworkFailure } from '../../../core/ports/index.ts';
import { NAMES, type SnapClient } from './client.ts';
import { refusal } from './failures.ts';
import { AdAccount, Campaign } from './schemas.ts';

/** What making an object needs to know of what stands above it; read once. */
export interface Facts {
  /** Nothing of ours may run in an account that has not declared its job ads, or that is not the account we think. */
  accountFits(account: AccountRef, objectId: string): Promise<Result<null, NetworkFailure>>;
  campaign(account: AccountRef, campaignId: string, objectId: string): Promise<Result<Campaign, NetworkFailure>>;
  forget(campaignId: string): void;
}

const MOST_REMEMBERED = 5_000;

export function createFacts(client: SnapClient): Facts {
  const fitting = new Set<string>();
  /** A promise, so that many squads of one campaign ask once. */
  const campaigns = new Map<string, Promise<Result<Campaign, NetworkFailure>>>();
  return {
    async accountFits(account, objectId) {
      if (fitting.has(account.remoteId)) return ok(null);
      const answer = await client.item(
        { method: 'GET', path: `/adaccounts/${account.remoteId}`, secretName: account.secretName, objectId },
        NAMES.account,
        AdAccount,
      );
      if (!answer.ok) return answer;
      const { currency, timezone, regulations } = answer.value.value;
      // Neither can ever change on the network, so a difference is a wrong account, and budgets would mean something else.
      if (currency !== account.currency || timezone !== account.timeZone)
        return refusal(
          'snapchat.account_differs',
          objectId,
          null,
          `The account counts in ${currency} and ${timezone}, not in ${account.currency} and ${account.timeZone}`,
        );
      // First declaration of a job ad. It cannot be taken back, so a person makes it. "Housing, credit and employment" (v1; read 2026-11-20)
      if (regulations?.restricted_delivery_signals !== true)
        return refusal('snapchat.employment_not_declared', objectId, null, 'The account does not declare restricted delivery signals');
      fitting.add(account.remoteId);
      return ok(null);
    },
    campaign(account, campaignId, objectId) {
      const known = campaigns.get(campaignId);
      if (known !== undefined) return known;
      if (campaigns.size > MOST_REMEMBERED) campaigns.clear();
      const asked = client
        .item({ method: 'GET', path: `/campaigns/${campaignId}`, secretName: account.secretName, objectId }, NAMES.campaign, Campaign)
        .then((answer) => {
          if (!answer.ok) campaigns.delete(campaignId);
          return answer.ok ? ok(answer.value.value) : answer;
        });
      campaigns.set(campaignId, asked);
      return asked;
    },
    forget: (campaignId) => void campaigns.delete(campaignId),
  };
}
