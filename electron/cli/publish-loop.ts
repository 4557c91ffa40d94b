import type { Run } from '../../core/contract/index.ts';
import { RefusedError } from '../backend/api.ts';
import type { CliSession } from './session.ts';

export interface PublishReport {
  readonly runs: readonly Run[];
  readonly confirmed: number;
  readonly rejected: number;
  readonly unknown: number;
  readonly needsPerson: number;
  readonly cancelled: number;
  readonly open: number;
}

/**
 * Finishes what an earlier run left open, publishes what is ready now, and works until nothing is due. With `wait` it goes on
 * until everything settled: real time passes by itself, a simulated clock is moved to the moment that the journal waits for.
 */
export async function publishUntilSettled(
  session: CliSession,
  clientId: string | null,
  options: {
    wait: boolean;
    confirmUnusual?: boolean;
    canary?: 'after_review' | 'on_key';
    onProgress: (text: string) => void;
  },
): Promise<PublishReport> {
  const { api } = session;
  await workThrough(session, options);
  const { objectIds, daily, obstacle } = await api.changes.publishable({ clientId });
  if (obstacle !== null) throw new RefusedError('publishing.start', { code: obstacle.code, details: obstacle.details });
  const { confirmUnusual, canary } = options;
  if (objectIds.length > 0)
    await api.publishing.start({
      selection: { objectIds },
      confirmDaily: daily,
      ...(confirmUnusual === true ? { confirmUnusual } : {}),
      ...(canary === undefined ? {} : { canary }),
    });
  const open = await workThrough(session, options);
  const { runs } = await api.publishing.runs({ limit: 100 });
  const sum = (key: 'confirmed' | 'rejected' | 'unknown' | 'needsPerson' | 'cancelled'): number =>
    runs.reduce((total, run) => total + run.networks.reduce((part, network) => part + network[key], 0), 0);
  return {
    runs,
    confirmed: sum('confirmed'),
    rejected: sum('rejected'),
    unknown: sum('unknown'),
    needsPerson: sum('needsPerson'),
    cancelled: sum('cancelled'),
    open,
  };
}

/** Networks that are asked by the second make for many short waits. */
const WORTH_SAYING_MS = 5_000;

/** Works off what the journal holds, without starting anything new. */
export async function workThrough(session: CliSession, options: { wait: boolean; onProgress: (text: string) => void }): Promise<number> {
  for (;;) {
    const done = await session.api.publishing.work({});
    if (done.open === 0 || !options.wait || done.waitsUntil === null) return done.open;
    const waitMs = Math.max(1, Date.parse(done.waitsUntil) - session.backend.nowMs());
    if (waitMs >= WORTH_SAYING_MS) options.onProgress(`${done.open} steps wait until ${done.waitsUntil}`);
    if (session.backend.simulators() === null) await new Promise((resolve) => setTimeout(resolve, Math.min(waitMs, 60_000)));
    else await session.backend.simulators()!.advance(waitMs);
  }
}
