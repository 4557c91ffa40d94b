import { describe, expect, test } from 'vitest';
import { createCanaryStore } from '../../adapters/storage/canary-store.ts';
import { createPublishStore } from '../../adapters/storage/publish-store.ts';
import { createScheduleStore } from '../../adapters/storage/schedule-sql-store.ts';
import { createZones } from '../../adapters/system/zones.ts';
import type { Schedule, ScheduleAction } from '../../core/contract/index.ts';
import { createPublishing, type StepRow } from '../../core/publishing/index.ts';
import { createSchedules } from '../../core/schedules/index.ts';
import { createSchedulePerformer } from '../../electron/backend/perform-schedule.ts';
import { clientId, planningBench, runFlow, someone, vacancy, yes, type PlanningOptions } from '../support/planning.ts';

const HOUR_MS = 3_600_000;
const quiet = { moved: () => undefined, progress: () => undefined, cancelled: () => false };
const RAISED = { amountMicros: 300_000_000_000n, currency: 'COP' };

/** Schedules, plans, changes and the journal as the program puts them together, over one encrypted file; nothing is ever sent. */
function desk(options: Partial<PlanningOptions> = {}, spentDaily = 0n) {
  const bench = planningBench({ vacancies: [vacancy(1), vacancy(2)], ...options });
  const { clock, ids, unitOfWork, changeLog, auditLog: audit, plans, planning, database } = bench;
  const journal = createPublishStore(database);
  const store = createScheduleStore(database);
  const fence = { valid: true };
  const publishing = createPublishing({
    store: journal,
    canaries: createCanaryStore(database),
    plans,
    changes: planning.changeSource,
    facts: {
      mayAdvertise: () => true,
      monthlyCap: () => null,
      inCurrency: (amount) => amount,
      averageDailySpend: () => [{ amountMicros: spentDaily, currency: 'COP' }],
      account: (id) => bench.accounts.get(id) ?? null,
    },
    directory: { accounts: () => [] },
    network: (id) => bench.networks.get(id) ?? null,
    uow: unitOfWork,
    audit,
    clock,
    ids,
    topics: quiet,
    fence: { isValid: () => fence.valid },
    mayWrite: () => true,
    random: () => 0.5,
  });
  const schedules = createSchedules({
    store,
    performer: createSchedulePerformer({ planning, publishing, plans }),
    zones: createZones(),
    roleOf: () => 'admin',
    nameOf: (id) => plans.get(id)?.draft.name ?? null,
    uow: unitOfWork,
    changeLog,
    audit,
    clock,
    ids,
    topics: quiet,
  });
  runFlow(bench);
  const campaign = plans.heads({}).find((head) => head.level === 'campaign' && head.network === 'board')!; // the flow makes one on each network
  const mine = (): readonly string[] => plans.tree(campaign.id).map((record) => record.id);
  const at = clock.nowMs() + HOUR_MS;
  const rule = {
    at: new Date(at - 5 * HOUR_MS).toISOString().slice(0, 16),
    timeZone: 'America/Bogota',
    repeat: 'once',
    until: null,
    graceMinutes: 60,
  } as const;
  return {
    ...bench,
    fence,
    journal,
    store,
    schedules,
    publishing,
    campaign,
    mine,
    rule,
    schedule: (action: ScheduleAction): Schedule =>
      yes(schedules.handlers.save({ scheduleId: null, clientId, name: 'Programada', action, rule }, someone)),
    /** The moment comes. */
    due() {
      clock.advance(HOUR_MS + 1);
      return schedules.runDue();
    },
    outcome: () => store.list(null)[0]?.lastOutcome,
    steps: (): readonly StepRow[] => journal.steps({ runId: null, states: [], network: null, offset: 0, limit: 500 }).steps,
    /** Everything of the campaign is live, as the network would leave it. */
    live() {
      unitOfWork.transaction(() => {
        for (const record of plans.tree(campaign.id))
          plans.confirm(record.id, { fields: record.draft, remoteId: `r-${record.id}`, lifecycle: 'live' });
      });
    },
  };
}

