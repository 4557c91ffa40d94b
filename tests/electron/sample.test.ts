import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { networkModules, publishingNetworks } from '../../adapters/networks/registry.ts';
import { openSession } from '../../electron/cli/session.ts';
import { withoutKeyStore } from '../support/road.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'altavoz-sample-'));
const restore = withoutKeyStore(folder);
afterAll(() => {
  restore();
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

test('the sample connects every network, and its first job flows use those that publish', async () => {
  const { api, backend } = await openSession({ workspace: path.join(folder, 'workspace') });
  try {
    await api.workspace.create({ kind: 'simulated', personName: 'Persona de prueba', passphrase: null, withSample: true });
    const { accounts } = await api.accounts.list({ clientId: null });
    expect(new Set(accounts.map((account) => account.network))).toEqual(new Set(networkModules.map(({ id }) => id)));
    const { flows } = await api.flows.list({ clientId: null });
    expect(flows.length).toBeGreaterThan(0);
    for (const flow of flows) expect(flow.networks).toEqual(publishingNetworks.map(({ id }) => id));
    expect(publishingNetworks.length).toBeLessThan(networkModules.length);
    const silent = networkModules.filter(({ description }) => !description.publishes).map(({ id }) => id);
    const reading = accounts.filter((account) => silent.includes(account.network));
    expect(reading.length).toBeGreaterThan(0);
    const tested = await api.accounts.test({ accountIds: reading.map((account) => account.id) });
    expect(tested.accounts.filter(({ id }) => reading.some((account) => account.id === id)).map(({ connection }) => connection)).toEqual(
      reading.map(() => 'connected'),
    );
  } finally {
    await backend.close();
  }
}, 60_000);
