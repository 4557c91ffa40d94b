import { startSimulators } from '../../adapters/simulators/host.ts';
import type { SimContext, SimState, SimulatedNetwork } from '../../adapters/simulators/types.ts';

/** The simulators as a workspace sees them: its own, in this process, or others that run elsewhere on this machine. */
export interface SimulatorHub {
  readonly controlUrl: string;
  readonly urls: ReadonlyMap<string, string>;
  nowMs(): number;
  advance(ms: number): Promise<void>;
  state(network: string): Promise<SimState>;
  addFault(fault: { network: string; operation: string; kind: string; times: number }): Promise<void>;
  requestCount(network: string): Promise<number>;
  close(): Promise<void>;
}

export async function openOwnSimulators(options: {
  readonly directory: string;
  readonly networks: readonly ((context: SimContext) => SimulatedNetwork)[];
  readonly seed: number;
}): Promise<SimulatorHub> {
  const host = await startSimulators({
    networks: options.networks,
    directory: options.directory,
    seed: options.seed,
    port: 0,
    switches: {},
    realNowMs: () => Date.now(),
    logLimit: 2_000,
  });
  return {
    controlUrl: host.controlUrl,
    urls: host.urls,
    nowMs: host.nowMs,
    advance: (ms) => Promise.resolve(host.advance(ms)),
    state(network) {
      const found = host.networks.get(network);
      if (found === undefined) throw new Error(`No simulated network is called ${network}`);
      return Promise.resolve(found.state());
    },
    addFault: (fault) => Promise.resolve(host.addFault(fault)),
    requestCount: (network) => Promise.resolve(host.requestCount(network)),
    close: () => host.close(),
  };
}

/** Only loopback: a simulated workspace opens no outside connection, whatever address it is given. */
function loopbackUrl(text: string): URL {
  const url = new URL(text);
  if (url.protocol !== 'http:' || !['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname))
    throw new Error('Simulators are reached on 127.0.0.1 only');
  return url;
}

export async function connectSimulators(controlUrl: string): Promise<SimulatorHub> {
  const base = loopbackUrl(controlUrl);
  async function ask<T>(path: string, body?: unknown): Promise<T> {
    const answer = await fetch(
      new URL(path, base),
      body === undefined ? {} : { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } },
    );
    if (!answer.ok) throw new Error(`The simulators answered ${answer.status} to ${path}`);
    return (await answer.json()) as T; // the control address is our own protocol
  }
  const hello = await ask<{ networks: Record<string, string> }>('/');
  let offsetMs = 0;
  const readClock = async (): Promise<void> => {
    offsetMs = (await ask<{ nowMs: number }>('/clock')).nowMs - Date.now();
  };
  await readClock();
  // Someone else may move the shared clock; a few seconds of lag is harmless, years of it are not.
  const timer = setInterval(() => void readClock().catch(() => undefined), 2_000);
  timer.unref();
  return {
    controlUrl: base.href,
    urls: new Map(Object.entries(hello.networks).map(([id, url]) => [id, loopbackUrl(url).href.replace(/\/$/, '')])),
    nowMs: () => Date.now() + offsetMs,
    async advance(ms) {
      offsetMs = (await ask<{ nowMs: number }>('/clock', { advanceMs: ms })).nowMs - Date.now();
    },
    state: (network) => ask(`/state?network=${encodeURIComponent(network)}`),
    addFault: async (fault) => void (await ask('/faults', fault)),
    requestCount: async (network) => (await ask<unknown[]>(`/requests?network=${encodeURIComponent(network)}`)).length,
    async close() {
      clearInterval(timer);
      await Promise.resolve();
    },
  };
}
