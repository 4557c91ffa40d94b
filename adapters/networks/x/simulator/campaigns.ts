import { smallestCoinMicros } from '../manifest.ts';
import { xTime } from '../days.ts';
import { endpointOf, jsonOf, operationsOf, throwTogether, type Values } from './request.ts';
import { ENDPOINTS } from './parameters.ts';
import { invalid, missing, notFound, refuse, XProblem } from './problems.ts';
import type { Switch, XCampaign } from './store.ts';
import { found, idsIn, lateness, listed, numberIn, textIn, type Body, type Desk } from './world.ts';

/** Campaigns: money and a switch. @see X Ads API, "Campaigns" (version 12; read 2026-11-20) */

const MOST_CAMPAIGNS = 8_000;
/** What an account gets without asking; the pages give both figures. */
const FEW_CAMPAIGNS = 200;
const BATCH = 40;

export function campaignBody(campaign: XCampaign, desk: Pick<Desk, 'store' | 'account'>): Body {
  const reasons = reasonsNotServable(campaign, desk);
  return {
    name: campaign.name,
    budget_optimization: 'LINE_ITEM',
    reasons_not_servable: reasons,
    servable: campaign.deletedMs === null ? reasons.length === 0 : null,
    purchase_order_number: campaign.purchaseOrder,
    effective_status: reasons.length === 0 ? 'RUNNING' : campaign.status === 'PAUSED' ? 'PAUSED' : 'UNKNOWN',
    daily_budget_amount_local_micro: campaign.dailyMicros,
    funding_instrument_id: campaign.fundingId,
    duration_in_days: null,
    standard_delivery: null,
    total_budget_amount_local_micro: campaign.totalMicros,
    id: campaign.id,
    entity_status: campaign.status,
    frequency_cap: null,
    currency: desk.account.currency,
    created_at: xTime(campaign.createdMs),
    updated_at: xTime(campaign.updatedMs),
    deleted: campaign.deletedMs !== null,
  };
}

/** Worked out at every look, from the campaign, what stands under it and who pays. */
function reasonsNotServable(campaign: XCampaign, { store, account }: Pick<Desk, 'store' | 'account'>): readonly string[] {
  const reasons: string[] = [];
  if (campaign.status === 'PAUSED') reasons.push('PAUSED_BY_ADVERTISER');
  const items = store.under('line_item', campaign.id).filter((item) => item.deletedMs === null);
  const promoted = items.some((item) => store.under('promoted', item.id).some((row) => row.deletedMs === null));
  if (!promoted) reasons.push('INCOMPLETE');
  if (account.funding?.able !== true) reasons.push('FUNDING_PROBLEM');
  return reasons;
}

function checkMoney(desk: Desk, micros: number | null, name: string): void {
  if (micros === null) return;
  if (micros <= 0) throw invalid(name, `${name} must be above zero`);
  if (BigInt(micros) % smallestCoinMicros(desk.account.currency) !== 0n)
    throw refuse(400, 'INVALID_DENOMINATION', `${micros} is no multiple of the smallest coin of ${desk.account.currency}`, name);
}

function checkBudgets(desk: Desk, daily: number | null, total: number | null): void {
  checkMoney(desk, daily, 'daily_budget_amount_local_micro');
  checkMoney(desk, total, 'total_budget_amount_local_micro');
  if (daily === null && total === null) throw missing('daily_budget_amount_local_micro');
  if (daily !== null && total !== null && daily > total)
    throw invalid('daily_budget_amount_local_micro', 'The daily budget is above the total budget');
}

