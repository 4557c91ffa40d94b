import { candidateErrors, candidates } from './candidates.ts';
import { accounts, clientErrors, clients } from './clients.ts';
import { changeErrors, changes, publishing, publishingErrors } from './changes.ts';
import { connectionErrors, connections } from './connections.ts';
import { conversionErrors, conversions } from './conversions.ts';
import { exchange, exchangeErrors } from './exchange.ts';
import { feedErrors, feeds } from './feeds.ts';
import { flowErrors, flows, templateErrors, templates } from './flows.ts';
import { audienceErrors, audiences } from './audiences.ts';
import { leadErrors, leads } from './leads.ts';
import { privacy, privacyErrors } from './privacy.ts';
import { networks } from './networks.ts';
import { checkErrors, checks, planErrors, plans } from './plans.ts';
import { home, resultErrors, results, sync } from './results.ts';
import { segmentErrors, segments } from './segments.ts';
import { scheduleErrors, schedules } from './schedules.ts';
import { shell, shellErrors } from './shell.ts';
import { vacancies, vacancyErrors } from './vacancies.ts';
import {
  audit,
  backup,
  backupErrors,
  health,
  history,
  historyErrors,
  settings,
  simulatorErrors,
  simulators,
  tasks,
  workspace,
  workspaceErrors,
} from './workspace.ts';

/** Everything the program can do. Screens, command line and every later carrier call these and nothing else. */
export const contract = {
  workspace,
  settings,
  tasks,
  health,
  simulators,
  clients,
  accounts,
  connections,
  networks,
  exchange,
  vacancies,
  candidates,
  privacy,
  audiences,
  conversions,
  leads,
  feeds,
  segments,
  templates,
  flows,
  plans,
  checks,
  changes,
  publishing,
  schedules,
  sync,
  results,
  home,
  history,
  audit,
  backup,
  shell,
};
export type AppContract = typeof contract;

/** Answers that any method may give. */
export const commonErrors = [
  'call.unknown_method',
  'call.bad_input',
  'call.not_allowed',
  'call.untrusted_origin',
  'call.internal',
  'call.cancelled',
  'call.too_large',
  'call.backend_restarted',
  'call.unreachable',
] as const;
/** Every code that can reach a person; each has a sentence and a fix in both catalogues (`errors.<code>`). */
export const errorCodes = [
  ...commonErrors,
  ...scheduleErrors,
  ...workspaceErrors,
  ...historyErrors,
  ...backupErrors,
  ...simulatorErrors,
  ...clientErrors,
  ...connectionErrors,
  ...exchangeErrors,
  ...vacancyErrors,
  ...candidateErrors,
  ...privacyErrors,
  ...audienceErrors,
  ...conversionErrors,
  ...leadErrors,
  ...feedErrors,
  ...segmentErrors,
  ...templateErrors,
  ...flowErrors,
  ...planErrors,
  ...checkErrors,
  ...changeErrors,
  ...publishingErrors,
  ...resultErrors,
  ...shellErrors,
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** What the backend pushes. After a write it names the topics that moved; screens read again the queries that show them. */
export type BackendEvent =
  | { readonly kind: 'moved'; readonly topics: readonly string[] }
  | { readonly kind: 'progress'; readonly taskId: string; readonly stage: string; readonly done: number; readonly total: number | null }
  /** A click in the native menu or tray: the id of a command of the registry. */
  | { readonly kind: 'command'; readonly id: string }
  /** An `altavoz://` link, already checked: the screen to open. Opening is all it may do. */
  | { readonly kind: 'open'; readonly path: string };

export * from './define.ts';
export * from './plan-model.ts';
export * from './clients.ts';
export * from './connections.ts';
export * from './vacancies.ts';
export * from './candidates.ts';
export * from './privacy.ts';
export * from './audiences.ts';
export * from './conversions.ts';
export * from './leads.ts';
export * from './feeds.ts';
export * from './networks.ts';
export * from './exchange.ts';
export * from './flows.ts';
export * from './plans.ts';
export * from './changes.ts';
export * from './schedules.ts';
export * from './results.ts';
export * from './workspace.ts';
export * from './segments.ts';
export * from './shell.ts';
