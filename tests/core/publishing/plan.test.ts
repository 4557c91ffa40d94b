import { expect, test } from 'vitest';
import { planSteps } from '../../../core/publishing/plan.ts';
import type { NewStep } from '../../../core/publishing/index.ts';
import type { CreationParts } from '../../../core/ports/index.ts';
import type { PlanRecord } from '../../../core/plans/plan-store.ts';
import { fakeCapabilities } from '../../support/publishing-network.ts';
import { createMemoryPlans, draftCampaign, readyObjectsOf } from '../../support/publishing-plans.ts';

function plan(
  change: (records: readonly PlanRecord[]) => readonly PlanRecord[],
  options: { creation: 'tree' | 'object'; textEdit?: 'new_creative' | 'replace_ad'; max?: number; parts?: CreationParts },
): readonly NewStep[] {
  let ids = 0;
  const nextId = (): string => `id-${++ids}`;
  const plans = createMemoryPlans();
  for (const record of change(
    draftCampaign({
      network: 'n',
      accountId: 'a',
      clientId: 'c',
      currency: 'COP',
      budgetMicros: 5_000_000n,
      groups: 2,
      adsPerGroup: 2,
      nextId,
      marker: nextId,
    }),
  ))
    plans.put(record);
  const fake = fakeCapabilities({
    creation: options.creation,
    textEdit: options.textEdit ?? 'new_creative',
    lagMs: 0,
    maxObjectsPerCampaign: options.max ?? 1000,
  });
  const capabilities = { ...fake, parts: options.parts ?? fake.parts };
  const objects = readyObjectsOf(plans, plans.all());
  return [
    ...planSteps({
      campaigns: new Map(
        objects.map(({ campaignId }) => [
          campaignId,
          { published: objects.some((object) => object.campaignId === campaignId && object.published) },
        ]),
      ),
      records: (campaignId) => plans.getMany(objects.filter((object) => object.campaignId === campaignId).map(({ id }) => id)),
      find: plans.get,
      capabilities: () => capabilities,
      newId: nextId,
    }),
  ];
}
const live = (record: PlanRecord): PlanRecord =>
  ({ ...record, base: record.draft, remoteId: `remote-${record.id}`, lifecycle: 'live' }) as PlanRecord; // base is of the record's own level

/** No step may need one that comes to it again: the order in which they can run. */
function runnable(steps: readonly NewStep[]): string[] {
  const done = new Set<string>();
  const order: string[] = [];
  for (let left = [...steps]; left.length > 0;) {
    const ready = left.filter((step) => step.needs.every((need) => done.has(need.stepId)));
    if (ready.length === 0) throw new Error('the steps wait for each other');
    for (const step of ready) {
      done.add(step.id);
      order.push(`${step.kind}${step.status === null ? '' : ` ${step.status}`} ${step.level}`);
    }
    left = left.filter((step) => !done.has(step.id));
  }
  return order;
}

test('a network that takes one object a call gets parents first, then a reading, then activations with the campaign last', () => {
  const order = runnable(plan((records) => records, { creation: 'object' }));
  expect(order[0]).toBe('create_campaign campaign');
  expect(order.indexOf('verify campaign')).toBeGreaterThan(order.lastIndexOf('create_ad ad'));
  expect(order.indexOf('set_status active ad')).toBeGreaterThan(order.indexOf('verify campaign'));
  expect(order.indexOf('set_status active ad_group')).toBeGreaterThan(order.lastIndexOf('set_status active ad'));
  expect(order.at(-1)).toBe('set_status active campaign');
  expect(order).toHaveLength(1 + 2 + 4 * 2 + 1 + 7);
});

test('a network that takes trees gets one tree, one reading and one activation', () => {
  const steps = plan((records) => records, { creation: 'tree' });
  expect(steps.map((step) => step.kind)).toEqual(['create_tree', 'verify', 'set_status']);
  expect(steps[0]?.objectIds).toHaveLength(7);
});

test('a tree above the limit is begun whole and completed object by object, the campaign activated in the last part', () => {
  const steps = plan((records) => records, { creation: 'tree', max: 4 });
  expect(steps[0]?.objectIds).toHaveLength(4);
  expect(steps.filter((step) => step.kind === 'create_ad')).toHaveLength(3);
  const activations = steps.filter((step) => step.status === 'active');
  expect(activations.map((step) => step.objectIds.length)).toEqual([4, 3]);
  expect(activations.at(-1)?.level).toBe('campaign');
  expect(runnable(steps).at(-1)).toBe('set_status active campaign');
});

