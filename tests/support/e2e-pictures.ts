// Pictures of every screen over a demo workspace: run it with `npm run screens`.
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { importFile, livelyWorkspace } from './e2e-ads.ts';
import { closeBrowser, makePlace, openPage, root, startServerShell, until, wordsOf, type OpenPage } from './e2e-program.ts';
import { showSituation } from './e2e-situation-view.ts';
import { closeStage, openStage, situations } from './e2e-situations.ts';
import { calm, followCalls, listVisits, visit, type Visit } from './e2e-screens.ts';

const LANGUAGES = ['es', 'en'] as const;
const THEMES = ['light', 'dark'] as const;
const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 1024, height: 700 };
/** Screens worth a second picture in a small window, and those that a reader compares across themes and languages. */
const NARROW_SCREENS: readonly string[] = ['home', 'vacancies', 'plans', 'changes', 'schedules', 'results', 'segments', 'audiences'];
const only = process.argv.slice(2);
const folder = path.join(root, 'docs', 'screens');
mkdirSync(folder, { recursive: true });
if (only.length === 0) for (const name of readdirSync(folder)) if (name.endsWith('.png')) rmSync(path.join(folder, name));

const wanted = (name: string): boolean => only.length === 0 || only.includes(name);

async function picture(open: OpenPage, name: string, language: string, theme: string, width: number): Promise<void> {
  await open.page.evaluate((value) => {
    document.documentElement.dataset['theme'] = value;
  }, theme);
  await calm(open.page);
  // A picture shows where a person keeps the workspace, not this machine's scratch folder.
  await open.page.evaluate(() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
      const shown = node.nodeValue?.replaceAll(/\/\S*altavoz-e2e-[^/\s]+\/workspace/g, '/home/laura/Altavoz');
      if (shown !== undefined && shown !== node.nodeValue) node.nodeValue = shown;
    }
  });
  await open.page.screenshot({
    path: path.join(folder, `${name}-${language}-${theme}-${width}.png`),
    animations: 'disabled',
    caret: 'hide',
  });
}

async function eachTheme(open: OpenPage, language: (typeof LANGUAGES)[number], one: Visit, narrow: boolean): Promise<void> {
  // Dark differs from light in every language alike: the main screens show it in English too, the rest in Spanish only.
  const isMain = NARROW_SCREENS.includes(one.name) && !narrow;
  for (const theme of language === 'es' || isMain ? THEMES : (['light'] as const)) {
    // The charts draw their own colours: a theme is chosen as a person does, before the screen is opened.
    await open.api.settings.set({ theme });
    await until('the theme', () => open.page.evaluate((value) => document.documentElement.dataset['theme'] === value, theme));
    await visit(open, wordsOf(language), one);
    await picture(open, one.name, language, theme, narrow ? NARROW.width : WIDE.width);
    await one.leave?.(open.page);
  }
}

async function firstRun(): Promise<void> {
  for (const language of LANGUAGES) {
    const place = makePlace();
    const shell = await startServerShell(place);
    const open = await openPage(shell, WIDE);
    followCalls(open.page);
    const say = wordsOf(language);
    await open.api.settings.set({ locale: language });
    const create = open.page.getByRole('button', { name: say('onboarding.create') });
    await create.waitFor();
    for (const theme of THEMES) await picture(open, 'onboarding', language, theme, WIDE.width);
    await create.click();
    await open.page.locator('.recovery-key').waitFor();
    await open.api.settings.set({ locale: language });
    await open.page.getByRole('heading', { name: say('onboarding.key.title') }).waitFor();
    for (const theme of THEMES) await picture(open, 'recovery-key', language, theme, WIDE.width);
    await open.page.context().close();
    await shell.stop();
    place.remove();
  }
}

/** What a person sees of each trouble: `npm run screens -- situations` takes them all, `situation-full-disk` one. */
async function everySituation(): Promise<void> {
  for (const situation of situations) {
    const name = `situation-${situation.name}`;
    if (!wanted(name) && !only.includes('situations')) continue;
    process.stderr.write(`Arranging ${situation.name}…\n`);
    const stage = await openStage(makePlace(), situation);
    try {
      await situation.arrange(stage);
      const { page, api } = stage.open;
      followCalls(page);
      for (const language of LANGUAGES) {
        await api.settings.set({ locale: language });
        await until('the language', () => page.evaluate((value) => document.documentElement.lang.startsWith(value), language));
        for (const theme of THEMES) {
          await api.settings.set({ theme });
          await until('the theme', () => page.evaluate((value) => document.documentElement.dataset['theme'] === value, theme));
          await showSituation(stage, situation, wordsOf(language));
          await picture(stage.open, name, language, theme, WIDE.width);
          if (situation.journal !== undefined) {
            await visit(stage.open, wordsOf(language), { name, address: situation.journal });
            await picture(stage.open, `${name}-journal`, language, theme, WIDE.width);
          }
          await page.keyboard.press('Escape');
        }
      }
    } finally {
      await closeStage(stage);
    }
  }
}

async function everyScreen(): Promise<void> {
  const place = makePlace();
  const shell = await startServerShell(place);
  try {
    const open = await openPage(shell, WIDE);
    followCalls(open.page);
    process.stderr.write('Making the demo workspace…\n');
    await livelyWorkspace(open.api, place);
    const visits = (await listVisits(open.api, await importFile(open.api, place))).filter(({ name }) => wanted(name));
    await open.page.reload();
    for (const language of LANGUAGES) {
      await open.api.settings.set({ locale: language });
      await until('the language', () => open.page.evaluate((value) => document.documentElement.lang.startsWith(value), language));
      for (const one of visits) await eachTheme(open, language, one, false);
      await open.page.setViewportSize(NARROW);
      for (const one of visits.filter(({ name }) => NARROW_SCREENS.includes(name))) await eachTheme(open, language, one, true);
      await open.page.setViewportSize(WIDE);
    }
    if (open.report.errors.length + open.report.violations.length > 0) throw new Error(JSON.stringify(open.report));
  } finally {
    await shell.stop();
    place.remove();
  }
}

try {
  if (wanted('onboarding') || wanted('recovery-key')) await firstRun();
  await everySituation();
  if (only.length === 0 || !only.every((name) => name.startsWith('situation'))) await everyScreen();
} finally {
  await closeBrowser();
}
const files = readdirSync(folder).filter((name) => name.endsWith('.png'));
const bytes = files.reduce((sum, name) => sum + statSync(path.join(folder, name)).size, 0);
process.stdout.write(`${files.length} pictures, ${(bytes / 1_000_000).toFixed(1)} MB in docs/screens\n`);
