import type { AdAccount, accounts } from '../contract/clients.ts';
import type { Input } from '../contract/define.ts';
import type { Network } from '../contract/networks.ts';
import { ok, refuse, type Refusal, type Result } from '../kernel/result.ts';
import type {
  AdNetwork,
  AuditLog,
  CallContext,
  ChangeLog,
  Clock,
  Handlers,
  Ids,
  NetworkFailure,
  Secrets,
  Topics,
  UnitOfWork,
} from '../ports/index.ts';
import { accountRef } from './account-ref.ts';
import { credentialText } from './credential.ts';
import type { PendingCredentials } from './pending-credentials.ts';
import { tested } from './connection-test.ts';
import type { AccountRecord, AccountStore, ClientStore } from './client-store.ts';

export interface AccountsOptions {
  readonly store: AccountStore;
  readonly clients: ClientStore;
  readonly networks: ReadonlyMap<string, AdNetwork>;
  readonly credentialFields: (network: string) => Network['credentialFields'];
  readonly secrets: Secrets;
  readonly pending: PendingCredentials;
  /** In a simulated workspace: true for a network that is answered by a simulator. In a live one: always true. */
  readonly mayConnect: (network: string) => boolean;
  readonly unitOfWork: UnitOfWork;
  readonly changeLog: ChangeLog;
  readonly audit: AuditLog;
  readonly topics: Topics;
  readonly clock: Clock;
  readonly ids: Ids;
}

