import { z } from 'zod';
import { FlowFields, type Flow, type flows } from '../contract/flows.ts';
import { batchesOf, money, ok, refuse, type Json, type Refusal, type Result } from '../kernel/index.ts';
import type {
  CallContext,
  ChangeGroup,
  ChangeLog,
  Clock,
  FieldChange,
  Handlers,
  Ids,
  Topics,
  Undoable,
  UnitOfWork,
} from '../ports/index.ts';
import type { ClientFacts } from '../plans/index.ts';
import type { TemplateStore } from '../templates/index.ts';
import type { FlowStore } from './flow-store.ts';
import { generate, nameOfCampaign } from './generate.ts';
import { planFlow, type FlowPlanning, type PlanFlowDeps } from './plan-flow.ts';

/** Drafts that are in memory at once: the run is one transaction, but its objects pass through it in batches. */
const BATCH = 500;

export interface FlowsDeps extends PlanFlowDeps {
  readonly store: FlowStore;
  readonly templates: TemplateStore;
  readonly clients: ClientFacts;
  readonly workspace: 'simulated' | 'live';
  readonly clock: Clock;
  readonly ids: Ids;
  readonly unitOfWork: UnitOfWork;
  readonly changeLog: ChangeLog;
  readonly topics: Topics;
}
export interface Flows {
  readonly handlers: Handlers<typeof flows>;
  readonly undoable: Undoable;
}

