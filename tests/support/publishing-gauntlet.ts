import type { JournalDatabase } from './publishing-database.ts';
import { judge } from './publishing-judge.ts';
import { draftCampaign } from './publishing-plans.ts';
import { LAG_MS, runScenario, type Scenario } from './publishing-scenario.ts';
import { createWorld, type Sabotage, type World } from './publishing-world.ts';

/** What the world does to a publish in the middle of it, between the making and the activation. */
export type Twist = 'content edited' | 'vacancy closed' | 'cap lowered' | 'fence raised' | 'campaign refused';

export async function runTwist(
  journal: JournalDatabase,
  twist: Twist,
  creation: 'object' | 'tree',
  sabotage?: Sabotage,
): Promise<{ readonly violations: readonly string[]; readonly world: World }> {
  const world = createWorld({
    seed: 5,
    journal,
    networks: [{ id: 'net', creation, textEdit: 'new_creative', lagMs: LAG_MS }],
    lagChance: 0,
    ...(sabotage === undefined ? {} : { sabotage }),
  });
  const shape = {
    network: 'net',
    accountId: 'account-net',
    clientId: 'client-1',
    currency: 'COP',
    budgetMicros: 10_000_000n,
    groups: 1,
    adsPerGroup: 2,
    nextId: world.nextId,
    marker: world.marker,
  };
  const records = [...draftCampaign({ ...shape, vacancyOf: (ad) => `vacancy-${ad}` }), ...draftCampaign(shape)];
  for (const record of records) world.plans.put(record);
  world.approveAll();
  let done = false;
  world.fault = (call, step) => {
    if (twist === 'campaign refused' && !done && step !== null && (step.kind === 'create_campaign' || step.kind === 'create_tree')) {
      done = true;
      return 'refused';
    }
    if (call !== 'read' || done) return 'none';
    done = true;
    if (twist === 'content edited')
      for (const record of records) if (record.level !== 'ad_group') world.plans.edit(record.id, { name: 'Otro texto' });
    if (twist === 'vacancy closed') world.closedVacancies.add('vacancy-0');
    if (twist === 'cap lowered') world.cap = { amountMicros: 304_000_000n, currency: 'COP' };
    if (twist === 'fence raised') world.fenced = true;
    return 'none';
  };
  await world.start();
  const settled = await world.settle();
  if (twist === 'fence raised') return { violations: world.violations, world };
  return { violations: judge(world, settled), world };
}

export const TWISTS: readonly Twist[] = ['content edited', 'vacancy closed', 'cap lowered', 'fence raised', 'campaign refused'];

/** The scenarios that the planted bugs must get caught by, cheapest first. Yields a name and what was found. */
export async function* gauntlet(
  journal: JournalDatabase,
  sabotage?: Sabotage,
): AsyncGenerator<{ readonly name: string; readonly violations: readonly string[]; readonly points: number }> {
  for (const twist of TWISTS) {
    for (const creation of ['object', 'tree'] as const) {
      const { violations, world } = await runTwist(journal, twist, creation, sabotage);
      yield { name: `${twist} (${creation})`, violations, points: world.points };
    }
  }
  const scenarios: Scenario[] = [];
  for (const shape of ['small_object', 'small_tree'] as const)
    for (let crash = 4; crash < 40; crash += 3) scenarios.push({ seed: crash, crashes: [crash], faults: 'none', shape });
  for (let seed = 1; seed <= 60; seed++)
    scenarios.push({
      seed,
      crashes: seed % 2 === 0 ? [] : [10 + ((seed * 17) % 80)],
      faults: seed % 3 === 0 ? 'all' : 'lost',
      shape: 'random',
    });
  for (const scenario of scenarios) {
    const outcome = await runScenario(journal, scenario, sabotage);
    yield { name: JSON.stringify(scenario), violations: outcome.violations, points: outcome.points };
  }
}
