import type { SimContext } from '../../../simulators/types.ts';
import { GOOGLE_SIMULATED_ACCOUNTS, type SimulatedProject } from './accounts.ts';
import type { Fault } from './answers.ts';

const WINDOW_MS = 86_400_000;
const BUCKET_MS = 60_000;
const MANAGER_MINUTE = 300;
/** Operations a sliding day by access level and kind of account; null is without limit (google-ads.md section 2). */
const LIMITS: Readonly<Record<SimulatedProject['level'], { readonly production: number | null; readonly test: number | null }>> = {
  test: { production: 0, test: 15_000 },
  explorer: { production: 2_880, test: 15_000 },
  basic: { production: 15_000, test: 15_000 },
  standard: { production: null, test: null },
};

type Buckets = readonly (readonly [number, number])[];

/** The project's operations, shared by every customer it serves. No header tells how many are left (google-ads.md section 12). */
export class Quota {
  readonly #context: SimContext;

  constructor(context: SimContext) {
    this.#context = context;
  }

  charge(project: SimulatedProject, testAccount: boolean, operations: number): Fault | null {
    const limit = LIMITS[project.level][testAccount ? 'test' : 'production'];
    if (limit === null) return null;
    const key = `${project.clientId}/${testAccount ? 'test' : 'production'}`;
    const nowMs = this.#context.nowMs();
    const live = (this.#context.books.get<Buckets>('quota', key) ?? []).filter(([at]) => at > nowMs - WINDOW_MS);
    const used = live.reduce((sum, [, count]) => sum + count, 0);
    if (used + operations > limit) {
      const seconds = Math.max(1, Math.ceil(((live[0]?.[0] ?? nowMs) + WINDOW_MS - nowMs) / 1000));
      return exhausted('RESOURCE_EXHAUSTED', 'DEVELOPER', 'Number of operations for explorer or basic access', seconds);
    }
    const slot = Math.floor(nowMs / BUCKET_MS) * BUCKET_MS;
    const last = live.at(-1);
    const next: Buckets =
      last !== undefined && last[0] === slot ? [...live.slice(0, -1), [slot, last[1] + operations]] : [...live, [slot, operations]];
    this.#context.books.put('quota', key, next);
    return null;
  }

  /** Data Manager: ingestion requests of a project in a minute and a day, other requests counted apart (google-ads.md section 7). */
  chargeManager(project: SimulatedProject, ingestion: boolean): number | null {
    const key = `${project.clientId}/${ingestion ? 'ingestion' : 'lists'}`;
    const nowMs = this.#context.nowMs();
    const live = (this.#context.books.get<Buckets>('quota', key) ?? []).filter(([at]) => at > nowMs - WINDOW_MS);
    const minute = Math.floor(nowMs / BUCKET_MS) * BUCKET_MS;
    const last = live.at(-1);
    const inMinute = last !== undefined && last[0] === minute ? last[1] : 0;
    if (inMinute >= MANAGER_MINUTE) return Math.ceil((minute + BUCKET_MS - nowMs) / 1000);
    if (live.reduce((sum, [, count]) => sum + count, 0) >= (ingestion ? 100_000 : 50_000))
      return Math.ceil(((live[0]?.[0] ?? nowMs) + WINDOW_MS - nowMs) / 1000);
    this.#context.books.put('quota', key, inMinute === 0 ? [...live, [minute, 1]] : [...live.slice(0, -1), [minute, inMinute + 1]]);
    return null;
  }

  reset(): void {
    for (const { clientId } of GOOGLE_SIMULATED_ACCOUNTS.projects)
      for (const kind of ['production', 'test', 'ingestion', 'lists']) this.#context.books.delete('quota', `${clientId}/${kind}`);
  }
}

export function exhausted(value: string, scope: 'ACCOUNT' | 'DEVELOPER', rateName: string, seconds: number): Fault {
  return {
    code: `quotaError.${value}`,
    message: `Too many requests. Retry in ${seconds} seconds.`,
    details: { quotaErrorDetails: { rateScope: scope, rateName, retryDelay: `${seconds}s` } },
  };
}
