import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createLinkProbe } from '../../../adapters/intake/index.ts';
import { findDuplicates, type Brief } from '../../../core/vacancies/duplicates.ts';
import { checkLinks } from '../../../core/vacancies/index.ts';
import { payProblem, type PayRules } from '../../../core/vacancies/pay-rules.ts';
import { money } from '../../../core/kernel/money.ts';
import { clientId, vacancyDesk } from '../../support/vacancy-desk.ts';

const TEXT = 'Buscamos persona con experiencia en ventas de mostrador, manejo de caja y atención al cliente en jornada completa.';

test('groups what was written twice, never across cities or companies, and merges it with one reversible step', async () => {
  const desk = vacancyDesk();
  await desk.load(
    [
      'codigo;titulo;empresa;ciudad;salario;requisitos;descripcion',
      `1;Asesor comercial;Acme;Cali;;;${TEXT}`,
      `2;Asesores comerciales (urgente);ACME;Cali;2.500.000;Bachiller;${TEXT} Inmediato.`,
      `3;Asesor comercial;Acme;Pasto;;;${TEXT}`,
      `4;Asesor comercial;Otra;Cali;;;${TEXT}`,
      '5;Asesor comercial;Acme;Cali;;;Texto que no tiene nada que ver con los demás, de otra tienda y otro turno por completo.',
      `6;Conductor;Acme;Cali;;;${TEXT}`,
      '',
    ].join('\n'),
  );
  const before = desk.dump();
  const found = await desk.vacancies.duplicates({ clientId, similarity: 0.8, limit: 50 }, desk.context);
  if (!found.ok) throw new Error(found.error.code);
  const [group] = found.value.groups;
  expect(found.value.total).toBe(1);
  expect(group?.vacancies.map((vacancy) => vacancy.externalId)).toEqual(['2', '1']);
  desk.clock.advance(60_000);
  const mergeIds = group?.vacancies.slice(1).map((vacancy) => vacancy.id) ?? [];
  const keep = desk.records()[0]?.id ?? '';
  expect(await desk.vacancies.merge({ keepId: keep, mergeIds: [desk.records()[1]?.id ?? ''] }, desk.context)).toEqual({
    ok: true,
    value: { changed: 2, skipped: 0 },
  });
  expect(mergeIds).toEqual([keep]);
  expect(desk.records().slice(0, 2)).toMatchObject([
    { state: 'open', salaryMin: { amountMicros: 2_500_000_000_000n }, requirements: 'Bachiller' },
    { state: 'closed', closedBy: 'person' },
  ]);
  // The feed that still names it does not bring it back.
  await desk.load(`codigo;titulo;empresa;ciudad\n2;Asesores comerciales (urgente);ACME;Cali\n`);
  expect(desk.records()[1]?.state).toBe('closed');
  await desk.history.undo({}, desk.context);
  expect(desk.dump()).toBe(before);
});

test('finds a pair among ten thousand of one company and city', () => {
  const briefs: Brief[] = Array.from({ length: 10_000 }, (_, at) => ({
    id: `v${at}`,
    clientId: 'c',
    company: 'acme',
    place: 'CO:76001',
    title: `Puesto número ${at} especial`,
  }));
  briefs.push({ id: 'twin', clientId: 'c', company: 'acme', place: 'CO:76001', title: 'Puesto especial número 4321' });
  const groups = findDuplicates(briefs, () => TEXT, 0.99);
  expect(groups).toEqual([{ ids: ['v4321', 'twin'], similarity: 1 }]);
});

test('holds a vacancy with no position left or with the applicants it wanted, and frees it when there is room', async () => {
  let applicants = new Map<string, number>();
  const desk = vacancyDesk({ applicants: () => applicants });
  await desk.load('codigo;titulo;ciudad;plazas;postulantes deseados\n1;Asesor;Cali;0;\n2;Auxiliar;Cali;3;10\n3;Mesero;Cali;2;\n');
  const [, second] = desk.records().map((record) => record.id);
  expect(desk.vacancies.keepCaps(desk.context)).toBe(1);
  expect(desk.vacancies.mayAdvertise(desk.records()[0]?.id ?? '')).toBe(false);
  applicants = new Map([[second ?? '', 10]]);
  expect(desk.vacancies.keepCaps(desk.context)).toBe(1);
  expect(desk.vacancies.keepCaps(desk.context)).toBe(0);
  expect(desk.records().map((record) => record.state)).toEqual(['capped', 'capped', 'open']);
  await desk.vacancies.update({ vacancyIds: [second ?? ''], fields: { applicantsWanted: 20 } }, desk.context);
  expect(desk.vacancies.keepCaps(desk.context)).toBe(1);
  expect(desk.records().map((record) => record.state)).toEqual(['capped', 'open', 'open']);
});

