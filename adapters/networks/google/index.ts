import { err, ok } from '../../../core/kernel/index.ts';
import type { AccountRef, AdNetwork, ConnectionReport, MetricsSource, RemoteAccount } from '../../../core/ports/index.ts';
import { checkPlan } from './check.ts';
import { createClient, identityOf, type ClientDeps, type Outcome } from './client.ts';
import { rawAnswer } from './failures.ts';
import { findStep } from './finding.ts';
import { DEFAULT_VERSION, GOOGLE, googleCapabilities, type ApiVersion } from './manifest.ts';
import { createPlaces } from './places.ts';
import { applyStep } from './publishing.ts';
import { readDays, readObjects } from './reading.ts';
import { AccessibleCustomers, CustomerClientRow, CustomerRow } from './schemas.ts';

export interface GoogleDeps extends ClientDeps {
  readonly apiVersion?: ApiVersion;
}

export { credentialFields, GOOGLE_URLS, settingFields } from './manifest.ts';

/** Google Ads over REST. @see Google Ads API v25 (read 2026-11-20); the surprises are in BEHAVIOUR.md */
export function createGoogle(deps: GoogleDeps): AdNetwork & MetricsSource {
  const version = deps.apiVersion ?? DEFAULT_VERSION;
  const capabilities = googleCapabilities(version);
  const client = createClient(deps, version);
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
    return ok({
      // One scope opens everything; that it works is its proof. Refresh tokens have no end that could be read.
      scopes: [{ name: 'https://www.googleapis.com/auth/adwords', granted: true, disables: [] }],
      expiresAt: null,
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
      for (const { customerClient: one } of rows.value)
        if (!one.manager)
          found.set(one.id, { remoteId: one.id, name: one.descriptiveName, currency: one.currencyCode, timeZone: one.timeZone });
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
