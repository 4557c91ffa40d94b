import path from 'node:path';
import { readFile } from 'node:fs/promises';
import type { Client, Template } from '../../core/contract/index.ts';
import { decimalText, microsFromDecimal, money, type Money } from '../../core/kernel/index.ts';
import { RefusedError } from '../backend/api.ts';
import { guessCountry } from '../backend/guess-country.ts';
import { connectSimulatedAccounts, currencyOf, loadSample, timeZoneOf, type SampleClient } from '../backend/sample.ts';
import { importPeople, samplePeople } from '../backend/sample-people.ts';
import { compareBooks, type BooksReport } from './demo-books.ts';
import { publishUntilSettled, workThrough } from './publish-loop.ts';
import { openSession, resourcesRoot, type CliSession } from './session.ts';

export interface DemoOptions {
  readonly workspace: string;
  readonly vacancies: string | null;
  /** A candidate file; null: the made people that ship with the program. */
  readonly candidates?: string | null;
  readonly networks: readonly string[];
  readonly days: number;
  readonly simulators?: string;
  readonly onProgress: (text: string) => void;
}

const DAY_MS = 86_400_000;
/** Long enough for every simulated review to end. */
const REVIEW_MS = 26 * 3_600_000;
/** A budget that any network accepts for a first try; the flow says how much more it needs when it is too little. */
const FIRST_BUDGET_UNITS = 500_000n;

/** Drives the main road through the same methods that the screens call, and compares the result with the simulators' own books. */
export async function runDemo(options: DemoOptions) {
  const session = await openSession({
    workspace: options.workspace,
    ...(options.simulators === undefined ? {} : { simulators: options.simulators }),
  });
  try {
    const { api } = session;
    const made = await api.workspace.create({
      kind: 'simulated',
      personName: 'Demostración',
      passphrase: process.env['ALTAVOZ_PASSPHRASE'] ?? null,
      withSample: false,
    });
    options.onProgress(`Recovery key (kept nowhere else): ${made.recoveryKey}`);
    const clients = await stage('import', options, () => importVacancies(session, options));
    const sorted = await stage('segments', options, () => sortPeople(session, options, clients.value.clients[0]));
    const generated = await stage('generate', options, () => generate(session, options, clients.value));
    const checked = await stage('check', options, () => check(session));
    const published = await stage('publish', options, () =>
      publishUntilSettled(session, null, { wait: true, onProgress: options.onProgress }),
    );
    const measured = await stage('results', options, () => deliver(session, options));
    const books: BooksReport = await compareBooks(session, options.networks);
    return {
      workspace: options.workspace,
      duplicates: books.duplicates,
      orphans: books.orphans,
      import: { ...clients.value.counts, ms: clients.ms },
      segments: { ...sorted.value, ms: sorted.ms },
      generate: { ...generated.value, ms: generated.ms },
      check: { ...checked.value, ms: checked.ms },
      publish: Object.fromEntries(
        options.networks.map((network) => {
          const of = published.value.runs.flatMap((run) => run.networks.filter((one) => one.network === network));
          const sum = (key: 'unknown' | 'needsPerson' | 'cancelled' | 'rejected'): number => of.reduce((total, one) => total + one[key], 0);
          return [
            network,
            {
              ...books.networks[network]!,
              unknown: sum('unknown'),
              needsPerson: sum('needsPerson'),
              stepsRefused: sum('rejected'),
              stepsCancelled: sum('cancelled'),
            },
          ];
        }),
      ),
      publishMs: published.ms,
      results: measured.value,
      resultsMs: measured.ms,
      recoveryKey: made.recoveryKey,
      open: `npm run --silent altavoz -- serve --workspace ${JSON.stringify(options.workspace)}`,
    };
  } finally {
    await session.backend.close();
  }
}

async function stage<T>(name: string, options: DemoOptions, work: () => Promise<T>): Promise<{ readonly value: T; readonly ms: number }> {
  const started = performance.now();
  const value = await work();
  const ms = Math.round(performance.now() - started);
  options.onProgress(`${name}: ${ms} ms`);
  return { value, ms };
}

/** People in, segments out: the first client's candidates are imported and sorted as its screen would. */
async function sortPeople(session: CliSession, options: DemoOptions, client: Client | undefined) {
  if (client === undefined) throw new Error('There is no client to sort people for');
  const source =
    options.candidates == null ? await samplePeople(resourcesRoot, session.backend.nowMs()) : { path: path.resolve(options.candidates) };
  await importPeople(session.api, client, source);
  const built = await session.api.segments.build({ clientId: client.id, k: null, seed: 1, features: null, minimumSize: null });
  return { candidates: built.candidates, k: built.choice.k, silhouette: built.silhouette, sizes: built.sizes };
}

interface Imported {
  readonly clients: readonly Client[];
  readonly counts: {
    readonly rows: number;
    readonly new: number;
    readonly changed: number;
    readonly duplicate: number;
    readonly rejected: number;
  };
}

export async function importVacancies(session: CliSession, options: DemoOptions): Promise<Imported> {
  const sources: readonly SampleClient[] =
    options.vacancies === null ? await loadSample(resourcesRoot, session.backend.nowMs()) : [await fileAsClient(options.vacancies)];
  const counts = { rows: 0, new: 0, changed: 0, duplicate: 0, rejected: 0 };
  const clients: Client[] = [];
  for (const source of sources) {
    const client = await session.api.clients.create({
      fields: {
        name: source.name,
        country: source.country,
        currency: source.currency,
        timeZone: source.timeZone,
        monthlyCap: null,
        approvalsNeeded: 0,
      },
    });
    clients.push(client);
    await connectSimulatedAccounts(session.api, session.backend, client, options.networks);
    const preview = await session.api.vacancies.openImport({ clientId: client.id, source: source.source, closeMissing: false });
    const done = await session.api.vacancies.commitImport({ importId: preview.importId, acceptShrink: false });
    counts.rows += preview.rows;
    counts.new += done.new;
    counts.changed += done.changed;
    counts.duplicate += done.duplicate;
    counts.rejected += done.rejected;
  }
  return { clients, counts };
}