test('what shall stay paused is made and not activated', () => {
  const steps = plan((records) => records.map((record) => ({ ...record, draft: { ...record.draft, status: 'paused' } }) as PlanRecord), {
    creation: 'object',
  }); // only the status changes
  expect(steps.some((step) => step.kind === 'create_ad')).toBe(true);
  expect(steps.some((step) => step.status === 'active')).toBe(false);
});

test('pauses and archives go before anything else, and children of an archived parent are left to it', () => {
  const steps = plan(
    (records) => records.map((record) => ({ ...live(record), draft: { ...record.draft, status: 'archived' } }) as PlanRecord),
    { creation: 'object' },
  ); // only the status changes
  expect(steps.map((step) => `${step.status} ${step.level}`)).toEqual(['archived campaign']);
  expect(steps[0]?.priority).toBe(1);
});

test('an edit sends the changed fields only', () => {
  const steps = plan(
    (records) =>
      records.map((record) =>
        record.level === 'campaign'
          ? ({ ...live(record), draft: { ...record.draft, dailyBudget: { amountMicros: 9_000_000n, currency: 'COP' } } } as PlanRecord)
          : live(record),
      ),
    { creation: 'object' },
  );
  expect(steps.map((step) => step.kind)).toEqual(['update', 'verify']);
  expect(steps[0]?.changedFields).toEqual(['dailyBudget']);
});

test('an edited text becomes a new creative under the same ad, or a new ad in place of the old one', () => {
  const edited = (records: readonly PlanRecord[]): readonly PlanRecord[] =>
    records.map((record, index) =>
      record.level === 'ad' && index === 2
        ? ({ ...live(record), draft: { ...record.draft, headlines: ['Otro'] } } as PlanRecord)
        : live(record),
    ); // the level was just tested
  expect(plan(edited, { creation: 'object' }).map((step) => step.kind)).toEqual(['create_creative', 'update', 'verify']);
  const replacing = plan(edited, { creation: 'tree', textEdit: 'replace_ad' });
  expect(runnable(replacing)).toEqual(['create_ad ad', 'verify campaign', 'set_status archived ad', 'set_status active ad']);
  expect(replacing.find((step) => step.purpose === 'replaced')?.targetRemoteId).toMatch(/^remote-/);
});

test('FM-35: an object of several parts is made in their order, one upload serves the ads with the same picture, and nothing delivers before its places are written', () => {
  const image = (place: string) => ({ template: 'plain' as const, headline: 'Ventas', place, detail: '', brand: 'Andina' });
  let number = 0;
  const steps = plan(
    (records) =>
      records.map((record) =>
        record.level === 'ad' ? { ...record, draft: { ...record.draft, image: image(number++ < 2 ? 'Bogotá' : 'Cali') } } : record,
      ),
    {
      creation: 'object',
      parts: {
        campaign: ['create_campaign'],
        ad_group: ['create_ad_group', 'create_targeting'],
        ad: ['upload_media', 'create_card', 'create_creative', 'create_ad'],
      },
    },
  );
  const uploads = steps.filter((step) => step.kind === 'upload_media');
  expect(uploads.map((step) => step.objectIds.length)).toEqual([2, 2]);
  const byId = new Map(steps.map((step) => [step.id, step]));
  const needsOf = (step: NewStep | undefined): string[] => (step?.needs ?? []).map((need) => byId.get(need.stepId)?.kind ?? '');
  expect(needsOf(steps.find((step) => step.kind === 'create_card'))).toEqual(['create_ad_group', 'upload_media']);
  expect(needsOf(steps.find((step) => step.kind === 'create_ad'))).toEqual([
    'create_ad_group',
    'upload_media',
    'create_card',
    'create_creative',
  ]);
  expect(needsOf(steps.find((step) => step.kind === 'create_targeting'))).toEqual(['create_ad_group']);
  const activation = steps.find((step) => step.kind === 'set_status' && step.level === 'ad_group');
  expect(needsOf(activation)).toContain('create_targeting');
  expect(runnable(steps).at(-1)).toBe('set_status active campaign');
});

test('changed places of a live ad group are written by their own step, its name by another', () => {
  const steps = plan(
    (records) =>
      records.map((record) => {
        const alive = live(record);
        return alive.level === 'ad_group' ? { ...alive, draft: { ...alive.draft, name: 'Otro', languages: ['en'] } } : alive;
      }),
    {
      creation: 'object',
      parts: { campaign: ['create_campaign'], ad_group: ['create_ad_group', 'create_targeting'], ad: ['create_creative', 'create_ad'] },
    },
  );
  expect(steps.filter((step) => step.level === 'ad_group').map((step) => [step.kind, step.changedFields])).toEqual([
    ['create_targeting', ['languages']],
    ['update', ['name']],
    ['create_targeting', ['languages']],
    ['update', ['name']],
  ]);
});
