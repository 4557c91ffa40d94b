import { createHistoryStore } from '../../adapters/storage/history-store.ts';
import { createScheduleStore } from '../../adapters/storage/schedule-sql-store.ts';
import { createZones } from '../../adapters/system/zones.ts';
import type { ScheduleAction, ScheduleRule, ScheduleWarning } from '../../core/contract/schedules.ts';
import { createHistory } from '../../core/history/index.ts';
import { ok, refuse } from '../../core/kernel/result.ts';
import type { Actor } from '../../core/ports/index.ts';
import { createSchedules, type ScheduleRow, type Schedules } from '../../core/schedules/index.ts';
import { scratchDatabase, someone } from '../adapters/storage/support.ts';

export const CLIENT = '01890000-0000-7000-8000-0000000000c1';
const OBJECT = '01890000-0000-7000-8000-0000000000a1';

/** Schedules over a real encrypted file and a clock that tests move. */
export function scheduleBench() {
  const scratch = scratchDatabase();
  const unexplained = (explained: ScheduleRow['explained']) =>
    bench.warnings.filter(({ code }) => !explained.some((one) => one.code === code));
  const bench = {
    nowMs: Date.UTC(2026, 10, 20, 12),
    zoneVersion: 'test',
    /** What was done, and when. */
    done: [] as { readonly name: string; readonly atMs: number }[],
    hash: 'same',
    role: 'admin' as Actor['role'] | null,
    announced: 0,
    /** What the checks warn about, whatever is done. */
    warnings: [] as readonly ScheduleWarning[],
    /** Dies at the next performance, after it wrote. */
    dies: false,
    schedules: null as unknown as Schedules, // set by restart(), before anybody gets it
    store: createScheduleStore(scratch.database),
    restart() {
      bench.schedules = createSchedules({
        store: bench.store,
        performer: {
          contentHash: () => ok(bench.hash),
          foresee: (_action, explained) => unexplained(explained),
          warningsOf: ({ code }) => (code === 'changes.warnings_unexplained' ? bench.warnings : []),
          perform(row) {
            if (unexplained(row.explained).length > 0) return refuse('changes.warnings_unexplained');
            if (row.name === 'refused') return refuse('changes.not_approved');
            bench.done.push({ name: row.name, atMs: bench.nowMs });
            if (bench.dies) throw new Error('killed');
            return ok({
              revert:
                row.action.kind === 'budget'
                  ? { action: { ...row.action, dailyBudget: { amountMicros: 1n, currency: 'COP' }, revertAt: null }, explained: [] }
                  : null,
            });
          },
        },
        zones: { ...createZones(), version: bench.zoneVersion },
        roleOf: () => bench.role,
        nameOf: () => 'Campaña',
        changeLog: scratch.changeLog,
        uow: scratch.unitOfWork,
        audit: scratch.auditLog,
        clock: { ...scratch.clock, nowMs: () => bench.nowMs, nowIso: () => new Date(bench.nowMs).toISOString() },
        ids: scratch.ids,
        topics: { moved: () => void (bench.announced += 1), progress: () => undefined, cancelled: () => false },
      });
    },
    make(
      name: string,
      rule: Partial<ScheduleRule> = {},
      action: ScheduleAction = { kind: 'status', objectIds: [OBJECT], status: 'paused' },
    ) {
      const whole: ScheduleRule = {
        at: '2026-11-20T09:00',
        timeZone: 'America/Bogota',
        repeat: 'once',
        until: null,
        graceMinutes: 60,
        ...rule,
      };
      return bench.schedules.handlers.save({ scheduleId: null, clientId: CLIENT, name, action, rule: whole }, someone);
    },
    /** Undo and redo as the program has them. */
    history: () =>
      createHistory({
        store: createHistoryStore(scratch.database, scratch.writer),
        unitOfWork: scratch.unitOfWork,
        audit: scratch.auditLog,
        topics: { moved: () => undefined, progress: () => undefined, cancelled: () => false },
        undoables: [bench.schedules.undoable],
        topicsOf: () => ['schedules'],
      }),
    states: () => bench.store.list(null).map((row) => row.state),
  };
  bench.restart();
  return bench;
}
