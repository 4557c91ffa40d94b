import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { recordTo, replay } from '../../../adapters/simulators/recording.ts';
import { startSimulators, type SimulatorHost } from '../../../adapters/simulators/host.ts';
import type { SimContext, SimulatedNetwork } from '../../../adapters/simulators/types.ts';

/** A network of one object, whose name is its answer; and one in which nobody can edit anything. */
const named = (context: SimContext): SimulatedNetwork => ({
  id: 'named',
  operation: () => 'read',
  handle: () => ({ status: 200, body: { name: context.books.get('object', 'one') } }),
  state: () => ({ campaigns: [], adGroups: [], ads: [] }),
  edit({ id, name }) {
    if (id !== 'one' || name === undefined) return false;
    context.books.put('object', 'one', name);
    return true;
  },
  reset: () => undefined,
});
const closed = (context: SimContext): SimulatedNetwork => {
  const { edit: _edit, ...rest } = named(context);
  return { ...rest, id: 'closed' };
};

async function start(more: Partial<Parameters<typeof startSimulators>[0]> = {}): Promise<SimulatorHost> {
  const host = await startSimulators({
    networks: [named, closed],
    directory: null,
    seed: 1,
    port: 0,
    switches: {},
    realNowMs: () => 1_700_000_000_000,
    logLimit: 100,
    ...more,
  });
  onTestFinished(() => host.close());
  return host;
}
const edit = async (host: SimulatorHost, body: unknown): Promise<number> =>
  (await fetch(`${host.controlUrl}/edits`, { method: 'POST', body: JSON.stringify(body) })).status;
const read = async (host: SimulatorHost): Promise<unknown> => (await fetch(`${host.urls.get('named')}/one`)).json();

test('somebody edits an object in a network’s own screens, and what cannot be edited says so', async () => {
  const host = await start();
  expect(await edit(host, { network: 'named', id: 'one', name: 'Otro' })).toBe(200);
  expect(await read(host)).toEqual({ name: 'Otro' });
  for (const [body, status] of [
    [{ network: 'named', id: 'two', name: 'Otro' }, 404],
    [{ network: 'closed', id: 'one', name: 'Otro' }, 404],
    [{ network: 'nobody', id: 'one', name: 'Otro' }, 400],
    [{ network: 'named', id: 'one', status: 'archived' }, 400],
    [{ network: 'named', id: 'one', dailyBudgetMicros: '1.5' }, 400],
    [{ network: 'named', id: 'one', color: 'red' }, 400],
  ] as const)
    expect(await edit(host, body), JSON.stringify(body)).toBe(status);
  expect(await read(host)).toEqual({ name: 'Otro' });
});

test('a recording holds the edit in its place, and answers alike when it is asked again', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'altavoz-edits-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'log.jsonl');
  const host = await start({ record: recordTo(file, { seed: 1, switches: {} }) });
  await read(host);
  await edit(host, { network: 'named', id: 'one', name: 'Otro' });
  await read(host);
  expect(replay(file, [named])).toEqual({ exchanges: 3, byNetwork: { named: 3 }, difference: null });
  // Without it the second answer would be the first.
  const deaf = (context: SimContext): SimulatedNetwork => ({ ...named(context), edit: () => true });
  expect(replay(file, [deaf]).difference).toMatchObject({ line: 4 });
});
