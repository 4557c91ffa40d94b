import { expect, test } from 'vitest';
import { importCandidates } from '../bench/candidates.ts';

const NIGHTLY = process.env['ALTAVOZ_NIGHTLY'] !== undefined;
/** A push looks at enough to notice that something grows with the file. */
const PEOPLE = NIGHTLY ? 1_000_000 : 20_000;

test(
  `imports ${PEOPLE} people with bounded memory, knows every one again and takes them all back`,
  { timeout: NIGHTLY ? 3_600_000 : 300_000 },
  async () => {
    const run = await importCandidates(PEOPLE, () => undefined);
    console.log(
      `candidates: ${PEOPLE} people, ${Math.round(run.peakMb)} MB at most, ${Math.round((run.readMs + run.commitMs) / 1000)} s, ${Math.round(run.processorMs / 1000)} s of processor time, undone in ${Math.round(run.undoMs / 1000)} s`,
    );
    expect(run.again).toBe(PEOPLE);
    expect(run.peakMb).toBeLessThan(700);
  },
);
