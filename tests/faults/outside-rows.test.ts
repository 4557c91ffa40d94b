import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { NetworkModule } from '../../adapters/networks/registry.ts';
import { networkModules } from '../../adapters/networks/registry.ts';
import { createVault } from '../../adapters/keystore/secrets.ts';
import { startSimulators } from '../../adapters/simulators/host.ts';
import { createSystemClock } from '../../adapters/system/clock.ts';
import type { AccountRef, AdNetwork, PlannedObject, PublishStep, Secrets } from '../../core/ports/index.ts';
import { createImageRenderer } from '../support/flat-renderer.ts';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { scratchFolder } from '../adapters/storage/support.ts';

function accountOf(module: NetworkModule): AccountRef {
  const seed = module.simulatedAccounts[0]!; // every network has one
  const { remoteId, currency, timeZone, settings } = seed;
  return { accountId: `account-${module.id}`, remoteId, currency, timeZone, country: 'CO', secretName: `${module.id}/simulated`, settings };
}

function adapterAt(module: NetworkModule, url: string): AdNetwork {
  const rates = new Map<string, string>();
  const secrets: Secrets = {
    get: () => Promise.resolve(module.simulatedAccounts[0]?.secret ?? null),
    set: () => Promise.resolve(),
    delete: () => Promise.resolve(true),
  };
  return module.create({
    secrets,
    clock: createSystemClock(),
    rates: { read: (scope) => rates.get(scope) ?? null, write: (scope, state) => void rates.set(scope, state) },
    images: createImageRenderer(),
    simulatorUrl: url,
  }).ads;
}

function firstCampaign(module: NetworkModule, network: AdNetwork): PublishStep {
  const account = accountOf(module);
  const object: PlannedObject = {
    level: 'campaign',
    objectId: '01890000-0000-7000-8000-000000000001',
    parentId: null,
    marker: 'abcdefgh',
    remoteId: null,
    fields: {
      name: 'Ventas Bogotá',
      status: 'active',
      objective: 'traffic',
      dailyBudget: { amountMicros: 100_000_000_000n, currency: account.currency },
      startDay: '2026-12-01',
      endDay: null,
      countries: ['CO'],
      employment: true,
    },
  };
  const kind = network.capabilities.creation === 'tree' ? 'create_tree' : 'create_campaign';
  return { id: 's', kind, account, objects: [object], above: [], refs: {}, changedFields: [], status: null, firstSentAt: null };
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port; // a TCP server's address is an AddressInfo
}

/** Places that are not the network: nobody there, no such name, a hotel's portal, a server without the right certificate. */
async function wrongPlaces(): Promise<readonly (readonly [string, string])[]> {
  const portal = await listening(
    createServer((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html><form>Inicie sesión</form></html>'),
    ),
  );
  const closed = createServer();
  const nobody = await listening(closed);
  closed.close();
  const tls = createTlsServer({});
  await new Promise<void>((resolve) => tls.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void tls.close());
  return [
    ['nobody listens', `http://127.0.0.1:${nobody}`],
    ['the name is unknown', 'http://red.invalid:9'],
    ['a portal answers', `http://127.0.0.1:${portal}`],
    ['the certificate is not to be had', `https://127.0.0.1:${(tls.address() as AddressInfo).port}`], // as above
  ];
}

for (const module of networkModules) {
  test(`FM-08: ${module.id} takes no portal, dead name or broken certificate for an answer, and marks nothing as refused`, async () => {
    for (const [place, url] of await wrongPlaces()) {
      const network = adapterAt(module, url);
      const account = accountOf(module);
      for (const [call, answer] of [
        ['test', await network.test(account)],
        ['read', await network.read(account, { kind: 'all_marked' })],
        ...(network.capabilities.publishes ? [['apply', await network.apply(firstCampaign(module, network))] as const] : []),
      ] as const) {
        const kind = answer.ok ? 'ok' : answer.error.kind;
        // `unsupported` waits for a person and is never taken for done; `refused` would end the step.
        expect({ place, call, kind }).toMatchObject({
          kind: expect.stringMatching(/^(unavailable|outcome_unknown|unsupported)$/) as string,
        });
      }
    }
  });

  test(`FM-16: ${module.id} still signs in when the answer to its first request was lost`, async () => {
    const host = await startSimulators({
      networks: [module.createSimulator],
      directory: null,
      seed: 1,
      port: 0,
      switches: {},
      realNowMs: () => Date.now(),
      logLimit: 100,
    });
    onTestFinished(() => host.close());
    const network = adapterAt(module, host.urls.get(module.id)!); // it was started with this network only
    const account = accountOf(module);
    for (let lost = 1; lost <= 3; lost += 1) {
      // The first request of a cold start is the exchange of a refresh token where there is one.
      host.addFault({ network: module.id, operation: '*', kind: 'lose_answer', times: lost });
      for (let i = 0; i < lost; i += 1) await network.test(account);
      expect(await network.test(account)).toMatchObject({ ok: true });
    }
  });
}

test('FM-16: a vault that is replaced while the power goes holds the old credential or the new one, whole', async () => {
  const folder = scratchFolder();
  const file = path.join(folder, 'vault.json');
  const vault = createVault(file, Buffer.alloc(32, 3));
  await vault.set('red/token', 'old');
  await vault.set('red/token', 'new');
  // What a cut leaves beside the file is never read as it.
  expect(await createVault(file, Buffer.alloc(32, 3)).get('red/token')).toBe('new');
  expect(readdirSync(folder)).toEqual(['vault.json']);
});
