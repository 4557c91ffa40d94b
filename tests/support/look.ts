// Pictures of the screens over the fake backend: node scripts/with-node.mjs tests/support/look.ts FOLDER [theme] [widthxheight] [screen…]
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { startFakeBackend } from './fake-backend.ts';
import { id } from './fake-data.ts';
import { fakeSegments } from './fake-segments.ts';

const [folder = '.', theme = 'light', size = '1440x900', ...screens] = process.argv.slice(2);
const [width = 1440, height = 900] = size.split('x').map(Number);
const backend = await startFakeBackend(process.env['RENDERER_ROOT'] ?? join(import.meta.dirname, '../../out/renderer'), {
  theme: theme as 'light',
}); // one of the theme names, from the command line
if (screens.some((screen) => screen.startsWith('segments')))
  for (const [name, value] of Object.entries(await fakeSegments(id(1), false))) backend.answer(name, value);
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
});
const page = await browser.newPage({ viewport: { width, height } });
page.on('console', (message) => {
  if (message.type() === 'error' || message.type() === 'warning') console.error(message.text());
});
page.on('pageerror', (error) => console.error(error));
for (const screen of screens) {
  const [name = '', ...keys] = screen.split('~');
  if (name === 'onboarding')
    backend.answer('workspace.status', {
      state: 'none',
      directory: '/home/laura/Altavoz/demo',
      workspaceId: null,
      kind: null,
      keyProtection: null,
      readOnly: null,
      actor: null,
      programVersion: '0.1.0',
      keyStore: 'absent',
      now: '2026-11-20T15:20:00Z',
    });
  await page.goto(`${backend.url}#/${name}`);
  await page.reload();
  await page.waitForSelector(name === 'onboarding' ? '.first-run' : '.shell');
  await page.waitForLoadState('networkidle', { timeout: 1500 }).catch(() => undefined); // the event stream never goes idle
  for (const key of keys) await page.keyboard.press(key);
  if (keys.length > 0) await page.waitForTimeout(300);
  await page.screenshot({ path: join(folder, `${name.replaceAll(/[^a-z0-9]+/gi, '-')}-${theme}-${width}.png`) });
}
await browser.close();
backend.close();
