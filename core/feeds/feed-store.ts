import type { z } from 'zod';
import type { FeedFields, FeedRun } from '../contract/feeds.ts';
import type { Refusal } from '../kernel/result.ts';

/** Header values are not in it: `secretName` is where the key store keeps them, '' when there are none. */
export interface FeedRecord {
  readonly id: string;
  readonly fields: FeedFields;
  readonly secretName: string;
  readonly lastLookedAt: string | null;
  readonly trouble: Refusal | null;
  readonly createdAt: string;
}

export interface RunRecord {
  readonly id: string;
  readonly feedId: string;
  readonly fileName: string;
  /** SHA-256 of the content: what is the same is not proposed twice. */
  readonly fingerprint: string;
  /** Says without reading that nothing changed: size and time of a file, entity tag of an answer. */
  readonly mark: string;
  readonly foundAt: string;
  readonly state: z.infer<typeof FeedRun>['state'];
  readonly counts: FeedRun['counts'];
  readonly held: FeedRun['held'];
  readonly refusal: Refusal | null;
}

export interface FeedStore {
  list(): readonly FeedRecord[];
  get(id: string): FeedRecord | null;
  save(record: FeedRecord): void;
  remove(id: string): void;
  looked(id: string, at: string, trouble: Refusal | null): void;
  saveRun(run: RunRecord): void;
  run(id: string): RunRecord | null;
  /** The last run of a file of a feed; an HTTP feed has one file. */
  latest(feedId: string, fileName: string): RunRecord | null;
  runs(feedId: string | null, limit: number): readonly RunRecord[];
  countWaiting(feedId: string): number;
}
