import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BackendEvent } from '../../core/contract/index.ts';
import type { Reply } from '../backend/dispatch.ts';
import { MAX_INPUT_CHARACTERS } from '../backend/dispatch.ts';
import { COOKIE, createSession, SECURITY_HEADERS, trustedOrigin } from './guards.ts';
import { openStaticFiles } from './static-files.ts';

export interface ServerOptions {
  /** Folder of the built screens. */
  readonly rendererRoot: string;
  /** 0: the system chooses. */
  readonly port: number;
  readonly call: (name: string, input: unknown, taskId: string | null) => Promise<Reply>;
  readonly subscribe: (listener: (event: BackendEvent) => void) => () => void;
}

export interface ShellServer {
  readonly port: number;
  /** Address that opens the program once: carries the entry token. */
  readonly entryUrl: string;
  newEntryUrl(): string;
  close(): Promise<void>;
}

const STATUS: Readonly<Record<string, number>> = {
  'call.unknown_method': 404,
  'call.bad_input': 400,
  'call.not_allowed': 403,
  'call.untrusted_origin': 403,
  'call.internal': 500,
  'call.too_large': 413,
};

/** The same messages as the desktop shell, over loopback HTTP and server-sent events. Listens on 127.0.0.1 only. */
export async function startServer(options: ServerOptions): Promise<ShellServer> {
  const session = createSession();
  const files = await openStaticFiles(options.rendererRoot);
  let port = options.port;
  const streams = new Set<ServerResponse>();
  const unsubscribe = options.subscribe((event) => {
    for (const stream of streams) stream.write(`data: ${JSON.stringify(event)}\n\n`);
  });

  const server = createServer((request, response) => {
    void handle(request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500, SECURITY_HEADERS);
      response.end();
    });
  });
  server.headersTimeout = 10_000;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refuse = (code: string): void => sendJson(response, STATUS[code] ?? 400, { ok: false, error: { code, details: {} } });
    if (!trustedOrigin(request, port)) return refuse('call.untrusted_origin');
    const url = new URL(request.url ?? '/', `http://127.0.0.1:${port}`);
    if (request.method === 'GET' && url.pathname === '/enter') {
      const cookie = session.exchange(url.searchParams.get('token') ?? '');
      // An address that was used already still leads a window that has the cookie to the program.
      if (cookie === null && !session.accepts(request)) return refuse('call.untrusted_origin');
      const extra: Record<string, string> =
        cookie === null ? {} : { 'set-cookie': `${COOKIE}=${cookie}; HttpOnly; SameSite=Strict; Path=/` };
      response.writeHead(303, { ...SECURITY_HEADERS, ...extra, 'cache-control': 'no-store', location: '/' }).end();
      return;
    }
    if (!session.accepts(request)) return refuse('call.untrusted_origin');
    if (request.method === 'GET' && url.pathname === '/events') return stream(request, response);
    if (url.pathname.startsWith('/rpc/')) {
      if (request.method !== 'POST' || !(request.headers['content-type'] ?? '').startsWith('application/json'))
        return refuse('call.untrusted_origin');
      const text = await readText(request);
      if (text === null) return refuse('call.too_large');
      let input: unknown;
      try {
        input = text === '' ? {} : JSON.parse(text);
      } catch {
        return refuse('call.bad_input');
      }
      const task = request.headers['x-altavoz-task'];
      const reply = await options.call(
        url.pathname.slice('/rpc/'.length),
        input,
        typeof task === 'string' && task.length <= 100 ? task : null,
      );
      return sendJson(response, reply.ok ? 200 : (STATUS[reply.error.code] ?? 422), reply);
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse('call.unknown_method');
    const file = await files(url.pathname);
    if (file === null) {
      response.writeHead(404, { ...SECURITY_HEADERS, 'content-type': 'text/plain' }).end('Not found');
      return;
    }
    response
      .writeHead(200, {
        ...SECURITY_HEADERS,
        'content-type': file.type,
        'cache-control': file.immutable ? 'private, max-age=31536000, immutable' : 'no-store',
      })
      .end(request.method === 'HEAD' ? undefined : file.bytes);
  }

  function stream(request: IncomingMessage, response: ServerResponse): void {
    response.writeHead(200, { ...SECURITY_HEADERS, 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(': open\n\n');
    streams.add(response);
    request.on('close', () => streams.delete(response));
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  port = (server.address() as AddressInfo).port; // a TCP server's address is an AddressInfo
  const entry = (token: string): string => `http://127.0.0.1:${port}/enter?token=${token}`;
  return {
    port,
    entryUrl: entry(session.entryToken),
    newEntryUrl: () => entry(session.reissue()),
    async close() {
      unsubscribe();
      for (const one of streams) one.end();
      await new Promise<void>((done) => {
        server.close(() => done());
        server.closeAllConnections();
      });
    },
  };
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response
    .writeHead(status, { ...SECURITY_HEADERS, 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
    .end(JSON.stringify(body));
}

async function readText(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length; // node:http delivers Buffers when no encoding is set
    if (size > MAX_INPUT_CHARACTERS) return null;
    chunks.push(chunk as Buffer); // as above
  }
  return Buffer.concat(chunks).toString('utf8');
}
