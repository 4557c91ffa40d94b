import { afterAll, expect, test } from 'vitest';
import { faultWorld } from '../../support/fault-world.ts';
import { openJournalDatabase } from '../../support/publishing-database.ts';
import { PERSON } from '../../support/publishing-world.ts';

const journal = openJournalDatabase();
afterAll(() => journal.close());
const all = { all: true, clientId: null } as const;

test('more than three times what the last days spent needs a second yes, which names the month', async () => {
  const usual = { amountMicros: 3_000_000n, currency: 'COP' };
  const daily = [{ amountMicros: 9_000_001n, currency: 'COP' }];
  const world = faultWorld({
    journal,
    sabotage: (deps) => ({
      ...deps,
      facts: { ...deps.facts, averageDailySpend: () => [usual] },
      changes: {
        ...deps.changes,
        ready(selection, context) {
          const ready = deps.changes.ready(selection, context);
          return ready.ok ? { ok: true, value: { ...ready.value, daily } } : ready;
        },
      },
    }),
  });
  expect(await world.publishing.handlers.start({ selection: all, confirmDaily: daily }, PERSON)).toMatchObject({
    ok: false,
    error: {
      code: 'publishing.unusual_amount',
      details: { daily: { amountMicros: '9000001' }, average: { amountMicros: '3000000' }, monthly: { amountMicros: '273600030' } },
    },
  });
  expect(world.store.runs(10)).toEqual([]);
  expect(await world.publishing.handlers.start({ selection: all, confirmDaily: daily, confirmUnusual: true }, PERSON)).toMatchObject({
    ok: true,
  });
});

test('exactly three times, or no past at all, asks nothing twice', async () => {
  for (const past of [
    [{ amountMicros: 3_000_000n, currency: 'COP' }],
    [],
    [{ amountMicros: 0n, currency: 'COP' }],
    [{ amountMicros: 1n, currency: 'USD' }],
  ]) {
    const daily = [{ amountMicros: 9_000_000n, currency: 'COP' }];
    const world = faultWorld({
      journal,
      sabotage: (deps) => ({
        ...deps,
        facts: { ...deps.facts, averageDailySpend: () => past },
        changes: {
          ...deps.changes,
          ready(selection, context) {
            const ready = deps.changes.ready(selection, context);
            return ready.ok ? { ok: true, value: { ...ready.value, daily } } : ready;
          },
        },
      }),
    });
    expect(await world.publishing.handlers.start({ selection: all, confirmDaily: daily }, PERSON)).toMatchObject({ ok: true });
  }
});

test('a network that does not publish is refused by name before anything is written down, and is never asked', async () => {
  const world = faultWorld({
    journal,
    sabotage: (deps) => ({
      ...deps,
      network(id) {
        const network = deps.network(id);
        return network === null ? null : { ...network, capabilities: { ...network.capabilities, publishes: false } };
      },
    }),
  });
  const answer = await world.publishing.handlers.start({ selection: all, confirmDaily: [] }, PERSON);
  expect(answer).toMatchObject({ ok: false, error: { code: 'publishing.drafts_only', details: { network: 'Red de prueba' } } });
  expect(world.store.runs(10)).toEqual([]);
  expect(world.books.writes).toEqual([]);
});

test('an emergency pause is read back: what still runs is paused again, and a person is asked when that does not hold', async () => {
  for (const stubborn of [1, 99]) {
    const world = faultWorld({ journal });
    await world.start();
    await world.settle();
    let ignored = 0;
    const campaign = [...world.books.objects.values()].find((object) => object.level === 'campaign')!; // it was published
    world.fault = (call) => {
      // A network that says yes and does nothing, as often as it is told to.
      if (call === 'read' && ignored < stubborn) {
        ignored += 1;
        campaign.configured = 'active';
      }
      return 'none';
    };
    await world.publishing.handlers.emergencyPause({ clientId: null, network: null }, PERSON);
    await world.settle();
    const steps = world.store
      .steps({ runId: null, states: [], network: null, offset: 0, limit: 1000 })
      .steps.filter((step) => step.purpose === 'pause');
    expect(steps.filter((step) => step.kind === 'set_status')).toHaveLength(stubborn === 1 ? 2 : 3);
    const verify = steps.find((step) => step.kind === 'verify');
    expect(verify).toMatchObject(
      stubborn === 1 ? { state: 'confirmed' } : { state: 'needs_person', failure: { code: 'publishing.still_active' } },
    );
    if (stubborn === 1) expect(campaign.configured).toBe('paused');
  }
});
