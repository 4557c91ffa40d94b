import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Api, AppContract, Client } from '../../core/contract/index.ts';
import { addDays, dayFromNumber, dayNumber } from '../../core/kernel/days.ts';
import { microsFromDecimal, money } from '../../core/kernel/money.ts';
import { importPeople, samplePeople } from './sample-people.ts';
import { networkModules, publishingNetworks } from '../../adapters/networks/registry.ts';

/** A client with its vacancy file, ready for `vacancies.openImport`. */
export interface SampleClient {
  readonly name: string;
  readonly country: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly source: { readonly path: string } | { readonly name: string; readonly base64: string };
  readonly dailyBudget?: string;
  readonly monthlyCap?: string;
}

const Manifest = z.object({
  baseDay: z.string(),
  clients: z.array(
    z.object({
      name: z.string(),
      file: z.string(),
      country: z.string(),
      currency: z.string(),
      timeZone: z.string(),
      dailyBudget: z.string(),
      monthlyCap: z.string(),
    }),
  ),
});

/** The made clients and vacancies that ship with the program, their dates moved so that they are as far from today as they were from the day they were made. */
export async function loadSample(resourcesRoot: string, nowMs: number): Promise<readonly SampleClient[]> {
  const folder = path.join(resourcesRoot, 'samples');
  const manifest = Manifest.parse(JSON.parse(await readFile(path.join(folder, 'sample.json'), 'utf8')));
  const shift = Math.floor(nowMs / 86_400_000) - dayNumber(manifest.baseDay);
  return Promise.all(
    manifest.clients.map(async ({ file, ...client }) => {
      const text = (await readFile(path.join(folder, file), 'utf8')).replaceAll(/\d{4}-\d{2}-\d{2}/g, (day) => addDays(day, shift));
      return { ...client, source: { name: file, base64: Buffer.from(text, 'utf8').toString('base64') } };
    }),
  );
}

/** Connects the client to the simulators' seed account of each network in its own currency. */
export async function connectSimulatedAccounts(
  api: Api<AppContract>,
  keeper: { keepSecret(name: string, value: string): Promise<void>; nowMs(): number },
  client: Client,
  networks: readonly string[],
): Promise<void> {
  const taken = new Set((await api.accounts.list({ clientId: null })).accounts.map((account) => `${account.network}/${account.remoteId}`));
  for (const id of networks) {
    const network = networkModules.find((one) => one.id === id);
    if (network === undefined) throw new Error(`No network is called ${id}`);
    // One ad account a client, as the networks ask of agencies.
    const free = network.simulatedAccounts.filter((account) => !taken.has(`${id}/${account.remoteId}`));
    // A network without the client's currency is paid in dollars, as agencies do.
    const seed = free.find((account) => account.currency === client.currency) ?? free.find((account) => account.currency === 'USD');
    if (seed === undefined) throw new Error(`${id} has no simulated account left in ${client.currency} or USD`);
    if (seed.currency !== client.currency) await recordPracticeRate(api, keeper, seed.currency, client.currency);
    const secretName = `${id}/simulated`;
    await keeper.keepSecret(secretName, seed.secret);
    await api.accounts.connect({
      clientId: client.id,
      network: id,
      remoteId: seed.remoteId,
      name: seed.name,
      currency: seed.currency,
      timeZone: seed.timeZone,
      secretName,
      settings: { ...seed.settings },
    });
  }
}

/** Made rates of one dollar, near those of late 2026: practice needs a figure, not the day's. */
const PRACTICE_RATES: Readonly<Record<string, string>> = {
  COP: '4000',
  ARS: '1450',
  MXN: '18.5',
  PEN: '3.6',
  CLP: '940',
  BRL: '5.4',
};

async function recordPracticeRate(api: Api<AppContract>, keeper: { nowMs(): number }, from: string, to: string): Promise<void> {
  const rate = from === 'USD' ? PRACTICE_RATES[to] : undefined;
  if (rate === undefined) throw new Error(`There is no practice rate from ${from} to ${to}`);
  await api.exchange.set({ fields: { from, to, rate, day: utcDay(keeper.nowMs()), source: 'Altavoz, práctica' } });
}

/** Fills a new simulated workspace: clients, simulated accounts, vacancies, and a first job flow for each client, ready to run. */
export async function addSampleTo(
  api: Api<AppContract>,
  keeper: { keepSecret(name: string, value: string): Promise<void>; nowMs(): number },
  resourcesRoot: string,
): Promise<void> {
  const [template] = (await api.templates.list({})).templates;
  let first: Client | null = null;
  for (const sample of await loadSample(resourcesRoot, keeper.nowMs())) {
    const cap = microsFromDecimal(sample.monthlyCap ?? '');
    const { client, preview } = await addClient(api, keeper, sample, cap);
    await api.vacancies.commitImport({ importId: preview.importId, acceptShrink: false });
    first ??= client;
    const dailyBudget = microsFromDecimal(sample.dailyBudget ?? '');
    if (template === undefined || dailyBudget === null) continue;
    await api.flows.save({
      flowId: null,
      fields: {
        name: `Vacantes abiertas de ${client.name}`,
        clientId: client.id,
        filter: { clientId: client.id, text: '', states: [], roleFamilies: [], places: [] },
        grouping: 'role_family_city',
        networks: publishingNetworks.map((network) => network.id),
        templateId: template.id,
        dailyBudget: money(dailyBudget, client.currency),
        startDay: utcDay(keeper.nowMs()),
        endDay: null,
        objective: 'traffic',
        radiusKm: null,
      },
    });
  }
  if (first !== null) await importPeople(api, first, await samplePeople(resourcesRoot, keeper.nowMs()));
}

async function addClient(
  api: Api<AppContract>,
  keeper: { keepSecret(name: string, value: string): Promise<void>; nowMs(): number },
  sample: SampleClient,
  capMicros: bigint | null,
) {
  const client = await api.clients.create({
    fields: {
      name: sample.name,
      country: sample.country,
      currency: sample.currency,
      timeZone: sample.timeZone,
      monthlyCap: capMicros === null ? null : money(capMicros, sample.currency),
      approvalsNeeded: 0,
    },
  });
  await connectSimulatedAccounts(
    api,
    keeper,
    client,
    networkModules.map((network) => network.id),
  );
  const preview = await api.vacancies.openImport({ clientId: client.id, source: sample.source, closeMissing: false });
  return { client, preview };
}

const BY_COUNTRY: Readonly<Record<string, { readonly currency: string; readonly timeZone: string }>> = {
  CO: { currency: 'COP', timeZone: 'America/Bogota' },
  AR: { currency: 'ARS', timeZone: 'America/Argentina/Buenos_Aires' },
  MX: { currency: 'MXN', timeZone: 'America/Mexico_City' },
  PE: { currency: 'PEN', timeZone: 'America/Lima' },
  CL: { currency: 'CLP', timeZone: 'America/Santiago' },
  EC: { currency: 'USD', timeZone: 'America/Guayaquil' },
};
export const currencyOf = (country: string): string => BY_COUNTRY[country]?.currency ?? 'USD';
export const timeZoneOf = (country: string): string => BY_COUNTRY[country]?.timeZone ?? 'America/Bogota';
/** Today's UTC day, for the few places that need a day and have only a clock. */
export const utcDay = (nowMs: number): string => dayFromNumber(Math.floor(nowMs / 86_400_000));
