import { z } from 'zod';
import { fold } from '../kernel/text.ts';

const Law = z.object({ country: z.string().length(2), name: z.string(), article: z.string() });

/** `resources/rules/protected-traits.json`. */
export const ProtectedTraits = z.object({
  id: z.string(),
  version: z.number().int(),
  readOn: z.string(),
  traits: z.array(
    z.object({
      id: z.string(),
      /** Folded words of headers and feature names; one that stands anywhere is enough. */
      words: z.array(z.string()),
      laws: z.array(Law),
    }),
  ),
  /** Where a country's pack allows a trait after all, and on what ground. Empty as shipped. */
  allowed: z.array(z.object({ country: z.string().length(2), trait: z.string(), purpose: z.string(), law: z.string() })),
});
export type ProtectedTraits = z.infer<typeof ProtectedTraits>;

export interface RefusedTrait {
  readonly trait: string;
  /** The law of the country, or those of all known countries where that one's is not known. */
  readonly laws: readonly { readonly country: string; readonly name: string; readonly article: string }[];
}

export interface TraitGuard {
  /** Why a feature or column of this name may not sort people; null when it may. */
  refusal(name: string, country: string): RefusedTrait | null;
  /** All that is refused in a country, for a person to read. */
  all(country: string): readonly RefusedTrait[];
}

export function createTraitGuard(rules: ProtectedTraits): TraitGuard {
  const lawsOf = (trait: ProtectedTraits['traits'][number], country: string): RefusedTrait => {
    const own = trait.laws.filter((law) => law.country === country);
    return { trait: trait.id, laws: own.length > 0 ? own : trait.laws };
  };
  const isAllowed = (trait: string, country: string): boolean =>
    rules.allowed.some((one) => one.trait === trait && one.country === country);
  return {
    refusal(name, country) {
      const words = ` ${wordsOf(name)} `;
      const found = rules.traits.find((trait) => trait.words.some((word) => words.includes(` ${word} `)));
      return found === undefined || isAllowed(found.id, country) ? null : lawsOf(found, country);
    },
    all: (country) => rules.traits.filter((trait) => !isAllowed(trait.id, country)).map((trait) => lawsOf(trait, country)),
  };
}

function wordsOf(name: string): string {
  return fold(name.replace(/([a-z])([A-Z])/g, '$1 $2'))
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}
