import { ok, type Result } from '../../../core/kernel/index.ts';
import type { NetworkFailure, PublishStep } from '../../../core/ports/index.ts';
import { NAMES, type Names } from './client.ts';
import { runTimes, toMicro } from './map.ts';
import { changeFields, replaceObject } from './replace.ts';
import { AdSquad } from './schemas.ts';
import { remoteIdOf, type Of, type StepTools } from './step-parts.ts';
import { parseSnapTime } from './zone.ts';

/**
 * A change of a campaign. Budget and dates stand on its squads too, so those follow: the campaign first, because its budget is
 * the cap over all, then each squad that differs. Every part may be set twice without harm, so the whole is repeated after any
 * break, and `find` believes it only when all agree.
 */
export async function changeCampaign(
  tools: StepTools,
  step: PublishStep,
  object: Of<'campaign'>,
  small: Readonly<Record<string, unknown>>,
): Promise<Result<string | null, NetworkFailure>> {
  const changed = new Set(step.changedFields);
  const { fields } = object;
  const campaignId = remoteIdOf(step, object);
  const times = runTimes(fields, step.account.timeZone, tools.clock.nowMs());
  const shared: Shared = {
    ...(changed.has('dailyBudget') ? { daily_budget_micro: toMicro(fields.dailyBudget.amountMicros) } : {}),
    ...(changed.has('startDay') ? { start_time: times.start_time } : {}),
    ...(changed.has('endDay') ? { end_time: times.end_time } : {}),
  };
  const changes = { ...small, ...shared };
  // The countries of a campaign are those of its squads' places: there is nothing to set here.
  if (Object.keys(changes).length === 0) return ok(null);
  const first = await set(tools, step, NAMES.campaign, campaignId, changes, object.objectId, false);
  if (!first.ok || Object.keys(shared).length === 0) return first;
  const squads = await tools.client.all(
    { path: `/campaigns/${campaignId}/adsquads`, secretName: step.account.secretName, objectId: object.objectId },
    NAMES.ad_group,
    AdSquad,
  );
  if (!squads.ok) return squads;
  for (const squad of squads.value) {
    if (squadAgrees(squad, shared, tools.clock.nowMs())) continue;
    const next = await set(tools, step, NAMES.ad_group, squad.id, { ...shared }, object.objectId, true);
    if (!next.ok) return next;
  }
  return first;
}

/** `end_time` present and undefined: no end any more. */
export interface Shared {
  readonly daily_budget_micro?: number;
  readonly start_time?: string;
  readonly end_time?: string | undefined;
}

export function squadAgrees(squad: AdSquad, wanted: Shared, nowMs: number): boolean {
  if (wanted.daily_budget_micro !== undefined && squad.daily_budget_micro !== wanted.daily_budget_micro) return false;
  if ('end_time' in wanted && parseSnapTime(squad.end_time) !== parseSnapTime(wanted.end_time)) return false;
  const start = parseSnapTime(wanted.start_time);
  // A start that has come says nothing any more.
  if (start !== null && start > nowMs && parseSnapTime(squad.start_time) !== start) return false;
  return true;
}

/** PATCH where its list of fields suffices; a field can only be taken away by replacing the object. */
async function set(
  tools: StepTools,
  step: PublishStep,
  names: Names,
  id: string,
  changes: Readonly<Record<string, unknown>>,
  objectId: string,
  later: boolean,
): Promise<Result<string | null, NetworkFailure>> {
  if (Object.values(changes).includes(undefined)) return replaceObject(tools.client, step.account, names, id, () => changes, objectId);
  return changeFields(tools.client, step.account, names, id, changes, objectId, later ? { patience: 'wait' } : {});
}
