import { expect, test } from 'vitest';
import { createHistoryStore } from '../../../adapters/storage/history-store.ts';
import { createPublishStore } from '../../../adapters/storage/publish-store.ts';
import { createHistory } from '../../../core/history/index.ts';
import { wireFields } from '../../../core/publishing/fields.ts';
import type { RunObject } from '../../../core/publishing/index.ts';
import { no, planningBench, runFlow, someone, vacancy, yes, type Bench } from '../../support/planning.ts';

/** Publishes what the plan says now, as the journal and the network would leave it. */
function publish(bench: Bench, runId: string): void {
  const store = createPublishStore(bench.database);
  const records = bench.plans.heads({}).map((head) => bench.plans.get(head.id)!); // they were just listed
  const first = runId.endsWith('1');
  const objects = records.map(
    (record) =>
      ({
        level: record.level,
        fields: record.draft,
        objectId: record.id,
        parentId: record.parentId,
        campaignId: records.find((one) => one.level === 'campaign')!.id,
        clientId: record.clientId,
        vacancyId: record.vacancyId,
        marker: record.marker,
        hash: 'h',
        verdict: 'same',
      }) as RunObject, // the same level
  );
  bench.unitOfWork.durable(() => {
    store.addRun(
      {
        id: runId,
        startedAt: bench.clock.nowIso(),
        finishedAt: null,
        state: 'running',
        contentHash: '',
        approvalId: null,
        context: someone,
      },
      objects,
      records.map((record, sequence) => ({
        id: `${runId.slice(0, -4)}${String(sequence).padStart(3, '0')}${runId.slice(-1)}`,
        sequence,
        priority: 5,
        network: record.network,
        accountId: record.accountId,
        campaignId: records.find((one) => one.level === 'campaign')!.id,
        kind: first ? (`create_${record.level}` as 'create_ad') : 'update',
        purpose: 'plan',
        objectIds: [record.id],
        level: record.level,
        objectName: record.draft.name,
        marker: record.marker,
        targetRemoteId: null,
        changedFields: [],
        status: null,
        needs: [],
      })),
    );
    bench.database.prepare("UPDATE publish_step SET state = 'confirmed' WHERE run_id = ?").run(runId);
    for (const record of records) bench.plans.confirm(record.id, { fields: record.draft, remoteId: `r-${record.id}`, lifecycle: 'live' });
  });
}

const FIRST = '01890000-0000-7000-8000-0000000fff01';
const SECOND = '01890000-0000-7000-8000-0000000fff02';

function bench(): Bench {
  const made = planningBench({ vacancies: [1, 2, 3].map((number) => vacancy(number)) });
  runFlow(made, { networks: ['board'] });
  publish(made, FIRST);
  return made;
}

test('undoing a second publish proposes what the first one held, as changes that can be seen and taken back', () => {
  const desk = bench();
  const campaign = desk.plans.heads({}).find((head) => head.level === 'campaign')!; // a flow makes one
  const before = desk.plans.get(campaign.id)!.draft;
  yes(
    desk.planning.handlers.plans.edit(
      { objectIds: [campaign.id], fields: { dailyBudget: { amountMicros: 900_000_000_000n, currency: 'COP' }, name: 'Otro nombre' } },
      someone,
    ),
  );
  publish(desk, SECOND);
  const undone = yes<{ reverted: number; archived: number; skipped: number }>(
    desk.planning.handlers.changes.undoPublish({ runId: SECOND }, someone),
  );
  expect(undone).toEqual({ reverted: 1, archived: 0, skipped: 0 });
  expect(wireFields(desk.plans.get(campaign.id)!.draft)).toEqual(wireFields(before));
  expect(desk.plans.heads({ ids: [campaign.id] })[0]).toMatchObject({ mark: 'edited' });
});

test('undoing the publish that made everything archives what it made', () => {
  const desk = bench();
  const count = desk.plans.heads({}).length;
  expect(yes(desk.planning.handlers.changes.undoPublish({ runId: FIRST }, someone))).toEqual({ reverted: 0, archived: count, skipped: 0 });
  expect(desk.plans.heads({}).every((head) => desk.plans.get(head.id)?.draft.status === 'archived')).toBe(true);
  expect(no(desk.planning.handlers.changes.undoPublish({ runId: SECOND }, someone))).toBe('publishing.run_not_found');
});

test('FM-36: what the network changed by itself is proposed back in one step, and nothing is overwritten by it', () => {
  const desk = bench();
  const ads = desk.plans.heads({}).filter((head) => head.level === 'ad');
  desk.unitOfWork.transaction(() => {
    for (const ad of ads) desk.plans.setTheirs(ad.id, { callToAction: 'learn_more', primaryText: 'Mejorado por la red' });
  });
  const drafts = ads.map((ad) => JSON.stringify(desk.plans.get(ad.id)?.draft));
  expect(yes(desk.planning.handlers.changes.proposeRevert({ selection: { all: true, clientId: null } }, someone))).toEqual({
    objects: ads.length,
    fields: ads.length * 2,
  });
  expect(ads.map((ad) => JSON.stringify(desk.plans.get(ad.id)?.draft))).toEqual(drafts);
  for (const ad of ads) {
    const { fields } = yes<{ fields: readonly { field: string; kind: string; theirs: unknown }[] }>(
      desk.planning.handlers.changes.difference({ objectId: ad.id }, someone),
    );
    expect(fields.filter((field) => field.kind === 'mine').map((field) => field.field)).toEqual(expect.arrayContaining(['primaryText']));
  }
  expect(no(desk.planning.handlers.changes.proposeRevert({ selection: { all: true, clientId: null } }, someone))).toBe(
    'changes.nothing_changed_there',
  );
});

test('what the networks changed is accepted as a whole: it is what we want from here on, and undo has our own value back', () => {
  const desk = planningBench({ vacancies: [vacancy(1)] });
  runFlow(desk);
  publish(desk, '01890000-0000-7000-8000-000000000001');
  const campaign = desk.plans.heads({}).find((head) => head.level === 'campaign')!; // the flow makes one
  const budget = (): unknown => {
    const draft = desk.plans.get(campaign.id)?.draft;
    return draft !== undefined && 'dailyBudget' in draft ? draft.dailyBudget.amountMicros : null;
  };
  const ours = budget();
  const theirs = { dailyBudget: { amountMicros: '700000000000', currency: 'COP' }, name: 'Renombrada allá' };
  desk.unitOfWork.transaction(() => desk.plans.setTheirs(campaign.id, theirs));
  const selection = { objectIds: [campaign.id] };
  expect(yes(desk.planning.handlers.changes.acceptIncoming({ selection }, someone))).toEqual({ objects: 1, fields: 2 });
  expect(budget()).toBe(700_000_000_000n);
  expect(desk.plans.heads({ ids: [campaign.id] })).toMatchObject([{ mark: 'none', dailyDeltaMicros: 0n }]);
  expect(no(desk.planning.handlers.changes.acceptIncoming({ selection }, someone))).toBe('changes.nothing_changed_there');
  const history = createHistory({
    store: createHistoryStore(desk.database, desk.writer),
    unitOfWork: desk.unitOfWork,
    audit: desk.auditLog,
    topics: { moved: () => undefined, progress: () => undefined, cancelled: () => false },
    undoables: desk.planning.undoables,
    topicsOf: () => [],
  });
  yes(history.undo({}, someone));
  expect(budget()).toBe(ours);
  // Our own value stands against what the network has now: a change to look at, never a silent one.
  expect(desk.plans.heads({ ids: [campaign.id] })).toMatchObject([{ mark: 'edited' }]);
});
