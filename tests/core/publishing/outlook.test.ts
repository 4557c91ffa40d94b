import { expect, test } from 'vitest';
import { treeOperations } from '../../../adapters/networks/google/map-out.ts';
import { createCanaryStore } from '../../../adapters/storage/canary-store.ts';
import { createPublishStore } from '../../../adapters/storage/publish-store.ts';
import type { NetworkForecast } from '../../../core/contract/index.ts';
import type { AdNetwork, PlannedObject, RateState } from '../../../core/ports/index.ts';
import { objectFieldsOf } from '../../../core/publishing/fields.ts';
import { weightOf } from '../../../core/publishing/forecast.ts';
import { createPublishing } from '../../../core/publishing/index.ts';
import { no, planningBench, runFlow, someone, vacancy, yes, type PlanningOptions } from '../../support/planning.ts';

const DAY_MS = 86_400_000;
const quiet = { moved: () => undefined, progress: () => undefined, cancelled: () => false };

/** Publishing over one encrypted file; `search` counts operations and has so many left of 60 a day. Nothing is sent. */
function desk(left: number, options: Partial<PlanningOptions> = {}) {
  const bench = planningBench({ vacancies: [1, 2, 3, 4].map((number) => vacancy(number)), ...options });
  const rate: RateState = {
    usedRatio: 0.5,
    source: 'table',
    blockedUntil: null,
    left: { count: left, limit: 60, unit: 'operations', windowMs: DAY_MS },
    detail: {},
  };
  const networks = new Map<string, AdNetwork>(
    [...bench.networks].map(([id, network]) => [id, id === 'search' ? { ...network, rate: () => rate } : network]),
  );
  const journal = createPublishStore(bench.database);
  const publishing = createPublishing({
    store: journal,
    canaries: createCanaryStore(bench.database),
    plans: bench.plans,
    changes: bench.planning.changeSource,
    facts: {
      mayAdvertise: () => true,
      monthlyCap: () => null,
      inCurrency: (amount) => amount,
      account: (id) => bench.accounts.get(id) ?? null,
    },
    directory: {
      accounts: ({ network }) =>
        [...bench.accounts.values()]
          .filter((account) => account.accountId === `account-${network}`)
          .map((account) => ({ account, network: network ?? '', clientId: '', clientName: '' })),
    },
    network: (id) => networks.get(id) ?? null,
    uow: bench.unitOfWork,
    audit: bench.auditLog,
    clock: bench.clock,
    ids: bench.ids,
    topics: quiet,
    fence: { isValid: () => true },
    mayWrite: () => true,
    random: () => 0.5,
  });
  runFlow(bench);
  yes(bench.planning.handlers.checks.run({ clientId: null }, someone));
  const { problems } = yes(
    bench.planning.handlers.checks.list({ clientId: null, objectId: null, severity: 'warning', offset: 0, limit: 1000 }, someone),
  ) as { problems: readonly { readonly code: string; readonly objectId: string }[] };
  for (const { code, objectId } of problems)
    yes(bench.planning.handlers.checks.waive({ objectIds: [objectId], code, reason: 'Revisado con el cliente' }, someone));
  const selection = { all: true, clientId: null } as const;
  const forecast = (canary = false) => yes(publishing.handlers.forecast({ selection, canary }, someone)) as Forecast;
  const finish = (runId: string) => yes(publishing.handlers.finish({ runId }, someone)) as Forecast;
  const start = () => {
    const ready = yes(bench.planning.changeSource.ready(selection, someone));
    return (yes(publishing.handlers.start({ selection, confirmDaily: [...ready.daily] }, someone)) as { id: string }).id;
  };
  return { ...bench, journal, publishing, selection, forecast, finish, start };
}
interface Forecast {
  readonly networks: readonly NetworkForecast[];
  readonly finishesAt: string | null;
  readonly canary?: { readonly ads: number; readonly restAds: number; readonly restObjects: number } | null;
}
const of = (found: Forecast, network: string): NetworkForecast => {
  const one = found.networks.find((entry) => entry.network === network);
  if (one === undefined) throw new Error(`Nothing is said of ${network}`);
  return one;
};

