import type { BrowserContext, Page } from 'playwright-core';
import { startServerShell, type Place } from '../support/e2e-program.ts';
import { firstRowAt, launch, scroll, servePage, VIEWPORT, watchFirstRow, type Scrolled } from './browser.ts';
import { floorPage, type FloorShape } from './floor-page.ts';
import { compared, limited, median, plain, type BenchOptions, type Row } from './row.ts';
import { seededWorkspace } from './seed.ts';

const FRAMES = 150;
const SLOW_PX = 96;
const FAST_PX = 3_200;
const SCREEN_GOAL_MS = 400;

interface GridPage {
  readonly name: string;
  readonly path: string;
}
const GRIDS: readonly GridPage[] = [
  { name: 'vacancies', path: '/vacancies' },
  { name: 'ads', path: '/plans?level=ad' },
];

/** The two long grids of the real program at 100,000 rows, beside hand-written recycled rows in the same browser. */
export async function gridsBench({ full, say }: BenchOptions): Promise<readonly Row[]> {
  const seeded = await seededWorkspace(say);
  const shell = await startServerShell(placeOf(seeded.directory));
  const browser = await launch();
  try {
    const context = await browser.newContext({ viewport: VIEWPORT, locale: 'es-CO', timezoneId: 'America/Bogota' });
    await context.addInitScript(watchFirstRow);
    const entrance = await context.newPage();
    await entrance.goto(shell.entryUrl, { waitUntil: 'commit', timeout: 90_000 });
    await entrance.locator('nav').first().waitFor({ timeout: 90_000 });
    const origin = new URL(shell.entryUrl).origin;
    await entrance.close();
    const rows: Row[] = [];
    for (const grid of GRIDS) rows.push(...(await measureGrid(context, grid, `${origin}/#${grid.path}`, full ? 7 : 3, say)));
    return rows;
  } finally {
    await browser.close();
    await shell.stop();
  }
}

/** The shell takes the bench's own home from the environment that this process already has. */
function placeOf(workspace: string): Place {
  return { workspace, home: process.env['HOME'] ?? workspace, remove: () => undefined };
}

async function measureGrid(
  context: BrowserContext,
  { name }: GridPage,
  url: string,
  rounds: number,
  say: BenchOptions['say'],
): Promise<readonly Row[]> {
  const ours = await openAt(context, url);
  const shape = await shapeOf(ours.page);
  const floor = await servePage(floorPage(shape));
  try {
    const opens: { ours: number; theirs: number }[] = [];
    const slow: { ours: Scrolled; theirs: Scrolled }[] = [];
    const fast: { ours: Scrolled; theirs: Scrolled }[] = [];
    await ours.page.close();
    for (let round = 0; round < rounds; round++) {
      say(`${name}, round ${round + 1} of ${rounds}`);
      const real = await openAt(context, url);
      const bare = await openAt(context, floor.url);
      opens.push({ ours: real.ms, theirs: bare.ms });
      slow.push({ ours: await scrolled(real.page, '.grid-scroller', SLOW_PX), theirs: await scrolled(bare.page, '#scroller', SLOW_PX) });
      fast.push({ ours: await scrolled(real.page, '.grid-scroller', FAST_PX), theirs: await scrolled(bare.page, '#scroller', FAST_PX) });
      await real.page.close();
      await bare.page.close();
    }
    const cells = `${shape.cells.length} columns in sight`;
    return [
      compared(`${name} (${shape.total} rows, ${cells}): navigation to first row`, 'ms', 'hand-written rows', opens),
      limited(
        `${name}: navigation to first row`,
        'ms',
        opens.map((open) => open.ours),
        SCREEN_GOAL_MS,
      ),
      ...scrollRows(`${name}, slow scroll`, slow),
      ...scrollRows(`${name}, fast scroll`, fast),
    ];
  } finally {
    await floor.close();
  }
}

function scrollRows(name: string, rounds: readonly { readonly ours: Scrolled; readonly theirs: Scrolled }[]): readonly Row[] {
  const late = (of: 'ours' | 'theirs'): number => median(rounds.map((round) => round[of].late));
  return [
    compared(
      `${name}: main thread a frame`,
      'ms',
      'hand-written rows',
      rounds.map(({ ours, theirs }) => ({ ours: ours.taskMs, theirs: theirs.taskMs })),
    ),
    plain(`${name}: of it script`, 'ms', median(rounds.map(({ ours }) => ours.scriptMs))),
    { ...plain(`${name}: late frames of ${FRAMES}`, 'frames', late('ours')), peer: `hand-written rows: ${late('theirs')} frames` },
  ];
}

async function scrolled(page: Page, selector: string, pixels: number): Promise<Scrolled> {
  await page.bringToFront();
  return scroll(page, selector, pixels, FRAMES);
}

async function openAt(context: BrowserContext, url: string): Promise<{ page: Page; ms: number }> {
  const page = await context.newPage();
  const began = Date.now();
  await page.goto(url, { waitUntil: 'commit', timeout: 90_000 });
  return { page, ms: (await firstRowAt(page)) - began };
}

/** What the program draws now: the floor gets exactly as many rows and cells of the same widths. */
async function shapeOf(page: Page): Promise<FloorShape> {
  return page.evaluate(() => {
    const scroller = document.querySelector('.grid-scroller');
    const row = scroller?.querySelector('[role="row"][data-row="0"]');
    if (!scroller || !row) throw new Error('There is no grid to measure');
    const edge = scroller.getBoundingClientRect().left;
    const cells = [...row.querySelectorAll('[role="gridcell"]')].map((cell) => {
      const box = cell.getBoundingClientRect();
      return {
        left: Math.round(box.left - edge),
        width: Math.round(box.width),
        end: cell.classList.contains('is-end'),
        text: (cell.textContent ?? '').slice(0, 40),
      };
    });
    return {
      total: Number(scroller.getAttribute('aria-rowcount')) - 1,
      rowHeight: Math.round(row.getBoundingClientRect().height),
      viewHeight: scroller.clientHeight,
      cells,
    };
  });
}
