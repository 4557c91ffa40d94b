import { describe, expect, it } from 'vitest';
import type { PlanFilter } from '../../../core/contract/plans.ts';
import type { z } from 'zod';
import { clientId, no, planningBench, runFlow, someone, vacancy, yes, type Bench } from '../../support/planning.ts';

const filter = (change: Partial<z.infer<typeof PlanFilter>> = {}) => ({
  clientId: null,
  networks: [],
  level: 'ad' as const,
  underId: null,
  text: '',
  quick: null,
  ...change,
});
const list = (bench: Bench, change: Partial<z.infer<typeof PlanFilter>> = {}, window = { offset: 0, limit: 100 }) =>
  yes(bench.planning.handlers.plans.list({ filter: filter(change), sort: { by: 'name', direction: 'asc' }, ...window }, someone));
const made = (count = 6): Bench => {
  const bench = planningBench({
    vacancies: Array.from({ length: count }, (_, index) =>
      vacancy(index + 1, { title: `Cargo ${index}`, roleFamily: index % 2 === 0 ? 'sales' : 'health' }),
    ),
  });
  runFlow(bench);
  return bench;
};
const edit = (bench: Bench, objectIds: string[], fields: Parameters<Bench['planning']['handlers']['plans']['edit']>[0]['fields']) =>
  yes(bench.planning.handlers.plans.edit({ objectIds, fields }, someone));
const ids = (bench: Bench, level: string) =>
  bench.plans
    .heads({})
    .filter((head) => head.level === level)
    .map((head) => head.id);

describe('the grid', () => {
  it('gives the same rows window by window as all at once, and totals that follow the filter', () => {
    const bench = made();
    const whole = list(bench).rows.map((row) => row.id);
    const parts = [0, 5, 10].flatMap((offset) => list(bench, {}, { offset, limit: 5 }).rows.map((row) => row.id));
    expect(parts).toEqual(whole);
    expect(list(bench, { networks: ['board'] }).total).toBe(6);
    const campaigns = list(bench, { level: 'campaign', networks: ['board'] });
    expect(campaigns.totals.dailyBudget).toEqual([
      { amountMicros: campaigns.rows.reduce((sum, row) => sum + row.dailyBudget!.amountMicros, 0n), currency: 'COP' },
    ]);
  });

  it('shows a change in the very next answer', () => {
    const bench = made();
    const [first] = list(bench).rows;
    edit(bench, [first!.id], { name: 'Aaa primero' });
    expect(list(bench).rows[0]).toMatchObject({ id: first!.id, name: 'Aaa primero' });
  });

  it('finds names whatever the accents, and takes signs literally', () => {
    const bench = made();
    edit(bench, [ids(bench, 'ad')[0]!], { name: 'Promoción 100% real' });
    expect(list(bench, { text: 'promocion 100%' }).total).toBe(1);
    expect(list(bench, { text: '_' }).total).toBe(0);
  });

  it('filters by what users look for first', () => {
    const bench = made();
    expect(list(bench, { quick: 'unposted' }).total).toBe(12);
    bench.unitOfWork.transaction(() => {
      for (const head of bench.plans.heads({}))
        bench.plans.confirm(head.id, { fields: bench.plans.get(head.id)!.draft, remoteId: head.id, lifecycle: 'live' });
    });
    expect(list(bench, { quick: 'unposted' }).total).toBe(0);
    expect(list(bench, { quick: 'no_delivery' }).total).toBe(12);
    bench.unitOfWork.transaction(() => bench.plans.setDelivery(ids(bench, 'ad')[0]!, 'rejected', ['Motivo'], bench.clock.nowIso()));
    expect(list(bench, { quick: 'rejected' }).rows.map((row) => row.delivery)).toEqual(['rejected']);
  });

  it('opens the tree one level at a time', () => {
    const bench = made();
    const open = (parent: Parameters<Bench['planning']['handlers']['plans']['tree']>[0]['parent']) =>
      yes(bench.planning.handlers.plans.tree({ clientId: null, parent }, someone)).nodes;
    expect(open(null)).toMatchObject([{ kind: 'client', children: 2, mark: 'edited' }]);
    expect(open({ clientId })).toMatchObject([
      { kind: 'network', network: 'board', name: 'Tablero', children: 2 },
      { kind: 'network', network: 'search' },
    ]);
    const campaigns = open({ clientId, network: 'board' });
    expect(campaigns.map((node) => node.children)).toEqual([1, 1]);
    expect(open({ campaignId: campaigns[0]!.id! })).toMatchObject([{ kind: 'ad_group', children: 3 }]);
  });

  it('adds the figures of ads up to their campaign and knows no ratio without a denominator', () => {
    const bench = made(2);
    const board = bench.plans.heads({}).filter((head) => head.network === 'board');
    bench.unitOfWork.transaction(() =>
      bench.plans.setFigures(
        board
          .filter((head) => head.level === 'ad')
          .map((head) => ({ adId: head.id, impressions: 100, clicks: 4, conversions: 0, spendMicros: 8_000_000_000n, currency: 'COP' })),
      ),
    );
    const { rows, totals } = list(bench, { level: 'ad', networks: ['board'] });
    expect(rows[0]!.figures).toMatchObject({ ctr: 0.04, cpc: { amountMicros: 2_000_000_000n }, cpa: null });
    expect(totals.figures).toMatchObject({ impressions: 200, spend: { amountMicros: 16_000_000_000n } });
    expect(list(bench, { level: 'campaign', networks: ['board'] }).totals.figures).toMatchObject({ impressions: 200 });
  });
});

