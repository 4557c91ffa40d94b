import iconv from 'iconv-lite';
import { expect, test } from 'vitest';
import { clientId, context, vacancyDesk } from '../../support/vacancy-desk.ts';

const FEED = [
  'codigo;titulo;empresa;ciudad;salario;fecha de cierre;descripcion;url',
  'A1;Asesor comercial;Comercial Andina;Bogotá;$ 1.300.000;31/12/2026;Vender con gusto;https://empleos.example/1',
  'A2;Auxiliar contable;Comercial Andina;Medellín;"1.500.000 - 2.000.000";15/12/2026;"Llevar cuentas; cuadrar caja";https://empleos.example/2',
  'A3;Conductor;Comercial Andina;Cali;A convenir;;Manejar;https://empleos.example/3',
  'A4;Cocinero;Comercial Andina;Pereira;2.000.000;20/12/2026;Cocinar;https://empleos.example/4',
  '',
].join('\n');

test('imports, and the same file ten times more changes nothing at all', async () => {
  const desk = vacancyDesk();
  expect(await desk.load(FEED)).toMatchObject({ new: 4, rejected: 0 });
  const before = desk.dump();
  for (let round = 0; round < 10; round++)
    expect(await desk.load(FEED, { closeMissing: true })).toMatchObject({ new: 0, changed: 0, closed: 0, unchanged: 4 });
  expect(desk.dump()).toBe(before);
  expect(desk.records()[1]).toMatchObject({
    externalId: 'A2',
    title: 'Auxiliar contable',
    roleFamily: 'accounting',
    place: { code: '05001', name: 'Medellín' },
    salaryMin: { amountMicros: 1_500_000_000_000n, currency: 'COP' },
    salaryMax: { amountMicros: 2_000_000_000_000n, currency: 'COP' },
    closesOn: '2026-12-15',
    state: 'open',
  });
});

test('shows exactly the edits of an edited copy, and undo restores every byte', async () => {
  const desk = vacancyDesk();
  await desk.load(FEED);
  const before = desk.dump();
  const edited = FEED.replace('Vender con gusto', 'Vender mucho').replace('2.000.000;20/12', '2.200.000;21/12').replace('A3;', 'A9;');
  const opened = await desk.open(edited, { closeMissing: true });
  if (!opened.ok) throw new Error(opened.error.code);
  expect(opened.value.counts).toEqual({ new: 1, changed: 2, closed: 1, unchanged: 1, duplicate: 0, rejected: 0 });
  const changed = await desk.rowsOf(opened.value.importId, 'changed');
  expect(changed.map((row) => row.changes)).toEqual([
    [{ field: 'description', before: 'Vender con gusto', after: 'Vender mucho' }],
    [
      { field: 'salaryMin', before: '2000000 COP', after: '2200000 COP' },
      { field: 'salaryMax', before: '2000000 COP', after: '2200000 COP' },
      { field: 'closesOn', before: '2026-12-20', after: '2026-12-21' },
    ],
  ]);
  expect((await desk.rowsOf(opened.value.importId, 'closed'))[0]).toMatchObject({
    title: 'Conductor',
    changes: [{ field: 'state', before: 'open', after: 'closed' }],
  });
  expect(desk.dump()).toBe(before);
  desk.clock.advance(60_000);
  await desk.vacancies.commitImport({ importId: opened.value.importId, acceptShrink: true }, context);
  const after = desk.dump();
  expect(after).not.toBe(before);
  expect(await desk.history.undo({}, context)).toMatchObject({ ok: true });
  expect(desk.dump()).toBe(before);
  expect(await desk.history.redo({}, context)).toMatchObject({ ok: true });
  expect(desk.dump()).toBe(after);
});

test('undoes a whole first import in one step', async () => {
  const desk = vacancyDesk();
  await desk.load(FEED);
  await desk.history.undo({}, context);
  expect(desk.records()).toEqual([]);
});

