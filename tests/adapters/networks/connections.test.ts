import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { create, isAxiosError } from 'axios';
import { expect, onTestFinished, test } from 'vitest';
import { connectionFailure } from '../../../adapters/networks/google/failures.ts';
import { connectingAgent, connectionTo, isLoopback, sentOrNot } from '../../../adapters/networks/connections.ts';

async function listening(server: Server): Promise<number> {
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

async function codeOf(url: string, agent: ReturnType<typeof connectingAgent>): Promise<string> {
  onTestFinished(() => agent.destroy());
  try {
    await create({ httpAgent: agent, httpsAgent: agent, proxy: false }).post(url, { spends: 'money' });
    return 'answered';
  } catch (cause) {
    if (!isAxiosError(cause)) throw cause;
    return cause.code ?? '';
  }
}

test('FM-07: a line that is never secured was never written to', async () => {
  // Takes the connection and then says nothing: the handshake never ends.
  const taken: Socket[] = [];
  const port = await listening(createServer((socket) => void taken.push(socket)));
  onTestFinished(() => taken.forEach((socket) => socket.destroy()));
  const code = await codeOf(`https://127.0.0.1:${port}/`, connectingAgent('https:', {}, 50));
  expect([code, sentOrNot(code)]).toEqual(['ECONNECTTIMEOUT', 'never_sent']);
});

test('a door that nobody opens was never passed', async () => {
  const gone = createServer();
  const port = await listening(gone);
  await new Promise((closed) => gone.close(closed));
  const code = await codeOf(`http://127.0.0.1:${port}/`, connectingAgent('http:', {}));
  expect([code, sentOrNot(code)]).toEqual(['ECONNREFUSED', 'never_sent']);
});

test('FM-07: whoever took the request and then hung up may have carried it out', async () => {
  const port = await listening(createServer((socket) => void socket.once('data', () => socket.destroy())));
  const code = await codeOf(`http://127.0.0.1:${port}/`, connectingAgent('http:', {}));
  expect([code, sentOrNot(code)]).toEqual(['ECONNRESET', 'no_answer']);
});

test('a slow answer on a line that stands is no failed connection', async () => {
  const server = createServer((socket) => {
    socket.once('data', () => setTimeout(() => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'), 150));
  });
  const port = await listening(server);
  expect(await codeOf(`http://127.0.0.1:${port}/`, connectingAgent('http:', {}, 50))).toBe('answered');
});

test('addresses of this machine pass no proxy', () => {
  const proxied = (url: string): boolean => connectionTo(url, {}).proxy !== false;
  expect(['http://127.0.0.1:1/', 'http://localhost/', 'http://[::1]:9/'].map((url) => [isLoopback(url), proxied(url)])).toEqual(
    Array.from({ length: 3 }, () => [true, false]),
  );
  expect([isLoopback('https://127.0.0.1.example.com/'), proxied('https://graph.facebook.com')]).toEqual([false, true]);
});

test('FM-07: a creation at Google over a line that never came up may be sent again, over one that broke it may not', () => {
  const kindOf = (code: string): string => connectionFailure(Object.assign(new Error('gone'), { code }), 'create').kind;
  expect([kindOf('ECONNECTTIMEOUT'), kindOf('ECONNRESET'), kindOf('ECONNABORTED')]).toEqual([
    'unavailable',
    'outcome_unknown',
    'outcome_unknown',
  ]);
});
