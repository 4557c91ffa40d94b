import { err, ok } from '../../../core/kernel/index.ts';
import type { AccountRef, MediaNetwork, NetworkFailure, RemoteMedia } from '../../../core/ports/index.ts';
import { identityOf, type Client } from './client.ts';
import { rawAnswer, unreadableAnswer } from './failures.ts';
import { quoted } from './reading.ts';
import { AssetRow, AssetsAnswer } from './schemas.ts';
import type { Outcome } from './tokens.ts';

/** @see google-ads.md section 16 (read 2026-11-20) */
const IMAGE_MAX_BYTES = 5_120 * 1024;
const IMAGE_TYPES: ReadonlySet<string> = new Set(['image/png', 'image/jpeg']);

/**
 * Pictures in the account's library. Google resolves the same bytes to the asset that is there (google-ads.md section 5.6), so
 * an upload may be repeated. Videos live on YouTube: there is nothing to send them to.
 */
export function createMedia(client: Client): MediaNetwork {
  async function find(account: AccountRef, sha256: string): Promise<Outcome<RemoteMedia | null>> {
    const rows = await client.rows(
      identityOf(account),
      account.remoteId,
      `SELECT asset.id, asset.name FROM asset WHERE asset.type = 'IMAGE' AND asset.name LIKE ${quoted(`%${markOf(sha256)}`)}`,
      AssetRow,
    );
    if (!rows.ok) return rows;
    const found = rows.value.find((row) => row.asset.name.endsWith(markOf(sha256)));
    return ok(found === undefined ? null : { remoteId: found.asset.resourceName, ready: true });
  }

  return {
    media: { imageMaxBytes: IMAGE_MAX_BYTES, videoMaxBytes: null, chunkBytes: null },
    async upload(account, asset) {
      if (asset.kind === 'video') return refused('google.video_by_youtube', 'Videos reach Google Ads through YouTube');
      if (!IMAGE_TYPES.has(asset.mime)) return refused('google.media_type', `Google does not take ${asset.mime}`);
      if (asset.bytes.length === 0 || asset.bytes.length > IMAGE_MAX_BYTES)
        return refused('google.media_size', `${asset.bytes.length} bytes`);
      const known = await find(account, asset.sha256);
      if (!known.ok) return known;
      if (known.value !== null) return ok(known.value);
      const name = `${asset.name.slice(0, 60).trim()} ${markOf(asset.sha256)}`;
      const data = Buffer.from(asset.bytes).toString('base64');
      const answer = await client.post(
        identityOf(account),
        `customers/${account.remoteId}/assets:mutate`,
        { operations: [{ create: { name, imageAsset: { data } } }] },
        { effect: 'write', operations: 1 },
      );
      if (!answer.ok) return answer;
      const parsed = AssetsAnswer.safeParse(answer.value.data);
      return parsed.success
        ? ok({ remoteId: parsed.data.results[0]!.resourceName, ready: true })
        : err(unreadableAnswer(200, JSON.stringify(answer.value.data), 'write'));
    },
    findMedia: find,
  };
}

/** What a picture's name ends with, so that it is found again by its content. */
function markOf(sha256: string): string {
  return `#${sha256.slice(0, 24)}`;
}

function refused(code: string, message: string): { readonly ok: false; readonly error: NetworkFailure } {
  return err({ kind: 'refused', code, problems: [], raw: rawAnswer(null, null, message, null) });
}
