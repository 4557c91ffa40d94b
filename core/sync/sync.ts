import type { sync } from '../contract/results.ts';
import type { SyncReport } from '../contract/results.ts';
import { addDays } from '../kernel/days.ts';
import { ok, refuse } from '../kernel/result.ts';
import type { MetricRow } from '../ports/ad-network.ts';
import type { CallContext } from '../ports/change-log.ts';
import type { Handlers } from '../ports/handlers.ts';
import type { DirectoryAccount } from '../publishing/index.ts';
import { adoptRemote } from './adopt.ts';
import { applyRemote } from './apply-remote.ts';
import type { SyncDeps } from './deps.ts';
import type { MetricDay, MetricStore } from './metric-store.ts';
import { readAccount } from './read-account.ts';

export interface Sync {
  readonly handlers: Handlers<typeof sync>;
}

export function createSync(deps: SyncDeps): Sync {
  /** Marked objects by account that nobody here knows, as of its last reading behind the fence. */
  const strangers = new Map<string, number>();

  function liftFence(context: CallContext): void {
    const all = deps.directory.accounts({ clientId: null, network: null });
    if (deps.fence.reason() === null || !all.every((entry) => strangers.get(entry.account.accountId) === 0)) return;
    deps.uow.durable(() => {
      // The journal is older than the networks: what it still wanted may have been carried out since, so it is given up and not sent.
      deps.publishing.abandonOpen(context);
      for (const entry of all)
        for (const record of deps.plans.published(entry.account.accountId))
          if (record.level === 'campaign') deps.publishing.bookWhatRuns(record);
      deps.fence.lift(context);
    });
    strangers.clear();
    deps.topics.moved('workspace', 'publishing', 'home');
  }

  async function syncAccount(entry: DirectoryAccount, context: CallContext): Promise<SyncReport> {
    const { account, network: networkId } = entry;
    const network = deps.network(networkId);
    const report = {
      network: networkId,
      accountId: account.accountId,
      ok: true,
      failureCode: null as string | null,
      objectsRead: 0,
      statusesChanged: 0,
      incomingChanges: 0,
      metricRows: 0,
      restated: 0,
      readAt: deps.clock.nowIso(),
    };
    if (network === null) return { ...report, ok: false, failureCode: 'unsupported' };
    const remote = await readAccount(network, account, deps.plans.published(account.accountId));
    if (!remote.ok) return { ...report, ok: false, failureCode: remote.error.kind };
    const readAt = deps.clock.nowIso();
    report.objectsRead = remote.value.length;
    deps.uow.transaction(() => {
      const fenced = deps.fence.reason() !== null;
      if (fenced) {
        const { adopted, unknown } = adoptRemote(deps.plans, remote.value);
        strangers.set(account.accountId, unknown);
        deps.audit.append(context, 'sync.adopted', account.accountId, { adopted, unknown });
      }
      const applied = applyRemote(deps.plans, account.accountId, remote.value, readAt, fenced);
      report.statusesChanged = applied.statusesChanged;
      report.incomingChanges = applied.incomingChanges;
      for (const campaignId of applied.resting) deps.publishing.campaignRests(campaignId);
      for (const record of deps.plans.published(account.accountId))
        if (record.level === 'campaign') deps.publishing.bookStrangersRaise(record);
      for (const { record, remoteId } of applied.leftOver) deps.publishing.archiveLeftOver(record, remoteId, context);
      deps.metrics.saveState({ ...stateOf(entry), statusReadAt: readAt, attributionWindow: network.capabilities.attributionWindow });
      deps.audit.append(context, 'sync.statuses_read', account.accountId, {
        objects: report.objectsRead,
        changed: applied.statusesChanged,
        incoming: applied.incomingChanges,
      });
    });
    const source = deps.metricsSource(networkId);
    if (source === null) return { ...report, readAt };
    const today = deps.clock.today(account.timeZone);
    const rows = await source.metrics(account, lookBackFrom(entry, today, network.capabilities.restatementDays), today);
    if (!rows.ok) return { ...report, ok: false, failureCode: rows.error.kind, readAt };
    const written = writeMetrics(entry, rows.value, today, network.capabilities.restatementDays);
    return { ...report, metricRows: rows.value.length, restated: written.restated, readAt };
  }

  function stateOf(entry: DirectoryAccount): NonNullable<ReturnType<MetricStore['state']>> {
    return (
      deps.metrics.state(entry.account.accountId) ?? {
        accountId: entry.account.accountId,
        clientId: entry.clientId,
        network: entry.network,
        statusReadAt: null,
        metricsReadAt: null,
        metricsDay: null,
        attributionWindow: '',
      }
    );
  }

  /** The first reading goes back to the start of the oldest campaign; later ones as far as the network still restates, or to the last reading if that is longer ago. */
  function lookBackFrom(entry: DirectoryAccount, today: string, restatementDays: number): string {
    const last = deps.metrics.state(entry.account.accountId)?.metricsDay ?? null;
    if (last !== null) return addDays(last < today ? last : today, -restatementDays);
    let first = addDays(today, -restatementDays);
    for (const record of deps.plans.published(entry.account.accountId))
      if (record.level === 'campaign' && record.draft.startDay < first) first = record.draft.startDay;
    return first;
  }

  function writeMetrics(
    entry: DirectoryAccount,
    rows: readonly MetricRow[],
    today: string,
    restatementDays: number,
  ): { readonly restated: number } {
    const { account } = entry;
    const records = deps.plans.published(account.accountId);
    const ads = new Map(records.filter((record) => record.level === 'ad').map((record) => [record.remoteId, record]));
    const parents = new Map(records.map((record) => [record.id, record.parentId]));
    const finalUpTo = addDays(today, -restatementDays);
    const days: MetricDay[] = [];
    for (const row of rows) {
      const record = ads.get(row.adRemoteId);
      // Another currency than the account's cannot be: the row is not believed, and its ad shows as stale.
      if (record === undefined || row.spend.currency !== account.currency) continue;
      const campaignId = parents.get(record.parentId ?? '') ?? record.parentId ?? record.id;
      days.push({
        ad: {
          adId: record.id,
          accountId: account.accountId,
          network: entry.network,
          clientId: record.clientId,
          campaignId,
          vacancyId: record.vacancyId,
          currency: account.currency,
        },
        day: row.day,
        impressions: row.impressions,
        clicks: row.clicks,
        conversionsMillionths: Math.round(row.conversions * 1_000_000),
        spendMicros: row.spend.amountMicros,
        isComplete: row.day < today,
        isFinal: row.day < finalUpTo,
      });
    }
    return deps.uow.transaction(() => {
      const readAt = deps.clock.nowIso();
      const written = deps.metrics.write(days, readAt);
      deps.metrics.saveState({ ...stateOf(entry), metricsReadAt: readAt, metricsDay: today });
      return written;
    });
  }

  return {
    handlers: {
      async run(input, context) {
        const accounts = deps.directory.accounts({ clientId: input.clientId, network: null });
        if (accounts.length === 0) return refuse('sync.nothing_connected');
        let done = 0;
        // Accounts answer for themselves: one that is down delays nobody.
        const reports = await Promise.all(
          accounts.map(async (entry) => {
            const report = await syncAccount(entry, context);
            deps.topics.progress(context.taskId, 'sync', ++done, accounts.length);
            return report;
          }),
        );
        liftFence(context);
        deps.topics.moved('plans', 'changes', 'results', 'home', 'sync');
        return ok({ reports });
      },
      freshness(input) {
        const accounts = deps.directory.accounts({ clientId: input.clientId, network: null }).map((entry) => {
          const state = deps.metrics.state(entry.account.accountId);
          return {
            accountId: entry.account.accountId,
            network: entry.network,
            clientName: entry.clientName,
            statusReadAt: state?.statusReadAt ?? null,
            metricsReadAt: state?.metricsReadAt ?? null,
          };
        });
        return ok({ accounts });
      },
    },
  };
}
