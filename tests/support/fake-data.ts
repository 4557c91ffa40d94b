import type { NetworkForecast } from '../../core/contract/index.ts';
import type { OutputOf, QueryName } from '../../renderer/rpc/methods.ts';

/** Believable answers for looking at the screens without a backend. Nothing here is used by the program. */
type Answers = { readonly [N in QueryName]?: OutputOf<N> };

export const NOW = '2026-11-20T15:20:00Z';
const COP = (pesos: number) => ({ amountMicros: BigInt(pesos) * 1_000_000n, currency: 'COP' });

export function id(number: number): string {
  return `0199a1b2-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
}
const minutesAgo = (minutes: number): string => new Date(Date.parse(NOW) - minutes * 60_000).toISOString();

const CLIENTS = ['Almacenes del Río', 'Clínica Santa Inés', 'Logística Andina', 'Grupo Cafetal', 'Bancoral'] as const;
const NETWORKS = [
  ['meta', 'Meta'],
  ['google', 'Google'],
  ['x', 'X'],
  ['tiktok', 'TikTok'],
  ['snapchat', 'Snapchat'],
] as const;
const limit = { min: 0, max: 5, length: 40, recommended: null };

const changeRows: OutputOf<'changes.list'>['rows'] = [
  row(1, 'campaign', 'meta', 0, 'Bodega Bogotá · noviembre', 'Bodega Bogotá · noviembre', 'new', 9, 180_000, 0, 0, 'approved'),
  row(2, 'ad_group', 'meta', 0, 'Bodega Bogotá · noviembre', 'Auxiliar de bodega · Fontibón', 'new', 6, null, 0, 0, 'approved'),
  row(3, 'ad', 'meta', 0, 'Bodega Bogotá · noviembre', 'Auxiliar de bodega, turno noche', 'new', 7, null, 0, 1, 'approved'),
  row(4, 'ad', 'meta', 0, 'Bodega Bogotá · noviembre', 'Auxiliar de bodega, fines de semana', 'new', 7, null, 2, 1, 'none'),
  row(5, 'campaign', 'google', 0, 'Cajeros Medellín', 'Cajeros Medellín', 'edited', 2, 120_000, 0, 1, 'requested', 'yes'),
  row(6, 'ad', 'google', 0, 'Cajeros Medellín', 'Cajero tiempo completo, Envigado', 'edited', 1, null, 0, 0, 'requested', 'no'),
  row(7, 'campaign', 'tiktok', 2, 'Conductores C2 · Cali', 'Conductores C2 · Cali', 'conflict', 3, 60_000, 0, 0, 'void', 'unknown'),
  row(8, 'campaign', 'meta', 1, 'Enfermería · Bogotá y Chía', 'Enfermería · Bogotá y Chía', 'edited', 1, 240_000, 0, 0, 'none', 'yes'),
  row(9, 'ad', 'meta', 1, 'Enfermería · Bogotá y Chía', 'Enfermera jefe UCI', 'removed', 0, null, 0, 0, 'none', 'no'),
  row(10, 'campaign', 'snapchat', 3, 'Baristas Eje Cafetero', 'Baristas Eje Cafetero', 'incoming', 1, -120_000, 0, 0, 'none', 'no'),
  row(11, 'ad_group', 'x', 4, 'Analistas de riesgo', 'Analista de riesgo · Bogotá', 'edited', 2, null, 0, 0, 'none', 'unknown'),
  row(12, 'ad', 'x', 4, 'Analistas de riesgo', 'Analista de riesgo sénior', 'edited', 2, null, 0, 0, 'none', 'no'),
];

function row(
  number: number,
  level: 'campaign' | 'ad_group' | 'ad',
  network: string,
  client: number,
  campaignName: string,
  name: string,
  mark: 'new' | 'edited' | 'removed' | 'conflict' | 'incoming',
  fields: number,
  delta: number | null,
  errors: number,
  warnings: number,
  approval: 'none' | 'requested' | 'approved' | 'void',
  resetsLearning: 'yes' | 'no' | 'unknown' = 'no',
) {
  return {
    objectId: id(1000 + number),
    level,
    network,
    clientName: CLIENTS[client] ?? '',
    campaignName,
    name,
    mark,
    fields,
    dailyDelta: delta === null ? null : COP(delta),
    errors,
    warnings,
    approval,
    resetsLearning,
  };
}

const field = (
  name: string,
  kind: 'unchanged' | 'mine' | 'theirs' | 'both_same' | 'conflict',
  base: unknown,
  mine: unknown,
  theirs: unknown,
) => ({
  field: name,
  kind,
  base: base as string,
  mine: mine as string,
  theirs: theirs as string,
  author: kind === 'mine' || kind === 'conflict' ? 'Laura Gómez' : null,
  at: kind === 'unchanged' ? null : minutesAgo(26),
});
const pesos = (amount: number) => ({ amountMicros: String(BigInt(amount) * 1_000_000n), currency: 'COP' });

export function answers(): Answers {
  return {
    'workspace.status': {
      state: 'open',
      directory: '/home/laura/Altavoz/demo',
      workspaceId: id(1),
      kind: 'simulated',
      keyProtection: 'training',
      readOnly: null,
      actor: { id: id(2), name: 'Laura Gómez', role: 'admin' },
      programVersion: '0.1.0',
      keyStore: 'absent',
      obstacle: null,
      now: NOW,
    },
    'workspace.info': {
      status: {
        state: 'open',
        directory: '/home/laura/Altavoz/demo',
        workspaceId: id(1),
        kind: 'simulated',
        keyProtection: 'training',
        readOnly: null,
        actor: { id: id(2), name: 'Laura Gómez', role: 'admin' },
        programVersion: '0.1.0',
        keyStore: 'absent',
        obstacle: null,
        now: NOW,
      },
      clients: 5,
      accounts: 9,
      vacancies: 1284,
      campaigns: 62,
      ads: 1840,
      databaseBytes: 48_300_000,
      schemaVersion: 60,
      installationId: id(3),
      createdAt: '2026-11-02T13:00:00Z',
    },
    'shell.capabilities': { kind: 'browser', nativeMenu: false, tray: false, notifications: false, version: '0.1.0' },
    'connections.attempt': { attempt: null },
    'connections.ways': {
      ways: NETWORKS.map(([network]) => ({
        network,
        methods: ['own_app_loopback', 'pasted_token'],
        pkce: true,
        scopes: [{ name: 'ads_management', disables: ['publish', 'pause'] }],
        tokenLifeDays: 60,
        redirectUris: [],
        keptAppId: null,
        practiceApp: null,
      })),
    },
    'networks.list': {
      networks: NETWORKS.map(([network, displayName]) => ({
        id: network,
        displayName,
        apiVersion: 'v24.0',
        apiVersionEndsOn: null,
        documentation: 'https://example.com/docs',
        publishes: true,
        maxAdsPerAdGroup: 50,
        keywords: network === 'google',
        text: { headlines: limit, descriptions: limit, primary: null },
        attributionWindow: '7 días clic, 1 día vista',
        restatementDays: 28,
        factsReadOn: '2026-11-20',
        credentialFields: [{ name: 'access_token', secret: true, required: true }],
        settingFields: [{ name: 'page_id', required: true }],
      })),
    },
    'networks.rates': {
      rates: NETWORKS.map(([network], index) => ({
        accountId: id(200 + index),
        network,
        usedRatio: [0.18, 0.42, 0.91, 0.05, null][index] ?? null,
        source: index === 4 ? null : index === 0 ? ('headers' as const) : ('table' as const),
        blockedUntil: index === 2 ? '2026-11-20T15:34:00Z' : null,
        left: null,
        detail: {},
      })),
    },
    'clients.list': {
      clients: CLIENTS.map((name, index) => ({
        id: id(100 + index),
        name,
        country: 'CO',
        currency: 'COP',
        timeZone: 'America/Bogota',
        monthlyCap: COP(30_000_000),
        approvalsNeeded: index % 2,
        vacancies: 300 - index * 40,
        openVacancies: 120 - index * 17,
        accounts: 2,
        createdAt: '2026-11-02T13:00:00Z',
      })),
    },
    'accounts.list': {
      accounts: NETWORKS.map(([network, displayName], index) => ({
        id: id(200 + index),
        clientId: id(100 + index),
        clientName: CLIENTS[index] ?? '',
        network,
        remoteId: `act_98${index}4410${index}2`,
        name: `${CLIENTS[index] ?? ''} · ${displayName}`,
        currency: index === 2 ? 'USD' : 'COP',
        timeZone: 'America/Bogota',
        connection: (['connected', 'connected', 'reconnect', 'no_permission', 'untested'] as const)[index] ?? 'untested',
        scopes: [
          { name: 'ads_read', granted: true, disables: [] },
          { name: 'ads_management', granted: index !== 3, disables: index === 3 ? ['publish', 'pause'] : [] },
        ],
        expiresAt: [null, '2026-12-30T00:00:00Z', '2026-11-24T10:00:00Z', '2027-01-10T00:00:00Z', null][index] ?? null,
        lastSuccessAt: index === 4 ? null : minutesAgo(4 + index * 61),
        lastTestedAt: index === 4 ? null : minutesAgo(60),
        settings: {},
      })),
    },
    'changes.summary': {
      changes: 12,
      objects: 12,
      ads: 6,
      daily: [COP(480_000)],
      monthly: [COP(14_592_000)],
      errors: 2,
      warnings: 3,
      conflicts: 1,
      approved: 3,
      awaitingApproval: 2,
      remoteCalls: [
        { network: 'meta', calls: 14, quotaLeft: 820 },
        { network: 'google', calls: 3, quotaLeft: null },
      ],
      freshness: [
        { network: 'meta', lastReadAt: minutesAgo(4) },
        { network: 'google', lastReadAt: minutesAgo(12) },
        { network: 'x', lastReadAt: minutesAgo(190) },
        { network: 'tiktok', lastReadAt: minutesAgo(7) },
        { network: 'snapchat', lastReadAt: null },
      ],
      publishing: { running: false, done: 0, total: 0, unknown: 0, needsPerson: 0 },
    },
    'changes.list': { rows: changeRows, total: changeRows.length },
    'changes.difference': {
      row: changeRows[6] ?? row(7, 'campaign', 'tiktok', 2, '', '', 'conflict', 0, null, 0, 0, 'none'),
      fields: [
        field('dailyBudget', 'conflict', pesos(80_000), pesos(140_000), pesos(100_000)),
        field('endDay', 'mine', '2026-11-30', '2026-12-15', '2026-11-30'),
        field('status', 'theirs', 'active', 'active', 'paused'),
        field('name', 'unchanged', 'Conductores C2 · Cali', 'Conductores C2 · Cali', 'Conductores C2 · Cali'),
        field('objective', 'unchanged', 'traffic', 'traffic', 'traffic'),
        field('startDay', 'unchanged', '2026-11-01', '2026-11-01', '2026-11-01'),
        field('countries', 'unchanged', ['CO'], ['CO'], ['CO']),
      ],
    },
    'changes.publishable': {
      objectIds: [1, 2, 3, 5, 6].map((number) => id(1000 + number)),
      ads: 2,
      heldBack: 1,
      daily: [COP(300_000)],
      obstacle: null,
    },
    'results.summary': {
      totals: [],
      previous: [],
      outcomes: [],
      unattributed: [],
      attribution: [],
      oldestReadAt: null,
      incompleteFromDay: null,
    },
    'changes.approvals': {
      approvals: [
        {
          id: id(501),
          contentHash: '9f2c41aa07',
          state: 'requested',
          objects: 2,
          requestedBy: 'Laura Gómez',
          requestedAt: minutesAgo(48),
          decidedBy: [],
          decidedAt: null,
          note: 'Refuerzo de fin de año, lo pidió el cliente por correo.',
          daily: [COP(120_000)],
        },
        {
          id: id(502),
          contentHash: '11bb41aa07',
          state: 'approved',
          objects: 3,
          requestedBy: 'Laura Gómez',
          requestedAt: minutesAgo(300),
          decidedBy: ['Andrés Peña'],
          decidedAt: minutesAgo(200),
          note: null,
          daily: [COP(180_000)],
        },
      ],
    },
    'checks.list': {
      problems: [
        {
          objectId: id(1004),
          level: 'ad',
          network: 'meta',
          objectName: 'Auxiliar de bodega, fines de semana',
          field: 'headlines',
          severity: 'error',
          code: 'text_too_long',
          details: { limit: 40, length: 47 },
          source: 'meta@24.0',
          waivedReason: null,
        },
        {
          objectId: id(1004),
          level: 'ad',
          network: 'meta',
          objectName: 'Auxiliar de bodega, fines de semana',
          field: 'finalUrl',
          severity: 'error',
          code: 'url_missing',
          details: {},
          source: null,
          waivedReason: null,
        },
        {
          objectId: id(1004),
          level: 'ad',
          network: 'meta',
          objectName: 'Auxiliar de bodega, fines de semana',
          field: 'primaryText',
          severity: 'warning',
          code: 'salary_missing',
          details: {},
          source: 'law-co@1',
          waivedReason: null,
        },
      ],
      total: 3,
      byCode: [],
    },
    'publishing.runs': {
      runs: [
        {
          id: id(701),
          startedAt: minutesAgo(6),
          finishedAt: null,
          actor: 'Laura Gómez',
          state: 'running',
          contentHash: 'aa',
          networks: [
            { network: 'meta', total: 14, confirmed: 11, rejected: 0, unknown: 1, needsPerson: 0, cancelled: 0, waitsUntil: null },
            {
              network: 'x',
              total: 6,
              confirmed: 2,
              rejected: 1,
              unknown: 0,
              needsPerson: 1,
              cancelled: 0,
              waitsUntil: '2026-11-20T15:34:00Z',
            },
          ],
          canary: { goOn: 'after_review', state: 'waiting', rest: 118, reason: null },
        },
        {
          id: id(702),
          startedAt: minutesAgo(1500),
          finishedAt: minutesAgo(1496),
          actor: 'Andrés Peña',
          state: 'done',
          contentHash: 'bb',
          networks: [
            { network: 'google', total: 22, confirmed: 22, rejected: 0, unknown: 0, needsPerson: 0, cancelled: 0, waitsUntil: null },
          ],
        },
      ],
    },
    'publishing.forecast': {
      ...finishes(),
      canary: { ads: 6, restAds: 106, restObjects: 118 },
    },
    'publishing.finish': finishes(),
    'schedules.list': { schedules: [] },
    'publishing.steps': {
      steps: (['confirmed', 'confirmed', 'unknown', 'sending', 'needs_person', 'rejected', 'planned'] as const).map((state, index) => ({
        id: id(800 + index),
        runId: id(701),
        sequence: index + 1,
        network: index > 3 ? 'x' : 'meta',
        kind: ['create_campaign', 'create_ad_group', 'create_ad', 'create_ad', 'create_ad', 'create_ad', 'activate'][index] ?? 'create_ad',
        objectName: changeRows[index]?.name ?? 'Anuncio',
        level: 'ad',
        state,
        attempts: 1,
        marker: `av:${index}k3f9`,
        remoteId: state === 'confirmed' ? `2385${index}11002` : null,
        sentAt: state === 'planned' ? null : minutesAgo(5),
        answeredAt: state === 'confirmed' ? minutesAgo(5) : null,
        waitsUntil: null,
        waitsReason: null,
        failure:
          state === 'rejected'
            ? {
                kind: 'refused',
                code: '100',
                message: 'La URL de destino no responde.',
                raw: '{"error":{"code":100,"message":"Invalid parameter"}}',
              }
            : state === 'needs_person'
              ? { kind: 'outcome_unknown', code: null, message: 'Se buscó el marcador y no se pudo leer la cuenta.', raw: null }
              : null,
      })),
      total: 7,
    },
    'home.overview': {
      attention: [
        { code: 'steps_need_person', count: 1, details: {}, screen: 'changes?tab=journal' },
        { code: 'steps_rejected', count: 1, details: {}, screen: 'changes?tab=journal' },
        { code: 'approvals_due', count: 2, details: {}, screen: 'changes?quick=awaiting_approval' },
        { code: 'credentials_ending', count: 1, details: { days: 4 }, screen: 'connections' },
        { code: 'conflicts', count: 1, details: {}, screen: 'changes?quick=conflicts' },
      ],
      closingSoon: [
        { vacancyId: id(301), title: 'Auxiliar de bodega, turno noche', clientName: 'Almacenes del Río', closesOn: '2026-11-21', ads: 4 },
        { vacancyId: id(302), title: 'Enfermera jefe UCI', clientName: 'Clínica Santa Inés', closesOn: '2026-11-22', ads: 6 },
        { vacancyId: id(303), title: 'Conductor de camión categoría C2', clientName: 'Logística Andina', closesOn: '2026-11-25', ads: 2 },
        { vacancyId: id(304), title: 'Barista de tiempo completo', clientName: 'Grupo Cafetal', closesOn: '2026-11-27', ads: 0 },
      ],
      pacing: CLIENTS.map((clientName, index) => ({
        clientId: id(100 + index),
        clientName,
        spent: COP([19_400_000, 26_100_000, 7_300_000, 12_000_000, 2_150_000][index] ?? 0),
        cap: index === 4 ? null : COP([30_000_000, 32_000_000, 18_000_000, 18_000_000][index] ?? 0),
        dayOfMonth: 20,
        daysInMonth: 30,
        projected: COP([29_100_000, 39_150_000, 10_950_000, 18_000_000, 3_225_000][index] ?? 0),
      })),
      live: { campaigns: 48, ads: 1312, inReview: 8, rejected: 2 },
      pending: { changes: 12, daily: [COP(480_000)] },
    },
    'home.search': {
      hits: [
        { kind: 'vacancy', id: id(301), title: 'Auxiliar de bodega, turno noche', context: 'Almacenes del Río · Bogotá' },
        { kind: 'campaign', id: id(1001), title: 'Bodega Bogotá · noviembre', context: 'Almacenes del Río · Meta' },
      ],
    },
    'history.state': { undo: { labelKey: 'frame.command.check', labelValues: {} }, redo: null },
    'sync.freshness': {
      accounts: NETWORKS.map(([network], index) => ({
        accountId: id(200 + index),
        network,
        clientName: CLIENTS[index] ?? '',
        statusReadAt: index === 4 ? null : minutesAgo(4 + index * 55),
        metricsReadAt: index === 4 ? null : minutesAgo(18 + index * 55),
      })),
    },
    'audit.list': {
      entries: Array.from({ length: 24 }, (_, index) => ({
        sequence: 1284 - index,
        at: minutesAgo(index * 37),
        actor: index % 3 === 0 ? 'Andrés Peña' : 'Laura Gómez',
        carrier: index % 5 === 0 ? 'cli' : 'desktop',
        action:
          (['plans.edit', 'changes.approve', 'publishing.start', 'vacancies.commitImport', 'settings.set'] as const)[index % 5] ??
          'plans.edit',
        subject: id(1000 + index),
        details: index % 5 === 0 ? { changed: 12, fields: ['dailyBudget'] } : { objects: 3 },
        hash: `${(index * 7919 + 104_729).toString(16)}c41aa07d9e2b`,
      })),
      total: 1284,
    },
    'backup.list': {
      backups: [
        { name: 'altavoz-2026-11-20', createdAt: minutesAgo(320), bytes: 41_200_000, reason: 'daily', verified: true, schemaVersion: 60 },
        { name: 'altavoz-2026-11-19', createdAt: minutesAgo(1760), bytes: 40_100_000, reason: 'daily', verified: true, schemaVersion: 60 },
        {
          name: 'altavoz-2026-11-18',
          createdAt: minutesAgo(3200),
          bytes: 39_000_000,
          reason: 'before_migration',
          verified: false,
          schemaVersion: 50,
        },
      ],
    },
    'health.doctor': {
      checks: [
        { name: 'database', ok: true, level: 'ok', details: { integrity: 'ok' } },
        { name: 'key_store', ok: false, level: 'warning', details: { state: 'absent' } },
        { name: 'disk', ok: true, level: 'ok', details: { freeBytes: 82_000_000_000 } },
        { name: 'simulators', ok: true, level: 'ok', details: { networks: 5 } },
      ],
      programVersion: '0.1.0',
      node: '24.19.0',
      platform: 'linux x64',
    },
    'simulators.state': {
      running: true,
      controlUrl: 'http://127.0.0.1:4800',
      now: NOW,
      networks: NETWORKS.map(([network], index) => ({
        network,
        url: `http://127.0.0.1:48${index}1`,
        campaigns: 12 - index,
        adGroups: 30 - index,
        ads: 210 - index * 31,
        active: 180 - index * 30,
        requests: 1204 - index * 201,
      })),
    },
  };
}

/** Meta in one go, Google over two windows of its day. */
function finishes(): { networks: NetworkForecast[]; finishesAt: string } {
  const left = { count: 1_200, limit: 2_880, unit: 'operations' as const, windowMs: 86_400_000 };
  return {
    networks: [
      {
        network: 'meta',
        calls: 214,
        needed: null,
        left: null,
        startsAt: NOW,
        finishesAt: '2026-11-20T16:40:00Z',
        windows: 1,
        basis: 'pace',
      },
      { network: 'google', calls: 18, needed: 3_310, left, startsAt: NOW, finishesAt: '2026-11-21T15:21:00Z', windows: 2, basis: 'quota' },
    ],
    finishesAt: '2026-11-21T15:21:00Z',
  };
}
