import { err, ok } from '../../../core/kernel/index.ts';
import type { DesiredStatus } from '../../../core/contract/plan-model.ts';
import type { AccountRef } from '../../../core/ports/index.ts';
import type { Call, Outcome, XClient } from './client.ts';
import { rawAnswer } from './failures.ts';
import { setAsideName, splitPostName } from './map.ts';
import { Post, PromotedPost } from './schemas.ts';
import { z } from 'zod';

/**
 * An ad of X is a promoted-only post and its association with a line item. Associations know no pause: there is one and the
 * post may deliver, or there is none. So the post is the ad, and activating, pausing and archiving it make and delete the association.
 * @see X Ads API, "Promoted tweets" (version 12; read 2026-11-20)
 */
export interface Posts {
  create(call: Call): Outcome<string>;
  /** Promoted-only posts of the account, all pages; those set aside too. */
  all(account: AccountRef): Outcome<readonly Post[]>;
  one(account: AccountRef, postId: string): Outcome<Post | null>;
  marked(account: AccountRef, marker: string): Outcome<readonly Post[]>;
  associations(account: AccountRef, lineItemIds: readonly string[], withDeleted: boolean): Outcome<readonly PromotedPost[]>;
  rename(account: AccountRef, postId: string, name: string, objectId: string): Outcome<null>;
  setStatus(account: AccountRef, ad: AdRef, status: DesiredStatus): Outcome<null>;
  statusOf(account: AccountRef, ad: Omit<AdRef, 'objectId'>): Outcome<DesiredStatus>;
}

export interface AdRef {
  readonly postId: string;
  readonly lineItemId: string;
  readonly objectId: string;
}

export function createPosts(client: XClient): Posts {
  const auth = (account: AccountRef): { secretName: string; accountId: string } => ({
    secretName: account.secretName,
    accountId: account.remoteId,
  });

  const LISTED = { tweet_type: 'PUBLISHED', timeline_type: 'NULLCAST', trim_user: true } as const;

  async function all(account: AccountRef): Outcome<readonly Post[]> {
    return client.all({ ...auth(account), path: `accounts/${account.remoteId}/tweets`, values: LISTED }, Post);
  }

  async function one(account: AccountRef, postId: string): Outcome<Post | null> {
    const rows = await client.all(
      { ...auth(account), path: `accounts/${account.remoteId}/tweets`, values: { ...LISTED, tweet_ids: postId } },
      Post,
    );
    return rows.ok ? ok(rows.value.find((post) => post.id_str === postId) ?? null) : rows;
  }

  async function associations(account: AccountRef, lineItemIds: readonly string[], withDeleted: boolean): Outcome<readonly PromotedPost[]> {
    return client.all(
      {
        ...auth(account),
        path: `accounts/${account.remoteId}/promoted_tweets`,
        values: {
          ...(lineItemIds.length === 0 ? {} : { line_item_ids: lineItemIds.join(',') }),
          ...(withDeleted ? { with_deleted: true } : {}),
        },
      },
      PromotedPost,
    );
  }

  async function living(account: AccountRef, ad: Omit<AdRef, 'objectId'>): Outcome<readonly PromotedPost[]> {
    const rows = await associations(account, [ad.lineItemId], false);
    return rows.ok ? ok(rows.value.filter((row) => row.tweet_id === ad.postId && row.deleted !== true)) : rows;
  }

  async function rename(account: AccountRef, postId: string, name: string, objectId: string): Outcome<null> {
    const answer = await client.call(
      { ...auth(account), method: 'PUT', path: `accounts/${account.remoteId}/tweets/${postId}/name`, values: { name }, objectId },
      z.object({ data: z.unknown() }),
    );
    return answer.ok ? ok(null) : answer;
  }

  async function setAside(account: AccountRef, ad: AdRef): Outcome<null> {
    const post = await one(account, ad.postId);
    if (!post.ok) return post;
    const name = post.value?.name ?? null;
    // Gone from X, or without a name of ours: there is nothing to mark.
    if (name === null || setAsideName(name) === name) return ok(null);
    return rename(account, ad.postId, setAsideName(name), ad.objectId);
  }

  return {
    all,
    one,
    associations,
    rename,
    async create(call) {
      const answer = await client.one(call, Post);
      return answer.ok ? ok(answer.value.id_str) : answer;
    },
    async marked(account, marker) {
      const rows = await all(account);
      if (!rows.ok) return rows;
      return ok(
        rows.value.filter((post) => {
          const identity = splitPostName(post.name ?? '');
          return identity.marker === marker && !identity.setAside;
        }),
      );
    },
    async setStatus(account, ad, status) {
      const now = await living(account, ad);
      if (!now.ok) return now;
      if (status === 'active') {
        if (now.value.length > 0) return ok(null);
        const answer = await client.call(
          {
            ...auth(account),
            method: 'POST',
            path: `accounts/${account.remoteId}/promoted_tweets`,
            values: { line_item_id: ad.lineItemId, tweet_ids: ad.postId },
            objectId: ad.objectId,
          },
          z.object({ data: z.array(PromotedPost) }),
        );
        if (!answer.ok) return answer;
        // "Done", but not for this post: nothing is proven.
        return answer.value.data.some((row) => row.tweet_id === ad.postId)
          ? ok(null)
          : err({ kind: 'outcome_unknown', raw: rawAnswer(200, null, 'The answer does not name the post', answer.value) });
      }
      for (const association of now.value) {
        const gone = await client.call(
          {
            ...auth(account),
            method: 'DELETE',
            path: `accounts/${account.remoteId}/promoted_tweets/${association.id}`,
            objectId: ad.objectId,
          },
          z.object({ data: z.unknown() }),
        );
        // Somebody else was quicker: it is gone, as asked.
        if (!gone.ok && !(gone.error.kind === 'refused' && gone.error.code === 'x.association_not_found')) return gone;
      }
      return status === 'archived' ? setAside(account, ad) : ok(null);
    },
    async statusOf(account, ad) {
      const now = await living(account, ad);
      if (!now.ok) return now;
      if (now.value.length > 0) return ok('active');
      const post = await one(account, ad.postId);
      if (!post.ok) return post;
      const name = post.value?.name;
      return ok(post.value === null || (typeof name === 'string' && splitPostName(name).setAside) ? 'archived' : 'paused');
    },
  };
}
