import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { networkModules } from '../../adapters/networks/registry.ts';
import { createOsKeyStore, createIds, createSystemClock, createWorkspaceManager, migrations } from '../../adapters/storage/index.ts';
import type { OpenWorkspace } from '../../adapters/storage/index.ts';
import { createStores } from '../../adapters/storage/stores.ts';
import type { Client } from '../../core/contract/index.ts';
import { addDays } from '../../core/kernel/index.ts';
import type { NewPlanObject } from '../../core/plans/plan-repository.ts';
import { encodeFields } from '../../core/plans/wire.ts';
import type { MetricDay } from '../../core/sync/metric-store.ts';
import { connectSimulatedAccounts } from '../../electron/backend/sample.ts';
import { dataDirectory } from '../../electron/backend/directories.ts';
import { openSession, programVersion } from '../../electron/cli/session.ts';
import { writeVacancyFile } from './import-file.ts';
import { benchFolder } from './place.ts';

export interface Seeded {
  readonly directory: string;
  readonly vacancies: number;
  readonly ads: number;
  readonly seconds: number;
}

/** Raised when the same code would make another workspace. */
const SEED = 1;
const VACANCIES = 100_000;
const ADS = 100_000;
const ADS_PER_GROUP = 10;
const GROUPS_PER_CAMPAIGN = 2;
const DAYS = 30;
/** Ads with daily figures; the rest have none, as ads that never ran. */
const MEASURED_ADS = 20_000;
/** One object in ten differs from the network: what a busy week leaves unposted. */
const PENDING_EVERY = 10;
const CHUNK = 5_000;

