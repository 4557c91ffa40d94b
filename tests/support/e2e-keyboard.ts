import type { Page } from 'playwright-core';
import { until } from './e2e-program.ts';
import { escaped } from './e2e-road.ts';

const MOST_STOPS = 150;

/** The name of what has the focus, as assistive technology would say it; empty when nothing has. */
function focusedName(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (element === null || element === document.body) return '';
    const byIds = (element.getAttribute('aria-labelledby') ?? '')
      .split(' ')
      .map((id) => (id === '' ? '' : (document.getElementById(id)?.textContent ?? '')))
      .join(' ');
    const labels =
      element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement
        ? [...(element.labels ?? [])].map((label) => label.textContent ?? '').join(' ')
        : '';
    return [element.getAttribute('aria-label') ?? '', byIds, labels, element.textContent ?? ''].join(' ').replaceAll(/\s+/g, ' ').trim();
  });
}

/** Presses Tab until something of this name has the focus. */
export async function tabTo(page: Page, name: string | RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  const passed: string[] = [];
  await until(
    `the focus to reach ${String(name)}; it passed ${passed.join(' › ')}`,
    async () => {
      const here = await focusedName(page);
      if (typeof name === 'string' ? here.includes(name) : name.test(here)) return true;
      if (passed.length >= MOST_STOPS) throw new Error(`Tab does not reach ${String(name)}; it passed ${passed.join(' › ')}`);
      passed.push(here.slice(0, 40));
      await page.keyboard.press(key);
      return false;
    },
    30_000,
  );
}

export async function pressOn(page: Page, name: string | RegExp, key = 'Enter'): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press(key);
}

/** Opens the select that has this label and takes an option by its first letters. */
export async function chooseByKeys(page: Page, label: string, letters: string): Promise<void> {
  await pressOn(page, new RegExp(`(^| )${escaped(label)}( |$)`), 'ArrowDown');
  await page.getByRole('listbox').waitFor();
  await page.keyboard.type(letters);
  await page.keyboard.press('Enter');
  await page.getByRole('listbox').waitFor({ state: 'detached' });
}

/** Ctrl+K, a few letters, Enter. */
export async function runFromPalette(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.type(words);
  await page.getByRole('menuitem', { name: words }).first().waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}
