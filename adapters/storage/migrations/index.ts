import { workspaceFacts } from './0010-workspace.ts';
import { auditLog } from './0011-audit.ts';
import { changeLog } from './0012-change-log.ts';
import { clientsAndAccounts } from './0020-clients.ts';
import { vacancyTables } from './0030-vacancies.ts';
import { vacancyImports } from './0031-vacancy-imports.ts';
import { planObjects } from './0040-plans.ts';
import { templatesAndFlows } from './0041-templates-and-flows.ts';
import { checkProblems } from './0042-checks.ts';
import { publishingJournal } from './0050-publishing-journal.ts';
import { publishingBudget } from './0051-publishing-budget.ts';
import { metrics } from './0060-metrics.ts';
import { rateState } from './0070-rate-state.ts';
import { liveObjects } from './0071-live-objects.ts';
import { exchangeRates } from './0080-exchange-rates.ts';
import { endedVacancies } from './0081-ended-vacancies.ts';
import { importScratch } from './0100-import-scratch.ts';
import { feedTables } from './0101-feeds.ts';
import { vacancyLinks } from './0102-vacancy-links.ts';
import { candidateTables } from './0120-candidates.ts';
import { privacyTables } from './0121-privacy.ts';
import { audienceTables } from './0122-audiences.ts';
import { segmentVersions } from './0140-segments.ts';
import { scheduleTables } from './0200-schedules.ts';
import { runHistory } from './0201-run-history.ts';
import { canaryTables } from './0202-canaries.ts';
import { conversionTables } from './0220-conversions.ts';
import { leadTables } from './0221-leads.ts';
import { audienceRequests } from './0230-audience-requests.ts';
import { scheduleHistory } from './0240-schedule-history.ts';
import { outcomeDays } from './0260-outcome-days.ts';
import type { Migration } from './migration.ts';

export type { Migration, MigrationTarget } from './migration.ts';

/** Every step of the schema, ascending. Ranges of the first release: 10 base, 20 clients, 30 vacancies, 40 plans, 50 publishing, 60 figures, 70 other, 100 intake. */
export const migrations: readonly Migration[] = [
  workspaceFacts,
  auditLog,
  changeLog,
  clientsAndAccounts,
  vacancyTables,
  vacancyImports,
  planObjects,
  templatesAndFlows,
  checkProblems,
  publishingJournal,
  publishingBudget,
  metrics,
  rateState,
  liveObjects,
  exchangeRates,
  endedVacancies,
  importScratch,
  feedTables,
  vacancyLinks,
  candidateTables,
  privacyTables,
  audienceTables,
  segmentVersions,
  scheduleTables,
  runHistory,
  canaryTables,
  conversionTables,
  leadTables,
  audienceRequests,
  scheduleHistory,
  outcomeDays,
];
