import { createServer, request as forward, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the road between the program and a network does to one request. */
export type RoadFault = 'none' | 'lose_answer' | 'reset' | 'slow' | 'truncate' | '5xx_before' | '5xx_after';

export interface Passage {
  readonly fault: RoadFault;
  /** Called when the request has arrived whole and nothing was done with it yet. False: it goes no further. */
  readonly arrived?: () => boolean;
  /** Called when the network has carried it out and nobody has heard of it. False: the answer is withheld for ever. */
  readonly made?: () => boolean;
  /** Called right after the answer was handed over. */
  readonly answered?: () => void;
  /** `truncate`: the share of the answer that arrives; half of it where nothing is said. */
  readonly cutAt?: number;
  /** Changes what the network said, on its way. */
  readonly rewritten?: (body: Buffer) => Buffer;
}

export interface FaultProxy {
  readonly url: string;
  close(): Promise<void>;
}

const SLOW_MS = 120;
/** What left the program is carried to the network even when the program is gone, as a real road does. */
export async function startFaultProxy(target: string, passage: () => Passage): Promise<FaultProxy> {
  const server = createServer((incoming, outgoing) => void pass(incoming, outgoing));

  async function pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await wholeBody(incoming);
    if (body === null) return;
    const { fault, arrived, made, answered, cutAt, rewritten } = passage();
    if (arrived?.() === false || fault === 'reset') return void incoming.socket.resetAndDestroy();
    if (fault === '5xx_before') return unavailable(outgoing);
    const answer = await carry(target, incoming, body);
    if (made?.() === false || answer === null || fault === 'lose_answer') return void incoming.socket.destroy();
    if (fault === '5xx_after') return unavailable(outgoing);
    if (fault === 'slow') await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
    const told = rewritten?.(answer.body) ?? answer.body;
    outgoing.writeHead(answer.status, { ...answer.headers, 'content-length': String(told.length) });
    if (fault === 'truncate') {
      outgoing.write(told.subarray(0, Math.floor(told.length * (cutAt ?? 0.5))), () => incoming.socket.destroy());
      return;
    }
    outgoing.end(told, answered);
  }

  const url = await listening(server);
  return {
    url,
    close: () => new Promise((done) => (server.close(() => done()), server.closeAllConnections())),
  };
}

function unavailable(outgoing: ServerResponse): void {
  outgoing.writeHead(503, { 'content-type': 'text/html' }).end('<html><body>Service Unavailable</body></html>');
}

/** Null: the sender died before it had said everything, so nothing is carried anywhere. */
async function wholeBody(incoming: IncomingMessage): Promise<Buffer | null> {
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer); // node:http delivers Buffers when no encoding is set
    return Buffer.concat(chunks);
  } catch {
    return null;
  }
}

interface Answer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: Buffer;
}

function carry(target: string, incoming: IncomingMessage, body: Buffer): Promise<Answer | null> {
  return new Promise((resolve) => {
    const sent = forward(
      new URL(incoming.url ?? '/', target),
      { method: incoming.method ?? 'GET', headers: incoming.headers }, // the host as it was asked for: some clients sign it
      (reply) => {
        const chunks: Buffer[] = [];
        reply.on('data', (chunk: Buffer) => chunks.push(chunk));
        reply.on('end', () => {
          const body = Buffer.concat(chunks);
          const { 'transfer-encoding': _chunked, ...headers } = reply.headers;
          resolve({ status: reply.statusCode ?? 502, headers, body });
        });
        reply.on('error', () => resolve(null));
      },
    );
    sent.on('error', () => resolve(null));
    sent.end(body);
  });
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a TCP server's address is an AddressInfo
}
