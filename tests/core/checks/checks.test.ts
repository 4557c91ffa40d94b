import { describe, expect, it } from 'vitest';
import type { VacancyForAds } from '../../../core/plans/index.ts';
import { createTextReader } from '../../../core/checks/text-rules.ts';
import { clientId, no, planningBench, rules, runFlow, someone, vacancy, yes, type Bench } from '../../support/planning.ts';

const read = createTextReader(rules.text);
const codes = (text: string, country = 'CO') => read(text, country, 'board').map((found) => found.code);
const problems = (bench: Bench, severity: 'error' | 'warning' | null = null) => {
  yes(bench.planning.handlers.checks.run({ clientId: null }, someone));
  return yes(bench.planning.handlers.checks.list({ clientId: null, objectId: null, severity, offset: 0, limit: 1000 }, someone)).problems;
};
const one = (fields: Partial<VacancyForAds> = {}, options: Parameters<typeof planningBench>[0] | object = {}) => {
  const vacancies = [vacancy(1, fields)];
  const bench = planningBench({ vacancies, ...options });
  runFlow(bench, { networks: ['board'] });
  return { bench, vacancies };
};

describe('the words of a job ad', () => {
  it.each([
    ['Personas entre 20 y 30 años', 'law_age'],
    ['Edad: 25 a 35', 'law_age'],
    ['Mayores de 25 años', 'law_age'],
    ['Se requiere solo hombres con experiencia', 'law_sex'],
    ['Sexo femenino', 'law_sex'],
    ['Exclusivamente colombianos', 'law_origin'],
    ['Excelente presentación personal', 'taste_appearance'],
    ['Buena presencia', 'taste_appearance'],
    ['Buscamos personal joven y dinámico', 'taste_young'],
    ['Traer prueba de embarazo', 'law_pregnancy'],
    ['Escriba al 300 123 45 67', 'policy_phone'],
    ['Gane dinero fácil', 'policy_misleading'],
  ])('finds what is wrong in «%s»', (text, code) => expect(codes(text)).toContain(code));

  it.each([
    'Experiencia entre 10 y 15 años en ventas',
    'Ser mayor de edad y tener libreta militar',
    'Empresa con más de 30 años en el mercado',
    'Trabajo de lunes a viernes de 8 a 17 horas en Bogotá',
    'Se busca asesor o asesora comercial con experiencia de 2 años',
    'Salario atractivo: atractivas comisiones',
  ])('lets «%s» pass', (text) => expect(codes(text).filter((code) => code.startsWith('law_') || code === 'taste_appearance')).toEqual([]));

  it('keeps a country’s law to that country', () => {
    expect(codes('Personas entre 20 y 30 años', 'PE')).not.toContain('law_age');
  });

  it('does not repeat a phone or an address in the problem', () => {
    expect(JSON.stringify(read('Escriba al 3001234567', 'CO', 'board'))).not.toContain('3001234567');
  });
});

