import type { CallContext } from '../ports/change-log.ts';
import type { PlanRecord } from '../plans/plan-store.ts';
import type { PublishingDeps } from './deps.ts';
import { checkFailure, PRIORITY, type NewStep, type StepNeed } from './journal.ts';
import type { Recorder } from './record.ts';

const MAY_SPEND: readonly PlanRecord['delivery'][] = ['active', 'in_review', 'limited'];

export type PauseReason = 'emergency' | 'vacancy_closed' | 'scheduled';

const ACTION = {
  emergency: 'publishing.emergency_pause',
  vacancy_closed: 'publishing.pause_closed_vacancies',
  scheduled: 'publishing.pause_scheduled',
} as const satisfies Record<PauseReason, string>;

export interface PauseScope {
  readonly clientId: string | null;
  readonly network: string | null;
}

/** Live ads whose vacancy is closed, expired, filled or capped: what promise three wants paused. */
export function pausesForClosedVacancies(deps: Pick<PublishingDeps, 'plans' | 'facts' | 'directory'>): readonly PlanRecord[] {
  const found: PlanRecord[] = [];
  const may = new Map<string, boolean>();
  for (const { account } of deps.directory.accounts({ clientId: null, network: null })) {
    for (const record of deps.plans.published(account.accountId)) {
      if (record.vacancyId === null || record.lifecycle === 'archived' || !isActive(record)) continue;
      let allowed = may.get(record.vacancyId);
      if (allowed === undefined) may.set(record.vacancyId, (allowed = deps.facts.mayAdvertise(record.vacancyId)));
      if (!allowed) found.push(record);
    }
  }
  return found;
}

/** Campaigns of the scope that may be spending, or would be once an open activation is sent. What stands under a paused one rests, so campaigns are enough. */
export function liveCampaigns(deps: Pick<PublishingDeps, 'plans' | 'directory' | 'store'>, scope: PauseScope): readonly PlanRecord[] {
  const found = new Map<string, PlanRecord>();
  const add = (record: PlanRecord | null): void => {
    if (record !== null && (scope.clientId === null || record.clientId === scope.clientId)) found.set(record.id, record);
  };
  for (const { account } of deps.directory.accounts(scope)) {
    for (const record of deps.plans.published(account.accountId))
      if (record.level === 'campaign' && record.lifecycle !== 'archived' && mayBeActive(record)) add(record);
    for (const campaignId of deps.store.activatingCampaigns(account.accountId)) add(deps.plans.get(campaignId));
  }
  return [...found.values()];
}

/** As the network last confirmed it or, where it says otherwise since, as it says. Not by delivery: that is only as new as the last reading. */
function isActive(record: PlanRecord): boolean {
  return (record.theirs['status'] ?? record.base?.status) === 'active';
}

function mayBeActive(record: PlanRecord): boolean {
  return record.base?.status === 'active' || MAY_SPEND.includes(record.delivery);
}

/**
 * Writes a run of pauses that goes before everything else. Activations of these campaigns are taken back; one that is
 * on its way cannot be, so a second pause waits for its end. Null when there is nothing to pause.
 */
export function writePauses(
  deps: PublishingDeps,
  recorder: Recorder,
  records: readonly PlanRecord[],
  reason: PauseReason,
  context: CallContext,
): string | null {
  if (records.length === 0) return null;
  return deps.uow.durable(() => {
    // What was leased ahead would otherwise be sent before the pauses.
    deps.store.unlease(null, null);
    const onTheirWay = reason === 'emergency' ? takeBackActivations(deps, recorder, records) : new Map<string, StepNeed[]>();
    const runId = deps.ids.next();
    const steps: NewStep[] = [];
    for (const record of records) {
      // Not made yet: with its activation taken back it can only become a paused one.
      if (record.remoteId === null) continue;
      const pauses = [pauseStep(deps, record, steps.length, [])];
      const needs = onTheirWay.get(record.id);
      if (needs !== undefined) pauses.push(pauseStep(deps, record, steps.length + 1, needs));
      steps.push(...pauses);
      // An emergency is over when the network itself says that nothing runs any more.
      if (reason === 'emergency')
        steps.push({
          ...pauseStep(
            deps,
            record,
            steps.length,
            pauses.map((pause) => ({ stepId: pause.id, hard: false })),
          ),
          kind: 'verify',
          status: null,
        });
    }
    const { actor, carrier } = context;
    if (steps.length > 0)
      deps.store.addRun(
        {
          id: runId,
          startedAt: deps.clock.nowIso(),
          finishedAt: null,
          state: 'running',
          contentHash: '',
          approvalId: null,
          context: { actor, carrier },
        },
        [],
        steps,
      );
    deps.audit.append(context, ACTION[reason], runId, {
      objects: records.length,
    });
    return steps.length > 0 ? runId : null;
  });
}

function takeBackActivations(deps: PublishingDeps, recorder: Recorder, campaigns: readonly PlanRecord[]): Map<string, StepNeed[]> {
  const onTheirWay = new Map<string, StepNeed[]>();
  for (const step of deps.store.openActivations(campaigns.map((campaign) => campaign.id))) {
    if (step.state === 'sending' || step.state === 'unknown') {
      deps.store.forbidResend([step.id]);
      const needs = onTheirWay.get(step.campaignId);
      const need: StepNeed = { stepId: step.id, hard: false };
      if (needs === undefined) onTheirWay.set(step.campaignId, [need]);
      else needs.push(need);
    } else {
      recorder.cancel(step, checkFailure('publishing.emergency', 'Taken back by an emergency pause'));
    }
  }
  return onTheirWay;
}

export function pauseStep(
  deps: Pick<PublishingDeps, 'ids' | 'plans'>,
  record: PlanRecord,
  sequence: number,
  needs: readonly StepNeed[],
): NewStep {
  let campaign = record;
  while (campaign.parentId !== null) {
    const parent = deps.plans.get(campaign.parentId);
    if (parent === null) break;
    campaign = parent;
  }
  return {
    id: deps.ids.next(),
    sequence,
    priority: PRIORITY.emergency,
    network: record.network,
    accountId: record.accountId,
    campaignId: campaign.id,
    kind: 'set_status',
    purpose: 'pause',
    objectIds: [record.id],
    level: record.level,
    objectName: record.draft.name,
    marker: record.marker,
    targetRemoteId: null,
    changedFields: [],
    status: 'paused',
    needs,
  };
}

/** A run of its own for one leftover: paused first, then archived. Asked again while it is open, it is not written twice. */
export function writeLeftOver(deps: PublishingDeps, record: PlanRecord, remoteId: string, context: CallContext): void {
  if (deps.store.openOnRemote(record.id, remoteId) > 0) return;
  const { actor, carrier } = context;
  const runId = deps.ids.next();
  const common = {
    ...pauseStep(deps, record, 0, []),
    priority: PRIORITY.duplicate,
    purpose: 'duplicate',
    targetRemoteId: remoteId,
  } as const;
  const steps: NewStep[] = [
    common,
    { ...common, id: deps.ids.next(), sequence: 1, status: 'archived', needs: [{ stepId: common.id, hard: false }] },
  ];
  deps.store.addRun(
    {
      id: runId,
      startedAt: deps.clock.nowIso(),
      finishedAt: null,
      state: 'running',
      contentHash: '',
      approvalId: null,
      context: { actor, carrier },
    },
    [],
    steps,
  );
  deps.audit.append(context, 'publishing.left_over_found', record.id, { remoteId });
}
