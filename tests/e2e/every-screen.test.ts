import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, ElementContext, RunOptions } from 'axe-core';
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest';
import { importFile, livelyWorkspace } from '../support/e2e-ads.ts';
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
import { calm, followCalls, listVisits, visit, type Visit } from '../support/e2e-screens.ts';

const LANGUAGES = ['es', 'en'] as const;
const THEMES = ['light', 'dark', 'contrast'] as const;
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

declare global {
  interface Window {
    readonly axe: { run(context: ElementContext, options: RunOptions): Promise<AxeResults> };
  }
}

/** Rows of a list are all alike: the first ones are judged for all. */
const ALIKE = [
  '.grid-body > [role="row"]:nth-child(n+4)',
  '.change-slot:nth-child(n+6)',
  'tbody > tr:nth-child(n+4)',
  '.steps > li:nth-child(n+4)',
];

/** What stands around every screen: judged on the first one. */
const FRAME = ['.rail', '.header', '.shell-banners'];

/** What axe calls serious or critical, in a line each. */
function seriousProblems(
  page: OpenPage['page'],
  theme: string,
  structure: boolean,
  colours: boolean,
  frame: boolean,
): Promise<readonly string[]> {
  return page.evaluate(
    async ([wanted, exclude, withStructure, withColours]) => {
      document.documentElement.dataset['theme'] = wanted;
      // A colour on its way to another is neither.
      await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined)));
      const rules: RunOptions = withStructure
        ? { rules: { 'color-contrast': { enabled: withColours } } }
        : { runOnly: { type: 'rule', values: ['color-contrast'] } };
      const { violations } = await window.axe.run({ exclude: [...exclude] }, { ...rules, resultTypes: ['violations'] });
      return violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => {
          const places = nodes.slice(0, 4).map(({ target, any }) => `${target.join(' ')} (${any[0]?.message ?? ''})`);
          return `${id}: ${places.join(' | ')}${nodes.length > 4 ? ` and ${nodes.length - 4} more` : ''}`;
        });
    },
    [theme, frame ? ALIKE : [...ALIKE, ...FRAME], structure, colours] as const,
  );
}

describe('every screen', () => {
  const place = makePlace();
  let shell: ServerShell;
  let open: OpenPage;
  let visits: readonly Visit[];

  beforeAll(async () => {
    shell = await startServerShell(place);
    open = await openPage(shell);
    followCalls(open.page);
    await livelyWorkspace(open.api, place);
    visits = await listVisits(open.api, await importFile(open.api, place));
    await open.page.reload();
    await open.page.getByRole('heading', { level: 1 }).waitFor();
    await open.page.evaluate(axeSource);
  });
  afterAll(async () => {
    await closeBrowser();
    await shell.stop();
    place.remove();
  });

  async function speak(language: (typeof LANGUAGES)[number]): Promise<void> {
    await open.api.settings.set({ locale: language });
    await until('the language', () => open.page.evaluate((wanted) => document.documentElement.lang.startsWith(wanted), language));
    await calm(open.page);
  }

  test.each(LANGUAGES)(
    'shows itself in %s without breaking the content policy, in a theme a pair of eyes can read',
    { timeout: 300_000 },
    async (language) => {
      keepPicture(open, onTestFailed);
      const { page } = open;
      await speak(language);
      const found: string[] = [];
      for (const one of visits) {
        await visit(open, wordsOf(language), one);
        // A visit may load the page anew.
        if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeSource);
        // Themes differ in colours alone and languages in words alone: structure is judged in each language, colours in each theme.
        const judged = language === 'es' ? THEMES : (['light'] as const);
        for (const theme of judged)
          found.push(
            ...(await seriousProblems(page, theme, theme === 'light', language === 'es', one === visits[0])).map(
              (text) => `${one.name} ${theme} ${text}`,
            ),
          );
        await page.evaluate(() => (document.documentElement.dataset['theme'] = 'light'));
        await one.leave?.(page);
      }
      expect(found).toEqual([]);
      expect(open.report).toEqual({ errors: [], violations: [], foreign: [] });
    },
  );

  test.each(LANGUAGES)('says a picked day in words, in %s: the field itself writes it as the computer does', async (language) => {
    await speak(language);
    const plan = visits.find(({ name }) => name === 'plans-edit')!; // one of the fixed list
    await visit(open, wordsOf(language), plan);
    const field = open.page.getByLabel(wordsOf(language)('plansScreen.field.startDay'), { exact: true });
    const day = await field.inputValue();
    const words = new Intl.DateTimeFormat(language === 'es' ? 'es-CO' : 'en-US', {
      weekday: 'long',
      day: 'numeric',
      month: 'long',
      timeZone: 'UTC',
    });
    const note = open.page.locator(`[id="${await field.getAttribute('aria-describedby')}"]`);
    expect(await note.innerText()).toContain(words.format(new Date(`${day}T00:00:00Z`)));
  });

  test('refuses text as markup and inline code: Trusted Types and the content policy are on', async () => {
    const { page } = await openPageAgain();
    const outcome = await page.evaluate(() => {
      const attempt = (work: () => void): string => {
        try {
          work();
          return 'allowed';
        } catch (error) {
          return error instanceof Error ? error.name : 'thrown';
        }
      };
      const script = document.createElement('script');
      return {
        markup: attempt(() => {
          document.createElement('div').innerHTML = '<b>x</b>';
        }),
        policy: attempt(
          () =>
            void (window as unknown as { trustedTypes: { createPolicy(name: string, rules: object): unknown } }).trustedTypes.createPolicy(
              'mine',
              {},
            ),
        ), // not in the DOM types yet
        inline: attempt(() => {
          script.textContent = 'window.ran = 1';
          document.head.append(script);
        }),
        ran: (window as { ran?: number }).ran ?? 0,
      };
    });
    expect(outcome).toEqual({ markup: 'TypeError', policy: 'TypeError', inline: 'TypeError', ran: 0 });
  });

  /** A second page in the same session, so that what it provokes is not counted against the first. */
  async function openPageAgain(): Promise<{ readonly page: OpenPage['page'] }> {
    const page = await open.page.context().newPage();
    await page.goto(new URL('/', open.page.url()).href);
    await page.getByRole('heading', { level: 1 }).waitFor();
    return { page };
  }
});