/** A workspace at full scale, made once through the real intake and the real stores and kept until a migration changes. */
export async function seededWorkspace(say: (text: string) => void): Promise<Seeded> {
  const stamp = createHash('sha256')
    .update(`${SEED} ${VACANCIES} ${ADS} ${migrations.map(({ version, up }) => `${version}${up.toString()}`).join('')}`)
    .digest('hex')
    .slice(0, 16);
  const folder = path.join(benchFolder, `workspace-${stamp}`);
  const done = path.join(folder, 'seeded.json');
  if (existsSync(done)) return JSON.parse(readFileSync(done, 'utf8')) as Seeded; // written below
  // Half-made ones and those of older schemas are of no use to anybody.
  if (existsSync(benchFolder))
    for (const name of readdirSync(benchFolder))
      if (name.startsWith('workspace-')) rmSync(path.join(benchFolder, name), { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const began = performance.now();
  const directory = path.join(folder, 'workspace');
  say(`seeding ${VACANCIES} vacancies and ${ADS} ads once; later runs use them again`);
  const client = await importVacancies(directory, folder);
  await withStores(directory, (open) => addAds(open, client));
  const seeded = { directory, vacancies: VACANCIES, ads: ADS, seconds: (performance.now() - began) / 1000 };
  writeFileSync(done, JSON.stringify(seeded));
  say(`seeded in ${seeded.seconds.toFixed(0)} s`);
  return seeded;
}

async function importVacancies(directory: string, folder: string): Promise<Client> {
  const session = await openSession({ workspace: directory });
  try {
    const { api } = session;
    await api.workspace.create({ kind: 'simulated', personName: 'Medición', passphrase: null, withSample: false });
    const client = await api.clients.create({
      fields: {
        name: 'Cliente de medición',
        country: 'CO',
        currency: 'COP',
        timeZone: 'America/Bogota',
        monthlyCap: null,
        approvalsNeeded: 0,
      },
    });
    await connectSimulatedAccounts(
      api,
      session.backend,
      client,
      networkModules.map(({ id }) => id),
    );
    const file = path.join(folder, 'vacantes.csv');
    writeVacancyFile(file, VACANCIES);
    const preview = await api.vacancies.openImport({ clientId: client.id, source: { path: file }, closeMissing: false });
    await api.vacancies.commitImport({ importId: preview.importId, acceptShrink: false });
    rmSync(file);
    return client;
  } finally {
    await session.backend.close();
  }
}

/** The stores under the program, for what no command makes a hundred thousand of at once. */
async function withStores(directory: string, work: (open: OpenWorkspace) => void): Promise<void> {
  const clock = createSystemClock();
  const manager = createWorkspaceManager({
    directory,
    stateDirectory: path.join(dataDirectory(), 'state'),
    keyStore: createOsKeyStore(),
    systemClock: clock,
    clockOf: () => clock,
    ids: createIds(),
    migrations,
    programVersion,
    environmentPassphrase: null,
    whenInUse: 'refuse',
  });
  const opened = await manager.open();
  if (!opened.ok) throw new Error(`The seeded workspace did not open: ${opened.error.code}`);
  try {
    work(opened.value);
  } finally {
    await manager.close();
  }
}

function addAds(open: OpenWorkspace, client: Client): void {
  const stores = createStores(open.database);
  const accounts = stores.accounts.list(client.id);
  const vacancyIds = stores.vacancies.matching({ clientId: client.id, text: '', states: [], roleFamilies: [], places: [] });
  const perCampaign = ADS_PER_GROUP * GROUPS_PER_CAMPAIGN;
  const objects: NewPlanObject[] = [];
  for (let campaign = 0; campaign < ADS / perCampaign; campaign++) {
    const account = accounts[campaign % accounts.length];
    if (account === undefined) throw new Error('The seeded client has no account');
    const common = {
      clientId: client.id,
      accountId: account.id,
      network: account.network,
      flowId: null,
      flowKey: null,
      updatedAt: open.clock.nowIso(),
    };
    const campaignId = open.ids.next();
    objects.push({
      ...common,
      id: campaignId,
      level: 'campaign',
      parentId: null,
      vacancyId: null,
      marker: open.ids.marker(),
      draft: encodeFields(campaignFields(campaign)),
    });
    for (let group = 0; group < GROUPS_PER_CAMPAIGN; group++) {
      const groupId = open.ids.next();
      objects.push({
        ...common,
        id: groupId,
        level: 'ad_group',
        parentId: campaignId,
        vacancyId: null,
        marker: open.ids.marker(),
        draft: encodeFields(groupFields(campaign, group)),
      });
      for (let ad = 0; ad < ADS_PER_GROUP; ad++) {
        const index = campaign * perCampaign + group * ADS_PER_GROUP + ad;
        objects.push({
          ...common,
          id: open.ids.next(),
          level: 'ad',
          parentId: groupId,
          vacancyId: vacancyIds[index % vacancyIds.length] ?? null,
          marker: open.ids.marker(),
          draft: encodeFields(adFields(index)),
        });
      }
    }
  }
  for (let from = 0; from < objects.length; from += CHUNK) {
    const part = objects.slice(from, from + CHUNK);
    open.unitOfWork.transaction(() => {
      stores.plans.insert(part);
      for (const [index, object] of part.entries()) {
        if ((from + index) % PENDING_EVERY === 0) continue;
        const record = stores.plans.get(object.id);
        if (record !== null) stores.plans.confirm(object.id, { fields: record.draft, remoteId: `r-${from + index}`, lifecycle: 'live' });
      }
    });
  }
  addFigures(open, objects);
}

function addFigures(open: OpenWorkspace, objects: readonly NewPlanObject[]): void {
  const stores = createStores(open.database);
  const campaignOf = new Map<string, string>();
  for (const object of objects)
    campaignOf.set(object.id, object.parentId === null ? object.id : (campaignOf.get(object.parentId) ?? object.parentId));
  const ads = objects.filter(({ level }) => level === 'ad').slice(0, MEASURED_ADS);
  const today = open.clock.today('America/Bogota');
  for (let day = DAYS; day > 0; day--) {
    const rows = ads.map((ad, index): MetricDay => ({
      ad: {
        adId: ad.id,
        accountId: ad.accountId,
        network: ad.network,
        clientId: ad.clientId,
        campaignId: campaignOf.get(ad.id) ?? '',
        vacancyId: ad.vacancyId,
        currency: 'COP',
      },
      day: addDays(today, -day),
      impressions: 100 + ((index * 7 + day) % 900),
      clicks: (index + day) % 23,
      conversionsMillionths: ((index + day) % 3) * 1_000_000,
      spendMicros: BigInt(1_000 + ((index * 13 + day) % 9_000)) * 1_000_000n,
      isComplete: true,
      isFinal: day > 28,
    }));
    open.unitOfWork.transaction(() => stores.metrics.write(rows, open.clock.nowIso()));
  }
  open.unitOfWork.transaction(() =>
    stores.plans.setFigures(
      ads.map((ad, index) => ({
        adId: ad.id,
        impressions: 3_000 + (index % 27_000),
        clicks: index % 690,
        conversions: index % 90,
        spendMicros: BigInt(30_000 + (index % 270_000)) * 1_000_000n,
        currency: 'COP',
      })),
    ),
  );
}

function campaignFields(campaign: number) {
  return {
    name: `Campaña ${String(campaign).padStart(5, '0')} · ${campaign % 24} · Colombia`,
    status: 'active',
    objective: 'traffic',
    dailyBudget: { amountMicros: BigInt(20_000 + (campaign % 80) * 1_000) * 1_000_000n, currency: 'COP' },
    startDay: '2026-11-01',
    endDay: null,
    countries: ['CO'],
    employment: true,
  };
}

function groupFields(campaign: number, group: number) {
  const place = { code: '11001', name: 'Bogotá, D.C.', region: 'Bogotá, D.C.', country: 'CO' };
  return { name: `Grupo ${campaign}-${group} · Bogotá`, status: 'active', places: [place], radiusKm: 25, languages: ['es'], keywords: [] };
}

function adFields(index: number) {
  return {
    name: `Anuncio ${String(index).padStart(6, '0')} · Asesor comercial`,
    status: index % 17 === 0 ? 'paused' : 'active',
    headlines: [`Asesor comercial ${index}`, 'Trabaje en Bogotá', 'Postúlese hoy'],
    descriptions: ['Contrato a término indefinido y prestaciones de ley.', 'Salario competitivo y estabilidad.'],
    primaryText: 'Importante compañía busca personal con orientación al servicio. Conozca la vacante y postúlese.',
    finalUrl: `https://empleos.example/v/${index}`,
    callToAction: 'apply_now',
    image: null,
  };
}
