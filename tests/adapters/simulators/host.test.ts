import { appendFileSync, mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import axios from 'axios';
import { afterEach, describe, expect, it } from 'vitest';
import { openBooks } from '../../../adapters/simulators/books.ts';
import { startSimulators, type SimulatorHost } from '../../../adapters/simulators/host.ts';
import type { SimContext, SimulatedNetwork } from '../../../adapters/simulators/types.ts';

/** A network of one operation: enough to see what the host does around it. */
function counting(context: SimContext): SimulatedNetwork {
  return {
    id: 'counting',
    operation: () => 'add',
    handle: () => {
      const id = String(context.books.nextNumber('made'));
      context.books.put('made', id, { id });
      return { status: 200, body: { id, refused: context.takeFault('add', '429') } };
    },
    state: () => ({
      campaigns: context.books
        .all<{ id: string }>('made')
        .map(({ id }) => ({ id, name: id, status: 'paused', configured: 'paused', review: 'none', marker: null, parentId: null })),
      adGroups: [],
      ads: [],
    }),
    reset: () => {
      for (const { id } of context.books.all<{ id: string }>('made')) context.books.delete('made', id);
    },
  };
}

let host: SimulatorHost;
const start = async (directory: string | null = null): Promise<void> => {
  host = await startSimulators({
    networks: [counting],
    directory,
    seed: 1,
    port: 0,
    switches: {},
    realNowMs: () => 1_700_000_000_000,
    logLimit: 100,
  });
};
afterEach(() => host.close());
const add = () =>
  axios.post<{ id: string; refused: boolean }>(
    `${host.urls.get('counting')}/x?access_token=hide-me`,
    { a: 1 },
    { validateStatus: () => true },
  );
const control = <T>(url: string, body?: unknown) =>
  axios.request<T>({ url: host.controlUrl + url, method: body === undefined ? 'get' : 'post', data: body, validateStatus: () => true });

describe('the simulators', () => {
  it('answer a line that is no address, and go on', async () => {
    await start();
    for (const base of [host.urls.get('counting')!, host.controlUrl]) expect((await fetch(`${base}/a/%zz`)).status).toBe(400);
    expect((await add()).data.id).toBe('1');
  });

  it('lose an answer after the work is done, and reset before it is', async () => {
    await start();
    await control('/faults', { network: 'counting', operation: 'add', kind: 'lose_answer', times: 1 });
    await expect(add()).rejects.toThrow();
    await control('/faults', { network: 'counting', operation: 'add', kind: 'reset' });
    await expect(add()).rejects.toThrow();
    expect((await add()).data.id).toBe('2');
    const { data } = await control<{ campaigns: unknown[] }>('/state?network=counting');
    expect(data.campaigns).toHaveLength(2);
  });
  it('fail before and after the work as asked, cut an answer, and show a portal', async () => {
    await start();
    for (const [kind, status] of [
      ['5xx_before', 503],
      ['5xx_after', 503],
      ['html_portal', 200],
    ] as const) {
      host.addFault({ network: '*', operation: '*', kind, times: 1 });
      expect((await add()).status).toBe(status);
    }
    host.addFault({ network: '*', operation: '*', kind: 'truncate', times: 1 });
    await expect(add()).rejects.toThrow();
    expect(host.networks.get('counting')!.state().campaigns).toHaveLength(2);
  });
  it('hand a fault of its own to the network once', async () => {
    await start();
    await control('/faults', { network: 'counting', operation: '*', kind: '429', times: 1 });
    expect((await add()).data.refused).toBe(true);
    expect((await add()).data.refused).toBe(false);
    expect((await control('/faults', { kind: 'nonsense' })).status).toBe(400);
  });
  it('log each request without its token', async () => {
    await start();
    await add();
    const { data } = await control<{ path: string; body: string; query: unknown }[]>('/requests?network=counting');
    expect(data[0]).toMatchObject({ path: '/x', body: '{"a":1}', status: 200, query: { access_token: '(hidden)' } });
  });
  it('move their clock ahead and keep clock and books over a restart, a half-written line left aside', async () => {
    const directory = mkdtempSync(path.join(os.tmpdir(), 'altavoz-sim-'));
    await start(directory);
    await add();
    await control('/clock', { advanceMs: 5_000 });
    await host.close();
    appendFileSync(path.join(directory, 'counting.jsonl'), '["p","made","9",{"id"');
    await start(directory);
    expect(host.nowMs()).toBe(1_700_000_005_000);
    expect((await add()).data.id).toBe('2');
    expect(
      host.networks
        .get('counting')!
        .state()
        .campaigns.map(({ id }) => id),
    ).toEqual(['1', '2']);
    await control('/reset', {});
    expect(host.networks.get('counting')!.state().campaigns).toEqual([]);
  });
  it('keep documents in order of first insertion', async () => {
    await start();
    const books = openBooks(null);
    books.put('c', 'b', 1);
    books.put('c', 'a', 2);
    books.put('c', 'b', 3);
    expect(books.all('c')).toEqual([3, 2]);
    expect([books.nextNumber('n'), books.nextNumber('n')]).toEqual([1, 2]);
  });
});