async function fileAsClient(file: string): Promise<SampleClient> {
  const country = await guessCountry(resourcesRoot, (await readFile(file)).subarray(0, 400_000));
  return {
    name: path.basename(file, path.extname(file)),
    country,
    currency: currencyOf(country),
    timeZone: timeZoneOf(country),
    source: { path: path.resolve(file) },
  };
}

export async function generate(
  session: CliSession,
  options: DemoOptions,
  imported: Imported,
): Promise<{ campaigns: number; adGroups: number; ads: number }> {
  const { templates } = await session.api.templates.list({});
  const template: Template | undefined = templates[0];
  if (template === undefined) throw new Error('A new workspace has a default template');
  const total = { campaigns: 0, adGroups: 0, ads: 0 };
  for (const client of imported.clients) {
    const counts = await runFlow(session, options, client, template, money(FIRST_BUDGET_UNITS * 1_000_000n, client.currency));
    for (const one of counts) {
      total.campaigns += one.campaigns;
      total.adGroups += one.adGroups;
      total.ads += one.ads;
    }
  }
  return total;
}

async function runFlow(session: CliSession, options: DemoOptions, client: Client, template: Template, dailyBudget: Money) {
  const startDay = new Date(session.backend.nowMs()).toISOString().slice(0, 10);
  const fields = {
    name: `Vacantes abiertas de ${client.name}`,
    clientId: client.id,
    filter: { clientId: client.id, text: '', states: [], roleFamilies: [], places: [] },
    grouping: 'role_family_city' as const,
    networks: [...options.networks],
    templateId: template.id,
    dailyBudget,
    startDay,
    endDay: null,
    objective: 'traffic' as const,
    radiusKm: null,
  };
  const flow = await session.api.flows.save({ flowId: null, fields });
  try {
    return (await session.api.flows.run({ flowId: flow.id })).counts;
  } catch (cause) {
    const needed =
      cause instanceof RefusedError && cause.refusal.code === 'flows.budget_too_small' ? neededBudget(cause, client.currency) : null;
    if (needed === null) throw cause;
    await session.api.flows.save({ flowId: flow.id, fields: { ...fields, dailyBudget: needed } });
    return (await session.api.flows.run({ flowId: flow.id })).counts;
  }
}

/** The amount that the refusal names, so that the second try holds. */
function neededBudget(refused: RefusedError, currency: string): Money | null {
  const needed = refused.refusal.details['needed'];
  if (typeof needed !== 'object' || needed === null || Array.isArray(needed)) return null;
  const micros = (needed as { amountMicros?: unknown }).amountMicros; // checked on the next line
  return typeof micros === 'string' && /^\d+$/.test(micros) ? money(BigInt(micros), currency) : null;
}

export async function check(session: CliSession): Promise<{ errors: number; warnings: number }> {
  const counts = await session.api.checks.run({ clientId: null });
  const { objectIds } = await session.api.changes.publishable({ clientId: null });
  if (counts.warnings > 0 && objectIds.length > 0)
    await session.api.checks.waive({ objectIds, code: null, reason: 'Demostración en un espacio simulado: nada sale a Internet.' });
  return { errors: counts.errors, warnings: counts.warnings };
}

/** Tries of a reading, a simulated minute apart: an account may be resting from what publishing asked of it. */
const READINGS = 5;

/** Figures that were not read are not shown as zeros: an account that still does not answer ends the demonstration. */
async function readEverything(session: CliSession): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const { reports } = await session.api.sync.run({ clientId: null });
    const failed = reports.find((report) => !report.ok);
    if (failed === undefined) return;
    if (tries === READINGS)
      throw new RefusedError('sync.run', { code: 'sync.not_read', details: { network: failed.network, failure: failed.failureCode } });
    await session.backend.simulators()!.advance(60_000);
  }
}

async function deliver(session: CliSession, options: DemoOptions) {
  const startMs = session.backend.nowMs();
  await session.backend.simulators()!.advance(REVIEW_MS);
  await readEverything(session);
  for (let day = 0; day < options.days; day += 1) await session.backend.simulators()!.advance(DAY_MS);
  await readEverything(session);
  // Vacancies that closed meanwhile pause their ads: the networks are told, and what they answer is read.
  await workThrough(session, { wait: true, onProgress: options.onProgress });
  await readEverything(session);
  const fromDay = new Date(startMs - DAY_MS).toISOString().slice(0, 10);
  const toDay = new Date(session.backend.nowMs() + DAY_MS).toISOString().slice(0, 10);
  const results: Record<string, unknown> = {};
  for (const network of options.networks) {
    const { totals } = await session.api.results.summary({ clientId: null, networks: [network], fromDay, toDay });
    const one = totals[0];
    results[network] = {
      impressions: one?.impressions ?? 0,
      clicks: one?.clicks ?? 0,
      applications: one?.conversions ?? 0,
      spend: { amount: decimalText(one?.spend.amountMicros ?? microsFromDecimal('0')!), currency: one?.spend.currency ?? 'COP' },
    };
  }
  return results;
}
