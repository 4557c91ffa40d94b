import { z } from 'zod';
import { err, ok, sha256Hex, type Result } from '../../../core/kernel/index.ts';
import type {
  AccountRef,
  AudienceNetwork,
  AudienceReceipt,
  HashedMember,
  NetworkFailure,
  NewAudience,
  RemoteAudience,
} from '../../../core/ports/index.ts';
import type { MetaClient } from './client.ts';
import { rawAnswer } from './failures.ts';
import { remoteName, splitName } from './map.ts';
import { Changed, Created } from './schemas.ts';
import { accountPath } from './steps.ts';

/** "Custom audiences" (v26.0; read 2026-11-20). */
const ROWS_MAX = 10_000;
/** Below this a list neither seeds a lookalike nor delivers. */
const SEED_MIN = 100;
const AUDIENCE_FIELDS =
  'id,name,subtype,approximate_count_lower_bound,approximate_count_upper_bound,operation_status,delivery_status,is_eligible_for_sac_campaigns';
const BREADTH = { narrow: 0.01, balanced: 0.03, broad: 0.1 } as const;

const Status = z.object({ code: z.number().optional(), description: z.string().optional() }).optional();
const Audience = z.object({
  id: z.string(),
  name: z.string().default(''),
  subtype: z.string().optional(),
  approximate_count_lower_bound: z.number().optional(),
  operation_status: Status,
  delivery_status: Status,
  is_eligible_for_sac_campaigns: z.boolean().optional(),
});
type Audience = z.infer<typeof Audience>;
const Received = z.object({ num_received: z.number(), num_invalid_entries: z.number().default(0) });

/** Lists of people, by hashes only. */
export function createAudiences(client: MetaClient): AudienceNetwork {
  const call = (account: AccountRef) => ({ secretName: account.secretName, accountId: account.remoteId });
  const edge = (account: AccountRef): string => `${accountPath(account.remoteId)}/customaudiences`;

  async function read(account: AccountRef, remoteId: string): Promise<Result<RemoteAudience, NetworkFailure>> {
    const answer = await client.call({ ...call(account), method: 'GET', path: remoteId, params: { fields: AUDIENCE_FIELDS } }, Audience);
    return answer.ok ? ok(audienceOf(answer.value.value)) : answer;
  }

  async function make(
    account: AccountRef,
    audience: NewAudience,
    params: Record<string, unknown>,
  ): Promise<Result<RemoteAudience, NetworkFailure>> {
    // Lists of customers stay until someone takes people off: there is no end to ask for, and none is left out in silence.
    if (audience.retentionDays !== null) return refused('meta.audience_retention', 'Customer lists have no retention on Meta');
    const name = remoteName(audience.name, audience.marker);
    const answer = await client.call(
      { ...call(account), method: 'POST', path: edge(account), params: { name, description: audience.description, ...params } },
      Created,
    );
    if (!answer.ok) return answer;
    return ok({
      remoteId: answer.value.value.id,
      name: audience.name,
      marker: audience.marker,
      size: null,
      status: params['subtype'] === 'CUSTOM' ? 'empty' : 'processing',
      reasons: [],
    });
  }

  return {
    audiences: {
      emailForm: 'email',
      phoneForm: 'phone_digits',
      batchMax: ROWS_MAX,
      minimumSize: SEED_MIN,
      retentionDaysMax: null,
      // Refused under EMPLOYMENT, and every ad of this program is under it. "Special ad category" (v26.0; read 2026-11-20)
      lookalike: 'not_for_employment',
    },
    create: (account, audience) => make(account, audience, { subtype: 'CUSTOM', customer_file_source: 'USER_PROVIDED_ONLY' }),
    async find(account, marker) {
      const rows = await client.all(
        {
          ...call(account),
          path: edge(account),
          params: { fields: AUDIENCE_FIELDS, filtering: [{ field: 'name', operator: 'CONTAIN', value: `[${marker}]` }], limit: 100 },
        },
        Audience,
      );
      if (!rows.ok) return rows;
      const found = rows.value.find((row) => splitName(row.name).marker === marker);
      return ok(found === undefined ? null : audienceOf(found));
    },
    read,
    async change(account, remoteId, operation, members): Promise<Result<AudienceReceipt, NetworkFailure>> {
      if (members.length > ROWS_MAX) throw new Error(`A request to Meta takes ${ROWS_MAX} people, not ${members.length}`);
      const rows = members.filter((member) => member.email !== null || member.phone !== null).map(rowOf);
      const empty = members.length - rows.length;
      if (rows.length === 0) return ok({ received: 0, invalid: empty, requestId: null });
      const answer = await client.call(
        {
          ...call(account),
          method: operation === 'add' ? 'POST' : 'DELETE',
          path: `${remoteId}/users`,
          params: {
            payload: { schema: ['EMAIL', 'PHONE'], data: rows },
            session: { session_id: sessionOf(rows), batch_seq: 1, last_batch_flag: true, estimated_num_total: rows.length },
          },
        },
        Received,
      );
      if (!answer.ok) return answer;
      const { num_received: received, num_invalid_entries: invalid } = answer.value.value;
      return ok({ received, invalid: invalid + empty, requestId: answer.value.requestId });
    },
    async remove(account, remoteId) {
      const answer = await client.call({ ...call(account), method: 'DELETE', path: remoteId, params: {} }, Changed);
      return answer.ok ? ok(null) : answer;
    },
    lookalike: (account, wish) =>
      make(account, wish, {
        subtype: 'LOOKALIKE',
        origin_audience_id: wish.sourceRemoteId,
        lookalike_spec: JSON.stringify({
          ratio: BREADTH[wish.breadth],
          location_spec: { geo_locations: { countries: [wish.country] } },
        }),
      }),
  };
}

