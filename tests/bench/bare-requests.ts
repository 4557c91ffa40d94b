import { Agent, request as ask } from 'node:http';
import { networkModules } from '../../adapters/networks/registry.ts';
import { startSimulators } from '../../adapters/simulators/host.ts';
import { readRecording, type RecordedLine } from '../../adapters/simulators/recording.ts';
import { SWITCHES } from './switches.ts';

export interface Bare {
  readonly requests: number;
  readonly seconds: number;
}

/**
 * The peer: what was recorded, asked again of fresh simulators one request at a time and at the recorded moments, by a client that
 * does nothing but send. Every answer must have the status that it had.
 */
export async function replayBare(record: string, network: string, seed: number): Promise<Bare> {
  const lines: RecordedLine[] = [];
  for await (const line of readRecording(record)) if (line.network === network) lines.push(line);
  let realMs = lines[0]?.realMs ?? 0;
  let offsetMs = 0;
  const host = await startSimulators({
    networks: networkModules.filter(({ id }) => id === network).map(({ createSimulator }) => createSimulator),
    directory: null,
    seed,
    port: 0,
    switches: SWITCHES,
    realNowMs: () => realMs,
    logLimit: 10,
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  try {
    const base = new URL(host.urls.get(network)!);
    const began = performance.now();
    for (const line of lines) {
      realMs = line.realMs;
      if (line.offsetMs > offsetMs) host.advance(line.offsetMs - offsetMs);
      offsetMs = line.offsetMs;
      const status = await send(agent, base, line);
      if (status !== line.status)
        throw new Error(`${network} answered ${line.method} ${line.path} with ${status}, recorded was ${line.status}`);
    }
    return { requests: lines.length, seconds: (performance.now() - began) / 1000 };
  } finally {
    agent.destroy();
    await host.close();
  }
}

/** The host that the request named stays in its headers: signatures hold it. */
function send(agent: Agent, base: URL, { method, path, query, headers, body }: RecordedLine): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = ask(
      {
        agent,
        hostname: base.hostname,
        port: base.port,
        method,
        path: `${encodeURI(path)}${query === '' ? '' : `?${query}`}`,
        headers: { ...headers, 'content-length': String(body.length) },
      },
      (response) => response.resume().on('end', () => resolve(response.statusCode ?? 0)),
    );
    request.on('error', reject);
    request.end(body);
  });
}
