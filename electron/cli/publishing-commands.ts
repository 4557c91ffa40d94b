import { Option, type Command } from 'commander';
import { RefusedError } from '../backend/api.ts';
import { clientNamed } from './data-commands.ts';
import { common, withSimulators } from './options.ts';
import { note, printDocument } from './output.ts';
import { publishUntilSettled } from './publish-loop.ts';
import { withSession, type CliSession, type CommonOptions } from './session.ts';

type ClientOption = CommonOptions & { client?: string };
type PublishOptions = ClientOption & { wait?: true; confirmUnusual?: true; canary?: 'after_review' | 'on_key' };
const clientIdOf = async (session: CliSession, options: ClientOption): Promise<string | null> =>
  options.client === undefined ? null : (await clientNamed(session, options.client)).id;

export function registerPublishingCommands(program: Command): void {
  const changes = program.command('changes').description('what would be published');
  common(changes.command('list').option('--client <name>')).action(async (options: ClientOption) => {
    await withSession(options, async (session) => {
      const clientId = await clientIdOf(session, options);
      const [summary, list] = [
        await session.api.changes.summary({ clientId }),
        await session.api.changes.list({ clientId, networks: [], quick: null, offset: 0, limit: 1000 }),
      ];
      printDocument({ ...summary, rows: list.rows, total: list.total });
    });
  });
  common(changes.command('check').option('--client <name>')).action(async (options: ClientOption) => {
    await withSession(options, async (session) => {
      const clientId = await clientIdOf(session, options);
      const counts = await session.api.checks.run({ clientId });
      const { byCode } = await session.api.checks.list({ clientId, objectId: null, severity: null, offset: 0, limit: 1 });
      printDocument({ ...counts, byCode });
      if (counts.errors > 0) process.exitCode = 1;
    });
  });
  common(changes.command('approve').option('--client <name>').option('--note <text>')).action(
    async (options: ClientOption & { note?: string }) => {
      await withSession(options, async (session) => {
        const clientId = await clientIdOf(session, options);
        const open = (await session.api.changes.approvals({})).approvals.filter((approval) => approval.state === 'requested');
        const approval =
          open[0] ?? (await session.api.changes.requestApproval({ selection: { all: true, clientId }, note: options.note ?? null }));
        printDocument(await session.api.changes.approve({ approvalId: approval.id, contentHash: approval.contentHash }));
      });
    },
  );
  common(changes.command('reject').requiredOption('--reason <text>')).action(async (options: CommonOptions & { reason: string }) => {
    await withSession(options, async ({ api }) => {
      const approval = (await api.changes.approvals({})).approvals.find((candidate) => candidate.state === 'requested');
      if (approval === undefined) throw new RefusedError('changes.reject', { code: 'changes.approval_not_found', details: {} });
      printDocument(await api.changes.reject({ approvalId: approval.id, reason: options.reason }));
    });
  });

  withSimulators(program.command('publish').description('publish what is approved; finish what was interrupted'))
    .option('--client <name>')
    .option('--wait', 'until every step has settled')
    .option('--confirm-unusual', 'also when it is more than three times what was spent lately')
    .addOption(
      new Option(
        '--canary <when>',
        'five new ads in a hundred first; the others after their review is good, or by publishing.releaseCanary',
      ).choices(['after_review', 'on_key']),
    )
    .action(async (options: PublishOptions) => {
      await withSession(options, async (session) => {
        const report = await publishUntilSettled(session, await clientIdOf(session, options), {
          wait: options.wait === true,
          confirmUnusual: options.confirmUnusual === true,
          ...(options.canary === undefined ? {} : { canary: options.canary }),
          onProgress: note,
        });
        printDocument(report);
        if (report.unknown > 0 || report.needsPerson > 0) process.exitCode = 1;
      });
    });
  withSimulators(program.command('sync').description('statuses, reviews and figures').option('--client <name>')).action(
    async (options: ClientOption) => {
      await withSession(options, async (session) => {
        const { reports } = await session.api.sync.run({ clientId: await clientIdOf(session, options) });
        printDocument({ reports });
        if (reports.some((report) => !report.ok)) process.exitCode = 1;
      });
    },
  );
}
