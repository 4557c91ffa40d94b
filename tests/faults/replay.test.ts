import { expect, test } from 'vitest';
import { openJournalDatabase } from '../support/publishing-database.ts';
import { runScenario, type Scenario } from '../support/publishing-scenario.ts';

const wanted = process.env['ALTAVOZ_REPLAY'];

test.skipIf(wanted === undefined)('replays the scenario of ALTAVOZ_REPLAY', async () => {
  const journal = openJournalDatabase();
  try {
    // Printed by a failing run of this suite.
    const outcome = await runScenario(journal, JSON.parse(wanted ?? '{}') as Scenario);
    for (const step of outcome.world.store.steps({ runId: null, states: [], network: null, offset: 0, limit: 1000 }).steps)
      console.log(
        step.runId.slice(-3),
        step.sequence,
        step.kind,
        step.purpose,
        step.state,
        step.objectName,
        `waits ${step.waits}`,
        `attempts ${step.attempts}`,
        step.remoteId,
        step.failure?.code ?? step.failure?.kind ?? '',
      );
    expect(outcome.violations).toEqual([]);
  } finally {
    journal.close();
  }
});