test('opens again what a feed closed, and leaves closed what a person closed', async () => {
  const desk = vacancyDesk();
  await desk.load(FEED);
  await desk.load(FEED.replace(/^A3.*\n/m, ''), { closeMissing: true });
  expect(desk.records()[2]).toMatchObject({ state: 'closed', closedBy: 'feed' });
  const second = desk.records()[1]?.id ?? '';
  await desk.vacancies.close({ vacancyIds: [second] }, context);
  expect(await desk.load(FEED, { closeMissing: true })).toMatchObject({ changed: 1, unchanged: 3 });
  expect(desk.records().map((record) => record.state)).toEqual(['open', 'closed', 'open', 'open']);
});

test('holds a feed that closes more than three of ten until a person says so', async () => {
  const desk = vacancyDesk();
  await desk.load(FEED);
  const half = FEED.replace(/^A[34].*\n/gm, '');
  await expect(desk.load(half, { closeMissing: true })).rejects.toThrow('vacancies.shrink_not_accepted');
  expect(desk.records().every((record) => record.state === 'open')).toBe(true);
  expect(await desk.load(half, { closeMissing: true, acceptShrink: true })).toMatchObject({ closed: 2 });
});

test('leaves the value for an empty cell, clears it for the erase mark, and obeys the policy of each column', async () => {
  const desk = vacancyDesk();
  const header = 'codigo;titulo;ciudad;requisitos;tipo de contrato;modalidad';
  await desk.load(`${header}\nA1;Asesor;Cali;Bachiller;Fijo;Remoto\nA2;Auxiliar;Cali;;;\n`);
  const opened = await desk.open(`${header}\nA1;Asesor;Cali;#BORRAR#;;Presencial\nA2;Auxiliar;Cali;Técnico;Obra;Presencial\n`);
  if (!opened.ok) throw new Error(opened.error.code);
  const columns = opened.value.columns.map(({ column, target }) => ({
    column,
    target,
    overwrite: target === 'modality' ? ('blanks_only' as const) : target === 'contractType' ? ('never' as const) : ('always' as const),
  }));
  const mapped = await desk.vacancies.setImportMapping(
    { importId: opened.value.importId, columns, answers: [], closeMissing: false },
    context,
  );
  expect(mapped).toMatchObject({ ok: true, value: { counts: { changed: 2 } } });
  await desk.vacancies.commitImport({ importId: opened.value.importId, acceptShrink: false }, context);
  expect(desk.records().map(({ requirements, contractType, modality }) => [requirements, contractType, modality])).toEqual([
    [null, 'Fijo', 'remote'],
    ['Técnico', null, 'on_site'],
  ]);
});

test('asks once about dates that could be either, refuses until answered, and remembers the answer', async () => {
  const desk = vacancyDesk();
  const file = 'titulo,ciudad,fecha de cierre\nAsesor,Cali,05/12/2026\nAuxiliar,Cali,07/12/2026\n';
  const opened = await desk.open(file);
  if (!opened.ok) throw new Error(opened.error.code);
  expect(opened.value.questions).toEqual([
    { column: 2, kind: 'date_order', examples: ['05/12/2026', '07/12/2026'], options: ['dmy', 'mdy'], answer: null },
  ]);
  expect(await desk.vacancies.commitImport({ importId: opened.value.importId, acceptShrink: false }, context)).toMatchObject({
    error: { code: 'vacancies.question_unanswered' },
  });
  const columns = opened.value.columns.map(({ column, target, overwrite }) => ({ column, target, overwrite }));
  await desk.vacancies.setImportMapping(
    { importId: opened.value.importId, columns, answers: [{ column: 2, answer: 'dmy' }], closeMissing: false },
    context,
  );
  await desk.vacancies.commitImport({ importId: opened.value.importId, acceptShrink: false }, context);
  expect(desk.records().map((record) => record.closesOn)).toEqual(['2026-12-05', '2026-12-07']);
  const again = await desk.open(file);
  expect(again).toMatchObject({ ok: true, value: { questions: [{ answer: 'dmy' }], counts: { unchanged: 2 } } });
});

