import { err, ok } from '../../../core/kernel/index.ts';
import type { AccountRef, Clock, ConnectionReport, RateLedger, RemoteAccount, Secrets } from '../../../core/ports/index.ts';
import type { NetworkPorts } from '../network-module.ts';
import { createAudiences } from './audiences.ts';
import { checkPlan } from './check.ts';
import { createClient, identityOf, type Client, type Outcome } from './client.ts';
import { createConversions } from './conversions.ts';
import { createDataManager } from './data-manager.ts';
import { rawAnswer } from './failures.ts';
import { findStep } from './finding.ts';
import { createLeads } from './leads.ts';
import { DEFAULT_VERSION, GOOGLE, googleCapabilities, SCOPES, type ApiVersion } from './manifest.ts';
import { createMedia } from './media.ts';
import { createPlaces } from './places.ts';
import { applyStep } from './publishing.ts';
import { readDays, readObjects } from './reading.ts';
import { AccessibleCustomers, CustomerClientRow, CustomerRow } from './schemas.ts';
import { createSignIn } from './sign-in.ts';
import { createTokens, type Tokens } from './tokens.ts';

export interface GoogleDeps {
  /** Without the version: `https://googleads.googleapis.com`. */
  readonly baseUrl: string;
  readonly tokenUrl: string;
  readonly consentUrl: string;
  readonly dataManagerUrl: string;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly rates: RateLedger;
  readonly apiVersion?: ApiVersion;
}

export { credentialFields, GOOGLE_URLS, settingFields } from './manifest.ts';

/** Everything that Google offers: Google Ads over REST, Data Manager for people and events. @see Google Ads API v25 (read 2026-11-20); the surprises are in BEHAVIOUR.md */
export function createGoogle(deps: GoogleDeps): NetworkPorts {
  const version = deps.apiVersion ?? DEFAULT_VERSION;
  const tokens = createTokens(deps);
  const client = createClient({ ...deps, tokens }, version);
  const manager = createDataManager({ baseUrl: deps.dataManagerUrl, tokens });
  return {
    ads: createAds(client, tokens, version),
    audiences: createAudiences(manager),
    conversions: createConversions(manager, deps.clock),
    leads: createLeads(client),
    media: createMedia(client),
    signIn: createSignIn(deps),
  };
}

function createAds(client: Client, tokens: Tokens, version: ApiVersion): NetworkPorts['ads'] {
  const capabilities = googleCapabilities(version);
  const places = createPlaces(client);

  async function test(account: AccountRef): Promise<Outcome<ConnectionReport>> {
    const rows = await client.rows(
      identityOf(account),
      account.remoteId,
      'SELECT customer.id, customer.descriptive_name, customer.currency_code, customer.time_zone, customer.status FROM customer LIMIT 1',
      CustomerRow,
    );
    if (!rows.ok) return rows;
    const customer = rows.value[0]?.customer;
    if (customer === undefined)
      return err({ kind: 'unsupported', raw: rawAnswer(200, 'empty', 'The account did not describe itself', null) });
    const bearer = await tokens.bearer(account.secretName, null);
    if (!bearer.ok) return bearer;
    // Google tells what was agreed to with every access token. Where it does not, what works is granted, and the rest is seen when it is used.
    const people = bearer.value.scopes?.includes(SCOPES.dataManager) ?? true;
    return ok({
      scopes: [
        { name: SCOPES.ads, granted: true, disables: [] },
        { name: SCOPES.dataManager, granted: people, disables: people ? [] : ['audiences', 'conversions'] },
      ],
      // Refresh tokens last until they are revoked, but for those of a consent screen in Testing.
      expiresAt: bearer.value.endsAt,
      accountStatus: customer.status === 'ENABLED' ? 'ok' : customer.status === 'UNKNOWN' ? 'unknown' : 'disabled',
      currency: customer.currencyCode,
      timeZone: customer.timeZone,
    });
  }

  /** Accounts entered directly, and those under the managers among them; managers themselves hold no ads and are left out. */
  async function listAccounts(secretName: string): Promise<Outcome<readonly RemoteAccount[]>> {
    const direct = await client.get({ secretName, loginCustomerId: null }, 'customers:listAccessibleCustomers');
    if (!direct.ok) return direct;
    const names = AccessibleCustomers.safeParse(direct.value.data);
    if (!names.success)
      return err({ kind: 'unsupported', raw: rawAnswer(200, 'unreadable', 'The list of accounts cannot be understood', null) });
    const found = new Map<string, RemoteAccount>();
    for (const name of names.data.resourceNames) {
      const id = name.slice(name.lastIndexOf('/') + 1);
      const rows = await client.rows(
        { secretName, loginCustomerId: id },
        id,
        "SELECT customer_client.id, customer_client.descriptive_name, customer_client.currency_code, customer_client.time_zone, customer_client.manager, customer_client.status FROM customer_client WHERE customer_client.status = 'ENABLED'",
        CustomerClientRow,
      );
      // One cancelled account among many must not hide the others; what stops every call still does.
      if (!rows.ok && rows.error.kind === 'no_permission') continue;
      if (!rows.ok) return rows;
      for (const { customerClient: one } of rows.value) {
        // What opens by itself needs no manager, even if one reaches it too.
        if (one.manager || (one.id !== id && found.has(one.id))) continue;
        const account = { remoteId: one.id, name: one.descriptiveName, currency: one.currencyCode, timeZone: one.timeZone };
        found.set(one.id, one.id === id ? account : { ...account, settings: { loginCustomerId: id } });
      }
    }
    return ok([...found.values()]);
  }

  return {
    id: GOOGLE,
    capabilities,
    check: (plan) => checkPlan(plan, places),
    apply: (step) => applyStep(client, places, step),
    find: (step) => findStep(client, step),
    read: (account, scope) => readObjects(client, account, scope),
    test,
    listAccounts,
    rate: (account) => client.count.state(account),
    metrics: (account, fromDay, toDay) => readDays(client, account, fromDay, toDay, capabilities.attributionWindow),
  };
}
