import type { Day } from '../kernel/days.ts';
import { fold } from '../kernel/text.ts';
import type { Places } from '../places/index.ts';
import type { ClientFacts } from '../vacancies/index.ts';
import type { CandidateTarget } from '../contract/candidates.ts';
import { guessHeader } from './header-guess.ts';
import type { IdentifierHasher } from './identifiers.ts';
import { dropReasonOf } from './protected-words.ts';
import { readRow, type ReadCandidate } from './read-row.ts';

export interface AnswerReader {
  readonly places: Places;
  readonly hasher: IdentifierHasher;
}

/**
 * One person's answers to a form, read as a row of a file with these headers would be: what is a field of candidates is kept, typed;
 * identifiers are hashed; names, protected traits and everything else is not looked at again.
 */
export function readAnswers(
  reader: AnswerReader,
  client: ClientFacts,
  answers: readonly { readonly field: string; readonly value: string }[],
  answeredOn: Day,
): ReadCandidate {
  const taken = new Set<CandidateTarget>();
  const targets = answers.map(({ field }) => {
    const { target } = guessHeader(field);
    if (target === null || taken.has(target)) return null;
    taken.add(target);
    return target;
  });
  const read = readRow(
    { line: 1, cells: answers.map(({ value }) => value), problem: null, repaired: false },
    {
      header: null,
      targets,
      dateOrder: 'dmy',
      decimalMark: 'comma',
      client,
      places: reader.places,
      hasher: reader.hasher,
      spellings: new Map(),
      families: new Map(),
    },
  );
  const { features } = read;
  const name = nameWords(answers);
  const nobody = (text: string | null | undefined): string | null =>
    text == null || wordsOf(text).some((word) => name.has(word)) ? null : text;
  // Nobody has looked at a whole column of this: a place is kept by its own name, and what is no place may be anything, a name as well.
  const kept = {
    cityText: features.place?.name ?? null,
    sector: nobody(features.sector),
    discipline: nobody(features.discipline),
    companyType: nobody(features.companyType),
  };
  const source = nobody(read.source);
  const texts: Partial<Record<CandidateTarget, string | null>> = {
    city: kept.cityText,
    sector: kept.sector,
    discipline: kept.discipline,
    companyType: kept.companyType,
    source,
  };
  return {
    ...read,
    source,
    filled: read.filled.filter((target) => texts[target] !== null),
    // Whoever fills a form in was in touch that day, whatever else it says.
    features: { ...features, ...kept, lastActivityOn: answeredOn },
  };
}

/** What the form was told under its questions for a name; the same words under another question are that person again. */
function nameWords(answers: readonly { readonly field: string; readonly value: string }[]): ReadonlySet<string> {
  const names = answers.filter(({ field }) => dropReasonOf(field) === 'name');
  return new Set(names.flatMap(({ value }) => wordsOf(value)).filter((word) => word.length > 2));
}

function wordsOf(text: string): readonly string[] {
  return fold(text).split(/[^\p{L}\p{N}]+/u);
}
