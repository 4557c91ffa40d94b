import type { publishing, NetworkForecast } from '../contract/changes.ts';
import type { NetworkId } from '../contract/plan-model.ts';
import { ok, refuse } from '../kernel/result.ts';
import type { Handlers } from '../ports/handlers.ts';
import { splitCanary } from './canary.ts';
import type { PublishingDeps } from './deps.ts';
import { objectFieldsOf } from './fields.ts';
import { costOf, finishOf, tightest, weightOf, type WorkSum } from './forecast.ts';
import { instantText } from '../kernel/instant.ts';
import type { NewStep } from './journal.ts';
import { planSteps } from './plan.ts';
import { readByCampaign } from './start.ts';

type Work = ReadonlyMap<NetworkId, readonly WorkSum[]>;

/** Read only: how long a publish will take by what the networks still let through. Nothing here sends or writes. */
export function createOutlook(deps: PublishingDeps): Pick<Handlers<typeof publishing>, 'forecast' | 'finish'> {
  return {
    forecast(input, context) {
      const ready = deps.changes.ready(input.selection, context);
      if (!ready.ok) return ready;
      const { first, rest } = splitCanary(ready.value.objects);
      const going = input.canary ? first : ready.value.objects;
      // A network that is only read has no steps: the start of a publish says so.
      const reader = readByCampaign(
        deps,
        going.filter((object) => deps.network(object.network)?.capabilities.publishes === true),
      );
      const weights = new Map<string, number>();
      const steps = planSteps({
        ...reader,
        records(campaignId) {
          const records = reader.records(campaignId);
          for (const record of records) weights.set(record.id, weightOf(objectFieldsOf(record)));
          return records;
        },
        newId: () => String((ids += 1)),
      });
      const ads = (objects: typeof first): number => objects.filter(({ level, status }) => level === 'ad' && status === 'active').length;
      return ok({
        ...views(sumsOf(steps, weights), deps.store.workLeft(null)),
        // Without a new ad there is no review to wait for, and nothing that would go first.
        canary: rest.length === 0 || ads(first) === 0 ? null : { ads: ads(first), restAds: ads(rest), restObjects: rest.length },
      });
    },
    finish(input) {
      if (deps.store.run(input.runId) === null) return refuse('publishing.run_not_found');
      return ok(views(deps.store.workLeft(input.runId), new Map()));
    },
  };

  function views(own: Work, ahead: Work): { networks: NetworkForecast[]; finishesAt: string | null } {
    const nowMs = deps.clock.nowMs();
    const finishes: number[] = [];
    const networks = [...own].map(([network, work]): NetworkForecast => {
      const mine = costOf(work);
      const cost = costOf([...work, ...(ahead.get(network) ?? [])]);
      const port = deps.network(network);
      const accounts = deps.directory.accounts({ clientId: null, network });
      const rate = port === null ? null : tightest(accounts.map(({ account }) => port.rate(account)));
      const finish = finishOf(nowMs, cost, rate, port?.capabilities.concurrency ?? 1);
      finishes.push(finish.finishesAtMs);
      const left = rate?.left ?? null;
      return {
        network,
        calls: mine.calls,
        needed: left === null ? null : left.unit === 'calls' ? mine.calls : mine.operations,
        left: left === null ? null : { ...left },
        startsAt: instantText(finish.startsAtMs),
        finishesAt: instantText(finish.finishesAtMs),
        windows: finish.windows,
        basis: finish.basis,
      };
    });
    return { networks, finishesAt: finishes.length === 0 ? null : instantText(Math.max(...finishes)) };
  }
}

/** Ids of steps that are only counted. */
let ids = 0;

function sumsOf(steps: Iterable<NewStep>, weights: ReadonlyMap<string, number>): Work {
  const sums = new Map<NetworkId, Map<string, { -readonly [K in keyof WorkSum]: WorkSum[K] }>>();
  for (const { network, kind, objectIds } of steps) {
    const ofNetwork = sums.get(network) ?? new Map<string, { -readonly [K in keyof WorkSum]: WorkSum[K] }>();
    sums.set(network, ofNetwork);
    const sum = ofNetwork.get(kind) ?? { kind, steps: 0, objects: 0, weight: 0 };
    ofNetwork.set(kind, sum);
    sum.steps += 1;
    sum.objects += objectIds.length;
    for (const id of objectIds) sum.weight += weights.get(id) ?? 1;
  }
  return new Map([...sums].map(([network, ofNetwork]) => [network, [...ofNetwork.values()]]));
}