test('does not ask when one cell proves the order', async () => {
  const opened = await vacancyDesk().open('titulo,fecha de cierre,fecha de publicacion\nAsesor,05/12/2026,31/10/2026\n');
  expect(opened).toMatchObject({ ok: true, value: { questions: [] } });
});

test('asks about amounts that could be thousands or decimals', async () => {
  const opened = await vacancyDesk().open('titulo;salario\nAsesor;10,000 - 30,000\nAuxiliar;20,000\n');
  expect(opened).toMatchObject({
    ok: true,
    value: { questions: [{ kind: 'decimal_separator', options: ['comma', 'dot'], answer: null }] },
  });
});

test('remembers for the client which column was which', async () => {
  const desk = vacancyDesk();
  const file = 'xx,yy\nAsesor comercial,31/12/2026\n';
  const opened = await desk.open(file);
  if (!opened.ok) throw new Error(opened.error.code);
  const columns = [
    { column: 0, target: 'title' as const, overwrite: 'always' as const },
    { column: 1, target: 'contractType' as const, overwrite: 'never' as const },
  ];
  await desk.vacancies.setImportMapping({ importId: opened.value.importId, columns, answers: [], closeMissing: false }, context);
  await desk.vacancies.commitImport({ importId: opened.value.importId, acceptShrink: false }, context);
  const again = await desk.open(file);
  expect(again.ok && again.value.columns.map(({ target, overwrite, confidence }) => [target, overwrite, confidence])).toEqual([
    ['title', 'always', null],
    ['contractType', 'never', null],
  ]);
  expect(again).toMatchObject({ value: { counts: { unchanged: 1 } } });
});

test('refuses two columns for one field, and a file whose title nobody named', async () => {
  const desk = vacancyDesk();
  const opened = await desk.open(FEED);
  if (!opened.ok) throw new Error(opened.error.code);
  const { importId } = opened.value;
  const map = (first: 'title' | null, second: 'title' | null) =>
    desk.vacancies.setImportMapping(
      {
        importId,
        columns: [
          { column: 0, target: first, overwrite: 'always' },
          { column: 1, target: second, overwrite: 'always' },
        ],
        answers: [],
        closeMissing: false,
      },
      context,
    );
  expect(await map('title', 'title')).toMatchObject({ error: { code: 'vacancies.mapping_repeated' } });
  expect(await map(null, null)).toMatchObject({ error: { code: 'vacancies.title_column_missing' } });
  expect(await desk.vacancies.commitImport({ importId: clientId, acceptShrink: false }, context)).toMatchObject({
    error: { code: 'vacancies.import_not_found' },
  });
});

test('gives the rejected rows back with the reason, and takes them once fixed', async () => {
  const desk = vacancyDesk();
  const opened = await desk.open(
    'titulo;ciudad;fecha de cierre;nota\nAsesor;Cali;31/12/2026;=1+1\n;Cali;31/12/2026;\nAuxiliar;Cali;30/02/2026;=cmd()\nConductor;Cali;"31/12/2026"x;\n',
  );
  if (!opened.ok) throw new Error(opened.error.code);
  expect(opened.value.counts).toMatchObject({ new: 1, rejected: 3 });
  const rejects = await desk.vacancies.importRejects({ importId: opened.value.importId, language: 'es' }, context);
  if (!rejects.ok) throw new Error(rejects.error.code);
  expect(rejects.value.fileName).toBe('prueba-rechazadas.csv');
  expect(rejects.value.csv).toBe(
    "\ufefftitulo;ciudad;fecha de cierre;nota;Motivo del rechazo\r\n;Cali;31/12/2026;;Falta el cargo.\r\nAuxiliar;Cali;30/02/2026;'=cmd();La fecha «30/02/2026» no existe o no se entiende.\r\nConductor;Cali;31/12/2026x;;Hay texto después de una comilla de cierre.\r\n",
  );
  const fixed = rejects.value.csv.replace('\n;Cali', '\nVigilante;Cali').replace('30/02', '28/02').replace('2026x', '2026');
  const again = await desk.open(fixed);
  expect(again).toMatchObject({ ok: true, value: { counts: { new: 3, rejected: 0 } } });
});

