import type { FeedSettings } from '../contract/feeds.ts';
import type { Refusal, Result } from '../kernel/result.ts';
import type { FileSource } from '../vacancies/index.ts';

export interface FoundFile {
  readonly name: string;
  readonly path: string;
  /** Size and time: equal means not touched since. */
  readonly mark: string;
}

export interface Pulled {
  readonly source: FileSource;
  readonly fingerprint: string;
  readonly mark: string;
}

/** Where feeds come from: a folder of this machine, an address. */
export interface FeedSource {
  /** Files that nobody is still writing. */
  files(path: string): Promise<Result<readonly FoundFile[], Refusal>>;
  fingerprint(path: string): Promise<Result<string, Refusal>>;
  /** Null when the board says that nothing changed since `mark`. */
  pull(
    settings: Extract<FeedSettings, { kind: 'http' }>,
    headers: ReadonlyMap<string, string>,
    mark: string | null,
  ): Promise<Result<Pulled | null, Refusal>>;
}
