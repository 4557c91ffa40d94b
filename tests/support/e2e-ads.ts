import { readFileSync } from 'node:fs';
import type { Api, AppContract, Client, Run, Schedule, ScheduleWarning } from '../../core/contract/index.ts';
import { money } from '../../core/kernel/index.ts';
import { RefusedError } from '../../electron/backend/api.ts';
import { excelSpanishFile } from './e2e-files.ts';
import { until, type Place } from './e2e-program.ts';

export const SAMPLE_CLIENT = 'Voz Andina Contact Center';
const REASON = 'Revisado con el cliente';

export async function makeWorkspace(api: Api<AppContract>): Promise<void> {
  await api.workspace.create({ kind: 'simulated', personName: 'Laura Prueba', passphrase: null, withSample: true });
}

async function clientNamed(api: Api<AppContract>, name: string): Promise<Client> {
  const client = (await api.clients.list({})).clients.find((one) => one.name === name);
  if (client === undefined) throw new Error(`The sample has no client called ${name}`);
  return client;
}

/** Eight draft ads of the four vacancies of the fixture on two networks, by the same methods that the screens call. */
export async function draftEightAds(api: Api<AppContract>, place: Place): Promise<void> {
  const { id } = await clientNamed(api, SAMPLE_CLIENT);
  const file = readFileSync(excelSpanishFile(place, 'vacantes-excel.csv'));
  const source = { name: 'vacantes.csv', base64: file.toString('base64') };
  const { importId } = await api.vacancies.openImport({ clientId: id, source, closeMissing: false });
  await api.vacancies.commitImport({ importId, acceptShrink: false });
  await draftAds(api, SAMPLE_CLIENT, 'auxiliar de bodega');
}

/** Runs a new flow over the vacancies of a client whose title has this text. */
export async function draftAds(
  api: Api<AppContract>,
  clientName: string,
  text: string,
  networks: readonly string[] = ['google', 'meta'],
  name = text,
): Promise<void> {
  const client = await clientNamed(api, clientName);
  const [template] = (await api.templates.list({})).templates;
  if (template === undefined) throw new Error('There is no template');
  const flow = await api.flows.save({
    flowId: null,
    fields: {
      name,
      clientId: client.id,
      filter: { clientId: client.id, text, states: [], roleFamilies: [], places: [] },
      grouping: 'role_family_city',
      networks: [...networks],
      templateId: template.id,
      dailyBudget: money(480_000_000_000n, 'COP'),
      startDay: (await api.simulators.state({})).now.slice(0, 10),
      endDay: null,
      objective: 'traffic',
      radiusKm: null,
    },
  });
  await api.flows.run({ flowId: flow.id });
}

/** Runs the checks and accepts every warning with a reason; errors stay for the caller to see. */
export async function acceptWarnings(api: Api<AppContract>, clientId: string | null = null): Promise<void> {
  await api.checks.run({ clientId: null });
  const { problems } = await api.checks.list({ clientId, objectId: null, severity: 'warning', offset: 0, limit: 1000 });
  const objectsOf = new Map<string, Set<string>>();
  for (const { code, objectId, waivedReason } of problems) {
    if (waivedReason === null) objectsOf.set(code, (objectsOf.get(code) ?? new Set()).add(objectId));
  }
  for (const [code, objectIds] of objectsOf) await api.checks.waive({ objectIds: [...objectIds], code, reason: REASON });
}

export async function startPublishing(api: Api<AppContract>): Promise<Run> {
  const { objectIds, daily, obstacle } = await api.changes.publishable({ clientId: null });
  if (obstacle !== null) throw new Error(`Not publishable: ${obstacle.code}`);
  return api.publishing.start({ selection: { objectIds }, confirmDaily: daily });
}

/** Waits for the newest run to end, moving the simulated clock when it waits for it. */
export async function settled(api: Api<AppContract>): Promise<Run> {
  return until(
    'the publication to end',
    async () => {
      const [run] = (await api.publishing.runs({ limit: 1 })).runs;
      if (run?.state === 'waiting') await api.simulators.advance({ ms: 60_000 });
      return run !== undefined && run.finishedAt !== null ? run : null;
    },
    120_000,
  );
}