describe('checks of the plan', () => {
  it('block a draft that names an age, and let it pass once the text is changed', () => {
    const { bench } = one({ description: 'Personas entre 20 y 30 años.' });
    const [problem] = problems(bench, 'error');
    expect(problem).toMatchObject({ code: 'law_age', severity: 'error', field: 'primaryText' });
    expect(
      no(bench.planning.handlers.checks.waive({ objectIds: [problem!.objectId], code: 'law_age', reason: 'no importa' }, someone)),
    ).toBe('checks.not_waivable');
    yes(bench.planning.handlers.plans.edit({ objectIds: [problem!.objectId], fields: { primaryText: 'Atención a clientes.' } }, someone));
    expect(
      yes(bench.planning.handlers.checks.list({ clientId, objectId: null, severity: 'error', offset: 0, limit: 10 }, someone)).total,
    ).toBe(0);
  });

  it('never invent a page: without one a live ad has an error, a practice ad a reserved address and a warning', () => {
    expect(problems(one({ applyUrl: null }, { workspace: 'live' }).bench, 'error').map((problem) => problem.code)).toEqual(['url_missing']);
    const practice = one({ applyUrl: null }).bench;
    expect(problems(practice, 'error')).toEqual([]);
    expect(problems(practice, 'warning').map((problem) => problem.code)).toContain('url_simulated');
  });

  it('see a vacancy that closed after the last check', () => {
    const { bench, vacancies } = one();
    expect(problems(bench, 'error')).toEqual([]);
    vacancies[0] = { ...vacancies[0]!, state: 'closed' };
    expect(problems(bench, 'error').map((problem) => problem.code)).toEqual(['vacancy_closed']);
  });

  it('take a reason for warnings, and forget it when the content changes', () => {
    const { bench } = one({ salaryMin: null });
    const warnings = problems(bench, 'warning');
    expect(warnings.map((problem) => problem.code)).toContain('salaries_missing');
    const objectIds = [...new Set(warnings.map((problem) => problem.objectId))];
    yes(bench.planning.handlers.checks.waive({ objectIds, code: null, reason: 'El cliente no publica salarios' }, someone));
    expect(yes(bench.planning.handlers.checks.run({ clientId: null }, someone)).warnings).toBe(0);
    const campaign = warnings.find((problem) => problem.code === 'salaries_missing')!.objectId;
    yes(bench.planning.handlers.plans.edit({ objectIds: [campaign], fields: { name: 'Otro nombre' } }, someone));
    expect(bench.plans.heads({ ids: [campaign] })[0]!.warnings).toBeGreaterThan(0);
  });

  it('say once a campaign how many ads leave the salary out', () => {
    const without = { salaryMin: null };
    const bench = planningBench({ vacancies: [vacancy(1, without), vacancy(2, without), vacancy(3)] });
    runFlow(bench, { networks: ['board'] });
    expect(problems(bench).filter((problem) => problem.code.startsWith('salar'))).toMatchObject([
      { level: 'campaign', severity: 'warning', code: 'salaries_missing', details: { missing: 2, ads: 3 } },
    ]);
  });

  it('ask again about a budget three times the one the network has', () => {
    const { bench } = one();
    const campaign = bench.plans.heads({}).find((head) => head.level === 'campaign')!;
    bench.unitOfWork.transaction(() =>
      bench.plans.confirm(campaign.id, { fields: bench.plans.get(campaign.id)!.draft, remoteId: '1', lifecycle: 'live' }),
    );
    yes(
      bench.planning.handlers.plans.edit(
        { objectIds: [campaign.id], fields: { dailyBudget: { amountMicros: 5_000_000_000_000n, currency: 'COP' } } },
        someone,
      ),
    );
    expect(problems(bench, 'warning').map((problem) => problem.code)).toContain('budget_far_above_usual');
  });

  it('warn of the crumbs that a network without a stated minimum is left with, and say how much would do', () => {
    const bench = planningBench({ vacancies: [vacancy(1)] });
    runFlow(bench);
    const crumbs = (micros: bigint) => {
      const objectIds = bench.plans.heads({}).flatMap((head) => (head.level === 'campaign' ? [head.id] : []));
      yes(bench.planning.handlers.plans.edit({ objectIds, fields: { dailyBudget: { amountMicros: micros, currency: 'COP' } } }, someone));
      return problems(bench, 'warning').filter((problem) => problem.code === 'budget_hardly_shown');
    };
    // A coin a day on both: the other network states a minimum, which is an error of its own.
    expect(crumbs(1_000_000n)).toMatchObject([
      {
        network: 'search',
        field: 'dailyBudget',
        details: {
          given: { amountMicros: '1000000', currency: 'COP' },
          enough: { amountMicros: '4000000000', currency: 'COP' },
          network: 'Buscador',
        },
      },
    ]);
    expect(crumbs(3_999_990_000n)).toHaveLength(1);
    expect(crumbs(4_000_000_000n)).toEqual([]);
  });

  it('warn of a group that cannot reach 50 results in a week', () => {
    const { bench } = one();
    const campaign = bench.plans.heads({}).find((head) => head.level === 'campaign')!;
    yes(
      bench.planning.handlers.plans.edit(
        { objectIds: [campaign.id], fields: { dailyBudget: { amountMicros: 1_000_000_000n, currency: 'COP' }, objective: 'applications' } },
        someone,
      ),
    );
    const found = problems(bench).map((problem) => problem.code);
    expect(found).toContain('too_few_results');
    expect(found).toContain('budget_below_minimum');
  });

  it('see two ads of one account that say the same', () => {
    const bench = planningBench({ vacancies: [vacancy(1, { description: 'Igual.' }), vacancy(2, { description: 'Igual.' })] });
    runFlow(bench, { networks: ['board'] });
    expect(problems(bench).filter((problem) => problem.code === 'text_duplicate')).toHaveLength(2);
  });

  describe('on a network that takes each text of an author once', () => {
    const twins = () => {
      const vacancies = [1, 2].map((number) => vacancy(number, { description: 'Igual.', applyUrl: `https://empleo.example/v/${number}` }));
      const bench = planningBench({ vacancies, board: { authorOf: () => 'user' } });
      // A campaign each: what one campaign holds is not all that its author says.
      runFlow(bench, { networks: ['board'], grouping: 'per_vacancy' });
      const [first, second] = bench.plans.heads({}).filter((head) => head.level === 'ad');
      return { bench, first: first!, second: second! };
    };
    const repeats = (bench: Bench) => problems(bench).filter((problem) => problem.code.startsWith('text_'));

    it('refuse the second of two campaigns that say the same, and name the first', () => {
      const { bench, first, second } = twins();
      expect(first.campaignId).not.toBe(second.campaignId);
      expect(repeats(bench)).toMatchObject(
        [
          { objectId: first.id, severity: 'warning', code: 'text_duplicate' },
          { objectId: second.id, severity: 'error', code: 'text_repeats_draft', details: { other: first.name, network: 'Tablero' } },
        ].toSorted((a, b) => a.severity.localeCompare(b.severity)),
      );
      yes(bench.planning.handlers.plans.edit({ objectIds: [second.id], fields: { primaryText: 'Otra cosa.' } }, someone));
      expect(repeats(bench)).toEqual([]);
    });

    it('warn of a text that the network already has, whichever draft is older', () => {
      const { bench, first, second } = twins();
      bench.unitOfWork.transaction(() =>
        bench.plans.confirm(second.id, { fields: bench.plans.get(second.id)!.draft, remoteId: '1', lifecycle: 'live' }),
      );
      expect(repeats(bench).filter((problem) => problem.code !== 'text_duplicate')).toMatchObject([
        { objectId: first.id, severity: 'warning', code: 'text_repeats_published', details: { other: second.name } },
      ]);
    });
  });
});