export function createFlows(deps: FlowsDeps): Flows {
  const { store, templates, clients, clock, ids, unitOfWork, changeLog, topics } = deps;

  function recordFlow(context: CallContext, labelKey: string, flowId: string, before: Flow | null, after: FlowFields | null): void {
    const group = changeLog.begin(context, labelKey, { name: after?.name ?? before?.name ?? '' });
    changeLog.record(group, [
      {
        objectType: 'flow',
        objectId: flowId,
        field: '*',
        before: before === null ? null : wireOf(fieldsOf(before)),
        after: after === null ? null : wireOf(after),
      },
    ]);
  }

  const handlers: Handlers<typeof flows> = {
    list: (input) => ok({ flows: [...store.list(input.clientId)] }),

    save(input, context) {
      const { fields } = input;
      const before = input.flowId === null ? null : store.get(input.flowId);
      if (input.flowId !== null && before === null) return refuse('flows.not_found');
      const client = clients.get(fields.clientId);
      if (client === null) return refuse('clients.not_found');
      if (templates.get(fields.templateId) === null) return refuse('templates.not_found');
      if (fields.dailyBudget.currency !== client.currency)
        return refuse('flows.currency_differs', { given: fields.dailyBudget.currency, needed: client.currency });
      if (fields.endDay !== null && fields.endDay < fields.startDay)
        return refuse('flows.dates_reversed', { startDay: fields.startDay, endDay: fields.endDay });
      const namesake = store.named(fields.clientId, fields.name);
      if (namesake !== null && namesake.id !== input.flowId) return refuse('flows.name_taken', { name: fields.name });
      const flowId = input.flowId ?? ids.next();
      unitOfWork.transaction(() => {
        store.put(flowId, fields, clock.nowIso());
        recordFlow(context, 'history.flow_saved', flowId, before, fields);
      });
      topics.moved('flows');
      return ok(store.get(flowId)!);
    },

    remove(input, context) {
      const before = store.get(input.flowId);
      if (before === null) return refuse('flows.not_found');
      unitOfWork.transaction(() => {
        store.remove(input.flowId);
        recordFlow(context, 'history.flow_removed', input.flowId, before, null);
      });
      topics.moved('flows');
      return ok({ done: true });
    },

    preview(input) {
      const client = clients.get(input.fields.clientId);
      if (client === null) return refuse('clients.not_found');
      const saved = store.named(input.fields.clientId, input.fields.name);
      const planning = planFlow(deps, saved?.id ?? null, input.fields, client);
      return ok({
        counts: planning.networks.map((item) => ({
          network: item.network.id,
          ...countsOf(item),
          dailyBudget: money(item.dailyBudgetMicros, item.account.currency),
        })),
        groups: planning.networks.flatMap((item) =>
          item.campaigns.map((campaign) => ({
            name: nameOfCampaign(
              campaign.laid,
              { client, phrases: deps.phrases },
              item.network.capabilities.displayName,
              item.network.capabilities.nameMax,
            ),
            network: item.network.id,
            ads: campaign.laid.groups.reduce((sum, group) => sum + group.vacancies.length, 0),
            dailyBudget: money(campaign.dailyBudgetMicros, item.account.currency),
          })),
        ),
        rates: [...planning.rates],
        problems: planning.problems.map((problem) => ({
          ...problem,
          details: { ...problem.details } as Record<string, z.core.util.JSONType>,
        })), // Json and the schema's JSON are the same values
      });
    },

    run(input, context) {
      const flow = store.get(input.flowId);
      if (flow === null) return refuse('flows.not_found');
      const client = clients.get(flow.clientId);
      if (client === null) return refuse('clients.not_found');
      const template = templates.get(flow.templateId);
      if (template === null) return refuse('templates.not_found');
      const fields = fieldsOf(flow);
      const planning = planFlow(deps, flow.id, fields, client);
      const first = planning.problems[0];
      if (first !== undefined) return refuse(first.code, first.details);
      const { id: _id, updatedAt: _updatedAt, ...texts } = template;
      return make(planning, flow, fields, texts, client, context);
    },
  };

  function make(
    planning: FlowPlanning,
    flow: Flow,
    fields: FlowFields,
    template: Parameters<typeof generate>[1]['template'],
    client: NonNullable<ReturnType<ClientFacts['get']>>,
    context: CallContext,
  ): Result<{ counts: RunCount[] }, Refusal> {
    const now = clock.nowIso();
    const ads = planning.networks.reduce((sum, item) => sum + item.vacancies, 0);
    unitOfWork.transaction(() => {
      let group: ChangeGroup | null = null;
      const record = (log: readonly FieldChange[]): void => {
        if (log.length === 0) return;
        group ??= changeLog.begin(context, 'history.flow_run', { name: flow.name, ads });
        changeLog.record(group, log);
      };
      for (const item of planning.networks) {
        topics.progress(context.taskId, 'generate', 0, item.vacancies);
        const drafts = generate(item, {
          flowId: flow.id,
          fields,
          template,
          client,
          phrases: deps.phrases,
          vacancies: deps.vacancies,
          plans: deps.plans,
          accounts: deps.accounts,
          workspace: deps.workspace,
          today: clock.today(client.timeZone),
          now,
          ids,
        });
        for (const objects of batchesOf(drafts, BATCH)) {
          deps.plans.insert(objects);
          record(
            objects.map(({ id }) => ({
              objectType: 'plan_object',
              objectId: id,
              field: '*',
              before: null,
              after: deps.plans.snapshot(id),
            })),
          );
        }
        record(rebudget(item, now));
      }
      store.setLastRun(flow.id, now);
    });
    topics.moved('flows', 'plans', 'changes', 'checks', 'vacancies');
    return ok({ counts: planning.networks.map((item) => ({ network: item.network.id, ...countsOf(item) })) });
  }

  function rebudget(item: FlowPlanning['networks'][number], now: string): FieldChange[] {
    const log: FieldChange[] = [];
    for (const { head, dailyBudgetMicros } of item.rebudgeted) {
      if (head.dailyBudgetMicros === dailyBudgetMicros) continue;
      const snapshot = deps.plans.snapshot(head.id);
      const draft = snapshot?.['draft'] as { readonly [field: string]: Json }; // snapshot() always carries the draft
      const after = { amountMicros: dailyBudgetMicros.toString(), currency: head.currency };
      deps.plans.setDrafts([{ id: head.id, draft: { ...draft, dailyBudget: after } }], now);
      log.push({ objectType: 'plan_object', objectId: head.id, field: 'dailyBudget', before: draft['dailyBudget'] ?? null, after });
    }
    return log;
  }

  return {
    handlers,
    undoable: {
      objectType: 'flow',
      restore(changes) {
        for (const change of changes) {
          if (change.value === null) store.remove(change.objectId);
          else store.put(change.objectId, z.decode(FlowFields, change.value as z.input<typeof FlowFields>), clock.nowIso()); // written by recordFlow
        }
      },
    },
  };
}

type RunCount = { network: string; vacancies: number; skipped: number; campaigns: number; adGroups: number; ads: number };

function countsOf(item: FlowPlanning['networks'][number]): Omit<RunCount, 'network'> {
  const groups = item.campaigns.flatMap((campaign) => campaign.laid.groups.map((group) => ({ campaign, group })));
  return {
    vacancies: item.vacancies,
    skipped: item.skipped,
    campaigns: item.campaigns.filter((campaign) => campaign.existing === null).length,
    adGroups: groups.filter(
      ({ campaign, group }) => campaign.existing === null || item.presentGroups.get(campaign.laid.key)?.has(group.key) !== true,
    ).length,
    ads: item.vacancies,
  };
}

function fieldsOf(flow: Flow): FlowFields {
  const { id: _id, lastRunAt: _lastRunAt, ...fields } = flow;
  return fields;
}

function wireOf(fields: FlowFields): Json {
  return z.encode(FlowFields, fields);
}
