import { createHash } from 'node:crypto';
import type { SimContext, SimReply, SimRequest, SimulatedNetwork } from './types.ts';
import { WORLD_TOWNS } from './world.ts';

export const JOB_BOARD = 'job-board';
/** The key that the board asks for; it opens nothing but this simulator. */
export const JOB_BOARD_KEY = 'tablero-simulado';

interface Posting {
  readonly id: string;
  readonly cargo: string;
  readonly empresa: string;
  readonly ciudad: string;
  readonly departamento: string;
  readonly salario_minimo: number;
  readonly salario_maximo: number;
  readonly moneda: string;
  readonly descripcion: string;
  readonly url: string;
  readonly fecha_de_cierre: string;
  readonly vacantes: number;
}

const JOBS = [
  'Asesor comercial',
  'Auxiliar contable',
  'Conductor de reparto',
  'Enfermera jefe',
  'Cocinero',
  'Analista de datos',
  'Guarda de seguridad',
];
const SEEDED = 120;
const TOWNS = WORLD_TOWNS.filter((town) => town.country === 'CO');
const DAY_MS = 86_400_000;

/**
 * A job board as agencies meet them: JSON over HTTP, a key in a header, pages of fifty, an entity tag. No network of ads:
 * it has no campaigns. `POST /v1/vacantes` and `DELETE /v1/vacantes/{id}` are the board's own staff.
 */
export function createJobBoard(context: SimContext): SimulatedNetwork {
  const { books } = context;

  function seeded(index: number): Posting {
    const town = TOWNS[(index * 37 + context.seed) % TOWNS.length];
    const low = 1_800_000 + (index % 25) * 60_000;
    return {
      id: `TB-${String(index + 1).padStart(4, '0')}`,
      cargo: JOBS[index % JOBS.length] ?? '',
      empresa: `Empresa Ejemplo ${1 + (index % 9)}`,
      ciudad: town?.name ?? '',
      departamento: town?.region ?? '',
      salario_minimo: low,
      salario_maximo: low + 400_000,
      moneda: 'COP',
      descripcion: `Puesto ${index + 1} con contrato directo, prestaciones de ley y formación desde el primer día.`,
      url: `https://tablero.example/v/${index + 1}`,
      fecha_de_cierre: new Date(context.nowMs() + (20 + (index % 30)) * DAY_MS).toISOString().slice(0, 10),
      vacantes: 1 + (index % 4),
    };
  }

  function postings(): readonly Posting[] {
    if (books.get('board', 'seeded') === null) {
      for (let index = 0; index < SEEDED; index++) {
        const posting = seeded(index);
        books.put('posting', posting.id, posting);
      }
      books.put('board', 'seeded', true);
    }
    return books.all<Posting>('posting');
  }

  function list(request: SimRequest): SimReply {
    const all = postings();
    const size = Math.min(200, Math.max(1, Number(request.query.get('per_page') ?? 50) || 50));
    const page = Math.max(1, Number(request.query.get('page') ?? 1) || 1);
    const pages = Math.max(1, Math.ceil(all.length / size));
    const data = all.slice((page - 1) * size, page * size);
    const etag = `"${createHash('sha256').update(JSON.stringify(all)).update(`${page}/${size}`).digest('hex').slice(0, 24)}"`;
    if (request.headers['if-none-match'] === etag) return { status: 304, headers: { etag }, body: '' };
    const next = page < pages ? `/v1/vacantes?page=${page + 1}&per_page=${size}` : null;
    return {
      status: 200,
      headers: { etag, ...(next === null ? {} : { link: `<${next}>; rel="next"` }) },
      body: { data, page, pages, total: all.length, next },
    };
  }

  function change(request: SimRequest): SimReply {
    postings();
    const id = request.path.slice('/v1/vacantes/'.length);
    if (request.method === 'DELETE') {
      if (books.get('posting', id) === null) return { status: 404, body: { error: 'not_found' } };
      books.delete('posting', id);
      return { status: 200, body: { deleted: id } };
    }
    const given: unknown = JSON.parse(request.body.toString('utf8'));
    if (given === null || typeof given !== 'object' || !('id' in given) || typeof given.id !== 'string')
      return { status: 422, body: { error: 'id_missing' } };
    books.put('posting', given.id, { ...books.get<Posting>('posting', given.id), ...given });
    return { status: 200, body: { saved: given.id } };
  }

  return {
    id: JOB_BOARD,
    operation: (request) => (request.method === 'GET' ? 'list_vacancies' : 'change_vacancy'),
    handle(request) {
      if (request.headers['x-api-key'] !== JOB_BOARD_KEY) return { status: 401, body: { error: 'unauthorized' } };
      if (context.takeFault('list_vacancies', '429'))
        return { status: 429, headers: { 'retry-after': '30' }, body: { error: 'slow_down' } };
      if (request.method === 'GET' && request.path === '/v1/vacantes') return list(request);
      if (request.path.startsWith('/v1/vacantes')) return change(request);
      return { status: 404, body: { error: 'not_found' } };
    },
    state: () => ({ campaigns: [], adGroups: [], ads: [] }),
    reset() {
      for (const posting of books.all<Posting>('posting')) books.delete('posting', posting.id);
      books.delete('board', 'seeded');
    },
  };
}
