import { z } from 'zod';
import { err, ok } from '../../../core/kernel/index.ts';
import type { AccountRef, AudienceNetwork, RemoteAudience } from '../../../core/ports/index.ts';
import type { Call, XClient } from './client.ts';
import { refusedBecause } from './failures.ts';
import { remoteName, splitName } from './map.ts';
import { AudienceReceipt, CustomAudience } from './schemas.ts';

/** Operations and bytes of one request. "Custom audience users" (version 12; read 2026-11-20) */
export const MOST_OPERATIONS = 2_500;
export const MOST_BYTES = 5_000_000;
/** Matched people who used X within 90 days; the web speaks of 500. */
const LEAST_PEOPLE = 100;
const THIRTEEN_MONTHS_DAYS = 395;

/**
 * Lists of people, by hashes only. A list is worked through within hours. Lookalikes are not lists here: X widens a list, or
 * a whole line item, by itself, and that is no choice for job ads. @see "Custom audiences" (version 12; read 2026-11-20)
 */
export function createAudiences(client: XClient): AudienceNetwork {
  const call = (account: AccountRef, method: Call['method'], path: string): Call => ({
    method,
    path: `accounts/${account.remoteId}/custom_audiences${path}`,
    secretName: account.secretName,
    accountId: account.remoteId,
  });

  return {
    audiences: {
      emailForm: 'email',
      phoneForm: 'phone_e164',
      batchMax: MOST_OPERATIONS,
      minimumSize: LEAST_PEOPLE,
      retentionDaysMax: THIRTEEN_MONTHS_DAYS,
      lookalike: 'no',
    },
    lookalike: null,
    async create(account, audience) {
      const values = { name: remoteName(audience.name, audience.marker), description: audience.description };
      const made = await client.one({ ...call(account, 'POST', ''), values }, CustomAudience);
      return made.ok ? ok(audienceOf(made.value)) : made;
    },
    async find(account, marker) {
      const rows = await client.all(call(account, 'GET', ''), CustomAudience);
      if (!rows.ok) return rows;
      const hit = rows.value.find((row) => row.deleted !== true && splitName(row.name).marker === marker);
      return ok(hit === undefined ? null : audienceOf(hit));
    },
    async read(account, remoteId) {
      const row = await client.one(call(account, 'GET', `/${remoteId}`), CustomAudience);
      return row.ok ? ok(audienceOf(row.value)) : row;
    },
    async change(account, remoteId, operation, members) {
      const operations = members.flatMap(({ email, phone }) =>
        email === null && phone === null
          ? []
          : [
              {
                operation_type: operation === 'add' ? 'Update' : 'Delete',
                params: {
                  users: [{ ...(email === null ? {} : { email: [email] }), ...(phone === null ? {} : { phone_number: [phone] }) }],
                },
              },
            ],
      );
      if (operations.length === 0) return ok({ received: 0, invalid: members.length, requestId: null });
      if (members.length > MOST_OPERATIONS) throw new Error(`X takes ${MOST_OPERATIONS} members a request`);
      if (Buffer.byteLength(JSON.stringify(operations)) > MOST_BYTES)
        return err(refusedBecause('request_too_large', null, null, 'The request is above five million bytes'));
      const answer = await client.one({ ...call(account, 'POST', `/${remoteId}/users`), json: operations }, AudienceReceipt);
      // Adding or removing twice is once: an unknown end may simply be tried again.
      if (!answer.ok) return answer.error.kind === 'outcome_unknown' ? err({ kind: 'unavailable', raw: answer.error.raw }) : answer;
      return ok({ received: answer.value.success_count, invalid: members.length - answer.value.success_count, requestId: null });
    },
    async remove(account, remoteId) {
      const gone = await client.call(call(account, 'DELETE', `/${remoteId}`), z.object({ data: z.unknown() }));
      return gone.ok || (gone.error.kind === 'refused' && gone.error.code === 'x.audience_not_found') ? ok(null) : gone;
    },
  };
}

function audienceOf(row: CustomAudience): RemoteAudience {
  const { name, marker } = splitName(row.name);
  const reasons = row.reasons_not_targetable ?? [];
  const size = row.audience_size ?? null;
  return {
    remoteId: row.id,
    name,
    marker,
    size,
    status:
      row.targetable === true
        ? 'ready'
        : reasons.includes('TOO_SMALL')
          ? size === null || size === 0
            ? 'empty'
            : 'too_small'
          : reasons.includes('PROCESSING')
            ? 'processing'
            : 'unknown',
    reasons,
  };
}
