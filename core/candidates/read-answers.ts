import type { Day } from '../kernel/days.ts';
import type { Places } from '../places/index.ts';
import type { ClientFacts } from '../vacancies/index.ts';
import type { CandidateTarget } from '../contract/candidates.ts';
import { guessHeader } from './header-guess.ts';
import type { IdentifierHasher } from './identifiers.ts';
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
  // Whoever fills a form in was in touch that day, whatever else it says.
  return { ...read, features: { ...read.features, lastActivityOn: answeredOn } };
}
