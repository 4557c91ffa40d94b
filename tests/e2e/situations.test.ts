import type { Page } from 'playwright-core';
import { afterAll, expect, onTestFailed, test } from 'vitest';
import { closeBrowser, makePlace, wordsOf } from '../support/e2e-program.ts';
import { calm, followCalls, visit } from '../support/e2e-screens.ts';
import { showSituation } from '../support/e2e-situation-view.ts';
import { closeStage, openStage, situations } from '../support/e2e-situations.ts';

const NIGHTLY = process.env['ALTAVOZ_NIGHTLY'] === '1';

afterAll(closeBrowser);

/** Every other one on a push, all of them in the nightly run: each takes some twenty seconds. */
const chosen = NIGHTLY ? situations : situations.filter((_, index) => index % 2 === 0);
if (!NIGHTLY) console.log(`${chosen.length} of ${situations.length} situations run here; npm run test:nightly runs all of them`);

test.each(chosen)('$title', { timeout: 300_000 }, async (situation) => {
  const stage = await openStage(makePlace(), situation);
  onTestFailed(() => console.error(stage.shells.map(({ said }) => said()).join('\n')));
  try {
    await situation.arrange(stage);
    const { page, report } = stage.open;
    followCalls(page);
    await showSituation(stage, situation, wordsOf('es'));
    await calm(page);
    expect(report.errors).toEqual([]);
    expect(report.violations).toEqual([]);
    if (situation.journal !== undefined) {
      await visit(stage.open, wordsOf('es'), { name: situation.name, address: situation.journal });
      await expectNoRetry(stage.open.page);
    }
    await situation.leave(stage);
  } finally {
    await closeStage(stage);
  }
});

/** An unknown outcome has its own words, and nothing on its row sends anything. */
async function expectNoRetry(page: Page): Promise<void> {
  const say = wordsOf('es');
  const unknown = page.locator('.steps > li', { hasText: say('publishing.unknown.lead') });
  expect(await unknown.count()).toBeGreaterThan(0);
  const buttons = await unknown.first().getByRole('button').allInnerTexts();
  expect(buttons.filter((words) => words !== say('publishing.raw'))).toEqual([]);
}
