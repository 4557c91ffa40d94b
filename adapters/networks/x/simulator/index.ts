import type { SimContext, SimObject, SimReply, SimRequest, SimState, SimulatedNetwork } from '../../../simulators/types.ts';
import { API_VERSION, smallestCoinMicros, X } from '../manifest.ts';
import { splitName, splitPostName } from '../map.ts';
import { xTime } from '../days.ts';
import { campaigns } from './campaigns.ts';
import { cards, posts, promoted, reviewOf } from './creatives.ts';
import { criteria, estimate } from './criteria.ts';
import { createDelivery } from './delivery.ts';
import { X_FAULTS } from './faults.ts';
import { editInAdsManager } from './foreign-edit.ts';
import { createLimits } from './limits.ts';
import { lineItems } from './line-items.ts';
import { mediaLibrary, upload } from './media.ts';
import { createGate } from './oauth.ts';
import { operationOf } from './operations.ts';
import { paged, type Listing } from './paging.ts';
import { audiences, conversions } from './people.ts';
import { searchPlaces, X_LANGUAGES } from './places.ts';
import { refuse, XProblem } from './problems.ts';
import { isKnownPath, routeOf, valuesOf, type Values, type XCall } from './request.ts';
import { accountOf, X_SIMULATED_ACCOUNTS, type SimulatedXAccount, type SimulatedXToken } from './seeds.ts';
import { reportFile, stats } from './stats.ts';
import { createStore, type XLineItem, type XPost } from './store.ts';
import { textIn, type Body, type Desk } from './world.ts';

