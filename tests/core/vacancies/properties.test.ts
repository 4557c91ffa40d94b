import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvText } from '../../support/intake-files.ts';
import { vacancyDesk } from '../../support/vacancy-desk.ts';

const RUNS = process.env['ALTAVOZ_NIGHTLY'] === '1' ? 300 : 12;
const HEADER = ['codigo', 'titulo', 'ciudad', 'requisitos', 'plazas', 'fecha de cierre', 'descripcion'];

const word = fc.constantFrom('Asesor', 'Auxiliar', 'Conductor', 'Ñandú', '"comillas"', 'uno; dos', 'línea\notra', 'café', '100 %');
const text = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' '));
const vacancy = fc.record({
  title: text.map((value) => `Cargo ${value.replaceAll('\n', ' ')}`),
  city: fc.constantFrom('Cali', 'Bogotá', 'Pasto', 'Medellín'),
  requirements: text,
  positions: fc.integer({ min: 1, max: 40 }).map(String),
  closes: fc.constantFrom('2026-12-15', '2026-12-31', '2027-01-20').map(String),
  description: text,
});
const EDITS = ['title', 'requirements', 'positions', 'closes', 'description'] as const;

test('an edited copy shows exactly its edits, undo restores every byte, and ten more imports change nothing', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(vacancy, { minLength: 3, maxLength: 25 }),
      fc.array(fc.record({ at: fc.nat(), field: fc.constantFrom(...EDITS), drop: fc.boolean() }), { maxLength: 6 }),
      async (rows, edits) => {
        const desk = vacancyDesk();
        const table = (list: typeof rows, kept: ReadonlySet<number> = new Set(list.keys())): string =>
          csvText(
            [
              HEADER,
              ...list.flatMap((row, at) =>
                kept.has(at) ? [[`V-${at}`, row.title, row.city, row.requirements, row.positions, row.closes, row.description]] : [],
              ),
            ],
            ';',
          );
        const first = table(rows);
        expect(await desk.load(first)).toMatchObject({ new: rows.length, rejected: 0, duplicate: 0 });
        const before = desk.dump();
        for (let round = 0; round < 10; round++) await desk.load(first, { closeMissing: true });
        expect(desk.dump()).toBe(before);

        const copy = rows.map((row) => ({ ...row }));
        const kept = new Set(rows.keys());
        const changed = new Set<number>();
        for (const { at, field, drop } of edits) {
          const index = at % rows.length;
          const row = copy[index];
          if (row === undefined) continue;
          if (drop && kept.size > 1) kept.delete(index);
          else {
            row[field] = field === 'closes' ? '2026-12-24' : field === 'positions' ? '77' : `${row[field]} editado`;
            changed.add(index);
          }
        }
        const opened = await desk.open(table(copy, kept), { closeMissing: true });
        if (!opened.ok) throw new Error(opened.error.code);
        const edited = [...changed].filter((index) => kept.has(index)).length;
        expect(opened.value.counts).toEqual({
          new: 0,
          changed: edited,
          closed: rows.length - kept.size,
          unchanged: kept.size - edited,
          duplicate: 0,
          rejected: 0,
        });
        desk.clock.advance(60_000);
        await desk.vacancies.commitImport({ importId: opened.value.importId, acceptShrink: true }, desk.context);
        if (edited + rows.length - kept.size > 0) await desk.history.undo({}, desk.context);
        expect(desk.dump()).toBe(before);
      },
    ),
    { numRuns: RUNS },
  );
}, 600_000);
