import path from 'node:path';
import type { Command } from 'commander';
import { startServer } from '../server/server.ts';
import { openAppWindow } from '../server/app-window.ts';
import { withSimulators, wholeNumber } from './options.ts';
import { note, printDocument } from './output.ts';
import { openSession, programRoot, type CommonOptions } from './session.ts';
import { untilAskedToStop } from './system-commands.ts';

export function registerServe(program: Command): void {
  withSimulators(program.command('serve').description('the program in a browser window'))
    .option('--port <n>', 'port on 127.0.0.1', wholeNumber(0, 65_535), 0)
    .option('--open', 'open a window where there is a display and a Chromium')
    .action(async (options: CommonOptions & { port: number; open?: true }) => {
      const session = await openSession(options, { scheduler: true, carrier: 'server' });
      const server = await startServer({
        rendererRoot: path.join(programRoot, 'out', 'renderer'),
        port: options.port,
        call: (name, input, taskId) => session.backend.call(name, input, taskId),
        subscribe: session.backend.subscribe,
      });
      const window = options.open === true ? openAppWindow(server.entryUrl) : null;
      if (window === null) {
        if (options.json === true) printDocument({ url: server.entryUrl, port: server.port });
        else process.stdout.write(`${server.entryUrl}\n`);
        note('Altavoz is ready: open the address above in a browser on this machine (it works once). Ctrl+C ends it.');
      }
      await Promise.race([untilAskedToStop(), ...(window === null ? [] : [window.closed])]);
      window?.close();
      await server.close();
      await session.backend.close();
    });
}
