import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Socket } from 'node:net';
import { create as createHttp, isAxiosError, type AxiosInstance, type AxiosRequestConfig } from 'axios';
import type { Transport } from './failures.ts';

const CONNECT_MS = 10_000;
const TOTAL_MS = 60_000;
const LARGEST_ANSWER = 64 * 1024 * 1024;
const LARGEST_UPLOAD = 512 * 1024 * 1024;
const SOCKETS = 12;
/** Failures before a byte of the request leaves: name, route, door or certificate. */
const BEFORE_SENDING: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'ECONNECTTIMEOUT',
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
]);

/** One request, sent once. */
export type Send = (request: AxiosRequestConfig) => Promise<Transport>;

export function createSend(baseUrl: string): Send {
  const http = createInstance(baseUrl);
  return async (request) => {
    try {
      const response = await http.request<string>(request);
      return { kind: 'answer', status: response.status, body: typeof response.data === 'string' ? response.data : '' };
    } catch (cause) {
      if (!isAxiosError(cause)) throw cause;
      const reason = cause.code ?? 'unknown';
      return { kind: BEFORE_SENDING.has(reason) ? 'never_sent' : 'no_answer', reason };
    }
  };
}

function createInstance(baseUrl: string): AxiosInstance {
  const secure = baseUrl.startsWith('https:');
  const agent = secure ? new HttpsAgent({ keepAlive: true, maxSockets: SOCKETS }) : new HttpAgent({ keepAlive: true, maxSockets: SOCKETS });
  giveUpOnConnecting(agent, secure ? 'secureConnect' : 'connect');
  return createHttp({
    baseURL: baseUrl,
    timeout: TOTAL_MS,
    maxContentLength: LARGEST_ANSWER,
    maxBodyLength: LARGEST_UPLOAD,
    // A redirect is a portal's doing: the API has none.
    maxRedirects: 0,
    httpAgent: agent,
    httpsAgent: agent,
    ...(/^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(new URL(baseUrl).hostname) ? { proxy: false as const } : {}),
    responseType: 'text',
    // Parsed by us: half a JSON must not pass as a value.
    transformResponse: [(data: unknown) => data],
    validateStatus: () => true,
    headers: { 'user-agent': 'Altavoz' },
  });
}

/** What never connected was never sent: a connection that is not there in time ends as that, and not as an unknown outcome. */
function giveUpOnConnecting(agent: HttpAgent, ready: string): void {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const stream = connect(options, callback);
    if (stream === null || stream === undefined) return stream;
    const socket = stream as Socket; // both agents connect with net or tls, whose streams are sockets
    const timer = setTimeout(
      () => socket.destroy(Object.assign(new Error('No connection in time'), { code: 'ECONNECTTIMEOUT' })),
      CONNECT_MS,
    );
    const done = (): void => clearTimeout(timer);
    socket.once(ready, done);
    socket.once('close', done);
    return stream;
  };
}
