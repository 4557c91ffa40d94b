import { err, ok } from '../../../core/kernel/index.ts';
import type { PlaceRef } from '../../../core/contract/plan-model.ts';
import type { AdNetwork, PlannedObject, PublishStep, RemoteRef, StepEvidence } from '../../../core/ports/index.ts';
import { identityOf, type Client, type Outcome } from './client.ts';
import { rawAnswer, type Effect } from './failures.ts';
import {
  adGroupOperation,
  adOperation,
  biddingFields,
  biddingMask,
  endOf,
  keywordOperations,
  placeCriterion,
  remoteAmount,
  removeOperation,
  remoteStatus,
  markedName,
  startOf,
  treeOperations,
  updateOperation,
  wantedPlaces,
  type Operation,
  type Planned,
} from './map-out.ts';
import type { Places, Resolution } from './places.ts';
import { placeKey } from './places.ts';
import { AdGroupRow, CampaignRow, CriterionRow, KeywordRow, MutateAnswer } from './schemas.ts';
import { AD_GROUP_FIELDS, CAMPAIGN_FIELDS } from './reading.ts';

type Refused = ReturnType<typeof refusedPlan>;

/** Nothing was sent: what we were asked to do cannot be said to Google. */
function refusedPlan(key: string, objectId: string | null, field: string | null, message: string) {
  return err({
    kind: 'refused' as const,
    code: `google.${key}`,
    problems: [{ objectId, field }],
    raw: rawAnswer(null, null, message, null),
  });
}

/** Ids of the places asked for, or why not. What is only known at large is used once a person was shown it; never before. */
async function resolvePlaces(
  places: Places,
  step: PublishStep,
  wanted: readonly PlaceRef[],
  objectId: string,
): Promise<Outcome<ReadonlyMap<string, Resolution>> | Refused> {
  const found = await places.resolve(identityOf(step.account), wanted);
  if (!found.ok) return found;
  for (const place of wanted) {
    const resolution = found.value.get(placeKey(place));
    if (resolution === undefined || resolution.kind === 'unknown')
      return refusedPlan('place_unknown', objectId, 'places', `Google knows no place ${place.name}`);
    if (resolution.kind === 'wider' && !places.wasShown(place))
      return refusedPlan('place_wider', objectId, 'places', `${place.name} is known only as ${resolution.name}`);
  }
  return found;
}

async function mutate(client: Client, step: PublishStep, planned: readonly Planned[], effect: Effect): Promise<Outcome<StepEvidence>> {
  if (planned.length === 0) return ok({ refs: [], requestId: null });
  const answer = await client.post(
    identityOf(step.account),
    `customers/${step.account.remoteId}/googleAds:mutate`,
    { mutateOperations: planned.map((one) => one.operation) },
    { effect, operations: planned.length, objectOf: (index) => planned[index]?.objectId ?? null },
  );
  if (!answer.ok) return answer;
  const parsed = MutateAnswer.safeParse(answer.value.data);
  // The request was taken; what it did cannot be read from this answer, so somebody looks.
  if (!parsed.success || parsed.data.mutateOperationResponses.length !== planned.length)
    return err({
      kind: 'outcome_unknown',
      raw: rawAnswer(200, 'unreadable', 'The answer to a change cannot be understood', JSON.stringify(answer.value.data)),
    });
  const refs: RemoteRef[] = [];
  for (const [index, { objectId, part }] of planned.entries()) {
    const name = Object.values(parsed.data.mutateOperationResponses[index]!)[0]?.resourceName;
    if (part !== null && name !== undefined) refs.push({ objectId, part, remoteId: name.slice(name.lastIndexOf('/') + 1) });
  }
  return ok({ refs, requestId: answer.value.requestId });
}

function only(step: PublishStep): PlannedObject {
  const object = step.objects[0];
  if (object === undefined) throw new Error(`Step ${step.kind} names no object`);
  return object;
}

function refOf(step: PublishStep, part: string): string {
  const id = step.refs[part];
  if (id === undefined) throw new Error(`Step ${step.kind} stands on no ${part}`);
  return id;
}

/** Ids of ads are `adGroup~ad` with us; a caller may also hold the bare ad id. */
function remoteIdOf(object: PlannedObject, step: PublishStep): string {
  const id = object.remoteId ?? step.refs[object.level === 'ad_group' ? 'adGroup' : object.level];
  if (id === undefined) throw new Error(`A ${object.level} without a remote id cannot be changed`);
  return object.level === 'ad' && !id.includes('~') ? `${refOf(step, 'adGroup')}~${id}` : id;
}

