import { expect, test } from 'vitest';
import type { CandidateTarget } from '../../../core/contract/candidates.ts';
import { candidateDesk, clientId, context, declared } from '../../support/candidate-desk.ts';

const HEADER = 'codigo,correo,celular,ciudad,cargo,experiencia,aspiracion salarial,autorizacion\n';
const ANA = 'A1,ana@correo.example,3001234567,Medellín,Vendedora,4,1800000,sí\n';
type Desk = ReturnType<typeof candidateDesk>;
type Policy = 'always' | 'blanks_only' | 'never';

/** Opens the file and tells its columns apart by their policies. */
async function opened(desk: Desk, text: string, policies: Partial<Record<CandidateTarget, Policy>> = {}) {
  const open = await desk.open(text);
  if (!open.ok) throw new Error(open.error.code);
  const columns = open.value.columns.map(({ column, target, overwrite }) => ({
    column,
    target,
    overwrite: target === null ? overwrite : (policies[target] ?? overwrite),
  }));
  const mapped = await desk.candidates.setImportMapping(
    { importId: open.value.importId, columns, answers: [], declaration: declared },
    context,
  );
  if (!mapped.ok) throw new Error(mapped.error.code);
  return mapped.value;
}
async function load(desk: Desk, text: string, policies: Partial<Record<CandidateTarget, Policy>> = {}) {
  const { importId } = await opened(desk, text, policies);
  const done = await desk.candidates.commitImport({ importId }, context);
  if (!done.ok) throw new Error(done.error.code);
  return done.value;
}
const person = (desk: Desk) => [...desk.candidates.candidateFeatures(clientId)][0];

test.each([
  ['always', 9, 'Cali'],
  ['blanks_only', 4, 'Cali'],
  ['never', 4, null],
] as const)('%s: what a second file does to a value and to a blank', async (policy, experienceYears, cityText) => {
  const desk = candidateDesk();
  await load(desk, HEADER + ANA.replace('Medellín', ''));
  await load(desk, HEADER + ANA.replace('Medellín', 'Cali').replace(',4,', ',9,'), { experience: policy, city: policy });
  expect(person(desk)).toMatchObject({ experienceYears, cityText, salaryExpectation: { amountMicros: 1_800_000_000_000n } });
});

test('shows in the difference only what the policies let through, and nothing where they let nothing', async () => {
  const desk = candidateDesk();
  await load(desk, HEADER + ANA);
  const changed = HEADER + ANA.replace('Medellín', 'Cali').replace('1800000', '2500000');
  const some = await opened(desk, changed, { city: 'never' });
  const rows = await desk.candidates.importRows({ importId: some.importId, kind: 'changed', offset: 0, limit: 5 }, context);
  expect(rows).toMatchObject({
    ok: true,
    value: { total: 1, rows: [{ changes: [{ field: 'salaryExpectation', before: '1800000 COP', after: '2500000 COP' }] }] },
  });
  expect((await opened(desk, changed, { city: 'never', salaryExpectation: 'blanks_only' })).counts).toMatchObject({
    changed: 0,
    unchanged: 1,
  });
});

test('remembers the policies for the client, and reads the same file anew under others', async () => {
  const desk = candidateDesk();
  await load(desk, HEADER + ANA, { experience: 'never' });
  const again = await desk.open(HEADER + ANA);
  expect(again.ok && again.value.columns.find(({ target }) => target === 'experience')?.overwrite).toBe('never');
  await load(desk, HEADER + ANA.replace(',4,', ',9,').replace('Medellín', 'Cali'));
  expect(person(desk)).toMatchObject({ experienceYears: 4, cityText: 'Cali' });
  // The very file that was read before, now allowed to say more.
  expect(await load(desk, HEADER + ANA.replace(',4,', ',9,').replace('Medellín', 'Cali'), { experience: 'always' })).toMatchObject({
    changed: 1,
  });
  expect(person(desk)).toMatchObject({ experienceYears: 9 });
});

test('hears a refusal whatever the policy of consent says, and lets it keep a consent from being given back', async () => {
  const desk = candidateDesk();
  await load(desk, HEADER + ANA);
  await load(desk, HEADER + ANA.replace(',sí', ',no'), { consent: 'never' });
  const consent = () => desk.database.prepare('SELECT consent FROM candidate').pluck().get();
  expect(consent()).toBe('denied');
  await load(desk, HEADER + ANA, { consent: 'blanks_only' });
  expect(consent()).toBe('denied');
});

test('keeps an address that its column may not replace, and finds the person by it afterwards', async () => {
  const desk = candidateDesk();
  await load(desk, HEADER + ANA);
  const email = () => (desk.database.prepare('SELECT email FROM candidate').pluck().get() as Buffer).toString('hex');
  const before = email();
  const moved = ANA.replace('ana@correo.example', 'otra@correo.example').replace(',4,', ',7,');
  expect(await load(desk, HEADER + moved, { email: 'never' })).toMatchObject({ changed: 1 });
  expect(email()).toBe(before);
  expect(before).toBe(desk.hasher.plain('ana@correo.example'));
  // The first file still speaks of the same person.
  expect(await load(desk, HEADER + ANA, { email: 'always', experience: 'always' })).toMatchObject({ new: 0, changed: 1 });
  expect(email()).toBe(before);
  expect(await load(desk, HEADER + moved, { email: 'always' })).toMatchObject({ changed: 1 });
  expect(email()).toBe(desk.hasher.plain('otra@correo.example'));
});
