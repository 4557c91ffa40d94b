import { ok, type Result } from '../../../core/kernel/index.ts';
import type { AccountRef, ImageRenderer, NetworkFailure, PublishStep, RenderedImage, StepEvidence } from '../../../core/ports/index.ts';
import type { Answer, MetaClient } from './client.ts';
import { unreadable } from './failures.ts';
import { PICTURE } from './manifest.ts';
import { ImageRow, UploadedImages } from './schemas.ts';
import { accountPath } from './steps.ts';

/**
 * Pictures in an account's library. The same bytes have the same hash there, so sending them again makes nothing new.
 * @see Meta Marketing API, "Ad image" (v26.0; read 2026-11-20)
 */
export interface Pictures {
  upload(step: PublishStep): Promise<Result<StepEvidence, NetworkFailure>>;
  find(step: PublishStep): Promise<Result<readonly StepEvidence[] | null, NetworkFailure>>;
  /** Remote hash of bytes that were just put into the library. */
  put(account: AccountRef, bytes: Uint8Array, objectId: string | null): Promise<Result<Answer<string>, NetworkFailure>>;
  /** True when the library holds the hash. */
  holds(account: AccountRef, hash: string): Promise<Result<boolean, NetworkFailure>>;
}

export function createPictures(client: MetaClient, images: ImageRenderer): Pictures {
  const drawn = (step: PublishStep): Promise<RenderedImage> => {
    const [ad] = step.objects;
    if (ad?.level !== 'ad' || ad.fields.image === null) throw new Error(`Step ${step.id} uploads the picture of an ad that has none`);
    return images.render(ad.fields.image, PICTURE);
  };
  const evidence = (step: PublishStep, hash: string, requestId: string | null): StepEvidence => ({
    refs: step.objects.map(({ objectId }) => ({ objectId, part: 'media', remoteId: hash })),
    requestId,
  });

  const pictures: Pictures = {
    async put(account, bytes, objectId) {
      const answer = await client.call(
        {
          method: 'POST',
          path: `${accountPath(account.remoteId)}/adimages`,
          // As base64: one integrator's multipart uploads were refused with 100/1487411 (third-party report; read 2026-11-20).
          params: { bytes: Buffer.from(bytes).toString('base64') },
          secretName: account.secretName,
          accountId: account.remoteId,
          objectId,
        },
        UploadedImages,
      );
      if (!answer.ok) return answer;
      const [image] = Object.values(answer.value.value.images);
      if (image === undefined) return { ok: false, error: unreadable(200, JSON.stringify(answer.value.value), true) };
      return ok({ value: image.hash, requestId: answer.value.requestId });
    },
    async holds(account, hash) {
      const rows = await client.all(
        {
          path: `${accountPath(account.remoteId)}/adimages`,
          params: { hashes: [hash], fields: 'hash' },
          secretName: account.secretName,
          accountId: account.remoteId,
        },
        ImageRow,
      );
      return rows.ok ? ok(rows.value.some((row) => row.hash === hash)) : rows;
    },
    async upload(step) {
      const { bytes } = await drawn(step);
      const answer = await pictures.put(step.account, bytes, step.objects[0]?.objectId ?? null);
      return answer.ok ? ok(evidence(step, answer.value.value, answer.value.requestId)) : answer;
    },
    /** Meta does not say how it hashes; what is seen is MD5. Where that is wrong the look finds nothing and the bytes go again, which makes nothing new. */
    async find(step) {
      const { md5 } = await drawn(step);
      const held = await pictures.holds(step.account, md5);
      if (!held.ok) return held;
      return ok(held.value ? [evidence(step, md5, null)] : null);
    },
  };
  return pictures;
}
