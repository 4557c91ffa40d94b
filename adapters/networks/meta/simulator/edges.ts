import type { SimContext } from '../../../simulators/types.ts';
import { accountsOf, minimumBudgets, showAccount } from './accounts.ts';
import { checkCreating } from './creatives.ts';
import type { Delivery } from './delivery.ts';
import type { NodeName } from './fields.ts';
import { insightRows } from './insights.ts';
import { parseFilters, visible } from './lists.ts';
import { listImages, removeImage, uploadImage } from './media.ts';
import { formOfAd, formsOf, leadsOf, listLeads } from './pages.ts';
import { GraphProblem, invalid, missingObject, permissionProblem } from './problems.ts';
import { scalarText } from './request.ts';
import { childrenOn, NODE_OF, parseFields, project, type ReadContext } from './reads.ts';
import { startReport, runReport, type ReportRun } from './reports.ts';
import { pageOf, picked } from './show.ts';
import { pageNode, sideEdge } from './side-nodes.ts';
import type { SimulatedAccount, SimulatedToken } from './seeds.ts';
import type { GraphObject, Kind, Store } from './store.ts';
import {
  adSetValues,
  campaignValues,
  checkCreative,
  creativeOf,
  isDryRun,
  labelIds,
  newStatus,
  type Values,
  type WriteContext,
} from './rules.ts';
import { beginReview, changeObject, makeObject, rejectReview, setStatus, type NewObject } from './writes.ts';

/** One call whose token, version and parameters have been checked. */
export interface EdgeCall {
  readonly store: Store;
  readonly sim: SimContext;
  readonly delivery: Delivery;
  readonly account: SimulatedAccount;
  readonly token: SimulatedToken;
  readonly tokenText: string;
  /** As they arrived: `fields`, `limit`, `after`… */
  readonly raw: Readonly<Record<string, unknown>>;
  /** Checked against the table. */
  readonly values: Values;
  /** The call's own address, for paging links. */
  readonly address: string;
  readonly operation: string;
}

const writing = (call: EdgeCall): WriteContext => ({ store: call.store, sim: call.sim, account: call.account });
const reading = (call: EdgeCall): ReadContext => ({
  store: call.store,
  nowMs: call.sim.nowMs(),
  account: call.account,
  delivery: call.delivery,
});

export function listOf(call: EdgeCall, members: readonly GraphObject[], node: NodeName): unknown {
  const fields = parseFields(call.raw['fields'], node);
  const statuses = call.values['effective_status'];
  const since = call.values['updated_since'];
  const shown = visible(
    members,
    {
      filters: parseFilters(call.raw['filtering']),
      statuses: Array.isArray(statuses) ? statuses.map(String) : null,
      updatedSinceMs: typeof since === 'number' ? since * 1000 : null,
    },
    call.store,
    call.sim.nowMs(),
  );
  return pageOf(call, shown, (object) => project(object, fields, reading(call)));
}

const ACCOUNT_LISTS: Readonly<Record<string, Kind>> = { campaigns: 'campaign', adsets: 'adset', ads: 'ad', adcreatives: 'creative' };
const LABEL_LISTS: Readonly<Record<string, Kind>> = { campaignsbylabels: 'campaign', adsetsbylabels: 'adset', adsbylabels: 'ad' };

