import { ok } from '../../../core/kernel/index.ts';
import type { AccountRef, PlannedObject } from '../../../core/ports/index.ts';
import type { Outcome, XClient } from './client.ts';
import { ADULTS } from './manifest.ts';
import type { Places } from './places.ts';
import { Criterion } from './schemas.ts';

/** Places, languages and the floor of age are criteria of a line item, made and deleted one by one; there is no changing them. */
export interface Targeting {
  read(account: AccountRef, lineItemIds: readonly string[]): Outcome<readonly Criterion[]>;
  /** The batch that turns what is there into what is wanted; empty when it is there. Criteria of other kinds are not ours. */
  changes(
    account: AccountRef,
    lineItemId: string,
    group: Extract<PlannedObject, { level: 'ad_group' }>,
  ): Outcome<readonly { readonly operation_type: string; readonly params: Readonly<Record<string, string>> }[]>;
}

const OURS: ReadonlySet<string> = new Set(['LOCATION', 'LANGUAGE', 'AGE']);

export function createTargeting(client: XClient, places: Places): Targeting {
  async function read(account: AccountRef, lineItemIds: readonly string[]): Outcome<readonly Criterion[]> {
    return client.all(
      {
        path: `accounts/${account.remoteId}/targeting_criteria`,
        values: { line_item_ids: lineItemIds.join(',') },
        secretName: account.secretName,
        accountId: account.remoteId,
      },
      Criterion,
    );
  }
  return {
    read,
    async changes(account, lineItemId, group) {
      const ids = await places.resolve(account, group.fields.places, group.objectId);
      if (!ids.ok) return ids;
      const now = await read(account, [lineItemId]);
      if (!now.ok) return now;
      const wanted = new Map(
        [
          ...ids.value.map((id) => ['LOCATION', id] as const),
          ...group.fields.languages.map((language) => ['LANGUAGE', language] as const),
          ['AGE', ADULTS] as const,
        ].map(([type, value]) => [`${type}/${value}`, { type, value }]),
      );
      const there = now.value.filter((criterion) => criterion.deleted !== true && OURS.has(criterion.targeting_type));
      const present = new Set<string>();
      const gone = there.filter((criterion) => {
        const key = `${criterion.targeting_type}/${criterion.targeting_value}`;
        if (criterion.operator_type === 'NE' || !wanted.has(key) || present.has(key)) return true;
        present.add(key);
        return false;
      });
      return ok([
        ...gone.map((criterion) => ({ operation_type: 'Delete', params: { targeting_criterion_id: criterion.id } })),
        ...[...wanted].flatMap(([key, { type, value }]) =>
          present.has(key)
            ? []
            : [
                {
                  operation_type: 'Create',
                  params: { line_item_id: lineItemId, operator_type: 'EQ', targeting_type: type, targeting_value: value },
                },
              ],
        ),
      ]);
    },
  };
}