test('flags a link that is gone, a place nobody knows and pay below the minimum of its day', async () => {
  const server = createServer((request, response) =>
    response.writeHead(request.url === '/gone' ? 404 : request.url === '/moody' ? 503 : 200).end(),
  );
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a TCP server's address
  const desk = vacancyDesk();
  await desk.load(
    `codigo;titulo;ciudad;salario;url\n1;Asesor;Cali;2.000.000;${base}/here\n2;Auxiliar;Macondo;2.000.000;${base}/gone\n3;Mesero;Cali;900.000;${base}/moody\n4;Pasante;Cali;900.000;\n5;Cajero;Cali;;https://empleos.example/fuera\n`,
  );
  const probe = createLinkProbe({ loopbackOnly: true });
  expect(await checkLinks({ store: desk.links, probe, clock: desk.clock, topics: desk.topics })).toBe(true);
  expect(desk.links.due(desk.clock.nowMs(), 10)).toEqual([]);
  const listed = await desk.vacancies.list(
    { filter: desk.everything, sort: { by: 'title', direction: 'asc' }, offset: 0, limit: 10 },
    desk.context,
  );
  expect(listed.ok && listed.value.rows.map((row) => [row.title, row.flags])).toEqual([
    ['Asesor', []],
    ['Auxiliar', ['place_unknown', 'link_dead']],
    ['Cajero', ['pay_missing']],
    ['Mesero', ['pay_below_minimum']],
    ['Pasante', []],
  ]);
});

test('obeys the pay rule of the country, by the minimum of the day, as an error or a warning', async () => {
  const rules: PayRules = {
    countries: [
      {
        country: 'CO',
        currency: 'COP',
        missing: 'error',
        belowMinimum: 'error',
        minimums: [
          { from: '2025-01-01', amount: 1_400_000, period: 'month', source: 'A', read: '2026-11-29' },
          { from: '2027-01-01', amount: 2_000_000, period: 'month', source: 'B', read: '2026-11-29' },
        ],
      },
    ],
  };
  const pay = (amount: bigint, more: object = {}) => ({ salaryMin: money(amount * 1_000_000n, 'COP'), title: 'Asesor', ...more });
  expect(payProblem(pay(1_399_999n), 'CO', '2026-11-21', rules)).toMatchObject({
    kind: 'pay_below_minimum',
    weight: 'error',
    details: { minimum: 1_400_000, source: 'A' },
  });
  expect(payProblem(pay(1_400_000n), 'CO', '2026-11-21', rules)).toBeNull();
  expect(payProblem(pay(1_900_000n), 'CO', '2027-01-01', rules)).toMatchObject({ details: { source: 'B' } });
  expect(payProblem(pay(50_000n, { salaryPeriod: 'day' }), 'CO', '2026-11-21', rules)).toBeNull();
  expect(payProblem(pay(40_000n, { salaryPeriod: 'day' }), 'CO', '2026-11-21', rules)).toMatchObject({ kind: 'pay_below_minimum' });
  expect(payProblem(pay(700_000n, { contractType: 'Medio tiempo' }), 'CO', '2026-11-21', rules)).toBeNull();
  expect(payProblem({ title: 'Asesor' }, 'CO', '2026-11-21', rules)).toMatchObject({ kind: 'pay_missing', weight: 'error' });
  expect(payProblem({ title: 'Asesor' }, 'AR', '2026-11-21', rules)).toBeNull();
  const desk = vacancyDesk({ payRules: rules });
  const opened = await desk.open('titulo;ciudad;salario\nAsesor;Cali;1.000.000\nAuxiliar;Cali;\nMesero;Cali;1.500.000\n');
  if (!opened.ok) throw new Error(opened.error.code);
  expect((await desk.rowsOf(opened.value.importId, 'rejected')).map((row) => row.reasons[0]?.code)).toEqual([
    'import.reject.pay_below_minimum',
    'import.reject.pay_missing',
  ]);
  const rejects = await desk.vacancies.importRejects({ importId: opened.value.importId, language: 'es' }, desk.context);
  expect(rejects.ok && rejects.value.csv).toContain('por debajo del mínimo legal (1400000 COP desde 2025-01-01; A)');
});
