import { ok } from '../../../core/kernel/index.ts';
import type { AdNetwork, PlannedObject, PublishStep, RemoteObject, RemoteRef, StepEvidence } from '../../../core/ports/index.ts';
import { identityOf, type Client, type Outcome } from './client.ts';
import { adMarker, readName } from './map-in.ts';
import { AD_FIELDS, AD_GROUP_FIELDS, CAMPAIGN_FIELDS, markerPattern, readObjects } from './reading.ts';
import { AdGroupRow, AdRow, CampaignRow } from './schemas.ts';

const oldestFirst = (a: string, b: string): number => (a.length === b.length ? (a < b ? -1 : a > b ? 1 : 0) : a.length - b.length);

/** A campaign is there with everything below it or not at all, since it was made in one atomic request. */
async function findTree(client: Client, step: PublishStep): Promise<Outcome<readonly StepEvidence[] | null>> {
  const identity = identityOf(step.account);
  const customer = step.account.remoteId;
  const root = step.objects.find((object) => object.level === 'campaign');
  if (root === undefined) throw new Error('A tree begins with its campaign');
  const campaigns = await client.rows(
    identity,
    customer,
    `SELECT ${CAMPAIGN_FIELDS} FROM campaign WHERE campaign.name LIKE ${markerPattern(root.marker)} AND campaign.status != 'REMOVED'`,
    CampaignRow,
  );
  if (!campaigns.ok) return campaigns;
  const ours = campaigns.value
    .filter((row) => readName(row.campaign.name).marker === root.marker)
    .toSorted((a, b) => oldestFirst(a.campaign.id, b.campaign.id));
  if (ours.length === 0) return ok(null);
  const condition = `campaign.id IN (${ours.map((row) => row.campaign.id).join(', ')})`;
  const groups = await client.rows(
    identity,
    customer,
    `SELECT ${AD_GROUP_FIELDS} FROM ad_group WHERE ${condition} AND ad_group.status != 'REMOVED'`,
    AdGroupRow,
  );
  if (!groups.ok) return groups;
  const ads = await client.rows(
    identity,
    customer,
    `SELECT ${AD_FIELDS} FROM ad_group_ad WHERE ${condition} AND ad_group_ad.status != 'REMOVED'`,
    AdRow,
  );
  if (!ads.ok) return ads;
  const byMarker = new Map(step.objects.map((object) => [object.marker, object]));
  return ok(
    ours.map((row): StepEvidence => {
      const refs: RemoteRef[] = [{ objectId: root.objectId, part: 'campaign', remoteId: row.campaign.id }];
      if (row.campaignBudget !== undefined) refs.push({ objectId: root.objectId, part: 'budget', remoteId: row.campaignBudget.id });
      for (const group of groups.value) {
        const object = group.campaign.id === row.campaign.id ? byMarker.get(readName(group.adGroup.name).marker ?? '') : undefined;
        if (object !== undefined) refs.push({ objectId: object.objectId, part: 'ad_group', remoteId: group.adGroup.id });
      }
      for (const ad of ads.value) {
        const object = ad.campaign.id === row.campaign.id ? byMarker.get(adMarker(ad) ?? '') : undefined;
        if (object !== undefined) refs.push({ objectId: object.objectId, part: 'ad', remoteId: `${ad.adGroup.id}~${ad.adGroupAd.ad.id}` });
      }
      return { refs, requestId: null };
    }),
  );
}

async function findAdGroup(client: Client, step: PublishStep, object: PlannedObject): Promise<Outcome<readonly StepEvidence[] | null>> {
  const rows = await client.rows(
    identityOf(step.account),
    step.account.remoteId,
    `SELECT ${AD_GROUP_FIELDS} FROM ad_group WHERE campaign.id = ${step.refs['campaign'] ?? '0'} AND ad_group.name LIKE ${markerPattern(object.marker)} AND ad_group.status != 'REMOVED'`,
    AdGroupRow,
  );
  if (!rows.ok) return rows;
  const ids = rows.value.filter((row) => readName(row.adGroup.name).marker === object.marker).map((row) => row.adGroup.id);
  return ok(evidence(object, 'ad_group', ids.toSorted(oldestFirst)));
}

