import { accountRef, createAccounts, createPendingCredentials, type AccountRecord } from '../../core/clients/index.ts';
import { createConnections } from '../../core/connections/index.ts';
import type { AccountRef } from '../../core/ports/index.ts';
import type { AccountDirectory } from '../../core/publishing/index.ts';
import { createImageRenderer } from '../../adapters/images/renderer.ts';
import { networkModules, type NetworkPorts } from '../../adapters/networks/registry.ts';
import { createSignInDoor } from '../../adapters/sign-in/door.ts';
import type { FeatureBasis, FeatureOptions } from './feature-basis.ts';
import type { ReachableAccount } from './people.ts';

export type AccountParts = ReturnType<typeof composeAccounts>;

/** The networks that this workspace may reach, how accounts sign in to them, and which account is used for what. */
export function composeAccounts(basis: FeatureBasis) {
  const { options, open, simulators, stores, shared } = basis;
  const { clock, secrets } = open;

  const images = createImageRenderer({ workerUrl: options.drawingWorker ?? null });
  // A simulated workspace may not even hold an adapter that could reach the real network.
  const reachable = networkModules.filter((module) => open.kind === 'live' || simulators?.urls.get(module.id) !== undefined);
  const ports: ReadonlyMap<string, NetworkPorts> = new Map(
    reachable.map((module) => [
      module.id,
      module.create({
        secrets,
        clock,
        rates: stores.rates,
        images,
        simulatorUrl: open.kind === 'live' ? null : (simulators?.urls.get(module.id) ?? null),
      }),
    ]),
  );
  const networks = new Map([...ports].map(([id, one]) => [id, one.ads]));

  const connections = createConnections({
    ...shared,
    networks: ports,
    door: createSignInDoor(signInPage(options.say)),
    secrets,
    countBySecret: (name) => stores.accounts.countBySecret(name),
    practiceApp: (id) => (open.kind === 'simulated' ? (networkModules.find((module) => module.id === id)?.simulatedApp ?? null) : null),
    failed: (cause) => options.logError('sign-in', 'connections', cause),
  });

  // A key store that is locked now is asked again at the next start.
  const pending = createPendingCredentials(secrets, (name) => stores.accounts.countBySecret(name));
  if (open.readOnly === null)
    for (const left of [connections, pending])
      void left.sweep().catch((cause: unknown) => options.logError('sign-in', 'connections', cause));

  const clientFact = (id: string) => {
    const record = stores.clients.get(id);
    return record === null ? null : { id, ...record.fields };
  };
  const refOf = (record: AccountRecord): AccountRef | null => {
    const client = stores.clients.get(record.clientId);
    return client === null ? null : accountRef(record, client);
  };
  const usable = (record: AccountRecord): boolean => record.secretName !== '' && record.connection !== 'no_secret';
  const accountFacts = {
    get(id: string) {
      const record = stores.accounts.get(id);
      return record === null ? null : refOf(record);
    },
    forClient(clientId: string, network: string) {
      const record = stores.accounts.list(clientId).find((one) => one.network === network && usable(one));
      return record === undefined ? null : refOf(record);
    },
  };
  const directory: AccountDirectory = {
    accounts(filter) {
      return stores.accounts
        .list(filter.clientId)
        .filter((record) => usable(record) && (filter.network === null || record.network === filter.network))
        .flatMap((record) => {
          const account = refOf(record);
          return account === null
            ? []
            : [
                {
                  account,
                  network: record.network,
                  clientId: record.clientId,
                  clientName: stores.clients.get(record.clientId)?.fields.name ?? '',
                },
              ];
        });
    },
  };

  /** Accounts that may be reached now, with the name that people gave them. */
  function reachableAccounts(clientId: string | null): ReachableAccount[] {
    return stores.accounts
      .list(clientId)
      .filter(usable)
      .flatMap((record) => {
        const account = refOf(record);
        return account === null ? [] : [{ account, name: record.name, network: record.network, clientId: record.clientId }];
      });
  }

  const accountHandlers = createAccounts({
    ...shared,
    store: stores.accounts,
    clients: stores.clients,
    networks,
    credentialFields: (id) => networkModules.find((module) => module.id === id)?.description.credentialFields ?? [],
    secrets,
    pending,
    mayConnect: (id) => networks.has(id),
  });

  /** A network is as fresh as its account that was read longest ago. */
  function oldestReading(clientId: string | null) {
    const oldest = new Map<string, string | null>();
    for (const { account, network } of directory.accounts({ clientId, network: null })) {
      const readAt = stores.metrics.state(account.accountId)?.statusReadAt ?? null;
      const known = oldest.get(network);
      if (known === undefined || (known !== null && (readAt === null || readAt < known))) oldest.set(network, readAt);
    }
    return [...oldest].map(([network, lastReadAt]) => ({ network, lastReadAt }));
  }

  /** What is left of each account's rate budget, as its network last said. */
  function rates() {
    return directory.accounts({ clientId: null, network: null }).map(({ account, network }) => {
      const state = networks.get(network)?.rate(account) ?? null;
      return {
        accountId: account.accountId,
        network,
        usedRatio: state?.usedRatio ?? null,
        source: state?.source ?? null,
        blockedUntil: state?.blockedUntil ?? null,
        left: state?.left ?? null,
        detail: { ...state?.detail },
      };
    });
  }

  return {
    images,
    ports,
    networks,
    connections,
    pending,
    accountHandlers,
    clientFact,
    accountFacts,
    directory,
    reachableAccounts,
    oldestReading,
    rates,
  };
}

/** The browser does not know in which language the program speaks: it says both. */
function signInPage(say: FeatureOptions['say']): { readonly done: string; readonly refused: string } {
  const both = (key: string): string => `${say('es', key, {})} · ${say('en', key, {})}`;
  return { done: both('connections.signIn.page.done'), refused: both('connections.signIn.page.refused') };
}
