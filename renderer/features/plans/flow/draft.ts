import type { Client, Flow, FlowFields } from '../../../../core/contract/index.ts';
import { isDay, type Money } from '../../../../core/kernel/index.ts';
import type { MessageKey } from '../../../i18n/index.ts';

/** A flow while it is being written: what must be there may still be missing. */
export type FlowDraft = Omit<FlowFields, 'clientId' | 'templateId' | 'dailyBudget'> & {
  readonly clientId: string | null;
  readonly templateId: string | null;
  readonly dailyBudget: Money | null;
};

export function emptyDraft(clientId: string | null, today: string): FlowDraft {
  return {
    name: '',
    clientId,
    filter: { clientId, text: '', states: ['open', 'advertised'], roleFamilies: [], places: [] },
    grouping: 'role_family_city',
    networks: [],
    templateId: null,
    dailyBudget: null,
    startDay: today,
    endDay: null,
    objective: 'traffic',
    radiusKm: null,
  };
}

/** The fields of a kept flow, without what only the backend knows of it. */
export function draftOf({
  name,
  clientId,
  filter,
  grouping,
  networks,
  templateId,
  dailyBudget,
  startDay,
  endDay,
  objective,
  radiusKm,
}: Flow): FlowDraft {
  return { name, clientId, filter, grouping, networks, templateId, dailyBudget, startDay, endDay, objective, radiusKm };
}

/** The day it is for the client, not for the laptop. */
export function todayOf(nowMs: number, client: Client | undefined): string {
  return new Intl.DateTimeFormat('en-CA', {
    ...(client === undefined ? {} : { timeZone: client.timeZone }),
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(nowMs);
}

/** The first thing that is still missing or wrong; null when the flow can be previewed and kept. */
export function missing(draft: FlowDraft): MessageKey | null {
  if (draft.clientId === null) return 'plansScreen.flow.missing.client';
  if (draft.networks.length === 0) return 'plansScreen.flow.missing.networks';
  if (draft.templateId === null) return 'plansScreen.flow.missing.template';
  if (draft.dailyBudget === null || draft.dailyBudget.amountMicros <= 0n) return 'plansScreen.flow.missing.budget';
  if (!isDay(draft.startDay)) return 'plansScreen.flow.missing.start';
  if (draft.endDay !== null && draft.endDay < draft.startDay) return 'plansScreen.invalid.dates';
  return null;
}

/** The draft as the contract takes it; call only when nothing is missing. An unnamed flow is previewed under the given name. */
export function complete(draft: FlowDraft, name: string): FlowFields {
  const { clientId, templateId, dailyBudget } = draft;
  if (clientId === null || templateId === null || dailyBudget === null) throw new Error('The flow is not complete');
  return {
    ...draft,
    name: draft.name.trim() === '' ? name : draft.name.trim(),
    clientId,
    templateId,
    dailyBudget,
    filter: { ...draft.filter, clientId },
  };
}
