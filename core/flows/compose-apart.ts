import { repeatedKeys, type AccountFacts, type PlanRepository, type VacancyForAds } from '../plans/index.ts';
import { composeTexts, type AdTexts, type CompiledTemplate, type PhraseBook, type valuesOf } from '../templates/index.ts';
import type { NetworkPlanning } from './plan-flow.ts';

interface ComposerInput {
  readonly phrases: PhraseBook;
  readonly plans: Pick<PlanRepository, 'adTexts'>;
  readonly accounts: AccountFacts;
}

/**
 * Writes the texts of one vacancy after the other. Where the network takes the same words of an author only once, a vacancy
 * that reads like one before it ends with its own reference, if it has one; if not, the checks say which two are the same.
 */
export function createComposer(
  template: CompiledTemplate,
  planning: NetworkPlanning,
  input: ComposerInput,
): (vacancy: VacancyForAds, values: ReturnType<typeof valuesOf>) => Omit<AdTexts, 'notes'> {
  const { network, account } = planning;
  const { capabilities } = network;
  const { authorOf } = capabilities;
  const write = (vacancy: VacancyForAds, values: ReturnType<typeof valuesOf>, room: number): Omit<AdTexts, 'notes'> => {
    const { primary } = capabilities.text;
    const shorter = primary === null || primary.length === null ? primary : { ...primary, length: primary.length - room };
    const fitting = room === 0 ? capabilities : { ...capabilities, text: { ...capabilities.text, primary: shorter } };
    const { notes: _notes, ...texts } = composeTexts(template, values, vacancy.roleFamily, fitting, input.phrases);
    return texts;
  };
  if (authorOf === undefined) return (vacancy, values) => write(vacancy, values, 0);

  const said = new Set<string>();
  const keyOf = repeatedKeys(authorOf, input.accounts);
  for (const ad of input.plans.adTexts(network.id)) {
    const key = keyOf(ad);
    if (key !== null) said.add(key);
  }
  return (vacancy, values) => {
    const keyOfText = (primaryText: string): string => keyOf({ accountId: account.accountId, primaryText }) ?? '';
    let texts = write(vacancy, values, 0);
    const reference = referenceOf(vacancy);
    if (reference !== null && texts.primaryText !== '' && said.has(keyOfText(texts.primaryText))) {
      const line = `\n${input.phrases.reference} ${reference}`;
      const shortened = write(vacancy, values, line.length);
      texts = { ...shortened, primaryText: `${shortened.primaryText}${line}` };
    }
    said.add(keyOfText(texts.primaryText));
    return texts;
  };
}

/** What the client calls the vacancy: its own code, else the number that its page ends with. */
export function referenceOf(vacancy: Pick<VacancyForAds, 'externalId' | 'applyUrl'>): string | null {
  const own = vacancy.externalId?.replace(/\s+/g, ' ').trim() ?? '';
  if (own !== '' && own.length <= 40) return own;
  const page = vacancy.applyUrl?.split(/[?#]/)[0] ?? '';
  return /[-/_](\d{5,20})(?:\.html?|\/)?$/i.exec(page)?.[1] ?? null;
}
