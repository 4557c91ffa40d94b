import { err, ok } from '../../../core/kernel/index.ts';
import type { AccountRef } from '../../../core/ports/index.ts';
import type { Outcome, XClient } from './client.ts';
import { refusedBecause } from './failures.ts';
import { FundingInstrument, PromotableUser } from './schemas.ts';

/** Who pays for an account's ads and in whose name they are written. Asked once a run of the program. */
export interface Identity {
  instruments(account: AccountRef): Outcome<readonly FundingInstrument[]>;
  /** The one that the account's settings name, else the first that can pay in the account's currency. */
  fundingFor(account: AccountRef, objectId: string): Outcome<string>;
  userFor(account: AccountRef, objectId: string): Outcome<string>;
}

export function createIdentity(client: XClient): Identity {
  const funding = new Map<string, Outcome<string>>();
  const users = new Map<string, Outcome<string>>();

  /** Only a success is worth keeping. */
  async function once(kept: Map<string, Outcome<string>>, account: AccountRef, ask: () => Outcome<string>): Outcome<string> {
    const key = `${account.remoteId}|${JSON.stringify(account.settings)}`;
    let asking = kept.get(key);
    if (asking === undefined) {
      asking = ask();
      kept.set(key, asking);
    }
    const answer = await asking;
    if (!answer.ok) kept.delete(key);
    return answer;
  }

  const instruments = (account: AccountRef): Outcome<readonly FundingInstrument[]> =>
    client.all(
      { path: `accounts/${account.remoteId}/funding_instruments`, secretName: account.secretName, accountId: account.remoteId },
      FundingInstrument,
    );

  return {
    instruments,
    async fundingFor(account, objectId) {
      const chosen = account.settings['fundingInstrumentId'] ?? '';
      if (chosen !== '') return ok(chosen);
      return once(funding, account, async () => {
        const all = await instruments(account);
        if (!all.ok) return all;
        const able = all.value.filter((one) => one.able_to_fund === true && one.deleted !== true && one.currency === account.currency);
        const [first] = able;
        return first === undefined
          ? err(refusedBecause('funding_missing', objectId, null, `No funding instrument of the account can pay in ${account.currency}`))
          : ok(first.id);
      });
    },
    async userFor(account, objectId) {
      const chosen = account.settings['asUserId'] ?? '';
      if (chosen !== '') return ok(chosen);
      return once(users, account, async () => {
        const all = await client.all(
          { path: `accounts/${account.remoteId}/promotable_users`, secretName: account.secretName, accountId: account.remoteId },
          PromotableUser,
        );
        if (!all.ok) return all;
        const full = all.value.find((user) => user.promotable_user_type === 'FULL' && user.deleted !== true);
        return full === undefined
          ? err(refusedBecause('user_missing', objectId, null, 'The account may promote posts of no user'))
          : ok(full.user_id);
      });
    },
  };
}
