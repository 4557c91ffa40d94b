import { Command, CommanderError } from 'commander';
import { registerConnect } from './connect-command.ts';
import { registerDataCommands } from './data-commands.ts';
import { registerDemo } from './demo-command.ts';
import { reportFailure } from './output.ts';
import { registerPublishingCommands } from './publishing-commands.ts';
import { registerSegmentCommands } from './segment-commands.ts';
import { registerServe } from './serve-command.ts';
import { programVersion, resourcesRoot } from './session.ts';
import { registerSystemCommands } from './system-commands.ts';

/** The command line: one more carrier of the same methods. Documents on standard output, everything else on standard error. */
const program = new Command('altavoz')
  .description('Vacantes convertidas en anuncios, publicados exactamente una vez.')
  .version(programVersion)
  .exitOverride()
  .showHelpAfterError()
  .configureOutput({ writeOut: (text) => process.stdout.write(text), writeErr: (text) => process.stderr.write(text) });

registerDemo(program);
registerServe(program);
registerConnect(program);
registerDataCommands(program);
registerSegmentCommands(program);
registerPublishingCommands(program);
registerSystemCommands(program);

try {
  await program.parseAsync(process.argv);
} catch (cause) {
  if (cause instanceof CommanderError) process.exitCode = cause.exitCode === 0 ? 0 : 2;
  else process.exitCode = reportFailure(resourcesRoot, process.argv.includes('--json'), cause);
}
