import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPlanUndoable } from '../../../core/plans/index.ts';
import { exchange, type Money } from '../../../core/kernel/index.ts';
import { formatName, fittingName, parseName } from '../../../core/flows/index.ts';
import { splitBudget } from '../../../core/flows/split-budget.ts';
import { keywordsFor } from '../../../core/flows/keywords.ts';
import { trackedUrl } from '../../../core/flows/tracking.ts';
import { createHistory } from '../../../core/history/history.ts';
import { createHistoryStore } from '../../../adapters/storage/history-store.ts';
import { board, flowFields, no, planningBench, runFlow, someone, vacancy, yes, clientId } from '../../support/planning.ts';

const cities = [
  { code: '11001', name: 'Bogotá', region: 'Bogotá, D.C.', country: 'CO' },
  { code: '05001', name: 'Medellín', region: 'Antioquia', country: 'CO' },
];
const mixed = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    vacancy(index + 1, { roleFamily: index % 3 === 0 ? 'sales' : 'logistics', place: cities[index % 2]!, title: `Cargo ${index}` }),
  );

describe('a job flow', () => {
  it('makes a campaign a role family, a group a city and one ad a vacancy on every network', () => {
    const bench = planningBench({ vacancies: mixed(12) });
    const { counts } = runFlow(bench);
    expect(counts).toEqual([
      { network: 'board', vacancies: 12, skipped: 0, campaigns: 2, adGroups: 4, ads: 12 },
      { network: 'search', vacancies: 12, skipped: 0, campaigns: 2, adGroups: 4, ads: 12 },
    ]);
    const campaign = bench.plans.heads({ clientId }).find((head) => head.level === 'campaign')!;
    expect(parseName(campaign.name)[0]).toBe('Comercial Andina');
    expect(bench.plans.tree(campaign.id)[0]!.draft).toMatchObject({ employment: true, objective: 'traffic' });
  });

  it('leaves ads alone that it made before and puts new vacancies into the groups that are there', () => {
    const vacancies = mixed(4);
    const bench = planningBench({ vacancies });
    const { flow } = runFlow(bench);
    vacancies.push(vacancy(99, { roleFamily: 'sales', place: cities[0]!, title: 'Otro cargo' }));
    const second = yes(bench.planning.handlers.flows.run({ flowId: flow.id }, someone));
    expect(second.counts[0]).toEqual({ network: 'board', vacancies: 1, skipped: 4, campaigns: 0, adGroups: 0, ads: 1 });
  });

  it('FM-32: never puts a vacancy into two flows of one network', () => {
    const bench = planningBench({ vacancies: mixed(6) });
    runFlow(bench);
    const other = runFlow(bench, { name: 'Otro flujo' });
    expect(other.counts.map((row) => [row.ads, row.skipped])).toEqual([
      [0, 6],
      [0, 6],
    ]);
    const ads = bench.plans.heads({ clientId }).filter((head) => head.level === 'ad');
    expect(new Set(ads.map((head) => `${head.network}/${head.vacancyId}`)).size).toBe(ads.length);
  });

  it('turns the share of an account in another currency by the recorded rate, and stops where there is none', () => {
    const rate = { from: 'USD', to: 'COP', rate: '4000', day: '2026-11-01', source: 'Banco' };
    const rates = {
      rateBetween: (one: string, other: string) => (one === other ? null : rate),
      inCurrency: (amount: Money, currency: string, rounding: 'down' | 'up') =>
        amount.currency === currency ? amount : exchange(amount, rate, rounding),
    };
    const minimumDailyBudgetMicros = { USD: 20_000_000n };
    const bench = planningBench({ vacancies: mixed(12), currencies: { search: 'USD' }, rates, search: { minimumDailyBudgetMicros } });
    runFlow(bench);
    const campaigns = bench.plans.heads({ clientId }).filter((head) => head.level === 'campaign');
    const sum = (currency: string) =>
      campaigns.filter((head) => head.currency === currency).reduce((total, head) => total + (head.dailyBudgetMicros ?? 0n), 0n);
    expect(campaigns.filter((head) => head.currency === 'USD').every((head) => (head.dailyBudgetMicros ?? 0n) >= 20_000_000n)).toBe(true);
    expect(sum('COP') + sum('USD') * 4000n <= 500_000_000_000n).toBe(true);
    expect(sum('COP') + sum('USD') * 4000n).toBeGreaterThan(499_900_000_000n);
    const without = planningBench({ vacancies: mixed(3), currencies: { search: 'USD' } });
    const template = without.planning.ensureDefaultTemplate(someone);
    const flow = yes(without.planning.handlers.flows.save({ flowId: null, fields: flowFields(template.id) }, someone));
    expect(no(without.planning.handlers.flows.run({ flowId: flow.id }, someone))).toBe('exchange.rate_missing');
  });

  it('shares the budget to the last step without ever exceeding it', () => {
    const bench = planningBench({ vacancies: mixed(7) });
    runFlow(bench, { dailyBudget: { amountMicros: 100_000_000_007n, currency: 'COP' } });
    const total = bench.plans.heads({ clientId }).reduce((sum, head) => sum + (head.dailyBudgetMicros ?? 0n), 0n);
    expect(total).toBe(100_000_000_000n);
  });

  it('says what a budget that is too small would need, and makes nothing', () => {
    const bench = planningBench({ vacancies: mixed(6) });
    const template = bench.planning.ensureDefaultTemplate(someone);
    const fields = flowFields(template.id, { dailyBudget: { amountMicros: 7_000_000_000n, currency: 'COP' } });
    const preview = yes(bench.planning.handlers.flows.preview({ fields }, someone));
    expect(preview.problems.find((problem) => problem.network === 'board')).toMatchObject({
      code: 'flows.budget_too_small',
      details: { minimum: { amountMicros: '4000000000' }, campaigns: 2 },
    });
    const flow = yes(bench.planning.handlers.flows.save({ flowId: null, fields }, someone));
    expect(no(bench.planning.handlers.flows.run({ flowId: flow.id }, someone))).toBe('flows.budget_too_small');
    expect(bench.plans.heads({})).toEqual([]);
  });

  it('names an amount with which a network without a minimum gets no less than the others ask for', () => {
    const bench = planningBench({ vacancies: mixed(40) });
    const template = bench.planning.ensureDefaultTemplate(someone);
    const fields = flowFields(template.id, { dailyBudget: { amountMicros: 7_000_000_000n, currency: 'COP' } });
    const { problems } = yes(bench.planning.handlers.flows.preview({ fields }, someone));
    const refused = problems.find(({ code }) => code === 'flows.budget_too_small');
    // Two campaigns of 4,000 on one network, and as much for the two of the other, which would be content with 0.01 each.
    expect(refused).toMatchObject({ details: { needed: { amountMicros: '16000000000', currency: 'COP' } } });
    runFlow(bench, { dailyBudget: { amountMicros: 16_000_000_000n, currency: 'COP' } });
    const given = (network: string): bigint =>
      bench.plans.heads({ clientId }).reduce((sum, head) => sum + (head.network === network ? (head.dailyBudgetMicros ?? 0n) : 0n), 0n);
    expect([given('board'), given('search')]).toEqual([8_000_000_000n, 8_000_000_000n]);
  });

  it('splits groups and campaigns at the limits of the network', () => {
    const bench = planningBench({
      vacancies: Array.from({ length: 23 }, (_, index) => vacancy(index + 1)),
      board: { maxAdsPerAdGroup: 5, maxObjectsPerCampaign: 13 },
    });
    const { counts } = runFlow(bench, { networks: ['board'] });
    expect(counts[0]).toMatchObject({ ads: 23, campaigns: 3 });
    const heads = bench.plans.heads({ clientId });
    for (const campaign of heads.filter((head) => head.level === 'campaign'))
      expect(heads.filter((head) => head.campaignId === campaign.id).length).toBeLessThanOrEqual(13);
    for (const group of heads.filter((head) => head.level === 'ad_group'))
      expect(heads.filter((head) => head.parentId === group.id).length).toBeLessThanOrEqual(5);
  });

  it('is one step to undo and to redo', () => {
    const bench = planningBench({ vacancies: mixed(5) });
    runFlow(bench);
    const before = bench.plans.heads({}).map((head) => head.contentHash);
    const history = createHistory({
      store: createHistoryStore(bench.database, bench.writer),
      undoables: bench.planning.undoables,
      unitOfWork: bench.unitOfWork,
      audit: bench.auditLog,
      topics: { moved: () => undefined, progress: () => undefined, cancelled: () => false },
      topicsOf: () => [],
    });
    yes(history.undo({}, someone));
    expect(bench.plans.heads({})).toEqual([]);
    yes(history.redo({}, someone));
    expect(bench.plans.heads({}).map((head) => head.contentHash)).toEqual(before);
  });

  it('will not undo what has reached a network', () => {
    const bench = planningBench({ vacancies: mixed(1) });
    runFlow(bench, { networks: ['board'] });
    const [campaign] = bench.plans.heads({});
    bench.unitOfWork.transaction(() =>
      bench.plans.confirm(campaign!.id, { fields: bench.plans.get(campaign!.id)!.draft, remoteId: '77', lifecycle: 'live' }),
    );
    const undoable = createPlanUndoable({ store: bench.plans, clock: bench.clock });
    expect(undoable.blocked?.([{ objectId: campaign!.id, field: '*', value: null }])).toBe(campaign!.id);
  });

  it('gives every ad its own readable link', () => {
    const bench = planningBench({ vacancies: mixed(8) });
    runFlow(bench);
    const ads = bench.plans.getMany(
      bench.plans
        .heads({})
        .filter((head) => head.level === 'ad')
        .map((head) => head.id),
    );
    const links = ads.map((ad) => (ad.level === 'ad' ? ad.draft.finalUrl : ''));
    expect(new Set(links).size).toBe(16);
    expect(links[0]).toMatch(
      /^https:\/\/empleo\.example\/vacante\/\d+\?utm_source=board&utm_medium=paid&utm_campaign=[a-z0-9-]+&utm_content=[a-z2-7]{8}$/,
    );
  });
});

