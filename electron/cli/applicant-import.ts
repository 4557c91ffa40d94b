import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { OutcomeKind, type Client, type OutcomeImport } from '../../core/contract/index.ts';
import { catalogue } from '../backend/catalogue.ts';
import { common } from './options.ts';
import { cliLanguage, note, printDocument } from './output.ts';
import { resourcesRoot, withSession, type CliSession, type CommonOptions } from './session.ts';

interface Options extends CommonOptions {
  readonly client: string;
  readonly dryRun?: true;
  readonly source?: string;
  readonly kind?: OutcomeKind;
  readonly consented?: true;
  readonly dates?: 'dmy' | 'mdy';
  readonly rejects?: string;
}

function kind(text: string): OutcomeKind {
  const known = OutcomeKind.safeParse(text);
  if (!known.success) throw new InvalidArgumentError(`Expected one of ${OutcomeKind.options.join(', ')}.`);
  return known.data;
}

/** `import applicants`: outcomes of vacancies, as the screen takes them. What a file does not say row by row is said by options, once for all. */
export function registerApplicantImport(imports: Command, clientNamed: (session: CliSession, name: string) => Promise<Client>): void {
  common(imports.command('applicants').argument('<file>'))
    .requiredOption('--client <name>', 'whose vacancies they answered')
    .option('--source <text>', 'where the outcomes come from, where the file does not say; its name otherwise')
    .option('--kind <kind>', `what happened, where the file does not say: ${OutcomeKind.options.join(', ')}`, kind)
    .option('--consented', 'they authorised it, and you can prove it; where the file does not say')
    .addOption(new Option('--dates <order>', 'how the file writes its dates, where it can be read two ways').choices(['dmy', 'mdy']))
    .option('--dry-run', 'show what would be kept, keep nothing')
    .option('--rejects <file>', 'write line and reason of each row that is not kept; never what the row says')
    .action(async (file: string, options: Options) => {
      await withSession(options, async (session) => {
        const client = await clientNamed(session, options.client);
        const started = performance.now();
        const read = (commit: boolean): Promise<OutcomeImport> =>
          session.api.conversions.importFile({
            clientId: client.id,
            source: { path: path.resolve(file) },
            declaration: {
              kind: options.kind ?? null,
              consent: options.consented === true ? 'granted' : 'unknown',
              source: options.source ?? path.basename(file).slice(0, 80),
            },
            columns: null,
            dateOrder: options.dates ?? null,
            commit,
          });
        const { targets: _targets, rejects, ...done } = await read(options.dryRun !== true);
        if (options.rejects !== undefined) {
          writeRejects(rejects, options.rejects);
          if (rejects.length < done.rejected) note(`${rejects.length}/${done.rejected} → ${options.rejects}`); // a refused file is not listed whole
        }
        printDocument(options.dryRun === true ? { dryRun: true, ...done } : { ...done, ms: Math.round(performance.now() - started) });
      });
    });
}

function writeRejects(rejects: OutcomeImport['rejects'], file: string): void {
  const words = catalogue(resourcesRoot, cliLanguage());
  const lines = rejects.map(
    ({ line, reason, details }) => `${line};${words.formatMessage({ id: reason }, details as Record<string, string>)}`,
  ); // details are plain JSON
  writeFileSync(file, lines.map((line) => `${line}\n`).join(''), { mode: 0o600 });
}
