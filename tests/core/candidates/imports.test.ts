import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { candidateDesk, clientId, context, declared, otherClient, realFiles, root } from '../../support/candidate-desk.ts';

const sample = path.join(root, 'resources/samples/candidatos.csv');
const HEADER = 'codigo,nombre,correo,celular,cedula,ciudad,cargo,experiencia,aspiracion salarial,sexo,edad,observaciones\n';
const ANA = 'A1,Ana Peña,ana.pena@correo.example,300 123 4567,1.020.304.050,Medellín,Vendedora,4 años,$ 1.800.000,F,33,Vive con su mamá\n';
const LUZ = 'B2,Luz Ríos,luz@correo.example,+57 301 765 4321,52.333.444,Bogotá,Auxiliar de bodega,2,"1.600.000",F,25,\n';

test('imports the made candidates with every column understood and nothing asked but where they come from', async () => {
  const desk = candidateDesk();
  const opened = await desk.open(sample);
  if (!opened.ok) throw new Error(opened.error.code);
  const { columns, questions, counts, missingDeclarations, report } = opened.value;
  expect(Object.fromEntries(columns.map((column) => [column.header, column.target ?? column.dropReason]))).toEqual({
    id: 'externalId',
    nombre: 'name',
    correo: 'email',
    telefono: 'phone',
    ciudad: 'city',
    departamento: 'region',
    familia: 'roleFamily',
    sector: 'sector',
    nivel_educativo: 'education',
    anos_experiencia: 'experience',
    aspiracion_salarial: 'salaryExpectation',
    modalidad: 'modality',
    disponibilidad: 'availability',
    ultima_actividad: 'lastActivity',
    autorizacion: 'consent',
    finalidad: 'purpose',
  });
  expect(questions).toEqual([]);
  expect(missingDeclarations).toEqual(['source']);
  expect(counts).toEqual({ new: 4624, changed: 0, unchanged: 0, duplicate: 0, rejected: 376 });
  expect(report.dropped).toEqual([{ reason: 'candidates.drop.consent_denied', rows: 376 }]);
  expect(report.fields.filter(({ unreadable }) => unreadable > 0)).toEqual([]);
  expect(report.consents).toEqual({ granted: 4624, denied: 0, unknown: 0 });
});

test('keeps features and hashes, and shows of an identifier only its shape', async () => {
  const desk = candidateDesk();
  const opened = await desk.open(HEADER + ANA + LUZ);
  if (!opened.ok) throw new Error(opened.error.code);
  const { columns, report } = opened.value;
  expect(columns.find(({ target }) => target === 'email')?.samples).toEqual(['aaa.aaaa@aaaaaa.aaaaaaa', 'aaa@aaaaaa.aaaaaaa']);
  expect(columns.filter(({ verdict }) => verdict === 'refused').map(({ trait }) => trait)).toEqual(['sex', 'age']);
  expect(report.refusedTraits).toEqual(['sex', 'age']);
  expect(JSON.stringify(opened.value, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))).not.toMatch(
    /ana\.pena|Peña|1234567|123 4567|mamá|52\.?333/,
  );
  await desk.candidates.commitImport({ importId: opened.value.importId }, context);
  const [ana] = desk.candidates.candidateFeatures(clientId);
  expect(ana).toMatchObject({
    experienceYears: 4,
    roleFamily: 'sales',
    cityText: 'Medellín',
    place: { country: 'CO', name: 'Medellín' },
    salaryExpectation: { amountMicros: 1_800_000_000_000n, currency: 'COP' },
  });
  expect(Object.keys(ana ?? {})).not.toContain('email');
  const stored = desk.database.prepare('SELECT email, phone_e164, document FROM candidate ORDER BY number LIMIT 1').get() as {
    email: Buffer;
  };
  expect(stored.email.toString('hex')).toBe(desk.hasher.plain('ana.pena@correo.example'));
});

test('imports the same file ten times without changing a byte, and an edited copy with exactly the edits', async () => {
  const desk = candidateDesk();
  await desk.load(HEADER + ANA + LUZ);
  const before = desk.dump();
  for (let time = 0; time < 10; time++)
    expect(await desk.load(HEADER + ANA + LUZ)).toMatchObject({ new: 0, changed: 0, unchanged: 2, rejected: 0 });
  expect(desk.dump()).toBe(before);
  const opened = await desk.open(HEADER + ANA.replace('4 años', '5 años') + LUZ.replace('Bogotá', ''));
  if (!opened.ok) throw new Error(opened.error.code);
  expect(opened.value.counts).toMatchObject({ changed: 1, unchanged: 1 });
  const rows = await desk.candidates.importRows({ importId: opened.value.importId, kind: 'changed', offset: 0, limit: 10 }, context);
  expect(rows).toMatchObject({
    ok: true,
    value: { rows: [{ line: 2, changes: [{ field: 'experienceYears', before: '4', after: '5' }] }], total: 1 },
  });
});

