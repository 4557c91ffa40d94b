import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest';
import { settled } from '../support/e2e-ads.ts';
import { excelSpanishFile } from '../support/e2e-files.ts';
import { chooseByKeys, pressOn, runFromPalette, tabTo } from '../support/e2e-keyboard.ts';
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
import { escaped, exactly, keepPicture, livingAds } from '../support/e2e-road.ts';

const say = wordsOf('es');

/** The same road without a pointer: no test below touches the mouse. Each goes on where the one before stopped. */
describe('the road by keyboard', () => {
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

  async function title(screen: string): Promise<void> {
    await open.page.getByRole('heading', { level: 1, name: say(`frame.screen.${screen}`) }).waitFor();
  }

  test('makes a workspace: the first field has the focus, Enter goes on', async () => {
    keepPicture(open, onTestFailed);
    const { page } = open;
    await page.getByRole('textbox', { name: say('onboarding.name') }).waitFor();
    await page.keyboard.type('Laura Prueba');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: say('onboarding.key.title') }).waitFor();
    await pressOn(page, say('onboarding.key.kept'), 'Space');
    await pressOn(page, say('onboarding.key.done'));
    await page.getByText(say('frame.simulated')).waitFor();
    expect((await open.api.workspace.status({})).actor?.name).toBe('Laura Prueba');
  });

  test('reaches each screen of the rail by its number', async () => {
    const { page } = open;
    const screens = ['home', 'vacancies', 'plans', 'changes', 'results', 'templates', 'connections', 'audit', 'settings'];
    for (const [index, screen] of screens.entries()) {
      await page.keyboard.press(`Control+${index + 1}`);
      await title(screen);
    }
  });

  test('imports a file', async () => {
    keepPicture(open, onTestFailed);
    const { page, api } = open;
    const before = (await api.workspace.info({})).vacancies;
    await page.keyboard.press('Control+2');
    await title('vacancies');
    await page.keyboard.press('Control+i');
    await page.getByText(say('vacanciesScreen.import.drop')).first().waitFor();
    await chooseByKeys(page, say('vacanciesScreen.import.whose'), 'Voz');
    const chooser = page.waitForEvent('filechooser');
    await pressOn(page, exactly(say('vacanciesScreen.import.choose')));
    await (await chooser).setFiles(excelSpanishFile(place, 'vacantes-excel.csv'));
    await page.getByText('Windows-1252').waitFor();
    await pressOn(page, exactly(say('vacanciesScreen.import.seeDifference')));
    await page.getByRole('row', { name: /Auxiliar de bodega aeropuerto/ }).waitFor();
    await pressOn(page, exactly(say('vacanciesScreen.import.commit', { writes: 4, new: 4, changed: 0, closed: 0 })));
    await page.getByRole('heading', { name: say('vacanciesScreen.result.title', { new: 4, changed: 0, closed: 0 }) }).waitFor();
    expect((await api.workspace.info({})).vacancies).toBe(before + 4);
  });

  test('runs a flow found in the palette', async () => {
    keepPicture(open, onTestFailed);
    const { page, api } = open;
    await page.keyboard.press('Control+3');
    await title('plans');
    await runFromPalette(page, say('plansScreen.newFlow'));
    await page.getByRole('heading', { level: 1, name: say('plansScreen.newFlow') }).waitFor();
    await chooseByKeys(page, say('plansScreen.column.client'), 'Voz');
    await tabTo(page, say('plansScreen.flow.titleHas'));
    await page.keyboard.type('auxiliar de bodega');
    await pressOn(page, /^Meta$/, 'Space');
    await pressOn(page, /^Google Ads$/, 'Space');
    await tabTo(page, say('plansScreen.flow.budget'));
    await page.keyboard.type('480.000');
    await page.keyboard.press('Tab');
    await page.getByRole('button', { name: say('plansScreen.flow.run', { ads: 8, networks: 2 }) }).waitFor();
    await pressOn(page, exactly(say('plansScreen.flow.run', { ads: 8, networks: 2 })));
    await page
      .getByRole('gridcell', { name: /Auxiliar de bodega/i })
      .first()
      .waitFor();
    expect((await api.changes.summary({ clientId: null })).ads).toBe(8);
  });

  test('edits a cell and undoes it', async () => {
    keepPicture(open, onTestFailed);
    const { page, api } = open;
    const names = async (): Promise<readonly string[]> =>
      (
        await api.plans.list({
          filter: { clientId: null, networks: [], level: 'ad', underId: null, text: '', quick: null },
          sort: { by: 'name', direction: 'asc' },
          offset: 0,
          limit: 50,
        })
      ).rows.map(({ name }) => name);
    await until('the grid to have the focus', async () => {
      if (await page.evaluate(() => document.activeElement?.getAttribute('role') === 'grid')) return true;
      await page.keyboard.press('Tab');
      return false;
    });
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('F2');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('Renombrado a mano');
    await page.keyboard.press('Enter');
    await until('the new name', async () => (await names()).includes('Renombrado a mano'));
    await page.keyboard.press('Control+z');
    await until('the old name', async () => !(await names()).includes('Renombrado a mano'));
  });

  test('accepts the warnings with a reason and publishes', async () => {
    keepPicture(open, onTestFailed);
    const { page, api } = open;
    await page.keyboard.press('Control+Shift+c');
    await page.keyboard.press('Control+4');
    await title('changes');
    const warned = (await api.changes.list({ clientId: null, networks: [], quick: 'with_warnings', offset: 0, limit: 100 })).rows;
    expect(warned.length).toBeGreaterThan(0);
    // Only rows with warnings: an ad has the same name on both networks.
    await pressOn(page, exactly(say('changesScreen.quick.all')), 'ArrowRight');
    await tabTo(page, exactly(say('changesScreen.quick.money')));
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Space');
    await until('the filtered list', async () => (await page.locator('.change-row').count()) === warned.length);
    for (const [index, row] of warned.entries()) {
      await pressOn(page, exactly(row.name));
      await pressOn(page, exactly(say('changesScreen.waive')));
      await tabTo(page, new RegExp(`^${escaped(say('changesScreen.reason'))}`));
      await page.keyboard.type('Revisado con el cliente');
      await pressOn(page, exactly(say('changesScreen.waive.save')));
      await until(
        'the warning to be accepted',
        async () => (await api.changes.summary({ clientId: null })).warnings === warned.length - index - 1,
      );
    }
    await page.getByRole('button', { name: /^Publicar 8 anuncios · / }).waitFor();
    await pressOn(page, /^Publicar 8 anuncios · /);
    await page.getByRole('dialog').waitFor();
    await pressOn(page, /^Publicar · .*480\.000/);
    const run = await settled(api);
    expect(run.state).toBe('done');
    expect((await livingAds(api)).map(({ network, ads }) => [network, ads.length])).toEqual([
      ['google', 4],
      ['meta', 4],
    ]);
  });

  test('moves the simulated clock, reads the networks and sees figures', async () => {
    keepPicture(open, onTestFailed);
    const { page, report } = open;
    await page.keyboard.press('Control+7');
    await title('connections');
    await tabTo(page, exactly(say('connections.tab.accounts')));
    await page.keyboard.press('End');
    await page.getByText(say('health.simulators.clock')).waitFor();
    await pressOn(page, exactly(say('health.simulators.day')));
    await page
      .getByText(/^Ahora son las/)
      .first()
      .waitFor();
    await pressOn(page, exactly(say('health.simulators.week')));
    await until('the week', async () => (await page.getByText(/^Ahora son las/).count()) > 1);
    await page.keyboard.press('Control+r');
    await page
      .getByText(/^Se leyer?on?/)
      .first()
      .waitFor();
    await page.keyboard.press('Control+5');
    await title('results');
    await page
      .getByLabel(say('resultsScreen.totalsOf', { currency: 'COP' }))
      .getByText(/\$\s?[1-9][\d.]*/)
      .first()
      .waitFor();
    expect(report).toEqual({ errors: [], violations: [], foreign: [] });
  });
});
