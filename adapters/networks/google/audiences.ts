import { err, ok } from '../../../core/kernel/index.ts';
import type { AccountRef, AudienceNetwork, HashedMember, NetworkFailure, RemoteAudience } from '../../../core/ports/index.ts';
import { z } from 'zod';
import { listsOf, type DataManager } from './data-manager.ts';
import { rawAnswer } from './failures.ts';
import { readName } from './map-in.ts';
import { markedName } from './map-out.ts';
import { UserList, UserLists } from './schemas.ts';
import type { Outcome } from './tokens.ts';

/** Members in one request, and the longest that somebody stays on a list. @see google-ads.md section 7 (API v1; read 2026-11-20) */
const MEMBERS_MAX = 10_000;
const RETENTION_MAX_DAYS = 540;
const DAY_S = 86_400;
/** Unconfirmed: third-party reports give 100 people active on Search, older ones 1,000. What decides is the list's own word, `eligibleForSearch`. */
const MINIMUM_SIZE = 100;
const PAGE = 1_000;
const PAGES_MAX = 200;

/** Customer Match lists, by hashes only. */
export function createAudiences(manager: DataManager): AudienceNetwork {
  const named = (account: AccountRef, remoteId: string): string => `${listsOf(account)}/${remoteId}`;

  return {
    audiences: {
      emailForm: 'email_gmail',
      phoneForm: 'phone_e164',
      batchMax: MEMBERS_MAX,
      minimumSize: MINIMUM_SIZE,
      retentionDaysMax: RETENTION_MAX_DAYS,
      // Lookalikes live in Demand Gen only, and sensitive-interest rules bar advertiser-made audiences from spreading by job. google-ads.md section 6
      lookalike: 'not_for_employment',
    },
    async create(account, audience) {
      const days = audience.retentionDays ?? RETENTION_MAX_DAYS;
      if (!Number.isInteger(days) || days < 1 || days > RETENTION_MAX_DAYS)
        return refused('google.audience_retention', `A list on Google keeps people for 1 to ${RETENTION_MAX_DAYS} whole days`);
      const answer = await manager.call(
        account,
        {
          method: 'POST',
          path: listsOf(account),
          body: {
            displayName: markedName(audience.name, audience.marker),
            description: audience.description,
            membershipDuration: `${days * DAY_S}s`,
            ingestedUserListInfo: {
              uploadKeyTypes: ['CONTACT_ID'],
              contactIdInfo: { dataSourceType: 'DATA_SOURCE_TYPE_FIRST_PARTY' },
            },
          },
          effect: 'create',
          loginHeader: true,
        },
        UserList,
      );
      return answer.ok ? ok({ ...audienceOf(answer.value), status: 'empty' }) : answer;
    },
    /** Names are compared here: what a filter takes for a part of a name is not written down. */
    async find(account, marker) {
      let pageToken = '';
      for (let page = 0; page < PAGES_MAX; page += 1) {
        const query: Record<string, string> = { pageSize: String(PAGE), ...(pageToken === '' ? {} : { pageToken }) };
        const answer: Outcome<z.output<typeof UserLists>> = await manager.call(
          account,
          { method: 'GET', path: listsOf(account), query, effect: 'read', loginHeader: true },
          UserLists,
        );
        if (!answer.ok) return answer;
        const found = answer.value.userLists.find((list) => readName(list.displayName).marker === marker);
        if (found !== undefined) return ok(audienceOf(found));
        pageToken = answer.value.nextPageToken;
        if (pageToken === '') return ok(null);
      }
      return err({ kind: 'unavailable', raw: rawAnswer(200, null, `The account holds more than ${PAGES_MAX * PAGE} lists`, null) });
    },
    async read(account, remoteId) {
      const answer = await manager.call(
        account,
        { method: 'GET', path: named(account, remoteId), effect: 'read', loginHeader: true },
        UserList,
      );
      return answer.ok ? ok(audienceOf(answer.value)) : answer;
    },
    async change(account, remoteId, operation, members) {
      if (members.length > MEMBERS_MAX) throw new Error(`A request to Google takes ${MEMBERS_MAX} people, not ${members.length}`);
      const known = members.filter((member) => member.email !== null || member.phone !== null);
      const adding = operation === 'add';
      const sent = await manager.ingest(account, {
        path: adding ? 'v1/audienceMembers:ingest' : 'v1/audienceMembers:remove',
        listName: 'audience_members',
        records: known.map((member) => ({ userData: { userIdentifiers: identifiersOf(member) } })),
        body: (audienceMembers, accounts) => ({
          destinations: [{ ...accounts, productDestinationId: remoteId }],
          audienceMembers,
          encoding: 'HEX',
          // Who comes this far has agreed: the consent gate is before the export, and only consented people pass it.
          ...(adding
            ? {
                consent: { adUserData: 'CONSENT_GRANTED', adPersonalization: 'CONSENT_GRANTED' },
                termsOfService: { customerMatchTermsOfServiceStatus: 'ACCEPTED' },
              }
            : {}),
        }),
      });
      if (!sent.ok) return sent;
      const invalid = members.length - known.length + sent.value.refused.size;
      return ok({ received: known.length - sent.value.refused.size, invalid, requestId: sent.value.requestId });
    },
    progress: (account, requestId) => manager.progress(account, requestId),
    async remove(account, remoteId) {
      const answer = await manager.call(
        account,
        { method: 'DELETE', path: named(account, remoteId), effect: 'write', loginHeader: true },
        z.object({}),
      );
      // Gone is gone: the answer to an earlier try may have been lost.
      return answer.ok || (answer.error.kind === 'refused' && answer.error.code === 'google.list_not_found') ? ok(null) : answer;
    },
    lookalike: () =>
      Promise.resolve(refused('google.lookalike_not_for_jobs', 'Lists made from another list are not used for job ads on Google')),
  };
}

export function identifiersOf(member: HashedMember): readonly Readonly<Record<string, string>>[] {
  return [
    ...(member.email === null ? [] : [{ emailAddress: member.email }]),
    ...(member.phone === null ? [] : [{ phoneNumber: member.phone }]),
  ];
}

/** Sizes come hours after the members, rounded; nothing tells a list that is being filled from one that nobody was sent to, but for the first receipt. */
function audienceOf(list: UserList): RemoteAudience {
  const { plain: name, marker } = readName(list.displayName);
  const size = list.sizeInfo?.searchNetworkMembersCount ?? null;
  const reasons = [
    ...(list.membershipStatus === 'CLOSED' ? [`membershipStatus: CLOSED ${list.closingReason ?? ''}`.trim()] : []),
    ...(list.accountAccessStatus === 'DISABLED' ? ['accountAccessStatus: DISABLED'] : []),
    ...(list.readOnly ? ['readOnly: true'] : []),
  ];
  return {
    remoteId: list.id ?? list.name.slice(list.name.lastIndexOf('/') + 1),
    name,
    marker,
    size,
    status: statusOf(list, size),
    reasons,
  };
}

function statusOf(list: UserList, size: number | null): RemoteAudience['status'] {
  if (list.accountAccessStatus === 'DISABLED') return 'unknown';
  if (size === null) return 'processing';
  if (size === 0) return 'empty';
  if (list.targetNetworkInfo === undefined) return 'unknown';
  return list.targetNetworkInfo.eligibleForSearch ? 'ready' : 'too_small';
}

function refused(code: string, message: string): { readonly ok: false; readonly error: NetworkFailure } {
  return err({ kind: 'refused', code, problems: [], raw: rawAnswer(null, null, message, null) });
}
