import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import axios from 'axios';
import { publishUntilSettled } from '../../electron/cli/publish-loop.ts';
import { openSession } from '../../electron/cli/session.ts';
import { preparePublish } from './publish-world.ts';
import { compared, limited, type BenchOptions, type Row } from './row.ts';

/** What one small account of the network takes in five minutes without being throttled. */
const VACANCIES = 250;
const ROUNDS = 3;
/** 300 a minute. */
const GOAL_PER_SECOND = 5;
const BARE_REQUESTS = 1_000;

/** The whole program against the Meta simulator: real client, real HTTP, real simulator with its own books, all on these cores. */
export async function publishToSimulator(full: boolean, say: BenchOptions['say']): Promise<readonly Row[]> {
  const rates: { ours: number; theirs: number }[] = [];
  for (let round = 0; round < (full ? 5 : ROUNDS); round++) {
    say(`Meta simulator over HTTP, round ${round + 1}`);
    rates.push({ ours: await publishOnce(say), theirs: await bareRequests() });
  }
  return [
    compared('journal: steps over HTTP to the Meta simulator', 'steps/s', 'bare HTTP requests, one at a time', rates),
    limited(
      'journal: steps over HTTP to the Meta simulator',
      'steps/s',
      rates.map(({ ours }) => ours),
      GOAL_PER_SECOND,
      'least wanted',
    ),
  ];
}

async function publishOnce(say: BenchOptions['say']): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), 'altavoz-bench-'));
  const session = await openSession({ workspace: path.join(folder, 'workspace') });
  try {
    await preparePublish(session, folder, ['meta'], VACANCIES);
    const began = performance.now();
    const report = await publishUntilSettled(session, null, { wait: true, onProgress: say });
    const seconds = (performance.now() - began) / 1000;
    if (report.open > 0 || report.rejected > 0 || report.unknown > 0)
      throw new Error(`Not everything was published: ${JSON.stringify({ ...report, runs: undefined })}`);
    return report.confirmed / seconds;
  } finally {
    await session.backend.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The peer: the same HTTP client against a server that only says yes. */
async function bareRequests(): Promise<number> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"1"}'));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo; // a TCP server's address is an AddressInfo
  const body = { name: 'x'.repeat(400) };
  const began = performance.now();
  for (let n = 0; n < BARE_REQUESTS; n++) await axios.post(`http://127.0.0.1:${port}/`, body);
  const rate = (BARE_REQUESTS * 1000) / (performance.now() - began);
  server.closeAllConnections();
  await new Promise<void>((done) => server.close(() => done()));
  return rate;
}
