import { z } from 'zod';
import { FoundAccount, ScopeReport } from './clients.ts';
import { command, Details, Done, Id, Instant, Nothing, query } from './define.ts';
import { NetworkId } from './plan-model.ts';

/** `pasted_token` is `accounts.discover`; the two others are begun here, with the agency's own app. */
export const SignInMethod = z.enum(['pasted_token', 'own_app_loopback', 'own_app_copy_code']);
export type SignInMethod = z.infer<typeof SignInMethod>;

/** How a network lets people in. */
export const SignInWay = z.object({
  network: NetworkId,
  /** In the order in which they are recommended; a network without sign-in takes only a pasted token. */
  methods: z.array(SignInMethod),
  pkce: z.boolean(),
  scopes: z.array(z.object({ name: z.string(), disables: z.array(z.string()) })),
  /** Null: until it is revoked, or nobody says. */
  tokenLifeDays: z.number().nullable(),
  /** To be registered with the app, letter by letter. */
  redirectUris: z.array(z.string()),
  /** The app whose secret the key store of this machine keeps; the secret itself is never read out. */
  keptAppId: z.string().nullable(),
  /** Simulated workspaces only: an app that the simulator knows. Nothing of it is real. */
  practiceApp: z.object({ id: z.string(), secret: z.string() }).nullable(),
});
export type SignInWay = z.infer<typeof SignInWay>;

export const SignInAttempt = z.object({
  id: Id,
  network: NetworkId,
  method: SignInMethod,
  /**
   * `waiting` for the person's browser, or for what they copy; `finishing`: the code is being exchanged; `signed_in`: the key
   * store holds the token, and `found` is what it reaches; `failed`, `cancelled`: nothing was kept.
   */
  state: z.enum(['waiting', 'finishing', 'signed_in', 'failed', 'cancelled']),
  /** For the person's own browser; null once it is of no more use. */
  url: z.string().nullable(),
  /** Until when an answer is taken. */
  deadline: Instant,
  /** Why it failed, or what was wrong with what was pasted last. `networkCode`: a key under `networkErrors`. */
  problem: z.object({ code: z.string(), details: Details, networkCode: z.string().nullable() }).nullable(),
  /** For `accounts.connect`. */
  secretName: z.string().nullable(),
  expiresAt: Instant.nullable(),
  /** Null: the network tells what was granted once an account is tested. */
  scopes: z.array(ScopeReport).nullable(),
  /** Null: not listed yet, or the network did not answer. */
  found: z.array(FoundAccount).nullable(),
});
export type SignInAttempt = z.infer<typeof SignInAttempt>;

export const connections = {
  ways: query({ input: Nothing, output: z.object({ ways: z.array(SignInWay) }) }),
  /** The one attempt that there is; null: none since the program began, or it was let go. */
  attempt: query({ role: 'admin', input: Nothing, output: z.object({ attempt: SignInAttempt.nullable() }) }),
  /** An attempt that was under way is cancelled by it. `app` null: the one that the key store keeps. */
  begin: command({
    role: 'admin',
    input: z.strictObject({
      network: NetworkId,
      method: z.enum(['own_app_loopback', 'own_app_copy_code']),
      app: z.strictObject({ id: z.string().trim().min(1).max(300), secret: z.string().trim().max(1_000) }).nullable(),
    }),
    output: SignInAttempt,
  }),
  /** The code, or the whole address, that the person copied. What cannot be right leaves the attempt waiting. */
  answer: command({ role: 'admin', input: z.strictObject({ attemptId: Id, pasted: z.string().min(1).max(8_000) }), output: SignInAttempt }),
  /** Reads once more which accounts the token reaches. */
  listAccounts: command({ role: 'admin', input: z.strictObject({ attemptId: Id }), output: SignInAttempt }),
  /** A token that no account leans on leaves the key store. */
  cancel: command({ role: 'admin', input: z.strictObject({ attemptId: Id }), output: SignInAttempt }),
  /** Takes the app's id and secret out of the key store; accounts that are connected stay so. */
  forgetApp: command({ role: 'admin', input: z.strictObject({ network: NetworkId }), output: Done }),
};

/** Reasons why a sign-in was not begun, or came to nothing. */
export const connectionErrors = [
  'connections.method_not_offered',
  'connections.app_needed',
  'connections.no_attempt',
  'connections.port_taken',
  'connections.denied',
  'connections.timed_out',
  'connections.other_sign_in',
  'connections.not_an_answer',
  'connections.refused',
  'connections.unreachable',
  'connections.token_died',
  'connections.not_kept',
] as const;
