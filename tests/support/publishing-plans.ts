import { contentHash } from '../../core/kernel/canonical.ts';
import { wireFields } from '../../core/publishing/fields.ts';
import type { AdFields, AdGroupFields, CampaignFields, DesiredStatus } from '../../core/contract/plan-model.ts';
import type { PlanRecord, PlanStore } from '../../core/plans/plan-store.ts';
import type { ReadyObject } from '../../core/publishing/change-source.ts';

/** The plan in memory, with the one thing of a database that matters here: what a failed transaction wrote is taken back. */
export interface MemoryPlans extends PlanStore {
  put(record: PlanRecord): void;
  edit(id: string, fields: Partial<CampaignFields & AdGroupFields & AdFields>): void;
  contentHashOf(id: string): string | null;
  all(): readonly PlanRecord[];
  begin(): void;
  commit(): void;
  rollback(): void;
}

/** What a set of changes says of these records. */
export function readyObjectsOf(plans: Pick<PlanStore, 'get'>, records: readonly PlanRecord[]): readonly ReadyObject[] {
  const campaignOf = (record: PlanRecord): string => {
    const parent = record.parentId === null ? null : plans.get(record.parentId);
    return parent === null ? record.id : campaignOf(parent);
  };
  return records.map((record) => ({
    ...record,
    campaignId: campaignOf(record),
    name: record.draft.name,
    status: record.draft.status,
    published: record.remoteId !== null,
  }));
}

export function createMemoryPlans(): MemoryPlans {
  const records = new Map<string, PlanRecord>();
  const childrenOf = new Map<string, string[]>();
  let undo: Map<string, PlanRecord | undefined> | null = null;

  function set(record: PlanRecord): void {
    if (undo !== null && !undo.has(record.id)) undo.set(record.id, records.get(record.id));
    if (!records.has(record.id) && record.parentId !== null) {
      const siblings = childrenOf.get(record.parentId) ?? [];
      siblings.push(record.id);
      childrenOf.set(record.parentId, siblings);
    }
    records.set(record.id, record);
  }
  function must(id: string): PlanRecord {
    const record = records.get(id);
    if (record === undefined) throw new Error(`No plan object ${id}`);
    return record;
  }
  function children(parentId: string): readonly PlanRecord[] {
    return (childrenOf.get(parentId) ?? []).flatMap((id) => records.get(id) ?? []);
  }
  const plans: MemoryPlans = {
    put: set,
    edit(id, fields) {
      const record = must(id);
      set({ ...record, draft: { ...record.draft, ...fields }, version: record.version + 1 } as PlanRecord); // tests give fields of the record's own level
    },
    contentHashOf(id) {
      const record = records.get(id);
      return record === undefined ? null : contentHash({ id, draft: wireFields(record.draft) });
    },
    all: () => [...records.values()],
    begin: () => (undo = new Map()),
    commit: () => (undo = null),
    rollback() {
      if (undo === null) return;
      for (const [id, before] of undo) {
        if (before === undefined) records.delete(id);
        else records.set(id, before);
      }
      undo = null;
    },
    get: (id) => records.get(id) ?? null,
    getMany: (ids) => ids.flatMap((id) => records.get(id) ?? []),
    children,
    tree(campaignId) {
      const groups = children(campaignId);
      return [must(campaignId), ...groups, ...groups.flatMap((group) => children(group.id))];
    },
    published: (accountId) => [...records.values()].filter((record) => record.accountId === accountId && record.remoteId !== null),
    byMarker: (marker) => [...records.values()].find((record) => record.marker === marker) ?? null,
    confirm(id, confirmed) {
      const record = must(id);
      const base = Object.keys(confirmed.fields).length === 0 ? record.base : { ...record.base, ...confirmed.fields };
      const theirs = Object.fromEntries(Object.entries(record.theirs).filter(([field]) => !(field in confirmed.fields)));
      set({
        ...record,
        base,
        theirs,
        remoteId: confirmed.remoteId ?? record.remoteId,
        remoteRefs: { ...record.remoteRefs, ...confirmed.remoteRefs },
        lifecycle: confirmed.lifecycle ?? record.lifecycle,
      } as PlanRecord); // the port's callers confirm fields of the record's own level
    },
    setTheirs: (id, theirs) => set({ ...must(id), theirs }),
    setDelivery: (id, delivery, deliveryReasons, deliveryReadAt) => set({ ...must(id), delivery, deliveryReasons, deliveryReadAt }),
  };
  return plans;
}

export interface PlanShape {
  readonly network: string;
  readonly accountId: string;
  readonly clientId: string;
  readonly currency: string;
  readonly budgetMicros: bigint;
  readonly groups: number;
  readonly adsPerGroup: number;
  readonly nextId: () => string;
  readonly marker: () => string;
  readonly adStatus?: (index: number) => DesiredStatus;
  readonly vacancyOf?: (index: number) => string | null;
}

/** One draft campaign with its tree; all texts are invented. */
export function draftCampaign(shape: PlanShape): readonly PlanRecord[] {
  const common = {
    clientId: shape.clientId,
    accountId: shape.accountId,
    network: shape.network,
    flowId: null,
    lifecycle: 'draft',
    base: null,
    theirs: {},
    remoteId: null,
    remoteRefs: {},
    delivery: 'none',
    deliveryReasons: [],
    deliveryReadAt: null,
    version: 1,
    updatedAt: '2026-11-20T12:00:00.000Z',
  } as const;
  const records: PlanRecord[] = [];
  const campaignId = shape.nextId();
  const campaign: CampaignFields = {
    name: 'Ventas Bogotá',
    status: 'active',
    objective: 'traffic',
    dailyBudget: { amountMicros: shape.budgetMicros, currency: shape.currency },
    startDay: '2026-11-20',
    endDay: null,
    countries: ['CO'],
    employment: true,
  };
  records.push({ ...common, id: campaignId, level: 'campaign', parentId: null, vacancyId: null, marker: shape.marker(), draft: campaign });
  let index = 0;
  for (let group = 0; group < shape.groups; group++) {
    const groupId = shape.nextId();
    const fields: AdGroupFields = {
      name: `Grupo ${group}`,
      status: 'active',
      places: [{ code: '11001', name: 'Bogotá', region: 'Bogotá', country: 'CO' }],
      radiusKm: 25,
      languages: ['es'],
      keywords: [],
    };
    records.push({
      ...common,
      id: groupId,
      level: 'ad_group',
      parentId: campaignId,
      vacancyId: null,
      marker: shape.marker(),
      draft: fields,
    });
    for (let ad = 0; ad < shape.adsPerGroup; ad++, index++) {
      const texts: AdFields = {
        name: `Anuncio ${index}`,
        status: shape.adStatus?.(index) ?? 'active',
        headlines: [`Trabaje con nosotros ${index}`],
        descriptions: ['Salario a convenir'],
        primaryText: 'Empleo en Bogotá',
        finalUrl: `https://empleos.example/${index}`,
        callToAction: 'apply_now',
        image: null,
      };
      records.push({
        ...common,
        id: shape.nextId(),
        level: 'ad',
        parentId: groupId,
        vacancyId: shape.vacancyOf?.(index) ?? null,
        marker: shape.marker(),
        draft: texts,
      });
    }
  }
  return records;
}
