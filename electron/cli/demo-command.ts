import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import { networkModules, publishingNetworks } from '../../adapters/networks/registry.ts';
import { dataDirectory } from '../backend/directories.ts';
import { runDemo } from './demo.ts';
import { listOf, wholeNumber, withSimulators } from './options.ts';
import { note, printDocument } from './output.ts';
import type { CommonOptions } from './session.ts';

export function registerDemo(program: Command): void {
  withSimulators(program.command('demo').description('the main road, end to end, in a fresh simulated workspace'))
    .option('--vacancies <file>', 'vacancy file; the sample of this program without it')
    .option('--candidates <file>', 'candidate file; the made people of this program without it')
    .option(
      '--networks <list>',
      'networks, separated by commas',
      listOf,
      publishingNetworks.map((network) => network.id),
    )
    .option('--days <n>', 'simulated days of delivery', wholeNumber(0, 365), 7)
    .action(async (options: CommonOptions & { vacancies?: string; candidates?: string; networks: string[]; days: number }) => {
      for (const id of options.networks) {
        if (!networkModules.some((network) => network.id === id))
          throw new InvalidArgumentError(
            `There is no network called ${id}; there are ${networkModules.map((network) => network.id).join(', ')}.`,
          );
      }
      const directory = path.resolve(
        options.workspace ?? path.join(dataDirectory(), 'demos', `${new Date().toISOString().slice(0, 10)}-${randomUUID().slice(0, 8)}`),
      );
      if (existsSync(directory) && readdirSync(directory).length > 0)
        throw new InvalidArgumentError('The demo needs a fresh folder; that one is not empty.');
      const report = await runDemo({
        ...options,
        workspace: directory,
        vacancies: options.vacancies ?? null,
        candidates: options.candidates ?? null,
        onProgress: note,
      });
      if (options.json === true) printDocument(report);
      else {
        for (const [network, counts] of Object.entries(report.publish)) process.stdout.write(`${network}: ${JSON.stringify(counts)}\n`);
        process.stdout.write(`duplicates ${report.duplicates}, orphans ${report.orphans}\n${report.open}\n`);
      }
      if (report.duplicates > 0 || report.orphans > 0) process.exitCode = 1;
    });
}