/** Parameters of an ad cannot be filtered by, so the ads of the group are read and compared here. */
async function findAd(
  client: Client,
  step: PublishStep,
  object: PlannedObject,
  adGroupId: string,
): Promise<Outcome<readonly StepEvidence[] | null>> {
  const rows = await client.rows(
    identityOf(step.account),
    step.account.remoteId,
    `SELECT ${AD_FIELDS} FROM ad_group_ad WHERE ad_group.id = ${adGroupId} AND ad_group_ad.status != 'REMOVED'`,
    AdRow,
  );
  if (!rows.ok) return rows;
  const ids = rows.value
    .filter((row) => adMarker(row) === object.marker)
    .toSorted((a, b) => oldestFirst(a.adGroupAd.ad.id, b.adGroupAd.ad.id))
    .map((row) => `${row.adGroup.id}~${row.adGroupAd.ad.id}`);
  return ok(evidence(object, 'ad', ids));
}

function evidence(object: PlannedObject, part: string, remoteIds: readonly string[]): readonly StepEvidence[] | null {
  return remoteIds.length === 0
    ? null
    : remoteIds.map((remoteId) => ({ refs: [{ objectId: object.objectId, part, remoteId }], requestId: null }));
}

/** The campaign that an object of a change belongs to: by reference, else by asking for the object itself. */
async function campaignOf(client: Client, step: PublishStep): Promise<Outcome<string | null>> {
  const own = step.objects.find((object) => object.level === 'campaign')?.remoteId ?? step.refs['campaign'];
  if (own !== undefined && own !== null) return ok(own);
  const object = step.objects[0]!;
  const id = object.remoteId ?? '';
  const group = object.level === 'ad' ? id.slice(0, Math.max(0, id.indexOf('~'))) : id;
  const rows = await client.rows(
    identityOf(step.account),
    step.account.remoteId,
    `SELECT ${AD_GROUP_FIELDS} FROM ad_group WHERE ad_group.id = ${group === '' ? (step.refs['adGroup'] ?? '0') : group}`,
    AdGroupRow,
  );
  return rows.ok ? ok(rows.value[0]?.campaign.id ?? null) : rows;
}

function sameValue(left: unknown, right: unknown): boolean {
  const comparable = (value: unknown): string =>
    JSON.stringify(
      Array.isArray(value)
        ? value.map((item) => (typeof item === 'string' ? item.toLowerCase() : item)).toSorted((a, b) => (String(a) < String(b) ? -1 : 1))
        : value,
      (_key, member: unknown) => (typeof member === 'bigint' ? member.toString() : member),
    );
  return comparable(left) === comparable(right);
}

/** True when the network shows the object as the step wanted it. Fields that cannot be read back (places) prove nothing either way. */
function carriedOut(step: PublishStep, object: PlannedObject, remote: RemoteObject): boolean {
  if (step.kind === 'set_status') return remote.configured === step.status;
  const wanted = object.fields as unknown as Readonly<Record<string, unknown>>; // neutral fields, told apart by name only
  return step.changedFields.filter((field) => field in remote.fields).every((field) => sameValue(remote.fields[field], wanted[field]));
}

/** Changes have no marker of their own: the object is read and compared with what was asked. */
async function findChange(client: Client, step: PublishStep): Promise<Outcome<readonly StepEvidence[] | null>> {
  const campaign = await campaignOf(client, step);
  if (!campaign.ok) return campaign;
  if (campaign.value === null) return ok(null);
  const read = await readObjects(client, step.account, { kind: 'campaigns', remoteCampaignIds: [campaign.value] });
  if (!read.ok) return read;
  const refs: RemoteRef[] = [];
  for (const object of step.objects) {
    const candidates = read.value.filter(
      (remote) =>
        remote.level === object.level &&
        (remote.remoteId === object.remoteId || (remote.marker === object.marker && remote.configured !== 'archived')),
    );
    const done = candidates.find((remote) => carriedOut(step, object, remote));
    if (done === undefined) return ok(null);
    refs.push({ objectId: object.objectId, part: object.level, remoteId: done.remoteId });
  }
  return ok([{ refs, requestId: null }]);
}

export async function findStep(client: Client, step: PublishStep): ReturnType<AdNetwork['find']> {
  const object = step.objects[0];
  if (object === undefined) throw new Error(`Step ${step.kind} names no object`);
  switch (step.kind) {
    case 'create_tree':
    case 'create_campaign':
      return findTree(client, step);
    case 'create_ad_group':
      return findAdGroup(client, step, object);
    case 'create_ad':
      return findAd(client, step, object, step.refs['adGroup'] ?? '0');
    case 'create_targeting':
    case 'upload_media':
    case 'create_card':
      throw new Error(`Step ${step.id} is of a kind that this network's capabilities do not name`);
    case 'create_creative':
      return ok(null);
    case 'update':
    case 'set_status':
      return findChange(client, step);
  }
}
