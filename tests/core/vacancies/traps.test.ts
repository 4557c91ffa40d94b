import { expect, test } from 'vitest';
import { traps } from '../../fixtures/intake/traps.ts';
import { vacancyDesk } from '../../support/vacancy-desk.ts';

test('there are at least fifty made files, each with its own name', () => {
  expect(traps.length).toBeGreaterThanOrEqual(50);
  expect(new Set(traps.map((trap) => trap.name)).size).toBe(traps.length);
});

const desk = vacancyDeskOnce();

/** One desk for all of them: nothing is committed but what a trap asks to be looked at, and that is undone. */
function vacancyDeskOnce() {
  let made: ReturnType<typeof vacancyDesk> | null = null;
  return () => (made ??= vacancyDesk());
}

test('each made file gives the right vacancies, or a reason that names row and column', async () => {
  const { open, rowsOf, vacancies, records, history, context } = desk();
  for (const trap of traps) {
    const opened = await open(trap.file);
    if (trap.refusal !== undefined) {
      expect
        .soft([trap.name, opened])
        .toMatchObject([trap.name, { ok: false, error: { code: `vacancies.${trap.refusal.code}`, details: trap.refusal.details ?? {} } }]);
      continue;
    }
    if (!opened.ok) {
      expect.soft(`${trap.name}: ${opened.error.code} ${JSON.stringify(opened.error.details)}`).toBe('opened');
      continue;
    }
    const { importId, counts, questions } = opened.value;
    const rejected = await rowsOf(importId, 'rejected');
    const seen = rejected.map((row) => [row.line, row.reasons[0]?.code.replace('import.reject.', ''), row.reasons[0]?.column ?? null]);
    expect.soft([trap.name, counts, seen]).toMatchObject([trap.name, trap.counts ?? {}, trap.rejects ?? seen]);
    expect.soft([trap.name, questions.map((question) => question.kind)]).toEqual([trap.name, trap.questions ?? []]);
    if (trap.first !== undefined) {
      const done = await vacancies.commitImport({ importId, acceptShrink: false }, context);
      expect.soft([trap.name, done.ok]).toEqual([trap.name, true]);
      expect.soft([trap.name, records().slice(0, trap.first.length)]).toMatchObject([trap.name, trap.first]);
      await history.undo({}, context);
    } else await vacancies.discardImport({ importId }, context);
  }
});
