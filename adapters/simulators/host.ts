import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { openBooks } from './books.ts';
import { z } from 'zod';
import { createFaults, type Fault } from './faults.ts';
import { createRequestLog, type LoggedRequest, type RequestLog } from './request-log.ts';
import { editReply, editRequest, type RecordedExchange } from './recording.ts';
import {
  FAULT_KINDS,
  TRANSPORT_FAULTS,
  type ForeignEdit,
  type SimContext,
  type SimReply,
  type SimRequest,
  type SimulatedNetwork,
} from './types.ts';

export interface HostOptions {
  readonly networks: readonly ((context: SimContext) => SimulatedNetwork)[];
  /** Where the books are kept; null keeps them in memory. */
  readonly directory: string | null;
  readonly seed: number;
  /** 0 lets the system choose. The control address; networks get free ports of their own. */
  readonly port: number;
  readonly switches: Readonly<Record<string, boolean>>;
  /** The machine's time: `Date.now` but in tests. */
  readonly realNowMs: () => number;
  /** How many requests the log keeps a network, 8 KB of text for each and 64 MB at the most; older ones are dropped and counted. */
  readonly logLimit: number;
  /** Told of every request that a network answered, with all that is needed to ask it again (`recording.ts`). */
  readonly record?: (exchange: RecordedExchange) => void;
}

export interface SimulatorHost {
  readonly controlUrl: string;
  /** Base address by network id. */
  readonly urls: ReadonlyMap<string, string>;
  readonly networks: ReadonlyMap<string, SimulatedNetwork>;
  nowMs(): number;
  advance(ms: number): void;
  /** What was wished for and has not happened yet will not happen. */
  clearFaults(): void;
  /** Throws, with the reason, where it would never happen. */
  addFault(fault: Fault): void;
  /** Somebody changes an object in the network's own screens. False: there is no such object, or nothing of the kind to change on it. */
  edit(network: string, edit: ForeignEdit): boolean;
  requests(network: string | null): readonly LoggedRequest[];
  requestCount(network: string): number;
  reset(): void;
  close(): Promise<void>;
}

const Edit = z.strictObject({
  network: z.string(),
  id: z.string(),
  status: z.enum(['active', 'paused']).optional(),
  name: z.string().optional(),
  dailyBudgetMicros: z
    .string()
    .regex(/^\d{1,15}$/)
    .optional(),
  deleted: z.boolean().optional(),
});
const CONTROL_KEPT_MS = 3_600_000;
const BODY_LIMIT = 64 * 1024 * 1024;
/** Characters of text that the log keeps a network: so many for each request, were they all alike. */
const LOGGED_A_REQUEST = 8 * 1024;
const MOST_LOGGED = 64 * 1024 * 1024;
const HEADERS_NEVER_LOGGED = ['access_token', 'appsecret_proof', 'client_secret', 'refresh_token'];

