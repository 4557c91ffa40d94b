import { cpSync } from 'node:fs';
import path from 'node:path';
import { publishingNetworks } from '../../adapters/networks/registry.ts';
import { money } from '../../core/kernel/money.ts';
import { check, generate, importVacancies } from '../../electron/cli/demo.ts';
import { publishUntilSettled } from '../../electron/cli/publish-loop.ts';
import { openSession, type CliSession } from '../../electron/cli/session.ts';
import { writeVacancyFile } from './kill-files.ts';

/** Workspaces that the real program made, copied for every run. `fresh`: nothing is on the networks yet. `edited`: everything is, and then somebody changed it. */
export const TEMPLATES = ['fresh', 'edited'] as const;
export type Template = (typeof TEMPLATES)[number];

export async function makeTemplates(folder: string, vacancies: number): Promise<void> {
  const file = path.join(folder, 'vacantes.csv');
  writeVacancyFile(file, vacancies);
  const fresh = path.join(folder, 'fresh');
  const quiet = (): void => undefined;
  await inSession(fresh, async (session) => {
    await session.api.workspace.create({ kind: 'simulated', personName: 'Persona de prueba', passphrase: null, withSample: false });
    const options = {
      workspace: fresh,
      vacancies: file,
      networks: publishingNetworks.map((network) => network.id),
      days: 1,
      onProgress: quiet,
    };
    const imported = await importVacancies(session, options);
    await generate(session, options, imported);
    await check(session);
  });
  const edited = path.join(folder, 'edited');
  cpSync(fresh, edited, { recursive: true });
  await inSession(edited, async (session) => {
    await publishUntilSettled(session, null, { wait: true, onProgress: quiet });
    // Some networks refuse the words of a post that they took a moment ago; people come back to their ads later than that.
    await session.backend.simulators()?.advance(2 * 3_600_000);
    await editEverything(session);
  });
}

async function inSession(workspace: string, work: (session: CliSession) => Promise<void>): Promise<void> {
  const session = await openSession({ workspace });
  try {
    await work(session);
  } finally {
    await session.backend.close();
  }
}

/** What people do to live ads: another budget, another text, a pause. */
async function editEverything(session: CliSession): Promise<void> {
  const { api } = session;
  for (const campaignId of await idsOf(session, 'campaign')) {
    const object = await api.plans.get({ objectId: campaignId });
    if (object.level !== 'campaign') throw new Error('The list of campaigns holds something else');
    const { amountMicros, currency } = object.fields.dailyBudget;
    // A whole number of the steps of any network and currency.
    await api.plans.edit({ objectIds: [campaignId], fields: { dailyBudget: money(amountMicros + 20_000_000_000n, currency) } });
  }
  const ads = await idsOf(session, 'ad');
  for (const [index, adId] of ads.entries()) {
    const object = await api.plans.get({ objectId: adId });
    if (object.level !== 'ad') throw new Error('The list of ads holds something else');
    if (index % 2 === 0) {
      const headlines = [`Trabaje cerca de casa ${index}`, ...object.fields.headlines.slice(1)];
      await api.plans.edit({ objectIds: [adId], fields: { headlines } });
    }
  }
  const paused = ads.filter((_, index) => index % 3 === 2);
  if (paused.length > 0) await api.plans.edit({ objectIds: paused, fields: { status: 'paused' } });
  await check(session);
}

async function idsOf({ api }: CliSession, level: 'campaign' | 'ad'): Promise<string[]> {
  const filter = { clientId: null, networks: [], level, underId: null, text: '', quick: null };
  const { rows } = await api.plans.list({ filter, sort: { by: 'name', direction: 'asc' }, offset: 0, limit: 500 });
  return rows.map((row) => row.id);
}