describe('a scheduled publish', () => {
  test('writes one run with exactly what was scheduled, by the author, and nothing of the rest', () => {
    const one = desk();
    one.schedule({ kind: 'publish', objectIds: [...one.mine()] });
    expect(one.due()).toEqual({ ran: 1, asking: 0, failed: 0 });
    const [run, ...others] = one.journal.runs(10);
    expect(others).toEqual([]);
    expect(one.journal.runObjectIds(run!.id).toSorted()).toEqual(one.mine().toSorted()); // the length was just tested
    expect(run).toMatchObject({ context: { actor: someone.actor, carrier: 'scheduler' } });
    expect(new Set(one.steps().map((step) => step.network))).toEqual(new Set(['board']));
  });

  test('sends nothing once an ad was edited after it was scheduled', () => {
    const one = desk();
    one.schedule({ kind: 'publish', objectIds: [...one.mine()] });
    yes(one.planning.handlers.plans.edit({ objectIds: [one.campaign.id], fields: { dailyBudget: RAISED } }, someone));
    expect(one.due()).toEqual({ ran: 0, asking: 0, failed: 1 });
    expect(one.outcome()).toBe('schedules.content_changed');
    expect(one.journal.runs(10)).toEqual([]);
  });

  test('is refused when it is made over something that may not go', () => {
    const one = desk({ client: { approvalsNeeded: 1 } });
    const answer = one.schedules.handlers.save(
      { scheduleId: null, clientId, name: 'x', action: { kind: 'publish', objectIds: [...one.mine()] }, rule: one.rule },
      someone,
    );
    expect(answer).toMatchObject({ ok: false, error: { code: 'changes.not_approved' } });
    expect(one.store.list(null)).toEqual([]);
  });

  test('writes nothing behind a fence, and says so', () => {
    const one = desk();
    one.schedule({ kind: 'publish', objectIds: [...one.mine()] });
    one.fence.valid = false;
    expect(one.due()).toMatchObject({ failed: 1 });
    expect(one.outcome()).toBe('publishing.fenced');
    expect(one.journal.runs(10)).toEqual([]);
  });
});

describe('a scheduled pause', () => {
  test('goes to the head of the queue and is in the plan', () => {
    const one = desk();
    one.live();
    one.schedule({ kind: 'status', objectIds: [one.campaign.id], status: 'paused' });
    expect(one.due()).toEqual({ ran: 1, asking: 0, failed: 0 });
    expect(one.plans.get(one.campaign.id)?.draft.status).toBe('paused');
    const [step] = one.steps();
    expect(step).toMatchObject({ kind: 'set_status', status: 'paused', objectIds: [one.campaign.id] });
    expect(step!.priority).toBeLessThan(5); // normal work
  });

  test('of something that is gone says that it is gone', () => {
    const one = desk();
    one.schedule({ kind: 'status', objectIds: ['01890000-0000-7000-8000-0000000000ff'], status: 'paused' });
    expect(one.due()).toMatchObject({ failed: 1 });
    expect(one.outcome()).toBe('schedules.object_gone');
  });
});

describe('a scheduled start', () => {
  test('publishes the change of status', () => {
    const one = desk();
    yes(one.planning.handlers.plans.edit({ objectIds: [one.campaign.id], fields: { status: 'paused' } }, someone));
    one.live();
    one.schedule({ kind: 'status', objectIds: [one.campaign.id], status: 'active' });
    expect(one.due()).toEqual({ ran: 1, asking: 0, failed: 0 });
    expect(one.steps().filter((step) => step.kind === 'set_status')).toMatchObject([
      { status: 'active', objectIds: [one.campaign.id], state: 'planned' },
    ]);
  });

  test('that is refused leaves the plan as it was: the edit goes back with it', () => {
    const one = desk();
    yes(one.planning.handlers.plans.edit({ objectIds: [one.campaign.id], fields: { status: 'paused' } }, someone));
    one.live();
    one.schedule({ kind: 'status', objectIds: [one.campaign.id], status: 'active' });
    one.fence.valid = false;
    expect(one.due()).toMatchObject({ failed: 1 });
    expect(one.outcome()).toBe('publishing.fenced');
    expect(one.plans.get(one.campaign.id)?.draft.status).toBe('paused');
    expect(one.steps()).toEqual([]);
  });
});

