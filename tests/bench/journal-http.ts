import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import axios from 'axios';
import { money } from '../../core/kernel/index.ts';
import { connectSimulatedAccounts, utcDay } from '../../electron/backend/sample.ts';
import { publishUntilSettled } from '../../electron/cli/publish-loop.ts';
import { openSession, type CliSession } from '../../electron/cli/session.ts';
import { writeVacancyFile } from './import-file.ts';
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
    await prepare(session, folder);
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

async function prepare(session: CliSession, folder: string): Promise<void> {
  const { api } = session;
  await api.workspace.create({ kind: 'simulated', personName: 'Medición', passphrase: null, withSample: false });
  const client = await api.clients.create({
    fields: {
      name: 'Cliente de medición',
      country: 'CO',
      currency: 'COP',
      timeZone: 'America/Bogota',
      monthlyCap: null,
      approvalsNeeded: 0,
    },
  });
  await connectSimulatedAccounts(api, session.backend, client, ['meta']);
  const file = path.join(folder, 'vacantes.csv');
  writeVacancyFile(file, VACANCIES);
  const preview = await api.vacancies.openImport({ clientId: client.id, source: { path: file }, closeMissing: false });
  await api.vacancies.commitImport({ importId: preview.importId, acceptShrink: false });
  const [template] = (await api.templates.list({})).templates;
  if (template === undefined) throw new Error('A new workspace has a default template');
  const flow = await api.flows.save({
    flowId: null,
    fields: {
      name: 'Medición',
      clientId: client.id,
      filter: { clientId: client.id, text: '', states: [], roleFamilies: [], places: [] },
      grouping: 'role_family_city',
      networks: ['meta'],
      templateId: template.id,
      dailyBudget: money(100_000_000n * 1_000_000n, 'COP'),
      startDay: utcDay(session.backend.nowMs()),
      endDay: null,
      objective: 'traffic',
      radiusKm: null,
    },
  });
  await api.flows.run({ flowId: flow.id });
  await api.checks.run({ clientId: null });
  const { objectIds } = await api.changes.publishable({ clientId: null });
  await api.checks.waive({ objectIds, code: null, reason: 'Medición en un espacio simulado' });
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
