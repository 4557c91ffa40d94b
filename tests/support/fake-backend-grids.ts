import type { Page } from 'playwright-core';
import { z } from 'zod';
import { RoleFamily, VacancyState, type Figures, type OutcomeFigures, type PlanRow, type Vacancy } from '../../core/contract/index.ts';
import { addDays, dayNumber } from '../../core/kernel/index.ts';
import { methodNamed, type InputOf, type OutputOf, type QueryName } from '../../renderer/rpc/methods.ts';
import { id, NOW } from './fake-data.ts';

/** Lists of a hundred thousand rows and the answers that depend on the question: for looking at grids, never for trusting them. */
type Answers = { readonly [N in QueryName]?: (input: InputOf<N>) => OutputOf<N> };

export const ROWS = 100_000;
const COP = (pesos: number) => ({ amountMicros: BigInt(Math.round(pesos)) * 1_000_000n, currency: 'COP' });
const CLIENTS = ['Almacenes del Río', 'Clínica Santa Inés', 'Logística Andina', 'Grupo Cafetal', 'Bancoral'] as const;
const NETWORKS = ['meta', 'google', 'x', 'tiktok', 'snapchat'] as const;
const TITLES = [
  'Auxiliar de bodega',
  'Asesor comercial',
  'Enfermera jefe UCI',
  'Conductor C2',
  'Analista de riesgo',
  'Barista',
  'Desarrollador backend',
  'Cajero tiempo completo',
  'Operario de producción',
  'Coordinador de logística',
] as const;
const CITIES = [
  ['11001', 'Bogotá'],
  ['05001', 'Medellín'],
  ['76001', 'Cali'],
  ['08001', 'Barranquilla'],
  ['68001', 'Bucaramanga'],
  ['66001', 'Pereira'],
] as const;
const TODAY = NOW.slice(0, 10);
const at = <T>(list: readonly T[], index: number): T => list[index % list.length] as T; // every list here has members
const mixed = (number: number): number => (Math.imul(number + 1, 2_654_435_761) >>> 0) / 2 ** 32;

function vacancy(index: number): Vacancy {
  const [code, name] = at(CITIES, index * 7 + (index >> 4));
  const pay = 1_400_000 + Math.round(mixed(index) * 40) * 100_000;
  return {
    id: id(1_000_000 + index),
    clientId: id(100 + (index % 5)),
    clientName: at(CLIENTS, index),
    state: at(VacancyState.options, Math.floor(mixed(index + 5) * 21) % 7),
    externalId: `VAC-${10_000 + index}`,
    title: `${at(TITLES, index)}${index % 3 === 0 ? `, turno ${at(['día', 'noche', 'fin de semana'], index >> 2)}` : ''}`,
    company: index % 4 === 0 ? null : at(CLIENTS, index),
    roleFamily: at(RoleFamily.options, index * 5),
    seniority: null,
    place: index % 23 === 0 ? null : { code, name, region: null, country: 'CO' },
    placeText: name,
    modality: at(['on_site', 'hybrid', 'remote'] as const, index >> 1),
    contractType: 'Término indefinido',
    salaryMin: index % 6 === 0 ? null : COP(pay),
    salaryMax: index % 6 === 0 ? null : COP(pay + 400_000),
    salaryPeriod: index % 6 === 0 ? null : 'month',
    description: 'Recibir, ubicar y despachar mercancía con el sistema de la bodega.\nTurnos rotativos, transporte de la empresa y casino.',
    requirements: 'Bachiller. Seis meses de experiencia en bodega.',
    applyUrl: `https://empleo.example.com/v/${10_000 + index}`,
    opensOn: addDays(TODAY, -20 - (index % 30)),
    closesOn: index % 9 === 0 ? null : addDays(TODAY, (index % 45) - 5),
    positions: 1 + (index % 12),
    applicantsWanted: index % 5 === 0 ? null : 20 + (index % 60),
    priority: index % 4,
    ads: index % 7,
    problems: index % 13 === 0 ? 2 : 0,
    flags: index % 9 === 0 ? ['pay_missing'] : index % 17 === 0 ? ['link_dead'] : [],
    updatedAt: new Date(Date.parse(NOW) - (index + 3) * 471_000).toISOString(),
  };
}