test('undoes an import in one step, byte for byte, and does it again', async () => {
  const desk = candidateDesk();
  await desk.load(HEADER + ANA);
  const before = desk.dump();
  await desk.load(HEADER + ANA.replace('4 años', '9 años') + LUZ);
  const after = desk.dump();
  expect(await desk.history.undo({}, context)).toMatchObject({ ok: true });
  expect(desk.dump()).toBe(before);
  expect(await desk.history.redo({}, context)).toMatchObject({ ok: true });
  expect(desk.dump()).toBe(after);
  const log =
    JSON.stringify(desk.database.prepare('SELECT * FROM change_log').all()) +
    JSON.stringify(desk.database.prepare('SELECT * FROM change_group').all());
  expect(log).not.toContain(desk.hasher.plain('ana.pena@correo.example'));
  expect(log).not.toMatch(/ana\.pena|Vendedora|prueba\.csv/);
});

test('finds a person again by e-mail or telephone when the next file has another id, and keeps two ids apart', async () => {
  const desk = candidateDesk();
  await desk.load('correo,celular,experiencia\nana@correo.example,3001234567,4\n');
  expect(await desk.load('codigo,correo,experiencia\nA1,ANA@correo.example,5\n')).toMatchObject({ new: 0, changed: 1 });
  expect(await desk.load('codigo,correo,experiencia\nZ9,ana@correo.example,1\n')).toMatchObject({ new: 1, changed: 0 });
  expect(await desk.load('telefono,experiencia\n+57 (300) 123-4567,6\n')).toMatchObject({ new: 0, changed: 1 });
  expect(await desk.load('codigo,correo,experiencia\nA1,ana@correo.example,5\n', { client: otherClient })).toMatchObject({ new: 1 });
});

test('asks once for what the file does not say of consent, purpose and source', async () => {
  const desk = candidateDesk();
  const opened = await desk.open('correo,experiencia\na@correo.example,4\n', { declaration: null });
  if (!opened.ok) throw new Error(opened.error.code);
  const { importId, missingDeclarations } = opened.value;
  expect(missingDeclarations).toEqual(['source', 'purpose', 'consent']);
  expect(desk.candidates.commitImport({ importId }, context)).toMatchObject({
    ok: false,
    error: { code: 'candidates.declaration_missing' },
  });
  const told = await desk.candidates.setImportMapping({ importId, columns: [], answers: [], declaration: declared }, context);
  expect(told).toMatchObject({ ok: true, value: { report: { consents: { granted: 1, denied: 0, unknown: 0 } } } });
  await desk.candidates.commitImport({ importId }, context);
  const all = { clientId, roleFamilies: [], educations: [], modalities: [], consents: [], places: [] };
  expect(
    await desk.candidates.list({ filter: all, sort: { by: 'importedAt', direction: 'asc' }, offset: 0, limit: 5 }, context),
  ).toMatchObject({
    ok: true,
    value: { rows: [{ consent: 'granted', purpose: 'job_offers', source: 'Prueba', hasEmail: true, deleteOn: '2028-11-21' }], total: 1 },
  });
});

test('refuses a protected column whatever a person maps it to, and one that only its cells betray', async () => {
  const desk = candidateDesk();
  const opened = await desk.open('correo,genero,campo7\na@correo.example,F,M\nb@correo.example,M,F\nc@correo.example,F,F\n');
  if (!opened.ok) throw new Error(opened.error.code);
  expect(opened.value.columns.map(({ trait }) => trait)).toEqual([null, 'sex', 'sex']);
  for (const column of [1, 2])
    expect(
      await desk.candidates.setImportMapping(
        { importId: opened.value.importId, columns: [{ column, target: 'sector' }], answers: [], declaration: declared },
        context,
      ),
    ).toMatchObject({ ok: false, error: { code: 'candidates.column_protected', details: { trait: 'sex' } } });
});

test('drops what would identify a person from a column of categories', async () => {
  const desk = candidateDesk();
  await desk.load('codigo,sector,ciudad\n1,Comercio,Cali\n2,ana@correo.example,3001234567\n3,"Salud, cédula 1020304050",Cali\n');
  expect([...desk.candidates.candidateFeatures(clientId)].map(({ sector, cityText }) => [sector, cityText])).toEqual([
    ['Comercio', 'Cali'],
    [null, null],
    [null, 'Cali'],
  ]);
});

