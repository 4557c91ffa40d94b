import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest';
import { makeWorkspace, SAMPLE_CLIENT } from '../support/e2e-ads.ts';
import { chooseByKeys, pressOn } from '../support/e2e-keyboard.ts';
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
import { keepPicture } from '../support/e2e-road.ts';

const say = wordsOf('es');
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Connecting an account the way a person does, browser and all, without touching the mouse in the program. */
describe('connecting an account', () => {
  const place = makePlace();
  let shell: ServerShell;
  let open: OpenPage;

  beforeAll(async () => {
    shell = await startServerShell(place);
    open = await openPage(shell);
    await makeWorkspace(open.api);
    await open.page.evaluate(() => (location.hash = '#/connections'));
    await open.page.getByRole('heading', { level: 1, name: say('frame.screen.connections') }).waitFor();
    await open.page.evaluate(axeSource);
  });
  afterAll(async () => {
    await closeBrowser();
    await shell.stop();
    place.remove();
  });

  /** What axe calls serious or critical in the panel. */
  async function judge(): Promise<void> {
    const found = await open.page.evaluate(async () => {
      const { violations } = await window.axe.run({ include: ['.panel'] }, { resultTypes: ['violations'] });
      return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id }) => id);
    });
    expect(found).toEqual([]);
  }

  async function startPanel(network: string): Promise<void> {
    const { page } = open;
    await page.evaluate(() => (location.hash = '#/connections?connect=true'));
    await page.getByRole('combobox', { name: say('connections.client') }).focus();
    await page.keyboard.type(SAMPLE_CLIENT);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await chooseByKeys(page, say('changesScreen.network'), network);
  }

  /** The tab that opens beside the program, once it has come to rest. */
  async function openTab(): Promise<Page> {
    const opening = open.page.context().waitForEvent('page');
    await pressOn(open.page, say('connections.signIn.begin'));
    const tab = await opening;
    await tab.waitForLoadState();
    return tab;
  }

  /** Connects the first account that nobody has connected yet. */
  async function connectOne(): Promise<void> {
    const { page, api } = open;
    const { attempt } = await api.connections.attempt({});
    const taken = new Set((await api.accounts.list({ clientId: null })).accounts.map(({ remoteId }) => remoteId));
    const free = attempt?.found?.find(({ remoteId, currency }) => !taken.has(remoteId) && currency === 'COP');
    if (free === undefined) throw new Error('Every account is connected already');
    await chooseByKeys(page, say('connections.found', { count: attempt?.found?.length ?? 0 }), free.name);
    await pressOn(page, say('connections.connect.save', { name: free.name }));
    await until('the account', async () =>
      (await api.accounts.list({ clientId: null })).accounts.some(
        ({ remoteId, connection }) => remoteId === free.remoteId && connection === 'connected',
      ),
    );
    await page.getByRole('complementary').waitFor({ state: 'detached' });
    await until('the attempt to be let go', async () => (await api.connections.attempt({})).attempt === null);
  }

  test('by the browser: the practice app, the page that says done, the accounts, the account', async () => {
    keepPicture(open, onTestFailed);
    const { page } = open;
    await startPanel('Google');
    await pressOn(page, say('connections.signIn.practiceApp'));
    await judge();
    const tab = await openTab();
    await tab.getByText(say('connections.signIn.page.done')).waitFor();
    expect(new URL(tab.url()).hostname).toBe('127.0.0.1');
    await tab.close();
    await page.getByText(say('connections.signIn.done', { network: 'Google Ads' })).waitFor();
    await judge();
    await connectOne();
  });

  test('by copying: a wrong answer is told, the right one is taken, and the kept app needs no typing', async () => {
    keepPicture(open, onTestFailed);
    const { page } = open;
    await startPanel('Meta');
    await pressOn(page, say('connections.signIn.practiceApp'));
    const tab = await openTab();
    const field = page.getByRole('textbox', { name: say('connections.signIn.pasted') });
    await field.waitFor();
    await judge();
    await field.fill(tab.url().replace(/state=[^&#]+/, 'state=otro'));
    await pressOn(page, say('connections.signIn.send'));
    await page.getByText(say('errors.connections.other_sign_in.what')).waitFor();
    await field.fill(tab.url());
    await tab.close();
    await pressOn(page, say('connections.signIn.send'));
    await page.getByText(say('connections.signIn.done', { network: 'Meta' })).waitFor();
    // Closing without choosing keeps no token; the app that worked is kept.
    await page.keyboard.press('Escape');
    await page.getByRole('complementary').waitFor({ state: 'detached' });
    await until('the attempt to be let go', async () => (await open.api.connections.attempt({})).attempt === null);
    await startPanel('Meta');
    await page.getByText(say('connections.signIn.keptApp', { id: '5001' })).waitFor();
    await judge();
    expect(open.report.violations).toEqual([]);
    expect(open.report.errors).toEqual([]);
  });
});
