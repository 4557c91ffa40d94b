import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { candidateDesk, context, realFiles } from '../../support/candidate-desk.ts';

const real = path.join(realFiles, 'candidatos_hr_job_change.csv');
if (!existsSync(real)) console.warn('SKIPPED: the real file of candidates is not on this machine; its test did not run');
const ROUNDS = process.env['ALTAVOZ_NIGHTLY'] === '1' ? 10 : 2;
const EDITED = 40;

test.skipIf(!existsSync(real))(
  `knows the real file again ${ROUNDS} times, shows the edits of a copy and undoes them to the byte`,
  { timeout: 300_000 },
  async () => {
    const desk = candidateDesk();
    const { new: people } = await desk.load(real);
    const before = desk.dump();
    for (let round = 0; round < ROUNDS; round++) expect(await desk.load(real)).toMatchObject({ new: 0, changed: 0, unchanged: people });
    expect(desk.dump()).toBe(before);

    const lines = readFileSync(real, 'utf8').split('\r\n');
    const hours = lines[0]?.split(',').indexOf('training_hours') ?? -1;
    const edited = new Set<number>();
    for (let line = 100; edited.size < EDITED; line += 450) {
      const cells = lines[line]?.split(',') ?? [];
      cells[hours] = String(Number(cells[hours]) + 1);
      lines[line] = cells.join(',');
      edited.add(line + 1);
    }
    const opened = await desk.open(Buffer.from(lines.join('\r\n')));
    if (!opened.ok) throw new Error(opened.error.code);
    expect(opened.value.counts).toMatchObject({ new: 0, changed: EDITED, unchanged: people - EDITED, rejected: 0 });
    const shown = await desk.candidates.importRows({ importId: opened.value.importId, kind: 'changed', offset: 0, limit: 1000 }, context);
    if (!shown.ok) throw new Error(shown.error.code);
    expect(new Set(shown.value.rows.map(({ line }) => line))).toEqual(edited);
    for (const { changes } of shown.value.rows) expect(changes).toMatchObject([{ field: 'trainingHours' }]);
    desk.clock.advance(60_000);
    await desk.candidates.commitImport({ importId: opened.value.importId }, context);
    expect(desk.dump()).not.toBe(before);
    await desk.history.undo({}, context);
    expect(desk.dump()).toBe(before);
  },
);
