import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest';
import { excelSpanishFile } from '../support/e2e-files.ts';
import {
  closeBrowser,
  makePlace,
  openPage,
  startServerShell,
  until,
  wordsOf,
  type OpenPage,
  type ServerShell,
} from '../support/e2e-program.ts';
import { acceptWarnings, SAMPLE_CLIENT } from '../support/e2e-ads.ts';
import { choose, exactly, keepPicture, livingAds, totalUnits } from '../support/e2e-road.ts';

const say = wordsOf('es');
const DAY_MS = 86_400_000;

/** The whole road in a browser, as a person with a mouse walks it. Each test goes on where the one before stopped. */
describe('the road by mouse', () => {
  const place = makePlace();
  let shell: ServerShell;
  let open: OpenPage;

  beforeAll(async () => {
    shell = await startServerShell(place);
    open = await openPage(shell);
  });
  afterAll(async () => {
    await closeBrowser();
    await shell.stop();
    place.remove();
  });

  async function go(screen: string): Promise<void> {
    await open.page
      .getByRole('navigation', { name: say('frame.rail') })
      .getByRole('link', { name: say(`frame.screen.${screen}`) })
      .click();
    await open.page.getByRole('heading', { level: 1 }).waitFor();
  }
  async function toast(text: string): Promise<void> {
    await open.page
      .getByRole('region', { name: say('common.notices') })
      .getByText(text)
      .first()
      .waitFor();
  }

  test('makes a simulated workspace with sample data and shows its recovery key once', async () => {
    keepPicture(open, onTestFailed);
    const { page, api } = open;
    await page.getByRole('button', { name: say('onboarding.create') }).click();
    await page.getByRole('heading', { name: say('onboarding.key.title') }).waitFor();
    const parts = await page
      .getByRole('group', { name: say('onboarding.key.label') })
      .locator('span')
      .allInnerTexts();
    expect(parts.join('-')).toMatch(/^([0-9A-Z]{4}-){8}[0-9A-Z]{4}$/);
    const on = page.getByRole('button', { name: say('onboarding.key.done') });
    expect(await on.isDisabled()).toBe(true);
    await page.getByText(say('onboarding.key.kept')).click();
    await on.click();
    await page.getByText(say('frame.simulated')).waitFor();
    const info = await api.workspace.info({});
    expect(info.status.kind).toBe('simulated');
    expect(info.clients).toBeGreaterThan(1);
    expect(info.vacancies).toBeGreaterThan(300);
  });

  test('imports a file as Excel in Spanish saves it, after showing what it would change', async () => {
    keepPicture(open, onTestFailed);
    const { page, api } = open;
    const before = (await api.workspace.info({})).vacancies;
    await go('vacancies');
    await page.getByRole('button', { name: say('vacanciesScreen.import') }).click();
    await choose(page, say('vacanciesScreen.import.whose'), SAMPLE_CLIENT);
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: say('vacanciesScreen.import.choose') }).click();
    await (await chooser).setFiles(excelSpanishFile(place, 'vacantes-excel.csv'));
    await page.getByText('Windows-1252').waitFor();
    await page.getByRole('button', { name: say('vacanciesScreen.import.seeDifference') }).click();
    const tile = (kind: string): Promise<string> =>
      page.getByRole('button', { name: new RegExp(`${say(`vacanciesScreen.kind.${kind}`)}$`) }).innerText();
    await page.getByRole('row', { name: /Auxiliar de bodega aeropuerto/ }).waitFor();
    expect(await tile('new')).toMatch(/^4\b/);
    expect(await tile('duplicate')).toMatch(/^1\b/);
    expect(await tile('rejected')).toMatch(/^1\b/);
    expect((await api.workspace.info({})).vacancies).toBe(before);
    await page.getByRole('button', { name: say('vacanciesScreen.import.commit', { writes: 4, new: 4, changed: 0, closed: 0 }) }).click();
    await page.getByRole('heading', { name: say('vacanciesScreen.result.title', { new: 4, changed: 0, closed: 0 }) }).waitFor();
    expect((await api.workspace.info({})).vacancies).toBe(before + 4);
  });

  test('turns the imported vacancies into draft ads with a flow', async () => {
    keepPicture(open, onTestFailed);
    const { page, api } = open;
    await page.getByRole('button', { name: say('vacanciesScreen.result.advertise') }).click();
    await choose(page, say('plansScreen.column.client'), SAMPLE_CLIENT);
    await page.getByRole('textbox', { name: say('plansScreen.flow.name') }).fill('Bodega');
    await page.getByRole('searchbox', { name: say('plansScreen.flow.titleHas') }).fill('auxiliar de bodega');
    await page.getByRole('main').getByText('Meta', { exact: true }).click();
    await page.getByRole('main').getByText('Google Ads', { exact: true }).click();
    await page.getByRole('textbox', { name: say('plansScreen.flow.budget') }).fill('480.000');
    await page.getByRole('textbox', { name: say('plansScreen.flow.budget') }).blur();
    await page.getByRole('button', { name: say('plansScreen.flow.run', { ads: 8, networks: 2 }) }).click();
    await page
      .getByRole('gridcell', { name: /Auxiliar de bodega/i })
      .first()
      .waitFor();
    const { ads } = await api.changes.summary({ clientId: null });
    expect(ads).toBe(8);
  });

  test('edits a budget and a name in the grid, and takes both back and forth', async () => {
    keepPicture(open, onTestFailed);
    const { page, api } = open;
    await page.getByRole('radio', { name: say('plansScreen.levels.campaign') }).click();
    const grid = page.getByRole('grid', { name: say('plansScreen.levels.campaign') });
    const first = grid
      .getByRole('row')
      .filter({ has: page.getByRole('gridcell') })
      .first();
    await first.waitFor();
    const list = () =>
      api.plans.list({
        filter: { clientId: null, networks: [], level: 'campaign', underId: null, text: '', quick: null },
        sort: { by: 'name', direction: 'asc' },
        offset: 0,
        limit: 50,
      });
    const renamed = 'Bodega Bogotá · diciembre';
    await first.locator('[data-column="0"]').dblclick();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type(renamed);
    await page.keyboard.press('Enter');
    await until('the new name', async () => (await list()).rows.some(({ name }) => name === renamed));
    const row = grid.getByRole('row', { name: new RegExp(renamed) });
    const budgetColumn = await grid.getByRole('columnheader', { name: say('plansScreen.column.dailyBudget') }).getAttribute('data-column');
    await row.locator(`[data-column="${budgetColumn}"]`).dblclick();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('150.000');
    await page.keyboard.press('Enter');
    const budget = async (): Promise<number | null> =>
      totalUnits((await list()).rows.filter(({ name }) => name === renamed).map(({ dailyBudget }) => dailyBudget));
    await until('the new budget', async () => (await budget()) === 150_000);
    await page.getByRole('button', { name: new RegExp(`^${say('frame.command.undo')}`) }).click();
    await until('the old budget', async () => (await budget()) !== 150_000);
    await page.getByRole('button', { name: new RegExp(`^${say('frame.command.redo')}`) }).click();
    await until('the new budget again', async () => (await budget()) === 150_000);
  });

  test('still undoes the last edit after the program was restarted', async () => {
    keepPicture(open, onTestFailed);
    await closeBrowser();
    await shell.stop();
    shell = await startServerShell(place);
    open = await openPage(shell);
    const { page, api } = open;
    await page.getByText(say('frame.simulated')).waitFor();
    await go('plans');
    const total = async (): Promise<number> =>
      totalUnits(
        (
          await api.plans.list({
            filter: { clientId: null, networks: [], level: 'campaign', underId: null, text: '', quick: null },
            sort: { by: 'name', direction: 'asc' },
            offset: 0,
            limit: 50,
          })
        ).rows.map(({ dailyBudget }) => dailyBudget),
      );
    const edited = await total();
    await page.getByRole('button', { name: new RegExp(`^${say('frame.command.undo')}`) }).click();
    await until('the budget from before the restart', async () => (await total()) !== edited);
    await page.getByRole('button', { name: new RegExp(`^${say('frame.command.redo')}`) }).click();
    await until('the budget again', async () => (await total()) === edited);
  });

  test('checks the changes, shows the difference of one and accepts its warnings with a reason', async () => {
    keepPicture(open, onTestFailed);
    const { page, api } = open;
    await go('changes');
    await page.getByRole('button', { name: say('frame.command.check') }).click();
    const found = await until('the checks', async () => {
      const summary = await api.changes.summary({ clientId: null });
      return summary.changes > 0 ? summary : null;
    });
    expect(found.errors).toBe(0);
    const warned = (await api.changes.list({ clientId: null, networks: [], quick: 'with_warnings', offset: 0, limit: 100 })).total;
    expect(warned).toBeGreaterThan(0);
    await page.getByRole('radio', { name: say('changesScreen.quick.with_warnings') }).click();
    const names = page.getByRole('table', { name: say('frame.screen.changes') }).getByRole('button');
    await until('the filtered list', async () => (await names.count()) === warned);
    await names.filter({ hasText: 'Auxiliar de bodega frío' }).click();
    await page
      .getByRole('complementary')
      .getByText(exactly(say('changesScreen.field.primaryText')))
      .first()
      .waitFor();
    await page
      .getByRole('button', { name: say('changesScreen.waive') })
      .first()
      .click();
    await page.getByRole('textbox', { name: say('changesScreen.reason') }).fill('Revisado con el cliente');
    await page.getByRole('button', { name: say('changesScreen.waive.save') }).click();
    await page
      .getByText(say('changesScreen.waived', { reason: 'Revisado con el cliente' }))
      .first()
      .waitFor();
    // A person goes on row by row; the rest are accepted here by the same method.
    await acceptWarnings(api);
    await page.getByRole('heading', { name: say('changesScreen.none.filtered') }).waitFor();
    await page.getByRole('radio', { name: say('changesScreen.quick.all') }).click();
  });

  test('publishes after naming the amount, and the networks then hold each ad once', async () => {
    keepPicture(open, onTestFailed);
    const { page, api } = open;
    const ready = await until('something to publish', async () => {
      const answer = await api.changes.publishable({ clientId: null });
      return answer.objectIds.length > 0 && answer.obstacle === null ? answer : null;
    });
    expect(ready.ads).toBe(8);
    const units = totalUnits(ready.daily);
    await page.getByRole('button', { name: new RegExp(`^Publicar 8 anuncios · .*${units.toLocaleString('es-CO')}`) }).click();
    const dialog = page.getByRole('dialog', { name: say('publishing.confirm.title', { ads: 8, shown: 8, objects: 0 }) });
    await dialog.getByText(/pesos más al mes/).waitFor();
    await dialog.getByRole('button', { name: new RegExp(units.toLocaleString('es-CO')) }).click();
    await page.getByRole('region', { name: /^Publicación del/ }).waitFor();
    await until(
      'the run to end',
      async () => {
        const [run] = (await api.publishing.runs({ limit: 1 })).runs;
        if (run?.state === 'done') return true;
        if (run?.state === 'waiting') await api.simulators.advance({ ms: 60_000 });
        return false;
      },
      120_000,
    );
    const books = await livingAds(api);
    expect(books.map(({ network, ads }) => [network, ads.length])).toEqual([
      ['google', 4],
      ['meta', 4],
    ]);
    for (const { ads } of books) expect(new Set(ads.map(({ marker }) => marker)).size).toBe(4);
    await page.getByText(say('publishing.run.done'), { exact: true }).first().waitFor();
  });

  test('moves the simulated clock by hand, reads the networks and shows figures', async () => {
    keepPicture(open, onTestFailed);
    const { page, api } = open;
    await go('connections');
    await page.getByRole('tab', { name: say('connections.tab.simulators') }).click();
    const before = Date.parse((await api.simulators.state({})).now);
    await page.getByRole('button', { name: say('health.simulators.day'), exact: true }).click();
    await until('the next simulated day', async () => Date.parse((await api.simulators.state({})).now) >= before + DAY_MS);
    await page.getByRole('button', { name: say('health.simulators.week'), exact: true }).click();
    await until('the next simulated week', async () => Date.parse((await api.simulators.state({})).now) >= before + 8 * DAY_MS);
    await page.keyboard.press('ControlOrMeta+r');
    await toast('objetos');
    await go('results');
    const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
    const shown = page.getByLabel(say('resultsScreen.totalsOf', { currency: 'COP' }));
    // The simulated day goes on while the page is drawn, and a background reading may restate it: both are asked until they agree.
    let seen = '';
    const agree = async (): Promise<boolean> => {
      const { totals } = await api.results.summary({
        clientId: null,
        networks: [],
        fromDay: day(before - 30 * DAY_MS),
        toDay: day(before + 9 * DAY_MS),
      });
      // The screen rounds to the peso; cutting the centavos off would part from it every other time.
      const spent = Number((totals.reduce((sum, { spend }) => sum + spend.amountMicros, 0n) + 500_000n) / 1_000_000n);
      const drawn = await shown.innerText();
      seen = `${totals.length} totals, ${spent} spent; on the page: ${drawn.slice(0, 60)}; ${await page.locator('.results-freshness').innerText()}`;
      return totals.length === 1 && spent > 0 && drawn.includes(spent.toLocaleString('es-CO'));
    };
    await until('the figures of the backend on the page', agree).catch((cause: unknown) => {
      throw new Error(seen, { cause });
    });
  });

  test('verifies the audit chain and proves a backup by opening it', async () => {
    keepPicture(open, onTestFailed);
    const { page, api, report } = open;
    await go('audit');
    await page.getByRole('button', { name: say('auditScreen.verify') }).click();
    await page
      .getByText(/^La cadena está intacta/)
      .first()
      .waitFor();
    expect((await api.audit.verify({})).intact).toBe(true);
    await go('connections');
    await page.getByRole('tab', { name: say('connections.tab.backups') }).click();
    await page.getByRole('button', { name: say('health.backup.create') }).click();
    await page
      .getByRole('button', { name: say('health.backup.drill'), exact: true })
      .first()
      .click();
    await toast('La copia abre bien');
    expect(report).toEqual({ errors: [], violations: [], foreign: [] });
  });
});
