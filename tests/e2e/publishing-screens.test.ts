import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest';
import { acceptWarnings, draftEightAds, makeWorkspace, SAMPLE_CLIENT, settled } from '../support/e2e-ads.ts';
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
import { keepPicture, livingAds } from '../support/e2e-road.ts';

const say = wordsOf('es');

/** What a person does with a publish before, while and after it runs. Each test goes on where the one before stopped. */
describe('publishing as it is seen', () => {
  const place = makePlace();
  let shell: ServerShell;
  let open: OpenPage;

  beforeAll(async () => {
    shell = await startServerShell(place);
    open = await openPage(shell);
    await makeWorkspace(open.api);
    await draftEightAds(open.api, place);
    await acceptWarnings(open.api);
    await open.page.reload();
    await open.page.getByRole('heading', { level: 1 }).waitFor();
  });
  afterAll(async () => {
    await closeBrowser();
    await shell.stop();
    place.remove();
  });

  async function visit(address: string): Promise<void> {
    await open.page.evaluate((hash) => void (location.hash = `#${hash}`), address);
    await open.page.getByRole('heading', { level: 1 }).waitFor();
  }
  const ads = async (): Promise<number> => (await livingAds(open.api)).reduce((sum, network) => sum + network.ads.length, 0);

  test('a sample goes first, and the rest when its key is pressed', { timeout: 180_000 }, async () => {
    keepPicture(open, onTestFailed);
    const { page, api } = open;
    await visit('/changes');
    await page.locator('.changes-actions .button-primary').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/^Termina hacia/).waitFor();
    await page.locator('.publish-canary .select-button').click();
    await page.getByRole('option', { name: say('publishing.canary.on_key') }).click();
    await dialog.getByText(/^La muestra termina hacia/).waitFor();
    await dialog.locator('.button-primary').click();
    await page.getByRole('region', { name: /^Publicación del/ }).waitFor();
    await settled(api);
    expect(await ads()).toBe(2);
    await page.getByText(say('publishing.canary.waiting.on_key')).waitFor();
    await page.getByRole('button', { name: /^Publicar (los )?\d+ .*que esperan?$/ }).click();
    await page.getByRole('dialog').locator('.button-primary').click();
    await until('the rest to begin', async () => (await api.publishing.runs({ limit: 5 })).runs.length === 2);
    await settled(api);
    expect(await ads()).toBe(8);
    expect((await api.publishing.runs({ limit: 5 })).runs.map(({ canary }) => canary?.state)).toEqual([undefined, 'released']);
  });

  test('a pause is scheduled with the keyboard, paused, deleted, and brought back', { timeout: 120_000 }, async () => {
    keepPicture(open, onTestFailed);
    const { page, api } = open;
    const client = (await api.clients.list({})).clients.find(({ name }) => name === SAMPLE_CLIENT);
    await visit(`/schedules?client=${client?.id}&kind=status`);
    await page.keyboard.press('Control+Alt+n');
    const campaign = page.getByRole('combobox', { name: say('schedulesScreen.form.campaign') });
    await campaign.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.locator('.panel-foot .button-primary').focus();
    await page.keyboard.press('Enter');
    const rows = async () => (await api.schedules.list({ clientId: null })).schedules;
    await until('the schedule', async () => (await rows()).length === 1);
    const [made] = await rows();
    expect(made).toMatchObject({ state: 'waiting', action: { kind: 'status', status: 'paused' }, clientId: client?.id });
    await page.getByText(say('schedulesScreen.history.none')).waitFor();

    await page.getByRole('button', { name: say('schedulesScreen.pause', { name: made?.name ?? '' }) }).click();
    await until('the pause', async () => (await rows())[0]?.state === 'paused');
    await page.getByRole('button', { name: say('schedulesScreen.remove', { name: made?.name ?? '' }) }).click();
    await until('the deletion', async () => (await rows()).length === 0);
    await page.getByRole('heading', { name: say('schedulesScreen.none') }).waitFor();
    await page.keyboard.press('Control+z');
    await until('the undo', async () => (await rows())[0]?.state === 'paused');
    await page.getByRole('button', { name: say('schedulesScreen.resume', { name: made?.name ?? '' }) }).waitFor();
    expect(open.report).toEqual({ errors: [], violations: [], foreign: [] });
  });
});
