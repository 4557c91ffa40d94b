import type { publishing } from '../contract/changes.ts';
import type { Run, Step } from '../contract/changes.ts';
import type { NetworkId } from '../contract/plan-model.ts';
import { ok, refuse } from '../kernel/result.ts';
import type { CallContext } from '../ports/change-log.ts';
import type { Handlers } from '../ports/handlers.ts';
import type { PlanRecord } from '../plans/plan-store.ts';
import { judgeCanary, releaseCanary } from './canary.ts';
import type { PublishingDeps } from './deps.ts';
import { createEngine, type Engine } from './engine.ts';
import { instantText } from '../kernel/instant.ts';
import { holdCanary } from './hold-canary.ts';
import { createOutlook } from './outlook.ts';
import { checkFailure, OPEN_STATES, type RunRow, type StepRow } from './journal.ts';
import { liveCampaigns, pausesForClosedVacancies, writeLeftOver, writePauses } from './pause.ts';
import { releaseBooking } from './activation.ts';
import { abandonOpen, bookStrangersRaise, bookWhatRuns } from './after-restore.ts';
import { settleStep } from './settle.ts';
import { startRun } from './start.ts';

export interface Publishing {
  readonly handlers: Handlers<typeof publishing>;
  readonly engine: Engine;
  /** What the bar at the bottom shows. */
  progress(): {
    readonly running: boolean;
    readonly done: number;
    readonly total: number;
    readonly unknown: number;
    readonly needsPerson: number;
  };
  /** Goes on with publishes whose first ads are through their review; holds those that met trouble. After every reading. */
  lookAtCanaries(context: CallContext): void;
  /** Live ads whose vacancy may no longer be advertised. */
  pausesForClosedVacancies(): readonly PlanRecord[];
  /** Writes the pauses for them; the number of objects. They go before everything else in the queue. */
  pauseClosedVacancies(context: CallContext): number;
  /** Pauses what is live of these, before everything else in the queue; the number of objects. */
  pauseObjects(objectIds: readonly string[], context: CallContext): number;
  /** A reading shows that the campaign does not run: what it had booked is free again, unless an activation is still open. Inside a transaction. */
  campaignRests(campaignId: string): void;
  /** A second remote object of one of ours, left by a request that arrived late: paused and archived by steps of their own. Inside a transaction. */
  archiveLeftOver(record: PlanRecord, remoteId: string, context: CallContext): void;
  /** For the reconciling after a restore. Both inside a transaction. */
  abandonOpen(context: CallContext): number;
  bookWhatRuns(campaign: PlanRecord): void;
  /** A reading shows a larger budget than we ever sent. Inside a transaction. */
  bookStrangersRaise(campaign: PlanRecord): void;
  /** The account was signed in again: its steps wait no longer. */
  accountReady(accountId: string): void;
}

