import { draw } from '../../../simulators/draw.ts';
import { listedPage, type Listed } from './lists.ts';
import { missing, TikTokProblem } from './problems.ts';
import { textOf, type Values } from './request.ts';
import type { WriteContext } from './rules.ts';
import { scheduleTime } from '../zone.ts';

/** Instant forms and what people wrote in them. "Leads API" (v1.3; read 2026-11-20). Forms are made in TikTok's own editor only: each account has one. */

interface Task {
  readonly id: string;
  readonly accountId: string;
  readonly createdMs: number;
}
export interface SimulatedLead {
  readonly id: string;
  readonly accountId: string;
  readonly adId: string;
  readonly createdMs: number;
  readonly answers: Readonly<Record<string, string>>;
}

const TASK_MS = 5_000;

export function pageIdOf(context: WriteContext): string {
  return context.account.settings.identityId.replace(/^702/, '705');
}

export function listPages(values: Values, context: WriteContext): Listed {
  const type = textOf(values['business_type']);
  const all =
    type === null || type === 'LEAD_GEN'
      ? [
          {
            page_id: pageIdOf(context),
            status: 'PUBLISHED',
            title: `Formulario de ${context.account.name}`,
            create_time: '2026-11-01 00:00:00',
          },
        ]
      : [];
  return listedPage(all, values, 20);
}

/** The first call starts a task, a call with its id asks how it stands. */
export function leadTask(values: Values, context: WriteContext): unknown {
  const { store, sim, account } = context;
  const asked = textOf(values['task_id']);
  if (asked !== null) {
    const task = taskOf(asked, context);
    return { task_id: task.id, status: sim.nowMs() - task.createdMs < TASK_MS ? 'RUNNING' : 'SUCCEED' };
  }
  const page = textOf(values['page_id']);
  if (page === null && textOf(values['ad_id']) === null && textOf(values['library_id']) === null) throw missing('page_id');
  if (page !== null && page !== pageIdOf(context)) throw new TikTokProblem(40007, `page_id: ${page} does not exist`);
  const task: Task = { id: store.newId(), accountId: account.remoteId, createdMs: sim.nowMs() };
  store.books.put('lead_task', task.id, task);
  return { task_id: task.id, status: 'CREATED' };
}

function taskOf(id: string, context: WriteContext): Task {
  const task = context.store.books.get<Task>('lead_task', id);
  if (task?.accountId !== context.account.remoteId) throw new TikTokProblem(40007, `task_id: ${id} does not exist`);
  return task;
}

/** A CSV with a byte order mark; an answer may hold commas, quotes and line breaks. */
export function downloadLeads(values: Values, context: WriteContext): string {
  const task = taskOf(String(values['task_id']), context);
  if (context.sim.nowMs() - task.createdMs < TASK_MS) throw new TikTokProblem(40201, 'task_id: the task is not finished');
  const rows = leadsOf(context).map((lead) => [
    lead.id,
    `${scheduleTime(lead.createdMs)}(UTC+0)`,
    lead.adId,
    pageIdOf(context),
    ...['Nombre', 'Correo', 'Experiencia'].map((question) => lead.answers[question] ?? ''),
  ]);
  const head = ['lead_id', 'created_time', 'ad_id', 'page_id', 'Nombre', 'Correo', 'Experiencia'];
  return `\uFEFF${[head, ...rows].map((row) => row.map(quoted).join(',')).join('\r\n')}\r\n`;
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

export function leadsOf(context: WriteContext): readonly SimulatedLead[] {
  return context.store.books.all<SimulatedLead>('lead').filter((lead) => lead.accountId === context.account.remoteId);
}

/** A lead that nobody wrote, to try the way with. "Create a test lead" (v1.3; read 2026-11-20) */
export function createMockLead(context: WriteContext): unknown {
  const { store, sim, account } = context;
  const id = store.newId();
  const years = 1 + Math.floor(draw(sim.seed, 'lead', id) * 9);
  const lead: SimulatedLead = {
    id,
    accountId: account.remoteId,
    adId: '',
    createdMs: sim.nowMs(),
    answers: { Nombre: 'Persona de prueba', Correo: 'prueba@example.com', Experiencia: `${years} años, "ventas",\nBogotá` },
  };
  store.books.put('lead', id, lead);
  return { lead_data: lead.answers, meta_data: { lead_id: id, page_id: pageIdOf(context), create_time: scheduleTime(lead.createdMs) } };
}

export function mockLead(context: WriteContext): unknown {
  const lead = leadsOf(context).at(-1);
  return lead === undefined ? {} : { lead_data: lead.answers, meta_data: { lead_id: lead.id, page_id: pageIdOf(context) } };
}

export function deleteMockLeads(context: WriteContext): unknown {
  for (const lead of leadsOf(context)) context.store.books.delete('lead', lead.id);
  return {};
}
