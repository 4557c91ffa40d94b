import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import type { Client } from '../../core/contract/index.ts';
import { RefusedError } from '../backend/api.ts';
import { registerApplicantImport } from './applicant-import.ts';
import { registerCandidateImport } from './candidate-import.ts';
import { common, day, withSimulators } from './options.ts';
import { cliLanguage, note, printDocument } from './output.ts';
import { withSession, type CliSession, type CommonOptions } from './session.ts';

/** The client that a command names, by its exact name or, failing that, by the same name in other letters. */
export async function clientNamed(session: CliSession, name: string): Promise<Client> {
  const { clients } = await session.api.clients.list({});
  const found =
    clients.find((client) => client.name === name) ?? clients.find((client) => client.name.toLowerCase() === name.toLowerCase());
  if (found === undefined) throw new RefusedError('clients.list', { code: 'clients.not_found', details: { name } });
  return found;
}

export function registerDataCommands(program: Command): void {
  const imports = program.command('import').description('bring files in');
  common(imports.command('vacancies').argument('<file>'))
    .requiredOption('--client <name>', 'whose vacancies they are')
    .option('--dry-run', 'show the difference, change nothing')
    .option('--close-missing', 'the file is the whole feed: close what it does not name')
    .option('--accept-shrink', 'even when that closes more than 30 %')
    .option('--rejects <file>', 'write the rejected rows here')
    .action(
      async (
        file: string,
        options: CommonOptions & { client: string; dryRun?: true; closeMissing?: true; acceptShrink?: true; rejects?: string },
      ) => {
        await withSession(options, async (session) => {
          const client = await clientNamed(session, options.client);
          const started = performance.now();
          const preview = await session.api.vacancies.openImport({
            clientId: client.id,
            source: { path: path.resolve(file) },
            closeMissing: options.closeMissing === true,
          });
          if (options.rejects !== undefined) {
            const rejects = await session.api.vacancies.importRejects({ importId: preview.importId, language: cliLanguage() });
            writeFileSync(options.rejects, rejects.csv, { mode: 0o600 });
          }
          if (options.dryRun === true) {
            await session.api.vacancies.discardImport({ importId: preview.importId });
            return printDocument({ dryRun: true, ...preview });
          }
          const done = await session.api.vacancies.commitImport({
            importId: preview.importId,
            acceptShrink: options.acceptShrink === true,
          });
          printDocument({
            rows: preview.rows,
            encoding: preview.encoding,
            separator: preview.separator,
            columns: preview.columns.map((column) => ({ header: column.header, target: column.target })),
            ...done,
            ms: Math.round(performance.now() - started),
          });
        });
      },
    );

  registerCandidateImport(imports, clientNamed);
  registerApplicantImport(imports, clientNamed);

  const flows = program.command('flows').description('job flows');
  common(flows.command('list')).action(async (options: CommonOptions) =>
    printDocument(await withSession(options, ({ api }) => api.flows.list({ clientId: null }))),
  );
  common(flows.command('run').argument('<name>')).action(async (name: string, options: CommonOptions) => {
    await withSession(options, async ({ api }) => {
      const flow = (await api.flows.list({ clientId: null })).flows.find((candidate) => candidate.name === name);
      if (flow === undefined) throw new RefusedError('flows.run', { code: 'flows.not_found', details: { name } });
      printDocument(await api.flows.run({ flowId: flow.id }));
    });
  });

  withSimulators(program.command('report').description('figures of a range of days'))
    .requiredOption('--from <day>', 'first day', day)
    .requiredOption('--to <day>', 'last day', day)
    .option('--format <format>', 'json or csv', 'json')
    .option('--by <what>', 'network, client, campaign, vacancy, role_family or city', 'network')
    .option('--client <name>')
    .action(
      async (
        options: CommonOptions & {
          from: string;
          to: string;
          format: string;
          by: 'network' | 'client' | 'campaign' | 'vacancy' | 'role_family' | 'city';
          client?: string;
        },
      ) => {
        await withSession(options, async (session) => {
          const clientId = options.client === undefined ? null : (await clientNamed(session, options.client)).id;
          const range = { clientId, networks: [], fromDay: options.from, toDay: options.to };
          if (options.format === 'csv') {
            const file = await session.api.results.export({ ...range, by: options.by, language: cliLanguage() });
            process.stdout.write(file.csv);
            return note(file.fileName);
          }
          const [summary, rows] = [
            await session.api.results.summary(range),
            await session.api.results.rows({ ...range, by: options.by, sort: 'spend', offset: 0, limit: 1000 }),
          ];
          printDocument({ ...summary, rows: rows.rows, total: rows.total });
        });
      },
    );
}
