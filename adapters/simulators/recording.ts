import { appendFileSync, createReadStream, readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { openBooks } from './books.ts';
import type { ForeignEdit, SimContext, SimReply, SimRequest, SimulatedNetwork } from './types.ts';

/** One request that a simulated network answered, and everything that its answer depended on besides its books. */
export interface RecordedExchange {
  readonly network: string;
  readonly realMs: number;
  /** How far the simulated clock was ahead of the machine's. */
  readonly offsetMs: number;
  /** Faults that the network acted out in this request, in the order it asked for them. */
  readonly faults: readonly string[];
  readonly request: SimRequest;
  readonly reply: SimReply;
}

/** First line: what a simulator must be made with to answer alike. Practice tokens are in the file; it holds nothing real. */
const Head = z.strictObject({ altavozRecording: z.literal(1), seed: z.number(), switches: z.record(z.string(), z.boolean()) });
const Line = z.strictObject({
  network: z.string(),
  realMs: z.number(),
  offsetMs: z.number(),
  faults: z.array(z.string()),
  method: z.string(),
  path: z.string(),
  query: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
  status: z.number(),
  replyHeaders: z.record(z.string(), z.string()),
  reply: z.string(),
});

/** A foreign edit is no request, but what is answered later rests on it: recorded as one, of a method that no network knows. */
const EDIT = 'EDIT';
export function editRequest(edit: ForeignEdit): SimRequest {
  return { method: EDIT, path: '/', query: new URLSearchParams(), headers: {}, body: Buffer.from(JSON.stringify(edit)) };
}
export function editReply(done: boolean): SimReply {
  return { status: done ? 200 : 404, body: { done } };
}

/** Headers that belong to the connection and not to the request. */
const OF_THE_CONNECTION: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'accept-encoding',
  'content-length',
  'transfer-encoding',
]);

/** Starts a file and answers with what the host calls for each exchange. Bodies are Base64: some are pictures. */
export function recordTo(
  file: string,
  made: { readonly seed: number; readonly switches: Readonly<Record<string, boolean>> },
): (exchange: RecordedExchange) => void {
  writeFileSync(file, `${JSON.stringify({ altavozRecording: 1, seed: made.seed, switches: made.switches })}\n`, { mode: 0o600 });
  return ({ network, realMs, offsetMs, faults, request, reply }) => {
    const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !OF_THE_CONNECTION.has(name)));
    const line: z.infer<typeof Line> = {
      network,
      realMs,
      offsetMs,
      faults: [...faults],
      method: request.method,
      path: request.path,
      query: request.query.toString(),
      headers,
      body: request.body.toString('base64'),
      status: reply.status,
      replyHeaders: { ...reply.headers },
      reply: bytesOf(reply).toString('base64'),
    };
    appendFileSync(file, `${JSON.stringify(line)}\n`);
  };
}

/** A line of a recording with its bodies as bytes. */
export type RecordedLine = Omit<z.infer<typeof Line>, 'body' | 'reply'> & { readonly body: Buffer; readonly reply: Buffer };

/** Reads a recording line by line: that of a large demonstration is longer than a text may be. */
export async function* readRecording(file: string): AsyncGenerator<RecordedLine> {
  let head = true;
  for await (const text of createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (text === '') continue;
    if (head) Head.parse(JSON.parse(text));
    else {
      const line = Line.parse(JSON.parse(text));
      yield { ...line, body: Buffer.from(line.body, 'base64'), reply: Buffer.from(line.reply, 'base64') };
    }
    head = false;
  }
}

export interface ReplayReport {
  readonly exchanges: number;
  /** By network id. */
  readonly byNetwork: Readonly<Record<string, number>>;
  /** The first answer that came out otherwise; null: every byte is the same. */
  readonly difference: {
    readonly line: number;
    readonly network: string;
    readonly path: string;
    readonly expected: string;
    readonly got: string;
  } | null;
}

/** Asks fresh simulators everything that the file holds, at the recorded moments and with the recorded faults, and compares the answers byte by byte. */
export function replay(file: string, networks: readonly ((context: SimContext) => SimulatedNetwork)[]): ReplayReport {
  const [first, ...rest] = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  const head = Head.parse(JSON.parse(first ?? 'null'));
  let now = { realMs: 0, offsetMs: 0 };
  let faults: string[] = [];
  const made = new Map(
    networks.map((create) => {
      const network = create({
        nowMs: () => now.realMs + now.offsetMs,
        realNowMs: () => now.realMs,
        seed: head.seed,
        books: openBooks(null),
        switchOn: (name) => head.switches[name] ?? false,
        takeFault(_operation, kind) {
          if (faults[0] !== kind) return false;
          faults.shift();
          return true;
        },
      });
      return [network.id, network] as const;
    }),
  );
  const byNetwork: Record<string, number> = {};
  for (const [index, text] of rest.entries()) {
    const line = Line.parse(JSON.parse(text));
    const network = made.get(line.network);
    if (network === undefined) throw new Error(`The recording speaks of ${line.network}, which this program does not simulate`);
    now = { realMs: line.realMs, offsetMs: line.offsetMs };
    faults = [...line.faults];
    const request: SimRequest = {
      method: line.method,
      path: line.path,
      query: new URLSearchParams(line.query),
      headers: line.headers,
      body: Buffer.from(line.body, 'base64'),
    };
    const reply =
      line.method === EDIT
        ? editReply(network.edit?.(JSON.parse(request.body.toString('utf8')) as ForeignEdit) ?? false) // written by `editRequest`
        : network.handle(request);
    byNetwork[line.network] = (byNetwork[line.network] ?? 0) + 1;
    const got = `${reply.status} ${JSON.stringify(reply.headers ?? {})} ${bytesOf(reply).toString('utf8')}`;
    const expected = `${line.status} ${JSON.stringify(line.replyHeaders)} ${Buffer.from(line.reply, 'base64').toString('utf8')}`;
    if (got !== expected) {
      return {
        exchanges: index + 1,
        byNetwork,
        difference: { line: index + 2, network: line.network, path: line.path, expected: expected.slice(0, 600), got: got.slice(0, 600) },
      };
    }
  }
  return { exchanges: rest.length, byNetwork, difference: null };
}

function bytesOf(reply: SimReply): Buffer {
  if (Buffer.isBuffer(reply.body)) return reply.body;
  return Buffer.from(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body), 'utf8');
}
