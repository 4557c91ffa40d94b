import { readFileSync } from 'node:fs';
import path from 'node:path';
import { compileRules, type Rules } from '../../core/checks/index.ts';
import { PhraseBook } from '../../core/templates/index.ts';

/** Reads `resources/rules`, which ships with the program. */
export function readRuleFiles(directory: string): { readonly rules: Rules; readonly phrases: PhraseBook } {
  const read = (name: string): unknown => JSON.parse(readFileSync(path.join(directory, `${name}.json`), 'utf8'));
  return {
    rules: compileRules({
      text: ['law-co', 'fair-hiring', 'ad-policy'].map(read),
      pay: read('pay-display'),
      targeting: read('targeting'),
      advisor: read('advisor'),
    }),
    phrases: PhraseBook.parse(read('phrases')),
  };
}