test('reports each row that is not kept with its reason', async () => {
  const desk = candidateDesk();
  const opened = await desk.open(
    'correo,experiencia,ultima actividad,autorizacion\n' +
      'a@correo.example,4,2026-10-01,sí\n' +
      'A@correo.example ,4,2026-10-01,sí\n' +
      'no es correo,4,2026-10-01,sí\n' +
      'b@correo.example,4,2019-10-01,sí\n' +
      'c@correo.example,4,2026-10-01,no\n' +
      'correo,experiencia,ultima actividad,autorizacion\n',
  );
  if (!opened.ok) throw new Error(opened.error.code);
  expect(opened.value.counts).toEqual({ new: 1, changed: 0, unchanged: 0, duplicate: 1, rejected: 4 });
  expect(new Set(opened.value.report.dropped.map(({ reason }) => reason))).toEqual(
    new Set([
      'candidates.drop.no_identifier',
      'candidates.drop.too_old',
      'candidates.drop.consent_denied',
      'candidates.drop.repeated_header',
      'candidates.drop.duplicate',
    ]),
  );
});

test('takes a withdrawn consent to heart when the person is already here', async () => {
  const desk = candidateDesk();
  await desk.load('correo,autorizacion\na@correo.example,sí\n');
  expect(await desk.load('correo,autorizacion\na@correo.example,no\n')).toMatchObject({ changed: 1 });
  expect(desk.database.prepare('SELECT consent FROM candidate').pluck().all()).toEqual(['denied']);
});

test('leaves nothing behind when the person cancels', async () => {
  const rows = Array.from({ length: 24_000 }, (_, index) => `p${index}@correo.example,${index % 9}`).join('\n');
  for (const cancelAfter of [0, 1, 2, 3]) {
    const desk = candidateDesk({ cancelAfter });
    expect(await desk.open(`correo,experiencia\n${rows}\n`)).toMatchObject({ ok: false, error: { code: 'candidates.cancelled' } });
    expect(desk.leftovers()).toBe(0);
  }
});

test('works on the forty columns of a large export and keeps the mapped ones only', async () => {
  const extra = Array.from({ length: 36 }, (_, index) => `campo ${index}`);
  const desk = candidateDesk();
  await desk.load(
    `correo,experiencia,sector,nombre,${extra.join(',')}\na@correo.example,3,Salud,Ana,${extra.map(() => 'secreto').join(',')}\n`,
  );
  const stored = JSON.stringify(desk.database.prepare('SELECT * FROM candidate').all());
  expect(stored).not.toMatch(/secreto|Ana/);
  expect(stored).toContain('Salud');
});

const real = path.join(realFiles, 'candidatos_hr_job_change.csv');
if (!existsSync(real)) console.log(`Skipped: ${real} is not on this machine`);
test.skipIf(!existsSync(real))('imports the real file with the right types and no manual mapping', async () => {
  const desk = candidateDesk();
  const opened = await desk.open(real);
  if (!opened.ok) throw new Error(opened.error.code);
  const { columns, counts, questions, report } = opened.value;
  expect(columns.map(({ header, target, trait }) => [header, target ?? trait])).toEqual([
    ['enrollee_id', 'externalId'],
    ['city', 'city'],
    ['city_development_index', 'cityIndex'],
    ['gender', 'sex'],
    ['relevent_experience', 'relevantExperience'],
    ['enrolled_university', 'studyMode'],
    ['education_level', 'education'],
    ['major_discipline', 'discipline'],
    ['experience', 'experience'],
    ['company_size', 'companySize'],
    ['company_type', 'companyType'],
    ['last_new_job', 'jobChange'],
    ['training_hours', 'trainingHours'],
    ['target', 'openToChange'],
  ]);
  expect(questions).toEqual([]);
  expect(counts).toEqual({ new: 19158, changed: 0, unchanged: 0, duplicate: 0, rejected: 0 });
  expect(report.fields.filter(({ unreadable }) => unreadable > 0)).toEqual([]);
  expect(Object.fromEntries(report.fields.map(({ target, missing }) => [target, missing]))).toMatchObject({
    education: 460,
    discipline: 2813,
    companySize: 5938,
    companyType: 6140,
    jobChange: 423,
    experience: 65,
  });
  await desk.candidates.commitImport({ importId: opened.value.importId }, context);
  const [first] = desk.candidates.candidateFeatures(clientId);
  expect(first).toMatchObject({
    cityText: 'city_103',
    cityIndex: 0.92,
    relevantExperience: true,
    studyMode: 'none',
    education: 'bachelor',
    discipline: 'STEM',
    experienceYears: 21,
    yearsSinceJobChange: 1,
    trainingHours: 36,
    openToChange: true,
  });
  expect(readFileSync(real).includes('Male')).toBe(true);
  expect(desk.dump()).not.toContain('Male');
});
