import { createInterface } from 'node:readline/promises';
import { InvalidArgumentError, type Command } from 'commander';
import type { AdAccount, Client, SignInAttempt } from '../../core/contract/index.ts';
import { RefusedError } from '../backend/api.ts';
import { withSimulators } from './options.ts';
import { note, printDocument } from './output.ts';
import { withSession, type CliSession, type CommonOptions } from './session.ts';

interface ConnectWish {
  readonly network: string;
  readonly copy: boolean;
  /** Null: the app that the key store keeps. */
  readonly app: { readonly id: string; readonly secret: string } | null;
  /** Null: only tell what the sign-in reaches, and keep nothing. */
  readonly target: { readonly client: string; readonly account: string; readonly settings: Readonly<Record<string, string>> } | null;
}
/** How a person takes part: they are shown an address, and type what they copied. */
export interface Person {
  show(url: string): void;
  paste(): Promise<string>;
}
export type Connected =
  | { readonly found: NonNullable<SignInAttempt['found']>; readonly scopes: SignInAttempt['scopes'] }
  | { readonly account: AdAccount };

/** A sign-in lives as long as its process: one command goes the whole way. */
export function registerConnect(program: Command): void {
  withSimulators(program.command('connect').description("sign in to a network with the agency's own app, and connect an account"))
    .argument('<network>', 'for example google')
    .option('--copy', 'copy the code by hand instead of coming back over this machine')
    .option('--app <id>', 'id of the app; its secret is read from ALTAVOZ_APP_SECRET. Without it: the kept one, or the practice app')
    .option('--client <name>', 'whose account it is')
    .option('--account <id>', "the network's own id; without it the accounts are only listed")
    .option('--set <name=value>', 'a setting of the account; may be repeated', pair, {})
    .action(async (network: string, options: CommonOptions & ConnectOptions) => {
      const { client, account } = options;
      if ((client === undefined) !== (account === undefined)) program.error('Give --client and --account together.', { exitCode: 2 });
      const wish: ConnectWish = {
        network,
        copy: options.copy === true,
        app: options.app === undefined ? null : { id: options.app, secret: process.env['ALTAVOZ_APP_SECRET'] ?? '' },
        target: client === undefined || account === undefined ? null : { client, account, settings: options.set },
      };
      const lines = createInterface({ input: process.stdin, terminal: false });
      const person: Person = {
        show: (url) => note(`Open this address in your browser:\n${url}`),
        paste: () => lines.question('').finally(() => note('Exchanging the code')),
      };
      try {
        printDocument(await withSession(options, (session) => connectNetwork(session, wish, person)));
      } finally {
        lines.close();
      }
    });
}
interface ConnectOptions {
  readonly copy?: true;
  readonly app?: string;
  readonly client?: string;
  readonly account?: string;
  readonly set: Readonly<Record<string, string>>;
}

export async function connectNetwork(session: CliSession, wish: ConnectWish, person: Person): Promise<Connected> {
  const { api } = session;
  const client = wish.target === null ? null : await clientNamed(session, wish.target.client);
  const way = (await api.connections.ways({})).ways.find((one) => one.network === wish.network);
  const app = wish.app ?? (way?.keptAppId === null ? way.practiceApp : null);
  const method = wish.copy || way?.methods.includes('own_app_loopback') === false ? 'own_app_copy_code' : 'own_app_loopback';
  const begun = await api.connections.begin({ network: wish.network, method, app });
  try {
    person.show(begun.url ?? '');
    const done =
      method === 'own_app_copy_code'
        ? await api.connections.answer({ attemptId: begun.id, pasted: await person.paste() })
        : await answered(session);
    if (done.problem !== null || done.state !== 'signed_in' || done.found === null || done.secretName === null)
      throw new RefusedError('connections.begin', {
        code: done.problem?.code ?? 'connections.no_attempt',
        details: { network: wish.network, networkCode: done.problem?.networkCode ?? null },
      });
    if (wish.target === null || client === null) return { found: done.found, scopes: done.scopes };
    const { account, settings } = wish.target;
    const chosen = done.found.find(({ remoteId }) => remoteId === account);
    if (chosen === undefined) throw new RefusedError('accounts.connect', { code: 'accounts.not_found', details: { account } });
    const { remoteId, name, currency, timeZone } = chosen;
    const told = { ...chosen.settings, ...settings };
    const found = { network: wish.network, remoteId, name, currency, timeZone, secretName: done.secretName, settings: told };
    return { account: await api.accounts.connect({ clientId: client.id, ...found }) };
  } finally {
    // A token that no account leans on is not kept. An attempt that is over already has nothing to let go.
    await api.connections.cancel({ attemptId: begun.id }).catch(() => undefined);
  }
}

/** Waits for the browser: every step of an attempt is announced. */
async function answered({ api, backend }: CliSession): Promise<SignInAttempt> {
  for (;;) {
    let moved: () => void = () => undefined;
    const next = new Promise<void>((resolve) => (moved = resolve));
    const stop = backend.subscribe((event) => void (event.kind === 'moved' && event.topics.includes('connections') && moved()));
    try {
      const { attempt } = await api.connections.attempt({});
      if (attempt === null) throw new RefusedError('connections.attempt', { code: 'connections.no_attempt', details: {} });
      if (attempt.state !== 'waiting' && attempt.state !== 'finishing') return attempt;
      await next;
    } finally {
      stop();
    }
  }
}

async function clientNamed({ api }: CliSession, name: string): Promise<Client> {
  const client = (await api.clients.list({})).clients.find((one) => one.name === name || one.id === name);
  if (client === undefined) throw new RefusedError('clients.get', { code: 'clients.not_found', details: { name } });
  return client;
}

function pair(text: string, before: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const [name = '', ...rest] = text.split('=');
  if (name === '' || rest.length === 0) throw new InvalidArgumentError('Expected name=value.');
  return { ...before, [name]: rest.join('=') };
}
