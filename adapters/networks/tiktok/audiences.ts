import { createHash } from 'node:crypto';
import { err, ok, type Result } from '../../../core/kernel/index.ts';
import type { AccountRef, AudienceNetwork, HashedMember, NetworkFailure, NewAudience, RemoteAudience } from '../../../core/ports/index.ts';
import type { TikTokClient } from './client.ts';
import { refusal } from './failures.ts';
import { AUDIENCE_NAME_MAX } from './manifest.ts';
import { remoteName, splitName } from './map.ts';
import { Anything, AudienceMade, AudienceRow, FileMade, Regions } from './schemas.ts';
import { askerOf } from './structures.ts';

/**
 * Lists of people travel as files of hashes, one a line, one kind of identifier a file. "Custom audience file upload" (v1.3; read
 * 2026-11-20). Whether a phone keeps its plus sign before hashing TikTok's own pages contradict each other; E.164 with it is what
 * the newer one says.
 */
const KINDS = [
  { of: (member: HashedMember) => member.email, type: 'EMAIL_SHA256' },
  { of: (member: HashedMember) => member.phone, type: 'PHONE_SHA256' },
] as const;
const PAGE = 100;
const MINIMUM = 1_000;

export function createAudiences(client: TikTokClient): AudienceNetwork {
  async function uploadFile(account: AccountRef, type: string, hashes: readonly string[]): Promise<Result<string, NetworkFailure>> {
    const bytes = new TextEncoder().encode(`${hashes.join('\n')}\n`);
    const signature = createHash('md5').update(bytes).digest('hex');
    const answer = await client.upload(
      {
        asker: askerOf(account),
        path: '/dmp/custom_audience/file/upload/',
        fields: { advertiser_id: account.remoteId, calculate_type: type, file_signature: signature },
        file: { field: 'file', name: `${signature}.txt`, mime: 'text/plain', bytes },
      },
      FileMade,
    );
    if (answer.ok) return ok(answer.value.value.file_path);
    // A file without an audience is nobody: nothing was changed that could not be sent again.
    return answer.error.kind === 'outcome_unknown' ? err({ kind: 'unavailable', raw: answer.error.raw }) : answer;
  }

  async function rows(account: AccountRef, ids: readonly string[] | null) {
    return client.all(
      {
        asker: askerOf(account),
        path: '/dmp/custom_audience/list/',
        values: { advertiser_id: account.remoteId, ...(ids === null ? {} : { custom_audience_ids: ids }) },
      },
      AudienceRow,
      PAGE,
    );
  }

  /** Only what TikTok tells when it makes one; size and state come with the next reading. */
  function fresh(remoteId: string, audience: NewAudience): RemoteAudience {
    return { remoteId, name: audience.name, marker: audience.marker, size: null, status: 'processing', reasons: [] };
  }
  function nameOf(audience: NewAudience): Result<string, NetworkFailure> {
    const name = remoteName(audience.name, audience.marker);
    return name.length <= AUDIENCE_NAME_MAX
      ? ok(name)
      : err(refusal('parameter_refused', null, 'name', `The name has ${name.length} characters; TikTok takes ${AUDIENCE_NAME_MAX}`));
  }

  return {
    audiences: {
      emailForm: 'email',
      phoneForm: 'phone_e164',
      batchMax: 50_000,
      minimumSize: MINIMUM,
      retentionDaysMax: 365,
      // Advertisers of the US and Canada may not use one for job ads; the same is kept everywhere.
      lookalike: 'not_for_employment',
    },
    async create(account, audience) {
      const name = nameOf(audience);
      if (!name.ok) return name;
      // No audience without a file: the first holds one hash that belongs to nobody.
      const file = await uploadFile(account, KINDS[0].type, [createHash('sha256').update(`altavoz/${audience.marker}`).digest('hex')]);
      if (!file.ok) return file;
      const answer = await client.write(
        {
          asker: askerOf(account),
          path: '/dmp/custom_audience/create/',
          values: {
            advertiser_id: account.remoteId,
            custom_audience_name: name.value,
            file_paths: [file.value],
            calculate_type: 'MULTIPLE_TYPES',
            ...(audience.retentionDays === null ? {} : { retention_in_days: Math.min(365, Math.max(1, audience.retentionDays)) }),
          },
        },
        AudienceMade,
      );
      return answer.ok ? ok(fresh(answer.value.value.custom_audience_id, audience)) : answer;
    },
    async find(account, marker) {
      const all = await rows(account, null);
      if (!all.ok) return all;
      const row = all.value.find((candidate) => splitName(candidate.name).marker === marker);
      return ok(row === undefined ? null : audienceOf(row));
    },
    async read(account, remoteId) {
      const found = await rows(account, [remoteId]);
      if (!found.ok) return found;
      const row = found.value.find((candidate) => candidate.audience_id === remoteId);
      return row === undefined
        ? err(refusal('object_missing', null, null, `TikTok does not list audience ${remoteId}`))
        : ok(audienceOf(row));
    },
    async change(account, remoteId, operation, members) {
      const paths: string[] = [];
      for (const kind of KINDS) {
        const hashes = members.flatMap((member) => kind.of(member) ?? []);
        if (hashes.length === 0) continue;
        const file = await uploadFile(account, kind.type, hashes);
        if (!file.ok) return file;
        paths.push(file.value);
      }
      const unnamed = members.filter((member) => member.email === null && member.phone === null).length;
      if (paths.length === 0) return ok({ received: 0, invalid: unnamed, requestId: null });
      const answer = await client.write(
        {
          asker: askerOf(account),
          path: '/dmp/custom_audience/update/',
          values: {
            advertiser_id: account.remoteId,
            custom_audience_id: remoteId,
            action: operation === 'add' ? 'APPEND' : 'REMOVE',
            file_paths: paths,
          },
        },
        Anything,
      );
      return answer.ok ? ok({ received: members.length - unnamed, invalid: unnamed, requestId: answer.value.requestId }) : answer;
    },
    async remove(account, remoteId) {
      const answer = await client.write(
        {
          asker: askerOf(account),
          path: '/dmp/custom_audience/delete/',
          values: { advertiser_id: account.remoteId, custom_audience_ids: [remoteId] },
        },
        Anything,
      );
      return answer.ok ? ok(null) : answer;
    },
    async lookalike(account, wish) {
      const name = nameOf(wish);
      if (!name.ok) return name;
      const regions = await client.get(
        {
          asker: askerOf(account),
          path: '/tool/region/',
          values: {
            advertiser_id: account.remoteId,
            placements: ['PLACEMENT_TIKTOK'],
            objective_type: 'TRAFFIC',
            level_range: 'TO_COUNTRY',
          },
        },
        Regions,
      );
      if (!regions.ok) return regions;
      const country = (regions.value.value.region_info ?? []).find((row) => row.level === 'COUNTRY' && row.region_code === wish.country);
      if (country === undefined)
        return err(refusal('place_unknown', null, 'places', `TikTok does not offer ${wish.country} to this account`));
      const answer = await client.write(
        {
          asker: askerOf(account),
          path: '/dmp/custom_audience/lookalike/create/',
          values: {
            advertiser_id: account.remoteId,
            custom_audience_name: name.value,
            lookalike_spec: {
              source_audience_id: wish.sourceRemoteId,
              include_source: false,
              mobile_os: 'ALL',
              placements: ['TikTok'],
              location_ids: [country.location_id],
              audience_size: wish.breadth.toUpperCase(),
            },
          },
        },
        AudienceMade,
      );
      return answer.ok ? ok(fresh(answer.value.value.custom_audience_id, wish)) : answer;
    },
  };
}

function audienceOf(row: AudienceRow): RemoteAudience {
  const { name, marker } = splitName(row.name);
  const size = row.cover_num ?? null;
  const reasons = [row.error_msg, row.msg].flatMap((text) => (text === null || text === undefined || text === '' ? [] : [text]));
  const status =
    row.is_valid === true ? 'ready' : size === null ? 'processing' : size === 0 ? 'empty' : size < MINIMUM ? 'too_small' : 'unknown';
  return { remoteId: row.audience_id, name, marker, size, status, reasons };
}