/** X Ads on loopback: ads, media upload, sign-in and report files on one address. */
export function createXSimulator(context: SimContext): SimulatedNetwork {
  const store = createStore(context);
  const delivery = createDelivery(store, context);
  const limits = createLimits(context);
  const gate = createGate(context);

  /** Everything that an account's address answers, by the area that its path names. */
  function onAccount(desk: Desk): Body {
    const area = desk.call.key.replace(/^\w+ (batch\/)?/, '').split('/');
    if (area[0] === 'stats') return stats(desk);
    switch (area[2]) {
      case undefined:
        return { data: accountBody(desk.account) };
      case 'authenticated_user_access':
        return { data: { user_id: desk.token.userId, permissions: desk.token.permissions } };
      case 'funding_instruments':
        return oneOrAll(desk, desk.account.funding === null ? [] : [fundingBody(desk.account, desk.account.funding)], 'funding_instrument');
      case 'promotable_users':
        return oneOrAll(desk, [userBody(desk.account)], 'promotable_user');
      case 'audience_estimate':
        return estimate(desk);
      case 'campaigns':
        return campaigns(desk);
      case 'line_items':
        return lineItems(desk);
      case 'targeting_criteria':
        return criteria(desk);
      case 'cards':
        return cards(desk);
      case 'media_library':
        return mediaLibrary(desk);
      case 'tweet':
      case 'tweets':
        return posts(desk);
      case 'promoted_tweets':
        return promoted(desk);
      case 'custom_audiences':
        return audiences(desk);
      default:
        throw new Error(`No area is called ${area[2]}`);
    }
  }

  function withoutAccount(call: XCall, values: Values, token: SimulatedXToken): Body {
    switch (call.key) {
      case 'GET accounts':
        return { data: accountsOf(values, token).map(accountBody) };
      case 'GET bidding_rules': {
        const currency = textIn(values, 'currency') ?? 'USD';
        const coin = Number(smallestCoinMicros(currency));
        const rule = {
          currency,
          minimum_cpe_bid_local_micro: coin,
          maximum_cpe_bid_local_micro: 100_000 * coin,
          minimum_denomination: coin,
        };
        return { data_type: 'bidding_rule', data: [rule], total_count: 1 };
      }
      case 'GET targeting_criteria/languages':
        return {
          data: [...X_LANGUAGES].map(([value, name]) => ({ name, targeting_type: 'LANGUAGE', targeting_value: value })),
        };
      case 'GET targeting_criteria/locations': {
        const places = searchPlaces(textIn(values, 'location_type'), textIn(values, 'country_code'), textIn(values, 'q'));
        return {
          data: places.map((place) => ({
            name: place.name,
            country_code: place.country,
            location_type: place.kind,
            targeting_value: place.id,
            targeting_type: 'LOCATION',
          })),
        };
      }
      case 'POST measurement/conversions/:pixel_id':
        return conversions(call, token, context);
      default:
        throw new Error(`No address is called ${call.key}`);
    }
  }

  function accountFor(call: XCall, token: SimulatedXToken): SimulatedXAccount {
    const id = call.ids['account_id'] ?? '';
    const account = accountOf(id);
    if (account === null || !token.accounts.includes(id)) throw refuse(403, 'ACCOUNT_NOT_FOUND', `The account (${id}) was not found`);
    const writes = call.method !== 'GET' && !call.key.startsWith('POST stats');
    const may = token.permissions.some((right) => right === 'ACCOUNT_ADMIN' || right === 'AD_MANAGER');
    if (writes && !may) throw refuse(403, 'ACTION_NOT_ALLOWED', 'The current user may not change this account');
    if (writes && account.approval !== 'ACCEPTED') throw refuse(403, 'ACTION_NOT_ALLOWED', 'The account is not approved');
    return account;
  }

  function answer(call: XCall, operation: string): SimReply {
    const token = gate.check(call.request, operation);
    const accountId = call.ids['account_id'] ?? null;
    const headers = limits.count(
      { write: call.method !== 'GET', path: call.path, accountId, token: token.token },
      context.takeFault(operation, '429'),
    );
    try {
      const account = accountId === null ? null : accountFor(call, token);
      const values = valuesOf(call);
      const body =
        account === null
          ? withoutAccount(call, values, token)
          : onAccount({ call, values, account, token, store, sim: context, delivery, operation });
      const echoed = { ...values, ...call.ids };
      return { status: 200, headers, body: { request: { params: echoed }, ...paged(call, values, body, LISTING) } };
    } catch (problem) {
      if (!(problem instanceof XProblem)) throw problem;
      throw new XProblem(problem.status, problem.errors, {
        headers: { ...headers, ...problem.headers },
        ...(problem.operationErrors === null ? {} : { operationErrors: problem.operationErrors }),
      });
    }
  }

  function reply(request: SimRequest): SimReply {
    if (request.path.startsWith('/oauth/')) return gate.signIn(request);
    if (request.path.startsWith('/files/')) return reportFile(request.path, store, context, delivery);
    if (/^\/2\/media\/upload(\/(initialize|\d+\/(append|finalize)))?$/.test(request.path))
      return upload(request, gate.check(request, 'upload_media'), store, context);
    const match = /^\/(\d+)\/(.+)$/.exec(request.path);
    const path = match?.[2] ?? '';
    const operation = operationOf(request);
    if (match === null || !isKnownPath(path)) return page(404);
    if (match[1] !== API_VERSION || context.takeFault(operation, 'version_dead'))
      throw refuse(410, 'VERSION_NOT_SUPPORTED', 'This version of the API is not supported any more');
    const call = routeOf(request, path);
    if (call === null) throw refuse(405, 'METHOD_NOT_ALLOWED', `${request.method} is not allowed here`);
    return answer(call, operation);
  }

  return {
    id: X,
    operation: operationOf,
    handle(request) {
      const own = { 'x-current-api-version': API_VERSION };
      try {
        const made = reply(request);
        return { ...made, headers: { ...own, ...made.headers } };
      } catch (problem) {
        if (!(problem instanceof XProblem)) throw problem;
        const { status, errors, operationErrors, headers } = problem;
        return {
          status,
          headers: { ...own, ...headers },
          body: {
            errors,
            ...(operationErrors === null ? {} : { operation_errors: operationErrors }),
            request: { params: {} },
          },
        };
      }
    },
    state: () => stateOf(),
    edit: (edit) => editInAdsManager(edit, store, context),
    faults: X_FAULTS,
    reset() {
      store.forget();
      for (const collection of ['member', 'conversion'] as const)
        for (const entry of context.books.all<{ id: string }>(collection)) context.books.delete(collection, entry.id);
      delivery.forget();
      limits.forget();
      gate.forget();
    },
  };

  function stateOf(): SimState {
    const accounts = X_SIMULATED_ACCOUNTS.map((one) => one.remoteId);
    const campaignRows = accounts.flatMap((id) => store.all('campaign', id));
    const itemRows = accounts.flatMap((id) => store.all('line_item', id));
    const postRows = accounts.flatMap((id) => store.all('post', id)).filter((post) => post.nullcast);
    const statusOf = new Map<string, SimObject['status']>();
    const campaignObjects = campaignRows.map((row) => {
      const status = plain(row);
      statusOf.set(row.id, status);
      return {
        id: row.id,
        name: row.name,
        status,
        configured: status,
        review: 'none',
        marker: splitName(row.name).marker,
        parentId: null,
      } as const;
    });
    const itemObjects = itemRows.map((row) => {
      const configured = plain(row);
      const status = under(configured, statusOf.get(row.campaignId));
      statusOf.set(row.id, status);
      const name = row.name ?? '';
      return { id: row.id, name, status, configured, review: 'none', marker: splitName(name).marker, parentId: row.campaignId } as const;
    });
    return { campaigns: campaignObjects, adGroups: itemObjects, ads: postRows.map((post) => adOf(post, statusOf)) };
  }

  /**
   * A post has no state and no parent of its own: it is on while it is associated. Which line item it was written for, and
   * that it was set aside, its advertiser says in its name; the judge is told both.
   */
  function adOf(post: XPost, statusOf: ReadonlyMap<string, SimObject['status']>): SimObject {
    const { marker, lineItemId, setAside } = splitPostName(post.name ?? '');
    const rows = store.all('promoted', post.accountId).filter((row) => row.postId === post.id && row.deletedMs === null);
    const parentId = rows[0]?.lineItemId ?? lineItemId;
    const parent = parentId === null ? undefined : statusOf.get(parentId);
    const configured = rows.length > 0 ? 'active' : setAside || post.deletedMs !== null ? 'archived' : 'paused';
    const decisions = rows.map((row) => reviewOf(row, context.nowMs()));
    const review = decisions.includes('REJECTED')
      ? 'rejected'
      : decisions.includes('UNDER_REVIEW')
        ? 'pending'
        : rows.length > 0
          ? 'approved'
          : 'none';
    const status = under(configured, parent);
    return {
      id: post.id,
      name: post.name ?? '',
      status: review === 'rejected' && status === 'active' ? 'paused' : status,
      configured,
      review,
      marker,
      parentId,
    };
  }
}

