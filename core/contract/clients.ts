import { z } from 'zod';
import { CurrencyCode, Money } from '../kernel/money.ts';
import { command, Id, Instant, Nothing, query, Done } from './define.ts';
import { NetworkId } from './plan-model.ts';

export const ClientFields = z.strictObject({
  name: z.string().trim().min(1).max(120),
  /** ISO 3166-1 alpha-2. */
  country: z.string().regex(/^[A-Z]{2}$/),
  currency: CurrencyCode,
  /** IANA name. */
  timeZone: z.string().min(1),
  /** Per calendar month in the client's currency; null = no cap. */
  monthlyCap: Money.nullable(),
  /** How many people must approve before anything is published; 0 = the publisher's own click is enough. */
  approvalsNeeded: z.number().int().min(0).max(3),
});
export type ClientFields = z.infer<typeof ClientFields>;
export const Client = z.object({
  id: Id,
  ...ClientFields.shape,
  vacancies: z.number().int(),
  openVacancies: z.number().int(),
  accounts: z.number().int(),
  createdAt: Instant,
});
export type Client = z.infer<typeof Client>;

export const ScopeReport = z.object({ name: z.string(), granted: z.boolean(), disables: z.array(z.string()) });
export const AdAccount = z.object({
  id: Id,
  clientId: Id,
  clientName: z.string(),
  network: NetworkId,
  remoteId: z.string(),
  name: z.string(),
  currency: CurrencyCode,
  timeZone: z.string(),
  /** `connected`, or what a person must do. `untested` until the first test. */
  connection: z.enum(['untested', 'connected', 'reconnect', 'no_permission', 'unreachable', 'unsupported', 'no_secret']),
  scopes: z.array(ScopeReport),
  expiresAt: Instant.nullable(),
  lastSuccessAt: Instant.nullable(),
  lastTestedAt: Instant.nullable(),
  settings: z.record(z.string(), z.string()),
});
export type AdAccount = z.infer<typeof AdAccount>;

/** An account that a credential reaches. `settings`: what it must be told, as far as the listing shows it. */
export const FoundAccount = z.object({
  remoteId: z.string(),
  name: z.string(),
  currency: z.string(),
  timeZone: z.string(),
  settings: z.record(z.string(), z.string()).optional(),
});

export const clients = {
  list: query({ input: Nothing, output: z.object({ clients: z.array(Client) }) }),
  get: query({ input: z.strictObject({ clientId: Id }), output: Client }),
  create: command({ input: z.strictObject({ fields: ClientFields }), output: Client }),
  update: command({ input: z.strictObject({ clientId: Id, fields: ClientFields.partial() }), output: Client }),
};

export const accounts = {
  list: query({ input: z.strictObject({ clientId: Id.nullable() }), output: z.object({ accounts: z.array(AdAccount) }) }),
  /** Keeps the token in the key store, lists what it reaches; writes nothing else. A token that is not connected is let go at the next start, at the latest. */
  discover: command({
    role: 'admin',
    input: z.strictObject({ network: NetworkId, credential: z.record(z.string(), z.string()) }),
    output: z.object({
      secretName: z.string(),
      found: z.array(FoundAccount),
    }),
  }),
  connect: command({
    role: 'admin',
    input: z.strictObject({
      clientId: Id,
      network: NetworkId,
      remoteId: z.string().min(1),
      name: z.string().min(1),
      currency: CurrencyCode,
      timeZone: z.string(),
      secretName: z.string(),
      settings: z.record(z.string(), z.string()),
    }),
    output: AdAccount,
  }),
  /** A token that was found with `discover` and is not connected after all leaves the key store; one that an account leans on stays. */
  letGo: command({ role: 'admin', input: z.strictObject({ secretName: z.string().min(1).max(300) }), output: Done }),
  test: command({ input: z.strictObject({ accountIds: z.array(Id).nullable() }), output: z.object({ accounts: z.array(AdAccount) }) }),
  disconnect: command({ role: 'admin', input: z.strictObject({ accountId: Id }), output: AdAccount }),
};

export const clientErrors = [
  'clients.not_found',
  'clients.name_taken',
  'clients.time_zone_unknown',
  'clients.cap_currency',
  'accounts.not_found',
  'accounts.already_connected',
  'accounts.credential_refused',
  'accounts.network_unknown',
  'accounts.network_unreachable',
  'accounts.simulated_only',
] as const;
