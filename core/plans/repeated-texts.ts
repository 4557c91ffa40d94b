import type { AccountRef, NetworkCapabilities } from '../ports/index.ts';
import type { AccountFacts } from './facts.ts';
import type { AdText } from './plan-repository.ts';

/** The ad that said the same first. */
export interface RepeatOf {
  readonly name: string;
  /** The network has it already; else it waits in the plan like the ad that repeats it. */
  readonly published: boolean;
}

/** Texts with the same key are the same post to a network that takes each once; null: nothing that could repeat. */
export function repeatedKeys(
  authorOf: NonNullable<NetworkCapabilities['authorOf']>,
  accounts: Pick<AccountFacts, 'get'>,
): (ad: Pick<AdText, 'accountId' | 'primaryText'>) => string | null {
  const authors = new Map<string, string | null>();
  return ({ accountId, primaryText }) => {
    let author = authors.get(accountId);
    if (author === undefined) {
      const account: AccountRef | null = accounts.get(accountId);
      author = account === null ? null : authorOf(account);
      authors.set(accountId, author);
    }
    const text = primaryText.trim();
    return author === null || text === '' ? null : `${author}\n${text}`;
  };
}

/**
 * The ads that a network would refuse because their author says the same elsewhere, whatever campaign or account that stands in.
 * The first to say it is not among them: what is published comes first, then the oldest draft. One pass over the texts.
 */
export function repeatedTexts(
  texts: readonly AdText[],
  authorOf: NonNullable<NetworkCapabilities['authorOf']>,
  accounts: Pick<AccountFacts, 'get'>,
): ReadonlyMap<string, RepeatOf> {
  const keyOf = repeatedKeys(authorOf, accounts);
  const first = new Map<string, AdText>();
  const repeats = new Map<string, RepeatOf>();
  for (const published of [true, false]) {
    for (const ad of texts) {
      if (ad.fresh === published) continue;
      const key = keyOf(ad);
      if (key === null) continue;
      const other = first.get(key);
      if (other === undefined) first.set(key, ad);
      // What the network has already taken is not refused any more.
      else if (ad.fresh) repeats.set(ad.id, { name: other.name, published: !other.fresh });
    }
  }
  return repeats;
}
