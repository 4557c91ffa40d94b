import type { Sha256Hex } from '../kernel/hashed.ts';
import type { Money } from '../kernel/money.ts';
import type { Result } from '../kernel/result.ts';
import type { AccountRef, NetworkFailure } from './ad-network.ts';

/** Sibling ports of AdNetwork: a network offers those it has, and `null` for the others. */

/**
 * How an identifier must be written before it is hashed. `email`: trimmed, lower case. `email_gmail`: as `email`, and
 * for gmail.com and googlemail.com without dots and without "+tag". `phone_digits`: country code and number, digits
 * only, no leading zeros. `phone_e164`: the same with a leading "+".
 */
export type IdentifierForm = 'email' | 'email_gmail' | 'phone_digits' | 'phone_e164';

/** One consented person as a network may know them: hashes only, already in the forms that the network asks for. */
export interface HashedMember {
  readonly email: Sha256Hex | null;
  readonly phone: Sha256Hex | null;
}

export interface AudienceCapabilities {
  readonly emailForm: IdentifierForm;
  readonly phoneForm: IdentifierForm;
  /** Members that one request may carry. */
  readonly batchMax: number;
  /** Matched people below which the network does not use a list. */
  readonly minimumSize: number;
  readonly retentionDaysMax: number | null;
  /** Whether lists made from another list exist, and may be used for job ads. */
  readonly lookalike: 'yes' | 'not_for_employment' | 'no';
}

export interface RemoteAudience {
  readonly remoteId: string;
  readonly name: string;
  readonly marker: string | null;
  /** What the network says it matched; null while it does not say. */
  readonly size: number | null;
  readonly status: 'empty' | 'processing' | 'ready' | 'too_small' | 'unknown';
  readonly reasons: readonly string[];
}

export interface NewAudience {
  readonly name: string;
  /** As for ads: stands in brackets at the end of the remote name, so a lost answer is found again. */
  readonly marker: string;
  readonly description: string;
  readonly retentionDays: number | null;
}

export interface AudienceReceipt {
  readonly received: number;
  readonly invalid: number;
  readonly requestId: string | null;
}

/** What became of a request that was taken at once and is worked through later. */
export interface RequestProgress {
  readonly state: 'processing' | 'done' | 'partly' | 'failed';
  /** What was taken in the end; null while the network does not say. */
  readonly taken: number | null;
  /** Why the others were not: catalogue codes under `networkErrors`, `unknown` when not catalogued. */
  readonly problems: readonly { readonly code: string; readonly count: number }[];
}

/** Lists of people. `create` and `lookalike` are sent at most once a call; after `outcome_unknown` ask `find` first. Adding and removing members may be repeated. */
export interface AudienceNetwork {
  readonly audiences: AudienceCapabilities;
  create(account: AccountRef, audience: NewAudience): Promise<Result<RemoteAudience, NetworkFailure>>;
  /** By marker; null: there is none now. */
  find(account: AccountRef, marker: string): Promise<Result<RemoteAudience | null, NetworkFailure>>;
  read(account: AccountRef, remoteId: string): Promise<Result<RemoteAudience, NetworkFailure>>;
  /** At most `batchMax` members. */
  change(
    account: AccountRef,
    remoteId: string,
    operation: 'add' | 'remove',
    members: readonly HashedMember[],
  ): Promise<Result<AudienceReceipt, NetworkFailure>>;
  /** By `AudienceReceipt.requestId`; absent where a receipt is the last word. */
  readonly progress?: (account: AccountRef, requestId: string) => Promise<Result<RequestProgress, NetworkFailure>>;
  remove(account: AccountRef, remoteId: string): Promise<Result<null, NetworkFailure>>;
  /** Null where `audiences.lookalike` is `no`. */
  readonly lookalike:
    | ((
        account: AccountRef,
        wish: NewAudience & {
          readonly sourceRemoteId: string;
          readonly country: string;
          readonly breadth: 'narrow' | 'balanced' | 'broad';
        },
      ) => Promise<Result<RemoteAudience, NetworkFailure>>)
    | null;
}

export interface ConversionEvent {
  /** Ours, stable: the network drops a second event with the same id. */
  readonly eventId: string;
  readonly name: 'application' | 'qualified_application' | 'hire';
  /** ISO instant. */
  readonly occurredAt: string;
  /** The network's own click id (`fbclid`, `gclid`, `ttclid`, `twclid`, `ScCid`), null when there was none. */
  readonly clickId: string | null;
  readonly member: HashedMember;
  readonly value: Money | null;
  readonly sourceUrl: string | null;
}

export interface ConversionReceipt {
  readonly eventId: string;
  readonly accepted: boolean;
  /** Catalogue code under `networkErrors` when it was not accepted. */
  readonly code: string | null;
  readonly requestId: string | null;
}