test('says before a publish what it will need and when it ends, and the same of the journal once it is written', () => {
  const one = desk(20);
  const before = one.forecast();
  expect(of(before, 'search')).toMatchObject({ basis: 'quota', left: { count: 20, limit: 60 }, windows: 2 });
  expect(Date.parse(of(before, 'search').finishesAt)).toBeGreaterThanOrEqual(one.clock.nowMs() + DAY_MS);
  expect(of(before, 'board')).toMatchObject({ basis: 'pace', needed: null, windows: 1 });
  expect(before.finishesAt).toBe(of(before, 'search').finishesAt);
  expect(one.journal.runs(5)).toEqual([]);
  // What the database sums up is what the plan counted: the weights are written twice, and they agree.
  expect(one.finish(one.start()).networks.toSorted(byNetwork)).toEqual(before.networks.toSorted(byNetwork));
});
const byNetwork = (left: NetworkForecast, right: NetworkForecast): number => left.network.localeCompare(right.network);

test('counts what is under way ahead of it, and less and less as steps are settled', () => {
  const one = desk(1_000);
  const alone = Date.parse(one.forecast().finishesAt ?? '');
  const runId = one.start();
  const first = one.finish(runId);
  one.database.exec("UPDATE publish_step SET state = 'confirmed' WHERE sequence < 6");
  const later = one.finish(runId);
  expect(Date.parse(later.finishesAt ?? '')).toBeLessThan(Date.parse(first.finishesAt ?? ''));
  expect(Date.parse(first.finishesAt ?? '')).toBe(alone);
  // A step that waits for a person ends at no moment that anyone could name.
  one.database.exec("UPDATE publish_step SET state = 'needs_person' WHERE state = 'planned'");
  expect(one.finish(runId)).toEqual({ networks: [], finishesAt: null });
  expect(no(one.publishing.handlers.finish({ runId: '01890000-0000-7000-8000-0000000000ff' }, someone))).toBe('publishing.run_not_found');
});

test('says what would go first with a canary, and is through with that earlier', () => {
  const one = desk(1_000, { vacancies: Array.from({ length: 40 }, (_, index) => vacancy(index + 1)) });
  const whole = one.forecast();
  const first = one.forecast(true);
  expect(first.canary).toEqual(whole.canary);
  expect(whole.canary?.ads).toBeGreaterThan(0);
  expect(whole.canary?.restAds).toBeGreaterThan(whole.canary?.ads ?? 0);
  expect(Date.parse(first.finishesAt ?? '')).toBeLessThan(Date.parse(whole.finishesAt ?? ''));
});

test('is refused as the start would be', () => {
  const one = desk(10, { client: { approvalsNeeded: 1 } });
  expect(no(one.publishing.handlers.forecast({ selection: one.selection, canary: false }, someone))).toBe('changes.not_approved');
});

test('never counts fewer operations for a campaign than Google is sent', () => {
  const one = desk(10);
  const records = one.plans
    .heads({})
    .flatMap((head) => one.plans.get(head.id) ?? [])
    .filter((record) => record.network === 'search');
  const campaign = records.find((record) => record.level === 'campaign');
  if (campaign === undefined) throw new Error('The flow makes a campaign');
  const objects = one.plans.tree(campaign.id).map(
    (record) =>
      ({
        ...objectFieldsOf(record),
        objectId: record.id,
        parentId: record.parentId,
        marker: record.marker,
        remoteId: null,
      }) satisfies PlannedObject,
  );
  const everywhere = { get: () => ({ kind: 'found', id: '1' }) } as unknown as Parameters<typeof treeOperations>[2]; // only asked by key
  const sent = treeOperations('1', objects, everywhere).length;
  expect(sent).toBeGreaterThan(objects.length);
  expect(objects.reduce((total, object) => total + weightOf(object), 0)).toBeGreaterThanOrEqual(sent);
});

test('has no canary for what makes no new ad: there is no review to wait for', () => {
  const one = desk(1_000);
  one.unitOfWork.transaction(() => {
    for (const head of one.plans.heads({}))
      one.plans.confirm(head.id, { fields: one.plans.get(head.id)?.draft ?? {}, remoteId: `r-${head.id}`, lifecycle: 'live' });
  });
  const [campaign] = one.plans.heads({});
  yes(
    one.planning.handlers.plans.edit(
      { objectIds: [campaign?.id ?? ''], fields: { dailyBudget: { amountMicros: 300_000_000_000n, currency: 'COP' } } },
      someone,
    ),
  );
  expect(one.forecast()).toMatchObject({ canary: null, networks: [{ network: campaign?.network }] });
});