/** `changed` is called after new work was written: the scheduler's wake. */
export function createPublishing(deps: PublishingDeps, changed: () => void = () => undefined): Publishing {
  const engine = createEngine(deps);
  const { store } = deps;

  function wake(): void {
    engine.poke();
    changed();
  }

  function instant(ms: number | null): string | null {
    return ms === null ? null : instantText(ms);
  }

  function runView(row: RunRow): Run {
    const networks = new Map<
      NetworkId,
      { total: number; confirmed: number; rejected: number; unknown: number; needsPerson: number; cancelled: number }
    >();
    for (const tally of store.tallies([row.id])) {
      let one = networks.get(tally.network);
      if (one === undefined)
        networks.set(tally.network, (one = { total: 0, confirmed: 0, rejected: 0, unknown: 0, needsPerson: 0, cancelled: 0 }));
      one.total += tally.count;
      if (tally.state === 'needs_person') one.needsPerson += tally.count;
      else if (tally.state === 'confirmed' || tally.state === 'rejected' || tally.state === 'unknown' || tally.state === 'cancelled')
        one[tally.state] += tally.count;
    }
    const waits = waitsByNetwork(row);
    const moving = row.finishedAt === null && row.state === 'running';
    const waiting =
      moving && networks.size > 0 && [...networks.keys()].every((network) => waits.has(network) || isDone(networks.get(network)!)); // keys of the same map
    return {
      id: row.id,
      startedAt: row.startedAt,
      finishedAt: row.finishedAt,
      actor: row.context.actor.name,
      state: waiting ? 'waiting' : row.state,
      contentHash: row.contentHash,
      networks: [...networks].map(([network, counts]) => ({ network, ...counts, waitsUntil: instant(waits.get(network) ?? null) })),
      ...canaryView(row.id),
    };
  }

  function canaryView(runId: string): Pick<Run, 'canary'> {
    const canary = deps.canaries.get(runId);
    return canary === null ? {} : { canary: { goOn: canary.goOn, state: canary.state, rest: canary.rest.length, reason: canary.reason } };
  }

  function isDone(counts: { total: number; confirmed: number; rejected: number; cancelled: number }): boolean {
    return counts.total === counts.confirmed + counts.rejected + counts.cancelled;
  }

  /** Networks of the run with nothing due now, and when the first of their accounts goes on. */
  function waitsByNetwork(row: RunRow): ReadonlyMap<NetworkId, number> {
    const found = new Map<NetworkId, number>();
    if (row.finishedAt !== null) return found;
    const now = deps.clock.nowMs();
    for (const { network, accountId } of store.openAccounts()) {
      const due = engine.accountWaitsUntilMs(accountId, network);
      if (due !== null && due > now) found.set(network, Math.min(found.get(network) ?? due, due));
    }
    return found;
  }

  function stepView(row: StepRow): Step {
    return {
      id: row.id,
      runId: row.runId,
      sequence: row.sequence,
      network: row.network,
      kind: shownKind(row),
      objectName: row.objectName,
      level: row.level,
      state: row.state,
      attempts: row.attempts,
      marker: row.marker,
      remoteId: row.remoteId,
      sentAt: row.firstSentAt,
      answeredAt: row.answeredAt,
      waitsUntil: (row.state === 'planned' || row.state === 'unknown') && row.dueMs > deps.clock.nowMs() ? instant(row.dueMs) : null,
      waitsReason: row.state === 'planned' || row.state === 'unknown' ? row.waitsReason : null,
      failure:
        row.failure === null
          ? null
          : { kind: row.failure.kind, code: row.failure.code, message: row.failure.message, raw: row.failure.raw },
    };
  }

  /** The amount was confirmed for the whole when its first part went ahead. */
  function startRest(objectIds: readonly string[], context: CallContext): ReturnType<typeof startRun> {
    const ready = deps.changes.ready({ objectIds }, context);
    if (!ready.ok) return ready;
    return startRun(deps, { objectIds }, { daily: ready.value.daily, unusual: true }, context);
  }

  const handlers: Handlers<typeof publishing> = {
    ...createOutlook(deps),
    start(input, context) {
      const started = startRun(
        deps,
        input.selection,
        { daily: input.confirmDaily, unusual: input.confirmUnusual === true },
        context,
        input.canary ?? null,
      );
      if (!started.ok) return started;
      wake();
      return ok(runView(store.run(started.value)!)); // written a line above
    },
    releaseCanary(input, context) {
      const canary = deps.canaries.get(input.runId);
      if (canary === null) return refuse('publishing.canary_not_found');
      if (canary.state === 'released') return refuse('publishing.canary_not_waiting');
      const released = releaseCanary(deps, canary, startRest, context);
      if (!released.ok) return released;
      wake();
      return ok(runView(store.run(released.value ?? canary.runId)!)); // one of them was read or written just now
    },
    holdCanary(input, context) {
      const held = holdCanary(deps, input.runId, context);
      return held.ok ? ok(runView(store.run(input.runId)!)) : held; // a canary has a run
    },
    runs: (input) => ok({ runs: store.runs(input.limit).map(runView) }),
    run(input) {
      const row = store.run(input.runId);
      return row === null ? refuse('publishing.run_not_found') : ok(runView(row));
    },
    steps(input) {
      const { steps, total } = store.steps(input);
      return ok({ steps: steps.map(stepView), total });
    },
    async work() {
      if (!deps.fence.isValid() || !deps.mayWrite()) return refuse('publishing.fenced');
      const report = await engine.work();
      return ok({ worked: report.worked, open: report.open, waitsUntil: instant(report.waitsUntilMs) });
    },
    settle(input, context) {
      const settled = settleStep(deps, engine.recorder, input.stepId, input.decision, context);
      if (!settled.ok) return settled;
      deps.topics.moved('publishing', 'changes');
      wake();
      return ok(stepView(settled.value));
    },
    stop(input, context) {
      const row = store.run(input.runId);
      if (row === null) return refuse('publishing.run_not_found');
      deps.uow.durable(() => {
        if (row.finishedAt !== null) return;
        store.saveRun(row.id, 'stopped', null);
        const cancelled = store.stopRun(row.id, checkFailure('publishing.stopped', 'Stopped by a person'));
        deps.audit.append(context, 'publishing.run_stopped', row.id, { cancelled });
        engine.recorder.finishIfDone(row.id);
      });
      deps.topics.moved('publishing', 'changes', 'plans');
      return ok(runView(store.run(row.id) ?? row));
    },
    emergencyPause(input, context) {
      if (!deps.fence.isValid() || !deps.mayWrite()) return refuse('publishing.fenced');
      const campaigns = liveCampaigns(deps, input);
      const runId = writePauses(deps, engine.recorder, campaigns, 'emergency', context);
      wake();
      return ok({ objects: campaigns.length, run: runId === null ? null : runView(store.run(runId)!) }); // written just now
    },
  };

  return {
    handlers,
    engine,
    progress() {
      const open = store.openRuns();
      const tallies = store.tallies(open.map((run) => run.id));
      const count = (states: readonly string[]): number =>
        tallies.reduce((sum, tally) => sum + (states.includes(tally.state) ? tally.count : 0), 0);
      const total = tallies.reduce((sum, tally) => sum + tally.count, 0);
      return {
        running: open.length > 0,
        done: total - count(OPEN_STATES),
        total,
        unknown: count(['unknown']),
        needsPerson: count(['needs_person']),
      };
    },
    lookAtCanaries(context) {
      if (!deps.fence.isValid() || !deps.mayWrite()) return;
      for (const canary of deps.canaries.waiting()) {
        const verdict = judgeCanary(deps, canary);
        if (verdict.kind === 'release') releaseCanary(deps, canary, startRest, context);
        else if (verdict.kind === 'hold')
          deps.uow.transaction(() => {
            deps.canaries.save({ ...canary, state: 'held', reason: verdict.reason });
            deps.audit.append(context, 'publishing.canary_held', canary.runId, { reason: verdict.reason });
          });
        else continue;
        deps.topics.moved('publishing', 'changes');
        wake();
      }
    },
    pausesForClosedVacancies: () => pausesForClosedVacancies(deps),
    pauseClosedVacancies(context) {
      if (!deps.fence.isValid() || !deps.mayWrite()) return 0;
      const records = pausesForClosedVacancies(deps).filter((record) => !pauseIsOpen(record));
      if (writePauses(deps, engine.recorder, records, 'vacancy_closed', context) !== null) wake();
      return records.length;
    },
    pauseObjects(objectIds, context) {
      if (!deps.fence.isValid() || !deps.mayWrite()) return 0;
      const records = deps.plans
        .getMany(objectIds)
        .filter((record) => record.remoteId !== null && record.base?.status === 'active' && !pauseIsOpen(record));
      if (writePauses(deps, engine.recorder, records, 'scheduled', context) !== null) wake();
      return records.length;
    },
    campaignRests(campaignId) {
      const record = deps.plans.get(campaignId);
      if (record !== null && store.openActivations([campaignId]).length === 0) releaseBooking(deps, campaignId, 'sync');
    },
    archiveLeftOver(record, remoteId, context) {
      writeLeftOver(deps, record, remoteId, context);
      changed();
    },
    abandonOpen: (context) => abandonOpen(deps, engine.recorder, context),
    bookWhatRuns: (campaign) => bookWhatRuns(deps, campaign),
    bookStrangersRaise: (campaign) => bookStrangersRaise(deps, campaign),
    accountReady(accountId) {
      deps.uow.transaction(() => store.clearBlock(`account/${accountId}`));
      wake();
    },
  };

  /** Asked every few minutes, the same pause must not be written again while it is still open. */
  function pauseIsOpen(record: PlanRecord): boolean {
    return store.openPauses(record.id) > 0;
  }
}

/** A status step is named for what it does; the words are in the catalogue (`publishing.kind.*`). */
function shownKind(row: StepRow): string {
  if (row.kind !== 'set_status') return row.kind;
  return row.status === 'active' ? 'activate' : row.status === 'paused' ? 'pause' : 'archive';
}