/** Starts every simulated network on its own loopback port, and one control address over all of them. */
export async function startSimulators(options: HostOptions): Promise<SimulatorHost> {
  if (options.directory !== null) mkdirSync(options.directory, { recursive: true, mode: 0o700 });
  const file = (name: string): string | null => (options.directory === null ? null : path.join(options.directory, `${name}.jsonl`));
  const clockBooks = openBooks(file('clock'));
  const offsetMs = (): number => clockBooks.get<number>('clock', 'offsetMs') ?? 0;
  /** Stands still while a network answers, so that one request is one moment. Networks answer synchronously. */
  let heldRealMs: number | null = null;
  const realNowMs = (): number => heldRealMs ?? options.realNowMs();
  const nowMs = (): number => realNowMs() + offsetMs();
  /** Kinds of the faults that the network acted out in the request under way. */
  let taken: string[] = [];
  const log = new Map<string, RequestLog>();
  const counts = new Map<string, number>();
  const networks = new Map<string, SimulatedNetwork>();
  const faults = createFaults(networks);
  const urls = new Map<string, string>();
  const servers: Server[] = [];
  const opened: ReturnType<typeof openBooks>[] = [clockBooks];

  for (const create of options.networks) {
    let id = '';
    // The network names itself, so its books are opened once the name is known.
    let books: ReturnType<typeof openBooks> | null = null;
    const openOwn = (): ReturnType<typeof openBooks> => {
      if (books === null) {
        books = openBooks(file(id));
        opened.push(books);
      }
      return books;
    };
    const context: SimContext = {
      nowMs,
      realNowMs,
      seed: options.seed,
      switchOn: (name) => options.switches[name] ?? false,
      takeFault(operation, kind) {
        const found = faults.take(id, operation, (candidate) => candidate === kind) !== null;
        if (found) taken.push(kind);
        return found;
      },
      books: {
        get: (collection, key) => openOwn().get(collection, key),
        put: (collection, key, value) => openOwn().put(collection, key, value),
        delete: (collection, key) => openOwn().delete(collection, key),
        all: (collection) => openOwn().all(collection),
        nextNumber: (name) => openOwn().nextNumber(name),
      },
    };
    const network = create(context);
    id = network.id;
    networks.set(id, network);
    log.set(id, createRequestLog(options.logLimit, Math.min(MOST_LOGGED, options.logLimit * LOGGED_A_REQUEST)));
    const server = createServer((request, response) => void serve(network, request, response).catch(() => hangUp(request)));
    servers.push(server);
    urls.set(id, await listen(server, 0));
  }

  async function serve(network: SimulatedNetwork, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(incoming);
    if (body === null) {
      response.writeHead(413).end();
      return;
    }
    const url = readAddress(incoming.url);
    if (url === null) {
      response.writeHead(400, { 'content-type': 'text/html' }).end('<html><body>Bad Request</body></html>');
      return;
    }
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(incoming.headers)) headers[name] = Array.isArray(value) ? value.join(', ') : (value ?? '');
    const request: SimRequest = {
      method: incoming.method ?? 'GET',
      path: url.path,
      query: url.query,
      headers,
      body,
    };
    const operation = network.operation(request);
    const fault = faults.take(network.id, operation, (kind) => (TRANSPORT_FAULTS as readonly string[]).includes(kind));
    if (fault === 'reset') {
      note(network.id, operation, request, 0, '(connection reset before the request was read)');
      incoming.socket.resetAndDestroy();
      return;
    }
    if (fault === '5xx_before' || fault === 'html_portal') {
      const portal = fault === 'html_portal';
      const text = portal ? '<html><body>Inicie sesión en la red del hotel</body></html>' : '<html><body>Service Unavailable</body></html>';
      note(network.id, operation, request, portal ? 200 : 503, text);
      response.writeHead(portal ? 200 : 503, { 'content-type': 'text/html' }).end(text);
      return;
    }
    const reply = answer(network, request);
    const payload = typeof reply.body === 'string' || Buffer.isBuffer(reply.body) ? reply.body : JSON.stringify(reply.body);
    note(network.id, operation, request, reply.status, payload.toString());
    if (fault === 'lose_answer') {
      incoming.socket.destroy();
      return;
    }
    if (fault === '5xx_after') {
      response.writeHead(503, { 'content-type': 'text/html' }).end('<html><body>Service Unavailable</body></html>');
      return;
    }
    const contentType =
      typeof reply.body === 'string' || Buffer.isBuffer(reply.body) ? {} : { 'content-type': 'application/json; charset=utf-8' };
    if (fault === 'truncate') {
      const bytes = Buffer.from(payload);
      response.writeHead(reply.status, { ...contentType, ...reply.headers, 'content-length': String(bytes.length) });
      response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => incoming.socket.destroy());
      return;
    }
    const send = (): void => void response.writeHead(reply.status, { ...contentType, ...reply.headers }).end(payload);
    if (fault === 'slow') setTimeout(send, 1500);
    else send();
  }

  function answer(network: SimulatedNetwork, request: SimRequest): SimReply {
    heldRealMs = options.realNowMs();
    taken = [];
    let reply: SimReply;
    try {
      reply = network.handle(request);
    } catch (cause) {
      // A simulator that breaks must be loud: an invented answer would hide the bug from every test.
      reply = { status: 599, body: { simulatorBug: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) } };
    }
    options.record?.({ network: network.id, realMs: heldRealMs, offsetMs: offsetMs(), faults: taken, request, reply });
    heldRealMs = null;
    return reply;
  }

  function note(network: string, operation: string, request: SimRequest, status: number, answer: string): void {
    counts.set(network, (counts.get(network) ?? 0) + 1);
    const query = Object.fromEntries(
      [...request.query].map(([name, value]) => [name, HEADERS_NEVER_LOGGED.includes(name) ? '(hidden)' : value]),
    );
    log.get(network)!.add({
      at: new Date(nowMs()).toISOString(),
      network,
      operation,
      method: request.method,
      path: request.path,
      query,
      body: request.body.toString('utf8'),
      status,
      response: answer,
    });
  }

  const host: SimulatorHost = {
    controlUrl: '',
    urls,
    networks,
    nowMs,
    advance: (ms) => clockBooks.put('clock', 'offsetMs', (clockBooks.get<number>('clock', 'offsetMs') ?? 0) + ms),
    addFault: (fault) => faults.arm(fault),
    clearFaults: () => faults.clear(),
    edit(id, edit) {
      const network = networks.get(id);
      if (network?.edit === undefined) return false;
      heldRealMs = options.realNowMs();
      try {
        const done = network.edit(edit);
        // Answers that come later rest on it, so a recording holds it in its place.
        const request = editRequest(edit);
        options.record?.({ network: id, realMs: heldRealMs, offsetMs: offsetMs(), faults: [], request, reply: editReply(done) });
        return done;
      } finally {
        heldRealMs = null;
      }
    },
    requests: (network) => (network === null ? [...log.values()].flatMap(({ entries }) => entries) : (log.get(network)?.entries ?? [])),
    requestCount: (network) => counts.get(network) ?? 0,
    reset() {
      faults.clear();
      for (const requests of log.values()) requests.clear();
      for (const network of networks.values()) network.reset();
    },
    async close() {
      await Promise.all(servers.map((server) => new Promise<void>((done) => (server.close(() => done()), server.closeAllConnections()))));
      for (const books of opened) books.close();
    },
  };
  const control = createServer((request, response) => void serveControl(host, request, response).catch(() => hangUp(request)));
  // A demonstration may work for longer than a server usually keeps a silent connection: one that closes while it is written to is a lost order to move the clock.
  control.keepAliveTimeout = CONTROL_KEPT_MS;
  servers.push(control);
  const controlUrl = await listen(control, options.port);
  return Object.assign(host, { controlUrl });
}