describe('names', () => {
  it('parse back to the parts they were made of', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 40 }), { minLength: 1, maxLength: 5 }), (parts) => {
        expect(parseName(formatName(parts))).toEqual(parts);
      }),
    );
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a · b', '·', '\\', ' · ', 'x\\·y', ''), { minLength: 1, maxLength: 5 }), (parts) => {
        expect(parseName(formatName(parts))).toEqual(parts);
      }),
    );
  });

  it('leave room for the marker and keep their parts when shortened', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1, maxLength: 200 }), { minLength: 1, maxLength: 3 }), (parts) => {
        const name = fittingName(parts, 100);
        expect(name.length).toBeLessThanOrEqual(89);
        expect(formatName(parseName(name))).toBe(name);
      }),
    );
  });
});

describe('the split of a budget', () => {
  it('adds up, respects minimums and stays in whole steps', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 13n }),
        fc.array(fc.record({ weight: fc.integer({ min: 1, max: 500 }), minimumMicros: fc.bigInt({ min: 0n, max: 10n ** 10n }) }), {
          minLength: 1,
          maxLength: 12,
        }),
        fc.constantFrom(1n, 10_000n, 1_000_000n),
        (total, parts, step) => {
          const split = splitBudget(total, parts, step);
          const needed = parts.reduce(
            (sum, part) => sum + (((part.minimumMicros > step ? part.minimumMicros : step) + step - 1n) / step) * step,
            0n,
          );
          expect(split === null).toBe(needed > (total / step) * step);
          if (split === null) return;
          expect(split.reduce((a, b) => a + b, 0n)).toBe((total / step) * step);
          for (const [index, part] of split.entries()) {
            expect(part).toBeGreaterThanOrEqual(parts[index]!.minimumMicros);
            expect(part % step).toBe(0n);
          }
        },
      ),
    );
  });
});

