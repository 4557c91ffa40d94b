import type { EdgeCall } from './edges.ts';
import { insightRows } from './insights.ts';
import { paginate } from './lists.ts';
import { draw } from '../../../simulators/draw.ts';
import { parseFields } from './reads.ts';
import { invalid, missingObject } from './problems.ts';
import type { GraphObject } from './store.ts';

/** A report that is worked out in the background. It advances each time someone looks, as a poller would see it. */
export interface ReportRun {
  readonly id: string;
  readonly accountId: string;
  readonly scopeId: string | null;
  readonly params: Readonly<Record<string, unknown>>;
  readonly fields: unknown;
  readonly createdMs: number;
  looks: number;
}

export function startReport(call: EdgeCall, scope: GraphObject | null): unknown {
  parseFields(call.raw['fields'], 'AdsInsights');
  const run: ReportRun = {
    id: call.store.newId(),
    accountId: call.account.remoteId,
    scopeId: scope?.id ?? null,
    params: call.values,
    fields: call.raw['fields'],
    createdMs: call.sim.nowMs(),
    looks: 0,
  };
  call.store.books.put('report', run.id, run);
  return { report_run_id: run.id };
}

const RUN_LIFE_MS = 30 * 86_400_000;

/** Percent may reach 100 before the status says completed: both must be waited for. "Asynchronous insights" (v26.0; read 2026-11-20) */
export function runReport(call: EdgeCall, run: ReportRun, edge: string | null): unknown {
  if (call.sim.nowMs() - run.createdMs > RUN_LIFE_MS) throw missingObject(run.id);
  const fate = call.sim.switchOn('meta.report_runs_fail') ? draw(call.sim.seed, 'report', run.id) : 1;
  const failed = fate < 0.5 && run.looks >= 2;
  const stages = [
    ['Job Not Started', 0],
    ['Job Running', 60],
    ['Job Running', 100],
    ['Job Completed', 100],
  ] as const;
  if (edge === 'insights') {
    if (run.looks < stages.length || failed) throw invalid('the report is not ready', { title: 'Report not ready' });
    const scope = run.scopeId === null ? null : call.store.find(run.scopeId);
    const page = paginate(insightRows(scope, run.params, run.fields, call), call.raw, call.address, call.sim);
    return { data: page.rows, ...(page.paging === null ? {} : { paging: page.paging }) };
  }
  if (edge !== null) throw missingObject(`${run.id}/${edge}`);
  const [status, percent] = stages[Math.min(run.looks, stages.length - 1)]!;
  run.looks += 1;
  call.store.books.put('report', run.id, run);
  const seconds = Math.floor(run.createdMs / 1000);
  const whole: Record<string, unknown> = {
    id: run.id,
    account_id: run.accountId.slice(4),
    time_ref: seconds,
    async_status: failed ? (fate < 0.25 ? 'Job Failed' : 'Job Skipped') : status,
    async_percent_completion: failed ? 0 : percent,
    is_running: !failed && status !== 'Job Completed',
    ...(failed ? { error_code: 2, error_message: 'The report could not be worked out' } : {}),
  };
  const wanted = parseFields(call.raw['fields'], 'AdReportRun').map((selection) => selection.name);
  return Object.fromEntries(wanted.filter((name) => whole[name] !== undefined).map((name) => [name, whole[name]]));
}