export interface ConversionNetwork {
  readonly conversions: {
    readonly emailForm: IdentifierForm;
    readonly phoneForm: IdentifierForm;
    readonly batchMax: number;
    /** Older events are refused. */
    readonly maxAgeDays: number;
    /** The query parameter that carries the click id. */
    readonly clickParameter: string;
    /** Names of `AccountRef.settings` that it needs: the pixel, the conversion action. */
    readonly settings: readonly string[];
    /** Which of them each event needs: without one of them the network takes no such event of this account. */
    readonly eventSettings: Readonly<Record<ConversionEvent['name'], readonly string[]>>;
    /** For how long after an event a second one with its id is dropped; null: for good. Later it would be counted twice. */
    readonly repeatDropMs: number | null;
  };
  /** One receipt an event, in order; may be repeated: the network drops what it already has by `eventId`. */
  send(account: AccountRef, events: readonly ConversionEvent[]): Promise<Result<readonly ConversionReceipt[], NetworkFailure>>;
  /** By `ConversionReceipt.requestId`; absent where a receipt is the last word. */
  readonly progress?: (account: AccountRef, requestId: string) => Promise<Result<RequestProgress, NetworkFailure>>;
}

export interface RemoteLead {
  readonly remoteId: string;
  readonly createdAt: string;
  readonly adRemoteId: string | null;
  readonly formRemoteId: string | null;
  /** Personal data as the person typed it: hashed or dropped by who receives it, never stored or logged as it is. */
  readonly answers: readonly { readonly field: string; readonly value: string }[];
}

export interface LeadNetwork {
  /** How far back the network keeps them. */
  readonly leadRetentionDays: number;
  /** Read only: leads made at or after `since` (ISO instant), oldest first, all pages or a failure. */
  leads(account: AccountRef, since: string): Promise<Result<readonly RemoteLead[], NetworkFailure>>;
}

export interface MediaAsset {
  readonly kind: 'image' | 'video';
  readonly mime: string;
  readonly bytes: Uint8Array;
  /** Of `bytes`, lower-case hex. */
  readonly sha256: string;
  readonly width: number;
  readonly height: number;
  /** Null for images. */
  readonly durationMs: number | null;
  /** Without extension. */
  readonly name: string;
}

export interface RemoteMedia {
  readonly remoteId: string;
  /** False while the network still prepares it. */
  readonly ready: boolean;
}

/** Content-addressed: the same bytes in the same account answer with the same remote id and are not sent twice. Chunked where the network chunks. */
export interface MediaNetwork {
  readonly media: { readonly imageMaxBytes: number; readonly videoMaxBytes: number | null; readonly chunkBytes: number | null };
  upload(account: AccountRef, asset: MediaAsset): Promise<Result<RemoteMedia, NetworkFailure>>;
  /** By content; null: the account does not hold it. */
  findMedia(account: AccountRef, sha256: string): Promise<Result<RemoteMedia | null, NetworkFailure>>;
}

/** Ways in. No secret of ours exists: the app is the agency's own, or the token comes from its organisation. */
export type SignInMethod = 'pasted_token' | 'own_app_loopback' | 'own_app_copy_code';

/** The agency's own app; `secret` is empty where a network's desktop clients have none. */
export interface SignInApp {
  readonly id: string;
  readonly secret: string;
}

export interface SignInStart {
  /** Where the person's own browser goes. */
  readonly url: string;
  /** Checked against the redirect; random, single use. */
  readonly state: string;
  /** Kept until `complete`; secret. */
  readonly handle: string;
}

/** Query parameters of the address at which the browser ends. */
export interface AnswerParameters {
  readonly code: string;
  readonly state: string;
  /** Carries the state, alone, when the person said no; null: `error` says it, beside the state (RFC 6749, 4.1.2.1). */
  readonly denied: string | null;
}

export interface SignInDone {
  /** Goes into the key store, and nowhere else. */
  readonly credential: string;
  /** When a person must sign in again (ISO); null: when it is revoked, or nobody said. Never the end of a token that is renewed by itself. */
  readonly expiresAt: string | null;
  /** Names out of `SignIn.scopes` that the person agreed to; null: the network does not tell before an account is tested. */
  readonly granted: readonly string[] | null;
}

export interface SignIn {
  readonly methods: readonly SignInMethod[];
  readonly pkce: boolean;
  /** What is asked for, and what is off without it (names as in `ConnectionReport.scopes`). Empty: rights belong to the app or to the account. */
  readonly scopes: readonly { readonly name: string; readonly disables: readonly string[] }[];
  /** How long tokens live by the network's rules, in days; null: until revoked. */
  readonly tokenLifeDays: number | null;
  readonly parameters: AnswerParameters;
  /**
   * Where the browser comes back to this machine; null: it cannot. `port` null: any, chosen by the system; a number where
   * the address must be registered with the app letter by letter.
   */
  readonly loopback: { readonly port: number | null; readonly path: string } | null;
  /** Addresses that the agency registers with its app, letter by letter. */
  readonly redirectUris: readonly string[];
  /** `redirectUri` null: the code is copied by hand. */
  begin(app: SignInApp, redirectUri: string | null): Promise<Result<SignInStart, NetworkFailure>>;
  /** Exchanges the code once; nothing is kept here. */
  complete(
    app: SignInApp,
    handle: string,
    answer: { readonly code: string; readonly state: string },
    redirectUri: string | null,
  ): Promise<Result<SignInDone, NetworkFailure>>;
}
