import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import { Purpose as PurposeSchema, type Client } from '../../core/contract/index.ts';
import { catalogue } from '../backend/catalogue.ts';
import { common } from './options.ts';
import { cliLanguage, printDocument } from './output.ts';
import { resourcesRoot, withSession, type CliSession, type CommonOptions } from './session.ts';

interface Options extends CommonOptions {
  readonly client: string;
  readonly dryRun?: true;
  readonly source?: string;
  readonly purpose: Purpose;
  readonly consented?: true;
  readonly rejects?: string;
}
type Purpose = (typeof PurposeSchema.options)[number];

const PAGE = 1000;

function purpose(text: string): Purpose {
  const known = PurposeSchema.safeParse(text);
  if (!known.success) throw new InvalidArgumentError(`Expected one of ${PurposeSchema.options.join(', ')}.`);
  return known.data;
}

/** `import candidates`: as the screen does it. What a file does not say row by row of consent, purpose and source is said by options, once for all. */
export function registerCandidateImport(imports: Command, clientNamed: (session: CliSession, name: string) => Promise<Client>): void {
  common(imports.command('candidates').argument('<file>'))
    .requiredOption('--client <name>', 'whose candidates they are')
    .option('--source <text>', 'where the people come from, where the file does not say')
    .option('--purpose <purpose>', 'what they authorised, where the file does not say', purpose, 'job_offers')
    .option('--consented', 'they authorised it, and you can prove it; where the file does not say')
    .option('--dry-run', 'show the difference and the preparation report, store nobody')
    .option('--rejects <file>', 'write line and reason of each row that is not kept; never what the row says')
    .action(async (file: string, options: Options) => {
      await withSession(options, async (session) => {
        const client = await clientNamed(session, options.client);
        const started = performance.now();
        const { candidates } = session.api;
        const opened = await candidates.openImport({
          clientId: client.id,
          source: { path: path.resolve(file) },
          declaration:
            options.source === undefined
              ? null
              : { source: options.source, purpose: options.purpose, consent: options.consented === true ? 'granted' : 'unknown' },
        });
        const { importId } = opened;
        if (options.rejects !== undefined) await writeRejects(session, importId, options.rejects);
        const columns = opened.columns.map(({ header, target, verdict, trait, dropReason }) => ({
          header,
          target,
          verdict,
          trait,
          dropReason,
        }));
        if (options.dryRun === true) {
          await candidates.discardImport({ importId });
          return printDocument({
            dryRun: true,
            rows: opened.rows,
            ...opened.counts,
            columns,
            questions: opened.questions,
            report: opened.report,
          });
        }
        const counts = await candidates.commitImport({ importId });
        printDocument({ rows: opened.rows, columns, ...counts, report: opened.report, ms: Math.round(performance.now() - started) });
      });
    });
}

async function writeRejects(session: CliSession, importId: string, file: string): Promise<void> {
  const words = catalogue(resourcesRoot, cliLanguage());
  const lines: string[] = [];
  for (let offset = 0; ; offset += PAGE) {
    const { rows } = await session.api.candidates.importRows({ importId, kind: 'rejected', offset, limit: PAGE });
    for (const { line, reasons } of rows)
      lines.push(
        `${line};${reasons.map(({ code, details }) => words.formatMessage({ id: code }, details as Record<string, string>)).join(' ')}`,
      ); // details are plain JSON
    if (rows.length < PAGE) break;
  }
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
}
