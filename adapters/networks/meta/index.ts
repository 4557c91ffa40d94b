import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import type { Clock, ImageRenderer, RateLedger, Secrets } from '../../../core/ports/index.ts';
import type { NetworkPorts } from '../network-module.ts';
import { createAudiences } from './audiences.ts';
import { checkPlan } from './check.ts';
import { createClient } from './client.ts';
import { createConnection } from './connection.ts';
import { createConversions } from './conversions.ts';
import { createLeads } from './leads.ts';
import { createFind } from './look.ts';
import { API_VERSION, META, META_BASE_URL, META_DIALOG_URL, META_VIDEO_URL, metaCapabilities } from './manifest.ts';
import { createMedia } from './media.ts';
import { createMetrics } from './metrics.ts';
import { createPictures } from './pictures.ts';
import { createPlaces } from './places.ts';
import { createReader } from './read.ts';
import { createSignIn } from './sign-in.ts';
import { createApply, createFacts } from './steps.ts';

export interface MetaDeps {
  /** A simulator in place of all of Meta's hosts; absent: Meta itself. */
  readonly baseUrl?: string;
  readonly apiVersion?: string;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly rates: RateLedger;
  readonly images: ImageRenderer;
  readonly httpAgent?: HttpAgent | HttpsAgent;
  /** Name in the key store of the app's secret, where the app asks for a proof of it. */
  readonly appSecret?: string;
}

/** Everything that Meta offers, by its Marketing API and Conversions API. */
export function createMeta(deps: MetaDeps): NetworkPorts {
  const apiVersion = deps.apiVersion ?? API_VERSION;
  const { clock } = deps;
  const client = createClient({
    ...deps,
    baseUrl: deps.baseUrl ?? META_BASE_URL,
    videoBaseUrl: deps.baseUrl ?? META_VIDEO_URL,
    apiVersion,
  });
  const places = createPlaces(client);
  const pictures = createPictures(client, deps.images);
  const reader = createReader(client, clock);
  const connection = createConnection(client, deps.secrets);
  return {
    ads: {
      id: META,
      capabilities: metaCapabilities(apiVersion),
      check: (plan) => checkPlan(plan, places, clock.nowMs()),
      apply: createApply({ client, places, pictures, clock, ...createFacts(client) }),
      find: createFind(client, reader, pictures),
      read: (account, scope) => reader.read(account, scope),
      test: (account) => connection.test(account),
      listAccounts: (secretName) => connection.listAccounts(secretName),
      rate: (account) => client.rates.state(account.remoteId),
      metrics: createMetrics(client),
    },
    audiences: createAudiences(client),
    conversions: createConversions(client, clock),
    leads: createLeads(client),
    media: createMedia(client, pictures),
    signIn: createSignIn({
      baseUrl: deps.baseUrl ?? META_BASE_URL,
      dialogUrl: deps.baseUrl ?? META_DIALOG_URL,
      apiVersion,
      clock,
      ...(deps.httpAgent === undefined ? {} : { httpAgent: deps.httpAgent }),
    }),
  };
}

export { createMetaSimulator } from './simulator/index.ts';
export { META_SIMULATED_ACCOUNTS, META_SIMULATED_TOKEN } from './simulator/seeds.ts';
export { credentialFields, settingFields } from './manifest.ts';
