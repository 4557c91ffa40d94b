import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkModules } from '../../adapters/networks/registry.ts';
import { startSimulators } from '../../adapters/simulators/host.ts';
import { startFaultProxy, type Passage } from './fault-proxy.ts';

/** Simulators with books on disk, and a road with faults before each of them. */
export interface KillField {
  /** What a program is told instead of the simulators' own control: the same, with the addresses of the road. */
  readonly control: string;
  readonly networks: readonly string[];
  /** Grows and changes with whatever the networks hold; two calls tell whether something was made between them. */
  held(): string;
  addFault(fault: { network: string; operation: string; kind: string; times: number }): void;
  close(): Promise<void>;
}

export async function openKillField(
  books: string,
  passage: () => Passage,
  switches: Readonly<Record<string, boolean>> = {},
): Promise<KillField> {
  const host = await startSimulators({
    networks: networkModules.map((network) => network.createSimulator),
    directory: books,
    seed: 1,
    port: 0,
    switches,
    realNowMs: () => Date.now(),
    logLimit: 10,
  });
  const roads = new Map<string, Awaited<ReturnType<typeof startFaultProxy>>>();
  for (const [id, url] of host.urls) roads.set(id, await startFaultProxy(url, passage));
  const control = createServer((request, response) => {
    const answer = (body: object): void => void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (request.url === '/') return answer({ networks: Object.fromEntries([...roads].map(([id, road]) => [id, road.url])) });
    if (request.method === 'GET') return answer({ nowMs: host.nowMs() });
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
    request.on('end', () => {
      host.advance((JSON.parse(text) as { advanceMs: number }).advanceMs); // our own engine is the only caller
      answer({ nowMs: host.nowMs() });
    });
    return undefined;
  });
  await new Promise<void>((resolve) => control.listen(0, '127.0.0.1', resolve));
  return {
    control: `http://127.0.0.1:${(control.address() as AddressInfo).port}`, // a TCP server's address is an AddressInfo
    networks: [...host.urls.keys()],
    held: () => JSON.stringify([...host.networks.values()].map((network) => network.state())),
    addFault: host.addFault,
    async close() {
      await new Promise<void>((done) => (control.close(() => done()), control.closeAllConnections()));
      await Promise.all([...roads.values()].map((road) => road.close()));
      await host.close();
    },
  };
}
