import type { AdNetwork, Clock, ImageRenderer, MetricsSource, RateLedger, Secrets } from '../../../core/ports/index.ts';
import type { NetworkPorts } from '../network-module.ts';
import { createAudiences } from './audiences.ts';
import { checkPlan } from './check.ts';
import { createClient } from './client.ts';
import { createConnection } from './connection.ts';
import { createConversions } from './conversions.ts';
import { createSend } from './http.ts';
import { createLeads } from './leads.ts';
import { createLibrary } from './library.ts';
import { createFind } from './look.ts';
import { SIGN_IN_URL, TIKTOK, TIKTOK_BASE_URL, tiktokCapabilities } from './manifest.ts';
import { createMetrics } from './metrics.ts';
import { createPlaces } from './places.ts';
import { createReader } from './read.ts';
import { createSignIn } from './sign-in.ts';
import { createApply } from './steps.ts';
import { createStructures } from './structures.ts';

export interface TikTokDeps {
  /** TikTok itself, or a simulator. */
  readonly baseUrl?: string;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly rates: RateLedger;
  readonly images: ImageRenderer;
}

/** Everything of TikTok, by its API for Business, over one client. */
export function createTikTok(deps: TikTokDeps): NetworkPorts {
  const baseUrl = deps.baseUrl ?? TIKTOK_BASE_URL;
  const client = createClient({ ...deps, baseUrl });
  const places = createPlaces(client);
  const structures = createStructures(client);
  const library = createLibrary(client, deps.images);
  const reader = createReader(client);
  const connection = createConnection(client);
  const ads: AdNetwork & MetricsSource = {
    id: TIKTOK,
    capabilities: tiktokCapabilities,
    check: (plan) => checkPlan(plan, places, deps.clock.nowMs()),
    apply: createApply({ client, places, structures, library, clock: deps.clock }),
    find: createFind(client, reader, structures, library),
    read: (account, scope) => reader.read(account, scope),
    test: (account) => connection.test(account),
    listAccounts: (secretName) => connection.listAccounts(secretName),
    rate: (account) => client.rates.state(client.appIdOf(account.secretName), account.remoteId),
    metrics: createMetrics(client),
  };
  return {
    ads,
    audiences: createAudiences(client),
    conversions: createConversions(client),
    leads: createLeads(client, deps.clock),
    media: library,
    signIn: createSignIn(createSend(baseUrl), baseUrl === TIKTOK_BASE_URL ? SIGN_IN_URL : `${baseUrl}/portal/auth`),
  };
}
