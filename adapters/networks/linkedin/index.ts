import { err, ok } from '../../../core/kernel/index.ts';
import type { AdNetwork, Clock, MetricsSource, NetworkFailure, RateLedger, Secrets } from '../../../core/ports/index.ts';
import { checkPlan } from './check.ts';
import { createClient } from './client.ts';
import { createConnection } from './connection.ts';
import { DRAFTS_ONLY } from './error-codes.ts';
import { rawAnswer } from './failures.ts';
import { LINKEDIN, linkedinCapabilities } from './manifest.ts';
import { createMetrics } from './metrics.ts';
import { createReader } from './read.ts';

export interface LinkedInDeps {
  readonly baseUrl: string;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly rates: RateLedger;
}

/** LinkedIn by its Marketing API, read only: its capabilities say so, and what is behind them cannot write. See BEHAVIOUR.md. */
export function createLinkedIn(deps: LinkedInDeps): AdNetwork & MetricsSource {
  const client = createClient(deps);
  const connection = createConnection(client, deps.clock);
  return {
    id: LINKEDIN,
    capabilities: linkedinCapabilities,
    check: (plan) => checkPlan(plan, deps.clock.nowMs()),
    // Nobody plans a step for a network that does not publish; one that came all the same is refused here, unsent.
    apply: (step) => Promise.resolve(err(draftsOnly(step.objects[0]?.objectId ?? null))),
    find: () => Promise.resolve(ok(null)),
    read: createReader(client),
    test: (account) => connection.test(account),
    listAccounts: (secretName) => connection.listAccounts(secretName),
    rate: (account) => client.pace.state(account.secretName),
    metrics: createMetrics(client),
  };
}

function draftsOnly(objectId: string | null): NetworkFailure {
  return {
    kind: 'refused',
    code: `linkedin.${DRAFTS_ONLY}`,
    problems: [{ objectId, field: null }],
    raw: rawAnswer(null, null, 'Nothing is sent to LinkedIn', null),
  };
}
