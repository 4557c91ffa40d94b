import type { AdNetwork, Clock, ImageRenderer, MetricsSource, RateLedger, Secrets } from '../../../core/ports/index.ts';
import type { NetworkPorts } from '../network-module.ts';
import { createAudiences } from './audiences.ts';
import { checkPlan } from './check.ts';
import { createClient } from './client.ts';
import { createConnection } from './connection.ts';
import { createConversions } from './conversions.ts';
import { createFacts } from './facts.ts';
import { createLeads } from './leads.ts';
import { createFind } from './look.ts';
import { SNAPCHAT, SNAPCHAT_URLS, snapchatCapabilities } from './manifest.ts';
import { createMedia } from './media.ts';
import { createMetrics } from './metrics.ts';
import { createPlaces } from './places.ts';
import { createReader } from './read.ts';
import { createSignIn } from './sign-in.ts';
import { createApply } from './steps.ts';

export interface SnapchatDeps {
  /** Snapchat's own addresses, or a simulator's. */
  readonly urls?: { readonly api: string; readonly accounts: string; readonly conversions: string };
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly rates: RateLedger;
  readonly images: ImageRenderer;
  readonly heldBack?: 'wait' | 'refuse';
}

/** Snapchat by its Ads API; the surprises are in BEHAVIOUR.md. */
export function createSnapchat(deps: SnapchatDeps): NetworkPorts {
  const urls = deps.urls ?? SNAPCHAT_URLS;
  const client = createClient({ ...deps, urls });
  const media = createMedia(client, deps.clock);
  const reader = createReader(client, deps.clock);
  const connection = createConnection(client);
  const tools = {
    client,
    media,
    reader,
    images: deps.images,
    clock: deps.clock,
    places: createPlaces(client),
    facts: createFacts(client),
  };
  const ads: AdNetwork & MetricsSource = {
    id: SNAPCHAT,
    capabilities: snapchatCapabilities(),
    check: (plan) => checkPlan(plan, deps.clock.nowMs()),
    apply: createApply(tools),
    find: createFind(tools),
    read: (account, scope) => reader.read(account, scope),
    test: (account) => connection.test(account),
    listAccounts: (secretName) => connection.listAccounts(secretName),
    rate: (account) => client.pace.state(account.secretName),
    metrics: createMetrics(client),
  };
  return {
    ads,
    media,
    audiences: createAudiences(client),
    conversions: createConversions(client, urls.conversions),
    leads: createLeads(client, deps.clock),
    signIn: createSignIn(client.auth, urls.accounts),
  };
}

export { credentialFields, settingFields } from './manifest.ts';
export { createSnapchatSimulator } from './simulator/index.ts';
export { SNAPCHAT_SIMULATED_ACCOUNTS, SNAPCHAT_SIMULATED_SECRET } from './simulator/seeds.ts';