function figures(seed: number, days = 30): Figures {
  const impressions = Math.round(4_000 + mixed(seed) * 90_000 * (days / 30));
  const clicks = Math.round(impressions * (0.006 + mixed(seed + 1) * 0.02));
  const conversions = Math.round(clicks * (0.03 + mixed(seed + 2) * 0.09));
  const spend = Math.round(impressions * (4 + mixed(seed + 3) * 9));
  return {
    impressions,
    clicks,
    conversions,
    spend: COP(spend),
    ctr: clicks / impressions,
    cpc: clicks === 0 ? null : COP(spend / clicks),
    cpm: COP((spend / impressions) * 1000),
    conversionRate: clicks === 0 ? null : conversions / clicks,
    cpa: conversions === 0 ? null : COP(spend / conversions),
  };
}

function outcomes(seed: number): OutcomeFigures {
  const applications = Math.round(mixed(seed) * 300);
  const qualified = Math.round(applications * 0.25);
  const hired = Math.round(qualified * 0.2);
  const per = (count: number) => (count === 0 ? null : COP(3_400_000 / count));
  return {
    applications,
    qualified,
    hired,
    costPerApplication: per(applications),
    costPerQualified: per(qualified),
    costPerHire: per(hired),
  };
}

function planRow(index: number, level: PlanRow['level']): PlanRow {
  const isNew = index % 4 === 0;
  const name =
    level === 'campaign'
      ? `${at(TITLES, index)} · ${at(CITIES, index)[1]} · noviembre`
      : level === 'ad_group'
        ? `${at(TITLES, index)} · ${at(CITIES, index)[1]}`
        : `${at(TITLES, index)}, ${at(['turno noche', 'turno día', 'fines de semana'], index)}`;
  return {
    id: id(2_000_000 + index),
    level,
    network: at(NETWORKS, index),
    clientName: at(CLIENTS, index >> 1),
    name,
    parentName: level === 'campaign' ? null : `${at(TITLES, index)} · noviembre`,
    status: index % 5 === 3 ? 'paused' : index % 31 === 0 ? 'archived' : 'active',
    lifecycle: isNew ? 'draft' : 'live',
    delivery: isNew ? 'none' : at(['active', 'active', 'in_review', 'limited', 'paused', 'rejected'] as const, index),
    mark: isNew ? 'new' : at(['none', 'edited', 'none', 'none', 'incoming', 'none', 'conflict', 'none', 'removed'] as const, index),
    dailyBudget: level === 'ad' ? null : COP(40_000 + (index % 12) * 20_000),
    vacancyTitle: at(TITLES, index),
    vacancyState: 'open',
    closesOn: addDays(TODAY, (index % 40) + 1),
    errors: index % 11 === 4 ? 2 : 0,
    warnings: index % 6 === 2 ? 1 : 0,
    figures: isNew ? null : figures(index),
    updatedAt: new Date(Date.parse(NOW) - index * 310_000).toISOString(),
  };
}

function windowed<T>(total: number, offset: number, limit: number, make: (index: number) => T): T[] {
  return Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, index) => make(offset + index));
}

function node(
  kind: 'client' | 'network' | 'campaign' | 'ad_group',
  key: string,
  client: number,
  network: string | null,
  name: string,
  children: number,
  own: string | null,
  mark: PlanRow['mark'] = 'none',
  errors = 0,
) {
  return { key, kind, id: own, clientId: id(100 + client), network, name, children, mark, errors };
}

