import type { Agent as HttpAgent } from 'node:http';
import type { AdNetwork, Clock, ImageRenderer, MetricsSource, RateLedger, Secrets } from '../../../core/ports/index.ts';
import type { NetworkPorts } from '../network-module.ts';
import { createAudiences } from './audiences.ts';
import { createBiddingRules } from './bidding-rules.ts';
import { checkPlan } from './check.ts';
import { createClient } from './client.ts';
import { createConnection } from './connection.ts';
import { createConversions } from './conversions.ts';
import { createIdentity } from './identity.ts';
import { createFind } from './look.ts';
import { X, X_URLS, xCapabilities, type XUrls } from './manifest.ts';
import { createMedia } from './media.ts';
import { createMetrics } from './metrics.ts';
import { createPlaces } from './places.ts';
import { createReader } from './read.ts';
import { createSignIn } from './sign-in.ts';
import { createApply } from './steps.ts';
import { createSender } from './transport.ts';

export interface XDeps {
  readonly urls?: XUrls;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly rates: RateLedger;
  readonly images: ImageRenderer;
  readonly httpAgent?: HttpAgent;
}

/** X's ads, by its Ads API. There are no lead forms on X. */
export function createX(deps: XDeps): NetworkPorts {
  const urls = deps.urls ?? X_URLS;
  const { clock, images } = deps;
  const client = createClient({ ...deps, urls });
  const places = createPlaces(client, deps.rates, clock);
  const rules = createBiddingRules(client, deps.rates, clock);
  const identity = createIdentity(client);
  const media = createMedia(client, identity, clock);
  const reader = createReader(client, places, clock);
  const connection = createConnection({
    client,
    identity,
    ledger: deps.rates,
    clock,
    async warm(account) {
      await rules.warm(account);
      await places.warm(account);
    },
  });
  const ads: AdNetwork & MetricsSource = {
    id: X,
    capabilities: xCapabilities,
    check: (plan) => checkPlan(plan, places, rules),
    apply: createApply({ client, places, identity, media, images, clock }),
    find: createFind({ client, reader, places, media, images }),
    read: (account, scope) => reader.read(account, scope),
    test: (account) => connection.test(account),
    listAccounts: (secretName) => connection.listAccounts(secretName),
    rate: (account) => client.rates.state(account.remoteId),
    metrics: createMetrics(client, clock),
  };
  return {
    ads,
    audiences: createAudiences(client),
    conversions: createConversions(client),
    leads: null,
    media,
    signIn: createSignIn(createSender(urls.api, deps.httpAgent), urls),
  };
}