test('passes over banners, repeated headers, empty columns and footers', async () => {
  const desk = vacancyDesk();
  const opened = await desk.open(
    'VACANTES OCTUBRE;;;\nCódigo;Título;;Ciudad\n1;Asesor;;Cali\nCódigo;Título;;Ciudad\n2;Auxiliar;;Cali\nTotal;2;;\n',
  );
  if (!opened.ok) throw new Error(opened.error.code);
  expect(opened.value).toMatchObject({ headerRow: true, counts: { new: 2, rejected: 2 } });
  const reasons = (await desk.rowsOf(opened.value.importId, 'rejected')).map((row) => row.reasons[0]?.code);
  expect(reasons).toEqual(['import.reject.repeated_header', 'import.reject.footer']);
});

test('imports the same vacancies from every encoding and separator', async () => {
  const text = FEED.replaceAll('Comercial Andina', 'Compañía Ñandú');
  const dumps = new Set<string>();
  for (const bytes of [
    Buffer.from(text),
    Buffer.from(`\ufeff${text}`),
    iconv.encode(text, 'win1252'),
    Buffer.from(new TextDecoder('windows-1252').decode(Buffer.from(text))),
    Buffer.from(text.replaceAll('\n', '\r\n')),
    Buffer.from(text.replaceAll('31/12/2026', '2026-12-31')),
  ]) {
    const desk = vacancyDesk();
    await desk.load(bytes);
    dumps.add(
      JSON.stringify(
        desk.records().map((record) => ({
          ...record,
          id: '',
          createdAt: '',
          updatedAt: '',
          salaryMin: String(record.salaryMin?.amountMicros),
          salaryMax: String(record.salaryMax?.amountMicros),
        })),
      ),
    );
  }
  expect(dumps.size).toBe(1);
});

test('leaves nothing behind when cancelled', async () => {
  for (const cancelAfter of [0, 1, 2]) {
    const desk = vacancyDesk({ cancelAfter });
    const opened = await desk.open(FEED);
    const done = opened.ok ? await desk.vacancies.commitImport({ importId: opened.value.importId, acceptShrink: false }, context) : opened;
    expect(done).toMatchObject({ ok: false, error: { code: 'vacancies.cancelled' } });
    expect(desk.records()).toEqual([]);
    if (opened.ok) await desk.vacancies.discardImport({ importId: opened.value.importId }, context);
    expect(desk.leftovers()).toBe(0);
  }
});

test('keeps several places of one posting apart and joins what is written twice', async () => {
  const desk = vacancyDesk();
  expect(await desk.load('codigo,titulo,ciudad\nA1,Asesor,Cali\nA1,Asesor,Bogotá\nA1,Asesor,"Bogotá, D.C."\n')).toMatchObject({
    new: 2,
    duplicate: 1,
  });
  expect(await desk.load('titulo,empresa,ciudad,descripcion\nAsesor,Acme,Cali,uno\nASESOR,acme,CALI,dos\n')).toMatchObject({
    new: 1,
    duplicate: 1,
  });
});