export function readAccountEdge(call: EdgeCall, edge: string): unknown {
  const { store, account } = call;
  const side = sideEdge(call, 'GET', edge);
  if (side !== undefined) return side;
  const kind = ACCOUNT_LISTS[edge];
  if (kind === 'ad' && call.sim.takeFault('list_ads', 'reject_review')) rejectOneAgain(call);
  if (kind !== undefined) return listOf(call, store.inAccount(account.remoteId, kind), NODE_OF[kind]);
  const labelled = LABEL_LISTS[edge];
  if (labelled !== undefined) {
    const ids = (call.values['ad_label_ids'] as readonly string[]).map(String); // required list<string> of the table
    for (const id of ids) if (store.label(id) === null) throw missingObject(id);
    const every = call.values['operator'] === 'ALL';
    const members = store
      .inAccount(account.remoteId, labelled)
      .filter((object) => (every ? ids.every((id) => object.labelIds.includes(id)) : ids.some((id) => object.labelIds.includes(id))));
    return listOf(call, members, NODE_OF[labelled]);
  }
  switch (edge) {
    case 'adlabels': {
      const filters = parseFilters(call.raw['filtering']);
      const wanted = parseFields(call.raw['fields'], 'AdLabel');
      const labels = store
        .labels(account.remoteId)
        .filter((label) =>
          filters.every(
            (filter) =>
              filter.field === 'name' &&
              (filter.operator === 'EQUAL' ? label.name === filter.value : label.name.includes(String(filter.value))),
          ),
        );
      return pageOf(call, labels, (label) => picked({ id: label.id, name: label.name }, wanted));
    }
    case 'adimages':
      return pageOf(call, listImages(call), (image) => image);
    case 'insights':
      return pageOf(call, insightRows(null, call.values, call.raw['fields'], call), (row) => row);
    case 'promote_pages':
      return pageOf(call, [pageNode(call, account)], (page) => picked(page, parseFields(call.raw['fields'], 'Page')));
    case 'adspixels':
      return pageOf(call, [{ id: account.settings.pixelId, name: `Píxel de ${account.name}` }], (pixel) =>
        picked(pixel, parseFields(call.raw['fields'], 'AdsPixel')),
      );
    case 'minimum_budgets':
      return pageOf(call, [minimumBudgets(account)], (budget) => picked(budget, parseFields(call.raw['fields'], 'MinimumBudget')));
    case 'generatepreviews':
      checkPreviewed(call.values['creative'] as Values, writing(call)); // required Object of the table
      return preview(String(call.values['ad_format']));
    default:
      throw missingObject(`${account.remoteId}/${edge}`);
  }
}

/** Ads that run are reviewed again, and some fall then: the newest approved one does, when asked for. */
function rejectOneAgain(call: EdgeCall): void {
  const nowMs = call.sim.nowMs();
  const ad = call.store
    .inAccount(call.account.remoteId, 'ad')
    .findLast((one) => one.status === 'ACTIVE' && one.review?.approved === true && one.review.decidedMs <= nowMs);
  if (ad !== undefined) rejectReview(ad, writing(call));
}

function checkPreviewed(creative: Values, context: WriteContext): void {
  if (creative['creative_id'] === undefined) checkCreative(creative, context);
  else creativeOf({ creative }, context);
}

function preview(format: string): unknown {
  return {
    data: [{ body: `<iframe src="https://business.facebook.example/ads/preview?format=${format}" width="335" height="450"></iframe>` }],
  };
}

/** Makes what the edge makes. A dry run does every check and makes nothing. "Campaign" reference, `execution_options` (v26.0; read 2026-11-20) */
export function writeAccountEdge(call: EdgeCall, edge: string): unknown {
  const context = writing(call);
  const { values, store, sim, account } = call;
  const side = sideEdge(call, 'POST', edge);
  if (side !== undefined) return side;
  switch (edge) {
    case 'campaigns':
      return create(call, (dry) => ({
        kind: 'campaign',
        operation: call.operation,
        parent: null,
        labels: labelIds(values, context, dry),
        values: campaignValues(values, context),
      }));
    case 'adsets':
      return create(call, (dry) => {
        const campaign = parent(call, values['campaign_id'], 'campaign');
        const checked = adSetValues(values, campaign, null, context);
        return { kind: 'adset', operation: call.operation, parent: campaign, labels: labelIds(values, context, dry), values: checked };
      });
    case 'adcreatives':
      checkCreating(call);
      return create(call, (dry) => {
        checkCreative(values, context);
        return { kind: 'creative', operation: call.operation, parent: null, labels: labelIds(values, context, dry), values };
      });
    case 'ads':
      return create(call, (dry) => {
        const adSet = parent(call, values['adset_id'], 'adset');
        if (typeof values['name'] !== 'string' || values['name'] === '' || values['name'].length > 400)
          throw invalid('name must have 1 to 400 characters', { title: 'Name not valid', blame: ['name'] });
        const creative = creativeOf(values, context);
        return {
          kind: 'ad',
          operation: call.operation,
          parent: adSet,
          labels: labelIds(values, context, dry),
          values: { ...values, creative: { creative_id: creative.id } },
        };
      });
    case 'adlabels': {
      const name = String(values['name']);
      return { id: (store.labelNamed(account.remoteId, name) ?? store.addLabel(account.remoteId, name, sim.nowMs())).id };
    }
    case 'adimages':
      return uploadImage(call);
    case 'insights':
      return startReport(call, null);
    default:
      throw missingObject(`${account.remoteId}/${edge}`);
  }
}