/** Every member of a tree in one request, parents first, so that nothing runs half switched. Removing a campaign takes its children along. */
function statusOperations(step: PublishStep): Planned[] {
  const customer = step.account.remoteId;
  const { status } = step;
  if (status === null) throw new Error('A status step names no status');
  if (status === 'archived') {
    const campaigns = step.objects.filter((object) => object.level === 'campaign');
    const groups = step.objects.filter((object) => object.level === 'ad_group');
    const roots = campaigns.length > 0 ? campaigns : groups.length > 0 ? groups : step.objects;
    return roots.map((object) => ({
      objectId: object.objectId,
      part: object.level,
      operation: removeOperation(customer, object.level, remoteIdOf(object, step)),
    }));
  }
  return step.objects.map((object) => ({
    objectId: object.objectId,
    part: object.level,
    operation: updateOperation(customer, object.level, remoteIdOf(object, step), { status: remoteStatus(status) }, ['status']),
  }));
}

async function budgetOf(client: Client, step: PublishStep, campaignId: string): Promise<Outcome<string>> {
  const known = step.refs['budget'];
  if (known !== undefined) return ok(known);
  const rows = await client.rows(
    identityOf(step.account),
    step.account.remoteId,
    `SELECT ${CAMPAIGN_FIELDS} FROM campaign WHERE campaign.id = ${campaignId}`,
    CampaignRow,
  );
  if (!rows.ok) return rows;
  const id = rows.value[0]?.campaignBudget?.id;
  return id === undefined ? refusedPlan('not_found', only(step).objectId, 'dailyBudget', 'The campaign has no budget any more') : ok(id);
}

async function campaignUpdate(
  client: Client,
  step: PublishStep,
  object: PlannedObject & { readonly level: 'campaign' },
): Promise<Outcome<Planned[]>> {
  const { fields } = object;
  const customer = step.account.remoteId;
  const id = remoteIdOf(object, step);
  const changes: Record<string, unknown> = {};
  const mask: string[] = [];
  const planned: Planned[] = [];
  for (const field of step.changedFields) {
    if (field === 'name') {
      changes['name'] = markedName(fields.name, object.marker);
      mask.push('name');
    } else if (field === 'startDay') {
      changes['startDateTime'] = startOf(fields.startDay);
      mask.push('start_date_time');
    } else if (field === 'endDay') {
      if (fields.endDay !== null) changes['endDateTime'] = endOf(fields.endDay);
      mask.push('end_date_time');
    } else if (field === 'objective') {
      Object.assign(changes, biddingFields(fields.objective));
      mask.push(biddingMask(fields.objective));
    } else if (field === 'status' && fields.status !== 'archived') {
      changes['status'] = remoteStatus(fields.status);
      mask.push('status');
    } else if (field === 'dailyBudget') {
      const budget = await budgetOf(client, step, id);
      if (!budget.ok) return budget;
      const name = `customers/${customer}/campaignBudgets/${budget.value}`;
      planned.push({
        objectId: object.objectId,
        part: 'budget',
        operation: {
          campaignBudgetOperation: {
            update: { resourceName: name, amountMicros: remoteAmount(fields.dailyBudget) },
            updateMask: 'amount_micros',
          },
        },
      });
    }
  }
  if (mask.length > 0)
    planned.push({ objectId: object.objectId, part: 'campaign', operation: updateOperation(customer, 'campaign', id, changes, mask) });
  if (step.changedFields.includes('status') && fields.status === 'archived')
    planned.push({ objectId: object.objectId, part: 'campaign', operation: removeOperation(customer, 'campaign', id) });
  return ok(planned);
}