test('marks what has passed its date, and takes it back when the date moves', async () => {
  const desk = vacancyDesk();
  await desk.load('codigo;titulo;fecha de cierre\n1;Asesor;01/11/2026\n2;Auxiliar;22/11/2026\n3;Mesero;31/12/2026\n');
  expect(desk.records().map((record) => record.state)).toEqual(['expired', 'open', 'open']);
  const [first, second] = desk.records();
  expect([desk.vacancies.mayAdvertise(first?.id ?? ''), desk.vacancies.mayAdvertise(second?.id ?? '')]).toEqual([false, true]);
  desk.clock.advance(3 * 86_400_000);
  expect(desk.vacancies.mayAdvertise(second?.id ?? '')).toBe(false);
  expect(desk.vacancies.expireDue(context)).toBe(1);
  expect(desk.vacancies.expireDue(context)).toBe(0);
  await desk.vacancies.update({ vacancyIds: [first?.id ?? ''], fields: { closesOn: '2026-12-24' } }, context);
  expect(desk.records().map((record) => record.state)).toEqual(['open', 'expired', 'open']);
});

test('creates, edits many at once in one undo step, and refuses what cannot be', async () => {
  const desk = vacancyDesk();
  const made = await desk.vacancies.create({ clientId, fields: { title: 'Asesor', placeText: 'medellin' } }, context);
  if (!made.ok) throw new Error(made.error.code);
  expect(made.value).toMatchObject({ roleFamily: 'sales', place: { code: '05001' }, state: 'open', clientName: 'Industrias Ejemplo' });
  await desk.load(FEED);
  const before = desk.dump();
  const ids = desk.records().map((record) => record.id);
  expect(await desk.vacancies.update({ vacancyIds: ids, fields: { priority: 3 } }, context)).toEqual({
    ok: true,
    value: { changed: 5, skipped: 0 },
  });
  expect(await desk.vacancies.update({ vacancyIds: ids, fields: { priority: 3 } }, context)).toEqual({
    ok: true,
    value: { changed: 0, skipped: 5 },
  });
  expect(await desk.vacancies.update({ vacancyIds: ids, fields: { applyUrl: 'nada' } }, context)).toMatchObject({
    error: { code: 'vacancies.field_invalid', details: { field: 'applyUrl' } },
  });
  await desk.history.undo({}, context);
  expect(desk.dump()).toBe(before);
  expect(await desk.vacancies.get({ vacancyId: clientId }, context)).toMatchObject({ error: { code: 'vacancies.not_found' } });
});

test('lists by any column, finds by any word without accents, and counts facets', async () => {
  const desk = vacancyDesk();
  await desk.load(FEED);
  const titles = async (
    filter: Partial<typeof desk.everything>,
    by: 'title' | 'salaryMin' | 'clientName' = 'title',
    direction: 'asc' | 'desc' = 'asc',
  ) => {
    const answer = await desk.vacancies.list(
      { filter: { ...desk.everything, ...filter }, sort: { by, direction }, offset: 0, limit: 10 },
      context,
    );
    return answer.ok ? [answer.value.total, ...answer.value.rows.map((row) => row.title)] : [];
  };
  expect(await titles({})).toEqual([4, 'Asesor comercial', 'Auxiliar contable', 'Cocinero', 'Conductor']);
  expect(await titles({}, 'salaryMin', 'desc')).toEqual([4, 'Cocinero', 'Auxiliar contable', 'Asesor comercial', 'Conductor']);
  expect(await titles({ text: 'MEDELLIN andina' })).toEqual([1, 'Auxiliar contable']);
  expect(await titles({ text: 'a2' }, 'clientName')).toEqual([1, 'Auxiliar contable']);
  expect(await titles({ places: ['CO:76001'] })).toEqual([1, 'Conductor']);
  expect(await desk.vacancies.facets({ clientId: null }, context)).toMatchObject({
    ok: true,
    value: { states: [{ value: 'open', count: 4 }] },
  });
});

test('does not undo an import that ads already run for', async () => {
  const desk = vacancyDesk();
  await desk.load(FEED);
  const [first] = desk.records();
  desk.unitOfWork.transaction(() => desk.vacancies.setAdvertised([first?.id ?? ''], true));
  expect(await desk.history.undo({}, context)).toMatchObject({ ok: false, error: { code: 'history.changed_since' } });
  expect(desk.records().map((record) => record.state)).toEqual(['advertised', 'open', 'open', 'open']);
});