function create(call: EdgeCall, prepare: (dry: boolean) => NewObject): unknown {
  const dry = isDryRun(call.values);
  newStatus(call.values, true);
  const input = prepare(dry);
  if (dry) return { success: true };
  const context = writing(call);
  const object = makeObject(input, context);
  if (object.kind === 'ad') beginReview(object, context);
  if (call.sim.takeFault(call.operation, 'answer_twice')) {
    // The network carried one request out twice, as it does when its own layers repeat a call.
    const twin = makeObject({ ...input, labels: [...input.labels] }, context);
    if (twin.kind === 'ad') beginReview(twin, context);
  }
  return call.raw['fields'] === undefined
    ? { id: object.id }
    : project(object, parseFields(call.raw['fields'], NODE_OF[object.kind]), reading(call));
}

function parent(call: EdgeCall, id: unknown, kind: Kind): GraphObject {
  const name = kind === 'campaign' ? 'campaign_id' : 'adset_id';
  if (id === undefined) throw invalid(`the parameter ${name} is required`, { title: 'Missing parameter', blame: [name] });
  const object = call.store.find(scalarText(id));
  if (object === null || object.kind !== kind || object.accountId !== call.account.remoteId || object.status === 'DELETED')
    throw missingObject(scalarText(id));
  if (object.status === 'ARCHIVED')
    throw invalid('nothing can be added to an archived object', { title: 'Parent archived', blame: [name] });
  return object;
}

export function deleteAccountEdge(call: EdgeCall, edge: string): unknown {
  if (edge === 'adimages') return removeImage(call);
  if (edge === 'advideos') return sideEdge(call, 'DELETE', edge);
  if (edge !== 'campaigns') throw missingObject(edge);
  const limit = Number(call.values['object_count'] ?? 100);
  const all = call.store.inAccount(call.account.remoteId, 'campaign').filter((campaign) => campaign.status !== 'DELETED');
  const before = call.values['before_date'];
  const chosen =
    call.values['delete_strategy'] === 'DELETE_ARCHIVED_BEFORE'
      ? all.filter((campaign) => campaign.status === 'ARCHIVED' && (typeof before !== 'number' || campaign.updatedMs < before))
      : all;
  const gone = chosen.slice(0, limit);
  for (const campaign of gone) remove(campaign, call);
  return {
    objects_left_to_delete_count: Math.max(0, chosen.length - gone.length),
    deleted_object_ids: gone.map((campaign) => campaign.id),
  };
}

function remove(object: GraphObject, call: EdgeCall): void {
  setStatus(object, 'DELETED', call.sim.nowMs());
  call.store.save(object);
}

export function readObject(call: EdgeCall, object: GraphObject): unknown {
  return project(object, parseFields(call.raw['fields'], NODE_OF[object.kind]), reading(call));
}

