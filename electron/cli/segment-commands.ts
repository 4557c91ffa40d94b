import { InvalidArgumentError, type Command } from 'commander';
import { RefusedError } from '../backend/api.ts';
import { clientNamed } from './data-commands.ts';
import { common, wholeNumber } from './options.ts';
import { printDocument } from './output.ts';
import { withSession, type CommonOptions } from './session.ts';

interface BuildOptions extends CommonOptions {
  readonly client: string;
  readonly k: number | null;
  readonly seed: number;
}

function clusters(text: string): number | null {
  if (text === 'auto') return null;
  const k = Number(text);
  if (!Number.isInteger(k) || k < 2 || k > 12) throw new InvalidArgumentError('Expected auto, or a whole number from 2 to 12.');
  return k;
}

export function registerSegmentCommands(program: Command): void {
  const segments = program.command('segments').description('groups of alike candidates, explained');
  common(segments.command('build'))
    .requiredOption('--client <name>', 'whose candidates')
    .option('--k <auto|n>', 'how many segments', clusters, null)
    .option('--seed <n>', 'the same seed gives the same segments', wholeNumber(0, 4_294_967_295), 1)
    .action(async (options: BuildOptions) => {
      await withSession(options, async (session) => {
        const client = await clientNamed(session, options.client);
        const { map: _map, ...version } = await session.api.segments.build({
          clientId: client.id,
          k: options.k,
          seed: options.seed,
          features: null,
          minimumSize: null,
        });
        printDocument(version);
      });
    });
  common(segments.command('show'))
    .requiredOption('--client <name>', 'whose segments')
    .action(async (options: CommonOptions & { client: string }) => {
      await withSession(options, async (session) => {
        const client = await clientNamed(session, options.client);
        const { version } = await session.api.segments.get({ clientId: client.id, versionId: null });
        if (version === null) throw new RefusedError('segments.get', { code: 'segments.version_not_found', details: {} });
        const { map: _map, ...shown } = version;
        printDocument(shown);
      });
    });
}
