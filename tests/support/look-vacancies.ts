// Pictures of the vacancy screens over made answers: node scripts/with-node.mjs tests/support/look-vacancies.ts FOLDER [widthxheight]
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { answerGrids } from './fake-backend-grids.ts';
import { startFakeBackend } from './fake-backend.ts';

const [folder = '.', size = '1440x900'] = process.argv.slice(2);
const [width = 1440, height = 900] = size.split('x').map(Number);
const shots = [
  ['list', 'vacancies'],
  ['duplicates', 'vacancies?beside=duplicates'],
  ['sources', 'vacancies?beside=sources'],
  ['mapping', 'vacancies?import=00000000-0000-7000-8000-000000009001'],
] as const;
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
});
for (const theme of ['light', 'dark'] as const) {
  const locale = theme === 'light' ? 'es' : 'en';
  const backend = await startFakeBackend(process.env['RENDERER_ROOT'] ?? join(import.meta.dirname, '../../out/renderer'), {
    theme,
    locale,
  });
  const page = await browser.newPage({ viewport: { width, height } });
  page.on('console', (message) => {
    if (message.type() === 'error') console.error(message.text());
  });
  page.on('pageerror', (error) => console.error(error));
  await answerGrids(page);
  for (const [name, address] of shots) {
    await page.goto(`${backend.url}#/${address}`);
    await page.reload();
    await page.waitForSelector('.shell');
    await page.waitForLoadState('networkidle', { timeout: 1500 }).catch(() => undefined); // the event stream never goes idle
    await page.screenshot({ path: join(folder, `${name}-${theme}-${width}.png`) });
    if (name !== 'sources') continue;
    await page.getByRole('button', { name: locale === 'es' ? 'Agregar fuente' : 'Add source' }).click();
    await page.getByText(locale === 'es' ? 'Dirección web' : 'Web address').click();
    await page.screenshot({ path: join(folder, `source-form-${theme}-${width}.png`) });
  }
  await page.close();
  backend.close();
}
await browser.close();