async function keywordChanges(
  client: Client,
  step: PublishStep,
  adGroupId: string,
  keywords: readonly string[],
): Promise<Outcome<Operation[]>> {
  const query = `SELECT ad_group.id, ad_group_criterion.resource_name, ad_group_criterion.keyword.text, ad_group_criterion.keyword.match_type FROM ad_group_criterion WHERE ad_group.id = ${adGroupId} AND ad_group_criterion.type = 'KEYWORD' AND ad_group_criterion.negative = FALSE AND ad_group_criterion.status != 'REMOVED'`;
  const rows = await client.rows(identityOf(step.account), step.account.remoteId, query, KeywordRow);
  if (!rows.ok) return rows;
  const wanted = new Set(keywords.map((keyword) => keyword.trim().toLowerCase()));
  const kept = new Set(rows.value.map((row) => row.adGroupCriterion.keyword.text.toLowerCase()).filter((text) => wanted.has(text)));
  const removed = rows.value.filter((row) => !wanted.has(row.adGroupCriterion.keyword.text.toLowerCase()));
  return ok([
    ...removed.map((row): Operation => ({ adGroupCriterionOperation: { remove: row.adGroupCriterion.resourceName } })),
    ...keywordOperations(
      step.account.remoteId,
      adGroupId,
      [...wanted].filter((text) => !kept.has(text)),
    ),
  ]);
}

/** Places are the campaign's. Those of other ad groups stay: what they want is not known here, so nothing is taken from them. */
async function placeChanges(
  client: Client,
  places: Places,
  step: PublishStep,
  object: PlannedObject & { readonly level: 'ad_group' },
): Promise<Outcome<Operation[]>> {
  const identity = identityOf(step.account);
  const customer = step.account.remoteId;
  const campaign = refOf(step, 'campaign');
  const wanted = wantedPlaces([step.account.country], [object.fields]);
  const found = await resolvePlaces(
    places,
    step,
    wanted.filter((one) => one.radiusKm === null || one.place.code === null).map((one) => one.place),
    object.objectId,
  );
  if (!found.ok) return found;
  const rows = await client.rows(
    identity,
    customer,
    `SELECT campaign_criterion.resource_name, campaign_criterion.type, campaign_criterion.location.geo_target_constant FROM campaign_criterion WHERE campaign.id = ${campaign} AND campaign_criterion.type IN ('LOCATION', 'PROXIMITY') AND campaign_criterion.negative = FALSE AND campaign_criterion.status != 'REMOVED'`,
    CriterionRow,
  );
  if (!rows.ok) return rows;
  const groups = await client.rows(
    identity,
    customer,
    `SELECT ${AD_GROUP_FIELDS} FROM ad_group WHERE campaign.id = ${campaign} AND ad_group.status != 'REMOVED'`,
    AdGroupRow,
  );
  if (!groups.ok) return groups;
  const criteria = wanted.map((one) => placeCriterion(one, found.value));
  const idOf = (criterion: (typeof criteria)[number]): string =>
    'location' in criterion ? (criterion['location'] as { readonly geoTargetConstant: string }).geoTargetConstant : ''; // built by placeCriterion
  const there = new Set(rows.value.map((row) => row.campaignCriterion.location?.geoTargetConstant ?? ''));
  const asked = new Set(criteria.map(idOf));
  const operations: Operation[] = criteria
    .filter((criterion) => idOf(criterion) === '' || !there.has(idOf(criterion)))
    .map((criterion) => ({
      campaignCriterionOperation: { create: { campaign: `customers/${customer}/campaigns/${campaign}`, ...criterion } },
    }));
  if (groups.value.length <= 1)
    for (const row of rows.value)
      if (row.campaignCriterion.location === undefined || !asked.has(row.campaignCriterion.location.geoTargetConstant))
        operations.push({ campaignCriterionOperation: { remove: row.campaignCriterion.resourceName } });
  return ok(operations);
}

async function adGroupUpdate(
  client: Client,
  places: Places,
  step: PublishStep,
  object: PlannedObject & { readonly level: 'ad_group' },
): Promise<Outcome<Planned[]>> {
  const id = remoteIdOf(object, step);
  const customer = step.account.remoteId;
  const changes: Record<string, unknown> = {};
  const mask: string[] = [];
  const planned: Planned[] = [];
  const add = (operations: readonly Operation[]): void =>
    void planned.push(...operations.map((operation): Planned => ({ objectId: object.objectId, part: null, operation })));
  if (step.changedFields.includes('name')) {
    changes['name'] = markedName(object.fields.name, object.marker);
    mask.push('name');
  }
  if (step.changedFields.includes('status') && object.fields.status !== 'archived') {
    changes['status'] = remoteStatus(object.fields.status);
    mask.push('status');
  }
  if (mask.length > 0)
    planned.push({ objectId: object.objectId, part: 'ad_group', operation: updateOperation(customer, 'ad_group', id, changes, mask) });
  if (step.changedFields.includes('keywords')) {
    const operations = await keywordChanges(client, step, id, object.fields.keywords);
    if (!operations.ok) return operations;
    add(operations.value);
  }
  if (step.changedFields.includes('places') || step.changedFields.includes('radiusKm')) {
    const operations = await placeChanges(client, places, step, object);
    if (!operations.ok) return operations;
    add(operations.value);
  }
  return ok(planned);
}