/** One by its id in the address, or those that the filter of ids lets through. */
function oneOrAll({ call, values }: Desk, rows: readonly Body[], kind: string): Body {
  const id = call.ids[`${kind}_id`];
  if (id === undefined) {
    const ids = values[`${kind}_ids`];
    return { data: rows.filter((row) => !Array.isArray(ids) || ids.includes(row['id'])) };
  }
  const row = rows.find((one) => one['id'] === id);
  if (row === undefined) throw refuse(404, `${kind.toUpperCase()}_NOT_FOUND`, `${kind} (${id}) was not found`);
  return { data: row };
}

function accountsOf(values: Values, token: SimulatedXToken): readonly SimulatedXAccount[] {
  const ids = textIn(values, 'account_ids')?.split(',') ?? null;
  const q = textIn(values, 'q')?.toLowerCase() ?? '';
  return X_SIMULATED_ACCOUNTS.filter(
    (one) => token.accounts.includes(one.remoteId) && (ids === null || ids.includes(one.remoteId)) && one.name.toLowerCase().startsWith(q),
  );
}

const LISTING: Listing = { most: 1_000, usual: 200, byArea: { cards: { most: 200, usual: 100 }, media_library: { most: 50, usual: 20 } } };

function plain(row: { readonly status: XLineItem['status']; readonly deletedMs: number | null }): SimObject['status'] {
  if (row.deletedMs !== null) return 'archived';
  return row.status === 'ACTIVE' ? 'active' : 'paused';
}

function under(own: SimObject['status'], parent: SimObject['status'] | undefined): SimObject['status'] {
  if (own === 'archived' || parent === 'archived') return 'archived';
  return own === 'active' && parent === 'active' ? 'active' : 'paused';
}

/** An unknown path is answered with a page, not with an error of the API. */
function page(status: number): SimReply {
  return {
    status,
    headers: { 'content-type': 'text/html' },
    body: '<html><head><title>Not found</title></head><body>Not found</body></html>',
  };
}

const BORN_MS = Date.UTC(2024, 0, 15, 12);

function accountBody(account: SimulatedXAccount): Body {
  return {
    name: account.name,
    business_name: null,
    timezone: account.timeZone,
    timezone_switch_at: xTime(BORN_MS),
    id: account.remoteId,
    created_at: xTime(BORN_MS),
    updated_at: xTime(BORN_MS),
    business_id: null,
    approval_status: account.approval,
    deleted: false,
  };
}

function fundingBody(account: SimulatedXAccount, funding: { readonly id: string; readonly able: boolean }): Body {
  return {
    start_time: xTime(BORN_MS),
    description: 'Línea de crédito simulada',
    credit_limit_local_micro: 900_000_000_000_000,
    end_time: null,
    id: funding.id,
    entity_status: 'ACTIVE',
    account_id: account.remoteId,
    reasons_not_able_to_fund: funding.able ? [] : ['EXPIRED'],
    io_header: null,
    currency: account.currency,
    funded_amount_local_micro: 0,
    created_at: xTime(BORN_MS),
    type: 'CREDIT_LINE',
    able_to_fund: funding.able,
    updated_at: xTime(BORN_MS),
    credit_remaining_local_micro: null,
    deleted: false,
  };
}

function userBody(account: SimulatedXAccount): Body {
  return {
    user_id: account.userId,
    id: `pu${account.userId}`,
    created_at: xTime(BORN_MS),
    updated_at: xTime(BORN_MS),
    deleted: false,
    promotable_user_type: 'FULL',
  };
}
