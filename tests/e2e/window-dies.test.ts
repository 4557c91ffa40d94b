import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest';
import { acceptWarnings, draftEightAds, makeWorkspace, settled, startPublishing } from '../support/e2e-ads.ts';
import {
  apiOfPage,
  closeBrowser,
  makePlace,
  openPage,
  startServerShell,
  until,
  wordsOf,
  type OpenPage,
  type ServerShell,
} from '../support/e2e-program.ts';
import { keepPicture, livingAds } from '../support/e2e-road.ts';
import { createRandom } from '../support/publishing-random.ts';

const NIGHTLY = process.env['ALTAVOZ_NIGHTLY'] === '1';
const KILLS = NIGHTLY ? 200 : 2;
/** What a kill may cost at most: what was written in the last second. Written is what its field was left with; text in a field that is still open is not an edit yet. */
const MAY_BE_LOST_MS = 1_000;
const say = wordsOf('es');

/** The page's process is ended as memory pressure or a fault of the graphics would; the program behind it goes on. */
describe('a window that dies', () => {
  const place = makePlace();
  let shell: ServerShell;
  let open: OpenPage;

  beforeAll(async () => {
    shell = await startServerShell(place);
    open = await openPage(shell);
    await makeWorkspace(open.api);
    await draftEightAds(open.api, place);
  });
  afterAll(async () => {
    await closeBrowser();
    await shell.stop();
    place.remove();
  });

  const address = (hash: string): string => `${new URL(open.page.url()).origin}/#${hash}`;
  async function kill(page: Page): Promise<void> {
    const died = page.waitForEvent('crash');
    const session = await page.context().newCDPSession(page);
    // Its answer never comes: whoever would give it is gone.
    void session.send('Page.crash').catch(() => undefined);
    await died;
  }
  /** The same person, the same browser: a new page where the dead one was. */
  async function comeBack(dead: Page, hash: string): Promise<Page> {
    const page = await dead.context().newPage();
    await page.goto(address(hash));
    await page.getByRole('heading', { level: 1 }).waitFor();
    await dead.close();
    return page;
  }

  test(
    `FM-38: killed ${KILLS} times in the middle of work it loses no edit older than a second, and comes back where it was`,
    { timeout: 1_200_000 },
    async () => {
      const random = createRandom(38);
      const { rows } = await open.api.plans.list({
        filter: { clientId: null, networks: [], level: 'campaign', underId: null, text: '', quick: null },
        sort: { by: 'name', direction: 'asc' },
        offset: 0,
        limit: 1,
      });
      const id = rows[0]?.id ?? '';
      const hash = `/plans?open=${id}`;
      let page = open.page;
      await page.goto(address(hash));
      let last = rows[0]?.name ?? '';
      for (let round = 0; round < KILLS; round += 1) {
        const name = page.getByLabel(say('plansScreen.field.name'), { exact: true });
        await name.first().waitFor();
        expect({ round, shown: await name.first().inputValue() }).toEqual({ round, shown: last });
        const typed: { readonly text: string; readonly atMs: number }[] = [];
        for (let edit = 0; edit <= random.int(3); edit += 1) {
          const text = `Campaña ${round} edición ${edit}`;
          await name.first().fill(text);
          await name.first().press('Enter');
          typed.push({ text, atMs: performance.now() });
          await page.waitForTimeout(random.int(700));
        }
        if (random.chance(0.5)) await page.waitForTimeout(MAY_BE_LOST_MS);
        const killedMs = performance.now();
        await kill(page);
        page = await comeBack(page, hash);
        const kept = (await apiOfPage(page).plans.get({ objectId: id })).fields.name;
        // The newest edit that is older than a second, or any that came after it.
        const safe = typed.findLastIndex(({ atMs }) => killedMs - atMs > MAY_BE_LOST_MS);
        const allowed = [...(safe < 0 ? [last] : []), ...typed.slice(Math.max(0, safe)).map(({ text }) => text)];
        expect(allowed, `round ${round}`).toContain(kept);
        last = kept;
      }
      open = { ...open, page, api: apiOfPage(page) };
      expect((await open.api.audit.verify({})).intact).toBe(true);
      expect(shell.said()).not.toMatch(/Error|Unhandled/);
    },
  );

  test('FM-38: a publish goes on while its window is dead, and the window that comes back shows it', { timeout: 180_000 }, async () => {
    await acceptWarnings(open.api);
    await startPublishing(open.api);
    await kill(open.page);
    const page = await comeBack(open.page, '/changes?tab=journal');
    open = { ...open, page, api: apiOfPage(page) };
    keepPicture(open, onTestFailed);
    expect((await settled(open.api)).state).toBe('done');
    const held = await livingAds(open.api);
    expect(held.map(({ network, ads }) => [network, ads.length])).toEqual([
      ['google', 4],
      ['meta', 4],
    ]);
    await page
      .getByRole('region', { name: /^Publicación del/ })
      .first()
      .waitFor();
  });

  test(
    'FM-11: an answer that never comes is said to be unknown, not failed, and there is nothing to press that would send it again',
    { timeout: 180_000 },
    async () => {
      keepPicture(open, onTestFailed);
      const { api, page } = open;
      const control = (await api.simulators.state({})).controlUrl ?? '';
      const [ad] = (
        await api.plans.list({
          filter: { clientId: null, networks: ['meta'], level: 'ad', underId: null, text: '', quick: null },
          sort: { by: 'name', direction: 'asc' },
          offset: 0,
          limit: 1,
        })
      ).rows;
      await api.plans.edit({ objectIds: [ad?.id ?? ''], fields: { status: 'paused' } });
      await acceptWarnings(api);
      // What was sent is not answered, and looking is not answered either.
      await api.simulators.fault({ network: 'meta', operation: '*', kind: 'lose_answer', times: 1_000 });
      await startPublishing(api);
      const unknown = async () =>
        (await api.publishing.steps({ runId: null, states: ['unknown'], network: 'meta', offset: 0, limit: 10 })).steps;
      await until('the unknown step', async () => (await unknown()).length > 0);
      await page.goto(address('/changes?tab=journal&steps=attention'));
      await page.reload();
      const row = page.locator('.steps > li', { hasText: say('publishing.unknown.lead') });
      await row.first().waitFor();
      await row.first().getByText(say('publishing.step.unknown'), { exact: true }).waitFor();
      expect(await row.first().getByText(say('publishing.step.rejected')).count()).toBe(0);
      const buttons = await row.first().getByRole('button').allInnerTexts();
      expect(buttons.filter((words) => words !== say('publishing.raw'))).toEqual([]);
      expect(await page.getByRole('button', { name: /reintentar|volver a enviar|enviar otra vez|retry/i }).count()).toBe(0);
      expect((await api.publishing.runs({ limit: 1 })).runs[0]?.networks).toMatchObject([{ network: 'meta', rejected: 0 }]);
      await fetch(new URL('/faults', control), { method: 'DELETE' });
      expect((await settled(api)).state).toBe('done');
      expect(await unknown()).toEqual([]);
      expect((await livingAds(api)).map(({ network, ads }) => [network, ads.length])).toEqual([
        ['google', 4],
        ['meta', 4],
      ]);
    },
  );
});
