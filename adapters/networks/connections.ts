import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent, type AgentOptions } from 'node:https';
import type { Socket } from 'node:net';

const CONNECT_MS = 10_000;
/** What a connection that is not there in time ends with. */
const NOT_CONNECTED = 'ECONNECTTIMEOUT';

/** Failures before a byte of the request leaves: name, route, door or certificate. Whatever else goes wrong with a write leaves its outcome unknown. */
const BEFORE_SENDING: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  NOT_CONNECTED,
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
]);

/** What a failed connection proves about the request, by the error's `code`. */
export function sentOrNot(code: string): 'never_sent' | 'no_answer' {
  return BEFORE_SENDING.has(code) ? 'never_sent' : 'no_answer';
}

/**
 * Keeps connections, and gives up on one that is not there after `connectMs`: what never connected was never sent, and must
 * not end as an unknown outcome once the time of the whole request is over.
 */
export function connectingAgent(baseUrl: string, options: AgentOptions, connectMs: number = CONNECT_MS): HttpAgent {
  const secure = baseUrl.startsWith('https:');
  const agent = secure ? new HttpsAgent({ keepAlive: true, ...options }) : new HttpAgent({ keepAlive: true, ...options });
  const ready = secure ? 'secureConnect' : 'connect';
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (target, callback) => {
    const stream = connect(target, callback);
    if (stream === null || stream === undefined) return stream;
    const socket = stream as Socket; // both agents connect with net or tls, whose streams are sockets
    const timer = setTimeout(() => socket.destroy(Object.assign(new Error('No connection in time'), { code: NOT_CONNECTED })), connectMs);
    const done = (): void => clearTimeout(timer);
    socket.once(ready, done);
    socket.once('close', done);
    return stream;
  };
  return agent;
}

/** Addresses that no proxy of the office may see: simulators. */
export function isLoopback(url: string): boolean {
  return /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(new URL(url).hostname);
}

/** How an axios client connects to one address: kept connections, and no proxy on this machine. */
export function connectionTo(
  baseUrl: string,
  options: AgentOptions,
): { readonly httpAgent: HttpAgent; readonly httpsAgent: HttpAgent; readonly proxy?: false } {
  const agent = connectingAgent(baseUrl, options);
  return { httpAgent: agent, httpsAgent: agent, ...(isLoopback(baseUrl) ? { proxy: false as const } : {}) };
}