describe('a scheduled budget', () => {
  const action = (campaignId: string, revertAt: string | null, dailyBudget = RAISED): ScheduleAction => ({
    kind: 'budget',
    campaignId,
    dailyBudget,
    revertAt,
  });

  test('is published as an update and put back later by a schedule of its own', () => {
    const one = desk();
    one.live();
    const before = one.plans.get(one.campaign.id)?.draft;
    one.schedule(action(one.campaign.id, `${one.rule.at.slice(0, 11)}23:00`));
    expect(one.due()).toEqual({ ran: 1, asking: 0, failed: 0 });
    expect(one.steps().filter((step) => step.kind === 'update')).toMatchObject([{ changedFields: ['dailyBudget'] }]);
    expect(one.store.list(null).map((row) => row.state)).toEqual(['done', 'waiting']);
    expect(one.store.list(null)[1]?.action).toMatchObject({
      kind: 'budget',
      dailyBudget: before !== undefined && 'dailyBudget' in before ? before.dailyBudget : null,
      revertAt: null,
    });
  });

  const FAR = { amountMicros: 9_000_000_000_000n, currency: 'COP' };

  test('that the checks warn about is not kept without a reason: the warnings are shown, and nothing moves', () => {
    const one = desk();
    one.live();
    const before = one.plans.get(one.campaign.id)?.draft;
    const answer = one.schedules.handlers.save(
      { scheduleId: null, clientId, name: 'x', action: action(one.campaign.id, null, FAR), rule: one.rule },
      someone,
    );
    expect(answer).toMatchObject({
      ok: false,
      error: {
        code: 'schedules.warnings_unexplained',
        details: { count: 1, warnings: [{ objectId: one.campaign.id, code: 'budget_far_above_usual' }] },
      },
    });
    expect(one.store.list(null)).toEqual([]);
    expect(one.plans.get(one.campaign.id)?.draft).toEqual(before);
  });

  test('whose warnings were explained is sent at its time with that reason, and goes back by itself', () => {
    const one = desk();
    one.live();
    const explanation = { reason: 'Feria de empleo', warnings: [{ objectId: one.campaign.id, code: 'budget_far_above_usual' }] };
    const saved = yes(
      one.schedules.handlers.save(
        {
          scheduleId: null,
          clientId,
          name: 'x',
          action: action(one.campaign.id, `${one.rule.at.slice(0, 11)}23:00`, FAR),
          rule: one.rule,
          explanation,
        },
        someone,
      ),
    );
    expect(saved.explained).toEqual([{ ...explanation.warnings[0], reason: 'Feria de empleo', by: someone.actor.name }]);
    expect(one.due()).toEqual({ ran: 1, asking: 0, failed: 0 });
    expect(one.steps().filter((step) => step.kind === 'update')).toMatchObject([{ changedFields: ['dailyBudget'] }]);
    const { problems } = yes(
      one.planning.handlers.checks.list({ clientId: null, objectId: one.campaign.id, severity: 'warning', offset: 0, limit: 10 }, someone),
    );
    expect(problems).toMatchObject([{ code: 'budget_far_above_usual', waivedReason: 'Feria de empleo' }]);
    one.clock.advance(24 * HOUR_MS);
    expect(one.schedules.runDue()).toMatchObject({ failed: 0 });
  });

  test('with a warning that is new at its time waits for a person and sends nothing', () => {
    const one = desk();
    one.live();
    one.schedule(action(one.campaign.id, null));
    // Someone lowered it on the network meanwhile: what was usual is now far above it.
    const { draft } = one.plans.get(one.campaign.id)!;
    one.unitOfWork.transaction(() =>
      one.plans.confirm(one.campaign.id, { fields: { ...draft, dailyBudget: { amountMicros: 1_000_000_000n, currency: 'COP' } } }),
    );
    expect(one.due()).toEqual({ ran: 0, asking: 1, failed: 0 });
    expect(one.plans.get(one.campaign.id)?.draft).toEqual(draft);
    expect(one.journal.runs(10)).toEqual([]);
    const [asking] = yes(one.schedules.handlers.list({ clientId: null }, someone)).schedules;
    expect(asking).toMatchObject({ state: 'asking', asks: 'warnings', warnings: [{ code: 'budget_far_above_usual' }] });
    expect(one.schedules.runDue()).toEqual({ ran: 0, asking: 0, failed: 0 });

    const answer = { scheduleIds: [asking!.id], decision: 'run' as const };
    expect(one.schedules.handlers.answer(answer, someone)).toMatchObject({ ok: false, error: { code: 'schedules.warnings_unexplained' } });
    expect(yes(one.schedules.handlers.answer({ ...answer, reason: 'Así se acordó' }, someone))).toEqual({
      ran: 1,
      skipped: 0,
      failed: 0,
      asking: 0,
    });
    expect(one.journal.runs(10)).toHaveLength(1);
    expect(one.store.list(null)[0]).toMatchObject({ state: 'done', lastOutcome: 'done', warnings: [] });
  });

  test('far above what the client spends is a question at its time, too', () => {
    const one = desk({}, 1_000_000n);
    one.live();
    expect(
      one.schedules.handlers.save(
        { scheduleId: null, clientId, name: 'x', action: action(one.campaign.id, null), rule: one.rule },
        someone,
      ),
    ).toMatchObject({ ok: false, error: { details: { warnings: [{ code: 'unusual_amount' }] } } });
  });

  test('of a campaign that is gone, or of no campaign, says so and changes nothing', () => {
    const one = desk();
    const group = one.plans.children(one.campaign.id)[0]!; // a campaign of the flow has one
    one.schedule(action(group.id, null));
    expect(one.due()).toMatchObject({ failed: 1 });
    expect(one.outcome()).toBe('schedules.object_gone');
    expect(one.journal.runs(10)).toEqual([]);
  });

  test('equal to what the network has already sends nothing', () => {
    const one = desk();
    yes(one.planning.handlers.plans.edit({ objectIds: [one.campaign.id], fields: { dailyBudget: RAISED } }, someone));
    one.live();
    one.schedule(action(one.campaign.id, null));
    expect(one.due()).toEqual({ ran: 1, asking: 0, failed: 0 });
    expect(one.journal.runs(10)).toEqual([]);
  });
});
