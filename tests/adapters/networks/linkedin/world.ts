import { startSimulators, type SimulatorHost } from '../../../../adapters/simulators/host.ts';
import { linkedin } from '../../../../adapters/networks/linkedin/module.ts';
import type { AccountRef, AdNetwork, MetricsSource } from '../../../../core/ports/index.ts';
import { createImageRenderer } from '../../../support/flat-renderer.ts';

export const START_MS = Date.parse('2026-11-23T15:00:00Z');

export interface LinkedInWorld {
  readonly host: SimulatorHost;
  readonly url: string;
  readonly network: AdNetwork & MetricsSource;
  readonly account: AccountRef;
  readonly secrets: Map<string, string>;
  /** Of the account, after `507400`. */
  at(number: string): AccountRef;
}

/** A LinkedIn on loopback and the adapter on it, made by the registry's own line. */
export async function openLinkedIn(switches: Record<string, boolean> = { 'linkedin.hand_made': true }): Promise<LinkedInWorld> {
  const host = await startSimulators({
    networks: [linkedin.createSimulator],
    directory: null,
    seed: 7,
    port: 0,
    switches,
    realNowMs: () => START_MS,
    logLimit: 1_000,
  });
  const url = host.urls.get('linkedin')!; // it was just started
  const seed = linkedin.simulatedAccounts[0]!; // there are several
  const secrets = new Map([['linkedin/a1', seed.secret]]);
  const ledger = new Map<string, string>();
  const { ads } = linkedin.create({
    secrets: {
      get: (name) => Promise.resolve(secrets.get(name) ?? null),
      set: (name, value) => (secrets.set(name, value), Promise.resolve()),
      delete: (name) => Promise.resolve(secrets.delete(name)),
    },
    clock: {
      nowMs: () => host.nowMs(),
      nowIso: () => new Date(host.nowMs()).toISOString(),
      today: () => new Date(host.nowMs()).toISOString().slice(0, 10),
      sleep: () => Promise.resolve(),
    },
    rates: { read: (scope) => ledger.get(scope) ?? null, write: (scope, state) => void ledger.set(scope, state) },
    images: createImageRenderer(),
    simulatorUrl: url,
  });
  const account: AccountRef = {
    accountId: 'a1',
    remoteId: seed.remoteId,
    currency: 'USD',
    timeZone: 'UTC',
    country: 'CO',
    secretName: 'linkedin/a1',
    settings: seed.settings,
  };
  return { host, url, network: ads, account, secrets, at: (number) => ({ ...account, remoteId: `507400${number}` }) };
}
