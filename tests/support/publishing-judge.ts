import type { StepRow } from '../../core/publishing/index.ts';
import { contentDifference, type World } from './publishing-world.ts';

/** What the network's own books and ours must agree on once everything has settled. Empty: all is well. */
export function judge(world: World, settled: { readonly idle: boolean }): readonly string[] {
  const found = [...world.violations];
  const all = world.store.steps({ runId: null, states: [], network: null, offset: 0, limit: 100_000 }).steps;
  if (!settled.idle) found.push('I9: it never came to rest');
  const asking = new Set(all.filter((step) => step.state === 'needs_person').map((step) => step.runId));
  for (const step of all) {
    // What stands behind a question waits for its answer.
    if (step.state === 'planned' && step.waits > 0 && asking.has(step.runId)) continue;
    if (step.state !== 'confirmed' && step.state !== 'rejected' && step.state !== 'cancelled' && step.state !== 'needs_person')
      found.push(`I9: step ${step.kind} rests in ${step.state} with ${step.waits} waits`);
  }
  judgeObjects(world, all, found);
  judgeOrphans(world, found);
  judgeIntents(world, all, found);
  judgeBudget(world, found);
  return found;
}

/** I2: what the journal says was confirmed exists, as approved; what was wished and not confirmed has a step that says why. */
function judgeObjects(world: World, steps: readonly StepRow[], found: string[]): void {
  const explained = new Set(
    steps
      .filter((step) => step.state === 'rejected' || step.state === 'cancelled' || step.state === 'needs_person')
      .flatMap((step) => step.objectIds),
  );
  const troubled = steps.some((step) => step.state === 'rejected' || step.state === 'cancelled' || step.state === 'needs_person');
  for (const record of world.plans.all()) {
    const remote = record.remoteId === null ? undefined : world.books.objects.get(record.remoteId);
    if (record.remoteId !== null && remote === undefined) {
      found.push(`I2: the plan believes in ${record.remoteId}, the network never made it`);
      continue;
    }
    const wanted = record.draft.status;
    if (wanted === 'archived') continue;
    if (remote === undefined) {
      if (!explained.has(record.id) && !troubled) found.push(`I2: ${record.level} ${record.draft.name} is silently missing`);
      continue;
    }
    if (remote.marker !== record.marker) found.push(`I2: ${record.level} ${record.draft.name} is tied to the object of another`);
    if (record.base !== null && remote.configured !== record.base.status)
      found.push(`I2: ${remote.remoteId} is ${remote.configured}, the plan says ${record.base.status}`);
    // The network holds something else: the plan shows it as an open item.
    if (Object.keys(record.theirs).length > 0) continue;
    if (!troubled && remote.configured !== wanted) found.push(`I2: ${remote.remoteId} should be ${wanted} and is ${remote.configured}`);
    if (!troubled) {
      const difference = contentDifference(world.books, remote, record);
      if (difference !== null) found.push(`I2: ${remote.remoteId} holds another ${difference} than was wished`);
    }
  }
}

/** I7: nothing of ours is left that the plan does not know. Creatives alone show and spend nothing. */
function judgeOrphans(world: World, found: string[]): void {
  const known = new Set(world.plans.all().map((record) => record.remoteId));
  const explained = world.store
    .steps({ runId: null, states: ['needs_person', 'rejected', 'cancelled'], network: null, offset: 0, limit: 100_000 })
    .steps.flatMap((step) => [step.marker, ...step.objectIds.map((id) => world.plans.get(id)?.marker)]);
  for (const step of world.store.steps({ runId: null, states: ['needs_person'], network: null, offset: 0, limit: 100_000 }).steps)
    known.add(step.targetRemoteId);
  for (const object of world.books.objects.values()) {
    if (object.level === 'creative' || object.configured === 'archived' || known.has(object.remoteId)) continue;
    if (object.configured === 'active') found.push(`I7: ${object.remoteId} is active and unknown to the plan`);
    else if (!explained.includes(object.marker)) found.push(`I7: ${object.remoteId} is an orphan`);
  }
}

/** I6: each write that the network saw was announced before and has an outcome. */
function judgeIntents(world: World, steps: readonly StepRow[], found: string[]): void {
  const announced = new Map<string, number>();
  for (const row of world.audit)
    if (row.action === 'publishing.step_sent' && row.subject !== null) announced.set(row.subject, (announced.get(row.subject) ?? 0) + 1);
  const received = new Map<string, number>();
  for (const write of world.books.writes) received.set(write.stepId, (received.get(write.stepId) ?? 0) + 1);
  const byId = new Map(steps.map((step) => [step.id, step]));
  for (const [stepId, times] of received) {
    if ((announced.get(stepId) ?? 0) < times)
      found.push(
        `I6: step ${byId.get(stepId)?.kind ?? stepId} reached the network ${times} times and was announced ${announced.get(stepId) ?? 0} times`,
      );
    if (!byId.has(stepId)) found.push(`I6: the network saw a step that the journal does not know`);
  }
}

/** I4 at rest: booked is exactly what is active; entries add up to the balance and to zero. */
function judgeBudget(world: World, found: string[]): void {
  const active = new Map<string, bigint>();
  for (const object of world.books.objects.values()) {
    if (object.level !== 'campaign' || object.configured !== 'active') continue;
    const budget = object.fields['dailyBudget'] as { amountMicros: string; currency: string }; // a campaign's own field
    active.set(object.accountId, (active.get(object.accountId) ?? 0n) + BigInt(budget.amountMicros));
  }
  const open = world.store.steps({ runId: null, states: ['needs_person'], network: null, offset: 0, limit: 1000 }).total > 0;
  for (const accountId of world.accounts.keys()) {
    const booked = world.store.bookedByAccount(accountId).reduce((sum, row) => sum + row.amountMicros, 0n);
    const spending = active.get(accountId) ?? 0n;
    if (booked !== spending && !(open && booked > spending)) found.push(`I4: ${accountId} has ${booked} booked and ${spending} active`);
  }
}