/** `ahead`: campaigns that the same batch makes before this one. */
function checkNew(desk: Desk, values: Values, ahead: readonly Values[] = []): void {
  const { account, store, sim } = desk;
  const fundingId = textIn(values, 'funding_instrument_id') ?? '';
  if (account.funding === null || account.funding.id !== fundingId)
    throw refuse(404, 'FUNDING_INSTRUMENT_NOT_FOUND', `The funding instrument (${fundingId}) was not found`, 'funding_instrument_id');
  if (!account.funding.able)
    throw refuse(403, 'FUNDING_INSTRUMENT_ACCESS_NOT_ALLOWED', 'The funding instrument cannot be used', 'funding_instrument_id');
  const living = store.all('campaign', account.remoteId).filter((one) => one.deletedMs === null);
  if (living.length + ahead.length >= (sim.switchOn('x.few_campaigns') ? FEW_CAMPAIGNS : MOST_CAMPAIGNS))
    throw refuse(400, 'TOO_MANY_CAMPAIGNS', 'The account has as many campaigns as it may have');
  if (sim.switchOn('x.unique_names') && [...living, ...ahead].some((one) => one['name'] === values['name']))
    throw invalid('name', 'There is a campaign of this name');
  checkBudgets(desk, numberIn(values, 'daily_budget_amount_local_micro'), numberIn(values, 'total_budget_amount_local_micro'));
}

function make(desk: Desk, values: Values, lateMs: number): XCampaign {
  const { store, sim, account } = desk;
  // Without a word about it a campaign is born active.
  const status = (textIn(values, 'entity_status') ?? 'ACTIVE') as Switch; // its enum was checked when it was parsed
  const asked = numberIn(values, 'daily_budget_amount_local_micro');
  const daily = asked !== null && sim.takeFault(desk.operation, 'silent_change') ? asked * 2 : asked;
  const campaign: XCampaign = {
    ...store.birth(account.remoteId, 'short', lateMs),
    name: textIn(values, 'name') ?? '',
    fundingId: textIn(values, 'funding_instrument_id') ?? '',
    dailyMicros: daily,
    totalMicros: numberIn(values, 'total_budget_amount_local_micro'),
    purchaseOrder: textIn(values, 'purchase_order_number'),
    status,
    history: [[sim.nowMs(), status]],
    budgets: [[sim.nowMs(), daily ?? 0]],
  };
  store.add('campaign', campaign);
  return campaign;
}

interface Budgets {
  readonly daily: number | null;
  readonly total: number | null;
}
/** What would hold after a change, once it has been found in order. */
function checkChange(desk: Desk, before: Budgets, values: Values): Budgets {
  if (values['name'] === null) throw invalid('name', 'name cannot be empty');
  const daily = 'daily_budget_amount_local_micro' in values ? numberIn(values, 'daily_budget_amount_local_micro') : before.daily;
  const total = 'total_budget_amount_local_micro' in values ? numberIn(values, 'total_budget_amount_local_micro') : before.total;
  checkBudgets(desk, daily, total);
  return { daily, total };
}

function change(desk: Desk, campaign: XCampaign, values: Values): void {
  const { store, sim } = desk;
  const { daily, total } = checkChange(desk, { daily: campaign.dailyMicros, total: campaign.totalMicros }, values);
  if (textIn(values, 'name') !== null) campaign.name = textIn(values, 'name') ?? campaign.name;
  if ('purchase_order_number' in values) campaign.purchaseOrder = textIn(values, 'purchase_order_number');
  if (daily !== campaign.dailyMicros) campaign.budgets.push([sim.nowMs(), daily ?? 0]);
  campaign.dailyMicros = daily;
  campaign.totalMicros = total;
  const status = textIn(values, 'entity_status');
  if (status !== null && status !== campaign.status) {
    campaign.status = status as Switch; // its enum was checked when it was parsed
    campaign.history.push([sim.nowMs(), campaign.status]);
  }
  store.save('campaign', campaign);
}

function remove(desk: Desk, campaign: XCampaign): void {
  const nowMs = desk.sim.nowMs();
  for (const item of desk.store.under('line_item', campaign.id)) {
    if (item.deletedMs !== null) continue;
    item.deletedMs = nowMs;
    desk.store.save('line_item', item);
  }
  campaign.deletedMs = nowMs;
  desk.store.save('campaign', campaign);
}

