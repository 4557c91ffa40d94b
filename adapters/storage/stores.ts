import { createApprovalStore } from './change-approvals-store.ts';
import { createAudienceStore } from './audience-sql-store.ts';
import { createCandidateStore } from './candidate-store.ts';
import { createChangeStore } from './change-sql-store.ts';
import { createCheckStore } from './check-sql-store.ts';
import { createCanaryStore } from './canary-store.ts';
import { createAccountStore, createClientStore } from './clients-store.ts';
import { createConversionStore } from './conversion-sql-store.ts';
import { createCrossFacts } from './cross-facts.ts';
import type { Database } from './database.ts';
import { createExchangeStore } from './exchange-store.ts';
import { createFeedStore } from './feed-store.ts';
import { createHomeStore } from './home-store.ts';
import { createMetricStore } from './metric-store.ts';
import { createResultStore } from './result-store.ts';
import { createFlowStore } from './flow-sql-store.ts';
import { createLeadStore } from './lead-sql-store.ts';
import { createLinkStore } from './link-store.ts';
import { createPlanStore } from './plan-sql-store.ts';
import { createPrivacyStore } from './privacy-sql-store.ts';
import { createPublishStore } from './publish-store.ts';
import { createRateLedger } from './rate-ledger.ts';
import { createSegmentStore } from './segment-sql-store.ts';
import { createRunHistory } from './run-history.ts';
import { createScheduleStore } from './schedule-sql-store.ts';
import { createTemplateStore } from './template-sql-store.ts';
import { createVacancyStore } from './vacancy-store.ts';

/** Every feature's store over one open database. */
export function createStores(db: Database) {
  return {
    clients: createClientStore(db),
    accounts: createAccountStore(db),
    vacancies: createVacancyStore(db),
    candidates: createCandidateStore(db),
    privacy: createPrivacyStore(db),
    audiences: createAudienceStore(db),
    conversions: createConversionStore(db),
    leads: createLeadStore(db),
    feeds: createFeedStore(db),
    links: createLinkStore(db),
    plans: createPlanStore(db),
    templates: createTemplateStore(db),
    flows: createFlowStore(db),
    checks: createCheckStore(db),
    changes: createChangeStore(db),
    approvals: createApprovalStore(db),
    publishing: createPublishStore(db),
    metrics: createMetricStore(db),
    results: createResultStore(db),
    home: createHomeStore(db),
    exchange: createExchangeStore(db),
    rates: createRateLedger(db),
    segments: createSegmentStore(db),
    cross: createCrossFacts(db),
    canaries: createCanaryStore(db),
    runHistory: createRunHistory(db),
    schedules: createScheduleStore(db),
  };
}
