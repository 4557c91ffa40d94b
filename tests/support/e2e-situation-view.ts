import type { wordsOf } from './e2e-program.ts';
import { calm, visit } from './e2e-screens.ts';
import type { Situation, Stage } from './e2e-situations.ts';

/** Puts on the screen what a person sees of a situation. */
export async function showSituation(stage: Stage, situation: Situation, say: ReturnType<typeof wordsOf>): Promise<void> {
  const { address } = situation;
  const place = typeof address === 'function' ? await address(stage) : address;
  if (place === null) await stage.open.page.getByRole('heading', { level: 1 }).waitFor();
  else await visit(stage.open, say, { name: situation.name, address: place });
  await calm(stage.open.page);
  await situation.look?.(stage);
  await calm(stage.open.page);
}