/** A row has every column of the schema; what is not known is empty. */
function rowOf(member: HashedMember): readonly [string, string] {
  return [member.email ?? '', member.phone ?? ''];
}

/** The same rows are the same session, so that a repeated request is seen as what it is. Twelve hexadecimal digits stay exact as a number. */
function sessionOf(rows: readonly (readonly [string, string])[]): number {
  return Number.parseInt(sha256Hex(JSON.stringify(rows)).slice(0, 12), 16);
}

/**
 * 200 is usable, 300 too small on delivery; on operation 300, 411 and 441 speak of lists that are empty or filling, 471 of a
 * list that Meta set aside. The counts are rounded, and absent or −1 while there are none.
 * @see "Custom audience" reference and "Custom audiences" guide (v26.0; read 2026-11-20)
 */
function audienceOf(audience: Audience): RemoteAudience {
  const { name, marker } = splitName(audience.name);
  const { operation_status: operation, delivery_status: delivery } = audience;
  const least = audience.approximate_count_lower_bound ?? -1;
  const size = least < 0 ? null : least;
  const reasons = [operation, delivery]
    .filter((status) => status?.code !== undefined && status.code !== 200 && status.description !== undefined)
    .map((status) => (status?.description ?? '').slice(0, 300));
  if (audience.is_eligible_for_sac_campaigns === false) reasons.push('is_eligible_for_sac_campaigns: false');
  return { remoteId: audience.id, name, marker, size, status: statusOf(operation?.code, delivery?.code), reasons };
}

function statusOf(operation: number | undefined, delivery: number | undefined): RemoteAudience['status'] {
  if (operation === 411) return 'empty';
  if (operation === 300 || operation === 441) return 'processing';
  if (operation !== 200) return 'unknown';
  if (delivery === 300) return 'too_small';
  return delivery === 200 ? 'ready' : 'unknown';
}

function refused(code: string, message: string): { readonly ok: false; readonly error: NetworkFailure } {
  return err({ kind: 'refused', code, problems: [], raw: rawAnswer(null, null, message, null) });
}
