import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import type { SimObject, SimState } from '../../adapters/simulators/types.ts';
import type { Api, AppContract } from '../../core/contract/index.ts';
import type { Money } from '../../core/kernel/index.ts';
import { root, type OpenPage } from './e2e-program.ts';

/** Opens a select by its label and takes an option, with the mouse. */
export async function choose(page: Page, label: string, option: string): Promise<void> {
  await selectButton(page, label).click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

/** The button of a select: its name is the chosen value and then the label. */
export function selectButton(page: Page, label: string): Locator {
  return page.getByRole('button', { name: new RegExp(`${escaped(label)}$`) });
}

export function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

export function exactly(text: string): RegExp {
  return new RegExp(`^${escaped(text)}$`);
}

/** Whole units of a sum of amounts of one currency. */
export function totalUnits(amounts: readonly (Money | null)[]): number {
  return Number(amounts.reduce((sum, amount) => sum + (amount?.amountMicros ?? 0n), 0n) / 1_000_000n);
}

/** What the networks themselves hold, those that hold anything: their own books, never ours. */
export async function livingAds(
  api: Api<AppContract>,
): Promise<readonly { readonly network: string; readonly ads: readonly SimObject[] }[]> {
  const { controlUrl, networks } = await api.simulators.state({});
  const held = await Promise.all(
    networks
      .map(({ network }) => network)
      .toSorted()
      .map(async (network) => {
        const answer = await fetch(new URL(`/state?network=${network}`, controlUrl ?? ''));
        const { ads } = (await answer.json()) as SimState; // the control address is our own protocol
        return { network, ads: ads.filter(({ status }) => status !== 'archived') };
      }),
  );
  return held.filter(({ ads }) => ads.length > 0);
}

/** When the test fails, what the screen showed is kept beside the other results. */
export function keepPicture(
  open: OpenPage,
  onFailed: (keep: (result: { readonly task: { readonly name: string } }) => Promise<void>) => void,
): void {
  onFailed(async ({ task }) => {
    const folder = path.join(root, '.cache', 'e2e');
    mkdirSync(folder, { recursive: true });
    await open.page
      .screenshot({ path: path.join(folder, `${task.name.replaceAll(/[^a-z0-9]+/gi, '-').slice(0, 80)}.png`) })
      .catch(() => undefined);
  });
}
