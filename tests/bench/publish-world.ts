import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { money } from '../../core/kernel/index.ts';
import { connectSimulatedAccounts, utcDay } from '../../electron/backend/sample.ts';
import { publishUntilSettled, type PublishReport } from '../../electron/cli/publish-loop.ts';
import { openSession, type CliSession } from '../../electron/cli/session.ts';
import { writeVacancyFile } from './import-file.ts';

/** Everything that a publish needs, up to checked and waived drafts of one job flow. */
export async function preparePublish(session: CliSession, folder: string, networks: readonly string[], vacancies: number): Promise<void> {
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
  await connectSimulatedAccounts(api, session.backend, client, networks);
  const file = path.join(folder, 'vacantes.csv');
  writeVacancyFile(file, vacancies);
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
      networks: [...networks],
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

export interface Published {
  readonly report: PublishReport;
  readonly seconds: number;
  /** Of this process and all its threads, while it published. */
  readonly processorSeconds: number;
  /** Resident memory of this process, in bytes: the most while the ads were made and checked, before the first step, and the most while it published. */
  readonly memory: { readonly prepared: number; readonly before: number; readonly peak: number };
}

/** Publishes to simulators in a process of their own, so that time and memory are the program's. `record`: where to write the session down. */
export async function publishOnce(options: {
  readonly networks: readonly string[];
  readonly vacancies: number;
  readonly record: string | null;
  readonly say: (text: string) => void;
}): Promise<Published> {
  const folder = mkdtempSync(path.join(tmpdir(), 'altavoz-bench-'));
  const simulators = await startChild(options.record);
  const session = await openSession({ workspace: path.join(folder, 'workspace'), simulators: simulators.control });
  try {
    await preparePublish(session, folder, options.networks, options.vacancies);
    const prepared = process.resourceUsage().maxRSS * 1024;
    const before = process.memoryUsage.rss();
    let peak = before;
    const sampler = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), SAMPLE_MS);
    const processor = process.cpuUsage();
    const began = performance.now();
    const report = await publishUntilSettled(session, null, { wait: true, onProgress: options.say });
    const seconds = (performance.now() - began) / 1000;
    const { user, system } = process.cpuUsage(processor);
    clearInterval(sampler);
    if (report.open > 0 || report.rejected > 0 || report.unknown > 0) {
      const states = ['rejected', 'unknown', 'needs_person'] as const;
      const { steps } = await session.api.publishing.steps({ runId: null, states: [...states], network: null, offset: 0, limit: 5 });
      const failures = steps.map(({ network, kind, objectName, failure }) => ({ network, kind, objectName, failure }));
      throw new Error(`Not everything was published: ${JSON.stringify({ ...report, runs: undefined, failures })}`);
    }
    return { report, seconds, processorSeconds: (user + system) / 1e6, memory: { prepared, before, peak } };
  } finally {
    await session.backend.close();
    await simulators.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const SAMPLE_MS = 100;

async function startChild(record: string | null): Promise<{ readonly control: string; stop(): Promise<void> }> {
  const child: ChildProcess = fork(path.join(import.meta.dirname, 'simulators-child.ts'), record === null ? [] : [record], {
    stdio: ['ignore', 2, 2, 'ipc'],
  });
  const control = await new Promise<string>((resolve, reject) => {
    child.once('message', (message) => resolve(String(message)));
    child.once('exit', (code) => reject(new Error(`The simulators ended with ${code}`)));
  });
  return {
    control,
    async stop() {
      const gone = new Promise<void>((done) => child.once('exit', () => done()));
      child.disconnect();
      await gone;
    },
  };
}