async function serveControl(host: SimulatorHost, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const answer = (status: number, body: unknown): void =>
    void response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
  const url = readAddress(incoming.url);
  if (url === null) return answer(400, { error: 'The address cannot be read' });
  const network = url.query.get('network');
  if (network !== null && !host.networks.has(network)) return answer(404, { error: `No simulated network is called ${network}` });
  const route = `${incoming.method} ${url.path}`;
  if (route === 'GET /')
    return answer(200, { controlUrl: host.controlUrl, networks: Object.fromEntries(host.urls), now: new Date(host.nowMs()).toISOString() });
  if (route === 'GET /clock') return answer(200, { nowMs: host.nowMs(), now: new Date(host.nowMs()).toISOString() });
  if (route === 'GET /requests') return answer(200, host.requests(network));
  if (route === 'GET /state')
    return answer(
      200,
      network === null ? Object.fromEntries([...host.networks].map(([id, one]) => [id, one.state()])) : host.networks.get(network)!.state(),
    );
  if (route === 'DELETE /faults') {
    host.clearFaults();
    return answer(200, { cleared: true });
  }
  if (incoming.method !== 'POST') return answer(404, { error: `No such control: ${route}` });
  const text = await readBody(incoming);
  let input: Record<string, unknown>;
  try {
    input = (text === null || text.length === 0 ? {} : JSON.parse(text.toString('utf8'))) as Record<string, unknown>; // checked member by member below
  } catch {
    return answer(400, { error: 'The body is not JSON' });
  }
  switch (url.path) {
    case '/faults': {
      const { network: target = '*', operation = '*', kind, times = 1 } = input;
      if (
        typeof target !== 'string' ||
        typeof operation !== 'string' ||
        typeof kind !== 'string' ||
        typeof times !== 'number' ||
        !(FAULT_KINDS as readonly string[]).includes(kind)
      ) {
        return answer(400, { error: `Expected {network, operation, kind, times}; kind is one of ${FAULT_KINDS.join(', ')}` });
      }
      try {
        host.addFault({ network: target, operation, kind, times });
      } catch (cause) {
        return answer(400, { error: cause instanceof Error ? cause.message : String(cause) });
      }
      return answer(200, { accepted: true });
    }
    case '/edits': {
      const edit = Edit.safeParse(input);
      if (!edit.success || !host.networks.has(edit.data.network))
        return answer(400, {
          error: 'Expected {network, id} and any of status (active, paused), name, dailyBudgetMicros (digits), deleted',
        });
      const { network: target, ...change } = edit.data;
      try {
        if (host.edit(target, change)) return answer(200, { edited: change.id });
      } catch (cause) {
        return answer(400, { error: cause instanceof Error ? cause.message : String(cause) });
      }
      return answer(404, { error: `${target} has no such object, or cannot do that to it` });
    }
    case '/clock': {
      if (typeof input['advanceMs'] !== 'number' || input['advanceMs'] < 0) return answer(400, { error: 'Expected {advanceMs} ≥ 0' });
      host.advance(input['advanceMs']);
      return answer(200, { nowMs: host.nowMs(), now: new Date(host.nowMs()).toISOString() });
    }
    case '/reset':
      host.reset();
      return answer(200, { reset: true });
    default:
      return answer(404, { error: `No such control: ${route}` });
  }
}

/** Null for what no server could read: half an escape, or nothing but slashes. The caller's mistake must end one request, never the simulators. */
function readAddress(raw: string | undefined): { readonly path: string; readonly query: URLSearchParams } | null {
  try {
    const url = new URL(`http://simulator${raw ?? '/'}`);
    return { path: decodeURIComponent(url.pathname), query: url.searchParams };
  } catch {
    return null;
  }
}

/** A caller who went away in the middle of a body is nobody's fault. */
function hangUp(request: IncomingMessage): void {
  request.socket.destroy();
}

async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length; // node:http delivers Buffers when no encoding is set
    if (size > BODY_LIMIT) return null;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

async function listen(server: Server, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a TCP server's address is an AddressInfo
}