/** A workspace with something on every screen: ads that ran a week, figures, edits and drafts that wait to be published. */
export async function livelyWorkspace(api: Api<AppContract>, place: Place): Promise<void> {
  await makeWorkspace(api);
  await draftEightAds(api, place);
  await acceptWarnings(api);
  await startPublishing(api);
  await settled(api);
  await api.simulators.advance({ ms: 26 * 3_600_000 });
  await api.sync.run({ clientId: null });
  // Its week passes in one leap, as with a computer that was off: it has to be asked about.
  await scheduleSomething(api, 'Pausar de noche', { repeat: 'daily' });
  await api.simulators.advance({ ms: 7 * 86_400_000 });
  await api.sync.run({ clientId: null });
  const campaigns = await api.plans.list({
    filter: { clientId: null, networks: [], level: 'campaign', underId: null, text: '', quick: null },
    sort: { by: 'name', direction: 'asc' },
    offset: 0,
    limit: 50,
  });
  const [first] = campaigns.rows;
  if (first === undefined) throw new Error('Nothing was published');
  await api.plans.edit({ objectIds: [first.id], fields: { dailyBudget: money(310_000_000_000n, 'COP') } });
  await draftAds(api, 'Clínica Puente Nuevo', 'enfermera jefe');
  await draftAds(api, SAMPLE_CLIENT, 'auxiliar de bodega', ['tiktok', 'snapchat'], 'auxiliar de bodega en video');
  // One client is ready to publish; the other still has warnings to read.
  await acceptWarnings(api, (await clientNamed(api, SAMPLE_CLIENT)).id);
  await answerAds(api, (await clientNamed(api, SAMPLE_CLIENT)).id);
  await scheduleSomething(api, 'Pausa del fin de semana', { repeat: 'weekly' });
  await scheduleSomething(api, 'Refuerzo de la feria', {}, true);
  await api.backup.create({});
}

/** Made people who answered: outcomes that go, wait and may not go, one refused answer, and leads. */
async function answerAds(api: Api<AppContract>, clientId: string): Promise<void> {
  const { now } = await api.simulators.state({});
  const day = now.slice(0, 10);
  const rows = ['Postulado', 'Postulada', 'Calificada', 'Entrevista', 'Contratado'].map(
    (kind, index) => `${day},${kind},persona${index}@correo.example,30012345${index}${index},${index === 1 ? 'pendiente' : 'sí'}`,
  );
  await api.conversions.importFile({
    clientId,
    source: {
      name: 'resultados.csv',
      base64: Buffer.from(`fecha,resultado,correo,celular,autorizacion\n${rows.join('\n')}\n`).toString('base64'),
    },
    declaration: { kind: null, consent: 'unknown', source: 'Bolsa de empleo' },
    columns: null,
    dateOrder: null,
    commit: true,
  });
  await api.conversions.send({ clientId, accountId: null });
  await api.leads.retrieve({ clientId, accountId: null });
}

/** A pause, or a budget for some hours, of the first campaign: tomorrow at eight where the client is, in the half of the day that now is not in. */
async function scheduleSomething(api: Api<AppContract>, name: string, rule: Partial<Schedule['rule']>, raises = false): Promise<void> {
  const { id: clientId, timeZone } = await clientNamed(api, SAMPLE_CLIENT);
  const filter = { clientId, networks: [], level: 'campaign', underId: null, text: '', quick: null } as const;
  const [campaign] = (
    await api.plans.list({ filter: { ...filter, networks: [] }, sort: { by: 'name', direction: 'asc' }, offset: 0, limit: 1 })
  ).rows;
  if (campaign === undefined) throw new Error('There is no campaign to schedule');
  const nowMs = Date.parse((await api.simulators.state({})).now);
  const tomorrow = new Date(nowMs + 86_400_000).toISOString().slice(0, 10);
  // Some days later, at this time of day, the last time must be hours ago: within its late limit it would be done and ask nobody.
  const hour = Number(new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', hourCycle: 'h23' }).format(nowMs));
  const time = hour >= 4 && hour < 14 ? '20:00' : '08:00';
  const wanted = {
    scheduleId: null,
    clientId,
    name,
    rule: { at: `${tomorrow}T${time}`, timeZone, repeat: 'once' as const, until: null, graceMinutes: 60, ...rule },
    action: raises
      ? {
          kind: 'budget' as const,
          campaignId: campaign.id,
          dailyBudget: money(600_000_000_000n, 'COP'),
          revertAt: `${tomorrow}T23:00`,
        }
      : { kind: 'status' as const, objectIds: [campaign.id], status: 'paused' as const },
  };
  try {
    await api.schedules.save(wanted);
  } catch (cause) {
    // A larger budget comes with warnings, which are explained when it is scheduled.
    if (!(cause instanceof RefusedError) || cause.refusal.code !== 'schedules.warnings_unexplained') throw cause;
    const warnings = (cause.refusal.details['warnings'] as ScheduleWarning[]).map(({ objectId, code }) => ({ objectId, code }));
    await api.schedules.save({ ...wanted, explanation: { reason: REASON, warnings } });
  }
}

/** The import file of the fixture, as a browser window would send it. */
export async function importFile(api: Api<AppContract>, place: Place): Promise<{ readonly clientId: string; readonly base64: string }> {
  const { id } = await clientNamed(api, 'Ruta Clara Logística');
  return { clientId: id, base64: readFileSync(excelSpanishFile(place, 'vacantes-excel.csv')).toString('base64') };
}
