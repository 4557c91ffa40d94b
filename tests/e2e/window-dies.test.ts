import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
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
/** What a kill may cost at most: what was typed in the last second, whether its field was left or is still open. */
const MAY_BE_LOST_MS = 1_000;
const say = wordsOf('es');
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

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
  /**
   * The same person, the same window: it is loaded anew, as the desktop does by itself and a person does in a browser.
   * The test's handle of a page stays dead, so the window that came back opens a twin, which starts with a copy of its session.
   */
  async function comeBack(dead: Page): Promise<Page> {
    const session = await dead.context().newCDPSession(dead);
    await session.send('Page.reload');
    const isThere = `document.querySelector('h1') !== null`;
    await until('the page that comes back', async () => {
      const { result } = await session.send('Runtime.evaluate', { expression: isThere });
      return result.value === true;
    });
    const twin = dead.context().waitForEvent('page');
    await session.send('Runtime.evaluate', { expression: 'void window.open(location.href)', userGesture: true });
    const page = await twin;
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
        let name = page.getByLabel(say('plansScreen.field.name'), { exact: true });
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
        // Every round leaves the field open; what is done with it when it comes back takes turns.
        const waiting = `Campaña ${round} sin guardar`;
        await name.first().fill(waiting);
        const waitingSinceMs = performance.now();
        if (random.chance(0.5) || round < 2) await page.waitForTimeout(MAY_BE_LOST_MS);
        const killedMs = performance.now();
        await kill(page);
        page = await comeBack(page);
        const kept = (await apiOfPage(page).plans.get({ objectId: id })).fields.name;
        // The newest edit that is older than a second, or any that came after it.
        const safe = typed.findLastIndex(({ atMs }) => killedMs - atMs > MAY_BE_LOST_MS);
        const allowed = [...(safe < 0 ? [last] : []), ...typed.slice(Math.max(0, safe)).map(({ text }) => text)];
        expect(allowed, `round ${round}`).toContain(kept);
        last = kept;
        name = page.getByLabel(say('plansScreen.field.name'), { exact: true });
        await name.first().waitFor();
        const shown = await name.first().inputValue();
        const isBack = shown === waiting;
        if (killedMs - waitingSinceMs > MAY_BE_LOST_MS) expect({ round, shown }).toEqual({ round, shown: waiting });
        else expect([waiting, kept], `round ${round}`).toContain(shown);
        const mark = page.getByText(say('common.open.recovered'), { exact: true });
        expect(await mark.count()).toBe(isBack ? 1 : 0);
        // The focus is where the screen puts it: a text that came back does not take it.
        expect(await name.first().evaluate((field) => field === document.activeElement)).toBe(false);
        if (!isBack) continue;
        await name.first().press(round % 2 === 0 ? 'Enter' : 'Escape');
        await mark.waitFor({ state: 'detached' });
        if (round % 2 === 0) last = waiting;
        await until(
          'the name as it was decided',
          async () =>
            (await apiOfPage(page).plans.get({ objectId: id })).fields.name === last && (await name.first().inputValue()) === last,
        );
      }
      open = { ...open, page, api: apiOfPage(page) };
      expect((await open.api.audit.verify({})).intact).toBe(true);
      expect(shell.said()).not.toMatch(/Error|Unhandled/);
    },
  );

  test(
    'FM-38: a long text and a whole form come back too, and a value that changed meanwhile is not written over',
    { timeout: 180_000 },
    async () => {
      keepPicture(open, onTestFailed);
      const { rows } = await open.api.vacancies.list({
        filter: { clientId: null, text: '', states: [], roleFamilies: [], places: [] },
        sort: { by: 'title', direction: 'asc' },
        offset: 0,
        limit: 1,
      });
      const vacancyId = rows[0]?.id ?? '';
      const saved = async (): Promise<string> => (await apiOfPage(open.page).vacancies.get({ vacancyId })).description;
      const before = await saved();
      const long = `${'Se busca una persona que sepa escuchar.\n'.repeat(200)}Fin`;
      const field = () => open.page.getByLabel(say('vacanciesScreen.description'), { exact: true });
      const mark = () => open.page.getByText(say('common.open.recovered'), { exact: true });
      const again = async (): Promise<void> => {
        await open.page.waitForTimeout(MAY_BE_LOST_MS);
        await kill(open.page);
        const page = await comeBack(open.page);
        open = { ...open, page, api: apiOfPage(page) };
      };
      await open.page.goto(address(`/vacancies?open=${vacancyId}`));
      await field().fill(long);
      await again();
      await mark().waitFor();
      expect(await field().inputValue()).toBe(long);
      expect(await saved()).toBe(before);
      await open.page.getByRole('button', { name: say('common.open.giveUp') }).scrollIntoViewIfNeeded();
      await open.page.evaluate(axeSource);
      const problems = await open.page.evaluate(async () => {
        const { violations } = await window.axe.run('.panel', { resultTypes: ['violations'] });
        return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`);
      });
      expect(problems).toEqual([]);
      if (process.env['ALTAVOZ_PICTURES'] !== undefined)
        await open.page.screenshot({ path: path.join(process.env['ALTAVOZ_PICTURES'], 'recovered-field.png') });

      // The value changes elsewhere: the field shows it, and what was typed stands beside it.
      await open.api.vacancies.update({ vacancyIds: [vacancyId], fields: { description: 'De otra parte' } });
      await open.page.getByText(say('common.open.moved')).waitFor();
      expect(await field().inputValue()).toBe('De otra parte');
      await again();
      await open.page.getByText(say('common.open.moved')).waitFor();
      expect(await field().inputValue()).toBe('De otra parte');
      await open.page.getByRole('button', { name: say('common.open.useMine') }).press('Enter');
      expect(await field().inputValue()).toBe(long);
      expect(await field().evaluate((element) => element === document.activeElement)).toBe(true);
      expect(await saved()).toBe('De otra parte');
      await open.page.getByRole('button', { name: say('common.open.giveUp') }).press('Enter');
      expect(await field().inputValue()).toBe('De otra parte');
      await field().fill(long);
      await field().press('Tab');
      await until('the long text', async () => (await saved()) === long);

      await open.page.goto(address('/templates?open=new'));
      const name = () => open.page.getByLabel(say('templatesScreen.name'), { exact: true });
      await name().fill('Plantilla sin guardar');
      await again();
      await mark().waitFor();
      expect(await name().inputValue()).toBe('Plantilla sin guardar');
      await open.page.getByRole('button', { name: say('templatesScreen.save'), exact: true }).click();
      await mark().waitFor({ state: 'detached' });
      expect(await open.page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith('altavoz.open.')))).toEqual([]);
    },
  );

  test('FM-38: a publish goes on while its window is dead, and the window that comes back shows it', { timeout: 180_000 }, async () => {
    await acceptWarnings(open.api);
    await startPublishing(open.api);
    await open.page.goto(address('/changes?tab=journal'));
    await kill(open.page);
    const page = await comeBack(open.page);
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
