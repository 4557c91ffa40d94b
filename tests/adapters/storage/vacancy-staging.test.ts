import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createVacancyStore } from '../../../adapters/storage/vacancy-store.ts';
import { vacancyDesk } from '../../support/vacancy-desk.ts';
import { scratchDatabase } from './support.ts';

const row = (line: number, ...cells: string[]) => ({ line, cells, problem: null, repaired: false });

test('keeps a large import beside the workspace, unreadable, and takes it away with it', () => {
  const { database, folder } = scratchDatabase();
  const { staging } = createVacancyStore(database);
  const files = () => readdirSync(folder).filter((entry) => entry.includes('-import-'));
  staging.append(1, 1, [row(2, 'Confidencialísimo', 'Cali')]);
  const result = { sequence: 1, part: 0, kind: 'new', vacancyId: null, identity: 'a', hash: 'b' } as const;
  staging.addResults(1, [result]);
  expect(staging.seen(1, 'a')).toBe(true);
  // A small one never touches the disk.
  expect(files()).toEqual([]);
  staging.append(1, 2, [row(3, 'x'.repeat(2_000_000))]);
  const [name = ''] = files();
  expect(readFileSync(path.join(folder, name)).includes('Confidencial')).toBe(false);
  // What it held in memory moved along.
  expect(staging.rows(1, 0, 1)).toEqual([{ sequence: 1, ...row(2, 'Confidencialísimo', 'Cali') }]);
  expect(staging.work(1, 0, 10)).toMatchObject([{ ...result, row: { line: 2 } }]);
  expect([staging.seen(1, 'a'), staging.seen(1, 'c')]).toEqual([true, false]);
  staging.discard(1);
  expect(existsSync(path.join(folder, name))).toBe(false);
  expect(files()).toEqual([]);
});

test('moves an import of many short rows to a file too', () => {
  const { database, folder } = scratchDatabase();
  const { staging } = createVacancyStore(database);
  for (let batch = 0; batch < 50; batch++)
    staging.append(
      1,
      batch * 500 + 1,
      Array.from({ length: 500 }, (_, index) => row(batch * 500 + index + 2, 'a')),
    );
  expect(readdirSync(folder).filter((entry) => entry.includes('-import-'))).toHaveLength(1);
  expect(staging.rows(1, 24_990, 100).map(({ sequence }) => sequence)).toEqual(Array.from({ length: 10 }, (_, index) => 24_991 + index));
  staging.discardAll();
  expect(readdirSync(folder).filter((entry) => entry.includes('-import-'))).toEqual([]);
});

test('throws away at start what a crash left', () => {
  const { database, file } = scratchDatabase();
  writeFileSync(`${file}-import-7`, 'left behind');
  createVacancyStore(database).staging.discardAll();
  expect(existsSync(`${file}-import-7`)).toBe(false);
  expect(existsSync(file)).toBe(true);
});

test('builds the indexes of a large load at its end, and has every one of them again after a failure', async () => {
  const indexes = (db: ReturnType<typeof scratchDatabase>['database']) =>
    db.prepare("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'vacancy' ORDER BY name").all();
  const scratch = scratchDatabase();
  const store = createVacancyStore(scratch.database);
  const before = indexes(scratch.database);
  expect(before.length).toBeGreaterThanOrEqual(8);
  expect(() =>
    scratch.unitOfWork.transaction(() =>
      store.bulk(100_000, () => {
        expect(indexes(scratch.database)).toHaveLength(2);
        throw new Error('the disk is full');
      }),
    ),
  ).toThrow('the disk is full');
  expect(indexes(scratch.database)).toEqual(before);
  // Sorting takes memory by the row: a very large load keeps the widest index as it goes, a still larger one every one.
  const during = (expected: number) =>
    scratch.unitOfWork.transaction(() => store.bulk(expected, () => indexes(scratch.database))) as { readonly name: string }[];
  expect(during(1_000_000).map(({ name }) => name)).toEqual(['vacancy_filter', 'vacancy_id', 'vacancy_identity']);
  expect(during(5_000_000)).toEqual(before);
  expect(indexes(scratch.database)).toEqual(before);

  const desk = vacancyDesk();
  const rows = Array.from({ length: 3_200 }, (_, index) => `${index},Asesor ${index},Cali`).join('\n');
  expect(await desk.load(`codigo,titulo,ciudad\n${rows}\n`)).toMatchObject({ new: 3_200 });
  expect(desk.indexes()).toEqual(before);
  const sorted = await desk.vacancies.list(
    { filter: { ...desk.everything, text: '3199' }, sort: { by: 'title', direction: 'asc' }, offset: 0, limit: 5 },
    { actor: { id: '01890000-0000-7000-8000-000000000001', name: 'Prueba', role: 'admin' }, carrier: 'test', taskId: null },
  );
  expect(sorted).toMatchObject({ ok: true, value: { total: 1, rows: [{ title: 'Asesor 3199' }] } });
  expect(desk.leftovers() - 3_200).toBe(0);
});
