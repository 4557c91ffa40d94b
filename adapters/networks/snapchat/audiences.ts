import { ok, type Result } from '../../../core/kernel/index.ts';
import type { AccountRef, AudienceNetwork, HashedMember, NetworkFailure, NewAudience, RemoteAudience } from '../../../core/ports/index.ts';
import { NAMES, type SnapClient } from './client.ts';
import { refusal } from './failures.ts';
import { remoteName, splitName } from './map.ts';
import { Segment, SegmentUsers } from './schemas.ts';

/** A client that is in use stays at 10,000 identifiers a request where 100,000 are documented; a member may bring two. "Audiences" (v1; read 2026-11-20) */
const MEMBERS_PER_CALL = 5_000;
/** Third party (read 2026-11-20). */
const LOOKALIKE_DAYS = 180;
const RETENTION_DAYS = 9_999;
const BREADTH = { narrow: 'SIMILARITY', balanced: 'BALANCE', broad: 'REACH' } as const;

export function createAudiences(client: SnapClient): AudienceNetwork {
  async function make(account: AccountRef, body: Record<string, unknown>): Promise<Result<RemoteAudience, NetworkFailure>> {
    const made = await client.item(
      {
        method: 'POST',
        path: `/adaccounts/${account.remoteId}/segments`,
        body: { segments: [{ ad_account_id: account.remoteId, ...body }] },
        secretName: account.secretName,
        patience: 'wait',
      },
      NAMES.segment,
      Segment,
    );
    return made.ok ? ok(audienceOf(made.value.value)) : made;
  }

  const named = (audience: NewAudience): Record<string, unknown> => ({
    name: remoteName(audience.name, audience.marker),
    ...(audience.description === '' ? {} : { description: audience.description }),
  });

  return {
    audiences: {
      emailForm: 'email',
      phoneForm: 'phone_digits',
      batchMax: MEMBERS_PER_CALL,
      minimumSize: 1_000,
      retentionDaysMax: RETENTION_DAYS,
      lookalike: 'not_for_employment',
    },
    create: (account, audience) =>
      make(account, {
        ...named(audience),
        source_type: 'FIRST_PARTY',
        retention_in_days: Math.min(audience.retentionDays ?? RETENTION_DAYS, RETENTION_DAYS),
      }),
    async find(account, marker) {
      const rows = await client.all(
        { path: `/adaccounts/${account.remoteId}/segments`, secretName: account.secretName },
        NAMES.segment,
        Segment,
      );
      if (!rows.ok) return rows;
      const found = rows.value.find((row) => splitName(row.name).marker === marker);
      return ok(found === undefined ? null : audienceOf(found));
    },
    async read(account, remoteId) {
      const answer = await client.item(
        { method: 'GET', path: `/segments/${remoteId}`, secretName: account.secretName },
        NAMES.segment,
        Segment,
      );
      return answer.ok ? ok(audienceOf(answer.value.value)) : answer;
    },
    async change(account, remoteId, operation, members) {
      if (members.length > MEMBERS_PER_CALL) throw new Error(`At most ${MEMBERS_PER_CALL} members a call`);
      const users = usersOf(members);
      if (users.length === 0) return ok({ received: 0, invalid: members.length, requestId: null });
      // Each entry of the answer is about one schema: any that failed is a failure of the call, which may be repeated whole.
      const path = `/segments/${remoteId}/users`;
      const received: string[] = [];
      for (const user of users) {
        const answer = await client.item(
          {
            method: operation === 'add' ? 'POST' : 'DELETE',
            path,
            body: { users: [user] },
            secretName: account.secretName,
            patience: 'wait',
          },
          { plural: 'users', singular: 'user' },
          SegmentUsers,
        );
        if (!answer.ok) return answer;
        received.push(answer.value.requestId ?? '');
      }
      const without = members.filter((member) => member.email === null && member.phone === null).length;
      return ok({ received: members.length - without, invalid: without, requestId: received.at(-1) ?? null });
    },
    async remove(account, remoteId) {
      // A list cannot be deleted here, only emptied. "Audiences" (v1; read 2026-11-20)
      const answer = await client.text({
        method: 'DELETE',
        path: `/segments/${remoteId}/all_users`,
        secretName: account.secretName,
        patience: 'wait',
      });
      return answer.ok || (answer.error.kind === 'refused' && answer.error.code === 'snapchat.not_found') ? ok(null) : answer;
    },
    async lookalike(account, wish) {
      if (!/^[A-Z]{2}$/.test(wish.country)) return refusal('snapchat.lookalike_country', null, null, 'A lookalike needs a country');
      return make(account, {
        ...named(wish),
        source_type: 'LOOKALIKE',
        retention_in_days: Math.min(wish.retentionDays ?? LOOKALIKE_DAYS, LOOKALIKE_DAYS),
        creation_spec: { seed_segment_id: wish.sourceRemoteId, country: wish.country, type: BREADTH[wish.breadth] },
      });
    },
  };
}

function usersOf(members: readonly HashedMember[]): readonly { readonly schema: readonly string[]; readonly data: readonly string[][] }[] {
  const emails = members.flatMap((member) => (member.email === null ? [] : [[member.email]]));
  const phones = members.flatMap((member) => (member.phone === null ? [] : [[member.phone]]));
  return [
    ...(emails.length === 0 ? [] : [{ schema: ['EMAIL_SHA256'], data: emails }]),
    ...(phones.length === 0 ? [] : [{ schema: ['PHONE_SHA256'], data: phones }]),
  ];
}

function audienceOf(segment: Segment): RemoteAudience {
  const { name, marker } = splitName(segment.name);
  const status = ((): RemoteAudience['status'] => {
    if (segment.upload_status === 'NO_UPLOAD') return 'empty';
    if (segment.upload_status === 'PROCESSING') return 'processing';
    if (segment.targetable_status === 'READY') return 'ready';
    if (segment.targetable_status === 'TOO_FEW_USERS') return 'too_small';
    return segment.targetable_status === 'NOT_READY' ? 'processing' : 'unknown';
  })();
  return { remoteId: segment.id, name, marker, size: segment.approximate_number_users ?? null, status, reasons: [] };
}