export function readObjectEdge(call: EdgeCall, object: GraphObject, edge: string): unknown {
  if (edge === 'insights') return pageOf(call, insightRows(object, call.values, call.raw['fields'], call), (row) => row);
  if (edge === 'previews') return preview(String(call.values['ad_format']));
  if (edge === 'leads') return leadsOfAd(call, object);
  const nodes: Readonly<Record<string, NodeName>> = { adsets: 'AdSet', ads: 'Ad', adcreatives: 'AdCreative' };
  const node = nodes[edge];
  if (node === undefined) throw missingObject(`${object.id}/${edge}`);
  return listOf(call, childrenOn(object, edge, call.store), node);
}

function leadsOfAd(call: EdgeCall, ad: GraphObject): unknown {
  const form = formsOf(call.store, call.account).find((one) => one.id === formOfAd(ad, call.store));
  return listLeads(call, form === undefined ? [] : leadsOf(call, form).filter((lead) => lead.adId === ad.id));
}

export function writeObject(call: EdgeCall, object: GraphObject): unknown {
  const context = writing(call);
  if (object.kind === 'creative') {
    // Creatives are fixed but for name, labels and status. "Ad creative" reference (v26.0; read 2026-11-20)
    const { name, status, adlabels } = call.values;
    if (typeof name === 'string') object.name = name;
    if (adlabels !== undefined) object.labelIds = labelIds(call.values, context, false);
    if (status === 'DELETED') return deleteObject(call, object);
    call.store.save(object);
    return { success: true };
  }
  changeObject(object, call.values, context, call.operation);
  if (call.raw['fields'] !== undefined && !isDryRun(call.values))
    return { ...project(object, parseFields(call.raw['fields'], NODE_OF[object.kind]), reading(call)), success: true };
  return { success: true };
}

export function writeObjectEdge(call: EdgeCall, object: GraphObject, edge: string): unknown {
  if (edge === 'insights') return startReport(call, object);
  if (edge !== 'adlabels') throw missingObject(`${object.id}/${edge}`);
  object.labelIds = [...new Set([...object.labelIds, ...labelIds(call.values, writing(call), false)])];
  call.store.save(object);
  return { id: object.id, success: true };
}

export function deleteObject(call: EdgeCall, object: GraphObject): unknown {
  if (
    object.kind === 'creative' &&
    call.store
      .inAccount(object.accountId, 'ad')
      .some((ad) => ad.status !== 'DELETED' && JSON.stringify(ad.values['creative']).includes(object.id))
  ) {
    throw invalid('the creative is used by an ad', { title: 'Creative in use' });
  }
  remove(object, call);
  return { success: true };
}

export function readReport(call: EdgeCall, run: ReportRun, edge: string | null): unknown {
  return runReport(call, run, edge);
}

/** What the token may not do, if anything. "Permissions" (v26.0; read 2026-11-20) */
export function checkPermission(token: SimulatedToken, write: boolean): void {
  if (write && !token.scopes.includes('ads_management')) throw permissionProblem(200, 'Requires ads_management permission');
  if (!write && !token.scopes.includes('ads_read') && !token.scopes.includes('ads_management'))
    throw permissionProblem(10, 'Application does not have permission for this action');
}

export function readUserEdge(call: Omit<EdgeCall, 'account'>, edge: string | null): unknown {
  const open = (rows: readonly Record<string, unknown>[]): unknown => pageOf(call, rows, (row) => row);
  switch (edge) {
    case null:
      return picked({ id: '6001', name: 'Usuario del sistema' }, parseFields(call.raw['fields'], 'User'));
    case 'permissions':
      return { data: call.token.scopes.map((permission) => ({ permission, status: 'granted' })) };
    case 'accounts': {
      const fields = parseFields(call.raw['fields'] ?? 'id,name,access_token', 'Page');
      return open(accountsOf(call.token).map((account) => picked(pageNode({ ...call, account }, account), fields)));
    }
    case 'adaccounts': {
      const fields = parseFields(call.raw['fields'], 'AdAccount');
      return open(accountsOf(call.token).map((account) => showAccount(account, call.token, fields, call.sim)));
    }
    default:
      throw new GraphProblem({ message: `Unknown path components: /me/${edge}`, type: 'OAuthException', code: 2500 });
  }
}