function tree({ parent }: InputOf<'plans.tree'>): OutputOf<'plans.tree'> {
  if (parent === null)
    return { nodes: CLIENTS.map((name, index) => node('client', `c${index}`, index, null, name, 5, null, 'none', index === 1 ? 2 : 0)) };
  if ('campaignId' in parent)
    return {
      nodes: windowed(4, 0, 4, (index) =>
        node(
          'ad_group',
          `${parent.campaignId} ${index}`,
          0,
          'meta',
          `${at(TITLES, index)} · ${at(CITIES, index)[1]}`,
          0,
          id(2_900_000 + index),
        ),
      ),
    };
  const client = Number.parseInt(parent.clientId.slice(-4), 16) - 100;
  if ('network' in parent)
    return {
      nodes: windowed(12, 0, 12, (index) =>
        node(
          'campaign',
          `${parent.network} ${client} ${index}`,
          client,
          parent.network,
          `${at(TITLES, index)} · noviembre`,
          4,
          id(2_000_000 + index),
          index % 4 === 0 ? 'new' : 'none',
          index === 4 ? 1 : 0,
        ),
      ),
    };
  return {
    nodes: NETWORKS.map((network) =>
      node(
        'network',
        `${client} ${network}`,
        client,
        network,
        { meta: 'Meta', google: 'Google', x: 'X', tiktok: 'TikTok', snapchat: 'Snapchat' }[network],
        12,
        null,
      ),
    ),
  };
}

const headers = ['Código vacante', 'Cargo', 'Empresa', 'Ciudad', 'Salario', 'Fecha cierre', 'Vacantes', 'Descripción', 'Observaciones'];
const targets = ['externalId', 'title', 'company', 'city', 'salary', 'closesOn', 'positions', 'description', null] as const;
export const importPreview: OutputOf<'vacancies.getImport'> = {
  importId: id(9001),
  fileName: 'vacantes-noviembre.csv',
  clientId: id(100),
  format: 'csv',
  encoding: 'Windows-1252',
  separator: ';',
  headerRow: true,
  rows: 1284,
  columns: headers.map((header, column) => ({
    column,
    header,
    target: at(targets, column),
    confidence: [null, 0.99, 0.97, 0.95, 0.82, 0.71, 0.52, 0.93, 0.2][column] ?? null,
    samples:
      [
        ['VAC-10001', 'VAC-10002'],
        ['Auxiliar de bodega', 'Cajero tiempo completo'],
        ['Almacenes del Río'],
        ['Bogotá D.C.', 'Medellín'],
        ['$ 1.300.000', '1.650.000,00'],
        ['03/04/2026', '11/12/2026'],
        ['3', '12'],
        ['Recibir y despachar mercancía en turnos rotativos'],
        ['', 'urgente'],
      ][column] ?? [],
    overwrite: column === 7 ? 'blanks_only' : 'always',
  })),
  questions: [
    { column: 5, kind: 'date_order', examples: ['03/04/2026', '05/06/2026'], options: ['dmy', 'mdy'], answer: null },
    {
      column: 3,
      kind: 'place_split',
      examples: ['Cali | Palmira | Yumbo'],
      options: ['one', 'per_region', 'per_city'],
      answer: 'per_region',
    },
  ],
  counts: { new: 212, changed: 48, closed: 9, unchanged: 996, duplicate: 7, rejected: 12 },
  shrinkHeld: false,
};

