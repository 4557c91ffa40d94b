import { z } from 'zod';
import { Money } from '../kernel/money.ts';
import { OutcomeKind } from './conversions.ts';
import { command, Id, Instant, query, Window } from './define.ts';
import { Day, NetworkId } from './plan-model.ts';
import { Figures } from './plans.ts';

export const SyncReport = z.object({
  network: NetworkId,
  accountId: Id,
  ok: z.boolean(),
  failureCode: z.string().nullable(),
  objectsRead: z.number().int(),
  statusesChanged: z.number().int(),
  incomingChanges: z.number().int(),
  metricRows: z.number().int(),
  restated: z.number().int(),
  readAt: Instant,
});
export type SyncReport = z.infer<typeof SyncReport>;
export const sync = {
  /** Statuses, reviews, silent changes, and metrics with each network's look-back. */
  run: command({ role: 'view', input: z.strictObject({ clientId: Id.nullable() }), output: z.object({ reports: z.array(SyncReport) }) }),
  freshness: query({
    input: z.strictObject({ clientId: Id.nullable() }),
    output: z.object({
      accounts: z.array(
        z.object({
          accountId: Id,
          network: NetworkId,
          clientName: z.string(),
          statusReadAt: Instant.nullable(),
          metricsReadAt: Instant.nullable(),
        }),
      ),
    }),
  }),
};

const Range = { clientId: Id.nullable(), networks: z.array(NetworkId), fromDay: Day, toDay: Day };
/** Outcomes that belong to the spend beside them, and what each cost; null where there is none. */
export const OutcomeFigures = z.object({
  applications: z.number().int(),
  qualified: z.number().int(),
  hired: z.number().int(),
  costPerApplication: Money.nullable(),
  costPerQualified: Money.nullable(),
  costPerHire: Money.nullable(),
});
export type OutcomeFigures = z.infer<typeof OutcomeFigures>;
export const ResultRow = z.object({
  key: z.string(),
  label: z.string(),
  network: NetworkId.nullable(),
  figures: Figures,
  /** Null where outcomes do not say it: a click names the network and not the campaign. */
  outcomes: OutcomeFigures.nullable(),
  /** One value a day of the range, for the sparkline. */ daily: z.array(z.number()),
});
export type ResultRow = z.infer<typeof ResultRow>;
export const results = {
  /** One total a currency: pesos and dollars are never added. Complete days only unless `includesIncomplete`. */
  summary: query({
    input: z.strictObject(Range),
    output: z.object({
      totals: z.array(Figures),
      previous: z.array(Figures),
      /** By currency: those of `totals`, and any other to whose spend outcomes of these days belong. */
      outcomes: z.array(OutcomeFigures.extend({ currency: z.string() })),
      /** Outcomes of these days that belong to no network's spend, by kind, whatever networks the range names: counted in no cost. */
      unattributed: z.array(z.object({ kind: OutcomeKind, count: z.number().int(), of: z.number().int() })),
      attribution: z.array(z.object({ network: NetworkId, window: z.string() })),
      oldestReadAt: Instant.nullable(),
      incompleteFromDay: Day.nullable(),
    }),
  }),
  series: query({
    input: z.strictObject({ ...Range, measure: z.enum(['spend', 'impressions', 'clicks', 'conversions', 'cpa', 'ctr']) }),
    output: z.object({
      days: z.array(Day),
      series: z.array(z.object({ network: NetworkId, currency: z.string(), values: z.array(z.number().nullable()) })),
      incompleteFromDay: Day.nullable(),
    }),
  }),
  rows: query({
    input: z.strictObject({
      ...Range,
      by: z.enum(['network', 'client', 'campaign', 'vacancy', 'role_family', 'city']),
      sort: z.enum(['spend', 'impressions', 'clicks', 'conversions', 'cpa', 'ctr']),
      ...Window,
    }),
    output: z.object({ rows: z.array(ResultRow), total: z.number().int() }),
  }),
  restatements: query({
    input: z.strictObject({ ...Window }),
    output: z.object({
      rows: z.array(
        z.object({
          network: NetworkId,
          adName: z.string(),
          day: Day,
          measure: z.string(),
          before: z.string(),
          after: z.string(),
          seenAt: Instant,
        }),
      ),
      total: z.number().int(),
    }),
  }),
  export: query({
    input: z.strictObject({
      ...Range,
      by: z.enum(['network', 'client', 'campaign', 'vacancy', 'role_family', 'city']),
      language: z.enum(['es', 'en']),
    }),
    output: z.object({ fileName: z.string(), csv: z.string() }),
  }),
};
export const resultErrors = ['results.range_reversed', 'results.range_too_long', 'sync.nothing_connected'] as const;

export const home = {
  /** What waits for a person, most urgent first. */
  overview: query({
    input: z.strictObject({ clientId: Id.nullable() }),
    output: z.object({
      attention: z.array(
        z.object({ code: z.string(), count: z.number().int(), details: z.record(z.string(), z.json()), screen: z.string() }),
      ),
      closingSoon: z.array(z.object({ vacancyId: Id, title: z.string(), clientName: z.string(), closesOn: Day, ads: z.number().int() })),
      pacing: z.array(
        z.object({
          clientId: Id,
          clientName: z.string(),
          spent: Money,
          cap: Money.nullable(),
          dayOfMonth: z.number().int(),
          daysInMonth: z.number().int(),
          projected: Money,
        }),
      ),
      live: z.object({ campaigns: z.number().int(), ads: z.number().int(), inReview: z.number().int(), rejected: z.number().int() }),
      pending: z.object({ changes: z.number().int(), daily: z.array(Money) }),
    }),
  }),
  search: query({
    input: z.strictObject({ text: z.string().min(1).max(100), limit: z.number().int().min(1).max(50) }),
    output: z.object({
      hits: z.array(
        z.object({
          kind: z.enum(['vacancy', 'campaign', 'ad_group', 'ad', 'client', 'account']),
          id: Id,
          title: z.string(),
          context: z.string(),
        }),
      ),
    }),
  }),
};
