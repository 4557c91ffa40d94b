import { afterAll, expect, test } from 'vitest';
import { PLANTED_BUGS } from '../support/publishing-bugs.ts';
import { openJournalDatabase } from '../support/publishing-database.ts';
import { gauntlet } from '../support/publishing-gauntlet.ts';
import type { Sabotage } from '../support/publishing-world.ts';

const journal = openJournalDatabase();
afterAll(() => journal.close());

/** First sign of trouble: a broken invariant, or an engine that breaks outright. */
async function caughtBy(sabotage: Sabotage): Promise<string | null> {
  let points = 0;
  try {
    for await (const { name, violations, points: used } of gauntlet(journal, sabotage)) {
      points += used;
      if (violations.length > 0) return `${violations[0]} in ${name} after ${points} points`;
      // A bug that needs more than this to show would live long.
      if (points > 10_000) return null;
    }
  } catch (cause) {
    return `threw ${cause instanceof Error ? cause.message : String(cause)}`;
  }
  return null;
}

test('the engine as it is passes every scenario that the planted bugs are caught by', { timeout: 300_000 }, async () => {
  for await (const { name, violations } of gauntlet(journal)) expect({ name, violations }).toEqual({ name, violations: [] });
});

for (const [name, sabotage] of Object.entries(PLANTED_BUGS)) {
  test(`catches an engine that ${name}`, async () => {
    const caught = await caughtBy(sabotage);
    if (caught === null) expect.fail('nothing noticed it within 10,000 points');
    expect(caught).not.toBe('');
    console.log(`${name}: ${caught}`);
  });
}
