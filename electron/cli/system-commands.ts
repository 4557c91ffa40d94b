import { readFileSync } from 'node:fs';
import { InvalidArgumentError, type Command } from 'commander';
import { createJobBoard } from '../../adapters/simulators/job-board.ts';
import { startSimulators } from '../../adapters/simulators/host.ts';
import { recordTo, replay } from '../../adapters/simulators/recording.ts';
import { networkModules } from '../../adapters/networks/registry.ts';
import { RefusedError } from '../backend/api.ts';
import { common, wholeNumber, withSimulators } from './options.ts';
import { note, printDocument, toJson } from './output.ts';
import { withSession, type CommonOptions } from './session.ts';

export function registerSystemCommands(program: Command): void {
  const workspace = program.command('workspace').description('create or describe a workspace');
  common(workspace.command('create'))
    .option('--simulated', 'practice: nothing leaves this machine')
    .option('--live', 'real accounts')
    .option('--sample', 'with sample clients and vacancies (simulated only)')
    .option('--name <person>', 'who works here', 'Equipo')
    .action(async (options: CommonOptions & { simulated?: true; live?: true; sample?: true; name: string }) => {
      if ((options.simulated === true) === (options.live === true)) throw usage(program, 'Choose one of --simulated and --live.');
      const made = await withSession(options, ({ api }) =>
        api.workspace.create({
          kind: options.live === true ? 'live' : 'simulated',
          personName: options.name,
          passphrase: process.env['ALTAVOZ_PASSPHRASE'] ?? null,
          withSample: options.sample === true,
        }),
      );
      note(`Recovery key (kept nowhere else): ${made.recoveryKey}`);
      if (options.json === true)
        printDocument({
          workspace: made.status.directory,
          kind: made.status.kind,
          keyProtection: made.status.keyProtection,
          recoveryKey: made.recoveryKey,
        });
      else process.stdout.write(`${made.status.directory}\n`);
    });
  common(workspace.command('info')).action(async (options: CommonOptions) =>
    printDocument(await withSession(options, ({ api }) => api.workspace.info({}))),
  );

  common(program.command('doctor').description('what works on this machine')).action(async (options: CommonOptions) => {
    const report = await withSession(options, ({ api }) => api.health.doctor({}));
    if (options.json === true) printDocument(report);
    else
      for (const check of report.checks)
        process.stdout.write(
          `${check.ok ? 'ok  ' : check.level === 'warning' ? 'WARN' : 'FAIL'}  ${check.name}  ${JSON.stringify(check.details)}\n`,
        );
    if (report.checks.some((check) => check.level === 'error')) process.exitCode = 1;
  });

  const backup = program.command('backup').description('backups of the workspace');
  common(backup.command('create')).action(async (options: CommonOptions) =>
    printDocument(await withSession(options, ({ api }) => api.backup.create({}))),
  );
  common(backup.command('list')).action(async (options: CommonOptions) =>
    printDocument(await withSession(options, ({ api }) => api.backup.list({}))),
  );
  common(backup.command('drill').argument('[name]')).action(async (name: string | undefined, options: CommonOptions) => {
    const drill = await withSession(options, ({ api }) => api.backup.drill({ name: name ?? null }));
    printDocument(drill);
    if (!drill.opened || !drill.integrity) process.exitCode = 1;
  });
  common(backup.command('restore').argument('<name>')).action(async (name: string, options: CommonOptions) =>
    printDocument(await withSession(options, ({ api }) => api.backup.restore({ name }))),
  );

  const audit = program.command('audit').description('the audit log');
  common(audit.command('verify')).action(async (options: CommonOptions) => {
    const report = await withSession(options, ({ api }) => api.audit.verify({}));
    printDocument(report);
    if (!report.intact) process.exitCode = 1;
  });

  withSimulators(program.command('call').description('any method of the contract'))
    .argument('<method>', 'for example vacancies.list')
    .argument('[json]', 'its input; - reads standard input', '{}')
    .action(async (method: string, json: string, options: CommonOptions) => {
      let input: unknown;
      try {
        input = JSON.parse(json === '-' ? readFileSync(0, 'utf8') : json);
      } catch {
        throw usage(program, 'The input is not JSON.');
      }
      await withSession(options, async ({ backend }) => {
        const reply = await backend.call(method, input, null);
        if (!reply.ok) throw new RefusedError(method, reply.error);
        process.stdout.write(`${toJson(reply.value)}\n`);
      });
    });

  program
    .command('simulators')
    .description('the simulated networks on loopback')
    .option('--port <n>', 'control port', wholeNumber(0, 65_535), 0)
    .option('--directory <dir>', 'keep the books in a folder; in memory without it')
    .option('--seed <n>', 'seed of every drawn figure', wholeNumber(0, 2_147_483_647), 1)
    .option('--switch <name...>', 'turn on an unconfirmed behaviour by name')
    .option('--record <file>', 'write down every request and answer, to be asked again with --replay')
    .option('--replay <file>', 'ask everything in a recording again and compare the answers byte by byte; starts nothing')
    .option('--json', 'one JSON document on standard output')
    .action(async (options: SimulatorOptions) => {
      if (options.replay !== undefined) return replayRecording(options.replay, options.json === true);
      const switches = Object.fromEntries((options.switch ?? []).map((name) => [name, true]));
      const host = await startSimulators({
        networks: [...networkModules.map((network) => network.createSimulator), createJobBoard],
        directory: options.directory ?? null,
        seed: options.seed,
        port: options.port,
        switches,
        realNowMs: () => Date.now(),
        logLimit: 100_000,
        ...(options.record === undefined ? {} : { record: recordTo(options.record, { seed: options.seed, switches }) }),
      });
      if (options.json === true) printDocument({ control: host.controlUrl, networks: Object.fromEntries(host.urls) });
      else {
        process.stdout.write(`control  ${host.controlUrl}\n`);
        for (const [id, url] of host.urls) process.stdout.write(`${id}  ${url}\n`);
      }
      await untilAskedToStop();
      return host.close();
    });
}

interface SimulatorOptions {
  readonly port: number;
  readonly directory?: string;
  readonly seed: number;
  readonly switch?: string[];
  readonly record?: string;
  readonly replay?: string;
  readonly json?: true;
}

function replayRecording(file: string, json: boolean): void {
  const report = replay(
    file,
    networkModules.map((network) => network.createSimulator),
  );
  if (json) printDocument(report);
  else process.stdout.write(`${report.exchanges} exchanges, ${report.difference === null ? 'every byte the same' : 'NOT the same'}\n`);
  if (report.difference === null) return;
  note(JSON.stringify(report.difference, null, 2));
  process.exitCode = 1;
}

export function untilAskedToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}

/** Wrong usage: exit code 2, as commander gives its own complaints. */
export function usage(program: Command, message: string): Error {
  program.outputHelp({ error: true });
  return new InvalidArgumentError(message);
}
