import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import type { AdNetwork, Clock, MetricsSource, RateLedger, Secrets } from '../../../core/ports/index.ts';
import { checkPlan } from './check.ts';
import { createClient } from './client.ts';
import { createConnection } from './connection.ts';
import { createFind } from './look.ts';
import { API_VERSION, META, META_BASE_URL, metaCapabilities } from './manifest.ts';
import { createMetrics } from './metrics.ts';
import { createPlaces } from './places.ts';
import { createReader } from './read.ts';
import { createApply, createFacts } from './steps.ts';

export interface MetaDeps {
  /** Meta itself, or a simulator. */
  readonly baseUrl?: string;
  readonly apiVersion?: string;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly rates: RateLedger;
  readonly httpAgent?: HttpAgent | HttpsAgent;
  /** Name in the key store of the app's secret, where the app asks for a proof of it. */
  readonly appSecret?: string;
}

/** Meta's ads, by its Marketing API. */
export function createMeta(deps: MetaDeps): AdNetwork & MetricsSource {
  const apiVersion = deps.apiVersion ?? API_VERSION;
  const client = createClient({ ...deps, baseUrl: deps.baseUrl ?? META_BASE_URL, apiVersion });
  const places = createPlaces(client);
  const reader = createReader(client, deps.clock);
  const connection = createConnection(client, deps.secrets);
  return {
    id: META,
    capabilities: metaCapabilities(apiVersion),
    check: (plan) => checkPlan(plan, places, deps.clock.nowMs()),
    apply: createApply({ client, places, clock: deps.clock, ...createFacts(client) }),
    find: createFind(client, reader),
    read: (account, scope) => reader.read(account, scope),
    test: (account) => connection.test(account),
    listAccounts: (secretName) => connection.listAccounts(secretName),
    rate: (account) => client.rates.state(account.remoteId),
    metrics: createMetrics(client),
  };
}

export { createMetaSimulator } from './simulator/index.ts';
export { META_SIMULATED_ACCOUNTS, META_SIMULATED_TOKEN } from './simulator/seeds.ts';
export { credentialFields, settingFields } from './manifest.ts';
