import { startServerShell, type ServerShell } from '../support/e2e-program.ts';
import { firstRowAt, launch, servePage, VIEWPORT, watchFirstRow } from './browser.ts';
import { compared, limited, median, plain, type BenchOptions, type Row } from './row.ts';
import { seededWorkspace } from './seed.ts';

const ALTERNATIONS = 5;
const START_GOAL_MS = 2_000;
const MINIMAL = '<!doctype html><meta charset="utf-8"><title>Minimal</title><div role="row" data-row="0">Una fila</div>';

/** From the first process to a row of the full-scale workspace on the screen, beside a browser that opens one line of HTML. */
export async function startBench({ full, say }: BenchOptions): Promise<readonly Row[]> {
  const seeded = await seededWorkspace(say);
  const minimal = await servePage(MINIMAL);
  const rounds: { ours: number; theirs: number }[] = [];
  const backend: number[] = [];
  try {
    // The first opening of a day writes the daily backup; it is shown on its own.
    const first = await startOnce(seeded.directory);
    for (let round = 0; round < ALTERNATIONS * (full ? 2 : 1); round++) {
      say(`alternation ${round + 1}`);
      const ours = await startOnce(seeded.directory);
      const began = Date.now();
      rounds.push({ ours: ours.total, theirs: (await openedAt(minimal.url)) - began });
      backend.push(ours.backend);
    }
    return [
      compared('start: spawn to first row', 'ms', 'browser with a minimal page', rounds),
      limited(
        'start: spawn to first row',
        'ms',
        rounds.map(({ ours }) => ours),
        START_GOAL_MS,
      ),
      plain('start: of it until the program answers', 'ms', median(backend)),
      plain('start: the first of this run', 'ms', first.total),
    ];
  } finally {
    await minimal.close();
  }
}

async function startOnce(workspace: string): Promise<{ total: number; backend: number }> {
  const began = Date.now();
  let shell: ServerShell | null = null;
  try {
    shell = await startServerShell({ workspace, home: process.env['HOME'] ?? workspace, remove: () => undefined });
    const backend = Date.now() - began;
    return { total: (await openedAt(`${shell.entryUrl}#/vacancies`)) - began, backend };
  } finally {
    await shell?.stop();
  }
}

/** A new browser process and a new profile each time. */
async function openedAt(url: string): Promise<number> {
  const browser = await launch();
  try {
    const page = await browser.newPage({ viewport: VIEWPORT, locale: 'es-CO' });
    await page.addInitScript(watchFirstRow);
    await page.goto(url, { waitUntil: 'commit', timeout: 90_000 });
    return await firstRowAt(page);
  } finally {
    await browser.close();
  }
}
