import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Browser, type CDPSession, type Page } from 'playwright-core';
import { chromiumPath } from './machine.ts';

export const VIEWPORT = { width: 1440, height: 900 };
/** No graphics card is assumed: every machine rasterises in software, so runs compare. */
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'];
const FIRST_ROW_MS = 90_000;

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath, args: ARGS });
}

/** Runs in every page before its own scripts: notes when the first row with something in it has been painted. */
export function watchFirstRow(): void {
  const watch = globalThis as { firstRowAt?: number };
  function look(): void {
    const row = document.querySelector('[role="row"][data-row="0"]');
    if (row === null || row.querySelector('.grid-blank') !== null || (row.textContent ?? '').length === 0) {
      requestAnimationFrame(look);
      return;
    }
    // The frame that shows it is painted before the next one begins.
    requestAnimationFrame(() => {
      watch.firstRowAt = performance.timeOrigin + performance.now();
    });
  }
  requestAnimationFrame(look);
}

/** Milliseconds since 1970 at which the page had painted its first row. */
export async function firstRowAt(page: Page): Promise<number> {
  const found = await page.waitForFunction(() => (globalThis as { firstRowAt?: number }).firstRowAt, undefined, {
    timeout: FIRST_ROW_MS,
    polling: 100,
  });
  const at = await found.jsonValue();
  if (at === undefined) throw new Error('The page painted no row');
  return at;
}

export interface Scrolled {
  /** Processor milliseconds of the main thread a frame, painting and layout included. */
  readonly taskMs: number;
  readonly scriptMs: number;
  /** Frames that came later than the screen's rhythm allows. */
  readonly late: number;
}

const LATE_MS = 20;

/** Scrolls the element a fixed way each frame, as a wheel or a dragged bar would. */
export async function scroll(page: Page, selector: string, pixels: number, frames: number): Promise<Scrolled> {
  const session = await page.context().newCDPSession(page);
  // Processor time, not time on the clock: what others do on the machine stays out of it.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.evaluate(`document.querySelector(${JSON.stringify(selector)}).scrollTop = 0`);
  await page.waitForTimeout(300);
  const before = await durations(session);
  const intervals = await page.evaluate(
    async ([target, step, count]) => {
      const element = document.querySelector(target);
      if (element === null) throw new Error('There is nothing to scroll');
      const found: number[] = [];
      let last = await new Promise<number>((done) => requestAnimationFrame(done));
      for (let frame = 0; frame < count; frame++) {
        element.scrollTop += step;
        const now = await new Promise<number>((done) => requestAnimationFrame(done));
        found.push(now - last);
        last = now;
      }
      return found;
    },
    [selector, pixels, frames] as const,
  );
  const after = await durations(session);
  await session.detach();
  return {
    taskMs: ((after.task - before.task) * 1000) / frames,
    scriptMs: ((after.script - before.script) * 1000) / frames,
    late: intervals.filter((interval) => interval > LATE_MS).length,
  };
}

async function durations(session: CDPSession): Promise<{ task: number; script: number }> {
  const { metrics } = await session.send('Performance.getMetrics');
  const of = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? 0;
  return { task: of('TaskDuration'), script: of('ScriptDuration') };
}

/** One page on loopback, for what the program is held against. */
export async function servePage(html: string): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer(
    (_request, response) => void response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html),
  );
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo; // a TCP server's address is an AddressInfo
  return {
    url: `http://127.0.0.1:${port}/`,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}
