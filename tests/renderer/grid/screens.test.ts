import { describe, expect, it } from 'vitest';
import type { Figures, PlanRow } from '../../../core/contract/index.ts';
import { planBulk } from '../../../renderer/features/plans/bulk-model.ts';
import { flatten, treeMove, type TreeNode } from '../../../renderer/features/plans/tree-model.ts';
import { changeOf, findingOf } from '../../../renderer/features/results/finding.ts';
import { spread } from '../../../renderer/features/results/spread.ts';
import { rangeOf } from '../../../renderer/features/results/view.ts';
import { inserted, unknownVariables } from '../../../renderer/features/templates/variables.ts';
import { dayFrom } from '../../../renderer/features/vacancies/columns.tsx';

const row = (changes: Partial<PlanRow>): PlanRow => ({
  id: 'a',
  level: 'campaign',
  network: 'meta',
  clientName: 'C',
  name: 'Bodega',
  parentName: null,
  status: 'active',
  lifecycle: 'live',
  delivery: 'active',
  mark: 'none',
  vacancyTitle: null,
  vacancyState: null,
  closesOn: null,
  errors: 0,
  warnings: 0,
  figures: null,
  updatedAt: '2026-11-20T00:00:00Z',
  dailyBudget: { amountMicros: 33_333_000_000n, currency: 'COP' },
  ...changes,
});

describe('a bulk edit', () => {
  it('says before it is done which rows change and why the others are left out', () => {
    const plan = planBulk([row({}), row({ lifecycle: 'archived' }), row({ dailyBudget: null })], {
      kind: 'budget',
      amountMicros: 50_000_000_000n,
    });
    expect(plan.edits).toHaveLength(1);
    expect([...plan.skipped]).toEqual([
      ['archived', 1],
      ['no_budget', 1],
    ]);
    expect(plan.before.get('COP')).toBe(66_666_000_000n);
    expect(plan.after.get('COP')).toBe(83_333_000_000n);
  });

  it('rounds a percentage down to whole units and never past what was meant', () => {
    const plan = planBulk([row({})], { kind: 'budget_by', basisPoints: 1000n });
    expect(plan.edits[0]?.patch.dailyBudget?.amountMicros).toBe(36_666_000_000n);
    expect(
      planBulk([row({ dailyBudget: { amountMicros: 1_000_000n, currency: 'COP' } })], {
        kind: 'budget_by',
        basisPoints: -5000n,
      }).skipped.get('too_low'),
    ).toBe(1);
  });
});

describe('the tree', () => {
  const node = (key: string, children: number): TreeNode => ({
    key,
    kind: 'client',
    id: null,
    clientId: 'c',
    network: null,
    name: key,
    children,
    mark: 'none',
    errors: 0,
  });
  const lines = flatten([node('a', 1), node('b', 1)], (key) => (key === 'a' ? [node('a1', 0)] : undefined), new Set(['a']));

  it('shows the children of what is open', () => {
    expect(lines.map(({ node: { key }, level }) => [key, level])).toEqual([
      ['a', 1],
      ['a1', 2],
      ['b', 1],
    ]);
  });

  it('opens, enters, leaves and closes with the arrow keys', () => {
    expect(treeMove('ArrowRight', lines, 2)).toEqual({ kind: 'expand', key: 'b' });
    expect(treeMove('ArrowRight', lines, 0)).toEqual({ kind: 'go', to: 1 });
    expect(treeMove('ArrowLeft', lines, 1)).toEqual({ kind: 'go', to: 0 });
    expect(treeMove('ArrowLeft', lines, 0)).toEqual({ kind: 'collapse', key: 'a' });
    expect(treeMove('ArrowRight', lines, 1)).toBeNull();
  });
});

describe('results', () => {
  const figures = (spend: bigint, cpa: bigint | null): Figures => ({
    impressions: 0,
    clicks: 0,
    conversions: 0,
    spend: { amountMicros: spend, currency: 'COP' },
    ctr: null,
    cpc: null,
    cpm: null,
    conversionRate: null,
    cpa: cpa === null ? null : { amountMicros: cpa, currency: 'COP' },
  });

  it('counts today as the last of the days and falls back from a custom range that is not whole', () => {
    expect(rangeOf({ days: '7', from: null, to: null }, '2026-11-20')).toEqual({ fromDay: '2026-11-14', toDay: '2026-11-20', count: 7 });
    expect(rangeOf({ days: 'custom', from: '2026-11-09', to: '2026-11-01' }, '2026-11-20').count).toBe(30);
    expect(rangeOf({ days: 'custom', from: '2026-11-01', to: '2026-11-03' }, '2026-11-20').count).toBe(3);
  });

  it('finds nothing to say where nothing can be compared', () => {
    expect(findingOf(changeOf(figures(10n, null), figures(5n, 4n), 'cpa'))).toEqual({ kind: 'unknown' });
    expect(findingOf(changeOf(figures(10n, 1n), figures(0n, 1n), 'spend'))).toEqual({ kind: 'unknown' });
  });

  it('moves labels apart without changing their order', () => {
    const positions = [100, 102, 40];
    const placed = spread(positions, 15).map((shift, index) => shift + positions[index]!);
    expect(placed[1]! - placed[0]!).toBeGreaterThanOrEqual(15);
    expect(placed[2]!).toBeLessThan(placed[0]!);
    expect(spread([10, 90], 15)).toEqual([0, 0]);
  });

  it('calls two percent steady and more a rise or a fall', () => {
    expect(findingOf(changeOf(figures(101n, null), figures(100n, null), 'spend'))).toEqual({ kind: 'steady' });
    expect(findingOf(changeOf(figures(82n, null), figures(100n, null), 'spend')).kind).toBe('fell');
  });
});

describe('typed words', () => {
  it('reads a day first date and refuses one that does not exist', () => {
    expect(dayFrom('3/4/2026')).toBe('2026-04-03');
    expect(dayFrom('31/02/2026')).toBeNull();
    expect(dayFrom('2026-12-01')).toBe('2026-12-01');
  });

  it('puts a variable where the cursor stands', () => {
    expect(inserted('Se busca  hoy', '{{title}}', 9, 9)).toEqual({ text: 'Se busca {{title}} hoy', cursor: 18 });
  });

  it('tells a variable that does not exist, in conditions and fallbacks too', () => {
    expect(unknownVariables(['{{title}} {{#sueldo}}{{sueldo}}{{/sueldo}}', '{{company|la empresa}} {{ciudad|x}}'])).toEqual([
      'sueldo',
      'ciudad',
    ]);
  });
});