const kinds = ['new', 'changed', 'unchanged', 'rejected', 'closed', 'new', 'duplicate'] as const;
const answers: Answers = {
  'vacancies.list': ({ offset, limit, filter }) => {
    const total = filter.text === '' ? ROWS : filter.text === 'nada' ? 0 : 1234;
    return { rows: windowed(total, offset, limit, vacancy), total };
  },
  'vacancies.get': ({ vacancyId }) => vacancy(Number.parseInt(vacancyId.slice(-12), 16) - 1_000_000),
  'vacancies.facets': () => ({
    states: VacancyState.options.map((value, index) => ({ value, count: 1200 * (index + 1) })),
    roleFamilies: RoleFamily.options.map((value, index) => ({ value, count: 40 * (index + 3) })),
    places: CITIES.map(([code, name], index) => ({ code, name, count: 9000 - index * 700 })),
  }),
  'vacancies.duplicates': ({ similarity }) => {
    const groups = [0, 3, 7].map((first, index) => {
      const vacancies = [vacancy(first), { ...vacancy(first + 1), title: `${vacancy(first).title} (urgente)`, ads: index }];
      return { similarity: 0.97 - index * 0.06, keepId: vacancies[0]?.id ?? '', vacancies };
    });
    return similarity > 0.9 ? { groups: [], total: 0 } : { groups, total: similarity < 0.75 ? 140 : groups.length };
  },
  'feeds.list': () => ({
    feeds: [
      {
        id: id(9101),
        clientId: id(100),
        clientName: 'Almacenes del Río',
        name: 'Carpeta de recursos humanos',
        settings: { kind: 'folder', path: '/home/laura/Vacantes/Almacenes del Río' },
        columns: [],
        wholeFeed: true,
        everyMinutes: 60,
        enabled: true,
        lastLookedAt: '2026-11-20T15:19:40Z',
        trouble: null,
        waiting: 1,
      },
      {
        id: id(9102),
        clientId: id(101),
        clientName: 'Clínica del Norte',
        name: 'Bolsa de empleo',
        settings: {
          kind: 'http',
          url: 'https://empleos.example/v1/vacantes',
          paging: 'page',
          headers: [{ name: 'X-Api-Key', value: null }],
        },
        columns: [],
        wholeFeed: true,
        everyMinutes: 30,
        enabled: true,
        lastLookedAt: '2026-11-20T14:50:00Z',
        trouble: { code: 'feeds.not_allowed', details: { host: 'empleos.example', status: 401 } },
        waiting: 0,
      },
    ],
  }),
  'feeds.runs': () => ({
    runs: [
      {
        id: id(9201),
        feedId: id(9101),
        fileName: 'vacantes-noviembre.xlsx',
        foundAt: '2026-11-20T15:18:00Z',
        state: 'proposed',
        importId: id(9001),
        counts: { new: 12, changed: 4, closed: 96, unchanged: 180, duplicate: 0, rejected: 3 },
        held: 'shrink',
        refusal: null,
      },
      {
        id: id(9202),
        feedId: id(9101),
        fileName: 'vacantes-octubre.xlsx',
        foundAt: '2026-10-28T15:18:00Z',
        state: 'imported',
        importId: null,
        counts: null,
        held: null,
        refusal: null,
      },
    ],
  }),
  'vacancies.getImport': () => importPreview,
  'vacancies.importTargets': () => ({
    targets: ['externalId', 'title', 'company', 'city', 'salary', 'closesOn', 'positions', 'description', 'requirements', 'applyUrl'],
  }),
  'vacancies.importRows': ({ offset, limit, kind }) => ({
    total: 1284,
    rows: windowed(1284, offset, limit, (index) => {
      const own = kind ?? at(kinds, index);
      return {
        line: index + 2,
        kind: own,
        title: at(TITLES, index),
        placeText: at(CITIES, index)[1],
        company: at(CLIENTS, index),
        changes:
          own === 'changed'
            ? [
                { field: 'closesOn', before: '2026-11-25', after: '2026-12-10' },
                { field: 'positions', before: '3', after: '5' },
              ]
            : [],
        reasons: own === 'rejected' ? [{ code: 'import.reject.title_missing', column: 1, details: {} }] : [],
        notes: [],
      };
    }),
  }),
  'history.ofObject': () => ({
    entries: windowed(4, 0, 4, (index) => ({
      id: id(7000 + index),
      at: new Date(Date.parse(NOW) - index * 5_400_000).toISOString(),
      author: at(['Laura Gómez', 'Andrés Peña'], index),
      labelKey: 'history.edit',
      labelValues: {},
      field: at(['dailyBudget', 'name', 'closesOn', 'positions'], index),
      before: at([{ amountMicros: '120000000000', currency: 'COP' }, 'Bodega Bogotá', '2026-11-25', 3], index),
      after: at([{ amountMicros: '180000000000', currency: 'COP' }, 'Bodega Bogotá · noviembre', '2026-12-10', 5], index),
    })),
  }),
  'plans.tree': tree,
  'plans.list': ({ offset, limit, filter }) => {
    const total = filter.text === 'nada' ? 0 : filter.level === 'campaign' ? 5000 : filter.level === 'ad_group' ? 20_000 : ROWS;
    return {
      rows: windowed(total, offset, limit, (index) => planRow(index, filter.level)),
      total,
      totals: { dailyBudget: [COP(486_000_000)], figures: figures(3, 3000) },
    };
  },
  'plans.get': ({ objectId }) => {
    const index = Number.parseInt(objectId.slice(-12), 16) - 2_000_000;
    const row = planRow(index, 'ad');
    const common = {
      id: objectId,
      parentId: null,
      clientId: id(100),
      clientName: row.clientName,
      accountId: id(200),
      network: row.network,
      vacancyId: null,
      lifecycle: row.lifecycle,
      delivery: row.delivery,
      deliveryReasons: [],
      mark: row.mark === 'none' ? ('edited' as const) : row.mark,
      problems: { errors: 1, warnings: 1 },
      remoteId: '2385440',
      marker: 'av-7f31c0',
      updatedAt: NOW,
    };
    if (index % 2 === 0)
      return {
        ...common,
        level: 'campaign',
        fields: {
          name: planRow(index, 'campaign').name,
          status: 'active',
          objective: 'traffic',
          dailyBudget: COP(180_000),
          startDay: TODAY,
          endDay: null,
          countries: ['CO'],
          employment: true,
        },
      };
    return {
      ...common,
      level: 'ad',
      fields: {
        name: row.name,
        status: 'active',
        headlines: ['Auxiliar de bodega en Fontibón', 'Trabaje cerca de casa, turno noche y fines de semana'],
        descriptions: ['$1.600.000 y transporte. Postúlese hoy.'],
        primaryText: 'Almacenes del Río busca auxiliar de bodega en Bogotá.\nContrato indefinido, turnos de 8 horas.',
        finalUrl: 'https://empleo.example.com/v/10001',
        callToAction: 'apply_now',
        image: null,
      },
    };
  },
  'plans.preview': () => ({
    network: 'meta',
    previews: [
      {
        placement: 'feed',
        headline: 'Auxiliar de bodega en Fontibón',
        text: 'Almacenes del Río busca auxiliar de bodega en Bogotá.\nContrato indefinido, turnos de 8 horas.',
        description: '$1.600.000 y transporte. Postúlese hoy.',
        displayUrl: 'empleo.example.com',
        callToAction: 'apply_now',
        image: null,
        advertiser: 'Almacenes del Río',
      },
    ],
  }),
  'templates.list': () => ({
    templates: [
      {
        id: id(6001),
        name: 'Base operativa',
        headlines: ['{{title}} en {{city}}', 'Trabaje en {{company|una gran empresa}}'],
        descriptions: ['{{#salary}}{{salary}}. {{/salary}}Postúlese hoy.'],
        primaryText: '{{company|La empresa}} busca {{title}} en {{city}}. {{#salary}}Salario: {{salary}}. {{/salary}}{{modality}}.',
        callToAction: 'apply_now',
        image: null,
        updatedAt: NOW,
      },
    ],
  }),
  'templates.preview': ({ networks }) => ({
    previews: networks.map((network) => ({
      network,
      headlines: ['Auxiliar de bodega en Bogotá', 'Trabaje en Almacenes del Río'],
      descriptions: ['$1.600.000. Postúlese hoy.'],
      primaryText: 'Almacenes del Río busca auxiliar de bodega en Bogotá.',
      notes: [],
    })),
  }),
  'flows.list': () => ({
    flows: [
      {
        id: id(6101),
        name: 'Bodega y cajas',
        clientId: id(100),
        filter: { clientId: id(100), text: '', states: ['open', 'advertised'], roleFamilies: [], places: [] },
        grouping: 'role_family_city',
        networks: ['meta', 'google', 'tiktok'],
        templateId: id(6001),
        dailyBudget: COP(480_000),
        startDay: TODAY,
        endDay: null,
        objective: 'traffic',
        radiusKm: 20,
        lastRunAt: NOW,
      },
    ],
  }),
  'flows.preview': ({ fields }) => ({
    counts: fields.networks.map((network, index) => ({
      network,
      vacancies: 64,
      skipped: index,
      campaigns: 6,
      adGroups: 14,
      ads: 64 - index,
      dailyBudget: COP(480_000 / fields.networks.length),
    })),
    groups: fields.networks.flatMap((network) =>
      windowed(6, 0, 6, (index) => ({
        name: `${at(['Logística', 'Ventas', 'Salud'], index)} · ${at(CITIES, index)[1]}`,
        network,
        ads: 4 + index * 3,
        dailyBudget: COP(480_000 / fields.networks.length / 6),
      })),
    ),
    rates: [],
    problems: [],
  }),
  'results.summary': () => ({
    totals: [figures(3, 900)],
    previous: [figures(8, 800)],
    outcomes: [{ currency: 'COP', ...outcomes(1) }],
    unattributed: [
      { kind: 'application', count: 118, of: 412 },
      { kind: 'qualified', count: 21, of: 96 },
      { kind: 'hired', count: 3, of: 17 },
    ],
    attribution: [
      { network: 'meta', window: '7 d clic' },
      { network: 'google', window: '30 d clic' },
    ],
    oldestReadAt: new Date(Date.parse(NOW) - 240_000).toISOString(),
    incompleteFromDay: addDays(TODAY, -1),
  }),
  'results.series': ({ fromDay, toDay }) => {
    const days = windowed(dayNumber(toDay) - dayNumber(fromDay) + 1, 0, 400, (index) => addDays(fromDay, index));
    return {
      days,
      incompleteFromDay: addDays(TODAY, -1),
      series: ['meta', 'google', 'tiktok'].map((network, line) => ({
        network,
        currency: 'COP',
        values: days.map((_, index) =>
          Math.round((900_000 - line * 260_000) * (0.8 + mixed(index * 7 + line) * 0.4) * (index > days.length - 3 ? 0.5 : 1)),
        ),
      })),
    };
  },
  'results.rows': ({ offset, limit, by, fromDay, toDay }) => {
    const total =
      by === 'network' ? 5 : by === 'client' ? 5 : by === 'campaign' ? 5000 : by === 'vacancy' ? 60_000 : by === 'role_family' ? 24 : 6;
    return {
      total,
      rows: windowed(total, offset, limit, (index) => ({
        key: `${by}${index}`,
        label:
          by === 'network'
            ? at(['Meta', 'Google', 'X', 'TikTok', 'Snapchat'], index)
            : by === 'client'
              ? at(CLIENTS, index)
              : by === 'role_family'
                ? at(RoleFamily.options, index)
                : by === 'city'
                  ? at(CITIES, index)[1]
                  : `${at(TITLES, index)} · ${at(CITIES, index >> 1)[1]}`,
        network: by === 'network' || by === 'campaign' ? at(NETWORKS, index) : null,
        figures: figures(index * 3, 300),
        outcomes: by === 'campaign' ? null : outcomes(index),
        daily: windowed(dayNumber(toDay) - dayNumber(fromDay) + 1, 0, 400, (day) => mixed(day + index * 40) * 100 + 30),
      })),
    };
  },
  'results.restatements': () => ({
    total: 37,
    rows: windowed(12, 0, 12, (index) => ({
      network: at(NETWORKS, index),
      adName: at(TITLES, index),
      day: addDays(TODAY, -index - 1),
      measure: 'spend',
      before: '120.000',
      after: '124.500',
      seenAt: NOW,
    })),
  }),
};

/** Answers the questions above in the page itself; everything else goes on to the server behind it. */
export async function answerGrids(page: Page): Promise<void> {
  await page.route('**/rpc/*', async (route) => {
    const name = new URL(route.request().url()).pathname.split('/').at(-1) ?? '';
    const answer = answers[name as QueryName]; // a name without an answer goes on
    if (answer === undefined) return route.fallback();
    const method = methodNamed(name);
    const input = z.decode(method.input, route.request().postDataJSON() as never); // the contract decides
    await route.fulfill({ json: { ok: true, value: z.encode(method.output, answer(input as never)) } }); // typed where it was written
  });
}
