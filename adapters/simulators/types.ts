/** One request as a simulated network receives it. */
export interface SimRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Lower-case names. */
  readonly headers: { readonly [name: string]: string };
  readonly body: Buffer;
}

export interface SimReply {
  readonly status: number;
  readonly headers?: { readonly [name: string]: string };
  /** Sent as JSON unless it is a string or a Buffer. */
  readonly body: unknown;
}

/** What `/state` shows of one object, the same for every network. `status` is the effective one: an ad under a paused campaign is paused. */
export interface SimObject {
  readonly id: string;
  readonly name: string;
  readonly status: 'active' | 'paused' | 'archived';
  /** Configured by the advertiser, parents left aside. */
  readonly configured: 'active' | 'paused' | 'archived';
  readonly review: 'none' | 'pending' | 'approved' | 'rejected';
  readonly marker: string | null;
  readonly parentId: string | null;
}

export interface SimState {
  readonly campaigns: readonly SimObject[];
  readonly adGroups: readonly SimObject[];
  readonly ads: readonly SimObject[];
}

/**
 * What somebody does in the network's own screens, past the interface, its rights and its faults. What is left out stays as it is.
 * A name is written as it is given: a marker that it does not repeat is gone.
 */
export interface ForeignEdit {
  /** As `/state` names the object. */
  readonly id: string;
  readonly status?: 'active' | 'paused' | undefined;
  readonly name?: string | undefined;
  /** A decimal text; only campaigns have a budget here. */
  readonly dailyBudgetMicros?: string | undefined;
  readonly deleted?: boolean | undefined;
}

/** A network that lives on loopback: its protocol, its books. */
export interface SimulatedNetwork {
  readonly id: string;
  /** Name of what the request asks for (`create_campaign`, `list_ads`, `insights`…), before it is carried out: faults are aimed by it. */
  operation(request: SimRequest): string;
  /** Synchronous: one request is one moment, and a recorded session can be asked again in its order. */
  handle(request: SimRequest): SimReply;
  state(): SimState;
  /** False, and nothing changed: there is no such object, or the network's screens cannot do that to it. Absent where nobody can edit anything. */
  edit?(edit: ForeignEdit): boolean;
  /** Where each fault that only a network can act out happens here. Absent: it takes any of them anywhere. */
  readonly faults?: FaultPlaces;
  /** Forgets everything but its seed accounts. */
  reset(): void;
}

/** What a network's simulator gets from its host. */
export interface SimContext {
  /** The simulated now. Every date that the simulator computes comes from here. */
  nowMs(): number;
  /** The machine's own time, for what clients sign with theirs. Held still and replayed as `nowMs` is. */
  realNowMs(): number;
  readonly books: Books;
  /** True once for a pending fault of this kind aimed at the operation: for kinds that only the network itself can act out (`reject_review`, `late_listing`, `restate`, `silent_change`, `partial`, `expire_token`, `revoke`, `version_dead`). */
  takeFault(operation: string, kind: string): boolean;
  /** Mixed with names to draw repeatable figures. */
  readonly seed: number;
  /** Unconfirmed behaviours, each a named switch with a documented default. */
  switchOn(name: string): boolean;
}

/** Keyed documents in named collections, kept in memory and, where a folder is given, appended to a file before the call returns: they survive a killed process. */
export interface Books {
  get<T>(collection: string, id: string): T | null;
  put<T>(collection: string, id: string, value: T): void;
  delete(collection: string, id: string): void;
  /** In order of first insertion. */
  all<T>(collection: string): readonly T[];
  /** 1, 2, 3… per name, never the same number twice, also after a restart. */
  nextNumber(name: string): number;
}

/** Transport faults that the host acts out for every network alike; the others are the network's own. */
export const TRANSPORT_FAULTS = ['lose_answer', 'reset', 'slow', 'truncate', '5xx_before', '5xx_after', 'html_portal'] as const;
export const NETWORK_FAULTS = [
  '429',
  'expire_token',
  'revoke',
  'partial',
  'reject_review',
  'late_listing',
  'restate',
  'silent_change',
  'version_dead',
  'answer_twice',
] as const;
export const FAULT_KINDS = [...TRANSPORT_FAULTS, ...NETWORK_FAULTS] as const;

export type NetworkFaultKind = (typeof NETWORK_FAULTS)[number];

export interface FaultPlace {
  /** Names of the operations at which the network acts it out; null: it has no meaning there. */
  readonly at: RegExp | null;
  /** Told to whoever aims it elsewhere. */
  readonly why: string;
}

export type FaultPlaces = Readonly<Record<NetworkFaultKind, FaultPlace>>;
