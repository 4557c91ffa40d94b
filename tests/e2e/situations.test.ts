import { afterAll, expect, onTestFailed, test } from 'vitest';
import { closeBrowser, makePlace, wordsOf } from '../support/e2e-program.ts';
import { calm, followCalls } from '../support/e2e-screens.ts';
import { showSituation } from '../support/e2e-situation-view.ts';
import { closeStage, openStage, situations } from '../support/e2e-situations.ts';

afterAll(closeBrowser);

for (const situation of situations) {
  test(situation.title, { timeout: 300_000 }, async () => {
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
      await situation.leave(stage);
    } finally {
      await closeStage(stage);
    }
  });
}