/** The text of an ad cannot be changed: in one request the new ad comes and the old one goes, under the same marker. */
function adUpdate(step: PublishStep, object: PlannedObject & { readonly level: 'ad' }): Planned[] {
  const id = remoteIdOf(object, step);
  const customer = step.account.remoteId;
  const { status } = object.fields;
  if (step.changedFields.some((field) => ['headlines', 'descriptions', 'finalUrl'].includes(field))) {
    return [
      { objectId: object.objectId, part: null, operation: removeOperation(customer, 'ad', id) },
      {
        objectId: object.objectId,
        part: 'ad',
        operation: adOperation(
          customer,
          id.slice(0, id.indexOf('~')),
          object.fields,
          object.marker,
          status === 'active' ? 'ENABLED' : 'PAUSED',
        ),
      },
    ];
  }
  if (!step.changedFields.includes('status')) return [];
  if (status === 'archived') return [{ objectId: object.objectId, part: 'ad', operation: removeOperation(customer, 'ad', id) }];
  return [
    { objectId: object.objectId, part: 'ad', operation: updateOperation(customer, 'ad', id, { status: remoteStatus(status) }, ['status']) },
  ];
}

/** Carries out one step with at most one change on the network. */
export async function applyStep(client: Client, places: Places, step: PublishStep): ReturnType<AdNetwork['apply']> {
  const customer = step.account.remoteId;
  const object = only(step);
  switch (step.kind) {
    case 'create_targeting':
    case 'upload_media':
    case 'create_card':
      throw new Error(`Step ${step.id} is of a kind that this network's capabilities do not name`);
    case 'create_tree':
    case 'create_campaign': {
      const groups = step.objects.filter((one) => one.level === 'ad_group').map((one) => one.fields);
      const campaign = step.objects.find((one) => one.level === 'campaign');
      const wanted = wantedPlaces(campaign?.fields.countries ?? [], groups);
      const found = await resolvePlaces(
        places,
        step,
        wanted.filter((one) => one.radiusKm === null || one.place.code === null).map((one) => one.place),
        object.objectId,
      );
      if (!found.ok) return found;
      return mutate(client, step, treeOperations(customer, step.objects, found.value), 'create');
    }
    case 'create_ad_group': {
      if (object.level !== 'ad_group') throw new Error('Expected an ad group');
      const added = await placeChanges(client, places, step, object);
      if (!added.ok) return added;
      const planned: Planned[] = [
        {
          objectId: object.objectId,
          part: 'ad_group',
          operation: adGroupOperation(customer, refOf(step, 'campaign'), '-1', object.fields, object.marker),
        },
      ];
      for (const operation of keywordOperations(customer, '-1', object.fields.keywords))
        planned.push({ objectId: object.objectId, part: null, operation });
      // A new ad group only ever adds places: the others' are not ours to take away.
      for (const operation of added.value)
        if (!('remove' in Object.values(operation)[0]!)) planned.push({ objectId: object.objectId, part: null, operation });
      return mutate(client, step, planned, 'create');
    }
    case 'create_ad':
      if (object.level !== 'ad') throw new Error('Expected an ad');
      return mutate(
        client,
        step,
        [{ objectId: object.objectId, part: 'ad', operation: adOperation(customer, refOf(step, 'adGroup'), object.fields, object.marker) }],
        'create',
      );
    case 'create_creative':
      throw new Error('Google Ads has no creative apart from its ad');
    case 'update': {
      const planned =
        object.level === 'campaign'
          ? await campaignUpdate(client, step, object)
          : object.level === 'ad_group'
            ? await adGroupUpdate(client, places, step, object)
            : ok(adUpdate(step, object));
      return planned.ok ? mutate(client, step, planned.value, 'write') : planned;
    }
    case 'set_status':
      return mutate(client, step, statusOperations(step), 'write');
  }
}
