import type { Page } from 'playwright-core';

/** What went wrong inside a page without anyone asking. */
export interface PageReport {
  /** Uncaught exceptions and what the console calls an error. */
  readonly errors: string[];
  /** Content-policy and Trusted Types violations. */
  readonly violations: string[];
  /** Requests that left for anywhere but the page's own origin. */
  readonly foreign: string[];
}

const POLICY = /content security policy|trusted ?types?|refused to (load|execute|apply|connect|frame)/i;

/** Listens from now on. Chromium reports each policy violation on the console, so nothing has to be injected to see them. */
export function watchPage(page: Page): PageReport {
  const report: PageReport = { errors: [], violations: [], foreign: [] };
  page.on('console', (message) => {
    if (POLICY.test(message.text())) report.violations.push(message.text());
    else if (message.type() === 'error' && !isAnswer(message.text())) report.errors.push(message.text());
  });
  page.on('pageerror', (error) => {
    if (POLICY.test(error.message)) report.violations.push(error.message);
    else report.errors.push(error.stack ?? error.message);
  });
  page.on('request', (request) => {
    const url = new URL(request.url());
    const own = new URL(page.url() === 'about:blank' ? request.url() : page.url());
    if (url.protocol.startsWith('http') && url.host !== own.host) report.foreign.push(request.url());
  });
  return report;
}

/** Chromium also calls a refused call an error of the console; the refusal itself is what the test looks at. */
function isAnswer(text: string): boolean {
  return text.startsWith('Failed to load resource: the server responded with a status of 4');
}