describe('keywords and links', () => {
  it('keeps keywords within ten words and eighty characters, each once', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 150 }), { maxLength: 30 }), fc.option(fc.string({ maxLength: 40 })), (titles, city) => {
        const words = keywordsFor(titles, city);
        expect(new Set(words).size).toBe(words.length);
        for (const word of words) {
          expect(word.split(' ').length).toBeLessThanOrEqual(10);
          expect(word.length).toBeLessThanOrEqual(80);
        }
      }),
    );
    expect(keywordsFor(['Asesor/a Comercial', 'asesor a comercial'], 'Bogotá')).toContain('asesor a comercial bogotá');
  });

  it('replaces tracking that is there and keeps everything else of the address', () => {
    expect(
      trackedUrl('https://a.example/p?x=1&utm_source=viejo#ver', { source: 'board', campaign: 'Ventas Bogotá', marker: 'abcdefgh' }),
    ).toBe('https://a.example/p?x=1&utm_source=board&utm_medium=paid&utm_campaign=ventas-bogota&utm_content=abcdefgh#ver');
  });
});

describe('vacancies that read alike on a network that takes each text once', () => {
  const textsOf = (pages: readonly string[], length: number | null = null) => {
    const vacancies = pages.map((applyUrl, index) => vacancy(index + 1, { description: 'Igual.', applyUrl }));
    const primary = { min: 1, max: 1, length, recommended: null };
    const bench = planningBench({ vacancies, board: { authorOf: () => 'user', text: { ...board.text, primary } } });
    runFlow(bench, { networks: ['board'] });
    return bench.plans.adTexts('board').map((ad) => ad.primaryText);
  };

  it('end with the reference of their own page from the second on', () => {
    const [first, second] = textsOf(['https://empleo.example/asesor-1117855694.html', 'https://empleo.example/asesor-1117855695.html']);
    expect(first).not.toContain('Referencia');
    expect(second).toBe(`${first}\nReferencia 1117855695`);
  });

  it('make room for it where the network is short', () => {
    const [first, second] = textsOf(
      ['https://empleo.example/asesor-1117855694.html', 'https://empleo.example/asesor-1117855695.html'],
      120,
    );
    expect(first!.length).toBeLessThanOrEqual(120);
    expect(second!.length).toBeLessThanOrEqual(120);
    expect(second).toMatch(/\nReferencia 1117855695$/);
  });

  it('stay alike where nothing of their own tells them apart', () => {
    const [first, second] = textsOf(['https://empleo.example/v/1', 'https://empleo.example/v/2']);
    expect(second).toBe(first);
  });
});