export function campaigns(desk: Desk): Body {
  const { call, values, store, account } = desk;
  const id = call.ids['campaign_id'] ?? '';
  switch (call.key) {
    case 'GET accounts/:account_id/campaigns': {
      const ids = idsIn(values, 'campaign_ids');
      const fundings = idsIn(values, 'funding_instrument_ids');
      const q = textIn(values, 'q');
      const rows = listed<'campaign'>(desk, store.all('campaign', account.remoteId)).filter(
        (one) =>
          (ids === null || ids.has(one.id)) &&
          (fundings === null || fundings.has(one.fundingId)) &&
          (one.status !== 'DRAFT' || values['with_draft'] === true) &&
          (q === null || one.name.toLowerCase().startsWith(q.toLowerCase())),
      );
      return { data: rows.map((row) => campaignBody(row, desk)) };
    }
    case 'GET accounts/:account_id/campaigns/:campaign_id':
      return { data: campaignBody(found(desk, 'campaign', id, values['with_deleted'] === true), desk) };
    case 'POST accounts/:account_id/campaigns': {
      checkNew(desk, values);
      const lateMs = lateness(desk);
      const made = make(desk, values, lateMs);
      if (desk.sim.takeFault(desk.operation, 'answer_twice')) make(desk, values, lateMs);
      return { data: campaignBody(made, desk) };
    }
    case 'PUT accounts/:account_id/campaigns/:campaign_id': {
      const campaign = found(desk, 'campaign', id);
      change(desk, campaign, values);
      return { data: campaignBody(campaign, desk) };
    }
    case 'DELETE accounts/:account_id/campaigns/:campaign_id': {
      const campaign = found(desk, 'campaign', id);
      remove(desk, campaign);
      return { data: campaignBody(campaign, desk) };
    }
    default:
      return batch(desk);
  }
}

/** All or nothing: what one operation is refused for is told beside it, and none is carried out. "Batch" (version 12; read 2026-11-20) */
function batch(desk: Desk): Body {
  const create = ENDPOINTS['POST accounts/:account_id/campaigns']?.params ?? {};
  const update = { ...ENDPOINTS['PUT accounts/:account_id/campaigns/:campaign_id']?.params, campaign_id: 'text!' };
  const operations = operationsOf(jsonOf(desk.call), BATCH, (type) =>
    type === 'Create' ? create : type === 'Update' ? update : type === 'Delete' ? { campaign_id: 'text!' } : null,
  );
  // Each operation is looked at as it would find things once those before it were done: nothing may fail half-way.
  const ahead: Values[] = [];
  const gone = new Set<string>();
  const moved = new Map<string, Budgets>();
  const broken = desk.sim.takeFault(desk.operation, 'partial') ? operations.length - 1 : -1;
  throwTogether(
    operations.map(({ type, params }, index) =>
      problemsOf(() => {
        if (index === broken) throw invalid('name', 'This operation was refused (fault asked for)');
        if (type === 'Create') {
          checkNew(desk, params, ahead);
          ahead.push(params);
          return;
        }
        const campaign = found(desk, 'campaign', textIn(params, 'campaign_id') ?? '');
        if (gone.has(campaign.id)) throw notFound('CAMPAIGN_NOT_FOUND', 'campaign', campaign.id);
        if (type === 'Delete') gone.add(campaign.id);
        else
          moved.set(
            campaign.id,
            checkChange(desk, moved.get(campaign.id) ?? { daily: campaign.dailyMicros, total: campaign.totalMicros }, params),
          );
      }),
    ),
  );
  const data = operations.map(({ type, params }) => {
    if (type === 'Create') return campaignBody(make(desk, params, 0), desk);
    const campaign = found(desk, 'campaign', textIn(params, 'campaign_id') ?? '');
    if (type === 'Delete') remove(desk, campaign);
    else change(desk, campaign, params);
    return campaignBody(campaign, desk);
  });
  return { data, request: echo(operations, desk) };
}

export function problemsOf(look: () => void): XProblem['errors'] {
  try {
    look();
    return [];
  } catch (problem) {
    if (!(problem instanceof XProblem)) throw problem;
    return problem.errors;
  }
}

/** A batch is echoed operation by operation. */
export function echo(operations: readonly { readonly type: string; readonly params: Values }[], desk: Desk): readonly Body[] {
  endpointOf(desk.call);
  return operations.map(({ type, params }) => ({ params: { ...params, account_id: desk.account.remoteId }, operation_type: type }));
}