export function createAccounts(options: AccountsOptions): Handlers<typeof accounts> {
  const { store, secrets, pending, unitOfWork, topics } = options;

  function toAccount(record: AccountRecord): AdAccount {
    const { secretName: _secret, createdAt: _created, ...shown } = record;
    return { ...shown, clientName: options.clients.get(record.clientId)?.fields.name ?? '' };
  }

  function networkFor(id: string): Result<AdNetwork, Refusal> {
    const network = options.networks.get(id);
    if (network === undefined) return refuse('accounts.network_unknown', { network: id });
    return options.mayConnect(id) ? ok(network) : refuse('accounts.simulated_only', { network: id });
  }

  function write(record: AccountRecord, before: AccountRecord | null, context: CallContext, labelKey: string): void {
    unitOfWork.transaction(() => {
      store.save(record);
      const group = options.changeLog.begin(context, labelKey, { network: record.network, name: record.name });
      options.changeLog.record(group, [
        {
          objectType: 'account',
          objectId: record.id,
          field: before === null ? '*' : 'connection',
          before: before?.connection ?? null,
          after: before === null ? { network: record.network, remoteId: record.remoteId, clientId: record.clientId } : record.connection,
        },
      ]);
    });
    topics.moved('accounts', 'clients', 'history', 'audit');
  }

  /** A token that no account leans on any more has no reason to stay. */
  async function forget(secretName: string): Promise<void> {
    if (secretName !== '' && store.countBySecret(secretName) === 0) await secrets.delete(secretName);
  }

  async function testOne(record: AccountRecord): Promise<AccountRecord> {
    const now = options.clock.nowIso();
    const network = options.networks.get(record.network);
    const client = options.clients.get(record.clientId);
    const token = record.secretName === '' ? null : await secrets.get(record.secretName);
    if (token === null) return { ...record, connection: 'no_secret', lastTestedAt: now };
    if (network === undefined || client === null || !options.mayConnect(record.network))
      return { ...record, connection: 'unreachable', lastTestedAt: now };
    return tested(record, await network.test(accountRef(record, client)), now);
  }

  async function connect(input: Input<(typeof accounts)['connect']>, context: CallContext): Promise<Result<AdAccount, Refusal>> {
    const network = networkFor(input.network);
    if (!network.ok) return network;
    if (options.clients.get(input.clientId) === null) return refuse('clients.not_found');
    // A name made for another network would hand its token to this one.
    const known = input.secretName.startsWith(`${input.network}/`) && (await secrets.get(input.secretName)) !== null;
    if (!known) return refuse('accounts.credential_refused', { network: input.network });
    const before = store.byRemote(input.network, input.remoteId);
    // A new credential of the same client renews an account before the old one ends; anything else would move or repeat it.
    const repeated = before !== null && before.connection === 'connected' && before.secretName === input.secretName;
    if (before !== null && (before.clientId !== input.clientId || repeated))
      return refuse('accounts.already_connected', { name: before.name });
    const record: AccountRecord = {
      id: before?.id ?? options.ids.next(),
      clientId: input.clientId,
      network: input.network,
      remoteId: input.remoteId,
      name: input.name,
      currency: input.currency,
      timeZone: input.timeZone,
      secretName: input.secretName,
      settings: input.settings,
      connection: 'untested',
      scopes: [],
      expiresAt: null,
      lastSuccessAt: before?.lastSuccessAt ?? null,
      lastTestedAt: null,
      createdAt: before?.createdAt ?? options.clock.nowIso(),
    };
    const outcome = await testOne(record);
    // What works is not given up for what does not.
    if (before?.connection === 'connected' && outcome.connection !== 'connected')
      return refuse(outcome.connection === 'unreachable' ? 'accounts.network_unreachable' : 'accounts.credential_refused', {
        network: input.network,
      });
    write(outcome, before, context, 'history.account_connected');
    // The account leans on it whether or not the list could be written: the next start sees that.
    await pending.connected(input.secretName).catch(() => undefined);
    if (before !== null && before.secretName !== input.secretName) await forget(before.secretName);
    return ok(toAccount(outcome));
  }

  return {
    list: (input) => ok({ accounts: store.list(input.clientId).map(toAccount) }),
    async discover(input) {
      const network = networkFor(input.network);
      if (!network.ok) return network;
      const text = credentialText(options.credentialFields(input.network), input.credential);
      if (text === null) return refuse('accounts.credential_refused', { network: input.network });
      const secretName = `${input.network}/${options.ids.next()}`;
      await pending.keep(secretName, text);
      const found = await network.value.listAccounts(secretName);
      if (!found.ok) {
        await pending.letGo(secretName);
        return refuse(refusalCode(found.error), { network: input.network, kind: found.error.kind });
      }
      return ok({ secretName, found: [...found.value] });
    },
    async letGo({ secretName }) {
      await pending.letGo(secretName);
      return ok({ done: true });
    },
    connect: (input, context) => pending.using(input.secretName, () => connect(input, context)),
    async test(input, context) {
      const chosen =
        input.accountIds === null ? store.list(null) : input.accountIds.map((id) => store.get(id)).filter((record) => record !== null);
      if (input.accountIds !== null && chosen.length < input.accountIds.length) return refuse('accounts.not_found');
      const results = await Promise.all(chosen.map(testOne));
      unitOfWork.transaction(() => {
        for (const record of results) {
          // Disconnecting while the answer was under way wins.
          const now = store.get(record.id);
          if (now !== null && now.secretName === record.secretName) store.save(record);
        }
        options.audit.append(context, 'accounts.tested', null, {
          accounts: results.length,
          connected: results.filter((record) => record.connection === 'connected').length,
        });
      });
      topics.moved('accounts', 'audit');
      return ok({ accounts: results.map(toAccount) });
    },
    async disconnect(input, context) {
      const before = store.get(input.accountId);
      if (before === null) return refuse('accounts.not_found');
      const record: AccountRecord = { ...before, secretName: '', connection: 'no_secret', scopes: [], expiresAt: null };
      write(record, before, context, 'history.account_disconnected');
      await forget(before.secretName);
      return ok(toAccount(record));
    },
  };
}

function refusalCode(failure: NetworkFailure): 'accounts.credential_refused' | 'accounts.network_unreachable' {
  return failure.kind === 'auth_expired' || failure.kind === 'no_permission' || failure.kind === 'refused'
    ? 'accounts.credential_refused'
    : 'accounts.network_unreachable';
}
