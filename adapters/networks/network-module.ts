import type { Network } from '../../core/contract/networks.ts';
import type {
  AdNetwork,
  AudienceNetwork,
  Clock,
  ConversionNetwork,
  ImageRenderer,
  LeadNetwork,
  MediaNetwork,
  MetricsSource,
  NetworkCapabilities,
  RateLedger,
  Secrets,
  SignIn,
  SignInApp,
} from '../../core/ports/index.ts';
import type { SimContext, SimulatedNetwork } from '../simulators/types.ts';

export interface NetworkDeps {
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly rates: RateLedger;
  readonly images: ImageRenderer;
  /** Where the network's simulator listens; null: the real network. */
  readonly simulatorUrl: string | null;
}

/** Everything that one network offers, over one client. `null`: the network has no such thing, or not for programs. */
export interface NetworkPorts {
  readonly ads: AdNetwork & MetricsSource;
  readonly audiences: AudienceNetwork | null;
  readonly conversions: ConversionNetwork | null;
  readonly leads: LeadNetwork | null;
  readonly media: MediaNetwork | null;
  readonly signIn: SignIn | null;
}

/** A network that only publishes and reads figures. */
export function adsOnly(ads: AdNetwork & MetricsSource): NetworkPorts {
  return { ads, audiences: null, conversions: null, leads: null, media: null, signIn: null };
}

/** An account that the simulator knows from birth, and the secret that opens it. Nothing of it is real. */
export interface SimulatedSeed {
  readonly remoteId: string;
  readonly name: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly secret: string;
  readonly settings: Readonly<Record<string, string>>;
}

/** Everything that the rest of the program may know of a network: the one line of the registry. */
export interface NetworkModule {
  readonly id: string;
  readonly description: Network;
  readonly simulatedAccounts: readonly SimulatedSeed[];
  /** An app that the simulator knows, to sign in with in a simulated workspace; null where there is no sign-in. */
  readonly simulatedApp: SignInApp | null;
  create(deps: NetworkDeps): NetworkPorts;
  createSimulator(context: SimContext): SimulatedNetwork;
}

/** The facts of a network as screens read them. */
export function describeNetwork(
  id: string,
  capabilities: NetworkCapabilities,
  fields: Pick<Network, 'credentialFields' | 'settingFields'>,
): Network {
  const {
    displayName,
    apiVersion,
    apiVersionEndsOn,
    documentation,
    publishes,
    maxAdsPerAdGroup,
    keywords,
    text,
    attributionWindow,
    restatementDays,
    factsReadOn,
  } = capabilities;
  return {
    id,
    displayName,
    apiVersion,
    apiVersionEndsOn,
    documentation,
    publishes,
    maxAdsPerAdGroup,
    keywords,
    text: { ...text },
    attributionWindow,
    restatementDays,
    factsReadOn,
    ...fields,
  };
}