describe('editing many at once', () => {
  it('says what changed and what was skipped, and why', () => {
    const bench = made();
    const campaigns = ids(bench, 'campaign');
    expect(edit(bench, [...campaigns, ids(bench, 'ad')[0]!], { dailyBudget: { amountMicros: 9_000_000_000n, currency: 'COP' } })).toEqual({
      changed: 4,
      skipped: [{ code: 'plans.wrong_level', count: 1 }],
    });
    expect(edit(bench, campaigns, { dailyBudget: { amountMicros: 9_000_000_000n, currency: 'USD' } }).skipped).toEqual([
      { code: 'plans.currency_fixed', count: 4 },
    ]);
    expect(edit(bench, campaigns, { dailyBudget: { amountMicros: 0n, currency: 'COP' } }).skipped).toEqual([
      { code: 'plans.field_invalid', count: 4 },
    ]);
    expect(edit(bench, campaigns, { dailyBudget: { amountMicros: 9_000_000_000n, currency: 'COP' } })).toEqual({
      changed: 0,
      skipped: [{ code: 'plans.unchanged', count: 4 }],
    });
  });

  it('does not touch what is being published now', () => {
    const bench = made(1);
    const [id] = ids(bench, 'ad');
    bench.unitOfWork.transaction(() => bench.plans.confirm(id!, { fields: {}, lifecycle: 'publishing' }));
    expect(edit(bench, [id!], { name: 'x' })).toEqual({ changed: 0, skipped: [{ code: 'plans.publishing_now', count: 1 }] });
    expect(bench.plans.get(id!)).toMatchObject({ base: null, lifecycle: 'publishing' });
  });

  it('removes drafts with what is under them, and keeps the parents of what was published', () => {
    const bench = made(2);
    const [campaign, other] = bench.plans.heads({}).filter((head) => head.level === 'campaign' && head.network === 'board');
    const ad = bench.plans.tree(other!.id).find((record) => record.level === 'ad')!;
    bench.unitOfWork.transaction(() => bench.plans.confirm(ad.id, { fields: ad.draft, remoteId: '9', lifecycle: 'live' }));
    const answer = yes(bench.planning.handlers.plans.removeDrafts({ objectIds: [campaign!.id, other!.id] }, someone));
    expect(answer).toEqual({ removed: 3, skipped: [{ code: 'plans.published', count: 1 }] });
    expect(bench.plans.tree(other!.id)).toHaveLength(3);
    expect(no(bench.planning.handlers.plans.get({ objectId: campaign!.id }, someone))).toBe('plans.not_found');
  });

  it('keeps the counters of the change bar equal to a count of everything', () => {
    const bench = made();
    edit(bench, ids(bench, 'ad').slice(0, 4), { status: 'paused' });
    edit(bench, ids(bench, 'campaign').slice(0, 1), { status: 'paused' });
    yes(bench.planning.handlers.plans.removeDrafts({ objectIds: ids(bench, 'ad').slice(5, 8) }, someone));
    const columns = 'client_id, network, level, mark, approval, currency';
    const counted = bench.database
      .prepare(
        `SELECT ${columns}, objects, changes, daily_delta_micros, errors, warnings, published FROM plan_count WHERE objects > 0 ORDER BY ${columns}`,
      )
      .all();
    const summed = bench.database
      .prepare(
        `SELECT ${columns}, count(*) AS objects, sum(change_count) AS changes, sum(daily_delta_micros) AS daily_delta_micros, sum(errors) AS errors, sum(warnings) AS warnings, sum(remote_id IS NOT NULL) AS published FROM plan_object GROUP BY ${columns} ORDER BY ${columns}`,
      )
      .all();
    expect(counted).toEqual(summed);
  });

  it('shows an ad as each placement would, by what the network can do', () => {
    const bench = made(1);
    const shown = ids(bench, 'ad').map((adId) =>
      yes(bench.planning.handlers.plans.preview({ adId }, someone)).previews.map((preview) => preview.placement),
    );
    expect(shown).toEqual([
      ['feed', 'story'],
      ['search', 'search_mobile'],
    ]);
  });
});
